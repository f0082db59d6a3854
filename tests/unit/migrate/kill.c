/* A runner is killed at a random moment of an upgrade, again and again; or the server is (CALX_KILL_SERVER, see kill_server), and started
 * again. The next run goes on from what it leaves, after calx__migrate_resume()
 * where it says so, and is killed too, or finishes the job: then the schema must
 * be that of a run that nobody disturbed, and nothing was done twice. And many
 * runners at once: one works.
 *
 * CALX_KILLS and CALX_REVISIONS say how often, and of how many revisions. CALX_NODES
 * are the ports of a cluster's servers (see cluster_server), the first of which has
 * the databases: then each run is at any of them. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evolve.h"
#include "migrate/graph/link.h"
#include "migrate/run/run.h"
#include "rows.h"
#include "util/clock.h"
#include <calx/engine.h>

#define REVISIONS_MAX 50
#define RUNNERS 16
#define FINISH_ONE_IN 8
#define ROWS "20"

static int number_of(const char *variable, int on_sqlite, int on_servers)
{
	const char *text = getenv(variable);

	if (text)
		return (int)strtol(text, NULL, 10);
	return database_is("sqlite") ? on_sqlite : on_servers;
}

/* ---- the history ------------------------------------------------------------ */

static int revision_count(void)
{
	const int count = number_of("CALX_REVISIONS", REVISIONS_MAX, 12);

	assert_in_range(count, 1, REVISIONS_MAX);
	return count;
}

static char ids[REVISIONS_MAX][16];
static char tables[REVISIONS_MAX][16];
/* which revision the function below is: the runner loads one, then calls it */
static int current;

/* rows that are counted, in a way that shows if it is done again */
static void rows_up(calx_op *op)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
		"INSERT INTO %s (amount, name) "
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < " ROWS ") SELECT i, 'row ' || i FROM n",
		tables[current]);
	calx_execute(op, sql);
	calx_execute(op, "UPDATE t_00 SET amount = amount + 1");
}

static void revision_up(calx_op *op)
{
	const char *before = tables[current ? current - 1 : 0];

	calx_create_table(op, tables[current],
		column(id, integer(), .primary_key = true),
		column(amount, integer()),
		column(name, nullable(string(20)), .index = true),
		column(gone, nullable(integer())));
	rows_up(op);
	if (!current)
		return;
	calx_alter_column(
		op, before, column(name, string(40), .server_default = "''"));
	calx_add_column(op, before, column(note, nullable(text())));
	calx_add_constraint(
		op, before, check("amount < 2000", .name = "ck_amount"));
	calx_drop_column(op, before, "gone");
	calx_rename_column(op, before, "note", "notes");
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
	const int count = revision_count();

	for (int i = 0; i < count; i++) {
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

/* The URL at the n-th server of the cluster, if it is one. */
static const char *url_at(const char *url, int n)
{
	static char text[600];
	const char *ports = getenv("CALX_NODES");
	const char *at = strstr(url, "@127.0.0.1:");
	char port[3][8];

	if (!ports)
		return url;
	assert_non_null(at);
	assert_int_equal(
		sscanf(ports, "%7s %7s %7s", port[0], port[1], port[2]), 3);
	at += strlen("@127.0.0.1:");
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - url), url,
		port[n % 3], at + strcspn(at, "/"));
	return text;
}

/* how many there were in this process: the next is at another server */
static int runs;
/* after how long one at another server counts as dead */
static unsigned silent_seconds;

/* Upgrades, or resumes; the number of revisions that ran. */
static int run(const char *url, bool resumes, calx_error *error)
{
	struct graph graph = { 0 };
	calx_engine *engine =
		calx_engine_open(url_at(url, getpid() + runs++), error);
	calx_connection *connection = calx_connection_open(engine, error);
	struct migration migration = { .connection = connection,
		.graph = &graph,
		.load = history_load,
		.silent_seconds = silent_seconds };
	int ran = -1;

	if (connection && !history_build(&graph))
		ran = resumes ? calx__migrate_resume(&migration, error)
			      : calx__migrate(&migration, MIGRATE_UPGRADE,
					"head", error);
	calx__graph_release(&graph);
	calx_connection_close(connection);
	calx_engine_close(engine);
	return ran;
}

/* ---- what must be so at any time ----------------------------------------------- */

