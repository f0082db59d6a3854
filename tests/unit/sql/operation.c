/* Operations as data: what they need, when two are the same, which names play a
 * part in one. */

#include "check.h"
#include "torture.h"

#include "sql/schema/operation.h"
#include "util/strbuf.h"

static const calx_column columns[] = {
	{ .name = "id", .type.kind = CALX_INTEGER },
	{ .name = "author",
		.type.kind = CALX_INTEGER,
		.options = { .references = "authors.id", .index = true } },
};
static const calx_constraint unique_id[] = {
	{ .kind = CALX_UNIQUE, .columns = "id" },
	{ .kind = CALX_CONSTRAINT_END },
};
static const calx_constraint index_id[] = {
	{ .kind = CALX_INDEX, .columns = "id", .name = "ix" },
	{ .kind = CALX_CONSTRAINT_END },
};
static const calx_table nothing = { CALX_TABLE_SIZES };
static const calx_table one_column = { CALX_TABLE_SIZES, .columns = &columns[1],
	.column_count = 1 };
static const calx_table two_columns = { CALX_TABLE_SIZES, .columns = columns,
	.column_count = 2 };
static const calx_table unique_table = { CALX_TABLE_SIZES,
	.constraints = unique_id };
static const calx_table index_table = { CALX_TABLE_SIZES,
	.constraints = index_id };
static const calx_table strict_table = { CALX_TABLE_SIZES,
	.options = { .size = sizeof(calx_table_options), .strict = true } };

#define GIVEN(kind_, ...)                                   \
	{                                                   \
		.size = sizeof(calx_operation),             \
		.kind = CALX_OPERATION_##kind_, __VA_ARGS__ \
	}

/* One of each kind, with all that it needs. */
static const calx_operation whole[] = {
	GIVEN(CREATE_TABLE, .table = "t", .items = &two_columns),
	GIVEN(DROP_TABLE, .table = "t"),
	GIVEN(RENAME_TABLE, .table = "t", .new_name = "u"),
	GIVEN(ADD_COLUMN, .table = "t", .items = &one_column),
	GIVEN(DROP_COLUMN, .table = "t", .name = "a"),
	GIVEN(ALTER_COLUMN, .table = "t", .items = &one_column),
	GIVEN(RENAME_COLUMN, .table = "t", .name = "a", .new_name = "b"),
	GIVEN(ADD_CONSTRAINT, .table = "t", .items = &unique_table),
	GIVEN(DROP_CONSTRAINT, .table = "t", .name = "a"),
	GIVEN(CREATE_INDEX, .table = "t", .items = &index_table),
	GIVEN(DROP_INDEX, .table = "t", .name = "a"),
	GIVEN(EXECUTE, .sql = "SELECT 1"),
	GIVEN(ALTER_TABLE, .table = "t", .items = &strict_table),
};

enum { WHOLE = sizeof(whole) / sizeof(*whole) };

static enum calx_status resolve(struct arena *arena,
	const calx_operation *given, struct operation *operation,
	calx_error *error)
{
	return calx__operation_resolve(arena, given, operation, error);
}

static struct operation resolved(
	struct arena *arena, const calx_operation *given)
{
	struct operation operation;
	calx_error error = { 0 };

	if (resolve(arena, given, &operation, &error) < 0)
		fail_msg("%s", error.message);
	return operation;
}

/* ---- what an operation needs ---------------------------------------------- */

