#ifndef CALX_DIALECT_POSTGRESQL_TEXT_ENUMERATION_H
#define CALX_DIALECT_POSTGRESQL_TEXT_ENUMERATION_H

#include "compile/dialect.h"

/* Enumerations are types of their own, with a name. */

/* How names and literals are written, in the dialect's row and in one of which
 * nothing else is known. */
#define POSTGRESQL_NAMES                                                   \
	.title = "PostgreSQL", .quote = '"',                               \
	.identifier_max = 63, /* NAMEDATALEN; a longer one would be cut */ \
		.schemas = true, .literal_doubles = "'", .literal_escape = "E"

/* Appends the name of its type. */
void calx__postgresql_enum_name(
	struct strbuf *sql, const struct sql_column *column);

/* Whether the column's type is one that has to be there before the column. */
bool calx__postgresql_is_enum(const struct sql_column *column);
/* Appends CREATE TYPE "name" AS ENUM ('a', 'b'). */
void calx__postgresql_create_enum(struct strbuf *sql,
	const struct dialect *dialect, const char *schema,
	const struct sql_column *column);

#endif
