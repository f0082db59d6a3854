#include "dialect/sqlite/alter/rebuild.h"

#include "compile/alter.h"
#include "dialect/sqlite/alter/broken.h"
#include "dialect/sqlite/alter/check.h"
#include "dialect/sqlite/alter/collation.h"
#include "dialect/sqlite/alter/drop.h"
#include "dialect/sqlite/alter/exact.h"
#include "dialect/sqlite/text/create.h"
#include "util/text.h"

/* The end of a group: what was collected becomes statements. A rebuild follows
 * the steps of lang_altertable.html 7, inside the transaction that is open. */

static void emit_text(struct alteration *a, const char *text)
{
	calx__alteration_put(a, text);
	calx__alteration_emit(a, a->statements);
}

/* ---- under another name ---------------------------------------------------- */

/* Whether the token and the dot behind it qualify a column by the table. */
static bool is_qualifier(const struct alteration *a, size_t index)
{
	const struct lexemes *lexemes = &a->parsed.lexemes;

	return lexemes->items[index].span.start > a->parsed.open &&
	       calx__lexeme_names(lexemes, index, a->parsed.name.text) &&
	       calx__lexeme_is(lexemes, index + 1, ".");
}

/* The table's text under another name. CHECK conditions may qualify columns with
 * the name, so that goes from there. */
static const char *text_as(struct alteration *a, const char *name)
{
	const struct lexemes *lexemes = &a->parsed.lexemes;
	size_t at = a->parsed.name.span.end;

	/* what stands before the name is ours to write: a schema, TEMP or IF
	 * NOT EXISTS are never kept by SQLite */
	calx__alteration_put(a, "CREATE TABLE ");
	calx__alteration_put_name(a, name);
	for (size_t i = 0; i < lexemes->count; i++) {
		if (!is_qualifier(a, i))
			continue;
		calx__strbuf_add(&a->sql, a->text + at,
			lexemes->items[i].span.start - at);
		at = lexemes->items[i + 1].span.end;
	}
	calx__alteration_put(a, a->text + at);
	return calx__alteration_take(a);
}

/* ---- the copy ----------------------------------------------------------------------- */

static void put_item(struct alteration *a, size_t number, const char *name)
{
	calx__alteration_put(a, number ? ", " : "");
	calx__alteration_put_name(a, name);
}

/* Whether the column's values are copied. New columns get their default by
 * being left out, generated ones cannot be written. */
static bool is_copied(const struct alteration *a, size_t index)
{
	const struct parsed_column *parsed = &a->parsed.columns[index];
	const struct column_state *column =
		calx__alteration_stored_column(a, parsed->name);

	return column && !column->added &&
	       !calx__parsed_part(parsed, PART_GENERATED);
}

/* NULL becomes the default where NULL may no longer be. */
static void put_source(
	struct alteration *a, size_t number, const struct parsed_column *parsed)
{
	const struct parsed_part *value =
		calx__parsed_part(parsed, PART_DEFAULT);

	calx__alteration_put(a, number ? ", " : "");
	if (!value || !calx__parsed_part(parsed, PART_NOT_NULL)) {
		calx__exact_put_source(a, parsed->name);
		return;
	}
	calx__alteration_put(a, "coalesce(");
	calx__exact_put_source(a, parsed->name);
	calx__alteration_put(a, ", ");
	calx__strbuf_add(&a->sql, a->text + value->body.start,
		value->body.end - value->body.start);
	calx__alteration_put(a, ")");
}

/* The rowid is copied where no column does that: something may have kept it,
 * such as a full-text index. It also becomes the value of a new column that is
 * to be the rowid. */
static const char *hidden_rowid(
	const struct alteration *a, const struct parsed_table *before)
{
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		if (calx__parsed_is_rowid(&a->parsed, &a->parsed.columns[i]) &&
			is_copied(a, i))
			return NULL;
	}
	return calx__parsed_rowid(before, &a->parsed);
}

