#include "cli/print/output.h"

#include <stdarg.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/print/json.h"

/* Standard output: what commands print, and questions. */

void cli_print(struct cli *cli, const char *format, ...)
{
	va_list arguments;

	if (cli->json)
		return;
	va_start(arguments, format);
	vfprintf(cli->out, format, arguments);
	va_end(arguments);
}

void cli_print_bytes(struct cli *cli, const char *bytes, size_t length)
{
	if (!cli->json)
		(void)!fwrite(bytes, 1, length, cli->out);
}

void cli_say(struct cli *cli, const char *format, ...)
{
	va_list arguments;

	if (cli->json || cli->quiet)
		return;
	va_start(arguments, format);
	vfprintf(cli->out, format, arguments);
	va_end(arguments);
}

FILE *cli_text_begin(struct cli *cli)
{
	FILE *file = cli->json ? tmpfile() : cli->out;

	if (!file)
		cli_out_of_memory();
	return file;
}

void cli_text_end(struct cli *cli, FILE *file)
{
	struct strbuf text = STRBUF_INIT;
	int c;

	if (file == cli->out)
		return;
	rewind(file);
	while ((c = getc(file)) != EOF)
		calx__strbuf_addc(&text, (char)c);
	fclose(file);
	if (text.failed)
		cli_out_of_memory();
	cli_json_set(cli->document, "text", cli_json_text(text.data));
	calx__strbuf_release(&text);
}

void cli_output_guard(struct cli *cli)
{
	int copy;

	if (cli->out != stdout)
		return;
	fflush(stdout);
	copy = dup(STDOUT_FILENO);
	if (copy < 0)
		return;
	FILE *out = fdopen(copy, "w");
	if (!out) {
		close(copy);
		return;
	}
	dup2(STDERR_FILENO, STDOUT_FILENO);
	cli->out = out;
}

enum calx_status cli_confirm(
	struct cli *cli, const char *question, calx_error *error)
{
	char answer[16] = "";

	if (cli->yes)
		return CALX_OK;
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
		fprintf(stderr, "%s [y/N] ", question);
		if (fgets(answer, sizeof(answer), stdin) &&
			(answer[0] == 'y' || answer[0] == 'Y'))
			return CALX_OK;
		return calx__fail(error, CALX_ERROR, "nothing was changed");
	}
	calx__fail(
		error, CALX_ERROR, "this needs a confirmation: %s", question);
	calx__fail_hint(error, "Give --yes if that is what you want.");
	return CALX_ERROR;
}
