#include "database.h"

#include <data.h>
#include <schemas.h>
#include <torture.h>

#include "migrate/compare/autogenerate.h"
#include "migrate/operation/op.h"
#include "util/text.h"
#include "migrate/operation/summary.h"
#include "migrate/operation/group.h"

/* Groups of operations, without files: what the golden cases cannot say. */

enum { OPERATIONS = 6 };

struct group {
	struct catalog catalog;
	struct arena arena;
	struct vec statements;
	calx_error error;
};

static struct group group_open(const char *sql)
{
	struct group group = { .catalog = database_open(),
		.statements = VEC_INIT(const char *) };

	database_must(&group.catalog, sql);
	return group;
}

static void group_close(struct group *group)
{
	calx__vec_release(&group->statements);
	calx__arena_release(&group->arena);
	database_close(&group->catalog);
}

static enum calx_status group_alter(
	struct group *group, const struct operation *operations, size_t count)
{
	const struct operation *list[OPERATIONS];

	for (size_t i = 0; i < count; i++)
		list[i] = &operations[i];
	calx__vec_clear(&group->statements);
	return calx__alter(&calx__sqlite_dialect, &group->catalog,
		&(struct operation_group){ list, count }, &group->arena,
		&group->statements, &group->error);
}

static const char *statement(const struct group *group, size_t index)
{
	assert_true(index < group->statements.count);
	return *(const char **)calx__vec_at(&group->statements, index);
}

static const char *id[] = { "id" };
static struct sql_column columns[] = {
	{ .name = "id", .type = { .kind = CALX_INTEGER } },
	{ .name = "a", .type = { .kind = CALX_TEXT }, .nullable = true },
};
static struct sql_constraint key = { .kind = CALX_PRIMARY_KEY,
	.name = "pk_t",
	.columns = id,
	.column_count = 1 };
static struct sql_constraint ix = {
	.kind = CALX_INDEX, .name = "ix_t_id", .columns = id, .column_count = 1
};
static struct sql_table new_table = { .name = "t",
	.columns = columns,
	.column_count = 1,
	.constraints = &key,
	.constraint_count = 1,
	.indexes = &ix,
	.index_count = 1 };
static struct sql_table new_column = {
	.name = "t", .columns = &columns[1], .column_count = 1
};

static void a_new_table_is_created_as_it_ends(void **state)
{
	const struct operation operations[] = {
		{ .kind = CALX_OPERATION_CREATE_TABLE,
			.table = "t",
			.definition = &new_table },
		{ .kind = CALX_OPERATION_ADD_COLUMN,
			.table = "t",
			.definition = &new_column },
		{ .kind = CALX_OPERATION_RENAME_COLUMN,
			.table = "t",
			.name = "a",
			.new_name = "b" },
		{ .kind = CALX_OPERATION_DROP_INDEX,
			.table = "t",
			.name = "ix_t_id" },
	};
	struct group group = group_open("");

	(void)state;
	assert_int_equal(group_alter(&group, operations, 4), CALX_OK);
	assert_int_equal(group.statements.count, 2);
	assert_non_null(strstr(statement(&group, 0), "\"a\" TEXT"));
	CHECK_TEXT(statement(&group, 1),
		"ALTER TABLE \"t\" RENAME COLUMN \"a\" TO \"b\"");
	group_close(&group);
}

static void a_dropped_table_can_come_back(void **state)
{
	const struct operation operations[] = {
		{ .kind = CALX_OPERATION_DROP_TABLE, .table = "t" },
		{ .kind = CALX_OPERATION_CREATE_TABLE,
			.table = "t",
			.definition = &new_table },
		{ .kind = CALX_OPERATION_DROP_TABLE, .table = "t" },
		{ .kind = CALX_OPERATION_CREATE_TABLE,
			.table = "t",
			.definition = &new_table },
	};
	struct group group = group_open("CREATE TABLE t (a)");

	(void)state;
	assert_int_equal(group_alter(&group, operations, 4), CALX_OK);
	assert_int_equal(group.statements.count, 3);
	CHECK_TEXT(statement(&group, 0), "DROP TABLE \"t\"");
	assert_int_equal(group_alter(&group, operations + 1, 1), CALX_CONFLICT);
	CHECK_TEXT(group.error.message, "cannot create table t: there is "
					"something of that name already");
	group_close(&group);
}