/* OR ABORT: an ON CONFLICT clause of the table must not drop rows. */
static void emit_copy(struct alteration *a, const struct parsed_table *before,
	const char *temporary)
{
	const char *rowid = hidden_rowid(a, before);
	size_t number = 0;

	calx__alteration_put(a, "INSERT OR ABORT INTO ");
	calx__alteration_put_name(a, temporary);
	calx__alteration_put(a, " (");
	if (rowid)
		put_item(a, number++, rowid);
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		if (is_copied(a, i))
			put_item(a, number++, a->parsed.columns[i].name);
	}
	calx__alteration_put(a, ") SELECT ");
	number = 0;
	if (rowid)
		put_item(a, number++, rowid);
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		if (is_copied(a, i))
			put_source(a, number++, &a->parsed.columns[i]);
	}
	calx__alteration_put(a, " FROM ");
	calx__alteration_put_name(a, a->table);
	calx__alteration_emit(a, a->statements);
}

/* ---- what SQLite keeps elsewhere ------------------------------------------------------ */

static bool is_autoincrement(const struct parsed_table *table)
{
	const struct parsed_part *key = calx__parsed_primary_key(table);

	return key && key->autoincrement;
}

/* The highest id ever given, so that none is given twice. */
static void emit_sequence(struct alteration *a,
	const struct parsed_table *before, const char *temporary)
{
	if (!is_autoincrement(before) || !is_autoincrement(&a->parsed))
		return;
	calx__alteration_put(a, "DELETE FROM sqlite_sequence WHERE name = ");
	calx__alteration_put_literal(a, temporary);
	calx__alteration_emit(a, a->statements);
	calx__alteration_put(
		a, "INSERT INTO sqlite_sequence (name, seq) SELECT ");
	calx__alteration_put_literal(a, temporary);
	calx__alteration_put(a, ", seq FROM sqlite_sequence WHERE name = ");
	calx__alteration_put_literal(a, a->table);
	calx__alteration_emit(a, a->statements);
}

/* What ANALYZE found out about a table goes with the table, unless it is
 * entered under another name meanwhile. */
static void emit_statistics(
	struct alteration *a, const char *from, const char *to)
{
	static const char *const tables[] = { "sqlite_stat1", "sqlite_stat4" };

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		if (!calx__alteration_is_taken(a, tables[i]))
			continue;
		calx__alteration_put(a, "UPDATE ");
		calx__alteration_put_name(a, tables[i]);
		calx__alteration_put(a, " SET tbl = ");
		calx__alteration_put_literal(a, to);
		calx__alteration_put(a, " WHERE tbl = ");
		calx__alteration_put_literal(a, from);
		calx__alteration_emit(a, a->statements);
	}
}

static void emit_objects(struct alteration *a)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);

		if (!object->gone)
			emit_text(a, object->sql);
	}
}

/* ---- renames ---------------------------------------------------------------------------- */

static void emit_rename(
	struct alteration *a, const char *name, const char *new_name)
{
	calx__alteration_emit_default(a, a->statements,
		&(struct operation){ .kind = CALX_OPERATION_RENAME_COLUMN,
			.name = name,
			.new_name = new_name });
}

/* A column that can be renamed now; NULL if there is none. `ret_blocked`: one
 * whose new name is still another's. */
static struct column_state *next_rename(
	struct alteration *a, struct column_state **ret_blocked)
{
	*ret_blocked = NULL;
	for (size_t i = 0; i < a->columns.count; i++) {
		struct column_state *column = calx__vec_at(&a->columns, i);
		const struct column_state *owner;

		if (calx__text_equal(column->name, column->stored))
			continue;
		owner = calx__alteration_stored_column(a, column->name);
		if (!owner || owner == column)
			return column;
		*ret_blocked = column;
	}
	return NULL;
}

/* SQLite renames what refers to a column, too: in this table, its indexes and
 * triggers, views, and the foreign keys of other tables. */
static void emit_each_rename(struct alteration *a)
{
	struct column_state *column, *blocked;
	const char *name;

	while (a->status >= 0) {
		column = next_rename(a, &blocked);
		name = column ? column->name : NULL;
		if (!column && !blocked)
			return;
		if (!column) {
			/* names that go round in a ring */
			column = blocked;
			name = calx__arena_printf(
				a->arena, "%s_calx", column->stored);
			while (name && calx__alteration_stored_column(a, name))
				name = calx__arena_printf(
					a->arena, "%s_", name);
		}
		if (!name) {
			calx__alteration_fail_memory(a);
			return;
		}
		calx__alteration_set_legacy(a, false);
		emit_rename(a, column->stored, name);
		column->stored = name;
	}
}

