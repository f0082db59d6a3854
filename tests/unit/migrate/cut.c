/* A revision that fails, or is cut off, on each database as it does DDL: where
 * that is part of a transaction nothing stays, and elsewhere the journal says
 * what does, and the revision is finished without doing anything twice. */

#include "migrate/run/journal.h"
#include "migrate/run/settle.h"
#include "migrate/run/stamp.h"
#include "rows.h"
#include "stage.h"
#include <calx/revision.h>

static bool is_broken, is_mended;

static void first_up(calx_op *op)
{
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, string(40)), column(pages, nullable(integer())));
	calx_execute(op, "INSERT INTO books (id, title) VALUES (1, 'a')");
	calx_add_column(op, "books", column(n, nullable(integer())));
	calx_alter_column(op, "books", column(n, nullable(big_integer())));
	if (is_broken)
		calx_execute(op, "INSERT INTO nowhere VALUES (1)");
	if (is_mended)
		calx_execute(
			op, "INSERT INTO books (id, title) VALUES (2, 'b')");
	calx_create_index(op, "books", index(title));
}

static void first_down(calx_op *op)
{
	calx_drop_table(op, "books");
}

static const calx_revision first = {
	.id = "aaaa1", .upgrade = first_up, .downgrade = first_down
};
static const calx_revision *const revisions[] = { &first, NULL };
static const calx_migrations history = { revisions };

static void begin(struct stage *stage)
{
	is_broken = is_mended = false;
	assert_true(stage_open(stage, &history, NULL));
}

static bool commits(void)
{
	return database_is("mariadb");
}

static void check_ok(struct stage *stage, int result, int expected)
{
	if (result != expected)
		fail_msg("%d: %s (%s): %s", result, stage->error.message,
			stage->error.detail, stage->error.statement);
}

static void a_revision_that_fails_says_what_stays(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	is_broken = true;
	assert_int_equal(stage_upgrade(&stage, "head") < 0, true);
	assert_non_null(strstr(stage.error.statement, "nowhere"));
	if (commits()) {
		assert_string_equal(stage.error.detail,
			"The 4 statements before it are done, and are not run again.");
		assert_non_null(strstr(stage.error.hint, "run the same again"));
		check_rows(stage.connection,
			"SELECT count(*), min(state), max(state) FROM calx_journal",
			"4|2|2\n");
		check_rows(stage.connection, "SELECT title FROM books", "a\n");
	} else {
		assert_string_equal(stage.error.detail, "");
		is_broken = false;
		check_ok(&stage, stage_upgrade(&stage, "head"), 1);
		stage_close(&stage);
		return;
	}
	/* an operation of which nothing is done may be another one */
	is_broken = false;
	is_mended = true;
	check_ok(&stage, stage_upgrade(&stage, "head"), 1);
	check_rows(stage.connection, "SELECT title FROM books ORDER BY id",
		"a\nb\n");
	check_rows(
		stage.connection, "SELECT count(*) FROM calx_journal", "0\n");
	check_ok(&stage, stage_downgrade(&stage, "base"), 1);
	stage_close(&stage);
}

/* The same from inside a program. */
static void a_program_resumes(void **state)
{
	calx_error error = { 0 };
	struct stage stage;

	(void)state;
	begin(&stage);
	assert_int_equal(
		calx_migrate_resume(stage.engine, &history, &error), 0);
	assert_int_equal(
		calx_migrate_repair(stage.engine, &history, true, &error),
		CALX_NOT_FOUND);
	assert_int_equal(
		calx_migrate_resume(stage.engine, NULL, &error), CALX_MISUSE);
	is_broken = true;
	assert_true(calx_migrate_upgrade(
			    stage.engine, &history, "head", &error) < 0);
	is_broken = false;
	if (commits()) {
		calx_connection_execute(stage.connection,
			"UPDATE calx_journal SET state = 1, previous = NULL WHERE number = 4",
			NULL, 0);
		assert_int_equal(calx_migrate_upgrade(stage.engine, &history,
					 "head", &error),
			CALX_CONFLICT);
		assert_int_equal(
			calx_migrate_resume(stage.engine, &history, &error),
			CALX_CONFLICT);
		assert_int_equal(calx_migrate_repair(
					 stage.engine, &history, true, &error),
			CALX_OK);
		assert_int_equal(
			calx_migrate_resume(stage.engine, &history, &error), 1);
	}
	assert_int_equal(
		calx_migrate_upgrade(stage.engine, &history, "head", &error),
		commits() ? 0 : 1);
	check_rows(stage.connection, "SELECT title FROM books", "a\n");
	stage_close(&stage);
}

/* ---- what a statement was about ----------------------------------------------- */

/* Statements, each on what those before it made; whether it can be told that
 * one was done. What leaves nothing behind is run again. */
