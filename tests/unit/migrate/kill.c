/* A runner is killed at a random moment of an upgrade of 50 revisions, again
 * and again. What it leaves must be whole: as many tables as the ledger says,
 * and no more. The next run goes on from there, and is killed too, or finishes
 * the job: then the schema must be that of a run that nobody disturbed. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "database.h"
#include "migrate/run/run.h"
#include "migrate/graph/link.h"
#include <calx/engine.h>

#define REVISIONS 50
#define KILLS 200
#define FINISH_ONE_IN 8
#define ROWS "20"

/* ---- the history ------------------------------------------------------------ */

static char ids[REVISIONS][8];
static char tables[REVISIONS][8];
/* which revision the function below is: the runner loads one, then calls it */
static int current;

static void revision_up(calx_op *op)
{
	char sql[200];

	calx_create_table(op, tables[current],
		column(id, integer(), .primary_key = true),
		column(amount, integer()),
		column(name, nullable(string(20)), .index = true));
	snprintf(sql, sizeof(sql),
		"INSERT INTO %s (amount, name) "
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < " ROWS ") SELECT i, 'row ' || i FROM n",
		tables[current]);
	calx_execute(op, sql);
	if (!current)
		return;
	calx_alter_column(op, tables[current - 1],
		column(name, string(40), .server_default = "''"));
	calx_add_column(
		op, tables[current - 1], column(note, nullable(text())));
}

static enum calx_status history_load(void *context,
	const struct graph_node *node, enum migrate_direction direction,
	struct revision_program *ret_program, calx_error *error)
{
	(void)context;
	(void)direction;
	(void)error;
	current = (int)node->number;
	ret_program->function = revision_up;
	return CALX_OK;
}

static enum calx_status history_build(struct graph *graph)
{
	for (int i = 0; i < REVISIONS; i++) {
		struct graph_source source = { .id = ids[i] };

		snprintf(ids[i], sizeof(ids[i]), "rev%02d", i);
		snprintf(tables[i], sizeof(tables[i]), "t_%02d", i);
		if (i)
			source.down = ids[i - 1];
		if (calx__graph_add(graph, &source, NULL))
			return CALX_ERROR;
	}
	return calx__graph_link(graph, NULL);
}

static int upgrade(const char *url)
{
	calx_error error = { 0 };
	struct graph graph = { 0 };
	calx_engine *engine = calx_engine_open(url, &error);
	calx_connection *connection = calx_connection_open(engine, &error);
	struct migration migration = {
		.connection = connection, .graph = &graph, .load = history_load
	};
	int ran = -1;

	if (connection && !history_build(&graph))
		ran = calx__migrate(
			&migration, MIGRATE_UPGRADE, "head", &error);
	if (ran < 0)
		print_message("# %s %s\n", error.message, error.statement);
	calx__graph_release(&graph);
	calx_connection_close(connection);
	calx_engine_close(engine);
	return ran;
}

/* ---- what must be so at any time ----------------------------------------------- */

static const char integrity_sql[] = "PRAGMA integrity_check";
static const char foreign_sql[] = "PRAGMA foreign_key_check";
static const char tables_sql[] =
	"SELECT count(*) FROM sqlite_schema WHERE type = 'table'";
static const char schema_sql[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";

static int64_t number_of(calx_connection *connection, const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

/* Returns the number of revisions that are applied. */
static int64_t check_consistent(calx_connection *connection)
{
	int64_t count = number_of(connection, tables_sql);
	int64_t rows = 0;

	check_rows(connection, integrity_sql, "ok\n");
	check_rows(connection, foreign_sql, "");
	if (count > 0) {
		/* one table for each row of the ledger, and the ledger */
		rows = number_of(
			connection, "SELECT count(*) FROM calx_version");
		assert_int_equal(count, rows + 1);
	}
	for (int64_t i = 0; i < rows; i++) {
		char sql[80];

		snprintf(sql, sizeof(sql),
			"SELECT count(*), sum(amount), max(name) FROM t_%02d",
			(int)i);
		check_rows(connection, sql, ROWS "|210|row 9\n");
	}
	return rows;
}

static int64_t check_file(const char *url, const char *schema)
{
	calx_engine *engine = calx_engine_open(url, NULL);
	calx_connection *connection = calx_connection_open(engine, NULL);
	int64_t rows;

	assert_non_null(connection);
	rows = check_consistent(connection);
	if (schema)
		check_rows(connection, schema_sql, schema);
	calx_connection_close(connection);
	calx_engine_close(engine);
	return rows;
}

/* The schema of a run that nobody disturbed. */
static struct strbuf schema_expected(void)
{
	struct database database = database_file();
	struct strbuf schema;
	calx_engine *engine;
	calx_connection *connection;

	assert_int_equal(upgrade(database.url), REVISIONS);
	engine = calx_engine_open(database.url, NULL);
	connection = calx_connection_open(engine, NULL);
	schema = database_rows(connection, schema_sql);
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
	return schema;
}

/* ---- killing --------------------------------------------------------------------- */

static void sleep_microseconds(long microseconds)
{
	struct timespec pause = { 0, microseconds * 1000 };

	nanosleep(&pause, NULL);
}

/* Runs an upgrade and kills it after a while; false if it was faster. */
static bool upgrade_and_kill(const char *url, long microseconds)
{
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (!child)
		_exit(upgrade(url) < 0);
	sleep_microseconds(microseconds);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return true;
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

/* what happened, to be told at the end */
struct tally {
	unsigned kills, half_way, finished;
};

/* One database: killed on and on, until a run is left in peace. */
static void kill_until_finished(const char *url, const char *schema,
	unsigned *seed, struct tally *tally)
{
	int64_t applied;

	do {
		if (upgrade_and_kill(url, 1000 + rand_r(seed) % 59000))
			tally->kills++;
		applied = check_file(url, NULL);
		tally->half_way += applied > 0 && applied < REVISIONS;
	} while (applied < REVISIONS && rand_r(seed) % FINISH_ONE_IN);
	assert_int_equal(upgrade(url), REVISIONS - applied);
	assert_int_equal(check_file(url, schema), REVISIONS);
	tally->finished++;
}

static void whatever_is_left_can_be_finished(void **state)
{
	struct strbuf schema = schema_expected();
	struct tally tally = { 0 };
	unsigned seed = 1;

	(void)state;
	while (tally.kills < KILLS) {
		struct database database = database_file();

		kill_until_finished(database.url, schema.data, &seed, &tally);
		database_remove(&database);
	}
	print_message("# killed %u times, %u with part of the revisions "
		      "applied; finished %u databases\n",
		tally.kills, tally.half_way, tally.finished);
	/* else the test has tested nothing */
	assert_true(tally.half_way > KILLS / 10);
	calx__strbuf_release(&schema);
}

CHECK_MAIN("kill", cmocka_unit_test(whatever_is_left_can_be_finished), )
