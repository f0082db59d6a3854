#ifndef CALX_FAKER_DEMAND_H
#define CALX_FAKER_DEMAND_H

#include "faker/seeder.h"
#include "faker/taken.h"

/* What the table demands of a row as a whole. */

enum demand_kind {
	DEMAND_UNIQUE, /* no other row has the same */
	DEMAND_PARENT, /* what the caller's function refers to is there */
	DEMAND_CHECK   /* the database says so */
};

struct demand {
	enum demand_kind kind;
	const struct sql_constraint *constraint;
	size_t *fillers; /* the columns that take part */
	size_t filler_count;
	size_t *hashed; /* those of them that a hash is made of, in order */
	size_t hashed_count;
	/* DEMAND_UNIQUE: what there is; DEMAND_PARENT: what there must be */
	struct taken taken;
	bool folds; /* upper and lower case may be one */
	/* the first of its answers of the judge; SIZE_MAX: it asks for none */
	size_t answer;
	size_t answer_count;
	bool asks_where; /* the first one says whether the row counts */
	/* of the row that is being made */
	bool counts; /* no part of it is NULL */
	uint64_t hash;
};

/* Finds out what is demanded of the columns that are filled. Their conditions
 * are narrowed by the CHECKs. */
enum calx_status calx__demands_find(struct seeder *seeder);
/* Reads what is taken already. */
enum calx_status calx__demands_read(struct seeder *seeder);
/* The first demand that the row does not satisfy, NULL: it satisfies all.
 * Negative: a failure. */
enum calx_status calx__demands_look(
	struct seeder *seeder, const void *row, struct demand **ret_broken);
/* The row stays: what it has is taken. */
enum calx_status calx__demands_keep(struct seeder *seeder);
/* What the constraint says, for errors: "CHECK (n > 5)". */
void calx__demand_describe(const struct demand *demand, struct strbuf *text);
void calx__demands_release(struct seeder *seeder);

/* The i-th. */
static inline struct demand *calx__demand_at(
	const struct seeder *seeder, size_t i)
{
	return (struct demand *)seeder->demands.items + i;
}

#endif
