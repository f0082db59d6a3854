#include "cli/settings/ini_file.h"

#include <string.h>

#include <ini.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"
#include "cli/base/file.h"
#include "cli/print/safe.h"

/* A file of settings, read by libinih: what is unknown, twice or in the wrong
 * place is an error that shows the line. */

#define FILE_MAX ((size_t)1 << 20)

/* Lines are counted here, because inih does not say where it is. */
struct ini_reader {
	struct cli *cli;
	const struct ini_file *file;
	calx_error *error;
	enum calx_status status;
	const char *next; /* text that inih has not seen */
	const char *line; /* the line that it sees now */
	size_t line_length;
	unsigned number; /* of that line */
};

/* inih asks for lines as fgets() gives them. A line that does not fit comes
 * in parts, of which only the first counts. */
static char *read_part(char *buffer, int size, void *context)
{
	struct ini_reader *reader = context;
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
	struct ini_reader *reader, const char *format, const char *word)
{
	/* the format is one of ours, with one %s */
	char message[256];
	size_t at = strcspn(format, "%");

	snprintf(message, sizeof(message), "%.*s%s%s", (int)at, format,
		cli_safe(reader->cli, word), format[at] ? format + at + 2 : "");
	reader->status = calx__fail(reader->error, CALX_INVALID, "%s", message);
	calx__fail_where(
		reader->error, "%s:%u", reader->file->name, reader->number);
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
	struct ini_reader *reader, const char *section, const char *name)
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

/* The setting of that name; CONFIG_KEY_COUNT if there is none. */
static size_t find_key(const char *section, const char *name)
{
	size_t i = 0;

	while (i < CONFIG_KEY_COUNT &&
		(strcmp(cli_config_keys[i].section, section) != 0 ||
			strcmp(cli_config_keys[i].name, name) != 0))
		i++;
	return i;
}

/* inih's handler: 0 ends the reading. */
static int take_value(
	void *context, const char *section, const char *name, const char *value)
{
	struct ini_reader *reader = context;
	size_t key = find_key(section, name);
	struct config_value *kept;

	if (key == CONFIG_KEY_COUNT)
		return unknown_name(reader, section, name);
	kept = &reader->file->values[key];
	if (kept->text && cli_config_keys[key].repeated)
		value = cli_printf(reader->cli, "%s, %s", kept->text, value);
	else if (kept->text) {
		fail_line(reader, "'%s' is set twice", name);
		return 0;
	}
	if (reader->file->personal && !cli_config_keys[key].personal) {
		fail_line(reader, "'%s' can be set by a project only", name);
		return 0;
	}
	kept->text = cli_printf(reader->cli, "%s", value);
	kept->origin = cli_printf(
		reader->cli, "%s:%u", reader->file->name, reader->number);
	kept->from_file = true;
	return 1;
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
	struct ini_reader *reader, const char *text, size_t length)
{
	if (strlen(text) != length || !calx__utf8_valid(text, length)) {
		calx__fail(reader->error, CALX_INVALID,
			"%s is not a text file in UTF-8", reader->file->name);
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

enum calx_status cli_ini_file_read(
	struct cli *cli, const struct ini_file *file, calx_error *error)
{
	struct ini_reader reader = { .cli = cli, .file = file, .error = error };
	enum calx_status status;
	struct strbuf text;

	calx__strbuf_init(&text, FILE_MAX);
	status = cli_file_read(file->name, &text, error);
	if (status >= 0)
		status = parse(&reader, text.data, text.length);
	calx__strbuf_release(&text);
	return status;
}
