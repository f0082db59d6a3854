#include "cli/config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ini.h>

#include "engine/url.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"
#include "cli/file.h"

#define FILE_MAX ((size_t)1 << 20)

const struct config_info cli_config_keys[CONFIG_KEY_COUNT] = {
	[CONFIG_SCRIPT_LOCATION] = { .section = "calx",
		.name = "script_location",
		.help = "the directory of env.c and of the revisions" },
	[CONFIG_URL] = { .section = "calx",
		.name = "url",
		.option = "url",
		.environment = { "CALX_URL", "DATABASE_URL" },
		.help = "the database: sqlite:///file.db" },
	[CONFIG_CFLAGS] = { .section = "compile",
		.name = "cflags",
		.fallback = "",
		.help = "what the compiler of revisions is given before the file" },
	[CONFIG_LIBS] = { .section = "compile",
		.name = "libs",
		.fallback = "",
		.help = "and behind it" },
	[CONFIG_LEVEL] = { .section = "logging",
		.name = "level",
		.fallback = "info",
		.choices = "debug info warning error",
		.personal = true,
		.help = "the least that is logged: debug, info, warning or error" },
};

const struct environment_info cli_environment[] = {
	{ "CALX_CONFIG", "The settings, if --config does not name them." },
	{ "CALX_URL",
		"The database, over what the settings say; --url stands over both." },
	{ "DATABASE_URL", "The same, if CALX_URL is not set." },
	{ "CC", "The compiler of revisions; cc." },
	{ "CALX_INCLUDE_DIR",
		"Where the headers of calx are, if not beside the program." },
	{ "XDG_CONFIG_HOME",
		"Where the user's calx/calx.ini is, which may set the level of the log; ~/.config." },
	{ "XDG_CONFIG_DIRS", "Where the system's is; /etc/xdg." },
	{ "XDG_CACHE_HOME",
		"Where compiled revisions are kept, in calx; ~/.cache." },
	{ "NO_COLOR", "If not empty: no colours." },
	{ "CLICOLOR_FORCE",
		"If not empty and not 0: colours also without a terminal." },
	{ .name = NULL },
};

/* ---- reading the file ---------------------------------------------------------- */

struct reader {
	struct cli *cli;
	struct config *config;
	calx_error *error;
	enum calx_status status;
	const char *next; /* text that inih has not seen */
	const char *line; /* the line that it sees now */
	size_t line_length;
	unsigned number; /* of that line */
	bool personal;	 /* not the project's file */
};

/* inih asks for lines as fgets() gives them. A line that does not fit comes
 * in parts, of which only the first counts. */
static char *read_part(char *buffer, int size, void *context)
{
	struct reader *reader = context;
	size_t length = strcspn(reader->next, "\n");

	if (!*reader->next || size < 2)
		return NULL;
	length += reader->next[length] == '\n';
	if (reader->number == 0 || reader->next[-1] == '\n') {
		reader->number++;
		reader->line = reader->next;
		reader->line_length = strcspn(reader->line, "\r\n");
	}
	if (length > (size_t)size - 1)
		length = (size_t)size - 1;
	memcpy(buffer, reader->next, length);
	buffer[length] = '\0';
	reader->next += length;
	return buffer;
}

static enum calx_status fail_line(
	struct reader *reader, const char *format, const char *word)
{
	/* the format is one of ours, with one %s */
	char message[256];
	size_t at = strcspn(format, "%");

	snprintf(message, sizeof(message), "%.*s%s%s", (int)at, format,
		cli_safe(reader->cli, word), format[at] ? format + at + 2 : "");
	reader->status = calx__fail(reader->error, CALX_INVALID, "%s", message);
	calx__fail_where(
		reader->error, "%s:%u", reader->config->file, reader->number);
	calx__fail_detail(
		reader->error, "%.*s", (int)reader->line_length, reader->line);
	return reader->status;
}

/* Collects the distinct names, sections or keys of `section`, and finds the
 * one that was meant. */
static const char *suggest(const char *section, const char *word)
{
	const char *names[CONFIG_KEY_COUNT + 1];
	size_t count = 0;

	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
		const struct config_info *info = &cli_config_keys[i];
		if (!section || !strcmp(info->section, section))
			names[count++] = section ? info->name : info->section;
	}
	names[count] = NULL;
	return calx__text_suggest(word, names);
}

