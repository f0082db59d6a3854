#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/base/option.h"
#include "cli/base/process.h"
#include "cli/print/deliver.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/autogenerate.h"
#include "cli/project/diagram.h"
#include "cli/project/project.h"

/* `calx erd`: the tables as a picture, which graphviz draws. */

static enum calx_status read_schema(struct project *project,
	struct sql_schema *ret_schema, calx_error *error)
{
	const char *from = cli_option(project->cli, "from");

	if (!from || !strcmp(from, "models"))
		return cli_project_models(project, ret_schema, error);
	if (cli_project_connect(project, error) < 0)
		return cli_failed(error);
	if (cli_project_inspect(project, ret_schema, error) < 0)
		return cli_failed(error);
	return cli_leave_out(project, ret_schema, error);
}

static bool wants_dot(const struct cli *cli)
{
	const char *format = cli_option(cli, "format");
	const char *output = cli_option(cli, "output");
	size_t length = output ? strlen(output) : 0;

	if (format)
		return !strcmp(format, "dot");
	return length > 4 && !strcmp(output + length - 4, ".dot");
}

/* A file that only we know, with the text, ready to be read. */
static int unnamed_file(const struct strbuf *text)
{
	FILE *file = tmpfile();
	int fd = -1;

	if (file && fwrite(text->data, 1, text->length, file) == text->length &&
		fflush(file) == 0)
		fd = dup(fileno(file));
	if (file)
		fclose(file);
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static enum calx_status draw(struct cli *cli, const struct strbuf *dot,
	struct strbuf *svg, calx_error *error)
{
	static const char *const argv[] = { "dot", "-Tsvg", NULL };
	struct strbuf errors = STRBUF_INIT;
	int input = unnamed_file(dot), result = 0;
	struct process process = {
		.argv = argv, .input = input, .output = svg, .errors = &errors
	};
	enum calx_status status;

	if (input < 0)
		return calx__fail(error, CALX_IO,
			"could not write a temporary file: %s",
			strerror(errno));
	status = cli_process_run(&process, &result, error);
	close(input);
	if (status == CALX_NOT_FOUND)
		calx__fail_hint(error,
			"The picture is drawn by graphviz: install it, or take --format=dot.");
	if (status >= 0 && result != 0) {
		status = calx__fail(error, CALX_ERROR,
			"graphviz ended with status %d", result);
		calx__fail_detail(error, "%s", cli_safe(cli, errors.data));
	}
	calx__strbuf_release(&errors);
	return status;
}

static enum calx_status picture(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct strbuf dot = STRBUF_INIT, svg = STRBUF_INIT;
	struct sql_schema schema;
	enum calx_status status = read_schema(project, &schema, error);

	if (status >= 0) {
		cli_diagram(&dot, &schema);
		cli_json_set(cli->document, "tables",
			json_integer((json_int_t)schema.table_count));
	}
	if (status >= 0 && !wants_dot(cli))
		status = draw(cli, &dot, &svg, error);
	if (status >= 0)
		status = cli_deliver(cli, "picture", "Drawing",
			wants_dot(cli) ? &dot : &svg, error);
	calx__strbuf_release(&dot);
	calx__strbuf_release(&svg);
	return status;
}

static const struct option options[] = {
	{ "output", 'o', .argument = "FILE",
		.help = "where to write it; standard output" },
	{ "format", 'f', .argument = "FORMAT", .choices = "svg dot",
		.help = "svg or dot; by the file's name, else svg" },
	{ "from", 'F', .argument = "SOURCE", .choices = "models database",
		.help = "draw the models or the database; models" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx erd -o schema.svg", "the models as a picture" },
	{ "calx erd --from=database --format=dot",
		"the database as text for graphviz" },
	{ .line = NULL },
};

const struct command cli_command_erd = {
	.name = "erd",
	.group = "looking at them",
	.purpose = "draw the tables and what refers to what",
	.description =
		"Draws an entity-relationship diagram: a box for each table "
		"with its columns and types, an arrow for each foreign key. "
		"SVG is made by graphviz, which must be installed; DOT needs "
		"nothing.",
	.options = options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = picture,
};
