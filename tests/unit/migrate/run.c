#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/run/run.h"
#include "migrate/run/stamp.h"

#include <sys/wait.h>

#include "rows.h"
#include "stage.h"
#include "torture.h"
#include "util/fail.h"
#include "migrate/graph/link.h"
#include <calx/migrate.h>

/* ---- a history ------------------------------------------------------------ */

static void first_up(calx_op *op)
{
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, string(200)));
	calx_execute(op, "INSERT INTO books (title) VALUES ('one')");
}

static void first_down(calx_op *op)
{
	calx_drop_table(op, "books");
}

static void second_up(calx_op *op)
{
	calx_create_table(op, "pages",
		column(id, integer(), .primary_key = true),
		column(book, integer(), .references = "books.id"));
	calx_execute(op, "INSERT INTO pages (book) VALUES (1)");
}

static void second_down(calx_op *op)
{
	calx_drop_table(op, "pages");
}

static void third_up(calx_op *op)
{
	calx_add_column(op, "books", column(cost, nullable(integer())));
	calx_execute(op, "UPDATE books SET cost = 7");
}

static void third_down(calx_op *op)
{
	calx_drop_column(op, "books", "cost");
}

static void broken_up(calx_op *op)
{
	calx_create_table(
		op, "left_over", column(id, integer(), .primary_key = true));
	calx_execute(op, "INSERT INTO books (title) VALUES ('two')");
	calx_execute(op, "INSERT INTO nowhere VALUES (1)");
	calx_execute(op, "INSERT INTO books (title) VALUES ('three')");
}

static void orphan_up(calx_op *op)
{
	calx_execute(op, "INSERT INTO pages (book) VALUES (98), (99)");
}

static const calx_revision first = { .id = "aaaa1",
	.message = "Create table books",
	.upgrade = first_up,
	.downgrade = first_down };
static const calx_revision second = { .id = "bbbb1",
	.down_revision = "aaaa1",
	.message = "Add table pages",
	.upgrade = second_up,
	.downgrade = second_down };
static const calx_revision third = { .id = "cccc1",
	.down_revision = "bbbb1",
	.upgrade = third_up,
	.downgrade = third_down };
static const calx_revision broken = {
	.id = "dddd1", .down_revision = "cccc1", .upgrade = broken_up
};
static const calx_revision orphan = {
	.id = "eeee1", .down_revision = "cccc1", .upgrade = orphan_up
};

static const calx_revision *const good_list[] = { &second, &first, &third,
	NULL };
static const calx_revision *const broken_list[] = { &first, &second, &third,
	&broken, NULL };
static const calx_revision *const orphan_list[] = { &first, &second, &third,
	&orphan, NULL };
static const calx_migrations good = { good_list };
static const calx_migrations with_broken = { broken_list };
static const calx_migrations with_orphan = { orphan_list };

static const char heads_sql[] =
	"SELECT revision FROM calx_version ORDER BY number";
static const char schema_sql[] =
	"SELECT name, sql FROM sqlite_schema ORDER BY name";

/* ---- the public calls -------------------------------------------------------- */

static void migrates_a_linked_history(void **state)
{
	struct database database = database_make();
	calx_engine *engine = calx_engine_open(database.url, NULL);
	calx_connection *connection;
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx_migrate_upgrade(engine, &good, "head", &error), 3);
	assert_int_equal(
		calx_migrate_upgrade(engine, &good, "head", &error), 0);
	connection = calx_connection_open(engine, NULL);
	check_rows(connection, heads_sql, "aaaa1\nbbbb1\ncccc1\n");
	check_rows(connection, "SELECT title, cost FROM books", "one|7\n");
	/* the pragmas are as they were */
	check_rows(connection, "PRAGMA foreign_keys", "1\n");
	calx_connection_close(connection);
	assert_int_equal(
		calx_migrate_downgrade(engine, &good, "-1", &error), 1);
	assert_int_equal(calx_migrate_upgrade(engine, &good, "+1", &error), 1);
	assert_int_equal(
		calx_migrate_downgrade(engine, &good, "base", &error), 3);
	connection = calx_connection_open(engine, NULL);
	check_rows(connection, heads_sql, "");
	check_rows(connection,
		"SELECT name FROM sqlite_schema WHERE type = "
		"'table'",
		"calx_version\n");
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
}

static void public_calls_refuse_nonsense(void **state)
{
	calx_engine *engine = calx_engine_open("sqlite://", NULL);
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx_migrate_upgrade(NULL, &good, "head", &error), CALX_MISUSE);
	assert_int_equal(calx_migrate_upgrade(engine, NULL, "head", &error),
		CALX_MISUSE);
	CHECK_TEXT(error.message, "there are no migrations");
	assert_int_equal(
		calx_migrate_upgrade(engine, &good, NULL, &error), CALX_MISUSE);
	assert_int_equal(calx_migrate_upgrade(engine, &good, "nope", &error),
		CALX_NOT_FOUND);
	assert_int_equal(calx_migrate_upgrade(engine, &good, "nope", NULL),
		CALX_NOT_FOUND);
	assert_int_equal(
		calx_migrate_downgrade(engine, &with_broken, "base", &error),
		0);
	calx_engine_close(engine);
}

/* ---- what the log says -------------------------------------------------------- */

