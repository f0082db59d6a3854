#include "migrate/run/journal.h"

#include "compile/alter.h"
#include "engine/catalog.h"
#include "rows.h"
#include "stage.h"
#include "engine/connection.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/graph/link.h"
#include "migrate/run/run.h"
#include "migrate/run/settle.h"
#include "migrate/run/stamp.h"
#include "torture.h"
#include <calx/migrate.h>
#include <calx/revision.h>

/* Migrations where DDL commits by itself. The database is SQLite behind a
 * dialect that says so: no transaction is begun around a revision, and so each
 * statement commits at once, as on MariaDB. */

static const char *const before[] = { "PRAGMA cache_size = 100", NULL };

static struct dialect committing;
static bool as_committing;

static enum calx_status schema_row(
	void *context, const char *const *values, size_t count)
{
	(void)count;
	*(const char **)context = calx__arena_strdup(
		*(struct arena **)context, values[0] ? values[0] : "");
	return CALX_OK;
}

/* What a statement changes is looked for in the whole schema; of one that begins
 * with a comment nothing is known. */
static enum calx_status subject(const struct dialect *dialect,
	const struct catalog *catalog, struct arena *arena, const char *sql,
	const char **ret_text, calx_error *error)
{
	union {
		struct arena *arena;
		const char *text;
	} place = { .arena = arena };
	enum calx_status status;

	(void)dialect;
	*ret_text = NULL;
	if (sql[0] == '-')
		return CALX_OK;
	status = catalog->query(catalog,
		"SELECT group_concat(sql, ';') FROM sqlite_schema", schema_row,
		&place, error);
	if (status >= 0 && arena->failed)
		return CALX_OUT_OF_MEMORY;
	*ret_text = place.text;
	return status;
}

const struct dialect *__real_calx__connection_dialect(
	const calx_connection *connection);
const struct dialect *__wrap_calx__connection_dialect(
	const calx_connection *connection);

const struct dialect *__wrap_calx__connection_dialect(
	const calx_connection *connection)
{
	const struct dialect *real =
		__real_calx__connection_dialect(connection);

	if (!as_committing || !real)
		return real;
	committing = *real;
	committing.title = "Committing";
	committing.alter = NULL; /* it has ALTER TABLE */
	committing.migration = (struct dialect_migration){
		.before = before,
		.lock = "INSERT INTO locks VALUES (1) ON CONFLICT DO NOTHING RETURNING 1",
		.unlock = "DELETE FROM locks",
		.subject = subject,
	};
	return &committing;
}

/* ---- a history ------------------------------------------------------------ */

static bool is_broken, is_edited, is_shorter, wants_session, goes_on;

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, text()));

/* What the session of a revision does, and what may go wrong behind it. */
static void session_work(calx_op *op)
{
	calx_session *session = calx_op_session(op);

	calx_add(session, Book, .title = "s");
	if (goes_on)
		calx_drop_index(op, "books", "ix_books_title");
}

static void first_up(calx_op *op)
{
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, text()));
	calx_execute(op, "INSERT INTO books (title) VALUES ('a')");
	if (is_shorter)
		return;
	if (is_edited)
		calx_execute(op, "INSERT INTO books (title) VALUES ('c')");
	else
		calx_add_column(op, "books", column(n, nullable(integer())));
	if (is_broken)
		calx_execute(op, "INSERT INTO nowhere VALUES (1)");
	calx_create_index(op, "books", index(title));
	if (wants_session)
		session_work(op);
}

static void first_down(calx_op *op)
{
	calx_drop_index(op, "books", "ix_books_title");
	if (is_broken)
		calx_execute(op, "INSERT INTO nowhere VALUES (1)");
	calx_drop_table(op, "books");
}

static void second_up(calx_op *op)
{
	calx_rename_column(op, "books", "n", "pages");
}

static void second_down(calx_op *op)
{
	calx_rename_column(op, "books", "pages", "n");
}

static const calx_revision first = {
	.id = "aaaa1", .upgrade = first_up, .downgrade = first_down
};
static const calx_revision second = { .id = "bbbb1",
	.down_revision = "aaaa1",
	.upgrade = second_up,
	.downgrade = second_down };

