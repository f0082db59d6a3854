#include "dialect/sqlite/alter/alter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compile/ddl.h"
#include "compile/identifier.h"
#include "dialect/sqlite/alter/broken.h"
#include "dialect/sqlite/alter/change.h"
#include "dialect/sqlite/alter/column.h"
#include "dialect/sqlite/alter/constraint.h"
#include "dialect/sqlite/alter/drop.h"
#include "dialect/sqlite/alter/exact.h"
#include "dialect/sqlite/alter/rebuild.h"
#include "dialect/sqlite/alter/table.h"
#include "dialect/sqlite/text/create.h"
#include "util/fail.h"
#include "util/text.h"

/* A group of operations: the table is loaded, each operation is applied to it,
 * and the end writes what came of it. Here are also the operations on a table as
 * a whole, which do not look inside. */

/* ---- the table as it is --------------------------------------------------------- */

static void table_open(struct alteration *a, const char *text)
{
	if (a->status < 0)
		return;
	a->status =
		calx__create_table_read(a->arena, text, &a->parsed, a->error);
	if (a->status < 0)
		return;
	a->exists = true;
	a->original = a->text = text;
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		struct column_state column = {
			.name = a->parsed.columns[i].name,
			.stored = a->parsed.columns[i].name
		};

		if (!calx__vec_append(&a->columns, &column))
			calx__alteration_fail_memory(a);
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

	calx__alteration_put(a,
		"SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = ");
	calx__alteration_put_literal(a, a->table);
	/* a trigger is entered under the name that its own text spells */
	calx__alteration_put(a, " COLLATE NOCASE ORDER BY rowid");
	sql = calx__alteration_take(a);
	if (sql)
		a->status = a->catalog->query(
			a->catalog, sql, object_row, a, a->error);
}

static void table_load(struct alteration *a, const char *name)
{
	const char *values[3];

	calx__alteration_put(a,
		"SELECT name, sql, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ");
	calx__alteration_put_literal(a, name);
	calx__alteration_put(a, " COLLATE NOCASE");
	if (!calx__alteration_fetch(a, values, 3))
		return;
	a->table = values[0];
	if (calx__text_equal(values[2], "view")) {
		calx__alteration_fail(a, CALX_UNSUPPORTED, "it is a view");
		return;
	}
	a->exists = true;
	a->original = values[1];
}

/* Reads what is there, when an operation is about to look inside. */
static void table_need(struct alteration *a)
{
	static const char virtual_table[] = "CREATE VIRTUAL TABLE";

	if (a->status < 0 || a->text)
		return;
	if (!strncmp(a->original, virtual_table, sizeof(virtual_table) - 1)) {
		calx__alteration_fail(
			a, CALX_UNSUPPORTED, "it is a virtual table");
		return;
	}
	table_open(a, a->original);
	if (a->status >= 0)
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

	if (a->exists ||
		(!a->dropped && calx__alteration_is_taken(a, a->table))) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"there is something of that name already");
		return;
	}
	calx__ddl_create_table(&a->sql, a->dialect, table);
	table_open(a, calx__alteration_take(a));
	a->fresh = true;
	for (size_t i = 0; i < table->index_count; i++) {
		struct object_state index = { .name = table->indexes[i].name };

		calx__ddl_create_index(&a->sql, a->dialect, NULL, table->name,
			&table->indexes[i]);
		index.sql = calx__alteration_take(a);
		calx__exact_check_index(a, index.sql);
		if (!calx__vec_append(&a->objects, &index))
			calx__alteration_fail_memory(a);
	}
}

static void drop_table(struct alteration *a, const struct operation *operation)
{
	bool in_database = !a->fresh;

	table_forget(a);
	a->dropped = true;
	if (!in_database)
		return;
	calx__alteration_emit_default(a, a->statements, operation);
}

/* For SQLite the new name is taken, by the table itself. */
static void emit_rename_of_case(
	struct alteration *a, const struct operation *operation)
{
	const char *name = a->table;
	struct operation away = *operation;

	away.new_name = calx__arena_printf(a->arena, "_calx_%s", name);
	if (!away.new_name) {
		calx__alteration_fail_memory(a);
		return;
	}
	away.new_name = calx__alteration_free_name(a, away.new_name);
	calx__alteration_emit_default(a, a->statements, &away);
	a->table = away.new_name;
	calx__alteration_emit_default(a, a->statements, operation);
	a->table = name;
}

static void rename_table(
	struct alteration *a, const struct operation *operation)
{
	const bool of_case =
		calx__names_equal(a->dialect, a->table, operation->new_name);
	bool legacy = a->legacy;

	if (!of_case && calx__alteration_is_taken(a, operation->new_name)) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"there is something of the name %s already",
			operation->new_name);
		return;
	}
	calx__rebuild_finish(a);
	/* the old ways would leave what refers to it behind */
	calx__alteration_set_legacy(a, false);
	calx__broken_put_aside(a, NULL);
	if (of_case)
		emit_rename_of_case(a, operation);
	else
		calx__alteration_emit_default(a, a->statements, operation);
	calx__broken_put_back(a, operation->new_name);
	calx__alteration_set_legacy(a, legacy);
	table_forget(a);
	a->closed = true;
}

