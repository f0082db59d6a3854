#include "migrate/graph/path.h"

#include <string.h>

#include "migrate/graph/target.h"
#include "migrate/graph/walk.h"
#include "util/fail.h"
#include "util/text.h"

/* From what has been applied to what is asked for. The base of all answers are
 * sets of nodes (walk.h); only the last step puts one in order. */

static struct node_list list_of(struct graph_node **node)
{
	return (struct node_list){ node, *node ? 1 : 0 };
}

static node_set *set_of(struct graph *graph, struct node_list nodes)
{
	node_set *set = calx__set_new(graph);

	for (size_t i = 0; set && i < nodes.count; i++)
		set[nodes.items[i]->number] = true;
	return set;
}

static node_set *ancestors_of(struct graph *graph, struct node_list nodes)
{
	node_set *set = calx__set_new(graph);

	calx__set_reach_all(graph, set, nodes, EDGES_NEEDS);
	return set;
}

static bool set_is_empty(const struct graph *graph, const node_set *set)
{
	for (size_t i = 0; set && i < graph->count; i++)
		if (set[i])
			return false;
	return true;
}

enum calx_status calx__graph_applied_heads(struct graph *graph,
	struct node_list applied, struct node_list *ret_heads,
	calx_error *error)
{
	struct node_list heads = calx__set_heads(graph, set_of(graph, applied));

	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	*ret_heads = heads;
	return CALX_OK;
}

enum calx_status calx__graph_ancestors(struct graph *graph,
	struct node_list nodes, struct node_list *ret_nodes, calx_error *error)
{
	struct node_list list =
		calx__set_sort(graph, ancestors_of(graph, nodes));

	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	calx__list_reverse(list);
	*ret_nodes = list;
	return CALX_OK;
}

/* ---- where relative targets start ----------------------------------------- */

/* The members of `set` that no other member revises, dependencies apart. */
static struct node_list line_tips(struct graph *graph, const node_set *set)
{
	node_set *tips = set_of(graph, calx__set_list(graph, set));

	for (size_t i = 0; tips && i < graph->count; i++) {
		const struct graph_node *node = graph->nodes[i];

		for (size_t k = 0; set[i] && k < node->down.count; k++)
			tips[node->down.items[k]->number] = false;
	}
	return calx__set_list(graph, tips);
}

/* The tips of what is applied on a branch: of the heads those that belong to
 * it. If others stand on it: upwards from the last of its revisions; downwards
 * only from a revision that ends its line, or a shared ancestor would go. */
static struct node_list branch_tips(struct graph *graph,
	struct node_list applied, struct graph_node *branch, bool up)
{
	node_set *set = set_of(graph, applied);
	struct node_list tips = calx__set_heads(graph, set);
	node_set *lineage;

	if (!branch)
		return tips;
	lineage = calx__graph_lineage(graph, list_of(&branch), false);
	tips = calx__list_filter(graph, tips, lineage);
	if (tips.count)
		return tips;
	if (!up)
		return calx__list_filter(graph, line_tips(graph, set), lineage);
	calx__set_intersect(graph, set, lineage);
	return calx__set_heads(graph, set);
}

/* The one place from which "+1", "-1", "label@-1" count. */
static enum calx_status start_find(struct graph *graph,
	struct node_list applied, const struct graph_target *target,
	struct graph_place *ret_place, calx_error *error)
{
	struct graph_node *branch = NULL;
	struct node_list tips;
	enum calx_status status;

	status = calx__target_branch(graph, target, &branch, error);
	if (status < 0)
		return status;
	tips = branch_tips(graph, applied, branch, target->steps > 0);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	if (tips.count > 1) {
		calx__fail(error, CALX_AMBIGUOUS,
			"'%s' is ambiguous, the database is at %zu revisions: %s",
			target->text, tips.count, calx__list_text(graph, tips));
		calx__fail_hint(
			error, "Name one: '<branch>@%+lld'.", target->steps);
		return CALX_AMBIGUOUS;
	}
	*ret_place = (struct graph_place){ tips.count ? tips.items[0] : NULL,
		false };
	return CALX_OK;
}

static enum calx_status relative_start(struct graph *graph,
	struct node_list applied, const struct graph_target *target,
	struct graph_place *ret_place, calx_error *error)
{
	struct graph_node *node;
	enum calx_status status;

