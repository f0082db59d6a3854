#include "trigger.h"

#include <stdio.h>

#include "check.h"
#include "database.h"

/* The parts of a trigger, cut out of its text. */
struct trigger {
	char name[64], time[16], event[16], column[64], table[64];
	char condition[256], body[1024];
};

/* What stands before `end`, behind `*at`, which goes on behind it. */
static void cut(char *part, size_t size, const char **at, const char *end)
{
	const char *found = strstr(*at, end);

	assert_non_null(found);
	assert_true((size_t)(found - *at) < size);
	snprintf(part, size, "%.*s", (int)(found - *at), *at);
	*at = found + strlen(end);
}

static struct trigger trigger_read(const char *sql)
{
	struct trigger t = { .name = "" };
	const char *at = sql;
	char head[512];
	const char *when;

	cut(head, sizeof(head), &at, "CREATE TRIGGER ");
	cut(t.name, sizeof(t.name), &at, " ");
	cut(t.time, sizeof(t.time), &at, " ");
	cut(head, sizeof(head), &at, " BEGIN ");
	cut(t.body, sizeof(t.body), &at, " END");
	when = strstr(head, " WHEN ");
	snprintf(t.condition, sizeof(t.condition), "%s", when ? when + 6 : "");
	if (when)
		head[when - head] = '\0';
	if (sscanf(head, "%15s OF %63s ON %63s", t.event, t.column, t.table) !=
		3) {
		*t.column = '\0';
		assert_int_equal(
			sscanf(head, "%15s ON %63s", t.event, t.table), 2);
	}
	return t;
}

/* ---- what fails ------------------------------------------------------------------ */

/* What fails in each language, and leaves a row out. */
static const struct {
	const char *sqlite, *postgresql, *mariadb;
} raises[] = {
	{ "SELECT RAISE(IGNORE);", "RETURN NULL;", NULL },
	{ "SELECT json('[');",
		"RAISE EXCEPTION USING MESSAGE = 'malformed JSON';",
		"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'malformed JSON';" },
	{ "SELECT abs(-9223372036854775807 - 1);",
		"RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'integer overflow';",
		"SIGNAL SQLSTATE '22003' SET MYSQL_ERRNO = 1690, MESSAGE_TEXT = 'integer overflow';" },
	{ "SELECT RAISE(ABORT, 'not today');",
		"RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = 'not today';",
		"SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = 'not today';" },
};

static const char *body_of(const struct trigger *t)
{
	for (size_t i = 0; i < sizeof(raises) / sizeof(*raises); i++)
		if (!strcmp(t->body, raises[i].sqlite))
			return database_is("postgresql") ? raises[i].postgresql
							 : raises[i].mariadb;
	return t->body;
}

/* ---- each database ------------------------------------------------------------ */

static void postgresql_make(calx_engine *engine, const struct trigger *t)
{
	char sql[2048];

	snprintf(sql, sizeof(sql),
		"CREATE OR REPLACE FUNCTION %s_run() RETURNS trigger LANGUAGE plpgsql"
		" AS $$BEGIN %s RETURN %s; END$$",
		t->name, body_of(t),
		strcmp(t->event, "DELETE") ? "NEW" : "OLD");
	database_run(engine, sql);
	snprintf(sql, sizeof(sql),
		"CREATE TRIGGER %s %s %s%s%s ON %s FOR EACH ROW %s%s%s EXECUTE FUNCTION %s_run()",
		t->name, t->time, t->event, *t->column ? " OF " : "", t->column,
		t->table, *t->condition ? "WHEN (" : "", t->condition,
		*t->condition ? ")" : "", t->name);
	database_run(engine, sql);
}

/* It has neither UPDATE OF nor WHEN. */
static void mariadb_make(calx_engine *engine, const struct trigger *t)
{
	char sql[2048], condition[512];

	snprintf(condition, sizeof(condition), "%s",
		*t->condition ? t->condition : "1");
	if (*t->column)
		snprintf(condition, sizeof(condition),
			"NOT (NEW.%s <=> OLD.%s)%s%s", t->column, t->column,
			*t->condition ? " AND " : "", t->condition);
	snprintf(sql, sizeof(sql),
		"CREATE TRIGGER %s %s %s ON %s FOR EACH ROW BEGIN IF %s THEN %s END IF; END",
		t->name, t->time, t->event, t->table, condition, body_of(t));
	database_run(engine, sql);
}

void trigger_make(calx_engine *engine, const char *sql)
{
	const struct trigger t = trigger_read(sql);

	if (database_is("postgresql"))
		postgresql_make(engine, &t);
	else if (database_is("mariadb"))
		mariadb_make(engine, &t);
	else
		database_run(engine, sql);
}

void trigger_drop(calx_engine *engine, const char *name, const char *table)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "DROP TRIGGER %s%s%s", name,
		database_is("postgresql") ? " ON " : "",
		database_is("postgresql") ? table : "");
	database_run(engine, sql);
}
