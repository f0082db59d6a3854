#include "dialect/postgresql/alter/ask.h"

#include "compile/alter.h"
#include "compile/identifier.h"
#include "util/fail.h"

/* What the catalog has now of what an operation is about to change. */

void calx__postgresql_relation_literal(struct strbuf *sql,
	const struct dialect *dialect, const struct operation *operation)
{
	struct strbuf name = STRBUF_INIT;

	calx__sql_relation(&name, dialect, operation->schema, operation->table);
	calx__sql_literal(sql, dialect, name.data);
	sql->failed |= name.failed;
	calx__strbuf_release(&name);
}

void calx__postgresql_catalog_ask(struct alter_writer *writer,
	struct strbuf *sql, catalog_row *row, void *context)
{
	writer->status =
		sql->failed ? calx__fail_memory(writer->error)
			    : writer->catalog->query(writer->catalog, sql->data,
				      row, context, writer->error);
	calx__strbuf_release(sql);
}

void calx__postgresql_catalog_ask_column(struct alter_writer *writer,
	const struct operation *operation, struct strbuf *sql, catalog_row *row,
	void *context)
{
	if (!writer->catalog || writer->status < 0) {
		calx__strbuf_release(sql);
		return;
	}
	calx__strbuf_adds(sql, " a.attrelid = pg_catalog.to_regclass(");
	calx__postgresql_relation_literal(sql, writer->dialect, operation);
	calx__strbuf_adds(sql, ") AND a.attname = ");
	calx__sql_literal(
		sql, writer->dialect, operation->definition->columns[0].name);
	calx__postgresql_catalog_ask(writer, sql, row, context);
}
