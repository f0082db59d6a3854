#include "dialect/sqlite/alter/alteration.h"

#include <stdarg.h>
#include <stdio.h>

#include "compile/alter.h"
#include "compile/identifier.h"
#include "util/fail.h"
#include "util/text.h"

/* What all operations of a group need: to fail, to write statements, to ask the
 * database, and to find columns and indexes as they are by now. */

void calx__alteration_fail(
	struct alteration *a, enum calx_status status, const char *format, ...)
{
	char reason[sizeof(a->error->message)];
	va_list arguments;

	if (a->status < 0)
		return;
	/* what was found without some of the memory is not to be trusted */
	if (a->arena->failed) {
		calx__alteration_fail_memory(a);
		return;
	}
	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	a->status = calx__fail(a->error, status, "cannot %s table %s: %s",
		a->verb, a->table, reason);
	if (a->error)
		calx__fail_copy(
			a->error->table, sizeof(a->error->table), a->table);
}

void calx__alteration_fail_memory(struct alteration *a)
{
	if (a->status >= 0)
		a->status = calx__fail_memory(a->error);
}

void calx__alteration_release(struct alteration *a)
{
	calx__strbuf_release(&a->sql);
	calx__vec_release(&a->natives);
	calx__vec_release(&a->columns);
	calx__vec_release(&a->objects);
	calx__vec_release(&a->survey.things);
}

/* ---- writing ------------------------------------------------------------------ */

void calx__alteration_put(struct alteration *a, const char *text)
{
	if (text)
		calx__strbuf_adds(&a->sql, text);
	else
		calx__alteration_fail_memory(a);
}

void calx__alteration_put_name(struct alteration *a, const char *name)
{
	calx__sql_identifier(&a->sql, a->dialect, name);
}

void calx__alteration_put_literal(struct alteration *a, const char *text)
{
	calx__sql_literal(&a->sql, a->dialect, text);
}

const char *calx__alteration_take(struct alteration *a)
{
	const char *text = NULL;

	if (a->status >= 0 && !a->sql.failed)
		text = calx__arena_strndup(
			a->arena, a->sql.data, a->sql.length);
	calx__strbuf_clear(&a->sql);
	if (!text)
		calx__alteration_fail_memory(a);
	return text;
}

void calx__alteration_emit(struct alteration *a, struct vec *list)
{
	const char *text = calx__alteration_take(a);

	if (text && !calx__vec_append(list, &text))
		calx__alteration_fail_memory(a);
}

void calx__alteration_emit_default(struct alteration *a, struct vec *list,
	const struct operation *operation)
{
	struct operation own = *operation;
	struct alter_writer writer = { .dialect = a->dialect,
		.catalog = a->catalog,
		.arena = a->arena,
		.statements = list,
		.sql = STRBUF_INIT,
		.error = a->error,
		.status = a->status };

	if (a->table)
		own.table = a->table; /* as it is spelt there */
	calx__alter_default(&writer, &own);
	calx__strbuf_release(&writer.sql);
	a->status = writer.status;
}

/* ---- asking -------------------------------------------------------------------- */

struct fetch {
	struct arena *arena;
	const char **values;
	size_t count;
	bool found;
};

static enum calx_status fetch_row(
	void *context, const char *const *values, size_t count)
{
	struct fetch *fetch = context;

	if (fetch->found)
		return CALX_OK;
	fetch->found = true;
	for (size_t i = 0; i < fetch->count && i < count; i++) {
		fetch->values[i] = NULL;
		if (!values[i])
			continue;
		fetch->values[i] = calx__arena_strdup(fetch->arena, values[i]);
		if (!fetch->values[i])
			return CALX_OUT_OF_MEMORY;
	}
	return CALX_OK;
}

bool calx__alteration_fetch(
	struct alteration *a, const char **values, size_t count)
{
	const char *sql = calx__alteration_take(a);
	struct fetch fetch = { a->arena, values, count, false };