static void tells_what_it_does(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	assert_int_equal(stage_upgrade(&stage, "head"), 3);
	assert_int_equal(stage.done, 3);
	CHECK_TEXT(stage.log.data,
		"Context impl SQLite.\n"
		"Will assume transactional DDL.\n"
		"Running upgrade  -> aaaa1, Create table books\n"
		"Running upgrade aaaa1 -> bbbb1, Add table pages\n"
		"Running upgrade bbbb1 -> cccc1\n");
	calx__strbuf_clear(&stage.log);
	assert_int_equal(stage_downgrade(&stage, "base"), 3);
	CHECK_TEXT(stage.log.data,
		"Context impl SQLite.\n"
		"Will assume transactional DDL.\n"
		"Running downgrade cccc1 -> bbbb1\n"
		"Running downgrade bbbb1 -> aaaa1, Add table pages\n"
		"Running downgrade aaaa1 -> , Create table books\n");
	stage_close(&stage);
}

static void count_settings(const calx_log_event *event, void *context)
{
	*(int *)context += strstr(event->sql, "PRAGMA foreign_keys") != NULL;
}

/* each time all statements are prepared anew */
static void settings_change_once_in_a_run(void **state)
{
	struct stage stage;
	int count = 0;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	calx_engine_set_log(stage.engine, count_settings, &count);
	assert_int_equal(stage_upgrade(&stage, "head"), 3);
	assert_int_equal(count, 2);
	assert_int_equal(stage_upgrade(&stage, "head"), 0);
	assert_int_equal(count, 2);
	calx_engine_set_log(stage.engine, NULL, NULL);
	check_rows(stage.connection, "PRAGMA foreign_keys", "1\n");
	stage_close(&stage);
}

/* the second revision cannot be loaded, while no turn is open */
static enum calx_status load_first(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error)
{
	if (node->down.count)
		return calx__fail(error, CALX_IO, "could not load");
	return stage_load(context, node, direction, ret_program, error);
}

static void settings_come_back_when_none_can_be_loaded(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	stage.migration.load = load_first;
	assert_int_equal(stage_upgrade(&stage, "head"), CALX_IO);
	CHECK_TEXT(stage.error.message, "revision bbbb1: could not load");
	check_rows(stage.connection, heads_sql, "aaaa1\n");
	check_rows(stage.connection, "PRAGMA foreign_keys", "1\n");
	stage_close(&stage);
}

static void nothing_up(calx_op *op)
{
	(void)op;
}

static void tells_all_parents_of_a_merge(void **state)
{
	static const calx_revision left = { .id = "llll1",
		.down_revision = "aaaa1",
		.upgrade = nothing_up,
		.downgrade = nothing_up };
	static const calx_revision right = { .id = "rrrr1",
		.down_revision = "aaaa1",
		.upgrade = nothing_up,
		.downgrade = nothing_up };
	static const calx_revision merge = { .id = "mmmm1",
		.down_revision = "llll1, rrrr1",
		.upgrade = nothing_up,
		.downgrade = nothing_up };
	static const calx_revision *const list[] = { &first, &left, &right,
		&merge, NULL };
	static const calx_migrations migrations = { list };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &migrations, NULL));
	assert_int_equal(stage_upgrade(&stage, "head"), 4);
	assert_non_null(strstr(
		stage.log.data, "Running upgrade llll1, rrrr1 -> mmmm1\n"));
	assert_int_equal(stage_downgrade(&stage, "llll1"), 1);
	assert_non_null(strstr(
		stage.log.data, "Running downgrade mmmm1 -> llll1, rrrr1\n"));
	assert_int_equal(calx__migrate_stamp(&stage.migration, "mmmm1", false,
				 &stage.error),
		1);
	assert_non_null(strstr(stage.log.data,
		"Running stamp_revision llll1, rrrr1 -> mmmm1\n"));
	stage_close(&stage);
}

/* ---- failures leave nothing ---------------------------------------------------- */

static void check_failure(const calx_migrations *migrations,
	enum calx_status status, calx_error *error)
{
	struct strbuf schema, rows, after;
	struct stage stage;

	assert_true(stage_open(&stage, migrations, NULL));
	assert_int_equal(stage_upgrade(&stage, "cccc1"), 3);
	schema = rows_text(stage.connection, schema_sql);
	rows = rows_text(stage.connection, "SELECT * FROM books");
	assert_int_equal(
		calx__migrate(&stage.migration, MIGRATE_UPGRADE, "head", error),
		status);
	/* the connection is clean, and the database as it was */
	assert_null(calx_connection_error(stage.connection));
	assert_false(calx__connection_in_transaction(stage.connection));
	check_rows(stage.connection, "PRAGMA foreign_keys", "1\n");
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\ncccc1\n");
	after = rows_text(stage.connection, schema_sql);
	CHECK_TEXT(after.data, schema.data);
	calx__strbuf_release(&after);
	after = rows_text(stage.connection, "SELECT * FROM books");
	CHECK_TEXT(after.data, rows.data);
	calx__strbuf_release(&after);
	calx__strbuf_release(&rows);
	calx__strbuf_release(&schema);
	stage_close(&stage);
}

static void a_failing_revision_leaves_nothing(void **state)
{
	calx_error error = { 0 };

	(void)state;
	check_failure(&with_broken, CALX_ERROR, &error);
	CHECK_TEXT(error.message,
		"revision dddd1: calx_execute: no such table: nowhere");
	CHECK_TEXT(error.statement, "INSERT INTO nowhere VALUES (1)");
}