static const struct {
	const char *sql;
	enum { TOLD, AGAIN, ASKED } how;
} statements[] = {
	{ "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(20))",
		TOLD },
	{ "CREATE TABLE IF NOT EXISTS t (id INT)", AGAIN },
	{ "ALTER TABLE t ADD COLUMN c INT DEFAULT 5 COMMENT 'x AUTO_INCREMENT=3'",
		TOLD },
	{ "ALTER TABLE `t` MODIFY COLUMN c BIGINT", TOLD },
	{ "ALTER TABLE t ALTER COLUMN c SET DEFAULT 6", TOLD },
	{ "alter table if exists \"t\" rename column c to d", TOLD },
	{ "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)", TOLD },
	{ "ALTER TABLE t DROP CONSTRAINT ck", TOLD },
	{ "CREATE INDEX ix ON t (a)", TOLD },
	{ "CREATE UNIQUE INDEX IF NOT EXISTS ux USING BTREE ON t (b)", TOLD },
	{ "DROP INDEX ix ON t", TOLD },
	{ "ALTER TABLE t ENGINE = InnoDB", AGAIN },
	{ "ALTER TABLE t AUTO_INCREMENT = 100", AGAIN },
	{ "CREATE TABLE u (id INT PRIMARY KEY, t_id INT)", TOLD },
	{ "ALTER TABLE u ADD FOREIGN KEY (t_id) REFERENCES t (id)", TOLD },
	{ "ALTER TABLE u RENAME TO v", TOLD },
	{ "RENAME TABLE v TO u", TOLD },
	{ "CREATE OR REPLACE VIEW w AS SELECT a FROM t", TOLD },
	{ "ALTER VIEW w AS SELECT a, b FROM t", TOLD },
	{ "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
		TOLD },
	{ "DROP TRIGGER tr", TOLD },
	{ "CREATE SEQUENCE s START WITH 5", TOLD },
	{ "ALTER SEQUENCE s INCREMENT BY 3", TOLD },
	{ "DROP SEQUENCE s", TOLD },
	{ "CREATE PROCEDURE p(IN x INT) SELECT x", TOLD },
	{ "CREATE OR REPLACE PROCEDURE p(IN x BIGINT) SELECT x", TOLD },
	{ "DROP PROCEDURE IF EXISTS p", TOLD },
	{ "CREATE FUNCTION f() RETURNS INT RETURN 1", TOLD },
	{ "DROP FUNCTION f", TOLD },
	{ "DROP VIEW w", TOLD },
	{ "TRUNCATE TABLE u", ASKED },
	{ "CREATE TABLE x (id INT)", TOLD },
	{ "RENAME TABLE x TO y, u TO z", ASKED },
	{ "DROP TABLE y, z", ASKED },
	{ "DROP TABLE t", TOLD },
	{ "ANALYZE TABLE calx_version", ASKED },
};
enum { STATEMENTS = sizeof(statements) / sizeof(*statements) };

static size_t chosen;

static void statement_up(calx_op *op)
{
	calx_execute(op, statements[chosen].sql);
}

static const calx_revision statement_revision = { .id = "bbbb1",
	.upgrade = statement_up };
static const calx_revision *const statement_revisions[] = { &statement_revision,
	NULL };
static const calx_migrations statement_history = { statement_revisions };

/* The journal as a run leaves it that ended in the statement: what `previous`
 * was is asked before it. */
static void doubt(struct stage *stage, bool done)
{
	struct runner runner = calx__runner_new(
		&stage->migration, MIGRATE_UPGRADE, &stage->error);
	struct journal_row row = { .number = 1,
		.revision = "bbbb1",
		.direction = "upgrade",
		.operation = 1,
		.source = "",
		.statement = statements[chosen].sql,
		.state = JOURNAL_BEGUN };

	check_ok(stage,
		calx__settle_look(&runner, row.statement, &row.previous),
		CALX_OK);
	check_ok(stage, calx__journal_enter(&runner, &row), CALX_OK);
	if (done && calx__run(stage->connection, row.statement) < 0)
		fail_msg("%s: %s", row.statement,
			calx_connection_error(stage->connection)->message);
	/* what others do meanwhile makes no difference */
	if (chosen > 0 && chosen < 6)
		calx_connection_execute(stage->connection,
			"INSERT INTO t (a) VALUES (1)", NULL, 0);
	calx__arena_release(&runner.arena);
}

static void check_settled(struct stage *stage, bool done)
{
	struct runner runner = calx__runner_new(
		&stage->migration, MIGRATE_UPGRADE, &stage->error);
	struct journal_rows rows;
	struct journal_row *row;
	const int expected =
		statements[chosen].how == ASKED ? CALX_CONFLICT : CALX_OK;
	int result;

	check_ok(stage, calx__journal_read(&runner, &rows), CALX_OK);
	row = calx__journal_doubt(&rows);
	assert_non_null(row);
	result = calx__settle(&runner, row);
	if (result != expected ||
		(result >= 0 &&
			(row->state == JOURNAL_DONE) !=
				(done && statements[chosen].how == TOLD)))
		fail_msg("%s was %s: %d, %d: %s", statements[chosen].sql,
			done ? "done" : "not done", result, row->state,
			row->previous);
	check_ok(stage, calx__journal_clear(&runner), CALX_OK);
	calx__arena_release(&runner.arena);
}

static void the_schema_says_what_was_done(void **state)
{
	struct stage stage;
	struct runner runner;

	(void)state;
	if (!commits())
		return;
	assert_true(stage_open(&stage, &statement_history, NULL));
	runner = calx__runner_new(
		&stage.migration, MIGRATE_UPGRADE, &stage.error);
	check_ok(&stage, calx__journal_create(&runner), CALX_OK);
	check_ok(&stage,
		calx__migrate_ensure_version(&stage.migration, &stage.error),
		CALX_OK);
	for (chosen = 0; chosen < STATEMENTS; chosen++)
		for (int done = 0; done < 2; done++) {
			doubt(&stage, done);
			check_settled(&stage, done);
		}
	stage_close(&stage);
}

CHECK_MAIN("cut", cmocka_unit_test(a_revision_that_fails_says_what_stays),
	cmocka_unit_test(a_program_resumes),
	cmocka_unit_test(the_schema_says_what_was_done))