static void execute(struct alteration *a, const struct operation *operation)
{
	calx__rebuild_finish(a);
	table_forget(a);
	calx__alteration_emit_default(a, a->statements, operation);
	a->closed = true;
}

/* ---- the group --------------------------------------------------------------------- */

struct alter_kind {
	const char *verb;
	/* what the operation does to the text */
	void (*apply)(struct alteration *a, const struct operation *operation);
	bool without_table; /* there need not be one */
	bool whole;	    /* does not look inside */
};

static const struct alter_kind kinds[CALX_OPERATION_KIND_COUNT] = {
	[CALX_OPERATION_CREATE_TABLE] = { "create", create_table, true, true },
	[CALX_OPERATION_DROP_TABLE] = { "drop", drop_table, false, true },
	[CALX_OPERATION_RENAME_TABLE] = { "rename", rename_table, false, true },
	[CALX_OPERATION_ADD_COLUMN] = { "alter", calx__sqlite_add_column, false,
		false },
	[CALX_OPERATION_DROP_COLUMN] = { "alter", calx__sqlite_drop_column,
		false, false },
	[CALX_OPERATION_ALTER_COLUMN] = { "alter", calx__sqlite_alter_column,
		false, false },
	[CALX_OPERATION_RENAME_COLUMN] = { "alter", calx__sqlite_rename_column,
		false, false },
	[CALX_OPERATION_ADD_CONSTRAINT] = { "alter",
		calx__sqlite_add_constraint, false, false },
	[CALX_OPERATION_DROP_CONSTRAINT] = { "alter",
		calx__sqlite_drop_constraint, false, false },
	[CALX_OPERATION_CREATE_INDEX] = { "alter", calx__sqlite_create_index,
		false, false },
	[CALX_OPERATION_DROP_INDEX] = { "alter", calx__sqlite_drop_index, false,
		false },
	[CALX_OPERATION_EXECUTE] = { "alter", execute, true, true },
	[CALX_OPERATION_ALTER_TABLE] = { "alter", calx__sqlite_alter_table,
		false, false },
	[CALX_OPERATION_CREATE_VIEW] = { "create", execute, true, true },
	[CALX_OPERATION_DROP_VIEW] = { "drop", execute, true, true },
	[CALX_OPERATION_CREATE_SEQUENCE] = { "create", execute, true, true },
	[CALX_OPERATION_DROP_SEQUENCE] = { "drop", execute, true, true },
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
	if (a->status < 0)
		return;
	names = calx__arena_zero(
		a->arena, a->objects.count + 1, sizeof(*names));
	if (!names) {
		calx__alteration_fail_memory(a);
		return;
	}
	for (size_t i = 0; i < a->objects.count; i++)
		names[i] = ((struct object_state *)calx__vec_at(&a->objects, i))
				   ->name;
	near = calx__text_suggest(a->table, names);
	calx__alteration_fail(a, CALX_NOT_FOUND, "there is no such table");
	if (near)
		calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
}

/* Whether it is about no table: SQL, a view. */
static bool is_relation(const struct operation *operation)
{
	const struct alter_kind *kind = &kinds[operation->kind];

	return kind->without_table && kind->apply == execute;
}

static void operation_apply(
	struct alteration *a, const struct operation *operation)
{
	const struct alter_kind *kind = &kinds[operation->kind];

	a->verb = kind->verb;
	if (a->closed && !is_relation(operation))
		calx__alteration_fail(a, CALX_MISUSE,
			"what follows SQL or a rename is a group of its own");
	else if (!a->exists && !kind->without_table)
		fail_unknown_table(a);
	if (a->status >= 0 && !kind->whole)
		table_need(a);
	if (a->status >= 0)
		kind->apply(a, operation);
}

static void legacy_load(struct alteration *a)
{
	const char *value = NULL;

	calx__alteration_put(a, "PRAGMA legacy_alter_table");
	if (calx__alteration_fetch(a, &value, 1))
		a->legacy = calx__text_equal(value, "1");
}

static void alteration_run(
	struct alteration *a, const struct operation_group *group)
{
	bool legacy;

	legacy_load(a);
	legacy = a->legacy;
	/* the name of a view is that of no table */
	for (size_t i = 0; i < group->count && !a->table; i++)
		if (!is_relation(group->operations[i]))
			a->table = group->operations[i]->table;
	if (a->table && a->status >= 0)
		table_load(a, a->table);
	for (size_t i = 0; i < group->count && a->status >= 0; i++)
		operation_apply(a, group->operations[i]);
	calx__rebuild_finish(a);
	calx__alteration_set_legacy(a, legacy);
	if (a->arena->failed)
		calx__alteration_fail_memory(a);
}

enum calx_status calx__sqlite_alter(const struct dialect *dialect,
	const struct catalog *catalog, const struct operation_group *group,
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
		.survey = { .arena = arena,
			.things = VEC_INIT(struct schema_thing) },
	};
	size_t before = statements->count;

	alteration_run(&a, group);
	if (a.status < 0)
		statements->count = before;
	calx__alteration_release(&a);
	return a.status;
}