static const calx_revision *const revisions[] = { &first, &second, NULL };
static const calx_migrations history = { revisions };

/* ---- a stage --------------------------------------------------------------- */

static bool journal_open(struct stage *stage)
{
	is_broken = is_edited = is_shorter = wants_session = goes_on = false;
	as_committing = true;
	if (!stage_open(stage, &history, NULL))
		return false;
	stage->migration.lock_seconds = 1;
	return calx__run(stage->connection,
		       "CREATE TABLE locks (id INTEGER PRIMARY KEY)") >= 0;
}

static void journal_close(struct stage *stage)
{
	as_committing = false;
	stage_close(stage);
}

static int upgrade(struct stage *stage)
{
	return stage_upgrade(stage, "head");
}

static int resume(struct stage *stage)
{
	calx_error_clear(&stage->error);
	return calx__migrate_resume(&stage->migration, &stage->error);
}

static void check_refused(struct stage *stage, int result,
	enum calx_status status, const char *message)
{
	assert_int_equal(result, status);
	if (!strstr(stage->error.message, message))
		fail_msg("'%s' is not in '%s'", message, stage->error.message);
	assert_null(calx_connection_error(stage->connection));
	assert_false(calx__connection_in_transaction(stage->connection));
	check_rows(stage->connection, "SELECT count(*) FROM locks", "0\n");
}

static const char heads_sql[] =
	"SELECT revision FROM calx_version ORDER BY number";
static const char journal_sql[] =
	"SELECT number, revision, direction, state FROM calx_journal ORDER BY number";

/* ---- running --------------------------------------------------------------- */

static void a_run_leaves_an_empty_journal(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	assert_int_equal(upgrade(&stage), 2);
	assert_non_null(
		strstr(stage.log.data, "Will assume non-transactional DDL.\n"));
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\n");
	check_rows(stage.connection, journal_sql, "");
	check_rows(stage.connection, "SELECT id, title, pages FROM books",
		"1|a|-\n");
	check_rows(stage.connection, "SELECT count(*) FROM locks", "0\n");
	assert_int_equal(upgrade(&stage), 0);
	assert_int_equal(stage_downgrade(&stage, "base"), 2);
	check_rows(stage.connection, heads_sql, "");
	check_rows(stage.connection,
		"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
		"calx_journal\ncalx_version\nlocks\n");
	journal_close(&stage);
}

static void a_run_goes_on_where_it_was_cut_off(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	is_broken = true;
	check_refused(&stage, upgrade(&stage), CALX_ERROR, "nowhere");
	assert_string_equal(stage.error.detail,
		"The 3 statements before it are done, and are not run again.");
	check_rows(stage.connection, journal_sql,
		"1|aaaa1|upgrade|2\n2|aaaa1|upgrade|2\n3|aaaa1|upgrade|2\n");
	check_rows(stage.connection, heads_sql, "");
	/* and again, as often as it takes */
	check_refused(&stage, upgrade(&stage), CALX_ERROR, "nowhere");
	is_broken = false;
	assert_int_equal(upgrade(&stage), 2);
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\n");
	check_rows(stage.connection, journal_sql, "");
	check_rows(stage.connection, "SELECT count(*) FROM books", "1\n");
	journal_close(&stage);
}

static void a_downgrade_goes_on_too(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	assert_int_equal(upgrade(&stage), 2);
	is_broken = true;
	check_refused(
		&stage, stage_downgrade(&stage, "base"), CALX_ERROR, "nowhere");
	check_rows(stage.connection, heads_sql, "aaaa1\n");
	check_rows(stage.connection, journal_sql, "1|aaaa1|downgrade|2\n");
	/* what is half gone is no ground to build on */
	check_refused(&stage, upgrade(&stage), CALX_CONFLICT,
		"the downgrade of revision 'aaaa1' was cut off");
	is_broken = false;
	assert_int_equal(resume(&stage), 1);
	check_rows(stage.connection, heads_sql, "");
	journal_close(&stage);
}

/* ---- what must be told ------------------------------------------------------ */

