#ifndef CALX_COMPILE_COMPILER_H
#define CALX_COMPILE_COMPILER_H

#include "compile/dialect.h"
#include "sql/statement/key.h"

/* The walk over a statement's tree that writes its SQL. Each kind of node has a
 * visitor (kinds.c), and a dialect may have one of its own; both write with
 * what is declared here. The tree is in the plain form (sql/statement/node.h),
 * and has been checked: a visitor sees only children that may be there. */

/* The tables whose columns may be named, and those around them. */
struct scope {
	const struct scope *outer;
	const calx_table *table;
};

/* Where a SELECT of all columns of a table has them in its text, if nothing
 * sorts, groups or makes its rows distinct; `table` NULL: it is another one. */
struct listed {
	size_t begin, length;
	const calx_table *table;
};

struct compiler {
	const struct dialect *dialect;
	const struct statement *statement;
	const char *title;	  /* of its kind: "select from" */
	const calx_node *clauses; /* of the statement, in the plain form */
	const struct scope *scope;
	struct strbuf *sql;
	const struct vec *values; /* of struct bound_value, of the plain form */
	struct vec *places;	  /* of size_t, see calx__compile() */
	size_t parameter_count;
	unsigned depth;		 /* of the node that is being written */
	bool qualified;		 /* write table.column */
	bool exact;		 /* write the operands by dialect->exact() */
	const calx_table *row;	 /* that select() fills; NULL: none */
	bool labels;		 /* its columns may be named */
	struct listed listed;	 /* see calx__compile_listed() */
	enum calx_status status; /* the first failure sticks */
	calx_error *error;
};

/* Renders a node by the dialect's visitor, or the default one. */
void calx__compile_node(struct compiler *compiler, const calx_node *node);
/* The default visitor, for a dialect that adds to it. */
void calx__compile_default(struct compiler *compiler, const calx_node *node);
/* Children, with `separator` between them. */
void calx__compile_list(struct compiler *compiler, const calx_node *nodes,
	const char *separator);
/* An operand of a node: in parentheses if it binds less. */
void calx__compile_operand(struct compiler *compiler, const calx_node *parent,
	const calx_node *operand);
/* An operand that is compared or sorted: by value, whatever its type. */
void calx__compile_collated(
	struct compiler *compiler, const calx_node *operand);

/* What makes values of a type be compared as what they are. */
void calx__compile_collation(struct compiler *compiler, const calx_type *type);
/* The same of a column of the row that select() fills. */
void calx__compile_label_collation(
	struct compiler *compiler, const calx_column *column);
/* What a column of the result is made of; of different rows, by value. */
void calx__compile_selected(
	struct compiler *compiler, const calx_node *operand);
/* What set() stores in the column. */
void calx__compile_stored(struct compiler *compiler, const calx_column *column,
	const calx_node *value);

/* Text that is a constant of ours. */
void calx__compile_text(struct compiler *compiler, const char *text);
void calx__compile_identifier(struct compiler *compiler, const char *name);
/* A table, with its schema if it is in one. */
void calx__compile_relation(
	struct compiler *compiler, const char *schema, const char *name);
/* A column of the statement's table, quoted; `collated`: to be compared or
 * sorted by value. */
void calx__compile_column(
	struct compiler *compiler, const calx_column *column, bool collated);
/* Whether a column is one of the row that select() fills. */
bool calx__compile_is_label(
	const struct compiler *compiler, const calx_column *column);
/* The marks of the `index`th value of a VALUE or ARRAY node; NULL: of a value
 * that the unit of work binds by its place. The only place that writes one. */
void calx__compile_placeholder(
	struct compiler *compiler, const calx_node *node, size_t index);
/* A comparison of a column with values alone. */
struct comparison {
	const calx_column *column;
	const char *operator;  /* as in where(): "==", "in" ... */
	const calx_node *node; /* COMPARE; NULL: with the next value of a key */
	size_t count;	       /* of the values */
};

/* Writes it as the dialect does. */
void calx__compile_comparison(
	struct compiler *compiler, const struct comparison *comparison);
/* For dialects: writes it as it stands, or the mark of one of its values. */
void calx__comparison_write(
	struct compiler *compiler, const struct comparison *comparison);
void calx__comparison_value(struct compiler *compiler,
	const struct comparison *comparison, size_t value);

/* The table of the innermost scope. */
const calx_table *calx__compile_table(const struct compiler *compiler);

/* Whether every child of a tree may be where it is; reports the first that may
 * not. */
bool calx__compile_check(struct compiler *compiler, const calx_node *nodes,
	unsigned roles, const char *parent);

/* The first failure of a compilation; the message is put behind the name of
 * the statement and its table. */
void calx__compile_fail(struct compiler *compiler, enum calx_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A whole sentence for the failure that was just reported. */
void calx__compile_hint(struct compiler *compiler, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
