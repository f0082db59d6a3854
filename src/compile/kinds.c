#include "compile/kinds.h"

#include "compile/clause.h"
#include "compile/expression.h"
#include "compile/operator.h"
#include "compile/select.h"

/* The kinds of node, one row each: what a kind is called, where it may stand,
 * which members it uses, how it is written and what it makes. A new kind of
 * expression is a number in calx/node.h, a row here, and its macro. */

/* clang-format off */
#define OPERANDS (NODE_OPERAND)
#define VALUES (NODE_OPERAND | NODE_LIST)
#define CONDITIONS (NODE_CONDITION)
#define TERMS (NODE_OPERAND | NODE_TERM)

const struct node_info calx__nodes[NODE_KIND_COUNT] = {
	/* expressions */
	[CALX_NODE_COLUMN] = { "a column", NODE_OPERAND, .has_text = true, .has_pointer = true,
		.write = calx__write_column, .type = calx__column_node_type },
	[CALX_NODE_VALUE] = { "a value", NODE_OPERAND, .has_value = true,
		.write = calx__write_value, .type = calx__value_node_type },
	[CALX_NODE_ARRAY] = { "array()", NODE_LIST, .has_array = true, .write = calx__write_array },
	[CALX_NODE_INVALID] = { "an invalid operand", NODE_OPERAND, .has_text = true },
	[CALX_NODE_CALL] = { "a function", NODE_OPERAND, OPERANDS | NODE_PART, .has_text = true, .has_children = true,
		.write = calx__write_call, .type = calx__call_type },
	[CALX_NODE_OPERATOR] = { "calc()", NODE_OPERAND, OPERANDS, 2, 5, .has_text = true, .has_children = true,
		.write = calx__write_operator, .type = calx__first_type },
	[CALX_NODE_CASE] = { "case_when()", NODE_OPERAND, NODE_PART, 1, .has_type = true, .has_children = true,
		.write = calx__write_case, .type = calx__declared_type },
	[CALX_NODE_CAST] = { "cast()", NODE_OPERAND, OPERANDS, 1, .has_type = true, .has_children = true,
		.write = calx__write_cast, .type = calx__declared_type },
	[CALX_NODE_EXTRACT] = { "extract()", NODE_OPERAND, OPERANDS, 1, .has_text = true, .has_children = true,
		.write = calx__write_extract, .type = calx__integer_type },
	[CALX_NODE_FILTERED] = { "filtered()", NODE_OPERAND, OPERANDS | CONDITIONS, 2, .has_children = true,
		.write = calx__write_filtered, .type = calx__first_type },
	[CALX_NODE_OVER] = { "over()", NODE_OPERAND, OPERANDS | NODE_WINDOW, 1, .has_children = true,
		.write = calx__write_over, .type = calx__first_type },
	/* parts of others */
	[CALX_NODE_PARTITION_BY] = { "partition_by()", NODE_WINDOW, OPERANDS, 1, .has_children = true, .write = calx__compile_terms },
	[CALX_NODE_FRAME] = { "rows_between()", NODE_WINDOW, .has_text = true, .write = calx__write_frame },
	[CALX_NODE_WHEN] = { "when()", NODE_PART, OPERANDS | CONDITIONS, 2, .has_children = true, .write = calx__write_when },
	[CALX_NODE_OTHERWISE] = { "otherwise()", NODE_PART, OPERANDS, 1, .has_children = true, .write = calx__write_otherwise },
	[CALX_NODE_DISTINCT] = { "count_distinct()", NODE_PART, OPERANDS, 1, .has_children = true, .write = calx__write_distinct,
		.type = calx__first_type },
	[CALX_NODE_ALL_COLUMNS] = { "count_rows()", NODE_PART, .write = calx__write_star },
	[CALX_NODE_ORDERING] = { "asc() or desc()", NODE_TERM, TERMS, 1, .has_children = true, .write = calx__write_ordering },
	/* conditions */
	[CALX_NODE_COMPARE] = { "a condition", NODE_CONDITION, VALUES, 1, 3, .has_text = true, .has_children = true,
		.compares = true, .write = calx__compile_compare },
	[CALX_NODE_ALL_OF] = { "all_of()", NODE_CONDITION, CONDITIONS, 1, .has_children = true, .write = calx__compile_all_of },
	[CALX_NODE_ANY_OF] = { "any_of()", NODE_CONDITION, CONDITIONS, 1, .has_children = true, .write = calx__compile_any_of },
	[CALX_NODE_NONE_OF] = { "none_of()", NODE_CONDITION, CONDITIONS, 1, .has_children = true, .write = calx__compile_none_of },
	[CALX_NODE_WHERE] = { "where()", NODE_CONDITION, CONDITIONS, 1, .has_children = true, .write = calx__compile_where },
	[CALX_NODE_HAVING] = { "having()", NODE_CLAUSE, CONDITIONS, 1, .has_children = true, .write = calx__compile_where },
	/* those that are in the place of others, which only the plain form is without */
	[CALX_NODE_LIFTED] = { "an operand", NODE_OPERAND, OPERANDS, .has_children = true },
	[CALX_NODE_CLAUSES] = { "clauses()", NODE_CLAUSE, NODE_CLAUSE | CONDITIONS, .has_children = true },
	[CALX_NODE_NOTHING] = { .name = "nothing", .role = NODE_CLAUSE },
	/* clauses */
	[CALX_NODE_FROM] = { "from()", NODE_CLAUSE, .has_pointer = true },
	[CALX_NODE_COLUMNS] = { "columns()", NODE_CLAUSE, OPERANDS, 1, .has_children = true, .write = calx__compile_columns },
	[CALX_NODE_SELECT] = { "select()", NODE_CLAUSE, OPERANDS, 1, .has_pointer = true, .has_children = true, .has_row = true,
		.write = calx__compile_select },
	[CALX_NODE_SET] = { "set()", NODE_CLAUSE, VALUES, 2, .has_children = true, .stores = true, .write = calx__compile_set },
	[CALX_NODE_GROUP_BY] = { "group_by()", NODE_CLAUSE, OPERANDS, 1, .has_children = true, .write = calx__compile_terms },
	[CALX_NODE_ORDER_BY] = { "order_by()", NODE_CLAUSE | NODE_WINDOW, TERMS, 1, .has_children = true, .write = calx__compile_terms },
	[CALX_NODE_DISTINCT_ROWS] = { .name = "distinct()", .role = NODE_CLAUSE },
	[CALX_NODE_LIMIT] = { "limit()", NODE_CLAUSE, OPERANDS, 1, .has_children = true, .write = calx__compile_limit },
	[CALX_NODE_OFFSET] = { "offset()", NODE_CLAUSE, OPERANDS, 1, .has_children = true, .write = calx__compile_offset },
	[CALX_NODE_ALL_ROWS] = { .name = "all_rows()", .role = NODE_CLAUSE },
	[CALX_NODE_UNTRACKED] = { .name = "untracked()", .role = NODE_CLAUSE },
};
/* clang-format on */
