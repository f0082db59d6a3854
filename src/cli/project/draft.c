#include "cli/project/draft.h"

#include "migrate/script/script_id.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/base/file.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* From the options to the file. */

/* What new files begin with: the project's template if it has one. */
static enum calx_status read_template(
	struct project *project, const char **ret_text, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *path =
		cli_printf(cli, "%s/revision.c.template", project->location);

	struct strbuf text;
	enum calx_status status;

	*ret_text = NULL;
	if (!cli_file_exists(path))
		return CALX_OK;
	calx__strbuf_init(&text, SCRIPT_SIZE_MAX);
	status = cli_file_read(path, &text, error);
	if (status >= 0)
		*ret_text = cli_printf(cli, "%s", text.data);
	calx__strbuf_release(&text);
	return status;
}

/* An id of one's own must be free. */
static enum calx_status choose_id(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	plan->id = cli_option(project->cli, "rev-id");
	if (!plan->id)
		return CALX_OK;
	if (calx__script_id_check(plan->id, error) < 0)
		return cli_failed(error);
	if (calx__graph_node(&project->graph, plan->id))
		return calx__fail(error, CALX_CONFLICT,
			"there is a revision %s already", plan->id);
	return CALX_OK;
}

static enum calx_status write_draft(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *text, *path;

	if (cli_option(cli, "dry-run")) {
		if (calx__script_render(&cli->arena, plan, &text, error) < 0)
			return cli_failed(error);
		cli_print(cli, "%s", text);
		cli_json_set(cli->document, "text", cli_json_text(text));
		return CALX_OK;
	}
	if (calx__script_write(&cli->arena, plan, &path, error) < 0)
		return cli_failed(error);
	cli_say(cli, "  Generating %s ...  done\n", cli_safe(cli, path));
	cli_json_set(cli->document, "path", cli_json_text(path));
	return CALX_OK;
}

enum calx_status cli_draft_begin(struct project *project,
	struct script_plan *ret_plan, calx_error *error)
{
	struct script_plan plan = {
		.directory = project->versions,
		.message = cli_option(project->cli, "message"),
	};

	if (choose_id(project, &plan, error) < 0 ||
		read_template(project, &plan.template_text, error) < 0)
		return cli_failed(error);
	*ret_plan = plan;
	return CALX_OK;
}

enum calx_status cli_draft_end(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	struct cli *cli = project->cli;

	if (write_draft(project, plan, error) < 0)
		return cli_failed(error);
	cli_json_set(cli->document, "revision", cli_json_text(plan->id));
	cli_json_set(cli->document, "down_revision",
		cli_json_list(cli, plan->down_revision));
	return CALX_OK;
}
