#include "dialect/sqlite/alter/alter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* The statements for a group of operations: what they share. */

void calx__alter_fail(
	struct alteration *a, enum calx_status status, const char *format, ...)
{
	char reason[sizeof(a->error->message)];
	va_list arguments;

	if (a->status != CALX_OK)
		return;
	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	a->status = calx__fail(a->error, status, "cannot %s table %s: %s",
		a->verb, a->table, reason);
	if (a->error)
		calx__fail_copy(
			a->error->table, sizeof(a->error->table), a->table);
}

void calx__alter_fail_memory(struct alteration *a)
{
	if (a->status == CALX_OK)
		a->status = calx__fail_memory(a->error);
}

/* ---- writing ------------------------------------------------------------------ */

void calx__alter_put(struct alteration *a, const char *text)
{
	if (text)
		calx__strbuf_adds(&a->sql, text);
	else
		calx__alter_fail_memory(a);
}

void calx__alter_put_name(struct alteration *a, const char *name)
{
	calx__sql_identifier(&a->sql, a->dialect, name);
}

void calx__alter_put_literal(struct alteration *a, const char *text)
{
	calx__sql_literal(&a->sql, a->dialect, text);
}

const char *calx__alter_take(struct alteration *a)
{
	const char *text = NULL;

	if (a->status == CALX_OK && !a->sql.failed)
		text = calx__arena_strndup(
			a->arena, a->sql.data, a->sql.length);
	calx__strbuf_clear(&a->sql);
	if (!text)
		calx__alter_fail_memory(a);
	return text;
}

