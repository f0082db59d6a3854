#ifndef CALX_SQL_SCHEMA_OPERATION_H
#define CALX_SQL_SCHEMA_OPERATION_H

#include "sql/schema/table.h"
#include <calx/op.h>

/* The operations of a migration as data. Each has one row, which says what
 * stands in its call and what kind of change it is; each kind of argument has
 * one, too. Calling, reading, writing, comparing, grouping, reversing and
 * describing an operation are loops over its row's arguments: none of them
 * knows one operation from another. Only the dialects do. */

/* An operation with everything resolved and copied: what the dialects do. */
struct operation {
	enum calx_operation_kind kind;
	const char *schema; /* the namespace; NULL: the connection's own */
	const char *table;  /* its name; for SQL NULL */
	const char *name;   /* of the column, constraint or index */
	const char *new_name;
	const char *sql;
	/* CREATE_TABLE: the table. ADD_COLUMN, ALTER_COLUMN: a table of that one
	 * column with the constraints and indexes that its options ask for.
	 * ALTER_TABLE: one of no columns, which says its options. */
	const struct sql_table *definition;
	/* ADD_CONSTRAINT, CREATE_INDEX */
	const struct sql_constraint *constraint;
	/* What was there before, for reversing, in the same form; NULL if not
	 * known: then what is dropped or changed cannot be restored. */
	const struct sql_table *before;
	const struct sql_constraint *constraint_before;
	bool cascade;		/* what needs it goes with it */
	const char *sql_before; /* EXECUTE: what undoes it */
	const char *file;	/* where it was written, or NULL */
	unsigned line;
};

/* Operations on one table that can be done at once. */
struct operation_group {
	const struct operation **operations;
	size_t count;
};

/* ---- operations ------------------------------------------------------------ */

/* what the arguments after `op` are, in their order */
enum operation_argument {
	ARGUMENT_END,
	ARGUMENT_TABLE,	     /* "books" */
	ARGUMENT_NAME,	     /* "cost" */
	ARGUMENT_NEW_NAME,   /* "price": instead of the argument before it */
	ARGUMENT_COLUMN,     /* column(cost, nullable(integer())) */
	ARGUMENT_CONSTRAINT, /* unique(a), index(a), named("x", check("...")) */
	ARGUMENT_ITEMS,	     /* any number of columns, constraints, indexes */
	ARGUMENT_OPTIONS,    /* table_options(.strict = true) */
	ARGUMENT_SQL,	     /* "UPDATE ..." */
	ARGUMENT_COUNT
};

#define ARGUMENTS_MAX 4

/* what it is done to: how it is described */
enum operation_subject {
	SUBJECT_TABLE,
	SUBJECT_COLUMN,
	SUBJECT_CONSTRAINT, /* and an index */
	SUBJECT_SQL,
	SUBJECT_COUNT
};

enum operation_flags {
	/* it stands alone: what others see of its table changes too much */
	OPERATION_ALONE = 1 << 0,
	/* nobody knows what it does */
	OPERATION_OPAQUE = 1 << 1,
	/* it may break what it does not name: views, triggers, references */
	OPERATION_BREAKS = 1 << 2,
	/* it may take along what needs it */
	OPERATION_CASCADES = 1 << 3
};

struct operation_info {
	const char *function; /* "calx_create_table" */
	enum operation_argument arguments[ARGUMENTS_MAX];
	const char *verb; /* "add table", before what it is done to */
	enum operation_subject subject;
	/* what undoes it, with `before` and the definition exchanged, and with
	 * the new name and the old one; 0: nothing does */
	enum calx_operation_kind reverse;
	unsigned flags; /* of enum operation_flags */
};

/* by kind; the first is empty */
extern const struct operation_info calx__operations[CALX_OPERATION_KIND_COUNT];

/* What adds a constraint of that kind: an index has an operation of its own. */
enum calx_operation_kind calx__operation_adding(enum calx_constraint_kind kind);
/* What drops it. */
enum calx_operation_kind calx__operation_dropping(
	enum calx_constraint_kind kind);

/* ---- arguments -------------------------------------------------------------- */

/* how an argument is written in C; the reader and the writer of revision files
 * have a row for each */
enum argument_form {
	FORM_NAME,
	FORM_SQL,
	FORM_COLUMN,
	FORM_CONSTRAINT,
	FORM_ITEMS,
	FORM_OPTIONS,
	FORM_COUNT
};

struct argument_info {
	enum argument_form form;
	size_t given;	     /* its place in calx_operation */
	size_t offset;	     /* and in struct operation; both are pointers */
	const char *missing; /* what the error says if it is NULL */
	/* Checks and copies what was given. Errors: those of the schema. */
	enum calx_status (*resolve)(struct arena *arena,
		const struct argument_info *argument,
		const calx_operation *given, struct operation *operation,
		calx_error *error);
	/* Whether two that are both there would do the same. */
	bool (*equal)(const void *a, const void *b);
	/* Whether the name of a table, index or constraint plays a part in it;
	 * NULL: never. */
	bool (*mentions)(const void *value, const char *name);
};

/* by argument; the first is empty */
extern const struct argument_info calx__arguments[ARGUMENT_COUNT];

/* The value of an argument of an operation; NULL if it has none. */
const void *calx__operation_value(
	const struct operation *operation, enum operation_argument argument);

/* ---- all of it --------------------------------------------------------------- */

/* Resolves an operation as it is called; everything is copied into the arena.
 * Errors: CALX_MISUSE when an argument is missing, and those of the schema. */
enum calx_status calx__operation_resolve(struct arena *arena,
	const calx_operation *given, struct operation *ret_operation,
	calx_error *error);

/* Whether they would do the same to a database. */
bool calx__operation_equal(
	const struct operation *a, const struct operation *b);

/* Whether the name of a table, index or constraint plays a part in it. */
bool calx__operation_mentions(
	const struct operation *operation, const char *name);

#endif
