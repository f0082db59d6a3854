#ifndef CALX_DIALECT_MARIADB_TEXT_SAME_H
#define CALX_DIALECT_MARIADB_TEXT_SAME_H

#include "sql/schema/table.h"

/* dialect->sql_same and dialect->defaults_same: one side is as somebody has
 * written it, the other as the server prints it. */
bool calx__mariadb_sql_same(struct arena *arena, const char *a, const char *b);
bool calx__mariadb_defaults_same(struct arena *arena,
	const struct sql_column *a, const struct sql_column *b);

/* An expression of the server's with standard strings, and with names in quotes
 * where they need them only. NULL without memory. */
const char *calx__mariadb_expression(struct arena *arena, const char *printed);
/* The same of a view's SELECT, whose tables lose the name of the database that
 * they are in; that may be NULL. */
const char *calx__mariadb_select(
	struct arena *arena, const char *printed, const char *database);

/* The sequence that the text takes its numbers from, as a model says it
 * (nextval('s')) and as the server prints it; NULL: none. */
const char *calx__mariadb_sequence_of(struct arena *arena, const char *text);

#endif
