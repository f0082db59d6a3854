#include "dialect/mariadb/text/views.h"

#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "util/topo.h"
#include "util/vec.h"

/* Which views select from which. */

/* The views that one names, as edges. */
static bool edges_add(struct arena *arena, const struct lookup *names,
	const struct sql_object *views, size_t number, struct vec *edges)
{
	const char *select = views[number].select;
	struct lexer lexer = { .rest = calx__view(select ? select : "") };
	struct lexeme lexeme;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END) {
		const struct sql_object *named;
		const char *name;

		if (lexeme.kind != LEXEME_NAME)
			continue;
		name = calx__mariadb_text_of(arena, lexeme, false);
		named = name ? calx__lookup_find(names, NULL, name, false)
			     : NULL;
		if (named && named != &views[number])
			calx__vec_append(edges,
				&(struct topo_edge){
					(size_t)(named - views), number });
	}
	return !edges->failed && !arena->failed;
}

static bool permute(struct arena *arena, struct sql_object *views, size_t count,
	const size_t *order)
{
	struct sql_object *copy = calx__arena_zero(arena, count, sizeof(*copy));

	if (!copy)
		return false;
	memcpy(copy, views, count * sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		views[i] = copy[order[i]];
	return true;
}

bool calx__mariadb_views_order(
	struct arena *arena, struct sql_object *views, size_t count)
{
	size_t *order = calx__arena_zero(arena, count, sizeof(*order));
	struct vec edges = VEC_INIT(struct topo_edge);
	struct lookup names;
	bool done = count && order && calx__lookup_make(arena, count, &names);

	for (size_t i = 0; done && i < count; i++)
		calx__lookup_add(&names, NULL, views[i].name, &views[i]);
	for (size_t i = 0; done && i < count; i++)
		done = edges_add(arena, &names, views, i, &edges);
	done = done &&
	       calx__topo_sort(count, edges.items, edges.count, order) == count;
	/* a column of a view's name may make a circle of it: they stay */
	if (done)
		done = permute(arena, views, count, order);
	calx__vec_release(&edges);
	return done || !arena->failed;
}
