#include "dialect/sqlite/alter/table.h"

#include <string.h>

#include "dialect/sqlite/alter/edit.h"
#include "dialect/sqlite/text/storage.h"
#include "util/text.h"

/* STRICT and WITHOUT ROWID stand behind the brackets. A strict table has six
 * types only (stricttables.html, section 2). */

static bool is_strict_type(const char *type)
{
	static const char *const types[] = { "INT", "INTEGER", "REAL", "TEXT",
		"BLOB", "ANY" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (calx__text_equal_nocase(type, types[i]))
			return true;
	return false;
}

static bool is_only_key(
	const struct alteration *a, const struct parsed_column *column)
{
	const struct parsed_part *key = calx__parsed_primary_key(&a->parsed);

	return key && key->column_count == 1 &&
	       calx__parsed_part_has(key, column->name);
}

/* What a strict table calls a type; NULL: it has none like it. A key that was no
 * rowid does not become one. */
static const char *strict_type(struct alteration *a,
	const struct parsed_column *column, const char *type)
{
	const calx_type known = a->dialect->type_of(a->arena, type);
	const char *strict = calx__storage(&known)->strict;

	if (!*type)
		return "ANY";
	return calx__text_equal(strict, "INTEGER") && is_only_key(a, column)
		       ? "INT"
		       : strict;
}

static void make_strict(struct alteration *a, size_t number)
{
	const struct parsed_column *column = &a->parsed.columns[number];
	const char *type =
		calx__span_text(a->arena, a->text, column->type_span);
	const char *strict;

	if (!type || is_strict_type(type))
		return;
	strict = strict_type(a, column, type);
	if (!strict) {
		calx__alteration_fail(a, CALX_UNSUPPORTED,
			"a STRICT table has no type %s", type);
		calx__alteration_name_column(a, column->name);
	} else if (*type) {
		calx__edit_apply(
			a, &(struct edit){ column->type_span, strict }, 1);
	} else {
		calx__edit_insert_clause(a, column->name, strict);
	}
}

void calx__sqlite_alter_table(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_table *options = operation->definition;
	struct edit edit;

	if (options->strict == a->parsed.strict &&
		options->without_rowid == a->parsed.without_rowid)
		return;
	for (size_t i = 0;
		options->strict && i < a->parsed.column_count && a->status >= 0;
		i++)
		make_strict(a, i);
	if (a->status < 0)
		return;
	a->dialect->table_options(&a->sql, options);
	edit.text = calx__alteration_take(a);
	edit.span = (struct span){ a->parsed.close + 1, strlen(a->text) };
	if (edit.text)
		calx__edit_apply(a, &edit, 1);
	a->rebuild = true;
}