static void a_broken_reference_is_found_before_the_commit(void **state)
{
	calx_error error = { 0 };

	(void)state;
	check_failure(&with_orphan, CALX_CONSTRAINT, &error);
	CHECK_TEXT(error.message,
		"revision eeee1: calx_execute: row 2 of table 'pages' refers to a row of 'books' that does not exist: (book) is (98)");
	CHECK_TEXT(
		error.detail, "2 rows refer to something that does not exist.");
	CHECK_TEXT(error.table, "pages");
}

static void a_first_revision_that_fails_leaves_no_table(void **state)
{
	static const calx_revision alone = { .id = "dddd1",
		.upgrade = broken_up };
	static const calx_revision *const list[] = { &alone, NULL };
	static const calx_migrations migrations = { list };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &migrations, NULL));
	assert_int_equal(stage_upgrade(&stage, "head"), CALX_ERROR);
	check_rows(stage.connection, schema_sql, "");
	stage_close(&stage);
}

/* ---- revisions with code ------------------------------------------------------------ */

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, string(200)), column(cost, nullable(integer())));

static void code_up(calx_op *op)
{
	calx_session *session = calx_op_session(op);

	calx_each(session, Book, book)
		book->cost = calx_some(book->id * 10);
	calx_add(session, Book, .title = "two");
	/* flushes: the transaction is the runner's */
	calx_commit(session);
	/* someone may look at any time now */
	calx_add_column(op, "books", column(pages, nullable(integer())));
	calx_connection_execute(calx_session_connection(session),
		"UPDATE books SET pages = 100", NULL, 0);
	calx_add(session, Book, .title = "three");
}

static void code_fails_up(calx_op *op)
{
	code_up(op);
	calx_execute(op, "INSERT INTO nowhere VALUES (1)");
}

static void code_rolls_back_up(calx_op *op)
{
	calx_session *session = calx_op_session(op);

	calx_add(session, Book, .title = "two");
	calx_rollback(session);
}

static void code_ends_up(calx_op *op)
{
	calx_session *session = calx_op_session(op);

	calx_connection_rollback(calx_session_connection(session));
}

static void code_breaks_a_constraint_up(calx_op *op)
{
	calx_add(calx_op_session(op), Book, .id = 1, .title = "one again");
}

static const struct code_case {
	void (*up)(calx_op *op);
	enum calx_status status;
	const char *message;
} code_cases[] = {
	{ code_fails_up, CALX_ERROR,
		"revision dddd1: calx_execute: no such table: nowhere" },
	{ code_rolls_back_up, CALX_MISUSE, NULL },
	{ code_ends_up, CALX_MISUSE,
		"revision dddd1: its code ended the transaction" },
	{ code_breaks_a_constraint_up, CALX_CONSTRAINT, NULL },
};

static void code_works_in_the_same_transaction(void **state)
{
	static const calx_revision code = {
		.id = "dddd1", .down_revision = "cccc1", .upgrade = code_up
	};
	static const calx_revision *const list[] = { &first, &second, &third,
		&code, NULL };
	static const calx_migrations migrations = { list };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &migrations, NULL));
	assert_int_equal(stage_upgrade(&stage, "head"), 4);
	check_rows(stage.connection, "SELECT title, cost, pages FROM books",
		"one|10|100\ntwo|-|100\nthree|-|-\n");
	stage_close(&stage);
}

static void code_that_fails_leaves_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(code_cases) / sizeof(*code_cases); i++) {
		calx_revision code = { .id = "dddd1",
			.down_revision = "cccc1",
			.upgrade = code_cases[i].up };
		const calx_revision *list[] = { &first, &second, &third, &code,
			NULL };
		calx_migrations migrations = { list };
		calx_error error = { 0 };

		check_failure(&migrations, code_cases[i].status, &error);
		if (code_cases[i].message)
			CHECK_TEXT(error.message, code_cases[i].message);
		assert_non_null(strstr(error.message, "revision dddd1: "));
	}
}

/* ---- programs as data ------------------------------------------------------------ */

static enum calx_status data_load(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error)
{
	static const struct operation operations[] = {
		{ .kind = CALX_OPERATION_EXECUTE,
			.sql = "CREATE TABLE t (a INTEGER)",
			.file = "x.c",
			.line = 3 },
		{ .kind = CALX_OPERATION_EXECUTE,
			.sql = "INSERT INTO t VALUES (nonsense)",
			.file = "x.c",
			.line = 4 },
	};

	(void)node;
	(void)direction;
	if (!context)
		return calx__fail(error, CALX_IO, "the file has gone");
	ret_program->operations = operations;
	ret_program->operation_count = *(const size_t *)context;
	return CALX_OK;
}

static void runs_operations_as_data(void **state)
{
	calx_error error = { 0 };
	struct stage stage;
	size_t count = 2;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	stage.migration.load = data_load;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "aaaa1", &error),
		CALX_IO);
	CHECK_TEXT(error.message, "revision aaaa1: the file has gone");
	stage.migration.load_context = &count;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "aaaa1", &error),
		CALX_ERROR);
	CHECK_TEXT(error.where, "x.c:4");
	CHECK_TEXT(error.statement, "INSERT INTO t VALUES (nonsense)");
	count = 1;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "aaaa1", &error),
		1);
	check_rows(stage.connection, "SELECT count(*) FROM t", "0\n");
	stage_close(&stage);
}

