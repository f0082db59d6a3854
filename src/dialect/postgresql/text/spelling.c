#include "dialect/postgresql/text/spelling.h"

#include "util/ascii.h"
#include "util/strbuf.h"
#include "util/text.h"

/* The synonyms of types (PostgreSQL's manual, table 8.1), and what the server adds
 * where nothing is said. */

static const struct spelling {
	const char *word;
	const char *second; /* which may follow it, and then must */
	const char *printed;
	const char *length; /* if none is said; or NULL */
	const char *behind; /* of what ends otherwise; or NULL */
} rows[] = {
	{ "character", "varying", "character varying", NULL, NULL },
	{ "char", "varying", "character varying", NULL, NULL },
	{ "bit", "varying", "bit varying", NULL, NULL },
	{ "double", "precision", "double precision", NULL, NULL },
	{ "int", NULL, "integer", NULL, NULL },
	{ "int4", NULL, "integer", NULL, NULL },
	{ "int2", NULL, "smallint", NULL, NULL },
	{ "int8", NULL, "bigint", NULL, NULL },
	{ "float4", NULL, "real", NULL, NULL },
	{ "float8", NULL, "double precision", NULL, NULL },
	{ "float", NULL, "double precision", NULL, NULL },
	{ "bool", NULL, "boolean", NULL, NULL },
	{ "decimal", NULL, "numeric", NULL, NULL },
	{ "dec", NULL, "numeric", NULL, NULL },
	{ "varchar", NULL, "character varying", NULL, NULL },
	{ "char", NULL, "character", "(1)", NULL },
	{ "character", NULL, "character", "(1)", NULL },
	{ "varbit", NULL, "bit varying", NULL, NULL },
	{ "bit", NULL, "bit", "(1)", NULL },
	{ "timestamptz", NULL, "timestamp", NULL, " with time zone" },
	{ "timetz", NULL, "time", NULL, " with time zone" },
	{ "timestamp", NULL, "timestamp", NULL, " without time zone" },
	{ "time", NULL, "time", NULL, " without time zone" },
};

static struct view word_take(struct view *rest)
{
	struct view word = calx__view_trim(*rest);
	size_t length = 0;

	while (length < word.length && calx__ascii_is_word(word.data[length]))
		length++;
	*rest = (struct view){ word.data + length, word.length - length };
	word.length = length;
	return word;
}

static const struct spelling *name_take(struct view *rest)
{
	const struct view word = word_take(rest);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct view ahead = *rest;

		if (!calx__view_is_nocase(word, rows[i].word) ||
			(rows[i].second &&
				!calx__view_is_nocase(
					word_take(&ahead), rows[i].second)))
			continue;
		if (rows[i].second)
			*rest = ahead;
		return &rows[i];
	}
	return NULL;
}

/* "(8, 2)", without the blanks; false: there are none. */
static bool arguments_write(struct strbuf *text, struct view *rest)
{
	const struct view all = calx__view_trim(*rest);
	size_t i = 0;

	if (!all.length || *all.data != '(')
		return false;
	while (i < all.length) {
		const char c = all.data[i++];

		if (!calx__ascii_is_blank(c))
			calx__strbuf_addc(text, c);
		if (c == ')')
			break;
	}
	*rest = (struct view){ all.data + i, all.length - i };
	return true;
}

const char *calx__postgresql_type_spelling(
	struct arena *arena, const char *type)
{
	struct view rest = calx__view(type);
	const struct spelling *spelling = name_take(&rest);
	struct strbuf text = STRBUF_INIT;

	if (!spelling)
		rest = calx__view_trim(calx__view(type));
	else
		calx__strbuf_adds(&text, spelling->printed);
	if (spelling && !arguments_write(&text, &rest) && spelling->length)
		calx__strbuf_adds(&text, spelling->length);
	rest = calx__view_trim(rest);
	if (spelling && spelling->behind &&
		(!rest.length || !calx__ascii_is_letter(*rest.data)))
		calx__strbuf_adds(&text, spelling->behind);
	else if (spelling && rest.length && calx__ascii_is_letter(*rest.data))
		calx__strbuf_addc(&text, ' ');
	calx__strbuf_add(&text, rest.data, rest.length);
	return calx__strbuf_keep(&text, arena);
}
