#include "orm/write/order.h"

#include "orm/base/error.h"
#include "util/topo.h"

/* In which order a flush writes tables: by their foreign keys. Tables are few:
 * each time all references are looked at for the next one. */

/* ---- references ---------------------------------------------------------- */

/* Without memory the vector has failed. */
static void edge_add(struct vec *edges, size_t before, size_t after)
{
	struct topo_edge edge = { before, after };

	calx__vec_append(edges, &edge);
}

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
		if (target && target != unit)
			edge_add(edges, (size_t)(target - flush->units),
				(size_t)(unit - flush->units));
	}
	return status;
}

/* ---- the order ------------------------------------------------------------- */

/* A table that is referred to by this one, and is not in the order yet. */
static bool find_before(const struct vec *edges, const bool *is_done,
	size_t unit, size_t *ret_before)
{
	const struct topo_edge *edge = edges->items;

	for (size_t i = 0; i < edges->count; i++)
		if (edge[i].after == unit && !is_done[edge[i].before]) {
			*ret_before = edge[i].before;
			return true;
		}
	return false;
}

/* The first table that refers to none that is not in the order yet. If each of
 * them does, one of a circle: back from any of them, after as many steps as
 * there are tables, only a circle is left. */
static size_t next_unit(
	struct flush *flush, const struct vec *edges, const bool *is_done)
{
	size_t unit = 0, before, waits = 0;

	for (; unit < flush->unit_count; unit++) {
		if (is_done[unit])
			continue;
		if (!find_before(edges, is_done, unit, &before))
			return unit;
		waits = unit;
	}
	flush->has_circle = true;
	for (size_t i = 0; i < flush->unit_count; i++)
		find_before(edges, is_done, waits, &waits);
	return waits;
}

static enum calx_status order_make(struct flush *flush, const struct vec *edges)
{
	const size_t count = flush->unit_count;
	bool *is_done = calx__arena_zero(&flush->arena, count, sizeof(bool));

	flush->order =
		calx__arena_zero(&flush->arena, count, sizeof(struct unit *));
	if (!flush->order || !is_done || edges->failed)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < count; i++) {
		size_t unit = next_unit(flush, edges, is_done);

		is_done[unit] = true;
		flush->order[i] = &flush->units[unit];
	}
	return CALX_OK;
}

enum calx_status calx__order_units(struct flush *flush)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = unit_edges(flush, &flush->units[i], &edges);
	if (status >= 0)
		status = order_make(flush, &edges);
	calx__vec_release(&edges);
	return status;
}
