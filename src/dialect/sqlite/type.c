#include "dialect/sqlite/type.h"

#include <string.h>

#include "util/text.h"

/* SQLite has no types for columns but "affinities", which it guesses from the
 * letters of the type's name (https://sqlite.org/datatype3.html, section 3.1):
 * INT makes it an integer, CHAR, CLOB and TEXT text, BLOB a blob, REAL, FLOA
 * and DOUB floating point; anything else is NUMERIC, which turns text that
 * looks like a number into one. Exact decimals and JSON can look so and must
 * stay as they are: hence the names that end in _TEXT. Dates, times and
 * intervals never look like a number. */

/* a double holds any decimal of this many digits */
#define NUMERIC_DIGITS 15

#define UUID_LENGTH 36

bool calx__sqlite_is_exact(const calx_type *type)
{
	return type->kind == CALX_NUMERIC &&
	       (!type->length || type->length > NUMERIC_DIGITS);
}

/* ---- type -> text --------------------------------------------------------- */

static const char *const names[] = {
	[CALX_NULL] = "",
	[CALX_BOOLEAN] = "BOOLEAN",
	[CALX_SMALL_INTEGER] = "SMALLINT",
	[CALX_INTEGER] = "INTEGER",
	[CALX_BIG_INTEGER] = "BIGINT",
	[CALX_FLOAT] = "FLOAT",
	[CALX_DOUBLE] = "DOUBLE",
	[CALX_NUMERIC] = "NUMERIC",
	[CALX_STRING] = "VARCHAR",
	[CALX_TEXT] = "TEXT",
	[CALX_BLOB] = "BLOB",
	[CALX_DATE] = "DATE",
	[CALX_TIME] = "TIME",
	[CALX_DATETIME] = "DATETIME",
	[CALX_TIMESTAMP] = "TIMESTAMP",
	[CALX_INTERVAL] = "INTERVAL",
	[CALX_UUID] = "CHAR(36)",
	[CALX_JSON] = "JSON_TEXT",
	[CALX_ENUMERATION] = "VARCHAR",
};

_Static_assert(sizeof(names) / sizeof(*names) == CALX_KIND_COUNT,
	"every type has its name");

static bool is_integer(const calx_type *type)
{
	return type->kind >= CALX_SMALL_INTEGER &&
	       type->kind <= CALX_BIG_INTEGER;
}

static void add_numeric(struct strbuf *sql, const calx_type *type)
{
	calx__strbuf_adds(
		sql, calx__sqlite_is_exact(type) ? "DECIMAL_TEXT" : "NUMERIC");
	if (type->length)
		calx__strbuf_addf(sql, "(%d, %d)", type->length, type->scale);
}

static size_t longest_label(const calx_type *type)
{
	size_t longest = 0;

	for (size_t i = 0; type->labels && type->labels[i]; i++) {
		const char *label = type->labels[i];
		const size_t count = calx__utf8_count(label, strlen(label));

		if (count > longest)
			longest = count;
	}
	return longest;
}

void calx__sqlite_type(
	struct strbuf *sql, const calx_type *type, bool primary_key)
{
	/* only INTEGER PRIMARY KEY is the rowid, which numbers itself:
	 * https://sqlite.org/lang_createtable.html, section 5 */
	if (primary_key && is_integer(type)) {
		calx__strbuf_adds(sql, "INTEGER");
		return;
	}
	if (type->kind == CALX_NUMERIC) {
		add_numeric(sql, type);
		return;
	}
	calx__strbuf_adds(sql, names[type->kind]);
	if (type->kind == CALX_STRING && type->length)
		calx__strbuf_addf(sql, "(%d)", type->length);
	if (type->kind == CALX_ENUMERATION)
		calx__strbuf_addf(sql, "(%zu)", longest_label(type));
}

/* ---- text -> type --------------------------------------------------------- */

/* What the names above and their usual synonyms stand for, as long as SQLite
 * keeps the values in the same form. */
