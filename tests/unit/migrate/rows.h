#ifndef CALX_TESTS_MIGRATE_ROWS_H
#define CALX_TESTS_MIGRATE_ROWS_H

#include "check.h"
#include "database.h"
#include "util/strbuf.h"
#include <calx/connection.h>

/* What a query gives, in the database of a test (support/database.h), as text. */

/* What a query gives, columns by | and rows by line ends; "error: ..." if it
 * fails. The caller releases it. */
static inline struct strbuf rows_text(
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
	struct strbuf text = rows_text(connection, sql);

	CHECK_TEXT(text.data, expected);
	calx__strbuf_release(&text);
}

#endif
