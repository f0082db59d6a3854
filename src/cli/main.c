#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/driver.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/base/exit.h"
#include "cli/base/option.h"
#include "cli/document/help.h"
#include "cli/parse.h"
#include "cli/print/color.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/report.h"
#include "cli/project/project.h"
#include <calx/version.h>

/* The program: what it needs of its process, and one run from the command line
 * to the exit code. */

/* A descriptor that is closed would be given to the next file that is opened:
 * a database, say, which then gets our messages. */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
	}
}

static void on_interrupt(int number)
{
	static const char message[] = "\ncalx: interrupted\n";

	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	signal(number, SIG_DFL);
	raise(number);
}

/* A reader that goes away (`| head`) must not end a migration half-way, and a
 * file that has grown too large is an error of write() like any other. Ctrl-C
 * ends the program at once: databases are made for that. */
static void prepare_signals(void)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	struct sigaction before;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
	/* whoever started us in the background may have had it ignored */
	if (sigaction(SIGINT, NULL, &before) == 0 &&
		before.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
}

static void print_version(struct cli *cli)
{
	json_t *drivers = json_array();
	const char *list = "";

	for (size_t i = 0; calx__drivers[i]; i++) {
		const char *name = calx__drivers[i]->scheme;
		list = cli_join(cli, list, ", ", name);
		cli_json_append(drivers, cli_json_text(name));
	}
	cli_json_set(cli->document, "version", cli_json_text(calx_version()));
	cli_json_set(cli->document, "drivers", drivers);
	cli_print(cli, "calx %s (%s)\n", calx_version(), list);
}

static enum calx_status run_command(struct cli *cli, calx_error *error)
{
	const struct command *command = cli->command;

	if (command->work)
		return cli_project_work(cli,
			command->history ? SCRIPT_HEAD : SCRIPT_WHOLE,
			command->work, error);
	return command->run(cli, error);
}

static enum calx_status run(
	struct cli *cli, int argc, char **argv, calx_error *error)
{
	enum calx_status status = cli_parse(cli, argc, argv, error);

	cli->color_out = cli_wants_color(cli, STDOUT_FILENO);
	cli->color_err = cli_wants_color(cli, STDERR_FILENO);
	if (cli->command)
		cli_json_set(cli->document, "command",
			cli_json_text(cli->command->name));
	if (status < 0)
		return status;
	if (cli_option(cli, "help")) {
		FILE *out = cli_text_begin(cli);
		cli_help(out, cli->command);
		cli_text_end(cli, out);
	} else if (cli_option(cli, "version")) {
		print_version(cli);
	} else if (!cli->command && cli->json) {
		return cli_usage(cli, error, "there is no command");
	} else if (!cli->command) {
		cli_help_short(stderr);
		cli->usage = true;
	} else {
		if (cli->json)
			cli_output_guard(cli);
		status = run_command(cli, error);
	}
	return status;
}

/* jansson does not look at what comes of a key: the buffer remembers. */
static int collect(const char *part, size_t length, void *text)
{
	calx__strbuf_add(text, part, length);
	return ((const struct strbuf *)text)->failed ? -1 : 0;
}

/* The one document of a run with --json, also when it failed. */
static void print_document(struct cli *cli, const calx_error *error, int code)
{
	json_t *document = cli->document;

	cli_json_set(document, "ok", json_boolean(code == 0));
	cli_json_set(document, "exit_code", json_integer(code));
	if (error->status < 0)
		cli_json_set(document, "error", cli_json_error(error));
	struct strbuf text = STRBUF_INIT;

	if (json_dump_callback(document, collect, &text,
		    JSON_INDENT(2) | JSON_ENSURE_ASCII) < 0 ||
		text.failed)
		cli_out_of_memory();
	fprintf(cli->out, "%s\n", text.data);
	calx__strbuf_release(&text);
}

/* Nothing that was printed may be lost unseen, on a full disk for instance.
 * Only a reader that has had enough is no failure. */
static int flush(FILE *out, int code)
{
	errno = 0;
	if ((fflush(out) == 0 && !ferror(out)) || errno == EPIPE)
		return code;
	fprintf(stderr, "calx: error: could not write to standard output: %s\n",
		errno ? strerror(errno) : "an earlier write failed");
	return code ? code : 1;
}

/* Prints what is left to print, and frees everything. Returns the exit code. */
static int finish(struct cli *cli, const calx_error *error, int code)
{
	if (cli->json)
		print_document(cli, error, code);
	code = flush(stdout, code);
	if (cli->out != stdout) {
		code = flush(cli->out, code);
		fclose(cli->out);
	}
	if (code && cli->undo)
		cli->undo(cli);
	json_decref(cli->document);
	calx__vec_release(&cli->given);
	calx__vec_release(&cli->operands);
	calx__arena_release(&cli->arena);
	return code;
}

/* "." if it has no name. */
static const char *working_directory(struct cli *cli)
{
	char here[PATH_MAX];

	return getcwd(here, sizeof(here)) ? cli_printf(cli, "%s", here) : ".";
}

int main(int argc, char **argv)
{
	struct cli cli = {
		.given = VEC_INIT(struct given_option),
		.operands = VEC_INIT(const char *),
		.level = LOG_INFO,
		.out = stdout,
	};
	calx_error error = { .status = CALX_OK };
	enum calx_status status;

	occupy_standard_streams();
	prepare_signals();
	/* what others may write to is not run: nothing is made so */
	umask(umask(022) | 022);
	json_set_alloc_funcs(calx__alloc, calx__free);
	cli_begin(&cli);
	cli.json = cli_parse_wants_json(argv);
	cli.here = working_directory(&cli);
	cli.document = json_object();
	cli_json_set(cli.document, "schema_version",
		json_integer(CLI_SCHEMA_VERSION));
	status = run(&cli, argc, argv, &error);
	if (status < 0)
		cli_print_error(&cli, &error);
	return finish(&cli, &error, cli.usage ? 2 : cli_exit_code(status));
}
