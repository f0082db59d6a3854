#include "cli/settings/config.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* `calx config`: the settings, and what each was taken from. */

/* A URL is shown without its password, whatever else happens. */
static const char *shown(struct cli *cli, const struct config *config,
	enum config_key key, calx_error *error)
{
	const char *value;

	if (!config->values[key].text)
		return "";
	if (cli_config_get(cli, config, key, &value, error) < 0)
		return NULL;
	return key == CONFIG_URL ? cli_url_masked(cli, value) : value;
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	json_t *array = json_array();
	struct config config;

	cli_json_set(cli->document, "settings", array);
	if (cli_config_read(cli, true, &config, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
		const struct config_info *info = &cli_config_keys[i];
		const char *origin = config.values[i].text
					     ? config.values[i].origin
					     : "not set";
		const char *value =
			shown(cli, &config, (enum config_key)i, error);
		json_t *object = json_object();

		cli_json_append(array, object);
		if (!value)
			return cli_failed(error);
		cli_json_set(object, "section", cli_json_text(info->section));
		cli_json_set(object, "name", cli_json_text(info->name));
		cli_json_set(object, "value", cli_json_text(value));
		cli_json_set(object, "origin", cli_json_text(origin));
		cli_print(cli, "%s.%s = %s  (%s)\n", info->section, info->name,
			cli_safe(cli, value), cli_safe(cli, origin));
	}
	return CALX_OK;
}

static const struct example examples[] = {
	{ "calx config", "prints: calx.url = sqlite:///app.db  (calx.ini:4)" },
	{ .line = NULL },
};

const struct command cli_command_config = {
	.name = "config",
	.group = "more",
	.purpose = "show the settings and where each comes from",
	.description =
		"An option of the command line stands over the environment, "
		"that over the file, and that over the default. Passwords are "
		"not shown.",
	.options = cli_no_options,
	.operands = cli_no_operands,
	.examples = examples,
	.run = run,
};
