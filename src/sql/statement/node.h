#ifndef CALX_SQL_NODE_H
#define CALX_SQL_NODE_H

#include <string.h>

#include "util/arena.h"
#include <calx/expression.h>

/* Statements are trees of calx_node. One table says what each kind of node is
 * and which members it uses; all walks read it.
 *
 * The macros write trees in a short form, in which the first operand is pointed
 * at and the last one is a word inside of the node. calx__nodes_copy() makes
 * the plain form, in which all operands are children; only it and the key
 * (key.h) know of the other. */

struct compiler;
typedef void node_visitor(struct compiler *compiler, const calx_node *node);

/* what a node may stand for, and what it may have as children */
enum node_role {
	NODE_OPERAND = 1,
	NODE_LIST = 2, /* of values, for `in` */
	NODE_CONDITION = 4,
	NODE_TERM = 8, /* an operand with a direction */
	NODE_CLAUSE = 16,
	NODE_PART = 32,	  /* of one other kind: WHEN, DISTINCT ... */
	NODE_WINDOW = 64, /* of over() */
};

struct node_info {
	const char *name; /* as it is written, in errors */
	unsigned role;	  /* of enum node_role */
	/* what its children may be; nothing else gets to the visitor */
	unsigned child_roles;
	unsigned char children_min;
	/* of operators: what binds less is put into parentheses */
	unsigned char precedence;
	/* which members of calx_node count */
	bool has_text, has_pointer, has_type, has_value, has_array,
		has_children;
	/* its short form is a ROW, whose fields are the children */
	bool has_row;
	/* its values are meant for the column that is its first operand: to be
	 * stored in it, or to be compared with it */
	bool stores, compares;
	/* the default; a dialect overrides it */
	node_visitor *write;
	/* what it makes; NULL: not known before it is read */
	calx_type (*type)(const calx_node *node);
};

/* beyond all kinds */
#define NODE_KIND_COUNT 160

/* one row for each kind (compile/kinds.c); a row without a name is of none */
extern const struct node_info calx__nodes[NODE_KIND_COUNT];

/* The row of a node's kind; a kind that is none is an invalid operand. */
static inline const struct node_info *calx__node_info(const calx_node *node)
{
	const unsigned kind = (unsigned)node->kind;

	return kind < NODE_KIND_COUNT && calx__nodes[kind].name
		       ? &calx__nodes[kind]
		       : &calx__nodes[CALX_NODE_INVALID];
}

/* Nodes may be nested this deep; deeper ones are an error. */
#define NODE_DEPTH_MAX 100

/* The last clause of a kind, also among those of a query or of only_if();
 * NULL if there is none. */
const calx_node *calx__clause(
	const calx_node *clauses, enum calx_node_kind kind);

/* The table that a query without a model is of: from() says it, or the first
 * column that it mentions, those of columns() and select() before others; NULL
 * if none. */
const calx_table *calx__clauses_table(const calx_node *clauses);

/* What fills the column of that number, by a select() in the short form; a NULL
 * value if the field is left out. */
const calx_node *calx__field_node(const calx_node *select, size_t number);
/* Whether a select() is in the short form. */
static inline bool calx__fields_are_short(const calx_node *select)
{
	return select->table && select->children &&
	       select->children->kind == CALX_NODE_ROW &&
	       select->children->object;
}

/* Whether where_given() or where_if() have left a condition out. */
bool calx__condition_is_off(const calx_node *node);

/* What the short form points at, NULL if nothing: kinds that point at a table
 * or a type have all operands as children. */
static inline const calx_node *calx__left_operand(
	const struct node_info *info, const calx_node *node)
{
	return info->has_pointer || info->has_type ? NULL : node->operand;
}
/* The first operand, in either form; NULL if there is none. */
const calx_node *calx__first_operand(const calx_node *node);

/* The value of the second operand of two, in either form; false if it is none. */
bool calx__second_value(const calx_node *node, calx_value *ret_value);

/* The part of calx__operand_value() for what does not fit into a word. */
bool calx__operand_value_at(const calx_operand *operand, calx_value *ret_value);
/* The value of a last operand in the short form; false if it is none. NULL is
 * a value of kind CALX_NULL. Inline, because most are numbers. */
static inline bool calx__operand_value(
	const calx_operand *operand, calx_value *ret_value)
{
	if (operand->what != CALX_OPERAND_VALUE)
		return calx__operand_value_at(operand, ret_value);
	ret_value->kind = operand->kind;
	memcpy(&ret_value->as, &operand->word, sizeof(operand->word));
	return true;
}

/* The type of what a node makes; kind CALX_NULL if it is not known. */
calx_type calx__node_type(const calx_node *node);
/* The column whose values an expression picks, if they are stored in the form of
 * another program: what stands beside it must be, too. Otherwise NULL. */
const calx_column *calx__node_column(const calx_node *node);

/* One element of a CALX_NODE_ARRAY as a value. */
calx_value calx__array_item(const calx_node *node, size_t index);
size_t calx__array_count(const calx_node *node);
/* Whether a list of texts has a NULL among them. */
bool calx__array_has_null(const calx_node *node);

/* A deep copy of clauses in the plain form, with text, values and arrays; what
 * was left out is not in it. NULL on failure. */
calx_node *calx__nodes_copy(struct arena *arena, const calx_node *nodes);
size_t calx__nodes_count(const calx_node *nodes);
/* Whether two trees in the plain form are the same, values and all. */
bool calx__nodes_equal(const calx_node *a, const calx_node *b);
/* Such a copy of what all columns() clauses list, one behind the other. */
const calx_node *calx__columns_copy(
	struct arena *arena, const calx_node *clauses);

#endif