static void what_cannot_be_known_is_refused(void **state)
{
	const struct operation operations[] = {
		{ .kind = CALX_OPERATION_RENAME_TABLE,
			.table = "t",
			.new_name = "u" },
		{ .kind = CALX_OPERATION_ADD_COLUMN,
			.table = "t",
			.definition = &new_column },
		{ .kind = CALX_OPERATION_DROP_TABLE, .table = "" },
		{ .kind = CALX_OPERATION_DROP_TABLE, .table = "\xff" },
	};
	struct group group = group_open("CREATE TABLE t (id)");

	(void)state;
	assert_int_equal(group_alter(&group, operations, 2), CALX_MISUSE);
	assert_int_equal(group.statements.count, 0);
	assert_int_equal(group_alter(&group, operations + 2, 1), CALX_INVALID);
	assert_int_equal(group_alter(&group, operations + 3, 1), CALX_INVALID);
	group_close(&group);
}

/* Dropping the old table would delete the rows that refer to it. */
static void foreign_keys_must_be_off(void **state)
{
	struct sql_constraint check = {
		.kind = CALX_CHECK, .name = "ck", .text = "id > 0"
	};
	const struct operation operation = {
		.kind = CALX_OPERATION_ADD_CONSTRAINT,
		.table = "t",
		.constraint = &check
	};
	struct group group =
		group_open("CREATE TABLE t (id); PRAGMA foreign_keys = ON");

	(void)state;
	assert_int_equal(group_alter(&group, &operation, 1), CALX_MISUSE);
	assert_non_null(strstr(group.error.message, "foreign keys"));
	database_must(&group.catalog, "PRAGMA foreign_keys = OFF");
	assert_int_equal(group_alter(&group, &operation, 1), CALX_OK);
	group_close(&group);
}

static void the_pragma_is_left_as_it_was(void **state)
{
	struct sql_constraint check = {
		.kind = CALX_CHECK, .name = "ck", .text = "id > 0"
	};
	const struct operation operations[] = {
		{ .kind = CALX_OPERATION_ADD_CONSTRAINT,
			.table = "t",
			.constraint = &check },
		{ .kind = CALX_OPERATION_RENAME_COLUMN,
			.table = "t",
			.name = "id",
			.new_name = "b" },
	};
	struct group group = group_open(
		"CREATE TABLE t (id); PRAGMA legacy_alter_table = ON");

	(void)state;
	assert_int_equal(group_alter(&group, operations, 1), CALX_OK);
	assert_int_equal(group.statements.count, 4);
	assert_int_equal(group_alter(&group, operations, 2), CALX_OK);
	assert_int_equal(group.statements.count, 7);
	CHECK_TEXT(statement(&group, 4), "PRAGMA legacy_alter_table = OFF");
	CHECK_TEXT(statement(&group, 6), "PRAGMA legacy_alter_table = ON");
	group_close(&group);
}

/* ---- from any schema to any other -------------------------------------------------- */

static void statements_run(struct group *group)
{
	for (size_t i = 0; i < group->statements.count; i++)
		database_must(&group->catalog, statement(group, i));
}

static void operations_run(
	struct group *group, const struct operation *operations, size_t count)
{
	const struct operation **list =
		calx__arena_zero(&group->arena, count, sizeof(*list));
	struct vec groups = VEC_INIT(struct operation_group);

	for (size_t i = 0; i < count; i++)
		list[i] = &operations[i];
	assert_int_equal(calx__operations_group(
				 &group->arena, list, count, &groups, NULL),
		CALX_OK);
	for (size_t i = 0; i < groups.count; i++) {
		const struct operation_group *item = calx__vec_at(&groups, i);

		calx__vec_clear(&group->statements);
		if (calx__alter(&calx__sqlite_dialect, &group->catalog, item,
			    &group->arena, &group->statements,
			    &group->error) < 0)
			fail_msg("%s", group->error.message);
		statements_run(group);
	}
	calx__vec_release(&groups);
}

static void schema_create(struct group *group, const struct sql_schema *schema)
{
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct operation operation = {
			.kind = CALX_OPERATION_CREATE_TABLE,
			.table = schema->tables[i]->name,
			.definition = schema->tables[i],
		};

		operations_run(group, &operation, 1);
	}
}

static void differences(struct group *group, const struct sql_schema *target,
	struct autogenerate_result *result)
{
	struct sql_schema database = { 0 };
	const struct autogenerate autogenerate = {
		.dialect = &calx__sqlite_dialect,
		.catalog = &group->catalog,
		.database = &database,
		.target = target,
	};

