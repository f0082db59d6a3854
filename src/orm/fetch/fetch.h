#ifndef CALX_ORM_FETCH_H
#define CALX_ORM_FETCH_H

#include "orm/base/error.h"
#include "engine/run.h"
#include "orm/store/mapper.h"

/* Running statements that read, and their rows as objects. */

/* A statement by clauses, ready to be stepped; NULL on failure. */
struct prepared *calx__fetch_start(calx_session *session,
	const struct statement *statement, const char *where);
/* 1: there is a row, 0: no more, < 0: failed, and the session knows. */
static inline int calx__fetch_step(
	calx_session *session, struct prepared *prepared, const char *where)
{
	int found = calx__step(prepared);

	if (found < 0)
		calx__session_failed(session, where);
	return found;
}

/* Whether a row of it is read straight into a struct: what other programs have
 * written goes by way of values. */
static inline bool calx__mapper_fills(const struct mapper *mapper)
{
	return mapper->plan.stored.count == 0;
}
/* The same of a SELECT whose rows are all read by calx__fetch_object() or
 * calx__fetch_untracked(). */
struct prepared *calx__fetch_start_objects(
	struct mapper *mapper, struct statement *select, const char *where);

/* Reads a row by the key that is in mapper->buffers.bound. 1: it is the current
 * row of *ret_prepared, 0: there is none, < 0: failed. `fills`: it is for
 * calx__fetch_object(), or for nobody; without, for calx__fetch_values(). */
int calx__fetch_by_key(struct mapper *mapper, struct prepared **ret_prepared,
	bool fills, const char *where);

/* The current row into mapper->buffers.values. */
enum calx_status calx__fetch_values(
	struct mapper *mapper, struct prepared *prepared);
/* The current row as an object: the one that is tracked already, or a new
 * one. NULL on failure. */
void *calx__fetch_object(struct mapper *mapper, struct prepared *prepared);
/* The current row as a struct that the session does not track. */
void *calx__fetch_untracked(struct mapper *mapper, struct prepared *prepared);
/* The object whose key a struct has, or else the struct. */
void *calx__fetch_tracked(const struct mapper *mapper, char *row);
/* The current row as the object that is tracked already, or else in the struct of
 * a scratch slot, with borrowed text: by values. NULL on failure: anything is in
 * that. */
void *calx__fetch_scratch(struct mapper *mapper, struct prepared *prepared,
	char *row, bool untracked);

#endif
