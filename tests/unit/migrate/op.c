#include "migrate/operation/op.h"

#include "rows.h"
#include "torture.h"
#include "migrate/operation/group.h"
#include <calx/calx.h>
#include <calx/short.h>

/* ---- grouping ------------------------------------------------------------- */

static const struct sql_constraint refers_to_a = {
	.kind = CALX_FOREIGN_KEY, .name = "fk_b_a", .referred_table = "a"
};
static const struct sql_constraint index_x = { .kind = CALX_INDEX,
	.name = "ix_x" };

#define ADD(table_, name_)                                          \
	{                                                           \
		.kind = CALX_OPERATION_ADD_COLUMN, .table = table_, \
		.name = name_                                       \
	}
#define DROP(table_, name_)                                          \
	{                                                            \
		.kind = CALX_OPERATION_DROP_COLUMN, .table = table_, \
		.name = name_                                        \
	}

static const struct grouping {
	struct operation operations[5];
	const char *expected; /* numbers of the operations, groups by | */
} groupings[] = {
	{ { ADD("a", "x"), ADD("a", "y"), DROP("a", "z") }, "0 1 2" },
	{ { ADD("a", "x"), ADD("b", "x"), ADD("a", "y"), ADD("b", "y") },
		"0 2 | 1 3" },
	/* names are compared as the least strict database does */
	{ { ADD("a", "x"), ADD("A", "y"), ADD("a", "z") }, "0 | 1 | 2" },
	/* SQL of one's own may need anything before it */
	{ { ADD("a", "x"), { .kind = CALX_OPERATION_EXECUTE, .sql = "..." },
		  ADD("a", "y") },
		"0 | 1 | 2" },
	/* a table that is made, dropped or renamed is alone */
	{ { { .kind = CALX_OPERATION_CREATE_TABLE, .table = "a" },
		  ADD("a", "x"), ADD("a", "y") },
		"0 | 1 2" },
	{ { ADD("a", "x"),
		  { .kind = CALX_OPERATION_RENAME_TABLE,
			  .table = "b",
			  .new_name = "a2" },
		  ADD("a2", "y"), ADD("a", "z") },
		"0 3 | 1 | 2" },
	/* what is referred to comes first */
	{ { ADD("b", "x"), ADD("a", "y"),
		  { .kind = CALX_OPERATION_ADD_CONSTRAINT,
			  .table = "b",
			  .constraint = &refers_to_a } },
		"0 | 1 | 2" },
	/* an index moves from one table to another */
	{ { ADD("a", "x"),
		  { .kind = CALX_OPERATION_DROP_INDEX,
			  .table = "b",
			  .name = "ix_x" },
		  { .kind = CALX_OPERATION_CREATE_INDEX,
			  .table = "a",
			  .constraint = &index_x } },
		"0 | 1 | 2" },
};

static size_t operation_count(const struct operation *operations)
{
	size_t count = 0;

	while (count < 5 && (operations[count].table || operations[count].sql))
		count++;
	return count;
}

static void check_grouping(const struct grouping *grouping)
{
	const struct operation *list[5];
	size_t count = operation_count(grouping->operations);
	struct vec groups = VEC_INIT(struct operation_group);
	struct strbuf text = STRBUF_INIT;
	struct arena arena = { 0 };

	for (size_t i = 0; i < count; i++)
		list[i] = &grouping->operations[i];
	assert_int_equal(
		calx__operations_group(&arena, list, count, &groups, NULL),
		CALX_OK);
	for (size_t i = 0; i < groups.count; i++) {
		struct operation_group *group = calx__vec_at(&groups, i);

		for (size_t k = 0; k < group->count; k++)
			calx__strbuf_addf(&text, "%s%d",
				k   ? " "
				: i ? " | "
				    : "",
				(int)(group->operations[k] -
					grouping->operations));
	}
	CHECK_TEXT(text.data, grouping->expected);
	calx__strbuf_release(&text);
	calx__vec_release(&groups);
	calx__arena_release(&arena);
}

static void groups_what_may_be_done_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(groupings) / sizeof(*groupings); i++)
		check_grouping(&groupings[i]);
}

/* More than the lines that fit into a file: memory grows with them and no more. */
static void many_operations_need_little(void **state)
{
	enum { COUNT = 100000 };
	static const struct operation one = { .kind = CALX_OPERATION_EXECUTE,
		.sql = "SELECT 1" };
	const struct operation **list = calloc(COUNT, sizeof(*list));
	struct vec groups = VEC_INIT(struct operation_group);
	struct arena arena = { 0 };

	(void)state;
	assert_non_null(list);
	for (size_t i = 0; i < COUNT; i++)
		list[i] = &one;
	assert_int_equal(
		calx__operations_group(&arena, list, COUNT, &groups, NULL),
		CALX_OK);
	assert_int_equal(groups.count, COUNT);
	assert_true(arena.used <= COUNT * 4 * sizeof(void *));
	calx__vec_release(&groups);
	calx__arena_release(&arena);
	free(list);
}

