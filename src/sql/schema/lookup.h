#ifndef CALX_SQL_SCHEMA_LOOKUP_H
#define CALX_SQL_SCHEMA_LOOKUP_H

#include "util/arena.h"

/* Things of a schema by their names, so that looking one up does not mean to look
 * at all: a model of 10,000 tables would be looked at 10,000 times. */

struct lookup_entry {
	const char *space; /* the schema that it is in, or NULL */
	const char *name;
	void *value; /* NULL: the place is free */
};

struct lookup {
	struct lookup_entry *places; /* NULL: made of nothing yet */
	size_t mask;
};

/* Room for `count` names, in the arena. False without memory. */
bool calx__lookup_make(
	struct arena *arena, size_t count, struct lookup *lookup);
/* Adds one, behind others of that name. Names are borrowed. */
void calx__lookup_add(struct lookup *lookup, const char *space,
	const char *name, void *value);
/* What was added first under that name, NULL if nothing was; `ignore_case`: of
 * ASCII letters. */
void *calx__lookup_find(const struct lookup *lookup, const char *space,
	const char *name, bool ignore_case);

#endif