/* A run of the first revision ended behind statement 3, or in it: as if the
 * connection was lost before the mark. */
static bool cut_off(struct stage *stage)
{
	if (!journal_open(stage))
		return false;
	is_broken = true;
	check_refused(stage, upgrade(stage), CALX_ERROR, "nowhere");
	is_broken = false;
	assert_int_equal(
		calx__run(stage->connection,
			"UPDATE calx_journal SET state = 1 WHERE number = 3"),
		CALX_OK);
	return true;
}

static enum calx_status repair(struct stage *stage, bool done)
{
	calx_error_clear(&stage->error);
	return calx__migrate_repair(&stage->migration, done, &stage->error);
}

static void check_finished(struct stage *stage)
{
	check_rows(stage->connection, journal_sql, "");
	assert_int_equal(upgrade(stage), 1);
	check_rows(stage->connection, "SELECT id, title, pages FROM books",
		"1|a|-\n");
}

static void a_statement_that_was_done_is_not_done_again(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(cut_off(&stage));
	check_refused(&stage, upgrade(&stage), CALX_CONFLICT,
		"cut off in statement 3, and whether it was done is not known");
	assert_non_null(strstr(stage.error.statement, "ADD COLUMN \"n\""));
	assert_non_null(strstr(stage.error.hint, "calx resume"));
	assert_int_equal(resume(&stage), 1);
	assert_non_null(strstr(
		stage.log.data, "Statement 3 was done: ALTER TABLE \"books\""));
	check_rows(stage.connection, heads_sql, "aaaa1\n");
	check_finished(&stage);
	assert_int_equal(resume(&stage), 0);
	journal_close(&stage);
}

static void a_statement_that_was_not_done_is_done(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(cut_off(&stage));
	calx__run(stage.connection, "ALTER TABLE books DROP COLUMN n");
	/* a dry run says the same, and does nothing */
	stage.migration.dry_run = true;
	assert_int_equal(resume(&stage), 1);
	assert_non_null(strstr(stage.log.data, "Statement 3 was not done: "));
	assert_non_null(strstr(stage.sql.data, "ADD COLUMN \"n\""));
	assert_null(strstr(stage.sql.data, "CREATE TABLE \"books\""));
	stage.migration.dry_run = false;
	check_rows(stage.connection,
		"SELECT state FROM calx_journal WHERE number = 3", "1\n");
	assert_int_equal(resume(&stage), 1);
	check_finished(&stage);
	journal_close(&stage);
}

static void what_cannot_be_told_is_asked(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(cut_off(&stage));
	calx__run(stage.connection,
		"UPDATE calx_journal SET previous = NULL WHERE number = 3");
	check_refused(&stage, resume(&stage), CALX_CONFLICT,
		"whether statement 3 of the upgrade of revision 'aaaa1' was done cannot be told");
	assert_non_null(strstr(stage.error.hint, "calx repair --done"));
	assert_int_equal(repair(&stage, true), CALX_OK);
	check_refused(&stage, repair(&stage, true), CALX_NOT_FOUND,
		"no statement is in doubt");
	assert_int_equal(resume(&stage), 1);
	check_finished(&stage);
	journal_close(&stage);

	assert_true(cut_off(&stage));
	calx__run(stage.connection, "ALTER TABLE books DROP COLUMN n");
	assert_int_equal(repair(&stage, false), CALX_OK);
	/* and upgrade goes on, too */
	assert_int_equal(stage_upgrade(&stage, "aaaa1"), 1);
	check_finished(&stage);
	journal_close(&stage);
}

/* of a program that knows less, or of a database where nothing is cut off */
static void what_cannot_be_resumed_is_told(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(cut_off(&stage));
	calx__run(
		stage.connection, "UPDATE calx_journal SET revision = 'cccc1'");
	check_refused(&stage, resume(&stage), CALX_NOT_FOUND,
		"the upgrade of revision 'cccc1' was cut off, and no such revision is known");
	journal_close(&stage);
	assert_true(stage_open(&stage, &history, NULL));
	assert_int_equal(resume(&stage), 0);
	assert_int_equal(repair(&stage, true), CALX_NOT_FOUND);
	stage_close(&stage);
}

