#include "migrate/run/cluster.h"

#include <stdio.h>
#include <string.h>

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/prepare.h"
#include "migrate/run/ledger.h"
#include "migrate/run/tell.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/text.h"

/* A transaction of a cluster commits where no other server has changed its rows
 * meanwhile: so one row has one owner, whichever servers the runners are at. Whoever
 * has the lock changes the row in each of its transactions; once another one has
 * taken it over, none of them commits any more.
 *
 * The owner is dead if it was at this server, whose own lock the runner has; or if
 * its row stays as it is for long, while what this runner writes is committed. Times
 * are those of the runner that waits: servers have clocks of their own. */

/* clang-format off */
CALX_MODEL(lock_row, CALX__LOCK_TABLE,
	/* "lock"; of a runner that waits what it is called */
	column(name, string(80), .primary_key = true),
	/* "": nobody has it */
	column(owner, string(80)),
	column(server, string(40)),
	/* how often the owner has said that it lives */
	column(beats, big_integer()));
/* clang-format on */

/* What waits is looked at so often. */
#define POLL_NANOSECONDS 250000000
/* A write that takes longer was held up, and the owner perhaps, too. */
#define SLOW_NANOSECONDS 1000000000

/* The row, as it was seen last, and since when. */
struct sight {
	char owner[81], server[41];
	long long beats;
	int64_t since;
};

/* ---- statements ---------------------------------------------------------------- */

static calx_value text_value(const char *text)
{
	calx_value value = { .kind = CALX_STRING };

	value.as.text.data = text;
	value.as.text.size = strlen(text);
	return value;
}

static calx_value number_value(long long number)
{
	calx_value value = { .kind = CALX_BIG_INTEGER };

	value.as.integer = number;
	return value;
}

/* Runs a statement of its own. What another server was faster with is no failure:
 * -1 rows. */
static enum calx_status change(const struct runner *runner, const char *sql,
	const calx_value *values, size_t count, long long *ret_changed)
{
	enum calx_status status;

	*ret_changed =
		calx_connection_execute(runner->connection, sql, values, count);
	status = calx__runner_status(runner);
	if (status != CALX_RETRY && status != CALX_CONSTRAINT)
		return status;
	*ret_changed = -1;
	calx_connection_rollback(runner->connection);
	calx_error_clear(runner->error);
	return calx__runner_status(runner);
}

/* ---- which server --------------------------------------------------------------- */

static enum calx_status server_row(
	void *context, const char *const *values, size_t count)
{
	struct runner *runner = context;
	const char *name = values[count - 1];

	snprintf(
		runner->server, sizeof(runner->server), "%s", name ? name : "");
	return CALX_OK;
}

/* What the server is called among others, and the runner among those that are
 * there. */
static enum calx_status server_find(struct runner *runner)
{
	const struct catalog catalog =
		calx__connection_catalog(runner->connection);
	const char *sql = runner->dialect->migration.server;
	enum calx_status status = CALX_OK;

	*runner->server = '\0';
	if (sql)
		status = catalog.query(
			&catalog, sql, server_row, runner, runner->error);
	snprintf(runner->owner, sizeof(runner->owner), "%s %lld",
		runner->server, (long long)calx__clock());
	return status;
}

/* ---- the row -------------------------------------------------------------------- */

/* Somebody else may make it at the same time. */
static enum calx_status table_make(const struct runner *runner)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	if (calx__ledger_has_table(runner->connection, CALX__LOCK_TABLE))
		return CALX_OK;
	status = calx__ledger_table_ddl(
		runner->dialect, &lock_row_calx_table_, &sql, runner->error);
	if (status >= 0 && calx__run(runner->connection, sql.data) < 0) {
		status = calx__runner_status(runner);
		calx_connection_rollback(runner->connection);
		if (calx__ledger_has_table(
			    runner->connection, CALX__LOCK_TABLE))
			status = CALX_OK;
	}
	calx__strbuf_release(&sql);
	return status;
}

/* Makes the row if it is not there. */
static enum calx_status row_make(const struct runner *runner)
{
	long long changed;

	return change(runner,
		"INSERT INTO " CALX__LOCK_TABLE
		" SELECT 'lock', '', '', 0 FROM (SELECT 1 AS one) o WHERE NOT EXISTS"
		" (SELECT 1 FROM " CALX__LOCK_TABLE " WHERE name = 'lock')",
		NULL, 0, &changed);
}

static enum calx_status row_read(
	const struct runner *runner, struct sight *ret_sight)
{
	calx_result *result = calx_connection_query(runner->connection,
		"SELECT owner, server, beats FROM " CALX__LOCK_TABLE
		" WHERE name = 'lock'",
		NULL, 0);
	const calx_row *row = calx_result_next(result);

	*ret_sight = (struct sight){ .since = calx__clock() };
	if (row) {
		snprintf(ret_sight->owner, sizeof(ret_sight->owner), "%s",
			calx_row_text(row, 0));
		snprintf(ret_sight->server, sizeof(ret_sight->server), "%s",
			calx_row_text(row, 1));
		ret_sight->beats = calx_row_int64(row, 2);
	}
	calx_result_close(result);
	return calx__runner_status(runner);
}

