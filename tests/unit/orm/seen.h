#ifndef CALX_TESTS_ORM_SEEN_H
#define CALX_TESTS_ORM_SEEN_H

#include <stdio.h>

#include "shop_test.h"
#include "trigger.h"

/* What triggers have seen, one behind the other: they insert into seen (step). */

static inline CALX_UNUSED_ void seen_make(void)
{
	shop_run(&db,
		spelled("CREATE TABLE seen (number INTEGER PRIMARY KEY, step)",
			"CREATE TABLE seen (number INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, step TEXT)",
			"CREATE TABLE seen (number INTEGER AUTO_INCREMENT PRIMARY KEY, step TEXT)"));
}

/* The one and only text; "" if there is none. Valid until the next call. */
static inline CALX_UNUSED_ const char *held_text(const char *sql)
{
	static char text[4096];
	calx_connection *connection = calx_connection_open(db.engine, NULL);
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	const char *held = row ? calx_row_text(row, 0) : NULL;

	snprintf(text, sizeof(text), "%s", held ? held : "");
	calx_result_close(result);
	calx_connection_close(connection);
	return text;
}

/* An expression of each row of a table, in the order of a column. */
static inline CALX_UNUSED_ const char *held_list(const char *expression,
	const char *table, const char *column, const char *separator)
{
	char sql[512];

	if (database_is("sqlite"))
		snprintf(sql, sizeof(sql),
			"SELECT group_concat(%s, '%s') FROM (SELECT * FROM %s ORDER BY %s)",
			expression, separator, table, column);
	else if (database_is("postgresql"))
		snprintf(sql, sizeof(sql),
			"SELECT string_agg(%s, '%s' ORDER BY %s) FROM %s",
			expression, separator, column, table);
	else
		snprintf(sql, sizeof(sql),
			"SELECT group_concat(%s ORDER BY %s SEPARATOR '%s') FROM %s",
			expression, column, separator, table);
	return held_text(sql);
}

/* "a, b, c": valid until the next call. They are forgotten. */
static inline CALX_UNUSED_ const char *seen(void)
{
	const char *steps = held_list("step", "seen", "number", ", ");

	shop_run(&db, "DELETE FROM seen");
	return steps;
}

#endif