/* ---- what can break comes later ---------------------------------------------------- */

static void row_up(calx_op *op)
{
	calx_execute(op, "INSERT INTO books (title) VALUES ('more')");
}

static void view_up(calx_op *op)
{
	calx_execute(op, "CREATE VIEW titles AS SELECT title FROM books");
}

static void gone_up(calx_op *op)
{
	calx_execute(op, "DROP TABLE books");
}

static const calx_revision row = {
	.id = "ffff1", .down_revision = "aaaa1", .upgrade = row_up
};
static const calx_revision view = {
	.id = "ffff2", .down_revision = "ffff1", .upgrade = view_up
};
static const calx_revision again = {
	.id = "ffff3", .down_revision = "ffff2", .upgrade = row_up
};
static const calx_revision gone = {
	.id = "ffff4", .down_revision = "ffff3", .upgrade = gone_up
};
static const calx_revision *const late_list[] = { &first, &row, &view, &again,
	&gone, NULL };
static const calx_migrations late = { late_list };

/* That there was nothing which could break is forgotten when there is. */
static void a_view_that_came_in_the_same_run_is_looked_at(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &late, NULL));
	assert_int_equal(stage_upgrade(&stage, "head"), CALX_CONFLICT);
	CHECK_TEXT(stage.error.message,
		"revision ffff4: calx_execute: the view titles works no longer: no such table: main.books");
	assert_int_equal(stage.done, 4);
	stage_close(&stage);
}

/* And what came between two runs. */
static void a_view_that_came_between_runs_is_looked_at(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &late, NULL));
	assert_int_equal(stage_upgrade(&stage, "ffff1"), 2);
	calx__run(stage.connection,
		"CREATE VIEW other AS SELECT title FROM books");
	assert_int_equal(stage_upgrade(&stage, "head"), CALX_CONFLICT);
	assert_non_null(strstr(stage.error.message, "the view other"));
	stage_close(&stage);
}

/* ---- edited files ------------------------------------------------------------------ */

static void reports_an_edited_revision(void **state)
{
	calx_error error = { 0 };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, "c1"));
	assert_int_equal(stage_upgrade(&stage, "bbbb1"), 2);
	stage.graph.nodes[0]->source.checksum = "c2"; /* bbbb1 */
	calx__strbuf_clear(&stage.log);
	stage.migration.strict = true;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "head", &error),
		CALX_DIFFERENT);
	CHECK_TEXT(error.message,
		"revision 'bbbb1' was edited after it was applied");
	assert_non_null(strstr(error.detail, "with checksum c1; x.c has c2."));
	stage.graph.nodes[0]->source.file = NULL;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "head", &error),
		CALX_DIFFERENT);
	assert_non_null(
		strstr(error.detail, "with checksum c1; its program has c2."));
	stage.migration.strict = false;
	assert_int_equal(stage_upgrade(&stage, "head"), 1);
	assert_non_null(strstr(stage.log.data,
		"! Revision bbbb1 was edited after it was applied at 2"));
	stage_close(&stage);
}

/* ---- stamps -------------------------------------------------------------------------- */

static void stamps(void **state)
{
	struct node_list applied = { 0 };
	calx_error error = { 0 };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "bbbb1", false, &error),
		2);
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "bbbb1", false, &error),
		0);
	check_rows(stage.connection,
		"SELECT revision, origin FROM calx_version ORDER BY number",
		"aaaa1|stamp\nbbbb1|stamp\n");
	assert_non_null(
		strstr(stage.log.data, "Running stamp_revision  -> bbbb1\n"));
	assert_int_equal(
		calx__migrate_applied(&stage.migration, &applied, &error),
		CALX_OK);
	assert_int_equal(applied.count, 2);
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "base", false, &error),
		2);
	check_rows(stage.connection, heads_sql, "");
	stage_close(&stage);
}

static void a_purge_forgets_unknown_rows(void **state)
{
	struct node_list applied = { 0 };
	calx_error error = { 0 };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "aaaa1", false, &error),
		1);
	calx__run(
		stage.connection, "UPDATE calx_version SET revision = 'gone1'");
	assert_int_equal(stage_upgrade(&stage, "head"), CALX_NOT_FOUND);
	assert_int_equal(
		calx__migrate_applied(&stage.migration, &applied, &error),
		CALX_NOT_FOUND);
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "bbbb1", false, &error),
		CALX_NOT_FOUND);
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "bbbb1", true, &error),
		3);
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\n");
	/* also when more go than come, the log says so */
	calx__run(stage.connection,
		"UPDATE calx_version SET revision = 'gone' || number");
	calx__strbuf_clear(&stage.log);
	assert_int_equal(
		calx__migrate_stamp(&stage.migration, "aaaa1", true, &error),
		3);
	assert_non_null(
		strstr(stage.log.data, "Running stamp_revision  -> aaaa1\n"));
	stage_close(&stage);
}

static void ensures_its_table(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	assert_int_equal(
		calx__migrate_ensure_version(&stage.migration, NULL), CALX_OK);
	assert_int_equal(
		calx__migrate_ensure_version(&stage.migration, NULL), CALX_OK);
	check_rows(
		stage.connection, "SELECT count(*) FROM calx_version", "0\n");
	stage_close(&stage);
}