static void edits_are_told(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	is_broken = true;
	check_refused(&stage, upgrade(&stage), CALX_ERROR, "nowhere");
	is_broken = false;
	is_edited = true;
	check_refused(&stage, upgrade(&stage), CALX_CONFLICT,
		"operation 3 is not the one that was done");
	is_edited = false;
	is_shorter = true;
	check_refused(&stage, upgrade(&stage), CALX_CONFLICT,
		"it has 2 operations now, and operation 3 was done");
	/* finished by hand */
	assert_int_equal(calx__migrate_stamp(&stage.migration, "aaaa1", false,
				 &stage.error),
		1);
	check_rows(stage.connection, journal_sql, "");
	assert_int_equal(upgrade(&stage), 1);
	journal_close(&stage);
}

/* It is in the transaction that records the revision: done once or not at all. */
static void a_session_comes_last(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	wants_session = goes_on = true;
	check_refused(&stage, upgrade(&stage), CALX_UNSUPPORTED,
		"an operation stands behind what a session does, and Committing would commit that");
	check_rows(stage.connection, "SELECT title FROM books", "a\n");
	goes_on = false;
	assert_int_equal(upgrade(&stage), 2);
	check_rows(stage.connection, "SELECT title FROM books ORDER BY title",
		"a\ns\n");
	check_rows(stage.connection, journal_sql, "");
	wants_session = false;
	journal_close(&stage);
}

static void another_runner_has_the_lock(void **state)
{
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	calx__run(stage.connection, "INSERT INTO locks VALUES (1)");
	assert_int_equal(upgrade(&stage), CALX_BUSY);
	assert_non_null(strstr(stage.log.data, "Waiting for another process"));
	check_rows(stage.connection, "SELECT count(*) FROM locks", "1\n");
	calx__run(stage.connection, "DELETE FROM locks");
	assert_int_equal(upgrade(&stage), 2);
	journal_close(&stage);
}

/* ---- plans ------------------------------------------------------------------ */

/* The rows of the ledger say when: they are not compared. */
static bool is_ledger_row(const char *line)
{
	return !strncmp(line, "INSERT INTO calx_version", 24);
}

static void check_plan(char *told, const char *const *expected)
{
	for (char *line = told, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		if (is_ledger_row(line))
			continue;
		assert_non_null(*expected);
		assert_string_equal(line, *expected++);
	}
	assert_null(*expected);
}

static void a_dry_run_only_plans(void **state)
{
	static const char *const expected[] = {
		"PRAGMA cache_size = 100",
		"-- Running upgrade aaaa1 -> bbbb1",
		"ALTER TABLE \"books\" RENAME COLUMN \"n\" TO \"pages\"",
		"BEGIN",
		"COMMIT",
		NULL,
	};
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	stage.migration.dry_run = true;
	assert_int_equal(upgrade(&stage), 2);
	check_rows(
		stage.connection, "SELECT name FROM sqlite_schema", "locks\n");
	assert_non_null(
		strstr(stage.sql.data, "CREATE TABLE \"calx_version\""));
	stage.migration.dry_run = false;
	assert_int_equal(stage_upgrade(&stage, "aaaa1"), 1);
	stage.migration.dry_run = true;
	calx__strbuf_clear(&stage.sql);
	assert_int_equal(upgrade(&stage), 1);
	check_plan(stage.sql.data, expected);
	check_rows(stage.connection, heads_sql, "aaaa1\n");
	journal_close(&stage);
}

