#ifndef CALX_SQL_NODE_H
#define CALX_SQL_NODE_H

#include "util/arena.h"
#include "util/strbuf.h"
#include "util/vec.h"
#include <calx/expression.h>

/* Statements are trees of calx_node. One table says which members each kind
 * of node uses; all walks read it. */

struct node_info {
	const char *name;
	bool has_text, has_column, has_value, has_array, has_children;
	bool is_clause;
};

/* beyond all kinds; clauses begin at the second number */
#define NODE_KIND_COUNT 160
#define NODE_CLAUSE_FIRST 100

/* rows without a name are of no kind */
extern const struct node_info calx__nodes[NODE_KIND_COUNT];

/* The row of a node's kind; a kind that is none is an invalid operand. */
static inline const struct node_info *calx__node_info(const calx_node *node)
{
	const unsigned kind = (unsigned)node->kind;

	return kind < NODE_KIND_COUNT && calx__nodes[kind].name
		       ? &calx__nodes[kind]
		       : &calx__nodes[CALX_NODE_INVALID];
}

/* Conditions may be nested this deep; deeper ones are an error. */
#define NODE_DEPTH_MAX 100

enum statement_kind {
	STATEMENT_SELECT,
	STATEMENT_COUNT,
	STATEMENT_EXISTS,
	STATEMENT_UPDATE,
	STATEMENT_DELETE,
	/* of the unit of work: by column numbers, not by clauses */
	STATEMENT_INSERT,
	STATEMENT_UPDATE_BY_KEY,
	STATEMENT_DELETE_BY_KEY,
	STATEMENT_GET
};

/* A statement to be compiled. The clause kinds use `clauses`; the others bind
 * the columns numbered in `numbers` (INSERT: `rows` times; UPDATE_BY_KEY: those
 * to set), and then the primary key (`keys`). SELECT without a COLUMNS clause,
 * and GET, fetch all columns of `table` in its order. */
struct statement {
	enum statement_kind kind;
	const calx_table *table;
	const calx_node *clauses; /* up to CALX_NODE_END; may be NULL */
	const unsigned *numbers;
	size_t number_count;
	const unsigned *keys;
	size_t key_count;
	size_t rows;
	const unsigned *returning; /* INSERT: columns to read back */
	size_t returning_count;
};

/* A value on its way into a statement, and the column it is meant for (NULL if
 * none): that column's type says how it is checked and stored. */
struct bound_value {
	calx_value value;
	const calx_column *column;
	bool compared; /* and not stored: it need not fit the column's length,
	                * as any text may be looked for */
};

/* The structure of a clause statement as bytes, without its values: two
 * statements with equal keys compile to the same SQL, or both to an error: a
 * value that no SQL can be made for (a negative limit, NULL where it cannot
 * match) shows in the key. In the same walk the
 * values are collected into `values` (of struct bound_value), in the order in
 * which the compiler writes their placeholders: clauses are walked by kind
 * (COLUMNS, SET, WHERE, ORDER_BY, LIMIT, OFFSET), whatever order they were
 * given in. The statements of the unit of work have a key too, and no values.
 * Failure (no memory) sticks to `key` and `values`. */
void calx__statement_key(const struct statement *statement, struct strbuf *key,
	struct vec *values);

/* One element of a CALX_NODE_ARRAY as a value. */
calx_value calx__array_item(const calx_node *node, size_t index);
size_t calx__array_count(const calx_node *node);

/* Whether a list of texts has a NULL among them. */
bool calx__array_has_null(const calx_node *node);

/* Whether the operand of limit() or offset() is an integer from 0 on. */
bool calx__limit_is_valid(const calx_node *clause);
/* Whether a clause of which only the last counts is followed by another. */
bool calx__clause_is_superseded(const calx_node *clause);

/* A deep copy of clauses, with text, values and arrays; NULL on failure. */
calx_node *calx__nodes_copy(struct arena *arena, const calx_node *nodes);
size_t calx__nodes_count(const calx_node *nodes);

#endif