/* ---- dry runs -------------------------------------------------------------------------- */

/* What is told as SQL does, when it is run, what the upgrade does. */
static void a_dry_run_tells_the_sql(void **state)
{
	struct strbuf told = STRBUF_INIT, expected;
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, NULL));
	stage.end = "\x1e";
	stage.migration.dry_run = true;
	assert_int_equal(stage_upgrade(&stage, "head"), 3);
	check_rows(stage.connection, schema_sql, "");
	check_rows(stage.connection, "PRAGMA foreign_keys", "1\n");
	assert_non_null(strstr(stage.sql.data,
		"-- Running upgrade aaaa1 -> bbbb1, Add table pages\x1e"));
	calx__strbuf_add(&told, stage.sql.data, stage.sql.length);
	stage.migration.dry_run = false;
	assert_int_equal(stage_upgrade(&stage, "head"), 3);
	expected = rows_text(stage.connection, schema_sql);
	stage_close(&stage);

	assert_true(stage_open(&stage, &good, NULL));
	for (char *line = told.data, *end; *line; line = end + 1) {
		end = strchr(line, '\x1e');
		assert_non_null(end);
		*end = '\0';
		if (!strcmp(line, "BEGIN"))
			calx_connection_begin(stage.connection, .write = true);
		else if (!strcmp(line, "COMMIT"))
			calx_connection_commit(stage.connection);
		else if (line[0] != '-')
			calx__run(stage.connection, line);
		assert_null(calx_connection_error(stage.connection));
	}
	check_rows(stage.connection, schema_sql, expected.data);
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\ncccc1\n");
	calx__strbuf_release(&expected);
	calx__strbuf_release(&told);
	stage_close(&stage);
}

/* Of a row, when and how long and by which version it was done is not compared. */
static void mask_rows(char *sql)
{
	char *at = sql;

	while ((at = strstr(at, ", '20")) != NULL) {
		char *origin = strstr(at + 3, ", '");
		char *end = strstr(at, ", 'calx ");
		size_t length;

		assert_true(origin && end);
		length = strcspn(origin + 3, "'") + 4;
		memmove(at, origin, length);
		end = strchr(end + 3, '\'') + 1;
		memmove(at + length, end, strlen(end) + 1);
	}
}

static void check_told(struct stage *stage, const char *expected)
{
	mask_rows(stage->sql.data);
	CHECK_TEXT(stage->sql.data, expected);
	stage->sql.length = strlen(stage->sql.data);
	calx__strbuf_clear(&stage->sql);
}

#define LEDGER_TABLE                                                     \
	"CREATE TABLE \"calx_version\" (\n"                              \
	"\t\"revision\" VARCHAR(64) NOT NULL,\n"                         \
	"\t\"down_revisions\" TEXT NOT NULL,\n"                          \
	"\t\"depends_on\" TEXT NOT NULL,\n"                              \
	"\t\"message\" TEXT NOT NULL,\n"                                 \
	"\t\"checksum\" VARCHAR(64),\n"                                  \
	"\t\"applied_at\" VARCHAR(26) NOT NULL,\n"                       \
	"\t\"origin\" VARCHAR(16) NOT NULL,\n"                           \
	"\t\"milliseconds\" BIGINT NOT NULL,\n"                          \
	"\t\"tool\" VARCHAR(40) NOT NULL,\n"                             \
	"\t\"number\" BIGINT NOT NULL,\n"                                \
	"\tCONSTRAINT \"pk_calx_version\" PRIMARY KEY (\"revision\"),\n" \
	"\tCONSTRAINT \"uq_calx_version_number\" UNIQUE (\"number\")\n"  \
	")\n"
#define LEDGER_ROW \
	"INSERT INTO calx_version (revision, down_revisions, depends_on, message, checksum, applied_at, origin, milliseconds, tool, number) VALUES ("
#define LEDGER_ROW_END \
	", (SELECT coalesce(max(number), 0) + 1 FROM calx_version))\n"

