#ifndef CALX_TESTS_MIGRATE_DATABASE_H
#define CALX_TESTS_MIGRATE_DATABASE_H

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "util/strbuf.h"
#include <calx/connection.h>

/* A database for the tests of this folder: in memory, or a file in a folder of
 * its own that is gone afterwards. */

struct database {
	char folder[64]; /* "": in memory */
	char url[128];
	calx_engine *engine;
};

static inline struct database database_file(void)
{
	struct database database = { .folder = "/tmp/calx_migrate_XXXXXX" };

	assert_non_null(mkdtemp(database.folder));
	snprintf(database.url, sizeof(database.url), "sqlite:///%s/test.db",
		database.folder);
	return database;
}

static inline void database_remove(const struct database *database)
{
	static const char *const names[] = { "test.db", "test.db-wal",
		"test.db-shm", "test.db-journal" };
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", database->folder,
			names[i]);
		unlink(path);
	}
	rmdir(database->folder);
}

/* What a query gives, columns by | and rows by line ends; "error: ..." if it
 * fails. The caller releases it. */
static inline struct strbuf database_rows(
	calx_connection *connection, const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	struct strbuf text = STRBUF_INIT;
	const calx_row *row;

	while ((row = calx_result_next(result)) != NULL)
		for (size_t i = 0; i < calx_row_count(row); i++) {
			const char *value = calx_row_text(row, i);

			calx__strbuf_addf(&text, "%s%c", value ? value : "-",
				i + 1 < calx_row_count(row) ? '|' : '\n');
		}
	calx_result_close(result);
	if (calx_connection_error(connection)) {
		calx__strbuf_addf(&text, "error: %s",
			calx_connection_error(connection)->message);
		calx_connection_rollback(connection);
	}
	return text;
}

static inline void check_rows(
	calx_connection *connection, const char *sql, const char *expected)
{
	struct strbuf text = database_rows(connection, sql);

	CHECK_TEXT(text.data, expected);
	calx__strbuf_release(&text);
}

#endif
