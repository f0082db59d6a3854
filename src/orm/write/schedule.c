#include "orm/write/schedule.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/write/give_way.h"

/* Kahn's algorithm, with the free rows in a heap, so that the order is as close to
 * the usual one as the edges allow. When no row is free, some wait for each
 * other in a circle: the one that can do so best gives way, and it goes on. A
 * column that is written later is a node of its own, numbered behind the rows. */

struct planner {
	struct schedule *schedule;
	struct graph *graph;
	struct edge *edges;
	size_t node_count; /* rows, and columns that are written later */
	size_t *waiting;   /* for so many nodes each of them still waits */
	/* edges by the node they leave, and by the one they lead to */
	size_t *leaves_first, *leaves, *comes_first, *comes;
	bool *is_cut; /* by edge */
	bool *is_done;
	size_t *heap;
	size_t heap_count;
	size_t scan;	/* no node below it waits */
	unsigned *seen; /* by node: in which search */
	unsigned search;
};

/* ---- the free nodes --------------------------------------------------------- */

static void heap_push(struct planner *planner, size_t node)
{
	size_t *items = planner->heap;
	size_t i = planner->heap_count++;

	for (; i && items[(i - 1) / 2] > node; i = (i - 1) / 2)
		items[i] = items[(i - 1) / 2];
	items[i] = node;
}

static size_t heap_pop(struct planner *planner)
{
	size_t *items = planner->heap;
	size_t top = items[0], last = items[--planner->heap_count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < planner->heap_count) {
		if (child + 1 < planner->heap_count &&
			items[child + 1] < items[child])
			child++;
		if (items[child] >= last)
			break;
		items[i] = items[child];
		i = child;
	}
	items[i] = last;
	return top;
}

/* ---- edges ------------------------------------------------------------------ */

/* The node need not wait for one of its edges any more. */
static void edge_cut(struct planner *planner, size_t edge)
{
	size_t after = planner->edges[edge].after;

	planner->is_cut[edge] = true;
	if (!--planner->waiting[after])
		heap_push(planner, after);
}

/* Edges in lists: first[n] is where those of node n begin. */
static void lists_make(const struct planner *planner, size_t *first,
	size_t *list, bool leaving)
{
	const struct edge *edges = planner->edges;
	const size_t count = planner->graph->edges.count;

	for (size_t i = 0; i < count; i++)
		first[leaving ? edges[i].before : edges[i].after]++;
	for (size_t i = 1; i <= planner->graph->count; i++)
		first[i] += first[i - 1];
	for (size_t i = count; i-- > 0;)
		list[--first[leaving ? edges[i].before : edges[i].after]] = i;
}

/* ---- circles ------------------------------------------------------------------ */

/* The row that a node is, or is a column of. */
static size_t row_of(const struct planner *planner, size_t node)
{
	const struct step *later = planner->schedule->later.items;
	const size_t count = planner->graph->count;

	return node < count ? node : later[node - count].row;
}

/* An edge to the node from one that is not done; SIZE_MAX: a column that waits
 * for its own row. */
static size_t waits_for(const struct planner *planner, size_t node)
{
	const size_t row = row_of(planner, node);

	for (size_t i = planner->comes_first[row];
		i < planner->comes_first[row + 1]; i++) {
		size_t edge = planner->comes[i];

		if (!planner->is_cut[edge] &&
			planner->edges[edge].after == node)
			return edge;
	}
	return SIZE_MAX;
}

static size_t node_before(const struct planner *planner, size_t node)
{
	size_t edge = waits_for(planner, node);

	return edge == SIZE_MAX ? row_of(planner, node)
				: planner->edges[edge].before;
}

/* Some node of a circle: whoever goes back from a node that waits comes to one
 * for the second time. */
static size_t circle_find(struct planner *planner)
{
	size_t node;

	while (planner->is_done[planner->scan])
		planner->scan++;
	node = planner->scan;
	planner->search++;
	while (planner->seen[node] != planner->search) {
		planner->seen[node] = planner->search;
		node = node_before(planner, node);
	}
	return node;
}

