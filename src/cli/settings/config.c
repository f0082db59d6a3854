#include "cli/settings/config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/url.h"
#include "util/fail.h"
#include "util/text.h"
#include "cli/base/option.h"
#include "cli/base/trust.h"
#include "cli/settings/expand.h"

/* Where settings come from: the command line stands over the environment, that
 * over the project's file, that over the user's and the system's. */

/* ---- what stands over the files ------------------------------------------------------- */

static void override(struct cli *cli, struct config *config, size_t key)
{
	const struct config_info *info = &cli_config_keys[key];
	struct config_value *value = &config->values[key];
	const char *given = info->option ? cli_option(cli, info->option) : NULL;

	if (!value->text)
		*value = (struct config_value){ info->fallback, "default",
			false };
	for (size_t i = 2; i-- > 0;) {
		const char *name = info->environment[i];
		const char *text = name ? getenv(name) : NULL;
		if (text && *text)
			*value = (struct config_value){ text, name, false };
	}
	if (given)
		*value = (struct config_value){ given,
			cli_printf(cli, "--%s", info->option), false };
}

static enum calx_status set_level(
	struct cli *cli, const struct config *config, calx_error *error)
{
	static const char *const names[] = { "debug", "info", "warning",
		"error" };
	const char *value;

	if (cli_config_get(cli, config, CONFIG_LEVEL, &value, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < 4; i++) {
		if (!strcmp(names[i], value))
			cli->level = (enum log_level)i;
	}
	if (cli->quiet)
		cli->level = LOG_ERROR;
	if (cli->verbosity > 1)
		cli->level = LOG_DEBUG;
	return CALX_OK;
}

/* "." for a file here, else the absolute path of its directory. */
static const char *directory_of(struct cli *cli, const char *file)
{
	const char *slash = strrchr(file, '/');
	char absolute[PATH_MAX], here[PATH_MAX];

	if (!slash)
		return ".";
	const char *directory = cli_printf(
		cli, "%.*s", slash == file ? 1 : (int)(slash - file), file);
	if (!realpath(directory, absolute))
		return directory;
	if (getcwd(here, sizeof(here)) && !strcmp(absolute, here))
		return ".";
	return cli_printf(cli, "%s", absolute);
}

/* What somebody asked for, which must be there; NULL: nobody did. */
static const char *named_file(const struct cli *cli)
{
	const char *file = cli_option(cli, "config");

	if (!file || !*file)
		file = getenv("CALX_CONFIG");
	return file && *file ? file : NULL;
}

/* Where nobody has named a file, the nearest one above counts, as with git: a
 * project is used from any of its folders. One that was not asked for must be
 * one that others cannot have laid there. */
static enum calx_status find_file(
	struct cli *cli, const char **file, calx_error *error)
{
	const char *named = named_file(cli);
	const char *above = "calx.ini";
	char here[PATH_MAX];

	*file = named ? named : above;
	if (named || access(*file, F_OK) == 0 || !getcwd(here, sizeof(here)))
		return CALX_OK;
	for (const char *c = here; *c; c++) {
		if (*c != '/' || !c[1])
			continue;
		above = cli_printf(cli, "../%s", above);
		if (access(above, F_OK) < 0)
			continue;
		*file = above;
		return cli_trust_check(above, TRUST_ALONE, error);
	}
	return CALX_OK;
}

/* ---- the files ------------------------------------------------------------------------- */

/* What a lower file says counts where no higher one says anything. */
static enum calx_status read_lower(struct cli *cli, const char *name,
	struct config *config, calx_error *error)
{
	struct config_value values[CONFIG_KEY_COUNT] = { { .text = NULL } };
	const struct ini_file file = { name, true, values };
	enum calx_status status;

	if (access(name, R_OK) < 0)
		return CALX_OK;
	status = cli_ini_file_read(cli, &file, error);
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		if (!config->values[i].text)
			config->values[i] = values[i];
	return status;
}

/* XDG Base Directory Specification 0.8: relative paths are to be ignored. */
static enum calx_status read_user(
	struct cli *cli, struct config *config, calx_error *error)
{
	const char *directory = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (!directory || *directory != '/')
		directory = home && *home == '/'
				    ? cli_printf(cli, "%s/.config", home)
				    : NULL;
	if (!directory)
		return CALX_OK;
	return read_lower(cli, cli_printf(cli, "%s/calx/calx.ini", directory),
		config, error);
}

static enum calx_status read_system(
	struct cli *cli, struct config *config, calx_error *error)
{
	const char *directories = getenv("XDG_CONFIG_DIRS");
	enum calx_status status = CALX_OK;
	struct view rest, directory;

