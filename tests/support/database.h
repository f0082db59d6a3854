#ifndef CALX_TESTS_DATABASE_H
#define CALX_TESTS_DATABASE_H

#include <stdbool.h>

#include <calx/engine.h>

/* Databases for tests, each empty and the test's own:
 *
 *     engine = database_engine();
 *     ...
 *     database_engine_close(engine);
 *
 * A program's databases are all of the kind that CALX_TEST_DATABASE names:
 * "sqlite" (nobody names one), "postgresql" or "mariadb"; "postgresql14" and
 * "postgresql18" are servers of other releases. A server is found by the URL in
 * CALX_TEST_POSTGRESQL, CALX_TEST_POSTGRESQL14, CALX_TEST_MARIADB and so on, whose
 * user may create databases; where that is not set, CHECK_MAIN runs no test.
 *
 * What a kind lacks is in capability.h, and nowhere else. */

struct database {
	char url[512];
	int number; /* how database.c knows it */
};

/* the kind: as calx_engine_dialect() says it */
const char *database_kind(void);
/* whether it is of that kind, or of that release */
bool database_is(const char *name);
/* the URL of the server: not on SQLite */
const char *database_server(void);

/* Makes one that engines may open and close. On SQLite it is a file. Fails the
 * test if that cannot be done. */
struct database database_make(void);
/* One for a single engine, which may be gone with it: on SQLite in memory. */
struct database database_make_brief(void);
/* The URL with more parameters, "timeout=1": valid until the next call. */
const char *database_url(const struct database *database, const char *more);
/* Removes it, and ends whoever still uses it. */
void database_remove(const struct database *database);

/* An engine on a brief one of its own: NULL only where torture() lets it fail.
 * And the end of both; NULL is accepted. */
calx_engine *database_engine(void);
void database_engine_close(calx_engine *engine);

/* After rows with keys of their own: the next key that is made up for the table
 * comes behind them. PostgreSQL counts only those that it makes up. */
void database_count_on(calx_engine *engine, const char *table);

/* Runs SQL on a connection of its own; the test fails if it does. */
void database_run(calx_engine *engine, const char *sql);

#endif
