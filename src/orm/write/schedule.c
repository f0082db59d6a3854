#include "orm/write/schedule.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/write/give_way.h"

/* The rows in their usual order, but what a row waits for is drawn before it, and
 * before that what that waits for. So all others stay where they would be. When
 * a row waits for itself by way of others, one of that circle gives way: the one
 * that can do so best. A column that is written later is a node of its own,
 * numbered behind the rows. */

struct planner {
	struct schedule *schedule;
	struct graph *graph;
	struct edge *edges;
	size_t node_count; /* rows, and columns that are written later */
	/* edges by the row they leave, and by the one they lead to */
	size_t *leaves_first, *leaves, *comes_first, *comes;
	size_t *comes_at; /* by row: where waits_for() goes on */
	bool *is_cut;	  /* by edge */
	bool *is_done;	  /* by node, as the others */
	bool *is_waiting; /* it is on the path */
	size_t *path;	  /* each of them waits for the next */
	size_t path_count;
};

/* ---- what a node waits for ------------------------------------------------- */

/* The row that a node is, or is a column of. */
static size_t row_of(const struct planner *planner, size_t node)
{
	const struct step *later = planner->schedule->later.items;
	const size_t count = planner->graph->count;

	return node < count ? node : later[node - count].row;
}

/* Whether nobody waits for it any more. */
static bool is_over(const struct planner *planner, size_t edge)
{
	return planner->is_cut[edge] ||
	       planner->is_done[planner->edges[edge].before];
}

static bool is_open(const struct planner *planner, size_t edge, size_t node)
{
	return planner->edges[edge].after == node && !is_over(planner, edge);
}

/* An edge to the node from one that is not done, or SIZE_MAX. Edges from what is
 * done are passed for good, as a row may have many. */