	if (!directories || !*directories)
		directories = "/etc/xdg";
	rest = calx__view(directories);
	while (rest.length && status >= 0) {
		directory = calx__view_split(&rest, ':');
		if (directory.length && *directory.data == '/')
			status = read_lower(cli,
				cli_printf(cli, "%.*s/calx/calx.ini",
					(int)directory.length, directory.data),
				config, error);
	}
	return status;
}

/* The file of the project, which may be missing if nobody asked for it. */
static enum calx_status read_project(struct cli *cli, bool optional,
	struct config *config, calx_error *error)
{
	const struct ini_file file = { config->file, false, config->values };
	enum calx_status status = cli_ini_file_read(cli, &file, error);

	if (status != CALX_NOT_FOUND)
		return status;
	if (optional && !named_file(cli)) {
		calx_error_clear(error);
		return CALX_OK;
	}
	calx__fail_hint(error,
		"Run calx in the project or below it, name the file with --config, or begin with 'calx init migrations'.");
	return status;
}

enum calx_status cli_config_read(struct cli *cli, bool optional,
	struct config *ret_config, calx_error *error)
{
	struct config config = { .file = "calx.ini" };
	enum calx_status status = find_file(cli, &config.file, error);
	const char *slash = strrchr(config.file, '/');

	if (status < 0)
		return status;
	config.directory = directory_of(cli, config.file);
	config.path = cli_printf(cli, "%s/%s", config.directory,
		slash ? slash + 1 : config.file);
	if ((status = read_project(cli, optional, &config, error)) < 0 ||
		(status = read_user(cli, &config, error)) < 0 ||
		(status = read_system(cli, &config, error)) < 0)
		return status;
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		override(cli, &config, i);
	*ret_config = config;
	return set_level(cli, ret_config, error);
}

/* ---- values ------------------------------------------------------------------------ */

static enum calx_status check_choice(
	const struct config_info *info, const char *value, calx_error *error)
{
	if (!info->choices || calx__text_lists(info->choices, value))
		return CALX_OK;
	calx__fail(error, CALX_INVALID, "%s cannot be '%s'", info->name, value);
	calx__fail_hint(error, "It is one of: %s.", info->choices);
	return CALX_INVALID;
}

static enum calx_status fail_unset(const struct config *config,
	const struct config_info *info, calx_error *error)
{
	calx__fail(error, CALX_INVALID, "%s is not set", info->name);
	calx__fail_hint(error, "Write '%s = ...' below [%s] in %s%s%s.",
		info->name, info->section, config->file,
		info->option ? ", or give --" : "",
		info->option ? info->option : "");
	return CALX_INVALID;
}

enum calx_status cli_config_get(struct cli *cli, const struct config *config,
	enum config_key key, const char **ret_value, calx_error *error)
{
	const struct config_info *info = &cli_config_keys[key];
	const struct config_value *given = &config->values[key];
	const char *value = given->text;
	enum calx_status status = CALX_OK;

	if (!value || (!*value && !info->fallback))
		return fail_unset(config, info, error);
	if (given->from_file)
		status = cli_expand(cli, value, &value, error);
	if (status >= 0)
		status = check_choice(info, value, error);
	if (status < 0 && given->from_file)
		calx__fail_where(error, "%s", given->origin);
	if (status >= 0)
		*ret_value = value;
	return status;
}

const char *cli_config_path(
	struct cli *cli, const struct config *config, const char *path)
{
	if (*path == '/' || !strcmp(config->directory, "."))
		return path;
	return cli_printf(cli, "%s/%s", config->directory, path);
}

const char *cli_url_masked(struct cli *cli, const char *url)
{
	struct url parts;
	enum calx_status status =
		calx__url_parse(&cli->arena, url, &parts, NULL);

	if (status == CALX_OUT_OF_MEMORY)
		cli_out_of_memory();
	return status < 0 ? "***" : parts.text;
}