/* Takes the row as it was seen. */
static enum calx_status row_take(
	struct runner *runner, const struct sight *sight)
{
	const calx_value values[] = { text_value(runner->owner),
		text_value(runner->server), text_value(sight->owner),
		number_value(sight->beats) };
	long long changed;
	enum calx_status status = change(runner,
		"UPDATE " CALX__LOCK_TABLE
		" SET owner = ?, server = ?, beats = beats + 1"
		" WHERE name = 'lock' AND owner = ? AND beats = ?",
		values, 4, &changed);

	runner->owns = status >= 0 && changed == 1;
	return status;
}

/* ---- waiting --------------------------------------------------------------------- */

static int64_t silence(const struct runner *runner)
{
	const unsigned seconds = runner->migration->silent_seconds;

	return (seconds ? seconds : RUN_SILENT_SECONDS) * INT64_C(1000000000);
}

/* Whether what this runner writes is committed at once: otherwise the owner may be
 * held up as well, as by a change of the schema, which all servers wait for. */
static enum calx_status probe(const struct runner *runner, bool *ret_prompt)
{
	const calx_value name = text_value(runner->owner);
	const int64_t started = calx__clock();
	long long changed = -1;
	enum calx_status status = change(runner,
		"INSERT INTO " CALX__LOCK_TABLE
		" VALUES (?, '', '', 0) ON DUPLICATE KEY UPDATE beats = beats + 1",
		&name, 1, &changed);

	*ret_prompt =
		changed >= 0 && calx__clock() - started < SLOW_NANOSECONDS;
	return status;
}

static bool is_same(const struct sight *a, const struct sight *b)
{
	return !strcmp(a->owner, b->owner) && a->beats == b->beats;
}

/* Looks once, and takes the row if nobody has it who lives. */
static enum calx_status look(struct runner *runner, struct sight *sight)
{
	struct sight now;
	bool prompt = false;
	enum calx_status status;

	if ((status = probe(runner, &prompt)) < 0 ||
		(status = row_read(runner, &now)) < 0)
		return status;
	if (prompt && is_same(&now, sight))
		now.since = sight->since;
	*sight = now;
	if (!*now.owner || !strcmp(now.server, runner->server) ||
		calx__clock() - now.since > silence(runner))
		return row_take(runner, &now);
	return CALX_OK;
}

/* What those leave who have waited. Whoever got the row cleans up behind those
 * who were killed, too; who waits still writes it again. */
static enum calx_status waited_remove(const struct runner *runner)
{
	const calx_value name = text_value(runner->owns ? "" : runner->owner);
	const calx_value values[] = { name, name };
	long long changed;

	return change(runner,
		"DELETE FROM " CALX__LOCK_TABLE
		" WHERE name <> 'lock' AND (name = ? OR ? = '')",
		values, 2, &changed);
}

static enum calx_status row_wait(struct runner *runner, int64_t limit)
{
	struct sight sight = { .beats = -1 };
	enum calx_status status;
	bool told = false;

	while ((status = look(runner, &sight)) >= 0 && !runner->owns &&
		calx__clock() < limit) {
		if (!told)
			calx__tell_wait(runner);
		told = true;
		calx__clock_sleep(POLL_NANOSECONDS);
	}
	if (status >= 0)
		status = waited_remove(runner);
	if (status < 0 || runner->owns)
		return status;
	calx__fail(runner->error, CALX_BUSY,
		"another runner has the lock of the migrations, at another server");
	calx__fail_detail(runner->error, "It is '%s'.", sight.owner);
	return CALX_BUSY;
}

enum calx_status calx__cluster_lock(struct runner *runner, int64_t limit)
{
	enum calx_status status = server_find(runner);

	if (status < 0 || !*runner->server)
		return status;
	if ((status = table_make(runner)) < 0 ||
		(status = row_make(runner)) < 0)
		return status;
	return row_wait(runner, limit);
}

enum calx_status calx__cluster_beat(const struct runner *runner)
{
	const calx_value owner = text_value(runner->owner);
	long long changed;

	if (!runner->owns)
		return CALX_OK;
	changed = calx_connection_execute(runner->connection,
		"UPDATE " CALX__LOCK_TABLE
		" SET beats = beats + 1 WHERE name = 'lock' AND owner = ?",
		&owner, 1);
	if (changed)
		return calx__runner_status(runner);
	calx__fail(runner->error, CALX_CONFLICT,
		"another runner has taken over: this one was not heard of for too long");
	calx__fail_hint(runner->error,
		"Nothing more was done here. Run the same again: it waits for the other one.");
	return CALX_CONFLICT;
}

enum calx_status calx__cluster_unlock(struct runner *runner)
{
	const calx_value owner = text_value(runner->owner);
	long long changed;
	enum calx_status status;

	if (!runner->owns)
		return CALX_OK;
	status = change(runner,
		"UPDATE " CALX__LOCK_TABLE
		" SET owner = '', beats = beats + 1 WHERE name = 'lock' AND owner = ?",
		&owner, 1, &changed);
	runner->owns = status < 0 || changed < 0;
	return status;
}
