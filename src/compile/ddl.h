#ifndef CALX_COMPILE_DDL_H
#define CALX_COMPILE_DDL_H

#include "compile/dialect.h"

/* Schema -> SQL text. All append one statement, without a semicolon, to
 * `sql`; failure sticks to it. A `schema` is a namespace, and may be NULL. */

void calx__ddl_create_table(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table);
void calx__ddl_create_index(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *table,
	const struct sql_constraint *index);
void calx__ddl_drop_table(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *table);
/* Whether all names of the table may be identifiers here, and the database has
 * all that it is made of: what the functions above can only fail for, or leave
 * out, this tells. */
enum calx_status calx__ddl_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error);

/* ---- pieces, as CREATE TABLE and ALTER TABLE write them ------------------- */

void calx__ddl_column(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column);
void calx__ddl_constraint(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint);
/* The name of the column's type; `place` as dialect->type takes it. */
void calx__ddl_type(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_column *column, unsigned place);
/* Where a column stands in its table: of enum type_place. */
unsigned calx__ddl_place(
	const struct sql_table *table, const struct sql_column *column);
/* Whether the type's text in the database is what is written for it there. */
bool calx__ddl_type_is_usual(const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column);
/* `before` and the comment, where comments stand inside; CALX_NONE: an empty
 * one. */
void calx__ddl_comment(struct strbuf *sql, const struct dialect *dialect,
	const char *before, const char *comment);
/* The expression of the column's default, in parentheses if it must be. */
void calx__ddl_default(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_column *column);
/* The same by no dialect's rule. */
void calx__ddl_default_plain(struct strbuf *sql, const char *text);

#endif