static int unknown_name(
	struct reader *reader, const char *section, const char *name)
{
	bool known = false;

	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		known |= !strcmp(cli_config_keys[i].section, section);
	const char *word = known ? name : section;
	const char *near = suggest(known ? section : NULL, word);

	if (known)
		fail_line(reader, "unknown key '%s'", word);
	else if (*section)
		fail_line(reader, "unknown section [%s]", word);
	else
		fail_line(reader, "'%s' stands before the first section", name);
	if (near)
		calx__fail_hint(reader->error, "Did you mean '%s'?", near);
	return 0;
}

/* inih's handler: 0 ends the reading. */
static int take_value(
	void *context, const char *section, const char *name, const char *value)
{
	struct reader *reader = context;

	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
		struct config_value *kept = &reader->config->values[i];

		if (strcmp(cli_config_keys[i].section, section) != 0 ||
			strcmp(cli_config_keys[i].name, name) != 0)
			continue;
		if (kept->text) {
			fail_line(reader, "'%s' is set twice", name);
			return 0;
		}
		if (reader->personal && !cli_config_keys[i].personal) {
			fail_line(reader, "'%s' can be set by a project only",
				name);
			return 0;
		}
		kept->text = cli_printf(reader->cli, "%s", value);
		kept->origin = cli_printf(reader->cli, "%s:%u",
			reader->config->file, reader->number);
		kept->from_file = true;
		return 1;
	}
	return unknown_name(reader, section, name);
}

/* Debian's libinih has its options at run time; its defaults would cut
 * `url = a ;b` at the semicolon and refuse lines over 200 bytes. */
static void configure_inih(void)
{
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
	ini_stop_on_first_error = true;
	ini_use_stack = false;
	ini_allow_realloc = true;
	ini_initial_alloc = 1024;
	ini_max_line = (int)FILE_MAX;
}

static enum calx_status parse(
	struct reader *reader, const char *text, size_t length)
{
	if (strlen(text) != length || !calx__utf8_valid(text, length)) {
		calx__fail(reader->error, CALX_INVALID,
			"%s is not a text file in UTF-8", reader->config->file);
		return CALX_INVALID;
	}
	configure_inih();
	reader->next = text;
	int result = ini_parse_stream(read_part, reader, take_value, reader);
	if (reader->status < 0)
		return reader->status;
	if (result == -2)
		return calx__fail_memory(reader->error);
	if (result != 0) {
		fail_line(reader, "cannot read '%s'",
			cli_printf(reader->cli, "%.*s",
				(int)reader->line_length, reader->line));
		calx__fail_hint(reader->error,
			"A line is [section], key = value, or a comment that begins with a semicolon or a hash.");
		return CALX_INVALID;
	}
	return CALX_OK;
}

/* ---- what stands over the file --------------------------------------------------- */

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

static const char *file_of(const struct cli *cli)
{
	const char *file = cli_option(cli, "config");

	if (!file || !*file)
		file = getenv("CALX_CONFIG");
	return file && *file ? file : "calx.ini";
}

/* A file that somebody asked for must be there. */
static bool is_named(const struct cli *cli)
{
	return strcmp(file_of(cli), "calx.ini") != 0;
}

/* ---- the files of the user and of the system ---------------------------------------- */

/* What a lower file says counts where no higher one says anything. */
static enum calx_status read_lower(struct cli *cli, const char *file,
	struct config *config, calx_error *error)
{
	struct config lower = { .file = file };
	struct reader reader = {
		.cli = cli, .config = &lower, .error = error, .personal = true
	};
	enum calx_status status;
	struct strbuf text;

	if (access(file, R_OK) < 0)
		return CALX_OK;
	calx__strbuf_init(&text, FILE_MAX);
	status = cli_file_read(file, &text, error);
	if (status == CALX_OK)
		status = parse(&reader, text.data, text.length);
	calx__strbuf_release(&text);
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		if (!config->values[i].text)
			config->values[i] = lower.values[i];
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
	while (rest.length && status == CALX_OK) {
		directory = calx__view_split(&rest, ':');
		if (directory.length && *directory.data == '/')
			status = read_lower(cli,
				cli_printf(cli, "%.*s/calx/calx.ini",
					(int)directory.length, directory.data),
				config, error);
	}
	return status;
}

enum calx_status cli_config_read(struct cli *cli, bool optional,
	struct config *ret_config, calx_error *error)
{
	struct config config = { .file = file_of(cli) };
	struct reader reader = {
		.cli = cli, .config = &config, .error = error
	};
	struct strbuf text;
	enum calx_status status;

