#ifndef CALX_ORM_PLAN_H
#define CALX_ORM_PLAN_H

#include "orm/model/mask.h"
#include "sql/type/field.h"
#include "util/arena.h"
#include <calx/connection.h>

/* What is known of a table before any row: how its columns lie in the struct,
 * and which of them need care. Nothing of it changes. */

/* Columns that say together who a row is: a key or a unique constraint, or the
 * two ends of a foreign key. */
struct column_set {
	const unsigned *numbers;
	size_t count;
};

struct plan {
	struct layout layout;	 /* of all columns */
	struct masks masks;	 /* which bytes of the struct are values */
	struct column_set texts; /* columns that hold text or blobs */
	struct column_set key;
	struct column_set defaults; /* columns that an INSERT may leave out */
	struct column_set computed; /* and those that it must */
	/* columns whose values come in the form of another program */
	struct column_set stored;
	struct column_set strays; /* where a bare number may stand: given.h */
	struct column_set scaled; /* decimals that have a scale: 13 is 13.00 */
	bool generated_key;	  /* one integer, which the database chooses */
	bool integer_key;	  /* one integer */
};

/* Fills in the plan, in the arena; false without memory. The key is empty when
 * the table has none. */
bool calx__plan_make(
	struct plan *plan, const calx_table *table, struct arena *arena);

/* The same, made once for all who use the engine of the connection (NULL: there
 * is none); the arena gets what that cannot keep. */
bool calx__plan_share(struct plan *plan, const calx_table *table,
	calx_connection *connection, struct arena *arena);

/* Whether a column is one of the set. */
static inline bool calx__set_has(const struct column_set *set, unsigned number)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->numbers[i] == number)
			return true;
	return false;
}

/* Whether some column is one of both. */
static inline bool calx__sets_meet(
	const struct column_set *a, const struct column_set *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (calx__set_has(b, a->numbers[i]))
			return true;
	return false;
}

/* The field of a column. */
static inline const struct field *calx__plan_field(
	const struct plan *plan, unsigned number)
{
	return &plan->layout.fields[number];
}

/* The i-th field that holds text or a blob. */
static inline const struct field *calx__plan_text(
	const struct plan *plan, size_t i)
{
	return calx__plan_field(plan, plan->texts.numbers[i]);
}

/* The i-th field of the key. */
static inline const struct field *calx__plan_key(
	const struct plan *plan, size_t i)
{
	return calx__plan_field(plan, plan->key.numbers[i]);
}

#endif