struct target {
	const char *url;
	calx_engine *engine;
	calx_connection *connection;
};

static struct target target_open(const char *url)
{
	struct target target = { .url = url };
	calx_error error = { 0 };

	target.engine = calx_engine_open(url, &error);
	target.connection = calx_connection_open(target.engine, &error);
	if (!target.connection)
		fail_msg("%s: %s", url, error.message);
	/* what was committed at another server is to be seen */
	if (getenv("CALX_NODES"))
		calx__run(target.connection, "SET SESSION wsrep_sync_wait = 1");
	return target;
}

static void target_close(struct target *target)
{
	calx_connection_close(target->connection);
	calx_engine_close(target->engine);
}

static struct sql_schema schema_of(struct arena *arena, const char *url)
{
	struct target target = target_open(url);
	struct sql_schema schema = { 0 };

	if (calx__inspect(target.connection, arena, &schema) < 0)
		fail_msg("%s",
			calx_connection_error(target.connection)->message);
	target_close(&target);
	return schema;
}

static bool has_table(const struct sql_schema *schema, const char *name)
{
	return calx__schema_table(schema, NULL, name) != NULL;
}

/* The revisions that are applied; none where there is no ledger. */
static int applied_count(const char *url)
{
	struct target target = target_open(url);
	struct strbuf rows = rows_text(
		target.connection, "SELECT count(*) FROM calx_version");
	const int count = (int)strtol(rows.data, NULL, 10);

	calx__strbuf_release(&rows);
	target_close(&target);
	return count;
}

/* A server does to its end what a dead runner has sent. */
static void wait_for_sessions_at(const char *url)
{
	const char *sql =
		database_is("mariadb")
			? "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
			: "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
	struct target target;
	bool alone = database_is("sqlite");

	if (alone)
		return;
	target = target_open(url);
	while (!alone) {
		struct strbuf rows = rows_text(target.connection, sql);

		alone = !strcmp(rows.data, "0\n");
		calx__strbuf_release(&rows);
	}
	target_close(&target);
}

static void wait_for_sessions(const char *url)
{
	for (int i = 0; i < (getenv("CALX_NODES") ? 3 : 1); i++)
		wait_for_sessions_at(url_at(url, i));
}

/* A table for each revision that is applied; of the next one at most where it is
 * not done as a whole. */
static int check_tables(const char *url)
{
	const int all = revision_count();
	struct arena arena = { 0 };
	struct sql_schema schema;
	int count;

	wait_for_sessions(url);
	count = applied_count(url);
	schema = schema_of(&arena, url);
	for (int i = 0; i < all; i++)
		if (has_table(&schema, tables[i]) != (i < count) &&
			!(i == count && database_is("mariadb")))
			fail_msg("%d are applied, and table %d is %sthere",
				count, i,
				has_table(&schema, tables[i]) ? "" : "not ");
	calx__arena_release(&arena);
	return count;
}

static void check_finished(const char *url, const struct sql_schema *expected)
{
	struct arena arena = { 0 };
	const struct sql_schema schema = schema_of(&arena, url);
	struct target target = target_open(url);
	const int count = revision_count();
	char sql[80];

	evolve_check_same(&schema, expected);
	/* each revision has added 1 to each row */
	snprintf(sql, sizeof(sql), ROWS "|%d\n", 210 + 20 * count);
	check_rows(target.connection, "SELECT count(*), sum(amount) FROM t_00",
		sql);
	for (int i = 1; i < count; i++) {
		snprintf(sql, sizeof(sql),
			"SELECT count(*), sum(amount), max(name) FROM t_%02d",
			i);
		check_rows(target.connection, sql, ROWS "|210|row 9\n");
	}
	if (database_is("sqlite"))
		check_rows(target.connection, "PRAGMA integrity_check", "ok\n");
	target_close(&target);
	calx__arena_release(&arena);
}

/* The schema of a run that nobody disturbed, and the microseconds it took. */
static struct sql_schema schema_expected(struct arena *arena, long *ret_took)
{
	struct database database = database_make();
	const int64_t started = calx__clock();
	calx_error error = { 0 };
	struct sql_schema schema;

	if (run(database.url, false, &error) != revision_count())
		fail_msg("%s %s", error.message, error.statement);
	*ret_took = (long)((calx__clock() - started) / 1000);
	schema = schema_of(arena, database.url);
	check_finished(database.url, &schema);
	database_remove(&database);
	return schema;
}

