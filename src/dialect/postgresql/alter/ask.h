#ifndef CALX_DIALECT_POSTGRESQL_ALTER_ASK_H
#define CALX_DIALECT_POSTGRESQL_ALTER_ASK_H

#include "compile/dialect.h"

/* Appends the relation of an operation as a literal: '"t"'. */
void calx__postgresql_relation_literal(struct strbuf *sql,
	const struct dialect *dialect, const struct operation *operation);
/* Asks the catalog, which the writer has, and frees `sql`. */
void calx__postgresql_catalog_ask(struct alter_writer *writer,
	struct strbuf *sql, catalog_row *row, void *context);
/* Asks of the column of an operation: `sql`, which is freed, ends where a
 * condition on pg_attribute a can stand. Nothing where nobody can be asked. */
void calx__postgresql_catalog_ask_column(struct alter_writer *writer,
	const struct operation *operation, struct strbuf *sql, catalog_row *row,
	void *context);

#endif