	if (!*target->symbol)
		return start_find(graph, applied, target, ret_place, error);
	status = calx__target_single(graph, target, &node, error);
	if (status < 0)
		return status;
	*ret_place = (struct graph_place){ node, false };
	return CALX_OK;
}

/* Where a relative target leads; `ret_start` is where it starts. */
static enum calx_status relative_find(struct graph *graph,
	struct node_list applied, const struct graph_target *target,
	struct graph_place *ret_start, struct graph_place *ret_end,
	calx_error *error)
{
	struct graph_node *branch = NULL;
	enum calx_status status;

	status = relative_start(graph, applied, target, ret_start, error);
	if (status >= 0)
		status = calx__target_branch(graph, target, &branch, error);
	*ret_end = *ret_start;
	if (status >= 0)
		status = calx__graph_walk(
			graph, branch, target->steps, ret_end, error);
	if (status >= 0 && ret_end->beyond)
		status = calx__target_beyond(target, error);
	return status;
}

/* ---- upgrade -------------------------------------------------------------- */

static enum calx_status upgrade_target(struct graph *graph,
	struct node_list applied, const char *text, node_set *required,
	calx_error *error)
{
	struct graph_place start = { 0 }, end = { 0 };
	struct node_list nodes = { 0 };
	struct graph_target target = { 0 };
	enum calx_status status;

	status = calx__target_parse(graph, text, &target, error);
	if (status < 0)
		return status;
	if (!target.relative) {
		status = calx__target_symbol(graph, &target, &nodes, error);
		calx__set_reach_all(graph, required, nodes, EDGES_NEEDS);
		return status;
	}
	/* no upgrade leads down from where the database is */
	if (!*target.symbol && target.steps <= 0)
		return calx__target_beyond(&target, error);
	status = relative_find(graph, applied, &target, &start, &end, error);
	if (status >= 0 && !end.node)
		status = calx__target_beyond(&target, error);
	if (status >= 0)
		calx__set_reach(graph, required, end.node, EDGES_NEEDS);
	return status;
}

enum calx_status calx__graph_upgrade(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_steps, calx_error *error)
{
	node_set *required = calx__set_new(graph);
	struct node_list steps;
	enum calx_status status;

	status = upgrade_target(graph, applied, target, required, error);
	if (status < 0)
		return status;
	calx__set_subtract(graph, required, set_of(graph, applied));
	steps = calx__set_sort(graph, required);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	calx__list_reverse(steps);
	*ret_steps = steps;
	return CALX_OK;
}

/* ---- downgrade ------------------------------------------------------------ */

/* where a downgrade is to end, and the branch to which it is confined */
struct descent {
	struct graph_node *target; /* NULL: the base */
	struct graph_node *branch; /* NULL: all */
};

static enum calx_status descent_relative(struct graph *graph,
	struct node_list applied, const struct graph_target *target,
	struct descent *descent, calx_error *error)
{
	struct graph_place start = { 0 }, end = { 0 };
	enum calx_status status;

	/* no downgrade leads up from where the database is */
	if (!*target->symbol && target->steps >= 0)
		return calx__target_beyond(target, error);
	status = relative_find(graph, applied, target, &start, &end, error);
	if (status < 0)
		return status;
	if (!descent->branch && !*target->symbol)
		descent->branch = start.node;
	descent->target = end.node;
	return CALX_OK;
}

static enum calx_status descent_find(struct graph *graph,
	struct node_list applied, const char *text, struct descent *descent,
	calx_error *error)
{
	struct node_list nodes = { 0 };
	struct graph_target target = { 0 };
	enum calx_status status;

	if ((status = calx__target_parse(graph, text, &target, error)) < 0 ||
		(status = calx__target_branch(
			 graph, &target, &descent->branch, error)) < 0)
		return status;
	if (target.relative)
		return descent_relative(
			graph, applied, &target, descent, error);
	status = calx__target_symbol(graph, &target, &nodes, error);
	if (status >= 0 && nodes.count > 1)
		status = calx__fail(error, CALX_AMBIGUOUS,
			"'%s' means %zu revisions where one is needed: %s",
			text, nodes.count, calx__list_text(graph, nodes));
	if (status >= 0)
		descent->target = nodes.count ? nodes.items[0] : NULL;
	return status;
}

