#ifndef CALX_MIGRATE_OPERATION_DAMAGE_H
#define CALX_MIGRATE_OPERATION_DAMAGE_H

#include "compile/dialect.h"
#include "engine/connection.h"
#include "sql/schema/operation.h"
#include "util/arena.h"
#include "util/vec.h"

/* What operations break that they do not name: views, triggers and foreign keys
 * that worked, rows that have lost what they refer to. What was broken before
 * is nobody's fault. Start with { 0 }. */

/* A schema in which nothing can break, no view, trigger or foreign key, by the
 * mark that the dialect has for it: as long as it stays so, nothing needs to be
 * looked at. For all revisions of a run; start with { 0 }. */
struct harmless {
	bool known;
	long long mark;
};

struct damage {
	bool taken;
	struct harmless *harmless; /* NULL: look each time */
	bool was_harmless;	   /* there was nothing that could break */
	struct arena arena;
	struct vec things;  /* of struct schema_thing: as they were before */
	struct vec orphans; /* of struct orphan_mark: likewise */
};

/* Looks at how things are. Does nothing where the dialect does not look. */
enum calx_status calx__damage_take(struct damage *damage,
	calx_connection *connection, bool with_rows, calx_error *error);
/* Looks again, for the last time: fails with what has been broken since, and
 * says which of the `done` operations (const struct operation *) it was. */
enum calx_status calx__damage_check(struct damage *damage,
	calx_connection *connection, const struct vec *done, calx_error *error);
/* The first thing that worked before and does not any more, in the arena; one
 * without a kind if there is none. */
enum calx_status calx__damage_first(const struct damage *damage,
	calx_connection *connection, struct arena *arena,
	struct schema_thing *ret_thing, calx_error *error);
void calx__damage_release(struct damage *damage);

#endif