void calx__alter_emit(struct alteration *a, struct vec *list)
{
	const char *text = calx__alter_take(a);

	if (text && !calx__vec_append(list, &text))
		calx__alter_fail_memory(a);
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

bool calx__alter_fetch(struct alteration *a, const char **values, size_t count)
{
	const char *sql = calx__alter_take(a);
	struct fetch fetch = { a->arena, values, count, false };

	if (!sql)
		return false;
	a->status =
		a->catalog->query(a->catalog, sql, fetch_row, &fetch, a->error);
	if (a->status == CALX_OUT_OF_MEMORY)
		calx__fail_memory(a->error);
	return a->status == CALX_OK && fetch.found;
}

bool calx__alter_is_taken(struct alteration *a, const char *name)
{
	const char *value;

	calx__alter_put(a, "SELECT name FROM sqlite_schema WHERE name = ");
	calx__alter_put_literal(a, name);
	calx__alter_put(a, " COLLATE NOCASE");
	return calx__alter_fetch(a, &value, 1);
}

const char *calx__alter_free_name(struct alteration *a, const char *prefix)
{
	const char *name = prefix;

	for (unsigned i = 2; calx__alter_is_taken(a, name); i++) {
		name = calx__arena_printf(a->arena, "%s_%u", prefix, i);
		if (!name) {
			calx__alter_fail_memory(a);
			return prefix;
		}
	}
	return name;
}

struct column_state *calx__alter_column(
	const struct alteration *a, const char *name)
{
	for (size_t i = 0; i < a->columns.count; i++) {
		struct column_state *column = calx__vec_at(&a->columns, i);

		if (calx__text_equal_nocase(column->name, name))
			return column;
	}
	return NULL;
}

struct column_state *calx__alter_stored_column(
	const struct alteration *a, const char *stored)
{
	for (size_t i = 0; i < a->columns.count; i++) {
		struct column_state *column = calx__vec_at(&a->columns, i);

		if (calx__text_equal_nocase(column->stored, stored))
			return column;
	}
	return NULL;
}

struct object_state *calx__alter_object(
	const struct alteration *a, const char *name)
{
	struct object_state *gone = NULL;

	for (size_t i = 0; i < a->objects.count; i++) {
		struct object_state *object = calx__vec_at(&a->objects, i);

		if (!calx__text_equal_nocase(object->name, name))
			continue;
		if (!object->gone)
			return object;
		gone = object;
	}
	return gone;
}

/* ---- the table as it is --------------------------------------------------------- */

static void table_open(struct alteration *a, const char *text)
{
	if (a->status != CALX_OK)
		return;
	a->status = calx__ddl_read_table(a->arena, text, &a->ddl, a->error);
	if (a->status != CALX_OK)
		return;
	a->exists = true;
	a->original = a->text = text;
	for (size_t i = 0; i < a->ddl.column_count; i++) {
		struct column_state column = { .name = a->ddl.columns[i].name,
			.stored = a->ddl.columns[i].name };

		if (!calx__vec_append(&a->columns, &column))
			calx__alter_fail_memory(a);
	}
}

static enum calx_status object_row(
	void *context, const char *const *values, size_t count)
{
	struct alteration *a = context;
	struct object_state object = {
		.name = calx__arena_strdup(a->arena, values[1]),
		.sql = calx__arena_strdup(a->arena, values[2]),
		.trigger = calx__text_equal(values[0], "trigger"),
	};

	(void)count;
	if (a->arena->failed || !calx__vec_append(&a->objects, &object))
		return calx__fail_memory(a->error);
	return CALX_OK;
}

static void objects_load(struct alteration *a)
{
	const char *sql;

	calx__alter_put(a,
		"SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = ");
	calx__alter_put_literal(a, a->table);
	calx__alter_put(a, " ORDER BY rowid");
	sql = calx__alter_take(a);
	if (sql)
		a->status = a->catalog->query(
			a->catalog, sql, object_row, a, a->error);
}

static void table_load(struct alteration *a, const char *name)
{
	const char *values[3];

	calx__alter_put(a,
		"SELECT name, sql, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ");
	calx__alter_put_literal(a, name);
	calx__alter_put(a, " COLLATE NOCASE");
	if (!calx__alter_fetch(a, values, 3))
		return;
	a->table = values[0];
	if (calx__text_equal(values[2], "view")) {
		calx__alter_fail(a, CALX_UNSUPPORTED, "it is a view");
		return;
	}
	a->exists = true;
	a->original = values[1];
}

/* Reads what is there, when an operation is about to look inside. */
static void table_need(struct alteration *a)
{
	static const char virtual_table[] = "CREATE VIRTUAL TABLE";

	if (a->status != CALX_OK || a->text)
		return;
	if (!strncmp(a->original, virtual_table, sizeof(virtual_table) - 1)) {
		calx__alter_fail(a, CALX_UNSUPPORTED, "it is a virtual table");
		return;
	}
	table_open(a, a->original);
	if (a->status == CALX_OK)
		objects_load(a);
}

static void table_forget(struct alteration *a)
{
	a->exists = a->fresh = a->rebuild = false;
	a->text = a->original = NULL;
	calx__vec_clear(&a->columns);
	calx__vec_clear(&a->objects);
	calx__vec_clear(&a->natives);
}

/* ---- operations on the table as a whole ------------------------------------------ */

static void create_table(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;

	if (a->exists || (!a->dropped && calx__alter_is_taken(a, a->table))) {
		calx__alter_fail(a, CALX_CONFLICT,
			"there is something of that name already");
		return;
	}
	calx__ddl_create_table(&a->sql, a->dialect, table);
	table_open(a, calx__alter_take(a));
	a->fresh = true;
	for (size_t i = 0; i < table->index_count; i++) {
		struct object_state index = { .name = table->indexes[i].name };

		calx__ddl_create_index(
			&a->sql, a->dialect, table->name, &table->indexes[i]);
		index.sql = calx__alter_take(a);
		if (!calx__vec_append(&a->objects, &index))
			calx__alter_fail_memory(a);
	}
}

static void drop_table(struct alteration *a, const struct operation *operation)
{
	bool in_database = !a->fresh;

	(void)operation;
	table_forget(a);
	a->dropped = true;
	if (!in_database)
		return;
	calx__ddl_drop_table(&a->sql, a->dialect, a->table);
	calx__alter_emit(a, a->statements);
}

static void rename_table(
	struct alteration *a, const struct operation *operation)
{
	bool legacy = a->legacy;

	if (!calx__text_equal_nocase(a->table, operation->new_name) &&
		calx__alter_is_taken(a, operation->new_name)) {
		calx__alter_fail(a, CALX_CONFLICT,
			"there is something of the name %s already",
			operation->new_name);
		return;
	}
	calx__alter_finish(a);
	/* the old ways would leave what refers to it behind */
	calx__alter_set_legacy(a, false);
	calx__alter_put(a, "ALTER TABLE ");
	calx__alter_put_name(a, a->table);
	calx__alter_put(a, " RENAME TO ");
	calx__alter_put_name(a, operation->new_name);
	calx__alter_emit(a, a->statements);
	calx__alter_set_legacy(a, legacy);
	table_forget(a);
	a->closed = true;
}

static void execute(struct alteration *a, const struct operation *operation)
{
	calx__alter_finish(a);
	table_forget(a);
	calx__alter_put(a, operation->sql);
	calx__alter_emit(a, a->statements);
	a->closed = true;
}

/* ---- the group --------------------------------------------------------------------- */

struct alter_kind {
	const char *verb;
	alter_applier *apply;
	bool without_table; /* there need not be one */
	bool whole;	    /* does not look inside */
};

static const struct alter_kind kinds[OPERATION_KIND_COUNT] = {
	[OPERATION_CREATE_TABLE] = { "create", create_table, true, true },
	[OPERATION_DROP_TABLE] = { "drop", drop_table, false, true },
	[OPERATION_RENAME_TABLE] = { "rename", rename_table, false, true },
	[OPERATION_ADD_COLUMN] = { "alter", calx__alter_add_column, false,
		false },
	[OPERATION_DROP_COLUMN] = { "alter", calx__alter_drop_column, false,
		false },
	[OPERATION_ALTER_COLUMN] = { "alter", calx__alter_alter_column, false,
		false },
	[OPERATION_RENAME_COLUMN] = { "alter", calx__alter_rename_column, false,
		false },
	[OPERATION_ADD_CONSTRAINT] = { "alter", calx__alter_add_constraint,
		false, false },
	[OPERATION_DROP_CONSTRAINT] = { "alter", calx__alter_drop_constraint,
		false, false },
	[OPERATION_CREATE_INDEX] = { "alter", calx__alter_create_index, false,
		false },
	[OPERATION_DROP_INDEX] = { "alter", calx__alter_drop_index, false,
		false },
	[OPERATION_EXECUTE] = { "alter", execute, true, true },
};

static enum calx_status table_name_row(
	void *context, const char *const *values, size_t count)
{
	struct alteration *a = context;
	struct object_state object = { .name = calx__arena_strdup(
					       a->arena, values[0]) };

	(void)count;
	if (!object.name || !calx__vec_append(&a->objects, &object))
		return calx__fail_memory(a->error);
	return CALX_OK;
}

/* There is no such table; perhaps one of a similar name. */
static void fail_unknown_table(struct alteration *a)
{
	const char **names;
	const char *near;

	calx__vec_clear(&a->objects);
	a->status = a->catalog->query(a->catalog,
		"SELECT name FROM sqlite_schema WHERE type = 'table'",
		table_name_row, a, a->error);
	if (a->status != CALX_OK)
		return;
	names = calx__arena_zero(
		a->arena, a->objects.count + 1, sizeof(*names));
	if (!names) {
		calx__alter_fail_memory(a);
		return;
	}
	for (size_t i = 0; i < a->objects.count; i++)
		names[i] = ((struct object_state *)calx__vec_at(&a->objects, i))
				   ->name;
	near = calx__text_suggest(a->table, names);
	calx__alter_fail(a, CALX_NOT_FOUND, "there is no such table");
	if (near)
		calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
}

/* Names that cannot be written are told before anything is asked. */
static void names_check(struct alteration *a, const struct operation *operation)
{
	const struct sql_constraint *constraint = operation->constraint;
	const char *names[] = {
		operation->table,
		operation->name,
		operation->new_name,
		constraint ? constraint->name : NULL,
		constraint ? constraint->referred_table : NULL,
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (names[i] && a->status == CALX_OK)
			a->status = calx__identifier_check(
				a->dialect, names[i], a->error);
	}
	if (operation->kind == OPERATION_RENAME_TABLE && a->status == CALX_OK)
		a->status = calx__relation_check(
			a->dialect, operation->new_name, a->error);
	if (operation->kind == OPERATION_CREATE_INDEX && constraint &&
		a->status == CALX_OK)
		a->status = calx__relation_check(
			a->dialect, constraint->name, a->error);
	if (operation->definition && a->status == CALX_OK)
		a->status = calx__ddl_check(
			a->dialect, operation->definition, a->error);
}

static void operation_apply(
	struct alteration *a, const struct operation *operation)
{
	const struct alter_kind *kind = &kinds[operation->kind];

	a->verb = kind->verb;
	if (a->closed && operation->kind != OPERATION_EXECUTE)
		calx__alter_fail(a, CALX_MISUSE,
			"what follows SQL or a rename is a group of its own");
	else if (!a->exists && !kind->without_table)
		fail_unknown_table(a);
	if (a->status == CALX_OK && !kind->whole)
		table_need(a);
	if (a->status == CALX_OK)
		kind->apply(a, operation);
	if (a->status == CALX_OK && a->arena->failed)
		calx__alter_fail_memory(a);
}

static void legacy_load(struct alteration *a)
{
	const char *value = NULL;

	calx__alter_put(a, "PRAGMA legacy_alter_table");
	if (calx__alter_fetch(a, &value, 1))
		a->legacy = calx__text_equal(value, "1");
}

static void alteration_run(struct alteration *a,
	const struct operation *const *operations, size_t count)
{
	bool legacy;

	for (size_t i = 0; i < count; i++)
		names_check(a, operations[i]);
	legacy_load(a);
	legacy = a->legacy;
	for (size_t i = 0; i < count && !a->table; i++)
		a->table = operations[i]->table;
	if (a->table && a->status == CALX_OK)
		table_load(a, a->table);
	for (size_t i = 0; i < count && a->status == CALX_OK; i++)
		operation_apply(a, operations[i]);
	calx__alter_finish(a);
	calx__alter_set_legacy(a, legacy);
}

enum calx_status calx__sqlite_alter(const struct dialect *dialect,
	const struct catalog *catalog,
	const struct operation *const *operations, size_t count,
	struct arena *arena, struct vec *statements, calx_error *error)
{
	struct alteration a = {
		.dialect = dialect,
		.catalog = catalog,
		.verb = "alter",
		.arena = arena,
		.error = error,
		.statements = statements,
		.natives = VEC_INIT(const char *),
		.sql = STRBUF_INIT,
		.columns = VEC_INIT(struct column_state),
		.objects = VEC_INIT(struct object_state),
	};
	size_t before = statements->count;

	alteration_run(&a, operations, count);
	if (a.status != CALX_OK)
		statements->count = before;
	calx__strbuf_release(&a.sql);
	calx__vec_release(&a.natives);
	calx__vec_release(&a.columns);
	calx__vec_release(&a.objects);
	return a.status;
}
