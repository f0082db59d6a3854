#ifndef CALX_FAKER_SEED_H
#define CALX_FAKER_SEED_H

#include "engine/connection.h"
#include "faker/rules.h"

/* What the files of calx_seed() share: a plan says once for each column how it
 * is filled, then every row asks the plan. */

/* The rows of another table that a foreign key may refer to. */
struct parents {
	const struct sql_constraint *key;
	calx_value *values; /* count x key->column_count */
	size_t count;
	uint64_t stream;
};

struct seeder;
struct filler;

/* Makes the value of one column for one row. */
typedef enum calx_status fill_function(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value);

/* How one column is filled. */
struct filler {
	const calx_column *column;
	fill_function *fill; /* NULL: left to the database */
	void (*provider)(void);
	enum generator_id generator;
	struct check_rule rule;
	bool unique;
	const struct parents *parents;
	size_t part; /* which column of the key */
	uint64_t stream;
};

struct seeder {
	calx_session *session;
	calx_faker *fake;
	const calx_table *table;
	const char *where;
	struct sql_table *resolved;
	struct filler *fillers;
	uint64_t first; /* rows that were there before */
	int64_t count;
	struct arena plan;
	struct arena texts; /* of one chunk */
	uint64_t person;
	calx_error error;
};

/* by column kind: from the name, the type and the CHECKs */
extern fill_function *const calx__fill_by_kind[CALX_KIND_COUNT];
fill_function calx__fill_text, calx__fill_choice, calx__fill_reference,
	calx__fill_provided;

/* How many different values there are; 0: as many as one likes. */
uint64_t calx__fill_capacity(const struct filler *filler);
/* The index of the row's value among `capacity`: any, or, where they must
 * differ, the row's own. */
uint64_t calx__fill_index(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity);
/* Copies text into the chunk. */
enum calx_status calx__fill_set_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length);

/* The keys that a foreign key may have; NULL and an error without memory. */
struct parents *calx__parents_load(
	struct seeder *seeder, const struct sql_constraint *key);

#endif