/* The edge of the circle that can be done without best. */
static size_t circle_weakest(
	const struct planner *planner, size_t node, struct way *ret_way)
{
	const size_t start = node;
	size_t weakest = SIZE_MAX;

	/* nothing waits for a column: all of them are rows */
	do {
		size_t edge = waits_for(planner, node);
		struct way way = calx__give_way(planner->graph->flush,
			planner->schedule->rows, &planner->edges[edge]);

		if (weakest == SIZE_MAX || way.cost < ret_way->cost) {
			weakest = edge;
			*ret_way = way;
		}
		node = planner->edges[edge].before;
	} while (node != start);
	return weakest;
}

/* ---- giving way ---------------------------------------------------------------- */

/* The row's column has given its value up: who waited for that waits no more. */
static bool release(struct planner *planner, size_t node, const struct way *way)
{
	const struct step step = { way->kind, node, way->column };

	for (size_t i = planner->leaves_first[node];
		i < planner->leaves_first[node + 1]; i++) {
		size_t edge = planner->leaves[i];

		if (!planner->is_cut[edge] &&
			planner->edges[edge].kind != EDGE_COMES &&
			calx__set_has(
				planner->edges[edge].columns, way->column))
			edge_cut(planner, edge);
	}
	return calx__vec_append(&planner->schedule->steps, &step);
}

/* The row is written without a column, which then waits in its place. */
static bool postpone(struct planner *planner, size_t node, unsigned column)
{
	const struct step step = { STEP_SETTLE, node, column };
	size_t later = planner->node_count++;

	planner->schedule->rows[node].is_split = true;
	for (size_t i = planner->comes_first[node];
		i < planner->comes_first[node + 1]; i++) {
		size_t edge = planner->comes[i];

		if (planner->is_cut[edge] ||
			planner->edges[edge].after != node ||
			planner->edges[edge].kind == EDGE_GOES ||
			!calx__set_has(planner->edges[edge].columns, column))
			continue;
		planner->edges[edge].after = later;
		planner->waiting[later]++;
		planner->waiting[node]--;
	}
	/* and for the row itself, which comes first */
	planner->waiting[later]++;
	if (!planner->waiting[node])
		heap_push(planner, node);
	return calx__vec_append(&planner->schedule->later, &step);
}

static enum calx_status circle_break(struct planner *planner)
{
	struct way way = { .cost = WAY_NONE };
	size_t edge = circle_weakest(planner, circle_find(planner), &way);
	bool done = true;

	if (way.cost == WAY_FREE || way.cost == WAY_NONE)
		edge_cut(planner, edge);
	else if (way.kind == STEP_SETTLE)
		done = postpone(
			planner, planner->edges[edge].after, way.column);
	else
		done = release(planner, planner->edges[edge].before, &way);
	return done ? CALX_OK
		    : calx__session_fail_memory(planner->graph->flush->session);
}

/* ---- the order -------------------------------------------------------------------- */

static bool step_add(struct planner *planner, size_t node)
{
	const struct step row = { STEP_ROW, node, 0 };
	const size_t count = planner->graph->count;

	if (node < count)
		return calx__vec_append(&planner->schedule->steps, &row);
	return calx__vec_append(&planner->schedule->steps,
		calx__vec_at(&planner->schedule->later, node - count));
}

/* Columns of a row that are written later wait for it. */
static void later_free(struct planner *planner, size_t node)
{
	const struct vec *later = &planner->schedule->later;
	const struct step *steps = later->items;

	if (node >= planner->graph->count ||
		!planner->schedule->rows[node].is_split)
		return;
	for (size_t i = 0; i < later->count; i++) {
		size_t settle = planner->graph->count + i;

		if (steps[i].row == node && !--planner->waiting[settle])
			heap_push(planner, settle);
	}
}

static enum calx_status node_take(struct planner *planner, size_t node)
{
	planner->is_done[node] = true;
	if (!step_add(planner, node))
		return calx__session_fail_memory(
			planner->graph->flush->session);
	later_free(planner, node);
	if (node >= planner->graph->count)
		return CALX_OK;
	for (size_t i = planner->leaves_first[node];
		i < planner->leaves_first[node + 1]; i++)
		if (!planner->is_cut[planner->leaves[i]])
			edge_cut(planner, planner->leaves[i]);
	return CALX_OK;
}

