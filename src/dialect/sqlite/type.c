#include "dialect/sqlite/type.h"

#include <string.h>

#include "dialect/sqlite/text/affinity.h"
#include "dialect/sqlite/text/storage.h"
#include "sql/type/stored.h"
#include "util/text.h"
#include "util/utf8.h"

/* The names of types in DDL, written and read by the rows of text/storage.c. */

enum { UUID_LENGTH = 36 };

/* ---- type -> text --------------------------------------------------------- */

static bool is_integer(const calx_type *type)
{
	return type->kind >= CALX_SMALL_INTEGER &&
	       type->kind <= CALX_BIG_INTEGER;
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
	struct strbuf *sql, const struct sql_column *column, unsigned place)
{
	const calx_type kept = calx__stored_as(&column->type);
	const calx_type *type = &kept;

	/* only INTEGER PRIMARY KEY is the rowid, which numbers itself:
	 * https://sqlite.org/lang_createtable.html, section 5 */
	if ((place & TYPE_ONLY_KEY) && is_integer(type)) {
		calx__strbuf_adds(sql, "INTEGER");
		return;
	}
	if (place & TYPE_STRICT) {
		calx__strbuf_adds(sql, calx__storage(type)->strict);
		return;
	}
	calx__strbuf_adds(sql, calx__storage(type)->name);
	if (type->kind == CALX_NUMERIC && type->length)
		calx__strbuf_addf(sql, "(%d, %d)", type->length, type->scale);
	if (type->kind == CALX_STRING && type->length)
		calx__strbuf_addf(sql, "(%d)", type->length);
	if (type->kind == CALX_ENUMERATION)
		calx__strbuf_addf(sql, "(%zu)", longest_label(type));
}

/* https://sqlite.org/lang_createtable.html, section 2 */
void calx__sqlite_table_options(
	struct strbuf *sql, const struct sql_table *table)
{
	if (table->strict)
		calx__strbuf_adds(sql, " STRICT");
	if (table->without_rowid)
		calx__strbuf_adds(sql,
			table->strict ? ", WITHOUT ROWID" : " WITHOUT ROWID");
}

/* ---- text -> type --------------------------------------------------------- */

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
			       calx__storage_is_exact(type) &&
		       type->scale <= type->length;
	default:
		return text->argument_count == 0;
	}
}

static bool storage_is_called(const struct storage *storage, struct view name)
{
	if (calx__view_is_nocase(name, storage->name))
		return true;
	for (size_t i = 0; i < STORAGE_SYNONYMS && storage->synonyms[i]; i++)
		if (calx__view_is_nocase(name, storage->synonyms[i]))
			return true;
	return false;
}

/* The first type of that name; CALX_NULL, whose name is empty, if none. */
static enum calx_kind kind_of(struct view name)
{
	for (int kind = 0; kind < CALX_KIND_COUNT; kind++)
		if (storage_is_called(&calx__storages[kind], name))
			return (enum calx_kind)kind;
	return CALX_NULL;
}

calx_type calx__sqlite_type_of(struct arena *arena, const char *source)
{
	struct type_text text;
	calx_type type = { 0 };

	(void)arena; /* labels are in the CHECK, not in the name */
	if (!source || !text_read(source, &text))
		return type;
	type.kind = kind_of(text.name);
	if (type.kind == CALX_STRING || type.kind == CALX_NUMERIC) {
		type.length = text.arguments[0];
		type.scale = text.arguments[1];
	}
	return arguments_fit(&text, &type) ? type : (calx_type){ 0 };
}

/* Any value can be read as text. */
calx_type calx__sqlite_type_like(const char *source)
{
	static const enum calx_kind kinds[] = {
		[AFFINITY_BLOB] = CALX_BLOB,
		[AFFINITY_TEXT] = CALX_TEXT,
		[AFFINITY_INTEGER] = CALX_BIG_INTEGER,
		[AFFINITY_REAL] = CALX_DOUBLE,
		[AFFINITY_NUMERIC] = CALX_TEXT,
	};

	return (calx_type){ .kind = kinds[calx__affinity(source)] };
}

/* ---- collations ----------------------------------------------------------- */

const char *calx__sqlite_collation(const calx_type *type)
{
	return calx__storage(type)->collation;
}
