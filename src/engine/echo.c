#include "engine/echo.h"

#include <stdio.h>
#include <string.h>

#include "sql/type/type.h"
#include "sql/type/value.h"
#include "util/utf8.h"

/* A log that is ready to be used: a line for each statement. */

/* so much of a text or of a list of values is written, and how much it is */
#define TEXT_MAX ((size_t)100)
#define VALUES_MAX ((size_t)12)

/* A terminal does not obey what came from outside. */
static void text_add(struct strbuf *line, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const unsigned char c = (unsigned char)text[i];

		calx__strbuf_addc(line, c < ' ' || c == 0x7f ? ' ' : (char)c);
	}
}

/* Up to a character's beginning. */
static size_t cut_at(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void bytes_add(struct strbuf *line, const calx_value *value)
{
	calx__strbuf_addf(line, "<%zu bytes>", value->as.text.size);
}

static void quoted_add(struct strbuf *line, const char *text, size_t length)
{
	const size_t shown = cut_at(text, length, TEXT_MAX);

	calx__strbuf_addc(line, '\'');
	text_add(line, text, shown);
	calx__strbuf_adds(line, shown < length ? "...'" : "'");
	if (shown < length)
		calx__strbuf_addf(line, " (%zu bytes)", length);
}

static void value_add(struct strbuf *line, const calx_value *value)
{
	const struct type_info *type = &calx__types[value->kind];
	char room[TYPE_TEXT_MAX];
	const char *text;

	if (value->kind == CALX_NULL ||
		(calx__value_has_bytes(value) && !value->as.text.data)) {
		calx__strbuf_adds(line, "NULL");
		return;
	}
	if (value->kind == CALX_BLOB) {
		bytes_add(line, value);
		return;
	}
	text = calx__value_text(value, room);
	if (type->is_text)
		quoted_add(line, text, value->as.text.size);
	else
		calx__strbuf_adds(line, text);
}

static void values_add(struct strbuf *line, const calx_log_event *event)
{
	const size_t shown = event->value_count < VALUES_MAX
				     ? event->value_count
				     : VALUES_MAX;

	if (!event->value_count)
		return;
	if (!event->values) {
		calx__strbuf_addf(line, " [%zu values]", event->value_count);
		return;
	}
	for (size_t i = 0; i < shown; i++) {
		calx__strbuf_adds(line, i ? ", " : " [");
		value_add(line, &event->values[i]);
	}
	if (shown < event->value_count)
		calx__strbuf_addf(
			line, ", ... %zu more", event->value_count - shown);
	calx__strbuf_addc(line, ']');
}

static void statement_add(struct strbuf *line, const calx_log_event *event)
{
	text_add(line, event->sql, strlen(event->sql));
	values_add(line, event);
	calx__strbuf_addf(line, " %lld.%03lld ms%s",
		(long long)(event->nanoseconds / 1000000),
		(long long)(event->nanoseconds / 1000 % 1000),
		event->cached ? ", cached" : "");
	if (event->status < 0)
		calx__strbuf_addf(
			line, ": %s", calx_status_text(event->status));
}

void calx__echo(struct strbuf *line, const calx_log_event *event)
{
	if (event->where)
		calx__strbuf_addf(line, "%s: ", event->where);
	if (!event->message) {
		statement_add(line, event);
		return;
	}
	if (event->channel) {
		text_add(line, event->channel, strlen(event->channel));
		calx__strbuf_adds(line, ": ");
	}
	text_add(line, event->message, strlen(event->message));
}

/* A line is written at once, so that those of threads do not mix. */
void calx_log_print(const calx_log_event *event, void *context)
{
	struct strbuf line = STRBUF_INIT;
	FILE *file = context;

	if (!event || !file)
		return;
	calx__echo(&line, event);
	calx__strbuf_addc(&line, '\n');
	if (!line.failed)
		fputs(line.data, file);
	calx__strbuf_release(&line);
}
