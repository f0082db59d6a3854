#ifndef CALX_ORM_MAPPER_H
#define CALX_ORM_MAPPER_H

#include "orm/model/buffers.h"
#include "orm/model/constraint.h"
#include "orm/model/plan.h"
#include "orm/store/identity.h"
#include "orm/store/slot.h"
#include "orm/store/undo.h"

/* What a session knows of one table, and the objects that it has of it. */

/* What waits for the next flush. */
struct pending {
	struct vec added, removed; /* uint32_t slots */
	size_t adding; /* of `added`: those that have not left the session */
};

struct mapper {
	const calx_table *table;
	calx_session *session;
	struct plan plan;
	struct buffers buffers;
	struct slots slots;
	struct identity identity;
	struct pending pending;
	struct undo undo;
	struct constraints constraints; /* what only a flush needs */
	bool in_doubt;	   /* rows of objects may be gone: fetch/doubt.h */
	bool has_lost;	   /* some slot may be in state LOST */
	bool keys_scatter; /* the keys of a block of rows cannot be numbered */
	bool chosen;	   /* it is in the list session->chosen */
	struct mapper *next_chosen;
};

/* The session's mapper of a table, made on first use. NULL on failure, which
 * sticks to the session: a table without a struct, or two layouts of one
 * table. */
struct mapper *calx__mapper(calx_session *session, const calx_table *table);
/* The same for objects: the table needs a primary key as well. */
struct mapper *calx__mapper_tracking(
	calx_session *session, const calx_table *table);
/* The mapper of a CALX_ROW, whose structs are never tracked. */
struct mapper *calx__mapper_of_row(
	calx_session *session, const calx_table *row);
/* The mapper of a table if the session has one, else NULL; a table of that
 * name and another layout is an error. */
struct mapper *calx__mapper_known(
	calx_session *session, const calx_table *table);
/* The mapper of the table of that name, or NULL. */
struct mapper *calx__mapper_named(
	const calx_session *session, const char *table);
/* The i-th mapper of the session. */
static inline struct mapper *calx__mapper_at(
	const calx_session *session, size_t i)
{
	return ((struct mapper *const *)session->mappers.items)[i];
}
/* Reads the unique keys and the foreign keys, once. */
enum calx_status calx__mapper_resolve(struct mapper *mapper);
/* Frees all its objects; the plan is in the session's arena. */
void calx__mapper_release(struct mapper *mapper);

#endif
