#ifndef CALX_COMPILE_IDENTIFIER_H
#define CALX_COMPILE_IDENTIFIER_H

#include "compile/dialect.h"

/* Identifiers and literals: the only two doors for text that is not a constant
 * of ours. What cannot be written fails `sql`. And the placeholders of values, which
 * are bound. */

/* Writes a quoted identifier. An empty, over-long or not UTF-8 name, or one
 * with a NUL, fails. */
void calx__sql_identifier(
	struct strbuf *sql, const struct dialect *dialect, const char *name);
/* Writes the name of a table, an index or the like, with that of its schema if
 * it has one. */
void calx__sql_relation(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *name);
/* Writes a string literal; not valid UTF-8 fails. */
void calx__sql_literal(
	struct strbuf *sql, const struct dialect *dialect, const char *text);

/* Writes the placeholder of the value `number`, from 1: ? or $1. */
void calx__sql_placeholder(
	struct strbuf *sql, const struct dialect *dialect, size_t number);
/* Those of the first `count` values: ?, ?, ? */
void calx__sql_placeholders(
	struct strbuf *sql, const struct dialect *dialect, size_t count);

/* Whether a name may be one; the error says why not. */
enum calx_status calx__identifier_check(
	const struct dialect *dialect, const char *name, calx_error *error);
/* The same of what a table or an index is to be called. */
enum calx_status calx__relation_check(
	const struct dialect *dialect, const char *name, calx_error *error);
/* The same of a schema's name, which may be NULL; CALX_UNSUPPORTED where there
 * are no schemas. */
enum calx_status calx__schema_check(
	const struct dialect *dialect, const char *schema, calx_error *error);
/* Whether the database takes both for one name. NULL is one with NULL only.
 * Without a dialect they are compared as they are. */
bool calx__names_equal(
	const struct dialect *dialect, const char *a, const char *b);
/* The table that the database takes for the one of that name; NULL if there is
 * none. */
struct sql_table *calx__schema_find(const struct dialect *dialect,
	const struct sql_schema *schema, const char *space, const char *name);

#endif
