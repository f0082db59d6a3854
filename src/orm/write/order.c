#include "orm/write/order.h"

#include "orm/base/error.h"
#include "util/topo.h"

/* In which order a flush writes tables: by their foreign keys. */

/* ---- topological order --------------------------------------------------- */

/* `count` numbers in an order that the edges allow, in the flush's arena;
 * *ret_sorted is how many of them are not on or behind a cycle. NULL without
 * memory. */
static size_t *order_sort(struct flush *flush, size_t count,
	const struct vec *edges, size_t *ret_sorted)
{
	size_t *order =
		calx__arena_alloc(&flush->arena, count * sizeof(*order));
	size_t sorted;

	if (!order || edges->failed)
		return NULL;
	sorted = calx__topo_sort(count, edges->items, edges->count, order);
	if (sorted == (size_t)-1)
		return NULL;
	*ret_sorted = sorted;
	return order;
}

/* Without memory the vector has failed. */
static void order_edge(struct vec *edges, size_t before, size_t after)
{
	struct topo_edge edge = { before, after };

	if (before != after)
		calx__vec_append(edges, &edge);
}

/* ---- tables -------------------------------------------------------------- */

/* Only here are both sides of a reference known: a session may meet the model
 * that is referred to after the one that refers to it. */
static enum calx_status target_check(struct flush *flush,
	const struct unit *unit, const struct foreign_key *foreign_key,
	const struct unit *target)
{
	calx_session *session = flush->session;
	const enum calx_status status =
		calx__reference_check(unit->mapper->table, foreign_key,
			target->mapper->table, calx__session_failing(session));

	return status < 0 ? calx__session_failed(session, flush->reason.where)
			  : status;
}

static enum calx_status unit_edges(
	struct flush *flush, const struct unit *unit, struct vec *edges)
{
	const struct constraints *constraints = &unit->mapper->constraints;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < constraints->foreign_key_count && status >= 0;
		i++) {
		const struct foreign_key *key = &constraints->foreign_keys[i];
		struct unit *target = calx__units_find(flush, key->table);

		if (target)
			status = target_check(flush, unit, key, target);
		if (target)
			order_edge(edges, (size_t)(target - flush->units),
				(size_t)(unit - flush->units));
	}
	return status;
}

/* One group for each table that is sorted, one for all the others. */
static enum calx_status groups_make(
	struct flush *flush, const size_t *order, size_t sorted)
{
	const size_t count = flush->unit_count;
	struct unit **units =
		calx__arena_zero(&flush->arena, count, sizeof(struct unit *));

	flush->groups =
		calx__arena_zero(&flush->arena, count, sizeof(*flush->groups));
	if (!units || !flush->groups)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < count; i++) {
		units[i] = &flush->units[order[i]];
		/* the first that is not sorted begins the last group */
		if (i <= sorted)
			flush->groups[flush->group_count++].units = &units[i];
		flush->groups[flush->group_count - 1].count++;
	}
	return CALX_OK;
}

enum calx_status calx__order_units(struct flush *flush)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status = CALX_OK;
	size_t sorted = 0;
	size_t *order = NULL;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = unit_edges(flush, &flush->units[i], &edges);
	if (status >= 0) {
		order = order_sort(flush, flush->unit_count, &edges, &sorted);
		status = order ? groups_make(flush, order, sorted)
			       : calx__session_fail_memory(flush->session);
	}
	calx__vec_release(&edges);
	return status;
}
