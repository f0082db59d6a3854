#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <dirent.h>

#include "migrate/script/script.h"
#include "migrate/script/write.h"
#include "util/fail.h"
#include "cli/base/file.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* `calx init`: the files that a project begins with. */

/* What the files begin with, as they are to be read: */
/* clang-format off */
static const char readme[] =
	"The migrations of this project's database.\n"
	"\n"
	"    env.c                 names the models that the database should follow\n"
	"    revision.c.template   what `calx revision` starts a new file with\n"
	"    versions/             one C file for each step of the history\n"
	"\n"
	"    calx revision --autogenerate -m 'What changes'\n"
	"    calx upgrade head\n"
	"    calx history\n";

static const char environment[] =
	"#include <calx/migrate.h>\n"
	"\n"
	"/* Include your models here, for example\n"
	" *\n"
	" *     #include \"../models.h\"\n"
	" *\n"
	" * which ends in CALX_METADATA(bookstore, Book, ...), and name &bookstore\n"
	" * below in the place of &no_models. */\n"
	"static const calx_table *const no_tables[] = { NULL };\n"
	"static const calx_metadata no_models = { .size = sizeof(no_models), .tables = no_tables };\n"
	"\n"
	"/* What --autogenerate compares the database with. */\n"
	"CALX_MIGRATION_ENVIRONMENT(.target_metadata = &no_models);\n";

/* with the name of the directory between the two */
static const char settings_head[] =
	"; calx init writes this file. A $VARIABLE in a value is taken from the environment.\n"
	"[calx]\n"
	"script_location = ";
static const char settings_tail[] =
	"\n"
	"url = sqlite:///app.db\n"
	"\n"
	"; how the revisions are compiled\n"
	"[compile]\n"
	"cflags = -I.\n"
	"libs =\n"
	"\n"
	"[logging]\n"
	"level = info\n";
/* clang-format on */

/* What this run has made. A failure takes it back, also one to tell of it, so
 * that the same command can be given again. */
struct made {
	struct cli *cli;
	const char *paths[8];
	size_t count;
};
static struct made made_here;

static void keep(struct made *made, const char *path)
{
	assert(made->count < sizeof(made->paths) / sizeof(made->paths[0]));
	made->paths[made->count++] = path;
}

static void take_back(struct cli *cli)
{
	struct made *made = &made_here;

	(void)cli;
	while (made->count > 0)
		remove(made->paths[--made->count]);
}

/* "  Creating x ...  done": one step, unless it is a dry run */
static void begin(struct cli *cli, const char *doing, const char *path)
{
	cli_say(cli, "  %s %s ... ", doing, cli_safe(cli, path));
}

static bool is_dry(const struct cli *cli)
{
	return cli_option(cli, "dry-run");
}

static enum calx_status end(struct cli *cli, enum calx_status status)
{
	const char *done = is_dry(cli) ? "not done" : "done";

	cli_say(cli, " %s\n", status < 0 ? "FAILED" : done);
	return status;
}

static enum calx_status make_directory(
	struct made *made, const char *path, calx_error *error)
{
	struct cli *cli = made->cli;
	enum calx_status status = CALX_OK;

	begin(cli, "Creating directory", path);
	if (is_dry(cli))
		return end(cli, CALX_OK);
	if (mkdir(path, 0777) == 0)
		keep(made, path);
	else if (errno != EEXIST)
		status = calx__fail(error, CALX_IO, "could not create %s: %s",
			cli_safe(cli, path), strerror(errno));
	return end(cli, status);
}

static enum calx_status make_file(struct made *made, const char *path,
	const char *text, calx_error *error)
{
	enum calx_status status = CALX_OK;

	begin(made->cli, "Generating", path);
	if (!is_dry(made->cli)) {
		status = cli_file_create(path, text, strlen(text), error);
		if (status >= 0)
			keep(made, path);
	}
	return end(made->cli, status);
}

