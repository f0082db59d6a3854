#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
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
	const struct sql_schema none = { .table_count = 0 };

	if (!from || !strcmp(from, "models"))
		return cli_project_models(project, ret_schema, error);
	if (cli_project_connect(project, error) < 0)
		return cli_failed(error);
	if (cli_project_inspect(project, &none, ret_schema, error) < 0)
		return cli_failed(error);
	return cli_leave_out(project, ret_schema, error);
}

/* What it can be written as. */
struct format {
	const char *name;
	const char *endings; /* of files */
	/* the text that it is, or that it is drawn of */
	void (*write)(struct strbuf *text, const struct sql_schema *schema);
	const char *drawn; /* by graphviz, with this option; NULL: it is not */
	bool binary;	   /* no text */
};

#define FORMATS "svg png pdf dot mmd"
static const struct format formats[] = {
	{ "svg", "svg", cli_diagram, "-Tsvg", false },
	{ "png", "png", cli_diagram, "-Tpng", true },
	{ "pdf", "pdf", cli_diagram, "-Tpdf", true },
	{ "dot", "dot gv", cli_diagram, NULL, false },
	{ "mmd", "mmd mermaid", cli_diagram_mermaid, NULL, false },
};
#define FORMAT_COUNT (sizeof(formats) / sizeof(*formats))

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

/* "PNG" -> png; NULL: no format has that ending */
static const struct format *format_ending(struct cli *cli, const char *ending)
{
	char *lower = cli_printf(cli, "%s", ending);

	for (char *c = lower; *c; c++)
		*c = calx__ascii_lower(*c);
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (calx__text_lists(formats[i].endings, lower))
			return &formats[i];
	return NULL;
}

/* By --format, else by how the file's name ends. */
static enum calx_status choose_format(
	struct cli *cli, const struct format **ret_format, calx_error *error)
{
	const char *given = cli_option(cli, "format");
	const char *output = cli_option(cli, "output");
	const char *name = output ? strrchr(output, '/') : NULL;
	const char *dot = output ? strrchr(name ? name : output, '.') : NULL;
	bool to_file = output && strcmp(output, "-") != 0;

	*ret_format = given ? format_named(given) : &formats[0];
	if (!given && dot && dot[1])
		*ret_format = format_ending(cli, dot + 1);
	if (!*ret_format) {
		cli_usage(cli, error, "no format ends in '%s': %s",
			cli_safe(cli, dot), cli_safe(cli, output));
		calx__fail_hint(error,
			"Give one with --format, or a name that ends in one of: " FORMATS
			".");
		return CALX_MISUSE;
	}
	if (!(*ret_format)->binary || to_file || !cli->json)
		return CALX_OK;
	cli_usage(
		cli, error, "a %s cannot be part of JSON", (*ret_format)->name);
	calx__fail_hint(error, "Write it into a file, with --output=FILE.");
	return CALX_MISUSE;
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

/* Has graphviz draw it; `option` says as what. */
static enum calx_status draw(struct cli *cli, const char *option,
	const struct strbuf *dot, struct strbuf *drawn, calx_error *error)
{
	const char *const argv[] = { "dot", option, NULL };
	struct strbuf errors = STRBUF_INIT;
	int input = unnamed_file(dot), result = 0;
	struct process process = {
		.argv = argv, .input = input, .output = drawn, .errors = &errors
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
			"The picture is drawn by graphviz: install it, or take --format=dot or --format=mmd.");
	if (status >= 0 && result != 0) {
		status = calx__fail(error, CALX_ERROR,
			"graphviz ended with status %d", result);
		calx__fail_detail(error, "%s", cli_safe(cli, errors.data));
	}
	calx__strbuf_release(&errors);
	return status;
}

static enum calx_status write_picture(struct cli *cli,
	const struct format *format, const struct sql_schema *schema,
	calx_error *error)
{
	struct strbuf text = STRBUF_INIT, drawn = STRBUF_INIT;
	enum calx_status status = CALX_OK;

	format->write(&text, schema);
	cli_json_set(cli->document, "tables",
		json_integer((json_int_t)schema->table_count));
	if (text.failed)
		cli_out_of_memory();
	if (format->drawn)
		status = draw(cli, format->drawn, &text, &drawn, error);
	if (status >= 0)
		status = cli_deliver(cli, "picture", "Drawing",
			format->drawn ? &drawn : &text, error);
	calx__strbuf_release(&text);
	calx__strbuf_release(&drawn);
	return status;
}

static enum calx_status picture(struct project *project, calx_error *error)
{
	const struct format *format;
	struct sql_schema schema;

	if (choose_format(project->cli, &format, error) < 0 ||
		read_schema(project, &schema, error) < 0)
		return cli_failed(error);
	return write_picture(project->cli, format, &schema, error);
}

static const struct option options[] = {
	{ "output", 'o', .argument = "FILE",
		.help = "where to write it; standard output" },
	{ "format", 'f', .argument = "FORMAT", .choices = FORMATS,
		.help = "svg, png, pdf, dot or mmd; as the file's name ends, else svg" },
	{ "from", 'F', .argument = "SOURCE", .choices = "models database",
		.help = "draw the models or the database; models" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx erd -o schema.svg", "the models as a picture" },
	{ "calx erd -o schema.mmd", "for Mermaid, which documents draw" },
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
		"SVG, PNG and PDF are made by graphviz, which must be "
		"installed; DOT, its language, and Mermaid need nothing.",
	.options = options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = picture,
};