	if (calx__sqlite_inspect(&group->catalog, &group->arena, &database,
		    &group->error) != CALX_OK ||
		calx__autogenerate(&group->arena, &autogenerate, result,
			&group->error) != CALX_OK)
		fail_msg("%s", group->error.message);
}

/* What is left to do is nothing. */
static void must_match(struct group *group, const struct sql_schema *target)
{
	struct autogenerate_result result;
	struct strbuf text = STRBUF_INIT;

	differences(group, target, &result);
	for (size_t i = 0; i < result.upgrade_count; i++) {
		calx__operation_summary(&text, &result.upgrade[i]);
		calx__strbuf_addc(&text, '\n');
	}
	CHECK_TEXT(text.data, "");
	calx__strbuf_release(&text);
}

static void any_schema_becomes_any_other(void **state)
{
	(void)state;
	for (unsigned long long i = 1; i <= 150; i++) {
		struct group group = group_open("");
		unsigned long long seed = i;
		struct sql_schema before =
			schemas_random(&group.arena, &seed, i % 2);
		struct sql_schema after =
			schemas_random(&group.arena, &seed, i % 2);
		struct autogenerate_result result;

		schema_create(&group, &before);
		must_match(&group, &before);
		differences(&group, &after, &result);
		operations_run(&group, result.upgrade, result.upgrade_count);
		must_match(&group, &after);
		/* the way back of a revision file has no words for some names */
		if (i % 2 == 0) {
			operations_run(&group, result.downgrade,
				result.downgrade_count);
			must_match(&group, &before);
		}
		group_close(&group);
	}
}

/* ---- when memory runs out ------------------------------------------------------------- */

static void alter_in_need(void *context)
{
	static const char *a[] = { "a" };
	static struct sql_constraint unique = { .kind = CALX_UNIQUE,
		.name = "uq",
		.columns = a,
		.column_count = 1 };
	static struct sql_column column = { .name = "id",
		.type = { .kind = CALX_STRING, .length = 9 },
		.server_default = "'x'" };
	static struct sql_table change = {
		.name = "t", .columns = &column, .column_count = 1
	};
	static const struct operation operations[] = {
		{ .kind = CALX_OPERATION_ADD_COLUMN,
			.table = "t",
			.definition = &new_column },
		{ .kind = CALX_OPERATION_ALTER_COLUMN,
			.table = "t",
			.definition = &change },
		{ .kind = CALX_OPERATION_RENAME_COLUMN,
			.table = "t",
			.name = "b",
			.new_name = "c" },
		{ .kind = CALX_OPERATION_ADD_CONSTRAINT,
			.table = "t",
			.constraint = &unique },
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = "t",
			.name = "gone" },
		{ .kind = CALX_OPERATION_CREATE_INDEX,
			.table = "t",
			.constraint = &ix },
	};
	struct group group = { .catalog = *(struct catalog *)context,
		.statements = VEC_INIT(const char *) };
	enum calx_status status = group_alter(&group, operations, 6);

	if (torture_is_clean() && status != CALX_OK)
		fail_msg("%s", group.error.message);
	assert_true(status == CALX_OK || status == CALX_OUT_OF_MEMORY);
	assert_true(status == CALX_OK || group.statements.count == 0);
	calx__vec_release(&group.statements);
	calx__arena_release(&group.arena);
}

static void altering_survives_the_lack_of_memory(void **state)
{
	struct catalog catalog = database_open();

	(void)state;
	database_must(&catalog,
		"CREATE TABLE t (id INT, b INT, gone TEXT, CHECK (gone > ''));"
		"CREATE INDEX ix_b ON t (b);"
		"CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT NEW.b; END;"
		"INSERT INTO t VALUES (1, 2, '3')");
	torture(alter_in_need, &catalog);
	database_close(&catalog);
}

CHECK_MAIN("sqlite group", cmocka_unit_test(a_new_table_is_created_as_it_ends),
	cmocka_unit_test(a_dropped_table_can_come_back),
	cmocka_unit_test(what_cannot_be_known_is_refused),
	cmocka_unit_test(foreign_keys_must_be_off),
	cmocka_unit_test(the_pragma_is_left_as_it_was),
	cmocka_unit_test(any_schema_becomes_any_other),
	cmocka_unit_test(altering_survives_the_lack_of_memory), )
