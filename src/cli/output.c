#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"
#include "cli/cli.h"

void cli_out_of_memory(void)
{
	fputs("calx: error: out of memory\n", stderr);
	exit(1);
}

char *cli_printf(struct cli *cli, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	char part[512];
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(part, sizeof(part), format, arguments);
	va_end(arguments);
	if (length < 0 || !calx__strbuf_reserve(&text, (size_t)length + 1))
		cli_out_of_memory();
	vsnprintf(text.data, (size_t)length + 1, format, again);
	va_end(again);
	char *kept =
		calx__arena_strndup(&cli->arena, text.data, (size_t)length);
	if (!kept)
		cli_out_of_memory();
	calx__strbuf_release(&text);
	return kept;
}

/* ---- text from outside ------------------------------------------------------- */

static void escape(struct strbuf *text, int32_t point)
{
	static const char names[] = {
		['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
	};

	if (point < (int)sizeof(names) && names[point])
		calx__strbuf_addf(text, "\\%c", names[point]);
	else
		calx__strbuf_addf(text, point < 0x80 ? "\\x%02x" : "\\u%04x",
			(unsigned)point);
}

/* Appends the escaped text; returns whether anything had to be escaped. */
static bool add_safe(struct strbuf *safe, const char *text, const char *kept)
{
	size_t length = strlen(text), size;
	bool changed = false;

	for (size_t i = 0; i < length; i += size) {
		int32_t point = calx__utf8_next(text + i, length - i, &size);
		bool ok = point >= 0 && (!calx__utf8_is_deceptive(point) ||
						strchr(kept, text[i]));

		changed |= !ok;
		if (ok)
			calx__strbuf_add(safe, text + i, size);
		else if (point >= 0)
			escape(safe, point);
		else
			calx__strbuf_addf(
				safe, "\\x%02x", (unsigned char)text[i]);
	}
	return changed;
}

static const char *make_safe(
	struct cli *cli, const char *text, const char *kept)
{
	struct strbuf safe = STRBUF_INIT;
	const char *result = text;

	if (!text)
		return "";
	if (add_safe(&safe, text, kept))
		result = cli_printf(cli, "%s", safe.data);
	if (safe.failed)
		cli_out_of_memory();
	calx__strbuf_release(&safe);
	return result;
}

const char *cli_safe(struct cli *cli, const char *text)
{
	return make_safe(cli, text, "");
}

const char *cli_safe_lines(struct cli *cli, const char *text)
{
	return make_safe(cli, text, "\n\t");
}

/* ---- data, doings and the log ------------------------------------------------ */

void cli_print(struct cli *cli, const char *format, ...)
{
	va_list arguments;

	if (cli->json)
		return;
	va_start(arguments, format);
	vfprintf(cli->out, format, arguments);
	va_end(arguments);
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

const char *cli_color(bool wanted, enum color color)
{
	static const char *const codes[] = {
		[COLOR_NONE] = "\033[0m",
		[COLOR_BOLD] = "\033[1m",
		[COLOR_RED] = "\033[1;31m",
		[COLOR_GREEN] = "\033[32m",
		[COLOR_YELLOW] = "\033[33m",
		[COLOR_CYAN] = "\033[36m",
	};

	return wanted ? codes[color] : "";
}

void cli_log(struct cli *cli, enum log_level level, const char *name,
	const char *text)
{
	static const struct {
		const char *name;
		enum color color;
	} levels[] = {
		[LOG_DEBUG] = { "DEBUG", COLOR_CYAN },
		[LOG_INFO] = { "INFO ", COLOR_GREEN },
		[LOG_WARNING] = { "WARN ", COLOR_YELLOW },
		[LOG_ERROR] = { "ERROR", COLOR_RED },
	};

	if (level < cli->level)
		return;
	/* what a revision printed comes before what is told after it */
	fflush(stdout);
	fprintf(stderr, "%s%s%s [%s] %s\n",
		cli_color(cli->color_err, levels[level].color),
		levels[level].name, cli_color(cli->color_err, COLOR_NONE), name,
		cli_safe(cli, text));
}

/* ---- errors ------------------------------------------------------------------ */

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
	FILE *file = place->line ? fopen(place->file, "re") : NULL;
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

/* ---- standard output and questions --------------------------------------------- */

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