/* ---- a context on a database ------------------------------------------------ */

struct stage {
	calx_engine *engine;
	calx_connection *connection;
	struct calx_op op;
	struct strbuf log; /* the statements that ran */
};

static void stage_note(void *context, const char *sql)
{
	struct stage *stage = context;

	calx__strbuf_addf(&stage->log, "%s;\n", sql);
}

static bool stage_open(struct stage *stage)
{
	*stage = (struct stage){ .log = STRBUF_INIT };
	stage->engine = calx_engine_open("sqlite://", NULL);
	stage->connection = calx_connection_open(stage->engine, NULL);
	calx__op_init(&stage->op, stage->connection);
	stage->op.sink = stage_note;
	stage->op.sink_context = stage;
	calx__run(stage->connection, "PRAGMA foreign_keys = OFF");
	return !calx_connection_begin(stage->connection, .write = true);
}

static void stage_close(struct stage *stage)
{
	calx__op_release(&stage->op);
	calx__strbuf_release(&stage->log);
	calx_connection_close(stage->connection);
	calx_engine_close(stage->engine);
}

static void books_create(calx_op *op)
{
	/* from the stack, which is gone when the queue runs */
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, nullable(string(200)), .index = true),
		column(kind, enumeration("novel", "poem")));
}

static void waits_until_someone_looks(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	books_create(&stage.op);
	calx_add_column(&stage.op, "books", column(cost, nullable(integer())));
	CHECK_TEXT(stage.log.data, "");
	calx_execute(&stage.op, "INSERT INTO books (title, kind, cost) "
				"VALUES ('a', 'poem', 5)");
	assert_int_equal(stage.op.error.status, CALX_OK);
	assert_non_null(strstr(stage.log.data, "CREATE TABLE"));
	assert_int_equal(calx__op_finish(&stage.op), CALX_OK);
	check_rows(stage.connection, "SELECT title, kind, cost FROM books",
		"a|poem|5\n");
	stage_close(&stage);
}

static void keeps_the_first_error(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	calx_execute(&stage.op, "SELEC 1");
	assert_int_not_equal(stage.op.error.status, CALX_OK);
	assert_non_null(strstr(stage.op.error.message, "calx_execute: "));
	CHECK_TEXT(stage.op.error.statement, "SELEC 1");
	calx_drop_table(&stage.op, NULL);
	books_create(&stage.op);
	assert_true(calx__op_add(&stage.op, &groupings[0].operations[0]) < 0);
	assert_null(calx_op_session(&stage.op));
	assert_int_not_equal(calx__op_finish(&stage.op), CALX_OK);
	CHECK_TEXT(stage.op.error.statement, "SELEC 1");
	assert_null(strstr(stage.log.data, "CREATE"));
	stage_close(&stage);
}

static void refuses_calls_without_arguments(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	calx_rename_table(&stage.op, "books", NULL);
	CHECK_TEXT(stage.op.error.message,
		"calx_rename_table: an argument is NULL");
	assert_int_equal(stage.op.error.status, CALX_MISUSE);
	stage_close(&stage);
	assert_true(stage_open(&stage));
	/* what no macro can leave out */
	calx_op_add(&stage.op,
		&(const calx_operation){ .size = sizeof(calx_operation),
			.kind = CALX_OPERATION_ADD_CONSTRAINT,
			.table = "books",
			.items = &(const calx_table){ .name = "" } });
	CHECK_TEXT(stage.op.error.message,
		"calx_add_constraint: there is no constraint");
	stage_close(&stage);
	/* a NULL handle is a failed one */
	calx_drop_table(NULL, "books");
	calx_execute(NULL, "SELECT 1");
	calx_op_add(NULL, NULL);
	assert_null(calx_op_session(NULL));
}