static void a_dry_run_tells_each_line(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &good, "c1"));
	stage.migration.dry_run = true;
	assert_int_equal(stage_upgrade(&stage, "bbbb1"), 2);
	check_told(&stage,
		"PRAGMA foreign_keys = OFF\n"
		"BEGIN\n" LEDGER_TABLE
		"-- Running upgrade  -> aaaa1, Create table books\n"
		"CREATE TABLE \"books\" (\n"
		"\t\"id\" INTEGER NOT NULL,\n"
		"\t\"title\" VARCHAR(200) NOT NULL,\n"
		"\tCONSTRAINT \"pk_books\" PRIMARY KEY (\"id\")\n"
		")\n"
		"INSERT INTO books (title) VALUES ('one')\n" LEDGER_ROW
		"'aaaa1', '', '', 'Create table books', 'c1', 'upgrade'" LEDGER_ROW_END
		"-- Running upgrade aaaa1 -> bbbb1, Add table pages\n"
		"CREATE TABLE \"pages\" (\n"
		"\t\"id\" INTEGER NOT NULL,\n"
		"\t\"book\" INTEGER NOT NULL,\n"
		"\tCONSTRAINT \"pk_pages\" PRIMARY KEY (\"id\"),\n"
		"\tCONSTRAINT \"fk_pages_book_books\" FOREIGN KEY (\"book\") REFERENCES \"books\" (\"id\")\n"
		")\n"
		"INSERT INTO pages (book) VALUES (1)\n" LEDGER_ROW
		"'bbbb1', 'aaaa1', '', 'Add table pages', 'c1', 'upgrade'" LEDGER_ROW_END
		"COMMIT\n"
		"PRAGMA foreign_keys = ON\n");
	assert_int_equal(calx__migrate_stamp(&stage.migration, "bbbb1", false,
				 &stage.error),
		2);
	check_told(&stage,
		"PRAGMA foreign_keys = OFF\n"
		"BEGIN\n" LEDGER_TABLE LEDGER_ROW
		"'aaaa1', '', '', 'Create table books', 'c1', 'stamp'" LEDGER_ROW_END
			LEDGER_ROW
		"'bbbb1', 'aaaa1', '', 'Add table pages', 'c1', 'stamp'" LEDGER_ROW_END
		"COMMIT\n"
		"PRAGMA foreign_keys = ON\n");
	check_rows(stage.connection, schema_sql, "");
	stage.migration.dry_run = false;
	assert_int_equal(stage_upgrade(&stage, "head"), 3);
	check_told(&stage, "");
	stage.migration.dry_run = true;
	assert_int_equal(stage_downgrade(&stage, "aaaa1"), 2);
	check_told(&stage,
		"PRAGMA foreign_keys = OFF\n"
		"BEGIN\n"
		"-- Running downgrade cccc1 -> bbbb1\n"
		"ALTER TABLE \"books\" DROP COLUMN \"cost\"\n"
		"DELETE FROM calx_version WHERE revision = 'cccc1'\n"
		"-- Running downgrade bbbb1 -> aaaa1, Add table pages\n"
		"DROP TABLE \"pages\"\n"
		"DELETE FROM calx_version WHERE revision = 'bbbb1'\n"
		"COMMIT\n"
		"PRAGMA foreign_keys = ON\n");
	assert_int_equal(calx__migrate_stamp(
				 &stage.migration, "base", true, &stage.error),
		3);
	check_told(&stage, "PRAGMA foreign_keys = OFF\n"
			   "BEGIN\n"
			   "DELETE FROM calx_version WHERE revision = 'aaaa1'\n"
			   "DELETE FROM calx_version WHERE revision = 'bbbb1'\n"
			   "DELETE FROM calx_version WHERE revision = 'cccc1'\n"
			   "COMMIT\n"
			   "PRAGMA foreign_keys = ON\n");
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\ncccc1\n");
	/* nothing to do is nothing to tell */
	assert_int_equal(stage_upgrade(&stage, "head"), 0);
	check_told(&stage, "");
	stage_close(&stage);
}

/* ---- several runners ----------------------------------------------------------------------- */

#define RUNNERS 6

/* cmocka's checks do not work in a child: it tells by its exit status */
static int child_run(const char *url)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open(url, &error);
	int ran = calx_migrate_upgrade(engine, &good, "head", &error);

	if (ran < 0)
		fprintf(stderr, "# %s\n", error.message);
	calx_engine_close(engine);
	return ran < 0 ? 100 : ran;
}

static void several_runners_at_once_all_succeed(void **state)
{
	struct database database = database_make();
	calx_connection *connection;
	pid_t children[RUNNERS];
	calx_engine *engine;
	int sum = 0;

	(void)state;
	for (int i = 0; i < RUNNERS; i++) {
		children[i] = fork();
		if (!children[i])
			_exit(child_run(database.url));
		assert_true(children[i] > 0);
	}
	for (int i = 0; i < RUNNERS; i++) {
		int status = 0;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) <= 3);
		sum += WEXITSTATUS(status);
	}
	/* each revision has run once */
	assert_int_equal(sum, 3);
	engine = calx_engine_open(database.url, NULL);
	connection = calx_connection_open(engine, NULL);
	check_rows(connection, heads_sql, "aaaa1\nbbbb1\ncccc1\n");
	check_rows(connection, "SELECT count(*) FROM books", "1\n");
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
}

/* another runner, between the plan and the transaction */
struct rival {
	struct database database;
	const char *when; /* the revision that is about to run */
	bool down;
	const char *target;
};

static enum calx_status rival_load(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error)
{
	const struct rival *rival = context;

	if (!strcmp(node->id, rival->when)) {
		calx_engine *engine =
			calx_engine_open(rival->database.url, NULL);

		assert_true((rival->down ? calx_migrate_downgrade
					 : calx_migrate_upgrade)(
				    engine, &good, rival->target, NULL) > 0);
		calx_engine_close(engine);
	}
	return stage_load(NULL, node, direction, ret_program, error);
}