/* The first revisions to go: what stands on the target; with a branch, only
 * what leads to it. */
static enum calx_status descent_roots(struct graph *graph,
	const struct descent *descent, struct node_list *ret_roots,
	calx_error *error)
{
	struct node_list roots =
		descent->target ? descent->target->children : graph->bases;

	if (descent->branch && roots.count > 1) {
		node_set *below = calx__set_new(graph);

		calx__set_reach(graph, below, descent->branch, EDGES_DOWN);
		roots = calx__list_filter(graph, roots, below);
		if (calx__graph_status(graph, error) < 0)
			return CALX_OUT_OF_MEMORY;
		if (!roots.count)
			return calx__fail(error, CALX_INVALID,
				"'%s' is not a valid downgrade target from the current revisions",
				descent->target ? descent->target->id : "base");
	}
	*ret_roots = roots;
	return CALX_OK;
}

/* Nothing to take back is fine only at the target itself. */
static enum calx_status descent_check(struct graph *graph,
	const struct descent *descent, struct node_list applied,
	const node_set *steps, calx_error *error)
{
	node_set *heads;

	if (!descent->target || !set_is_empty(graph, steps))
		return CALX_OK;
	heads = set_of(graph, calx__set_heads(graph, set_of(graph, applied)));
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	if (calx__set_has(heads, descent->target))
		return CALX_OK;
	calx__fail(error, CALX_INVALID,
		"'%s' is not a valid downgrade target from the current revisions",
		descent->target->id);
	calx__fail_hint(error,
		"It has not run: the database is not past it. 'calx current' shows where it is.");
	return CALX_INVALID;
}

enum calx_status calx__graph_downgrade(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_steps, calx_error *error)
{
	node_set *dropped = calx__set_new(graph);
	struct descent descent = { 0 };
	struct node_list roots = { 0 };
	enum calx_status status;

	if ((status = descent_find(graph, applied, target, &descent, error)) <
			0 ||
		(status = descent_roots(graph, &descent, &roots, error)) < 0)
		return status;
	calx__set_reach_all(graph, dropped, roots, EDGES_FOLLOWERS);
	calx__set_intersect(graph, dropped, set_of(graph, applied));
	status = descent_check(graph, &descent, applied, dropped, error);
	if (status < 0)
		return status;
	*ret_steps = calx__set_sort(graph, dropped);
	return calx__graph_status(graph, error);
}

/* ---- stamp ---------------------------------------------------------------- */

/* Replaces those of `heads` that share the target's line by the target. */
static enum calx_status stamp_one(struct graph *graph, const char *text,
	node_set *heads, calx_error *error)
{
	struct node_list nodes = { 0 };
	struct graph_node *branch = NULL;
	struct graph_target target = { 0 };
	enum calx_status status;
	node_set *line;

	if ((status = calx__target_parse(graph, text, &target, error)) < 0 ||
		(status = calx__target_branch(graph, &target, &branch, error)) <
			0 ||
		(status = calx__graph_resolve(graph, text, &nodes, error)) < 0)
		return status;
	if (nodes.count)
		line = calx__graph_lineage(graph, nodes, true);
	else if (branch)
		line = calx__graph_lineage(graph, list_of(&branch), true);
	else
		line = heads; /* the base of everything */
	calx__set_subtract(graph, heads, line);
	for (size_t i = 0; heads && i < nodes.count; i++)
		heads[nodes.items[i]->number] = true;
	return calx__graph_status(graph, error);
}

enum calx_status calx__graph_stamp(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_applied, calx_error *error)
{
	struct view rest = calx__view(target);
	enum calx_status status = CALX_OK;
	struct node_list list;
	node_set *heads;

	heads = set_of(graph, calx__set_heads(graph, set_of(graph, applied)));
	do {
		struct view word =
			calx__view_trim(calx__view_split(&rest, ','));
		const char *text = calx__arena_strndup(
			&graph->arena, word.data, word.length);

		status = calx__graph_status(graph, error);
		if (status >= 0)
			status = stamp_one(graph, text, heads, error);
	} while (status >= 0 && rest.length);
	if (status < 0)
		return status;
	list = calx__set_list(graph, heads);
	return calx__graph_ancestors(graph, list, ret_applied, error);
}

/* ---- history -------------------------------------------------------------- */