static void takes_operations_of_other_ages(void **state)
{
	struct later {
		calx_operation operation;
		const char *member;
	} later = { { .size = sizeof(later),
			    .kind = CALX_OPERATION_DROP_TABLE,
			    .table = "books" },
		"not known yet" };
	calx_operation earlier = { .size = offsetof(calx_operation, table),
		.kind = CALX_OPERATION_DROP_TABLE,
		.table = "not there" };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	books_create(&stage.op);
	calx_op_add(&stage.op, &later.operation);
	assert_int_equal(calx__op_flush(&stage.op), CALX_OK);
	calx_op_add(&stage.op, &earlier);
	CHECK_TEXT(
		stage.op.error.message, "calx_drop_table: there is no table");
	stage_close(&stage);
	assert_true(stage_open(&stage));
	earlier.kind = CALX_OPERATION_KIND_COUNT;
	calx_op_add(&stage.op, &earlier);
	CHECK_TEXT(stage.op.error.message, "there is no such operation");
	stage_close(&stage);
	assert_true(stage_open(&stage));
	earlier.size = 0;
	calx_op_add(&stage.op, &earlier);
	CHECK_TEXT(
		stage.op.error.message, "an operation does not say its size");
	stage_close(&stage);
	assert_true(stage_open(&stage));
	calx_op_add(&stage.op, NULL);
	CHECK_TEXT(
		stage.op.error.message, "an operation does not say its size");
	stage_close(&stage);
}

static void says_where_a_written_operation_stands(void **state)
{
	const struct operation operation = { .kind = CALX_OPERATION_EXECUTE,
		.sql = "SELEC 1",
		.file = "versions/x.c",
		.line = 12 };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	calx__op_add(&stage.op, &operation);
	assert_int_not_equal(calx__op_finish(&stage.op), CALX_OK);
	CHECK_TEXT(stage.op.error.where, "versions/x.c:12");
	stage_close(&stage);
}

/* What is done at once is told as one, with its lines. */
static void says_which_operations_were_done_at_once(void **state)
{
	static const struct {
		struct operation operations[2];
		const char *message, *where, *detail;
	} cases[] = {
		{ { { .kind = CALX_OPERATION_DROP_COLUMN,
			    .table = "books",
			    .name = "title",
			    .file = "x.c",
			    .line = 5 },
			  { .kind = CALX_OPERATION_DROP_COLUMN,
				  .table = "books",
				  .name = "nothing",
				  .file = "x.c",
				  .line = 7 } },
			"changing table 'books': ", "x.c:5",
			"It is one of the 2 operations on the table from line 5 to line 7." },
		{ { { .kind = CALX_OPERATION_DROP_COLUMN,
			    .table = "books",
			    .name = "title",
			    .file = "x.c",
			    .line = 5 },
			  { .kind = CALX_OPERATION_DROP_COLUMN,
				  .table = "books",
				  .name = "nothing",
				  .file = "x.c",
				  .line = 5 } },
			"changing table 'books': ", "x.c:5", "" },
		{ { { .kind = CALX_OPERATION_DROP_COLUMN,
			    .table = "books",
			    .name = "title" },
			  { .kind = CALX_OPERATION_DROP_COLUMN,
				  .table = "books",
				  .name = "nothing" } },
			"changing table 'books': ", "", "" },
		{ { { .kind = CALX_OPERATION_DROP_COLUMN,
			    .table = "books",
			    .name = "nothing",
			    .file = "x.c",
			    .line = 5 },
			  { .kind = CALX_OPERATION_EXECUTE,
				  .sql = "SELECT 1",
				  .file = "x.c",
				  .line = 6 } },
			"calx_drop_column: ", "x.c:5", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct stage stage;

		assert_true(stage_open(&stage));
		books_create(&stage.op);
		assert_int_equal(calx__op_flush(&stage.op), CALX_OK);
		for (size_t j = 0; j < 2; j++)
			calx__op_add(&stage.op, &cases[i].operations[j]);
		assert_true(calx__op_finish(&stage.op) < 0);
		if (strncmp(stage.op.error.message, cases[i].message,
			    strlen(cases[i].message)) != 0)
			fail_msg("%s", stage.op.error.message);
		CHECK_TEXT(stage.op.error.where, cases[i].where);
		CHECK_TEXT(stage.op.error.detail, cases[i].detail);
		stage_close(&stage);
	}
}

/* ---- what goes along --------------------------------------------------------- */

static void cascade_note(void *context, const char *text)
{
	struct stage *stage = context;

	calx__strbuf_addf(&stage->log, "-- %s\n", text);
}

static void loans_create(calx_op *op)
{
	books_create(op);
	calx_create_table(op, "loans",
		column(id, integer(), .primary_key = true),
		column(book, integer(), .references = "books.id"));
	calx_execute(op, "CREATE VIEW v AS SELECT title FROM books");
	calx_execute(op, "CREATE VIEW w AS SELECT title FROM v");
}

static void tells_what_goes_along(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	stage.op.cascaded = cascade_note;
	loans_create(&stage.op);
	assert_int_equal(calx__op_flush(&stage.op), CALX_OK);
	calx__strbuf_clear(&stage.log);
	calx_drop_table(&stage.op, "books", .cascade = true);
	calx__op_finish(&stage.op);
	CHECK_TEXT(stage.op.error.message, "");
	*strstr(stage.log.data, "PRAGMA") = '\0'; /* the rebuild */
	CHECK_TEXT(stage.log.data,
		"DROP TABLE \"books\";\n"
		"-- Dropped the view v, which needed it\n"
		"DROP VIEW \"v\";\n"
		"-- Dropped the view w, which needed it\n"
		"DROP VIEW \"w\";\n"
		"-- Dropped the foreign key (book) of table loans, which needed it\n");
	check_rows(stage.connection,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'view'",
		"0\n");
	check_rows(stage.connection,
		"SELECT count(*) FROM pragma_foreign_key_list('loans')", "0\n");
	stage_close(&stage);
}

static void notices_the_end_of_its_transaction(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	calx_execute(&stage.op, "COMMIT");
	assert_int_equal(stage.op.error.status, CALX_MISUSE);
	CHECK_TEXT(stage.op.error.message,
		"calx_execute: the statement ended the transaction of its "
		"revision");
	stage_close(&stage);
}

static void suspects_only_what_can_break_a_reference(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage));
	books_create(&stage.op);
	calx_create_index(&stage.op, "books", index(kind));
	assert_int_equal(calx__op_flush(&stage.op), CALX_OK);
	assert_false(stage.op.damage.taken);
	calx_drop_table(&stage.op, "books");
	assert_int_equal(calx__op_finish(&stage.op), CALX_OK);
	assert_true(stage.op.damage.taken);
	stage_close(&stage);
}