/* ---- killing --------------------------------------------------------------------- */

static void sleep_microseconds(long microseconds)
{
	struct timespec pause = { microseconds / 1000000,
		microseconds % 1000000 * 1000 };

	nanosleep(&pause, NULL);
}

/* tests/servers/servers VERB NODE */
static void server_do(const char *verb, const char *node)
{
	const char *program = getenv("CALX_SERVERS");
	pid_t child = fork();
	int status = 0;

	if (!child) {
		execlp("bash", "bash", program, verb, node, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Runs an upgrade, and kills it or the server after a while; false if it was
 * faster. */
static bool upgrade_and_kill(const char *url, long microseconds)
{
	const char *server = getenv("CALX_KILL_SERVER");
	calx_error error = { 0 };
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (!child)
		_exit(run(url, false, &error) < 0 &&
			error.status != CALX_CONFLICT);
	sleep_microseconds(microseconds);
	if (server)
		server_do("kill", server);
	else
		kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (server)
		server_do("start", server);
	return status != 0;
}

/* what happened, to be told at the end */
struct tally {
	unsigned kills, half_way, resumed, finished;
};

/* Goes on as `calx upgrade` and `calx resume` do; how many revisions ran. */
static int go_on(const char *url, struct tally *tally)
{
	calx_error error = { 0 };
	int ran = run(url, false, &error), resumed = 0;

	if (ran == CALX_CONFLICT) {
		assert_non_null(strstr(error.hint, "calx resume"));
		resumed = run(url, true, &error);
		tally->resumed++;
		ran = resumed < 0 ? resumed : run(url, false, &error);
	}
	if (ran < 0)
		fail_msg("%s: %s (%s)", error.message, error.statement,
			error.detail);
	return resumed + ran;
}

/* One database: killed on and on, until a run is left in peace. */
static void kill_until_finished(const char *url, long took,
	const struct sql_schema *schema, unsigned *seed, struct tally *tally)
{
	const long most = took / 3 + 1000;
	const int count = revision_count();
	calx_error error = { 0 };
	int applied;

	do {
		if (upgrade_and_kill(url, rand_r(seed) % most))
			tally->kills++;
		applied = check_tables(url);
		tally->half_way += applied > 0 && applied < count;
		/* or nothing would go on any more */
		if (run(url, true, &error) > 0)
			tally->resumed++;
		applied = check_tables(url);
	} while (applied < count && rand_r(seed) % FINISH_ONE_IN);
	assert_int_equal(go_on(url, tally), count - applied);
	check_finished(url, schema);
	tally->finished++;
}

static void whatever_is_left_can_be_finished(void **state)
{
	const unsigned wanted = (unsigned)number_of("CALX_KILLS", 80, 12);
	struct arena arena = { 0 };
	struct sql_schema schema;
	struct tally tally = { 0 };
	unsigned seed = 1;
	long took;

	(void)state;
	silent_seconds = 3;
	schema = schema_expected(&arena, &took);
	while (tally.kills < wanted ||
		(tally.half_way <= wanted / 10 && tally.kills < 20 * wanted)) {
		struct database database = database_make();
		const unsigned before = tally.half_way;

		kill_until_finished(database.url, took, &schema, &seed, &tally);
		database_remove(&database);
		/* a machine that has more to do by now takes longer */
		if (tally.half_way == before)
			took += took / 4;
	}
	print_message(
		"# killed %u times, %u with part of the revisions "
		"applied, %u resumed; finished %u databases; one takes %.2f s\n",
		tally.kills, tally.half_way, tally.resumed, tally.finished,
		(double)took / 1e6);
	/* else the test has tested nothing */
	assert_true(tally.half_way > wanted / 10);
	calx__arena_release(&arena);
}

/* ---- many at once ------------------------------------------------------------------ */

/* A runner of its own process that writes how many revisions it has run. */
static void runner_start(const char *url, int out)
{
	calx_error error = { 0 };
	int ran;

	if (fork())
		return;
	ran = run(url, false, &error);
	if (ran < 0)
		print_message("# %s (%s)\n", error.message, error.detail);
	if (write(out, &ran, sizeof(ran)) != (ssize_t)sizeof(ran))
		_exit(1);
	_exit(0);
}

/* Where the lock is around the whole run, one has done it all. */
static void one_of_many_runners_works(void **state)
{
	struct database database = database_make();
	struct arena arena = { 0 };
	struct sql_schema schema;
	int ends[2], ran, total = 0, worked = 0;

	(void)state;
	silent_seconds = 0;
	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < RUNNERS; i++)
		runner_start(database.url, ends[1]);
	for (int i = 0; i < RUNNERS; i++) {
		assert_int_equal(read(ends[0], &ran, sizeof(ran)), sizeof(ran));
		assert_true(ran >= 0);
		total += ran;
		worked += ran > 0;
	}
	while (wait(NULL) > 0)
		;
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(total, revision_count());
	if (!database_is("sqlite"))
		assert_int_equal(worked, 1);
	schema = schema_of(&arena, database.url);
	check_finished(database.url, &schema);
	calx__arena_release(&arena);
	database_remove(&database);
}

/* Whoever had the lock is gone: the next one has it at once, or at another server of
 * a cluster when that one has been silent. */
static void a_lost_lock_is_free(void **state)
{
	struct database database = database_make();
	calx_error error = { 0 };
	int64_t started;

	(void)state;
	silent_seconds = getenv("CALX_NODES") ? 3 : 0;
	assert_true(upgrade_and_kill(database.url, 20000));
	started = calx__clock();
	run(database.url, true, &error);
	assert_true(run(database.url, false, &error) > 0);
	assert_true(calx__clock() - started < INT64_C(30000000000));
	database_remove(&database);
}

/* At a server where the one that was started so is not. */
static int run_away_from(
	int other, const char *url, bool resumes, calx_error *error)
{
	const int before = runs;
	int ran;

	while ((getpid() + runs) % 3 == other % 3)
		runs++;
	ran = run(url, resumes, error);
	runs = before;
	return ran;
}

/* How it ended for one that was stopped. */
enum silent {
	SILENT_REFUSED,
	SILENT_FAILED,
	SILENT_TOO_EARLY,
	SILENT_TOO_LATE
};

static enum silent silent_run(const char *url)
{
	calx_error error = { 0 };
	const int ran = run(url, false, &error);

	if (ran == CALX_CONFLICT)
		return SILENT_REFUSED;
	if (ran < 0)
		print_message(
			"# the one that was stopped: %s\n", error.message);
	return ran < 0	  ? SILENT_FAILED
	       : ran == 0 ? SILENT_TOO_EARLY
			  : SILENT_TOO_LATE;
}

/* Stops one after so many microseconds, and lets others do the rest. */
static enum silent stop_for_long(const char *url, long delay)
{
	calx_error error = { 0 };
	int status = 0, ran;
	pid_t child = fork();

	if (!child)
		_exit((int)silent_run(url));
	sleep_microseconds(delay);
	kill(child, SIGSTOP);
	ran = run_away_from(child + runs, url, true, &error);
	if (ran >= 0)
		ran = run_away_from(child + runs, url, false, &error);
	if (ran < 0)
		fail_msg("%s", error.message);
	kill(child, SIGCONT);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return (enum silent)WEXITSTATUS(status);
}

/* One that is stopped for so long that another one takes over finds, when it goes
 * on, that it may do nothing any more. It has to be stopped half way. */
static void who_was_silent_does_no_more(void **state)
{
	struct database database;
	struct arena arena = { 0 };
	struct sql_schema schema;
	enum silent ended = SILENT_TOO_EARLY;
	long took, delay;

	(void)state;
	if (!getenv("CALX_NODES")) {
		print_message("# left out: the server is alone\n");
		return;
	}
	silent_seconds = 3;
	schema = schema_expected(&arena, &took);
	delay = took / 2;
	for (int i = 0; i < 10 && ended > SILENT_FAILED; i++) {
		database = database_make();
		ended = stop_for_long(database.url, delay);
		check_finished(database.url, &schema);
		database_remove(&database);
		delay = ended == SILENT_TOO_LATE ? delay * 2 / 3
						 : delay * 4 / 3;
	}
	calx__arena_release(&arena);
	assert_int_equal(ended, SILENT_REFUSED);
}

CHECK_MAIN("kill", cmocka_unit_test(whatever_is_left_can_be_finished),
	cmocka_unit_test(one_of_many_runners_works),
	cmocka_unit_test(a_lost_lock_is_free),
	cmocka_unit_test(who_was_silent_does_no_more))