static const struct rival_case {
	const char *from; /* where the database is */
	bool down;
	const char *target;
	struct rival rival;
	int result;
	const char *said;  /* in the log, or as the error */
	const char *after; /* what is applied then */
} rival_cases[] = {
	{ "base", false, "head", { .when = "bbbb1", .target = "bbbb1" }, 2,
		"Skipping upgrade bbbb1, which another runner has done meanwhile\n",
		"aaaa1\nbbbb1\ncccc1\n" },
	{ "aaaa1", false, "head", { .when = "bbbb1", .target = "cccc1" }, 0,
		"Skipping upgrade cccc1, which another runner has done meanwhile\n",
		"aaaa1\nbbbb1\ncccc1\n" },
	{ "aaaa1", false, "head",
		{ .when = "bbbb1", .down = true, .target = "base" },
		CALX_CONFLICT,
		"revision bbbb1: revision 'aaaa1' was taken back by another runner meanwhile",
		"" },
	{ "cccc1", true, "aaaa1",
		{ .when = "cccc1", .down = true, .target = "bbbb1" }, 1,
		"Skipping downgrade cccc1, which another runner has done meanwhile\n",
		"aaaa1\n" },
	{ "bbbb1", true, "aaaa1", { .when = "bbbb1", .target = "cccc1" },
		CALX_CONFLICT,
		"revision bbbb1: revision 'cccc1' was applied by another runner meanwhile",
		"aaaa1\nbbbb1\ncccc1\n" },
};

static void check_rival(const struct rival_case *item)
{
	struct rival rival = item->rival;
	calx_engine *engine;
	calx_connection *own;
	struct stage stage;
	int result;

	rival.database = database_make();
	engine = calx_engine_open(rival.database.url, NULL);
	assert_true(stage_open(&stage, &good, NULL));
	own = stage.connection;
	stage.connection = calx_connection_open(engine, NULL);
	stage.migration.connection = stage.connection;
	assert_true(stage_upgrade(&stage, item->from) >= 0);
	stage.migration.load = rival_load;
	stage.migration.load_context = &rival;
	result = item->down ? stage_downgrade(&stage, item->target)
			    : stage_upgrade(&stage, item->target);
	assert_int_equal(result, item->result);
	if (result < 0)
		CHECK_TEXT(stage.error.message, item->said);
	else
		assert_non_null(strstr(stage.log.data, item->said));
	check_rows(stage.connection, heads_sql, item->after);
	calx_connection_close(stage.connection);
	stage.connection = own;
	stage_close(&stage);
	calx_engine_close(engine);
	database_remove(&rival.database);
}

static void what_another_runner_does_meanwhile_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rival_cases) / sizeof(*rival_cases); i++)
		check_rival(&rival_cases[i]);
}

/* ---- events ---------------------------------------------------------------- */

struct counted {
	struct strbuf text;
	int64_t nanoseconds;
};

static void count(void *context, const struct migrate_event *event)
{
	struct counted *counted = context;

	calx__strbuf_addf(&counted->text, "%d%s %s %zu/%zu\n", (int)event->kind,
		event->warning ? "!" : "", event->node ? event->node->id : "-",
		event->index, event->total);
	if (event->kind == MIGRATE_DONE)
		counted->nanoseconds += event->nanoseconds;
	else
		assert_int_equal(event->nanoseconds, 0);
}

static void slow_up(calx_op *op)
{
	(void)op;
	usleep(30000);
}

static void revisions_are_counted_and_timed(void **state)
{
	static const calx_revision slow = {
		.id = "dddd1", .down_revision = "cccc1", .upgrade = slow_up
	};
	static const calx_revision *const list[] = { &first, &second, &third,
		&slow, NULL };
	static const calx_migrations migrations = { list };
	struct counted counted = { .text = STRBUF_INIT };
	struct stage stage;

	(void)state;
	assert_true(stage_open(&stage, &migrations, NULL));
	stage.migration.listen = count;
	stage.migration.listen_context = &counted;
	assert_int_equal(stage_upgrade(&stage, "bbbb1"), 2);
	assert_int_equal(stage_upgrade(&stage, "head"), 2);
	CHECK_TEXT(counted.text.data,
		"0 - 0/0\n1 - 0/0\n"
		"2 aaaa1 1/2\n3 aaaa1 1/2\n2 bbbb1 2/2\n3 bbbb1 2/2\n"
		"0 - 0/0\n1 - 0/0\n"
		"2 cccc1 1/2\n3 cccc1 1/2\n2 dddd1 2/2\n3 dddd1 2/2\n");
	assert_true(counted.nanoseconds >= 30000000);
	assert_true(counted.nanoseconds < INT64_C(60000000000));
	check_rows(stage.connection,
		"SELECT revision FROM calx_version WHERE milliseconds BETWEEN 30 AND 60000",
		"dddd1\n");
	/* nobody needs to listen, nor to look at the error */
	stage.migration.listen = NULL;
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_DOWNGRADE,
				 "cccc1", NULL),
		1);
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "nothing", NULL),
		CALX_NOT_FOUND);
	calx__strbuf_release(&counted.text);
	stage_close(&stage);
}

static void gives_up_on_a_lock_that_stays(void **state)
{
	struct database database = database_make();
	calx_engine *engine = calx_engine_open(database.url, NULL);
	calx_connection *holder = calx_connection_open(engine, NULL);
	calx_engine *waiting;
	calx_connection *own;
	calx_error error = { 0 };
	char url[600];
	struct stage stage;

	(void)state;
	snprintf(url, sizeof(url), "%s?timeout=1", database.url);
	assert_true(stage_open(&stage, &good, NULL));
	own = stage.connection;
	waiting = calx_engine_open(url, NULL);
	stage.connection = calx_connection_open(waiting, NULL);
	assert_non_null(stage.connection);
	stage.migration.connection = stage.connection;
	stage.migration.lock_seconds = 1;
	assert_int_equal(calx_connection_begin(holder, .write = true), CALX_OK);
	assert_int_equal(calx__migrate(&stage.migration, MIGRATE_UPGRADE,
				 "head", &error),
		CALX_BUSY);
	assert_null(calx_connection_error(stage.connection));
	calx_connection_close(holder);
	calx_connection_close(stage.connection);
	stage.connection = own;
	stage_close(&stage);
	calx_engine_close(waiting);
	calx_engine_close(engine);
	database_remove(&database);
}