static const struct {
	calx_operation given;
	const char *message;
} wrong[] = {
	{ { .kind = 0 }, "there is no such operation" },
	{ { .kind = CALX_OPERATION_KIND_COUNT }, "there is no such operation" },
	{ { .kind = (enum calx_operation_kind) - 1 },
		"there is no such operation" },
	{ GIVEN(CREATE_TABLE, .items = &two_columns),
		"calx_create_table: there is no table" },
	{ GIVEN(CREATE_TABLE, .table = "t"),
		"calx_create_table: there is no table" },
	{ GIVEN(DROP_TABLE, .name = "t"),
		"calx_drop_table: there is no table" },
	{ GIVEN(RENAME_TABLE, .table = "t"),
		"calx_rename_table: an argument is NULL" },
	{ GIVEN(ADD_COLUMN, .table = "t"),
		"calx_add_column: there is no column" },
	{ GIVEN(ADD_COLUMN, .table = "t", .items = &nothing),
		"calx_add_column: there is no column" },
	{ GIVEN(ALTER_COLUMN, .table = "t", .items = &two_columns),
		"calx_alter_column: there is no column" },
	{ GIVEN(DROP_COLUMN, .table = "t"),
		"calx_drop_column: an argument is NULL" },
	{ GIVEN(RENAME_COLUMN, .table = "t", .name = "a"),
		"calx_rename_column: an argument is NULL" },
	{ GIVEN(RENAME_COLUMN, .table = "t", .new_name = "a"),
		"calx_rename_column: an argument is NULL" },
	{ GIVEN(ADD_CONSTRAINT, .table = "t", .items = &nothing),
		"calx_add_constraint: there is no constraint" },
	{ GIVEN(DROP_CONSTRAINT, .table = "t"),
		"calx_drop_constraint: an argument is NULL" },
	{ GIVEN(CREATE_INDEX, .table = "t", .items = &one_column),
		"calx_create_index: there is no constraint" },
	{ GIVEN(DROP_INDEX, .name = "a"),
		"calx_drop_index: there is no table" },
	{ GIVEN(EXECUTE, .table = "t"), "calx_execute: an argument is NULL" },
	{ GIVEN(ALTER_TABLE, .table = "t", .items = &two_columns),
		"calx_alter_table: there are no table_options()" },
};

static void what_is_missing_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct arena arena = { 0 };
		struct operation operation;
		calx_error error = { 0 };

		assert_int_equal(
			resolve(&arena, &wrong[i].given, &operation, &error),
			CALX_MISUSE);
		CHECK_TEXT(error.message, wrong[i].message);
		calx__arena_release(&arena);
	}
}

/* nothing of what was given is kept */
static void all_is_copied(void **state)
{
	char table[] = "t", name[] = "a", new_name[] = "b", space[] = "s";
	const calx_operation given = GIVEN(RENAME_COLUMN, .schema = space,
		.table = table, .name = name, .new_name = new_name);
	struct arena arena = { 0 };
	struct operation operation = resolved(&arena, &given);

	(void)state;
	*table = *name = *new_name = *space = 'X';
	CHECK_TEXT(operation.schema, "s");
	CHECK_TEXT(operation.table, "t");
	CHECK_TEXT(operation.name, "a");
	CHECK_TEXT(operation.new_name, "b");
	calx__arena_release(&arena);
}

/* what is in an item gives the operation its name, and its kind */
static void items_give_name_and_kind(void **state)
{
	const calx_operation swapped[] = {
		GIVEN(CREATE_INDEX, .table = "t", .items = &unique_table),
		GIVEN(ADD_CONSTRAINT, .table = "t", .items = &index_table),
	};
	struct arena arena = { 0 };
	struct operation operation = resolved(&arena, &whole[3]);

	(void)state;
	CHECK_TEXT(operation.name, "author");
	assert_int_equal(operation.definition->index_count, 1);
	operation = resolved(&arena, &swapped[0]);
	assert_int_equal(operation.kind, CALX_OPERATION_ADD_CONSTRAINT);
	CHECK_TEXT(operation.name, "uq_t_id");
	operation = resolved(&arena, &swapped[1]);
	assert_int_equal(operation.kind, CALX_OPERATION_CREATE_INDEX);
	CHECK_TEXT(operation.name, "ix");
	operation = resolved(&arena, &whole[12]);
	assert_true(operation.definition->strict);
	assert_false(operation.definition->without_rowid);
	CHECK_TEXT(operation.definition->name, "t");
	calx__arena_release(&arena);
}

static void some_take_along_what_needs_them(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < WHOLE; i++) {
		calx_operation given = whole[i];
		const bool may = given.kind == CALX_OPERATION_DROP_TABLE ||
				 given.kind == CALX_OPERATION_DROP_COLUMN;

		assert_false(resolved(&arena, &given).cascade);
		given.cascade = true;
		assert_int_equal(resolved(&arena, &given).cascade, may);
	}
	calx__arena_release(&arena);
}

/* ---- the same --------------------------------------------------------------- */

static void each_is_the_same_as_itself_alone(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < WHOLE; i++)
		for (size_t j = 0; j < WHOLE; j++) {
			const struct operation a = resolved(&arena, &whole[i]);
			const struct operation b = resolved(&arena, &whole[j]);

			assert_int_equal(calx__operation_equal(&a, &b), i == j);
		}
	calx__arena_release(&arena);
}