static enum calx_status plan(struct planner *planner)
{
	enum calx_status status = CALX_OK;
	size_t done = 0;

	for (size_t i = 0; i < planner->graph->count; i++)
		if (!planner->waiting[i])
			heap_push(planner, i);
	while (status >= 0 && done < planner->node_count) {
		if (!planner->heap_count) {
			status = circle_break(planner);
			continue;
		}
		status = node_take(planner, heap_pop(planner));
		done++;
	}
	return status;
}

/* ---- what it works with -------------------------------------------------------------- */

static bool planner_make(struct planner *planner)
{
	struct arena *arena = &planner->graph->flush->arena;
	const size_t edges = planner->graph->edges.count;
	/* each edge makes one column at most that is written later */
	const size_t nodes = planner->graph->count + edges;

	planner->edges = planner->graph->edges.items;
	planner->node_count = planner->graph->count;
	planner->waiting = calx__arena_zero(arena, nodes, sizeof(size_t));
	planner->leaves_first =
		calx__arena_zero(arena, nodes + 1, sizeof(size_t));
	planner->leaves = calx__arena_zero(arena, edges, sizeof(size_t));
	planner->comes_first =
		calx__arena_zero(arena, nodes + 1, sizeof(size_t));
	planner->comes = calx__arena_zero(arena, edges, sizeof(size_t));
	planner->is_cut = calx__arena_zero(arena, edges, sizeof(bool));
	planner->is_done = calx__arena_zero(arena, nodes, sizeof(bool));
	planner->heap = calx__arena_zero(arena, nodes, sizeof(size_t));
	planner->seen = calx__arena_zero(arena, nodes, sizeof(unsigned));
	if (arena->failed)
		return false;
	lists_make(planner, planner->leaves_first, planner->leaves, true);
	lists_make(planner, planner->comes_first, planner->comes, false);
	for (size_t i = 0; i < edges; i++)
		planner->waiting[planner->edges[i].after]++;
	return true;
}

static void rows_fill(struct graph_row *rows, struct unit *unit)
{
	const struct vec *added = &unit->mapper->pending.added;
	const struct vec *removed = &unit->mapper->pending.removed;
	const struct change *changes = unit->changes.items;

	for (size_t i = 0; i < added->count; i++)
		rows[calx__graph_insert(unit, i)] = (struct graph_row){ unit,
			calx__slots_at(added, i), 0, ROW_INSERT, false };
	for (size_t i = 0; i < unit->changes.count; i++)
		rows[calx__graph_update(unit, i)] = (struct graph_row){ unit,
			changes[i].slot, (uint32_t)i, ROW_UPDATE, false };
	for (size_t i = 0; i < removed->count; i++)
		rows[calx__graph_delete(unit, i)] = (struct graph_row){ unit,
			calx__slots_at(removed, i), 0, ROW_DELETE, false };
}

/* Also tables that this flush does not write may refer to what it does. */
static enum calx_status resolve_all(calx_session *session)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < session->mappers.count && status >= 0; i++) {
		struct mapper *mapper = calx__mapper_at(session, i);

		if (!mapper->table->is_row)
			status = calx__mapper_resolve(mapper);
	}
	return status;
}

enum calx_status calx__schedule_make(
	struct schedule *schedule, struct graph *graph)
{
	struct planner planner = { .schedule = schedule, .graph = graph };
	struct flush *flush = graph->flush;
	enum calx_status status;

	schedule->steps = schedule->later = (struct vec)VEC_INIT(struct step);
	if ((status = resolve_all(flush->session)) < 0)
		return status;
	schedule->rows = calx__arena_zero(
		&flush->arena, graph->count, sizeof(*schedule->rows));
	if (!schedule->rows || !planner_make(&planner))
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < flush->unit_count; i++)
		rows_fill(schedule->rows, &flush->units[i]);
	return plan(&planner);
}

void calx__schedule_release(struct schedule *schedule)
{
	calx__vec_release(&schedule->steps);
	calx__vec_release(&schedule->later);
}