/* ---- faults ---------------------------------------------------------------------------------- */

/* The connection can be used again and is as it was, or it says that it must
 * be thrown away. */
static void check_connection(calx_connection *connection)
{
	const calx_error *stuck = calx_connection_error(connection);

	torture_pause();
	if (stuck) {
		assert_int_equal(stuck->status, CALX_CONNECTION);
	} else {
		assert_false(calx__connection_in_transaction(connection));
		check_rows(connection, "PRAGMA foreign_keys", "1\n");
	}
	torture_resume();
}

static void whole_round(void *context)
{
	calx_error error = { 0 };
	struct stage stage;

	(void)context;
	if (stage_open(&stage, &good, NULL)) {
		calx__migrate(
			&stage.migration, MIGRATE_UPGRADE, "head", &error);
		check_connection(stage.connection);
		calx__migrate(
			&stage.migration, MIGRATE_DOWNGRADE, "-1", &error);
		check_connection(stage.connection);
		calx__migrate_stamp(&stage.migration, "base", false, &error);
		check_connection(stage.connection);
		if (torture_is_clean())
			assert_int_equal(error.status, CALX_OK);
	}
	stage_close(&stage);
}

static void survives_failing_allocations(void **state)
{
	(void)state;
	torture(whole_round, NULL);
}

static void survives_failing_calls_of_the_database(void **state)
{
	(void)state;
	torture_sqlite(whole_round, NULL);
}

/* the tables that each number of revisions leaves */
static const char *const tables_after[] = {
	"",
	"books\ncalx_version\n",
	"books\ncalx_version\npages\n",
	"books\ncalx_version\npages\n",
};

/* Whoever opens the database finds it whole: with what the ledger says. */
static void check_whole(const char *url)
{
	calx_engine *engine = calx_engine_open(url, NULL);
	calx_connection *connection = calx_connection_open(engine, NULL);
	struct strbuf tables = rows_text(connection,
		"SELECT name FROM sqlite_schema WHERE type = 'table' "
		"ORDER BY name");
	size_t applied = 0;

	if (tables.length) {
		struct strbuf rows = rows_text(connection, heads_sql);

		applied = rows.length / strlen("aaaa1\n");
		calx__strbuf_release(&rows);
	}
	CHECK_TEXT(tables.data, tables_after[applied]);
	if (applied)
		check_rows(connection, "SELECT count(*) FROM books", "1\n");
	check_rows(connection,
		"SELECT count(*) FROM pragma_table_info('books') "
		"WHERE name = 'cost'",
		applied == 3 ? "1\n" : "0\n");
	calx__strbuf_release(&tables);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

static void faulty_round(void *context)
{
	struct database database = database_make();
	calx_engine *engine = calx_engine_open(database.url, NULL);
	int ran = calx_migrate_upgrade(engine, &good, "head", NULL);

	(void)context;
	if (ran == 3)
		calx_migrate_downgrade(engine, &good, "-1", NULL);
	calx_engine_close(engine);
	torture_pause();
	check_whole(database.url);
	torture_resume();
	database_remove(&database);
}

static void a_fault_never_spoils_a_file(void **state)
{
	(void)state;
	torture_sqlite(faulty_round, NULL);
}

CHECK_MAIN("run", cmocka_unit_test(migrates_a_linked_history),
	cmocka_unit_test(public_calls_refuse_nonsense),
	cmocka_unit_test(tells_what_it_does),
	cmocka_unit_test(settings_change_once_in_a_run),
	cmocka_unit_test(settings_come_back_when_none_can_be_loaded),
	cmocka_unit_test(tells_all_parents_of_a_merge),
	cmocka_unit_test(a_failing_revision_leaves_nothing),
	cmocka_unit_test(a_broken_reference_is_found_before_the_commit),
	cmocka_unit_test(a_first_revision_that_fails_leaves_no_table),
	cmocka_unit_test(code_works_in_the_same_transaction),
	cmocka_unit_test(code_that_fails_leaves_nothing),
	cmocka_unit_test(runs_operations_as_data),
	cmocka_unit_test(a_view_that_came_in_the_same_run_is_looked_at),
	cmocka_unit_test(a_view_that_came_between_runs_is_looked_at),
	cmocka_unit_test(reports_an_edited_revision), cmocka_unit_test(stamps),
	cmocka_unit_test(a_purge_forgets_unknown_rows),
	cmocka_unit_test(ensures_its_table),
	cmocka_unit_test(a_dry_run_tells_the_sql),
	cmocka_unit_test(a_dry_run_tells_each_line),
	cmocka_unit_test(several_runners_at_once_all_succeed),
	cmocka_unit_test(what_another_runner_does_meanwhile_is_seen),
	cmocka_unit_test(revisions_are_counted_and_timed),
	cmocka_unit_test(gives_up_on_a_lock_that_stays),
	cmocka_unit_test(survives_failing_allocations),
	cmocka_unit_test(survives_failing_calls_of_the_database),
	cmocka_unit_test(a_fault_never_spoils_a_file), )
