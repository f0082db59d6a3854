#ifndef CALX_DIALECT_MARIADB_TYPE_H
#define CALX_DIALECT_MARIADB_TYPE_H

#include "compile/dialect.h"

/* Types in MariaDB's words: the members of struct dialect. */

void calx__mariadb_type(
	struct strbuf *sql, const struct sql_column *column, unsigned place);
calx_type calx__mariadb_type_like(const char *source);
void calx__mariadb_table_options(
	struct strbuf *sql, const struct sql_table *table);
enum calx_status calx__mariadb_check_table(const struct dialect *dialect,
	struct arena *arena, const struct sql_table *table, calx_error *error);
/* What CAST takes for a type; NULL: there is nothing like that. */
const char *calx__mariadb_cast_type(enum calx_kind kind);

/* the collation of the tables that calx makes */
#define MARIADB_COLLATION "utf8mb4_nopad_bin"

/* dialect->default_write: nextval('s') names a sequence. */
void calx__mariadb_default(struct strbuf *sql, const struct sql_column *column);

#endif
