#ifndef CALX_DIALECT_POSTGRESQL_TYPE_H
#define CALX_DIALECT_POSTGRESQL_TYPE_H

#include "compile/dialect.h"

/* Types in PostgreSQL's words: the members of struct dialect. */

/* dialect->natives */
extern const char *const calx__postgresql_natives[CALX_NATIVE_COUNT];

void calx__postgresql_type(
	struct strbuf *sql, const struct sql_column *column, unsigned place);
calx_type calx__postgresql_type_of(struct arena *arena, const char *source);
calx_type calx__postgresql_type_like(const char *source);
/* The text of a column's default as the server takes it. */
const char *calx__postgresql_default_of(const struct sql_column *column);
void calx__postgresql_default_write(
	struct strbuf *sql, const struct sql_column *column);

#endif