static void cascading_round(void *context)
{
	struct stage stage;

	(void)context;
	if (stage_open(&stage)) {
		stage.op.cascaded = cascade_note;
		loans_create(&stage.op);
		calx_drop_column(&stage.op, "books", "title", .cascade = true);
		calx_drop_table(&stage.op, "books", .cascade = true);
		calx__op_finish(&stage.op);
		if (torture_is_clean())
			assert_int_equal(stage.op.error.status, CALX_OK);
	}
	stage_close(&stage);
}

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, nullable(string(200))),
	column(kind, enumeration("novel", "poem")));

static void session_round(void *context)
{
	struct stage stage;

	(void)context;
	if (stage_open(&stage)) {
		calx_session *session;

		books_create(&stage.op);
		session = calx_op_session(&stage.op);
		calx_add(session, Book, .kind = 1);
		calx_add_column(
			&stage.op, "books", column(cost, nullable(integer())));
		calx_add(session, Book, .kind = 1);
		calx__op_finish(&stage.op);
		if (torture_is_clean()) {
			torture_pause();
			CHECK_TEXT(stage.op.error.message, "");
			check_rows(stage.connection,
				"SELECT count(*) FROM books", "2\n");
			torture_resume();
		}
	}
	stage_close(&stage);
}

static void whole_round(void *context)
{
	struct stage stage;

	(void)context;
	if (stage_open(&stage)) {
		books_create(&stage.op);
		calx_add_column(
			&stage.op, "books", column(cost, nullable(integer())));
		calx_execute(
			&stage.op, "INSERT INTO books (kind) VALUES ('poem')");
		calx_drop_table(&stage.op, "books");
		calx__op_finish(&stage.op);
		if (torture_is_clean())
			assert_int_equal(stage.op.error.status, CALX_OK);
	}
	stage_close(&stage);
}

static void survives_failing_allocations(void **state)
{
	(void)state;
	torture(whole_round, NULL);
	torture(cascading_round, NULL);
	torture(session_round, NULL);
}

static void survives_failing_calls_of_the_database(void **state)
{
	(void)state;
	torture_sqlite(whole_round, NULL);
	torture_sqlite(cascading_round, NULL);
	torture_sqlite(session_round, NULL);
}

CHECK_MAIN("op", cmocka_unit_test(groups_what_may_be_done_together),
	cmocka_unit_test(many_operations_need_little),
	cmocka_unit_test(waits_until_someone_looks),
	cmocka_unit_test(keeps_the_first_error),
	cmocka_unit_test(refuses_calls_without_arguments),
	cmocka_unit_test(takes_operations_of_other_ages),
	cmocka_unit_test(says_where_a_written_operation_stands),
	cmocka_unit_test(says_which_operations_were_done_at_once),
	cmocka_unit_test(tells_what_goes_along),
	cmocka_unit_test(notices_the_end_of_its_transaction),
	cmocka_unit_test(suspects_only_what_can_break_a_reference),
	cmocka_unit_test(survives_failing_allocations),
	cmocka_unit_test(survives_failing_calls_of_the_database), )