	calx__strbuf_init(&text, FILE_MAX);
	config.directory = directory_of(cli, config.file);
	config.path = cli_printf(cli, "%s/%s", config.directory,
		strrchr(config.file, '/') ? strrchr(config.file, '/') + 1
					  : config.file);
	status = cli_file_read(config.file, &text, error);
	if (status == CALX_NOT_FOUND)
		calx__fail_hint(error,
			"Run calx where the project is, name the file with --config, or begin with 'calx init migrations'.");
	if (status == CALX_OK)
		status = parse(&reader, text.data, text.length);
	if (status == CALX_NOT_FOUND && optional && !is_named(cli)) {
		calx_error_clear(error);
		status = CALX_OK;
	}
	calx__strbuf_release(&text);
	if (status < 0 || (status = read_user(cli, &config, error)) < 0 ||
		(status = read_system(cli, &config, error)) < 0)
		return status;
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		override(cli, &config, i);
	*ret_config = config;
	return set_level(cli, ret_config, error);
}

/* ---- values ------------------------------------------------------------------------ */

static bool is_name(char c, bool first)
{
	return calx__ascii_is_word(c) && !(first && calx__ascii_is_digit(c));
}

/* Appends what "$NAME", "${NAME}" or "$$" at *text stands for, and moves
 * *text behind it. */
static enum calx_status expand_one(struct cli *cli, const char **text,
	struct strbuf *value, calx_error *error)
{
	const char *name = *text + 1;
	bool braces = *name == '{';
	size_t length = 0;

	if (*name == '$') {
		calx__strbuf_addc(value, '$');
		*text += 2;
		return CALX_OK;
	}
	name += braces;
	while (is_name(name[length], length == 0))
		length++;
	if (!length || (braces && name[length] != '}')) {
		calx__fail(error, CALX_INVALID, "a $ that names no variable");
		calx__fail_hint(error, "Write $$ for a dollar.");
		return CALX_INVALID;
	}
	const char *word = cli_printf(cli, "%.*s", (int)length, name);
	const char *found = getenv(word);
	if (!found)
		return calx__fail(error, CALX_NOT_FOUND,
			"the environment variable %s is not set", word);
	calx__strbuf_adds(value, found);
	*text = name + length + braces;
	return CALX_OK;
}

static enum calx_status expand(struct cli *cli, const char *text,
	const char **ret_value, calx_error *error)
{
	struct strbuf value = STRBUF_INIT;
	enum calx_status status = CALX_OK;

	while (*text && status == CALX_OK) {
		if (*text == '$')
			status = expand_one(cli, &text, &value, error);
		else
			calx__strbuf_addc(&value, *text++);
	}
	if (status == CALX_OK)
		*ret_value = cli_printf(cli, "%s", value.data);
	calx__strbuf_release(&value);
	return status;
}

static enum calx_status check_choice(
	const struct config_info *info, const char *value, calx_error *error)
{
	struct view rest = calx__view(info->choices);

	while (rest.length > 0) {
		if (calx__view_is(calx__view_split(&rest, ' '), value))
			return CALX_OK;
	}
	calx__fail(error, CALX_INVALID, "%s cannot be '%s'", info->name, value);
	calx__fail_hint(error, "It is one of: %s.", info->choices);
	return CALX_INVALID;
}

enum calx_status cli_config_get(struct cli *cli, const struct config *config,
	enum config_key key, const char **ret_value, calx_error *error)
{
	const struct config_info *info = &cli_config_keys[key];
	const struct config_value *given = &config->values[key];
	const char *value = given->text;
	enum calx_status status = CALX_OK;

	if (!value || (!*value && !info->fallback)) {
		calx__fail(error, CALX_INVALID, "%s is not set", info->name);
		calx__fail_hint(error, "Write '%s = ...' below [%s] in %s.",
			info->name, info->section, config->file);
		return CALX_INVALID;
	}
	if (given->from_file)
		status = expand(cli, value, &value, error);
	if (status == CALX_OK && info->choices)
		status = check_choice(info, value, error);
	if (status < 0) {
		if (given->from_file)
			calx__fail_where(error, "%s", given->origin);
		return status;
	}
	*ret_value = value;
	return CALX_OK;
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

	if (calx__url_parse(&cli->arena, url, &parts, NULL) < 0)
		return "***";
	return parts.text;
}
