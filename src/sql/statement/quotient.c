#include "sql/statement/quotient.h"

#include "sql/type/arithmetic.h"
#include "util/text.h"

/* Databases give quotients and means as many digits as they please, most of them
 * zeros: 0.10000000000000000000 for the mean of 0.10. */

/* what an expression has in it */
struct seen {
	unsigned scale; /* the most digits behind the point */
	bool divides;
};

static void look(const calx_node *node, unsigned depth, struct seen *seen);

static void scale_take(struct seen *seen, int scale)
{
	if (scale > (int)seen->scale)
		seen->scale = (unsigned)scale;
}

static void look_at_operands(
	const calx_node *node, unsigned depth, struct seen *seen)
{
	const struct node_info *info = calx__node_info(node);
	const calx_node *left = calx__left_operand(info, node);
	const calx_node *child = info->has_children ? node->children : NULL;
	calx_value value;

	if (left)
		look(left, depth, seen);
	for (; child && child->kind != CALX_NODE_END; child++)
		look(child, depth, seen);
	if (node->right.what == CALX_OPERAND_NODE && node->right.word)
		look((const calx_node *)(uintptr_t)node->right.word, depth,
			seen);
	else if (node->right.what && !node->children &&
		 calx__operand_value(&node->right, &value) &&
		 value.kind == CALX_NUMERIC)
		scale_take(seen, value.as.decimal.scale);
}

static void look(const calx_node *node, unsigned depth, struct seen *seen)
{
	if (!depth)
		return;
	switch (node->kind) {
	case CALX_NODE_COLUMN:
		if (node->column && node->column->type.kind == CALX_NUMERIC)
			scale_take(seen, node->column->type.scale);
		return;
	case CALX_NODE_VALUE:
		if (node->value.kind == CALX_NUMERIC)
			scale_take(seen, node->value.as.decimal.scale);
		return;
	/* these say how many digits they have, or are no part of it */
	case CALX_NODE_CAST:
	case CALX_NODE_SUBQUERY:
	case CALX_NODE_PARTITION_BY:
	case CALX_NODE_ORDER_BY:
	case CALX_NODE_WHERE:
		return;
	case CALX_NODE_OPERATOR:
		seen->divides |= calx__text_equal(node->text, "/");
		break;
	case CALX_NODE_CALL:
		if (calx__text_equal(node->text, "round"))
			return;
		seen->divides |= calx__text_equal(node->text, "avg");
		break;
	default:
		break;
	}
	look_at_operands(node, depth - 1, seen);
}

calx_decimal calx__quotient_settle(const calx_node *node, calx_decimal decimal)
{
	struct seen seen = { 0, false };

	look(node, NODE_DEPTH_MAX, &seen);
	return seen.divides ? calx__decimal_strip(decimal, seen.scale)
			    : decimal;
}
