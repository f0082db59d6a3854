#ifndef CALX_TESTS_DIALECT_DATABASE_H
#define CALX_TESTS_DIALECT_DATABASE_H

/* A real SQLite database as the dialect sees one, set up as calx's driver sets
 * one up. */

#include <check.h>
#include <sqlite3.h>

#include "compile/ddl.h"
#include "compile/alter.h"
#include "compile/identifier.h"
#include "dialect/sqlite/dialect.h"
#include "dialect/sqlite/inspect.h"
#include "dialect/sqlite/text/create.h"
#include "util/fail.h"

static inline enum calx_status database_query(const struct catalog *catalog,
	const char *sql, catalog_row *row, void *context, calx_error *error)
{
	sqlite3_stmt *statement = NULL;
	enum calx_status status = CALX_OK;
	const char *values[16];
	int rc;

	if (sqlite3_prepare_v2(catalog->connection, sql, -1, &statement, NULL))
		return calx__fail(error, CALX_ERROR, "%s",
			sqlite3_errmsg(catalog->connection));
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW &&
		status == CALX_OK) {
		int count = sqlite3_column_count(statement);

		for (int i = 0; i < count && i < 16; i++)
			values[i] =
				(const char *)sqlite3_column_text(statement, i);
		status = row(context, values, (size_t)count);
	}
	if (status == CALX_OK && rc != SQLITE_DONE)
		status = calx__fail(error, CALX_ERROR, "%s",
			sqlite3_errmsg(catalog->connection));
	sqlite3_finalize(statement);
	return status;
}

static inline enum calx_status database_probe(const struct catalog *catalog,
	const char *sql, bool replayed, calx_error *error)
{
	sqlite3_stmt *statement;
	const int code = sqlite3_prepare_v2(
		catalog->connection, sql, -1, &statement, NULL);

	(void)replayed;
	sqlite3_finalize(statement);
	return code == SQLITE_OK ? CALX_OK
				 : calx__fail(error, CALX_ERROR, "%s",
					   sqlite3_errmsg(catalog->connection));
}

static inline struct catalog database_open(void)
{
	struct catalog catalog = { .query = database_query,
		.probe = database_probe };
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	catalog.connection = db;
	return catalog;
}

static inline void database_close(struct catalog *catalog)
{
	sqlite3_close(catalog->connection);
}

/* Runs SQL; CALX_ERROR fills `error`. */
static inline enum calx_status database_run(
	const struct catalog *catalog, const char *sql, calx_error *error)
{
	if (sqlite3_exec(catalog->connection, sql, NULL, NULL, NULL))
		return calx__fail(error, CALX_ERROR, "%s",
			sqlite3_errmsg(catalog->connection));
	return CALX_OK;
}

static inline void database_must(const struct catalog *catalog, const char *sql)
{
	calx_error error = { 0 };

	if (database_run(catalog, sql, &error) != CALX_OK)
		fail_msg("%s: %s", sql, error.message);
}

#endif