/* The directory must be new or empty. */
static enum calx_status check_empty(
	struct cli *cli, const char *path, calx_error *error)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (!directory && errno == ENOENT)
		return CALX_OK;
	if (!directory)
		return calx__fail(error, CALX_IO, "could not open %s: %s",
			cli_safe(cli, path), strerror(errno));
	while (empty && (entry = readdir(directory)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..");
	closedir(directory);
	if (empty)
		return CALX_OK;
	calx__fail(error, CALX_ERROR, "directory %s is there and not empty",
		cli_safe(cli, path));
	calx__fail_hint(error,
		"Nothing was changed: calx init never overwrites. Give the name of a new directory.");
	return CALX_ERROR;
}

/* The name goes into the file of settings, where it must mean itself. */
static enum calx_status check_name(
	struct cli *cli, const char *name, calx_error *error)
{
	if (*name && !strpbrk(name, "$\r\n") &&
		!strcmp(cli_safe(cli, name), name))
		return CALX_OK;
	return calx__fail(error, CALX_INVALID,
		"'%s' cannot be the directory's name", cli_safe(cli, name));
}

/* How the settings name the directory: as it was given, or in full if they
 * stand elsewhere, since what they say is seen from where they are. */
static enum calx_status locate(struct cli *cli, const char *directory,
	const char *settings, const char **ret_location, calx_error *error)
{
	char full[PATH_MAX];

	*ret_location = directory;
	if (!strchr(settings, '/') || is_dry(cli))
		return CALX_OK;
	if (!realpath(directory, full))
		return calx__fail(error, CALX_IO, "could not find %s: %s",
			cli_safe(cli, directory), strerror(errno));
	*ret_location = cli_printf(cli, "%s", full);
	return check_name(cli, *ret_location, error);
}

/* An existing file of settings stays as it is. */
static enum calx_status make_settings(struct made *made, const char *directory,
	const char *path, calx_error *error)
{
	struct cli *cli = made->cli;
	const char *text, *location;

	if (locate(cli, directory, path, &location, error) < 0)
		return cli_failed(error);
	text = cli_printf(
		cli, "%s%s%s", settings_head, location, settings_tail);
	if (cli_file_exists(path)) {
		cli_say(cli, "  File %s already exists, skipping\n", path);
		cli_say(cli,
			"  Please set script_location = %s in %s, and the models in %s/env.c, before proceeding.\n",
			cli_safe(cli, location), path,
			cli_safe(cli, directory));
		return CALX_OK;
	}
	if (make_file(made, path, text, error) < 0)
		return cli_failed(error);
	if (is_dry(cli))
		return CALX_OK;
	cli_say(cli,
		"  Please edit url and cflags in %s, and the models in %s/env.c, before proceeding.\n",
		path, cli_safe(cli, directory));
	return CALX_OK;
}

static enum calx_status make_all(
	struct made *made, const char *directory, calx_error *error)
{
	struct cli *cli = made->cli;
	const char *settings = cli_option(cli, "config");
	const struct {
		const char *path, *text;
	} files[] = {
		{ cli_printf(cli, "%s/README", directory), readme },
		{ cli_printf(cli, "%s/env.c", directory), environment },
		{ cli_printf(cli, "%s/revision.c.template", directory),
			calx__script_template },
	};

	if (make_directory(made, directory, error) < 0 ||
		make_directory(made, cli_printf(cli, "%s/versions", directory),
			error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (make_file(made, files[i].path, files[i].text, error) < 0)
			return cli_failed(error);
	}
	return make_settings(
		made, directory, settings ? settings : "calx.ini", error);
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	char *directory = cli_printf(cli, "%s", cli_operand(cli, 0));
	size_t length = strlen(directory);

	while (length > 1 && directory[length - 1] == '/')
		directory[--length] = '\0';
	if (check_name(cli, directory, error) < 0 ||
		check_empty(cli, directory, error) < 0)
		return cli_failed(error);
	made_here.cli = cli;
	cli->undo = take_back;
	if (make_all(&made_here, directory, error) < 0)
		return cli_failed(error);
	cli_json_set(cli->document, "directory", cli_json_text(directory));
	return CALX_OK;
}

static const struct option options[] = {
	{ "dry-run", 'n', .help = "tell what would be made, and make nothing" },
	{ .name = NULL },
};
static const struct operand operands[] = {
	{ "DIRECTORY", .help = "the new directory: migrations" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx init migrations", "a project in the current directory" },
	{ .line = NULL },
};

const struct command cli_command_init = {
	.name = "init",
	.group = "writing migrations",
	.purpose = "start the migrations of a project",
	.description =
		"Creates the directory with an environment, a template for "
		"revisions and a place for them, and calx.ini beside it. "
		"Nothing is overwritten: a directory that is not empty is "
		"refused, and a calx.ini that is there is kept.",
	.options = options,
	.operands = operands,
	.examples = examples,
	.run = run,
};
