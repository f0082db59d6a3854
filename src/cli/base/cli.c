#include "cli/base/cli.h"

#include <stdarg.h>
#include <stdlib.h>

#include "util/fail.h"

/* Text and failures, as every file of the program needs them. */

static struct cli *current;

void cli_begin(struct cli *cli)
{
	current = cli;
}

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

void cli_out_of_memory(void)
{
	static const char document[] = "{\"schema_version\": " TEXT(
		CLI_SCHEMA_VERSION) ", \"ok\": false, \"exit_code\": 1, "
				    "\"error\": {\"status\": \"CALX_OUT_OF_MEMORY\", \"message\": \"out of memory\"}}\n";

	fputs("calx: error: out of memory\n", stderr);
	if (current->json)
		fputs(document, current->out);
	if (current->undo)
		current->undo(current);
	exit(1);
}

char *cli_printf(struct cli *cli, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = calx__arena_vprintf(&cli->arena, format, arguments);
	va_end(arguments);
	if (!text)
		cli_out_of_memory();
	return text;
}

const char *cli_join(struct cli *cli, const char *list, const char *separator,
	const char *item)
{
	return cli_printf(cli, "%s%s%s", list, *list ? separator : "", item);
}

enum calx_status cli_usage(
	struct cli *cli, calx_error *error, const char *format, ...)
{
	char message[sizeof(error->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	cli->usage = true;
	calx__fail(error, CALX_MISUSE, "%s", message);
	calx__fail_hint(error, "See 'calx %s%s--help'.",
		cli->command ? cli->command->name : "",
		cli->command ? " " : "");
	return CALX_MISUSE;
}
