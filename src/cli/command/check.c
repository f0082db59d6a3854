#include "migrate/operation/summary.h"
#include "util/fail.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/autogenerate.h"
#include "migrate/run/tell.h"

/* `calx check`: what --autogenerate would write, as a test. */

static void print_difference(struct cli *cli, json_t *array, const char *text)
{
	cli_json_append(array, cli_json_text(text));
	cli_print(cli, "%s\n", cli_safe(cli, text));
}

static void print_differences(
	struct cli *cli, const struct autogenerate_result *result)
{
	json_t *array = json_array();
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < result->upgrade_count; i++) {
		calx__strbuf_clear(&text);
		calx__operation_summary(&text, &result->upgrade[i]);
		print_difference(cli, array, text.data);
	}
	for (size_t i = 0; i < result->warning_count; i++)
		print_difference(cli, array, result->warnings[i]);
	if (text.failed)
		cli_out_of_memory();
	calx__strbuf_release(&text);
	cli_json_set(cli->document, "differences", array);
}

static enum calx_status check(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct autogenerate_result result;
	size_t count;

	if (cli_project_check_heads(project, error) < 0)
		return cli_failed(error);
	calx__tell_context(&project->migration);
	if (cli_autogenerate(project, &result, error) < 0)
		return cli_failed(error);
	print_differences(cli, &result);
	count = result.upgrade_count + result.warning_count;
	if (count == 0) {
		cli_say(cli, "No new upgrade operations detected.\n");
		return CALX_OK;
	}
	calx__fail(error, CALX_DIFFERENT,
		"the database is not what the models say: %zu difference%s",
		count, count == 1 ? "" : "s");
	calx__fail_hint(
		error, "'calx revision --autogenerate' writes the migration.");
	return CALX_DIFFERENT;
}

static const struct example examples[] = {
	{ "calx check",
		"for continuous integration: fails if a migration was forgotten" },
	{ .line = NULL },
};

const struct command cli_command_check = {
	.name = "check",
	.group = "writing migrations",
	.purpose = "compare the database with the models",
	.description =
		"Does what revision --autogenerate does and writes no file: "
		"prints the operations that would be needed, one a line. The "
		"exit code is 0 if there are none and 1 if there are some.",
	.options = cli_no_options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = check,
};
