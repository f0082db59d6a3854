#include "dialect/postgresql/text/enumeration.h"

#include "compile/identifier.h"

/* The types of enumerations, as they are named and made. */

static const struct dialect names = { POSTGRESQL_NAMES };

void calx__postgresql_enum_name(
	struct strbuf *sql, const struct sql_column *column)
{
	calx__sql_relation(sql, &names, column->type_schema, column->type_name);
}

bool calx__postgresql_is_enum(const struct sql_column *column)
{
	return column->type.kind == CALX_ENUMERATION && !column->type_text &&
	       column->type_name;
}

void calx__postgresql_create_enum(struct strbuf *sql,
	const struct dialect *dialect, const char *schema,
	const struct sql_column *column)
{
	const char *const *label = column->type.labels;

	calx__strbuf_adds(sql, "CREATE TYPE ");
	calx__sql_relation(sql, dialect, schema, column->type_name);
	calx__strbuf_adds(sql, " AS ENUM (");
	for (; label && *label; label++) {
		calx__strbuf_adds(
			sql, label == column->type.labels ? "" : ", ");
		calx__sql_literal(sql, dialect, *label);
	}
	calx__strbuf_adds(sql, ")");
}
