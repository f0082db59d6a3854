#include "orm/read/builder.h"

#include "orm/base/error.h"
#include "sql/statement/node.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Queries that are built across blocks: their clauses are deep copies. */

struct calx_query {
	calx_session *session;
	const calx_table *table;
	struct arena arena; /* what the clauses hold */
	struct vec clauses; /* calx_node, up to one of kind CALX_NODE_END */
};

calx_query *calx_query_open(calx_session *session, const calx_table *table)
{
	calx_query *query;

	if (!calx__session_ready(session))
		return NULL;
	query = calx__alloc_zero(1, sizeof(*query));
	if (query) {
		query->session = session;
		query->table = table;
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

/* Whether the query is of the model that it is asked for. */
static bool query_is_of(
	calx_query *query, const calx_table *table, const char *where)
{
	calx_error *error;

	if (!query || !calx__session_ready(query->session))
		return false;
	if (query->table == table ||
		calx__text_equal(query->table->name, table->name))
		return true;
	error = calx__session_failing(query->session);
	calx__fail(error, CALX_MISUSE,
		"the query was made for table \"%s\", not for \"%s\"",
		query->table->name, table->name);
	if (where)
		calx__fail_where(error, "%s", where);
	return false;
}

void *calx_query_each_object(
	calx_query *query, const calx_table *table, const char *where)
{
	if (!query_is_of(query, table, where))
		return NULL;
	return calx_session_each(
		query->session, table, query->clauses.items, where);
}

void *calx_query_first_object(
	calx_query *query, const calx_table *table, const char *where)
{
	if (!query_is_of(query, table, where))
		return NULL;
	return calx_session_first(
		query->session, table, query->clauses.items, where);
}

int64_t calx_query_count(calx_query *query)
{
	if (!query)
		return CALX_MISUSE;
	return calx_session_count(
		query->session, query->table, query->clauses.items, NULL);
}
