#ifndef CALX_COMPILE_DIALECT_H
#define CALX_COMPILE_DIALECT_H

#include "sql/statement/node.h"
#include "sql/schema/operation.h"
#include "util/strbuf.h"
#include "util/vec.h"
#include "sql/schema/schema.h"

/* What each database says differently: one const struct per dialect, over the
 * defaults of this folder. Nothing here talks to a database. */

struct compiler;
struct dialect;

/* How a dialect reads catalogs without knowing connections: whoever has one
 * lends it this. `function` is called for each row with its columns as text
 * (NULL for NULL); a negative status from it ends the query. */
typedef enum calx_status catalog_row(
	void *context, const char *const *values, size_t count);
struct catalog {
	enum calx_status (*query)(const struct catalog *catalog,
		const char *sql, catalog_row *row, void *context,
		calx_error *error);
	void *connection;
};

typedef void node_visitor(struct compiler *compiler, const calx_node *node);

struct dialect {
	const char *name;  /* "sqlite", as in URLs */
	const char *title; /* "SQLite", as in the log */
	bool transactional_ddl;
	char quote;	       /* of identifiers: doubled inside */
	size_t identifier_max; /* bytes */
	/* what no table and no index may begin with, in any case; or NULL */
	const char *reserved_prefix;
	size_t parameter_max;	/* of one statement */
	size_t insert_rows_max; /* of one INSERT ... VALUES */
	bool returning;
	bool type_checks; /* booleans and enumerations need a CHECK */

	/* writes the type's name in DDL; `primary_key`: it is the table's only
	 * key column */
	void (*type)(
		struct strbuf *sql, const calx_type *type, bool primary_key);
	/* the type that a name from the catalog stands for; kind CALX_NULL if
	 * calx has no word for it. Allocates labels in the arena, if any. */
	calx_type (*type_of)(struct arena *arena, const char *text);
	/* what must stand behind an operand of this type so that it is compared
	 * and sorted by value: " COLLATE calx_decimal", or NULL */
	const char *(*collation)(const calx_type *type);
	/* overrides of the default visitors, by node kind; NULL: the default */
	node_visitor *visitors[NODE_KIND_COUNT];

	/* reads the whole schema, views and internal tables left out */
	enum calx_status (*inspect)(const struct catalog *catalog,
		struct arena *arena, struct sql_schema *ret_schema,
		calx_error *error);
	/* the schema as inspect() would show it once these tables were created:
	 * both sides of a comparison then spell things alike. `catalog` may be
	 * NULL where nothing must be asked of a server. */
	enum calx_status (*normalise)(const struct dialect *dialect,
		const struct catalog *catalog, const struct sql_schema *schema,
		struct arena *arena, struct sql_schema *ret_schema,
		calx_error *error);
	/* a query with one parameter, a table's name: a row if it is there */
	const char *table_exists;
	/* the statements (const char *, in the arena) that do `count` operations,
	 * all on one table, to the database as it is now; on SQLite a rebuild
	 * where it must be */
	enum calx_status (*alter)(const struct dialect *dialect,
		const struct catalog *catalog,
		const struct operation *const *operations, size_t count,
		struct arena *arena, struct vec *statements, calx_error *error);
	/* SQL around the transaction of a revision; each ends in NULL */
	const char *const *migration_before; /* before BEGIN */
	const char *const *migration_after;  /* after COMMIT or ROLLBACK */
	/* run before COMMIT; any row is a violation */
	const char *migration_check;
};

/* ---- identifiers and literals: the only two doors for text that is not a
 * constant of ours -------------------------------------------------------- */

/* Writes a quoted identifier. An empty, over-long or not UTF-8 name, or one
 * with a NUL, fails `sql`. */
void calx__sql_identifier(
	struct strbuf *sql, const struct dialect *dialect, const char *name);
/* Whether a name may be one; the error says why not. */
enum calx_status calx__identifier_check(
	const struct dialect *dialect, const char *name, calx_error *error);
/* The same of what a table or an index is to be called. */
enum calx_status calx__relation_check(
	const struct dialect *dialect, const char *name, calx_error *error);
/* Writes a string literal; not valid UTF-8 fails `sql`. */
void calx__sql_literal(
	struct strbuf *sql, const struct dialect *dialect, const char *text);

#endif
