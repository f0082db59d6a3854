#include "cli/print/deliver.h"

#include <string.h>

#include "util/fail.h"
#include "cli/base/file.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* The end of the commands that have an --output. */

const char *cli_output_path(struct cli *cli)
{
	const char *path = cli_option(cli, "output");

	if (!path || *path == '/' || !strcmp(path, "-"))
		return path;
	return cli_printf(cli, "%s/%s", cli->here, path);
}

enum calx_status cli_deliver(struct cli *cli, const char *member,
	const char *doing, const struct strbuf *data, calx_error *error)
{
	const char *path = cli_output_path(cli);

	if (data->failed)
		return calx__fail_memory(error);
	if (!path || !strcmp(path, "-")) {
		cli_print_bytes(cli, data->data, data->length);
		if (cli->json)
			cli_json_set(cli->document, member,
				cli_json_text(data->data));
		return CALX_OK;
	}
	if (cli_file_replace(path, data->data, data->length, error) < 0)
		return cli_failed(error);
	path = cli_option(cli, "output");
	cli_say(cli, "  %s %s ...  done\n", doing, cli_safe(cli, path));
	cli_json_set(cli->document, "path", cli_json_text(path));
	return CALX_OK;
}