static size_t waits_for(const struct planner *planner, size_t node)
{
	const size_t row = row_of(planner, node);
	const size_t end = planner->comes_first[row + 1];
	size_t *first = &planner->comes_at[row];
	size_t at;

	while (*first < end && is_over(planner, planner->comes[*first]))
		++*first;
	at = *first;
	while (at < end && !is_open(planner, planner->comes[at], node))
		at++;
	return at < end ? planner->comes[at] : SIZE_MAX;
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

/* ---- giving way ------------------------------------------------------------- */

/* Whether the row that an edge leaves has done its part without that column. */
static bool gives_up(const struct edge *edge, unsigned column)
{
	return (edge->kind == EDGE_UNIQUE || edge->kind == EDGE_DRAWN ||
		       edge->kind == EDGE_GOES) &&
	       calx__set_has(edge->columns, column);
}

/* Whether the row that an edge leads to waits because of that column. */
static bool needs(const struct edge *edge, unsigned column)
{
	return edge->kind != EDGE_GOES && edge->kind != EDGE_DRAWN &&
	       calx__set_has(edge->columns, column);
}

/* The row's column has given its value up: who waited for that waits no more. */
static bool release(struct planner *planner, size_t node, const struct way *way)
{
	const struct step step = { way->kind, node, way->column };

	for (size_t i = planner->leaves_first[node];
		i < planner->leaves_first[node + 1]; i++) {
		size_t edge = planner->leaves[i];

		if (gives_up(&planner->edges[edge], way->column))
			planner->is_cut[edge] = true;
	}
	return calx__vec_append(&planner->schedule->steps, &step);
}

/* A column that keeps its value gives it up only later. */
static void keep(
	struct planner *planner, size_t node, unsigned column, size_t later)
{
	for (size_t i = planner->leaves_first[node];
		i < planner->leaves_first[node + 1]; i++) {
		struct edge *edge = &planner->edges[planner->leaves[i]];

		if (edge->before == node && gives_up(edge, column))
			edge->before = later;
	}
}

/* The row is written without a column, which then waits in its place. */
static bool postpone(
	struct planner *planner, size_t node, const struct way *way)
{
	const struct step step = { way->kind, node, way->column };
	const unsigned column = way->column;
	size_t later = planner->node_count++;

	planner->schedule->rows[node].is_split = true;
	if (way->kind == STEP_SETTLE_OLD)
		keep(planner, node, column, later);
	for (size_t i = planner->comes_first[node];
		i < planner->comes_first[node + 1]; i++) {
		size_t edge = planner->comes[i];

		if (is_open(planner, edge, node) &&
			needs(&planner->edges[edge], column))
			planner->edges[edge].after = later;
	}
	return calx__vec_append(&planner->schedule->later, &step);
}

static bool give_way(
	struct planner *planner, size_t edge, const struct way *way)
{
	const struct edge *item = &planner->edges[edge];

	if (way->cost == WAY_FREE || way->cost == WAY_NONE) {
		planner->is_cut[edge] = true;
		return true;
	}
	return calx__step_is_late(way->kind)
		       ? postpone(planner, item->after, way)
		       : release(planner, item->before, way);
}

/* Makes a node of the path its end. */
static void path_cut(struct planner *planner, size_t end)
{
	while (planner->path_count > end + 1)
		planner->is_waiting[planner->path[--planner->path_count]] =
			false;
}

/* How to do without an edge; what is written later anyway cannot. */
static struct way way_of(const struct planner *planner, const struct edge *edge)
{
	const size_t count = planner->graph->count;

	if (edge->before >= count || edge->after >= count)
		return (struct way){ .cost = WAY_NONE };
	return calx__give_way(
		planner->graph->flush, planner->schedule->rows, edge);
}

/* The end of the path waits for a node that is on it. The one of those between
 * them that can best do without what it waits for becomes the end; so does one
 * that waits no more, since another has given way. */
static bool circle_break(struct planner *planner, size_t node)
{
	struct way way = { .cost = WAY_NONE };
	size_t weakest = 0, edge = SIZE_MAX, next = node;

	for (size_t i = planner->path_count; i-- > 0;) {
		size_t own = waits_for(planner, planner->path[i]);
		struct way other;

		if (own == SIZE_MAX || planner->edges[own].before != next) {
			path_cut(planner, i);
			return true;
		}
		other = way_of(planner, &planner->edges[own]);
		if (edge == SIZE_MAX || other.cost < way.cost) {
			way = other;
			edge = own;
			weakest = i;
		}
		next = planner->path[i];
		if (next == node)
			break;
	}
	path_cut(planner, weakest);
	return give_way(planner, edge, &way);
}

/* ---- the order -------------------------------------------------------------- */

static bool step_add(struct planner *planner, size_t node)
{
	const struct step row = { STEP_ROW, node, 0 };
	const size_t count = planner->graph->count;

	planner->is_done[node] = true;
	return calx__vec_append(&planner->schedule->steps,
		node < count ? &row
			     : calx__vec_at(&planner->schedule->later,
				       node - count));
}

static void path_push(struct planner *planner, size_t node)
{
	planner->is_waiting[node] = true;
	planner->path[planner->path_count++] = node;
}

/* A node, and what it waits for before it. */
static bool node_take(struct planner *planner, size_t node)
{
	path_push(planner, node);
	while (planner->path_count) {
		size_t end = planner->path[planner->path_count - 1];
		size_t edge = waits_for(planner, end);
		size_t before =
			edge == SIZE_MAX ? end : planner->edges[edge].before;
		bool done = true;

		if (before == end) {
			planner->path_count--;
			planner->is_waiting[end] = false;
			done = step_add(planner, end);
		} else if (planner->is_waiting[before]) {
			done = circle_break(planner, before);
		} else {
			path_push(planner, before);
		}
		if (!done)
			return false;
	}
	return true;
}

static enum calx_status plan(struct planner *planner)
{
	bool done = true;

	/* columns that are written later come to it on the way */
	for (size_t i = 0; i < planner->node_count && done; i++)
		if (!planner->is_done[i])
			done = node_take(planner, i);
	return done ? CALX_OK
		    : calx__session_fail_memory(planner->graph->flush->session);
}

/* ---- what it works with ------------------------------------------------------ */

static bool planner_make(struct planner *planner)
{
	struct arena *arena = &planner->graph->flush->arena;
	const size_t edges = planner->graph->edges.count;
	const size_t rows = planner->graph->count;
	/* each edge makes one column at most that is written later */
	const size_t nodes = rows + edges;

	planner->edges = planner->graph->edges.items;
	planner->node_count = rows;
	planner->leaves_first =
		calx__arena_zero(arena, rows + 1, sizeof(size_t));
	planner->leaves = calx__arena_zero(arena, edges, sizeof(size_t));
	planner->comes_first =
		calx__arena_zero(arena, rows + 1, sizeof(size_t));
	planner->comes = calx__arena_zero(arena, edges, sizeof(size_t));
	planner->comes_at = calx__arena_zero(arena, rows, sizeof(size_t));
	planner->is_cut = calx__arena_zero(arena, edges, sizeof(bool));
	planner->is_done = calx__arena_zero(arena, nodes, sizeof(bool));
	planner->is_waiting = calx__arena_zero(arena, nodes, sizeof(bool));
	planner->path = calx__arena_zero(arena, nodes, sizeof(size_t));
	if (arena->failed)
		return false;
	lists_make(planner, planner->leaves_first, planner->leaves, true);
	lists_make(planner, planner->comes_first, planner->comes, false);
	memcpy(planner->comes_at, planner->comes_first, rows * sizeof(size_t));
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

enum calx_status calx__schedule_make(
	struct schedule *schedule, struct graph *graph)
{
	struct planner planner = { .schedule = schedule, .graph = graph };
	struct flush *flush = graph->flush;
	enum calx_status status;

	schedule->steps = schedule->later = (struct vec)VEC_INIT(struct step);
	if ((status = calx__units_resolve(flush)) < 0)
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