	if (!sql)
		return false;
	a->status =
		a->catalog->query(a->catalog, sql, fetch_row, &fetch, a->error);
	if (a->status == CALX_OUT_OF_MEMORY)
		calx__fail_memory(a->error);
	return a->status >= 0 && fetch.found;
}

bool calx__alteration_is_taken(struct alteration *a, const char *name)
{
	const char *value;

	calx__alteration_put(a, "SELECT name FROM sqlite_schema WHERE name = ");
	calx__alteration_put_literal(a, name);
	calx__alteration_put(a, " COLLATE NOCASE");
	return calx__alteration_fetch(a, &value, 1);
}

const char *calx__alteration_free_name(struct alteration *a, const char *prefix)
{
	const char *name = prefix;

	for (unsigned i = 2; calx__alteration_is_taken(a, name); i++) {
		name = calx__arena_printf(a->arena, "%s_%u", prefix, i);
		if (!name) {
			calx__alteration_fail_memory(a);
			return prefix;
		}
	}
	return name;
}

/* The column by its name, or by the one that the text calls it. */
static struct column_state *column_find(
	const struct alteration *a, const char *name, bool stored)
{
	for (size_t i = 0; i < a->columns.count; i++) {
		struct column_state *column = calx__vec_at(&a->columns, i);
		const char *own = stored ? column->stored : column->name;

		if (calx__names_equal(a->dialect, own, name))
			return column;
	}
	return NULL;
}

struct column_state *calx__alteration_column(
	const struct alteration *a, const char *name)
{
	return column_find(a, name, false);
}

struct column_state *calx__alteration_stored_column(
	const struct alteration *a, const char *stored)
{
	return column_find(a, stored, true);
}

struct object_state *calx__alteration_object(
	const struct alteration *a, const char *name)
{
	struct object_state *gone = NULL;

	for (size_t i = 0; i < a->objects.count; i++) {
		struct object_state *object = calx__vec_at(&a->objects, i);

		if (!calx__names_equal(a->dialect, object->name, name))
			continue;
		if (!object->gone)
			return object;
		gone = object;
	}
	return gone;
}

void calx__alteration_name_column(struct alteration *a, const char *name)
{
	if (a->error)
		calx__fail_copy(
			a->error->column, sizeof(a->error->column), name);
}

struct column_state *calx__alteration_need_column(
	struct alteration *a, const char *name)
{
	struct column_state *column = calx__alteration_column(a, name);
	const char **names;
	const char *near;

	if (column || a->status < 0)
		return column;
	names = calx__arena_zero(
		a->arena, a->columns.count + 1, sizeof(*names));
	if (!names) {
		calx__alteration_fail_memory(a);
		return NULL;
	}
	for (size_t i = 0; i < a->columns.count; i++)
		names[i] = ((struct column_state *)calx__vec_at(&a->columns, i))
				   ->name;
	near = calx__text_suggest(name, names);
	calx__alteration_fail(
		a, CALX_NOT_FOUND, "it has no column \"%s\"", name);
	calx__alteration_name_column(a, name);
	if (near)
		calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
	return NULL;
}

bool calx__alteration_takes_key(struct alteration *a)
{
	if (!calx__parsed_primary_key(&a->parsed))
		return true;
	calx__alteration_fail(a, CALX_CONFLICT, "it has a primary key already");
	return false;
}

struct parsed_column *calx__alteration_parsed(
	const struct alteration *a, const struct column_state *column)
{
	return calx__parsed_column(&a->parsed, column->stored);
}

/* ---- settings ------------------------------------------------------------ */

void calx__alteration_set_legacy(struct alteration *a, bool legacy)
{
	if (a->legacy == legacy || a->status < 0)
		return;
	calx__alteration_put(a, legacy ? "PRAGMA legacy_alter_table = ON"
				       : "PRAGMA legacy_alter_table = OFF");
	calx__alteration_emit(a, a->statements);
	a->legacy = legacy;
}
