#ifndef CALX_ORM_QUERY_H
#define CALX_ORM_QUERY_H

#include "orm/write/autoflush.h"

/* What all queries begin with. */

/* Checks a table that the session may know, and flushes what a query on it
 * may depend on. */
enum calx_status calx__query_flush(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason);
/* The mapper of a query that makes objects, with the session checked, the
 * clauses looked at and what they may depend on flushed; NULL on failure. */
struct mapper *calx__query_objects(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason);
/* Whether the rows become objects. */
bool calx__query_tracks(const calx_table *table, const calx_node *clauses);
/* The table of a statement that makes rows of `table`: select() says it where
 * they are in none. */
static inline const calx_table *calx__query_table(const calx_table *table)
{
	return table->is_row ? NULL : table;
}

#endif
