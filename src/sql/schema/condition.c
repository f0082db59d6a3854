#include "sql/schema/condition.h"

#include <string.h>
#include <strings.h>

#include "sql/type/stored.h"
#include "util/strbuf.h"
#include "util/text.h"

/* The CHECK that stands for a type. Written and recognised here only, in
 * standard SQL (ISO/IEC 9075-2, 5.2 and 5.3): quotes are doubled inside. */

static void add_quoted(struct strbuf *text, char quote, const char *word)
{
	calx__strbuf_addc(text, quote);
	for (; *word; word++) {
		if (*word == quote)
			calx__strbuf_addc(text, quote);
		calx__strbuf_addc(text, *word);
	}
	calx__strbuf_addc(text, quote);
}

static void add_labels(struct strbuf *text, const char *const *labels)
{
	for (size_t i = 0; labels[i]; i++) {
		if (i)
			calx__strbuf_adds(text, ", ");
		add_quoted(text, '\'', labels[i]);
	}
}

/* of a boolean that is stored as one of two words */
static void add_words(struct strbuf *text, const struct stored_form *form)
{
	const char *no = form->words, *yes = no + strlen(no) + 1;

	add_labels(text, (const char *const[]){ no, yes, NULL });
}

const char *calx__type_condition(
	struct arena *arena, const char *column, const calx_type *type)
{
	struct strbuf text = STRBUF_INIT;

	if (type->kind != CALX_BOOLEAN &&
		(type->kind != CALX_ENUMERATION || !type->labels))
		return NULL;
	add_quoted(&text, '"', column);
	calx__strbuf_adds(&text, " IN (");
	if (type->kind == CALX_BOOLEAN && type->stored)
		add_words(&text, calx__stored_form(type));
	else if (type->kind == CALX_BOOLEAN)
		calx__strbuf_adds(&text, "0, 1");
	else
		add_labels(&text, type->labels);
	calx__strbuf_addc(&text, ')');
	return calx__strbuf_keep(&text, arena);
}

/* The word between quotes at *at, undoubled, in the arena; *at then stands
 * behind it. NULL when there is none. */
static const char *read_quoted(struct arena *arena, const char **at, char quote)
{
	const char *from = *at;
	char *word;
	size_t length = 0;
	bool closed = false;

	if (*from++ != quote)
		return NULL;
	word = calx__arena_bytes(arena, strlen(from) + 1);
	if (!word)
		return NULL;
	while (*from && !closed) {
		closed = *from == quote && *++from != quote;
		if (!closed)
			word[length++] = *from++;
	}
	if (!closed)
		return NULL;
	word[length] = '\0';
	*at = from;
	return word;
}

/* whether *at begins with `word`, in any case; *at then stands behind it */
static bool read_text(const char **at, const char *word)
{
	const size_t length = strlen(word);

	if (strncasecmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

static const char *const *read_labels(struct arena *arena, const char **at)
{
	/* each label needs at least its quotes and a comma */
	const char **labels =
		calx__arena_zero(arena, strlen(*at) / 3 + 2, sizeof(*labels));
	size_t count = 0;

	if (!labels)
		return NULL;
	do {
		labels[count] = read_quoted(arena, at, '\'');
		if (!labels[count++])
			return NULL;
	} while (read_text(at, ", "));
	return labels;
}

calx_type calx__type_of_condition(
	struct arena *arena, const char *column, const char *condition)
{
	const char *at = condition;
	const char *name = read_quoted(arena, &at, '"');
	const char *const *labels;

	/* it stands at its column, which may have changed its case since */
	if (!calx__text_equal_nocase(name, column) || !read_text(&at, " IN ("))
		return (calx_type){ 0 };
	if (!strcmp(at, "0, 1)"))
		return (calx_type){ .kind = CALX_BOOLEAN };
	labels = read_labels(arena, &at);
	if (!labels || strcmp(at, ")") != 0)
		return (calx_type){ 0 };
	return (calx_type){ .kind = CALX_ENUMERATION, .labels = labels };
}

bool calx__condition_tells_type(enum calx_kind condition, enum calx_kind kind)
{
	return (condition == CALX_BOOLEAN && kind == CALX_BOOLEAN) ||
	       (condition == CALX_ENUMERATION && kind == CALX_STRING);
}