static const struct {
	const char *name;
	enum calx_kind kind;
} words[] = {
	{ "BOOLEAN", CALX_BOOLEAN },
	{ "BOOL", CALX_BOOLEAN },
	{ "SMALLINT", CALX_SMALL_INTEGER },
	{ "INT2", CALX_SMALL_INTEGER },
	{ "INTEGER", CALX_INTEGER },
	{ "INT", CALX_INTEGER },
	{ "INT4", CALX_INTEGER },
	{ "BIGINT", CALX_BIG_INTEGER },
	{ "INT8", CALX_BIG_INTEGER },
	{ "FLOAT", CALX_FLOAT },
	{ "DOUBLE", CALX_DOUBLE },
	{ "DOUBLE PRECISION", CALX_DOUBLE },
	{ "REAL", CALX_DOUBLE },
	{ "NUMERIC", CALX_NUMERIC },
	{ "DECIMAL", CALX_NUMERIC },
	{ "DECIMAL_TEXT", CALX_NUMERIC },
	{ "VARCHAR", CALX_STRING },
	{ "NVARCHAR", CALX_STRING },
	{ "CHARACTER VARYING", CALX_STRING },
	{ "TEXT", CALX_TEXT },
	{ "CLOB", CALX_TEXT },
	{ "BLOB", CALX_BLOB },
	{ "DATE", CALX_DATE },
	{ "TIME", CALX_TIME },
	{ "DATETIME", CALX_DATETIME },
	{ "TIMESTAMP", CALX_TIMESTAMP },
	{ "INTERVAL", CALX_INTERVAL },
	{ "CHAR", CALX_UUID }, /* of 36 characters */
	{ "JSON_TEXT", CALX_JSON },
};

/* NAME, NAME(a) or NAME(a, b) */
struct type_text {
	struct view name;
	int arguments[2];
	size_t argument_count;
};

static bool argument_read(struct type_text *text, struct view argument)
{
	long long number;

	argument = calx__view_trim(argument);
	if (text->argument_count == 2 ||
		!calx__text_to_int64(argument.data, argument.length, &number) ||
		number < 0 || number > INT32_MAX)
		return false;
	text->arguments[text->argument_count++] = (int)number;
	return true;
}

static bool text_read(const char *source, struct type_text *text)
{
	struct view rest = calx__view_trim(calx__view(source));
	const bool opened = strchr(source, '(') != NULL;
	const bool closed = rest.length && rest.data[rest.length - 1] == ')';

	*text = (struct type_text){ 0 };
	rest.length -= closed;
	text->name = calx__view_trim(calx__view_split(&rest, '('));
	if (closed != opened || opened != (rest.length > 0))
		return false;
	while (rest.length)
		if (!argument_read(text, calx__view_split(&rest, ',')))
			return false;
	return true;
}

/* Whether the arguments are those that the kind is written with. */
static bool arguments_fit(const struct type_text *text, const calx_type *type)
{
	switch (type->kind) {
	case CALX_STRING:
		return text->argument_count <= 1;
	case CALX_UUID:
		return text->argument_count == 1 &&
		       text->arguments[0] == UUID_LENGTH;
	case CALX_NUMERIC:
		return calx__view_is_nocase(text->name, "DECIMAL_TEXT") ==
			       calx__sqlite_is_exact(type) &&
		       type->scale <= type->length;
	default:
		return text->argument_count == 0;
	}
}

calx_type calx__sqlite_type_of(struct arena *arena, const char *source)
{
	struct type_text text;
	calx_type type = { 0 };

	(void)arena; /* labels are in the CHECK, not in the name */
	if (!source || !text_read(source, &text))
		return type;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__view_is_nocase(text.name, words[i].name))
			type.kind = words[i].kind;
	if (type.kind == CALX_STRING || type.kind == CALX_NUMERIC) {
		type.length = text.arguments[0];
		type.scale = text.arguments[1];
	}
	return arguments_fit(&text, &type) ? type : (calx_type){ 0 };
}

/* ---- collations ----------------------------------------------------------- */

const char *calx__sqlite_collation(const calx_type *type)
{
	if (type->kind == CALX_TIMESTAMP)
		return " COLLATE calx_timestamp";
	if (type->kind == CALX_INTERVAL)
		return " COLLATE calx_interval";
	return calx__sqlite_is_exact(type) ? " COLLATE calx_decimal" : NULL;
}
