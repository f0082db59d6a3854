#ifndef CALX_ORM_ORDER_H
#define CALX_ORM_ORDER_H

#include "orm/write/unit.h"

/* In which order a flush writes tables and rows: by their foreign keys. */

/* a row of some unit */
struct item {
	struct unit *unit;
	uint32_t slot;
};

/* Fills in `groups`. */
enum calx_status calx__order_units(struct flush *flush);
/* The rows of the group in state ADDED (or REMOVED), each behind those that it
 * refers to. */
enum calx_status calx__order_rows(struct flush *flush,
	const struct group *group, enum slot_state state,
	struct item **ret_items, size_t *ret_count);

/* ---- what an order is made of ---------------------------------------------------- */

/* `edges` (of struct topo_edge): `before` comes before `after`. Without memory
 * the vector has failed. */
void calx__order_edge(struct vec *edges, size_t before, size_t after);
/* `count` numbers in an order that the edges allow, in the flush's arena;
 * *ret_sorted (may be NULL) is how many of them are not on or behind a cycle.
 * NULL without memory. */
size_t *calx__order_sort(struct flush *flush, size_t count,
	const struct vec *edges, size_t *ret_sorted);

#endif
