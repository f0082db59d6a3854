#ifndef CALX_SQL_SCHEMA_OPERATION_H
#define CALX_SQL_SCHEMA_OPERATION_H

#include "sql/schema/table.h"

/* The operations of a migration as data. Executing, rendering as C, rendering
 * as SQL and reversing are visitors over them. One table names each of them
 * and its arguments; the reader of revision files and the renderer share it. */

enum operation_kind {
	OPERATION_CREATE_TABLE,
	OPERATION_DROP_TABLE,
	OPERATION_RENAME_TABLE,
	OPERATION_ADD_COLUMN,
	OPERATION_DROP_COLUMN,
	OPERATION_ALTER_COLUMN,
	OPERATION_RENAME_COLUMN,
	OPERATION_ADD_CONSTRAINT,
	OPERATION_DROP_CONSTRAINT,
	OPERATION_CREATE_INDEX,
	OPERATION_DROP_INDEX,
	OPERATION_EXECUTE,
	OPERATION_KIND_COUNT
};

struct operation {
	enum operation_kind kind;
	const char *schema; /* of the table, or NULL */
	const char *table;  /* its name; for OPERATION_EXECUTE NULL */
	const char *name;   /* of the column, constraint or index */
	const char *new_name;
	const char *sql; /* OPERATION_EXECUTE */
	/* CREATE_TABLE: the table. ADD_COLUMN, ALTER_COLUMN: a table of that one
	 * column with the constraints and indexes that its options ask for. */
	const struct sql_table *definition;
	const struct sql_constraint
		*constraint; /* ADD_CONSTRAINT, CREATE_INDEX */
	/* what was there before, for reversing: DROP_TABLE: the table;
	 * DROP_COLUMN, ALTER_COLUMN: a table of that one column;
	 * DROP_CONSTRAINT, DROP_INDEX: a table with just that one. NULL if not
	 * known: then the operation cannot be reversed. */
	const struct sql_table *before;
	const char *file; /* where it was written, or NULL */
	unsigned line;
};

/* Operations on one table that can be done at once. */
struct operation_group {
	const struct operation **operations;
	size_t count;
};

/* what the arguments after `op` are, in their order */
enum operation_argument {
	ARGUMENT_END,
	ARGUMENT_TABLE,	     /* "books" */
	ARGUMENT_NAME,	     /* "cost" */
	ARGUMENT_NEW_NAME,   /* "price" */
	ARGUMENT_COLUMN,     /* column(cost, nullable(integer())) */
	ARGUMENT_CONSTRAINT, /* unique(a, b), named("x", check("...")) */
	ARGUMENT_INDEX,	     /* index(a), unique_index(a) */
	ARGUMENT_ITEMS,	     /* any number of columns, constraints, indexes */
	ARGUMENT_SQL	     /* "UPDATE ..." */
};

struct operation_info {
	const char *function; /* "calx_create_table" */
	enum operation_argument arguments[4];
};

extern const struct operation_info calx__operations[OPERATION_KIND_COUNT];

/* Whether they would do the same to a database. */
bool calx__operation_equal(
	const struct operation *a, const struct operation *b);

#endif
