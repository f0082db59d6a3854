#include "orm/read/builder.h"

#include "orm/base/error.h"
#include "sql/statement/node.h"
#include "util/alloc.h"

/* Queries that are built across blocks: their clauses are deep copies. */

struct calx_query {
	calx_session *session;
	struct arena arena; /* what the clauses hold */
	struct vec clauses; /* calx_node, up to one of kind CALX_NODE_END */
};

calx_query *calx_query_new(calx_session *session)
{
	calx_query *query;

	if (!calx__session_ready(session))
		return NULL;
	query = calx__alloc_zero(1, sizeof(*query));
	if (query) {
		query->session = session;
		query->clauses = (struct vec)VEC_INIT(calx_node);
		/* CALX_NODE_END is 0 */
		if (calx__vec_push(&query->clauses))
			return query;
	}
	calx_query_free(query);
	calx__session_fail_memory(session);
	return NULL;
}

void calx_query_free(calx_query *query)
{
	if (!query)
		return;
	calx__arena_release(&query->arena);
	calx__vec_release(&query->clauses);
	calx__free(query);
}

/* Puts a clause in the place of the end, and the end behind it. */
static bool clause_add(calx_query *query, const calx_node *clause)
{
	calx_node *last;

	if (!calx__vec_push(&query->clauses))
		return false;
	last = calx__vec_at(&query->clauses, query->clauses.count - 2);
	*last = *clause;
	return true;
}

enum calx_status calx_query_add_clauses(
	calx_query *query, const calx_node *clauses)
{
	calx_node *copies;

	if (!query)
		return CALX_MISUSE;
	if (!calx__session_ready(query->session))
		return calx__session_status(query->session);
	copies = calx__nodes_copy(&query->arena, clauses);
	if (!copies)
		return calx__session_fail_memory(query->session);
	for (; copies->kind != CALX_NODE_END; copies++) {
		if (!clause_add(query, copies))
			return calx__session_fail_memory(query->session);
	}
	return CALX_OK;
}

const calx_node *calx_query_clauses(const calx_query *query)
{
	static const calx_node missing[] = {
		{ .kind = CALX_NODE_INVALID,
			.text = "clauses(NULL): there is no query" },
		{ .kind = CALX_NODE_END },
	};

	return query ? query->clauses.items : missing;
}