/* Each argument counts, and what is no argument does not. */
static void check_member(
	const struct operation *a, struct operation b, bool counts)
{
	assert_int_equal(calx__operation_equal(a, &b), !counts);
	assert_int_equal(calx__operation_equal(&b, a), !counts);
}

static bool has_argument(
	const struct operation *operation, enum operation_argument argument)
{
	const enum operation_argument *arguments =
		calx__operations[operation->kind].arguments;

	for (size_t i = 0; i < ARGUMENTS_MAX; i++)
		if (arguments[i] == argument)
			return true;
	return false;
}

static void every_argument_counts(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < WHOLE; i++) {
		const struct operation a = resolved(&arena, &whole[i]);
		const bool named = has_argument(&a, ARGUMENT_NAME);
		struct operation b = a;

		b.schema = "s";
		check_member(&a, b, true);
		b = a;
		b.cascade = !a.cascade;
		check_member(&a, b, true);
		b = a;
		b.table = "other";
		check_member(&a, b, has_argument(&a, ARGUMENT_TABLE));
		b.table = NULL;
		check_member(&a, b, has_argument(&a, ARGUMENT_TABLE));
		b = a;
		b.name = "other";
		check_member(&a, b, named);
		b = a;
		b.new_name = "other";
		check_member(&a, b, has_argument(&a, ARGUMENT_NEW_NAME));
		b = a;
		b.sql = "other";
		check_member(&a, b, has_argument(&a, ARGUMENT_SQL));
		b = a;
		b.definition = NULL;
		check_member(&a, b, a.definition);
		b = a;
		b.constraint = NULL;
		check_member(&a, b, a.constraint);
		b = a;
		b.file = "x.c";
		b.line = 7;
		check_member(&a, b, false);
	}
	calx__arena_release(&arena);
}

/* ---- names ------------------------------------------------------------------ */

static void names_play_a_part(void **state)
{
	/* by kind as in `whole`: what it mentions, with case as it comes */
	static const char *const names[WHOLE][4] = { { "t", "T", "authors",
							     "ix_t_author" },
		{ "t" }, { "t", "u", "U" }, { "t", "author", "Authors" },
		{ "t", "a", "A" }, { "t", "author", "authors" },
		{ "t", "a", "b" }, { "t", "uq_t_id", "UQ_T_ID" }, { "t", "a" },
		{ "t", "ix", "IX" }, { "t", "a" }, { NULL }, { "t" } };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < WHOLE; i++) {
		const struct operation operation = resolved(&arena, &whole[i]);

		for (size_t j = 0; j < 4 && names[i][j]; j++)
			assert_true(calx__operation_mentions(
				&operation, names[i][j]));
		assert_false(calx__operation_mentions(&operation, NULL));
		assert_false(calx__operation_mentions(&operation, "x"));
		assert_false(calx__operation_mentions(&operation, "SELECT 1"));
	}
	calx__arena_release(&arena);
}

/* ---- memory ------------------------------------------------------------------ */

static void resolve_all(void *context)
{
	(void)context;
	for (size_t i = 0; i < WHOLE; i++) {
		struct arena arena = { 0 };
		struct operation operation;
		calx_operation given = whole[i];
		enum calx_status status;

		given.schema = "s";
		status = resolve(&arena, &given, &operation, NULL);
		assert_true(
			status == CALX_OK ||
			(status == CALX_OUT_OF_MEMORY && !torture_is_clean()));
		if (status == CALX_OK) {
			CHECK_TEXT(operation.schema, "s");
			assert_true(operation.definition ||
				    given.kind != CALX_OPERATION_ALTER_TABLE);
		}
		calx__arena_release(&arena);
	}
}

static void resolving_survives_the_lack_of_memory(void **state)
{
	(void)state;
	torture(resolve_all, NULL);
}

CHECK_MAIN("operation", cmocka_unit_test(what_is_missing_is_told),
	cmocka_unit_test(all_is_copied),
	cmocka_unit_test(items_give_name_and_kind),
	cmocka_unit_test(some_take_along_what_needs_them),
	cmocka_unit_test(each_is_the_same_as_itself_alone),
	cmocka_unit_test(every_argument_counts),
	cmocka_unit_test(names_play_a_part),
	cmocka_unit_test(resolving_survives_the_lack_of_memory), )
