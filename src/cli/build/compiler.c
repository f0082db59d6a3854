#include "cli/build/compiler.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util/fail.h"
#include "cli/base/file.h"
#include "cli/base/process.h"
#include "cli/build/words.h"
#include "cli/print/safe.h"

/* Running a C compiler on a file of the project. */

/* ---- its arguments ------------------------------------------------------------------ */

/* Where calx/calx.h is: as the environment says, else beside the program, as
 * it was installed, else where it was configured to be. */
static const char *include_directory(struct cli *cli)
{
	const char *given = getenv("CALX_INCLUDE_DIR");
	char program[PATH_MAX];
	ssize_t length =
		readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (given && *given)
		return given;
	for (int up = 0; up < 2 && length > 0; up++) {
		while (length > 0 && program[length - 1] != '/')
			length--;
		length -= length > 0;
	}
	if (length > 0) {
		const char *beside =
			cli_printf(cli, "%.*s/include", (int)length, program);
		if (cli_file_exists(cli_printf(cli, "%s/calx/calx.h", beside)))
			return beside;
	}
	return CALX_INCLUDEDIR;
}

/* What every revision is compiled with. */
static void add_own_words(struct revision_compiler *compiler)
{
	struct vec *words = &compiler->words;

	cli_add_word(words, "-shared");
	cli_add_word(words, "-fPIC");
	cli_add_word(words, "-g");
	/* a misspelt operation must not wait for the loader to be found */
	cli_add_word(words, "-Werror=implicit-function-declaration");
	cli_add_word(
		words, cli_printf(compiler->cli, "-I%s", compiler->headers));
}

enum calx_status cli_compiler_open(struct cli *cli, const struct config *config,
	struct revision_compiler *compiler, calx_error *error)
{
	const char *cc = getenv("CC");
	const char *cflags, *libs;
	enum calx_status status;

	*compiler = (struct revision_compiler){
		.cli = cli,
		.directory = config->directory,
		.headers = include_directory(cli),
		.words = VEC_INIT(const char *),
		.libs = VEC_INIT(const char *),
	};
	if ((status = cli_config_get(
		     cli, config, CONFIG_CFLAGS, &cflags, error)) < 0 ||
		(status = cli_config_get(
			 cli, config, CONFIG_LIBS, &libs, error)) < 0 ||
		(status = cli_split_words(cli, cc && *cc ? cc : "cc",
			 &compiler->words, error)) < 0)
		return status;
	add_own_words(compiler);
	status = cli_split_words(cli, cflags, &compiler->words, error);
	return status < 0 ? status
			  : cli_split_words(cli, libs, &compiler->libs, error);
}

void cli_compiler_release(struct revision_compiler *compiler)
{
	calx__vec_release(&compiler->words);
	calx__vec_release(&compiler->libs);
}

/* ---- running it ---------------------------------------------------------------------- */

/* The whole line, in words up to NULL. Behind a text from standard input files
 * are of the kinds that their names say again. */
static struct vec line_of(const struct revision_compiler *compiler,
	const char *const *mode, const char *path)
{
	struct vec line = VEC_INIT(const char *);

	for (size_t i = 0; i < compiler->words.count; i++)
		calx__vec_append(&line, calx__vec_at(&compiler->words, i));
	for (; *mode; mode++)
		cli_add_word(&line, *mode);
	cli_add_word(&line, path);
	if (!strcmp(path, "-")) {
		cli_add_word(&line, "-x");
		cli_add_word(&line, "none");
	}
	for (size_t i = 0; i < compiler->libs.count; i++)
		calx__vec_append(&line, calx__vec_at(&compiler->libs, i));
	cli_add_word(&line, NULL);
	return line;
}

/* The line as whoever wants to try it would write it. */
static const char *line_shown(const struct revision_compiler *compiler,
	const struct compiler_run *run)
{
	static const char *const none[] = { NULL };
	struct vec line =
		line_of(compiler, run->text ? none : run->mode, run->path);
	const char *const *words = line.items;
	const char *shown = "";

	for (size_t i = 0; words && words[i]; i++)
		shown = cli_join(compiler->cli, shown, " ", words[i]);
	calx__vec_release(&line);
	return shown;
}

/* What the compiler says is for the user, word for word. */
static int tell(const struct revision_compiler *compiler,
	const struct compiler_run *run, const struct strbuf *errors, int result,
	calx_error *error)
{
	struct cli *cli = compiler->cli;

	if (!cli->json && errors->length > 0) {
		fflush(stdout);
		fputs(cli_safe_lines(cli, errors->data), stderr);
	}
	if (result == 0)
		return 1;
	calx__fail(error, CALX_ERROR,
		"could not compile %s: the compiler ended with status %d",
		cli_safe(cli, run->path), result);
	if (cli->json)
		calx__fail_detail(error, "%s", errors->data);
	calx__fail_hint(error, "It ran as: %s", line_shown(compiler, run));
	return CALX_ERROR;
}

/* An open file that has the text, of which nobody else has a name. -1 if there is
 * no room for it. */
static int file_of(const struct strbuf *text)
{
	int file = memfd_create("calx", MFD_CLOEXEC);
	size_t done = 0;

	while (file >= 0 && done < text->length) {
		ssize_t count =
			write(file, text->data + done, text->length - done);

		if (count > 0) {
			done += (size_t)count;
		} else if (errno != EINTR) {
			close(file);
			return -1;
		}
	}
	if (file >= 0)
		(void)lseek(file, 0, SEEK_SET);
	return file;
}

static int run_line(const struct revision_compiler *compiler,
	const struct compiler_run *run, struct process *process,
	calx_error *error)
{
	int result = 0;
	enum calx_status status = cli_process_run(process, &result, error);

	if (status < 0) {
		calx__fail_hint(error,
			"It is needed for %s. Install a C compiler, or set CC to the one there is.",
			cli_safe(compiler->cli, run->path));
		return status;
	}
	if ((run->may_fail && result != 0) ||
		(run->may_complain && process->errors->length > 0))
		return 0;
	return tell(compiler, run, process->errors, result, error);
}

int cli_compiler_run(const struct revision_compiler *compiler,
	const struct compiler_run *run, calx_error *error)
{
	struct vec line =
		line_of(compiler, run->mode, run->text ? "-" : run->path);
	struct strbuf output = STRBUF_INIT, errors = STRBUF_INIT;
	struct process process = {
		.argv = line.items,
		.directory = compiler->directory,
		.input = run->text ? file_of(run->text) : -1,
		.output = run->output ? run->output : &output,
		.errors = &errors,
	};
	int result = run->text && process.input < 0
			     ? (int)calx__fail_memory(error)
			     : run_line(compiler, run, &process, error);

	if (process.input >= 0)
		close(process.input);
	calx__vec_release(&line);
	calx__strbuf_release(&output);
	calx__strbuf_release(&errors);
	return result;
}
