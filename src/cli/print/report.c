#include "cli/print/report.h"

#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "cli/base/file.h"
#include "cli/print/color.h"
#include "cli/print/safe.h"

/* Errors as compilers print them: the place, what is wrong, the line. */

struct place {
	char file[256];
	long long line, column; /* 0: not told */
};

static long long trailing_number(char *text)
{
	char *colon = strrchr(text, ':');
	long long number;

	if (!colon || colon == text ||
		!calx__text_to_int64(colon + 1, strlen(colon + 1), &number) ||
		number <= 0)
		return 0;
	*colon = '\0';
	return number;
}

/* Takes "file:line:column" or "file:line" apart. */
static struct place place_of(const char *where)
{
	struct place place = { .line = 0 };

	calx__fail_copy(place.file, sizeof(place.file), where);
	long long last = trailing_number(place.file);
	long long before = trailing_number(place.file);
	place.line = before ? before : last;
	place.column = before ? last : 0;
	return place;
}

/* Reads the next line without its end; false at the end of the file. */
static bool read_line(FILE *file, struct strbuf *line)
{
	int c;

	calx__strbuf_clear(line);
	while ((c = getc(file)) != EOF && c != '\n') {
		if (c != '\r')
			calx__strbuf_addc(line, (char)c);
	}
	return c != EOF || line->length > 0;
}

/* Blanks as wide as the text, so that what stands below lines up. */
static void print_indent(const char *text, size_t length)
{
	for (size_t i = 0; i < length && text[i]; i++)
		putc(text[i] == '\t' ? '\t' : ' ', stderr);
}

/* The line of the file that an error is about, with a caret below it. Returns
 * whether that has shown `detail` already: what could not be read. */
static bool print_source(
	struct cli *cli, const struct place *place, const char *detail)
{
	FILE *file = place->line ? cli_file_open(place->file, NULL) : NULL;
	struct strbuf line = STRBUF_INIT;
	bool found = file;

	for (long long i = 0; found && i < place->line; i++)
		found = read_line(file, &line);
	if (found)
		fprintf(stderr, "%5lld | %s\n", place->line,
			cli_safe_lines(cli, line.data));
	if (found && place->column) {
		fputs("      | ", stderr);
		print_indent(line.data, (size_t)place->column - 1);
		fputs("^\n", stderr);
	}
	if (found)
		found = place->column || !strcmp(line.data, detail);
	calx__strbuf_release(&line);
	if (file)
		fclose(file);
	return found;
}

static void print_note(struct cli *cli, const char *label, const char *text)
{
	if (*text)
		fprintf(stderr, "%s%s:%s %s\n",
			cli_color(cli->color_err, COLOR_CYAN), label,
			cli_color(cli->color_err, COLOR_NONE),
			cli_safe_lines(cli, text));
}

void cli_print_error(struct cli *cli, const calx_error *error)
{
	struct place place = place_of(error->where);

	fflush(stdout);
	fprintf(stderr, "%s: %serror:%s %s\n",
		*error->where ? cli_safe(cli, error->where) : "calx",
		cli_color(cli->color_err, COLOR_RED),
		cli_color(cli->color_err, COLOR_NONE),
		cli_safe(cli, error->message));
	if (!print_source(cli, &place, error->detail))
		print_note(cli, "detail", error->detail);
	print_note(cli, "statement", error->statement);
	print_note(cli, "hint", error->hint);
}