/* Around them stands aside what was broken before: SQLite looks at all there
 * is. */
static void emit_renames(struct alteration *a)
{
	struct column_state *blocked;

	if (a->status < 0 || (!next_rename(a, &blocked) && !blocked))
		return;
	calx__alteration_set_legacy(a, false);
	calx__broken_put_aside(a, &a->columns);
	emit_each_rename(a);
	calx__broken_put_back(a, a->table);
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* Dropping the old table would delete what refers to its rows. */
static void refuse_foreign_keys(struct alteration *a)
{
	const char *value = NULL;

	calx__alteration_put(a, "PRAGMA foreign_keys");
	if (calx__alteration_fetch(a, &value, 1) &&
		calx__text_equal(value, "1"))
		calx__alteration_fail(a, CALX_MISUSE,
			"cannot rebuild it while foreign keys are on");
}

static void emit_rename_back(struct alteration *a, const char *temporary)
{
	calx__alter_table(&a->sql, a->dialect,
		&(struct operation){ .table = temporary }, " RENAME TO ");
	calx__alteration_put_name(a, a->table);
	calx__alteration_emit(a, a->statements);
}

/* The name that the new table has until the old one is gone; NULL after a
 * failure. */
static const char *temporary_name(struct alteration *a)
{
	const char *name =
		calx__arena_printf(a->arena, "_calx_new_%s", a->table);

	if (!name)
		calx__alteration_fail_memory(a);
	if (a->status >= 0)
		name = calx__alteration_free_name(a, name);
	return a->status >= 0 ? name : NULL;
}

static void emit_rebuild(struct alteration *a)
{
	struct parsed_table before;
	const char *temporary;

	refuse_foreign_keys(a);
	calx__sqlite_check_columns(a);
	temporary = temporary_name(a);
	if (a->status >= 0)
		a->status = calx__create_table_read(
			a->arena, a->original, &before, a->error);
	if (a->status < 0)
		return;
	/* the old ways: views that miss the table for a moment do not count,
	 * and foreign keys stay with the name */
	calx__alteration_set_legacy(a, true);
	emit_text(a, text_as(a, temporary));
	emit_copy(a, &before, temporary);
	emit_sequence(a, &before, temporary);
	emit_statistics(a, a->table, temporary);
	calx__alteration_emit_default(a, a->statements,
		&(struct operation){ .kind = CALX_OPERATION_DROP_TABLE });
	emit_rename_back(a, temporary);
	emit_statistics(a, temporary, a->table);
	emit_objects(a);
}

static void emit_natives(struct alteration *a)
{
	/* only the new ways follow a renamed column everywhere, and say what
	 * is in the way */
	struct column_state *blocked;
	const bool renames = next_rename(a, &blocked) || blocked;

	calx__alteration_set_legacy(a, false);
	if (renames)
		calx__broken_put_aside(a, &a->columns);
	for (size_t i = 0; i < a->natives.count && a->status >= 0; i++)
		emit_text(a, *(const char **)calx__vec_at(&a->natives, i));
	if (renames)
		calx__broken_put_back(a, a->table);
}

void calx__rebuild_finish(struct alteration *a)
{
	bool legacy = a->legacy;

	if (a->status < 0 || !a->text)
		return;
	calx__sqlite_check_indexes(a);
	calx__collations_check(a);
	calx__exact_check(a);
	if (a->status < 0)
		return;
	if (a->fresh) {
		emit_text(a, a->text);
		emit_objects(a);
		emit_renames(a);
	} else if (a->rebuild) {
		emit_rebuild(a);
		emit_renames(a);
	} else if (a->natives.count) {
		emit_natives(a);
	}
	calx__alteration_set_legacy(a, legacy);
	calx__vec_clear(&a->natives);
	a->text = NULL;
}