/* one end of a range */
struct bound {
	const char *text;
	struct node_list nodes; /* empty: the base */
	bool open;		/* relative to the other end, not known yet */
	long long steps;
};

static enum calx_status bound_resolve(struct graph *graph,
	struct node_list applied, struct bound *bound, calx_error *error)
{
	struct graph_target target = { 0 };
	enum calx_status status;

	if (!strcmp(bound->text, "current"))
		return calx__graph_applied_heads(
			graph, applied, &bound->nodes, error);
	status = calx__target_parse(graph, bound->text, &target, error);
	if (status < 0)
		return status;
	if (target.relative && !*target.symbol && !target.branch) {
		bound->open = true;
		bound->steps = target.steps;
		return CALX_OK;
	}
	return calx__graph_resolve(graph, bound->text, &bound->nodes, error);
}

/* "-3:head", "base:+2": counted from the other end; walks stop at the ends of
 * the history. */
static enum calx_status bound_close(struct graph *graph, struct bound *bound,
	const struct bound *other, calx_error *error)
{
	struct graph_place place = { 0 };
	struct node_list all = { 0 };
	enum calx_status status;

	if (!bound->open)
		return CALX_OK;
	if (other->open || other->nodes.count > 1)
		return calx__fail(error, CALX_AMBIGUOUS,
			"'%s' is ambiguous in a range, '%s' being %s",
			bound->text, other->text,
			other->open ? "relative too" : "several revisions");
	if (other->nodes.count)
		place.node = other->nodes.items[0];
	status = calx__graph_walk(graph, NULL, bound->steps, &place, error);
	if (status < 0)
		return status;
	if (place.node)
		all = calx__list_filter(graph, list_of(&place.node), NULL);
	bound->nodes = all;
	return calx__graph_status(graph, error);
}

static enum calx_status range_parse(struct graph *graph, const char *range,
	struct bound *lower, struct bound *upper, calx_error *error)
{
	struct view rest = calx__view_trim(calx__view(range));
	struct view first = calx__view_split(&rest, ':');

	if (!strchr(range, ':') || memchr(rest.data, ':', rest.length))
		return calx__fail(error, CALX_INVALID,
			"'%s' is not a range: it must be start:end, start: or :end",
			range);
	lower->text = first.length ? calx__arena_strndup(&graph->arena,
					     first.data, first.length)
				   : "base";
	upper->text = rest.length ? calx__arena_strndup(&graph->arena,
					    rest.data, rest.length)
				  : "heads";
	return calx__graph_status(graph, error);
}

/* What lies between: the ancestors of the upper end that descend from the
 * lower one, both ends included. */
static enum calx_status range_select(struct graph *graph,
	const struct bound *lower, const struct bound *upper, node_set *shown,
	calx_error *error)
{
	node_set *above = calx__set_new(graph);

	calx__set_reach_all(graph, shown, upper->nodes, EDGES_NEEDS);
	if (!lower->nodes.count)
		return calx__graph_status(graph, error);
	calx__set_reach_all(graph, above, lower->nodes, EDGES_CHILDREN);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < lower->nodes.count; i++)
		if (!calx__set_has(shown, lower->nodes.items[i]))
			return calx__fail(error, CALX_INVALID,
				"'%s' is not an ancestor of '%s'", lower->text,
				upper->text);
	calx__set_intersect(graph, shown, above);
	return CALX_OK;
}

enum calx_status calx__graph_history(struct graph *graph,
	struct node_list applied, const char *range,
	struct node_list *ret_nodes, calx_error *error)
{
	struct bound lower = { .text = "base" }, upper = { .text = "heads" };
	node_set *shown = calx__set_new(graph);
	enum calx_status status;

	if ((status = range_parse(
		     graph, range ? range : ":", &lower, &upper, error)) < 0 ||
		(status = bound_resolve(graph, applied, &lower, error)) < 0 ||
		(status = bound_resolve(graph, applied, &upper, error)) < 0 ||
		(status = bound_close(graph, &lower, &upper, error)) < 0 ||
		(status = bound_close(graph, &upper, &lower, error)) < 0 ||
		(status = range_select(graph, &lower, &upper, shown, error)) <
			0)
		return status;
	*ret_nodes = calx__set_sort(graph, shown);
	return calx__graph_status(graph, error);
}