static void a_plan_goes_down_and_stamps_too(void **state)
{
	static const char *const down[] = {
		"PRAGMA cache_size = 100",
		"-- Running downgrade bbbb1 -> aaaa1",
		"ALTER TABLE \"books\" RENAME COLUMN \"pages\" TO \"n\"",
		"BEGIN",
		"DELETE FROM calx_version WHERE revision = 'bbbb1'",
		"COMMIT",
		NULL,
	};
	static const char *const stamped[] = {
		"PRAGMA cache_size = 100",
		"BEGIN",
		"DELETE FROM calx_version WHERE revision = 'aaaa1'",
		"DELETE FROM calx_version WHERE revision = 'bbbb1'",
		"COMMIT",
		NULL,
	};
	struct stage stage;

	(void)state;
	assert_true(journal_open(&stage));
	assert_int_equal(upgrade(&stage), 2);
	stage.migration.dry_run = true;
	assert_int_equal(stage_downgrade(&stage, "aaaa1"), 1);
	check_plan(stage.sql.data, down);
	calx__strbuf_clear(&stage.sql);
	assert_int_equal(calx__migrate_stamp(
				 &stage.migration, "base", false, &stage.error),
		2);
	check_plan(stage.sql.data, stamped);
	check_rows(stage.connection, heads_sql, "aaaa1\nbbbb1\n");
	check_rows(stage.connection, journal_sql, "");
	journal_close(&stage);
}

/* What is told does what the upgrade does, when it is run. */
static void a_plan_can_be_run_by_hand(void **state)
{
	struct stage stage;
	char *next;

	(void)state;
	assert_true(journal_open(&stage));
	stage.migration.dry_run = true;
	wants_session = true;
	check_refused(&stage, upgrade(&stage), CALX_UNSUPPORTED, "session");
	wants_session = false;
	calx__strbuf_clear(&stage.sql);
	assert_int_equal(upgrade(&stage), 2);
	for (char *line = stage.sql.data; line && *line; line = next) {
		/* CREATE TABLE has several lines */
		next = strstr(line, "\n\t") == strchr(line, '\n')
			       ? strstr(line, "\n)\n") + 2
			       : strchr(line, '\n');
		*next++ = '\0';
		if (line[0] != '-')
			calx__run(stage.connection, line);
		assert_null(calx_connection_error(stage.connection));
	}
	stage.migration.dry_run = false;
	assert_int_equal(upgrade(&stage), 0);
	check_rows(stage.connection, "SELECT title, pages FROM books", "a|-\n");
	journal_close(&stage);
}

/* ---- faults ----------------------------------------------------------------- */

/* However it was cut off, the next run goes on, or says why not. */
static void cut_off_and_resumed(void *context)
{
	struct stage stage;
	int first_run, second_run = 0;

	(void)context;
	if (journal_open(&stage)) {
		first_run = upgrade(&stage);
		if (first_run < 0 && !calx_connection_error(stage.connection)) {
			torture_pause();
			assert_true(stage_link(&stage, &history, NULL));
			second_run = upgrade(&stage);
			if (second_run < 0 && second_run != CALX_CONFLICT)
				fail_msg("%s", stage.error.message);
			if (second_run >= 0)
				check_rows(stage.connection,
					"SELECT title, pages FROM books",
					"a|-\n");
			torture_resume();
		}
		if (torture_is_clean())
			assert_int_equal(first_run, 2);
	}
	journal_close(&stage);
}

static void survives_failing_allocations(void **state)
{
	(void)state;
	torture(cut_off_and_resumed, NULL);
}

static void survives_failing_calls_of_the_database(void **state)
{
	(void)state;
	torture_sqlite(cut_off_and_resumed, NULL);
}

CHECK_MAIN("journal", cmocka_unit_test(a_run_leaves_an_empty_journal),
	cmocka_unit_test(a_run_goes_on_where_it_was_cut_off),
	cmocka_unit_test(a_downgrade_goes_on_too),
	cmocka_unit_test(a_statement_that_was_done_is_not_done_again),
	cmocka_unit_test(a_statement_that_was_not_done_is_done),
	cmocka_unit_test(what_cannot_be_told_is_asked),
	cmocka_unit_test(what_cannot_be_resumed_is_told),
	cmocka_unit_test(edits_are_told),
	cmocka_unit_test(a_session_comes_last),
	cmocka_unit_test(another_runner_has_the_lock),
	cmocka_unit_test(a_dry_run_only_plans),
	cmocka_unit_test(a_plan_goes_down_and_stamps_too),
	cmocka_unit_test(a_plan_can_be_run_by_hand),
	cmocka_unit_test(survives_failing_allocations),
	cmocka_unit_test(survives_failing_calls_of_the_database))
