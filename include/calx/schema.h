#ifndef CALX_SCHEMA_H
#define CALX_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <calx/value.h>

/* Schema metadata: tables, columns and constraints as constant data. The
 * macros of model.h write these structs; so can any other program. Names are
 * SQL identifiers, unquoted. All pointers are borrowed and must live as long
 * as whatever was given the table. */

/** A column type. */
typedef struct calx_type {
	enum calx_kind kind;
	int length; /* string(n): characters; numeric(p, s): digits; 0 = none */
	int scale;  /* numeric(p, s): digits after the point */
	const char *const *labels; /* enumeration: up to NULL */
} calx_type;

/** What column() takes after the type, each as `.name = value`. A new option is
 * appended: `size` says which of them the program knew when it was compiled. */
typedef struct calx_column_options {
	size_t size; /* sizeof(calx_column_options); 0: all are there */
	bool primary_key;
	bool unique;		/* a unique constraint on this column alone */
	bool index;		/* an index on this column alone */
	const char *name;	/* in the database, if not the field's */
	const char *references; /* foreign key: "table.column" */
	const char *on_delete;	/* "cascade", "set null", "set default",
	                         * "restrict", "no action" */
	const char *on_update;	/* the same */
	const char *server_default; /* an SQL expression, as DEFAULT takes it */
} calx_column_options;

struct calx_table;

/** One column of a table. */
typedef struct calx_column {
	const char *name; /* the C field; options.name may rename the column */
	calx_type type;
	bool nullable;
	size_t offset; /* of the field in the row struct */
	size_t size;   /* of the field */
	size_t handle; /* of the typed column in the table object */
	const struct calx_table *table; /* that it is part of; NULL: not said */
	calx_column_options options;	/* last: they can grow */
} calx_column;

/** The kinds of table constraint; an index is listed beside them. */
enum calx_constraint_kind {
	CALX_CONSTRAINT_END, /* ends an array of constraints */
	CALX_PRIMARY_KEY,
	CALX_UNIQUE,
	CALX_FOREIGN_KEY,
	CALX_CHECK,
	CALX_INDEX
};

/** What foreign_key() takes after the target, each as `.name = value`. A new
 * option is appended, as in calx_column_options. */
typedef struct calx_constraint_options {
	size_t size; /* sizeof(calx_constraint_options); 0: all are there */
	const char *on_delete;
	const char *on_update;
} calx_constraint_options;

/** A constraint or an index of a table. */
typedef struct calx_constraint {
	enum calx_constraint_kind kind;
	const char *name; /* NULL: by the naming convention */
	const char
		*columns; /* "author_id, title", as they were written; what is
	                      * no word as a C literal: "id, \"first name\"" */
	const char *text; /* CHECK: the SQL condition; foreign key: "t(a, b)" */
	bool unique;	  /* of an index */
	calx_constraint_options options; /* last: they can grow */
} calx_constraint;

/** A table. `columns` has `column_count` entries, `constraints` ends in one
 * of kind CALX_CONSTRAINT_END (or is NULL). The three sizes are those of the
 * structs when the model was compiled: a later calx, whose structs are longer,
 * steps by them and leaves alone what is not there. */
typedef struct calx_table {
	size_t size; /* sizeof(calx_table) */
	const char *name;
	const char *schema; /* the namespace; NULL: the connection's own */
	const calx_column *columns;
	size_t column_count;
	size_t column_size; /* sizeof(calx_column) */
	const calx_constraint *constraints;
	size_t constraint_size; /* sizeof(calx_constraint) */
	size_t row_size;	/* sizeof the row struct; 0 if there is none */
	size_t row_align;	/* its alignment */
	bool is_row; /* CALX_ROW: the shape of a result, and no table */
} calx_table;

/* clang-format off */
/** What every initialiser of a calx_table begins with. */
#define CALX_TABLE_SIZES                                                       \
	.size = sizeof(calx_table), .column_size = sizeof(calx_column),        \
	.constraint_size = sizeof(calx_constraint)
/* clang-format on */

/** A set of tables: what create_all creates and autogenerate compares. */
typedef struct calx_metadata {
	size_t size;			 /* sizeof(calx_metadata) */
	const calx_table *const *tables; /* up to NULL; or NULL */
	/* other sets whose tables are among them, up to NULL; or NULL */
	const struct calx_metadata *const *parts;
} calx_metadata;

#endif
