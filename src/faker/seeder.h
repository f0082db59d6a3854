#ifndef CALX_FAKER_SEEDER_H
#define CALX_FAKER_SEEDER_H

#include "sql/schema/table.h"
#include "faker/condition.h"
#include "faker/faker.h"

/* One run of calx_seed(): a plan says once for each column how it is filled,
 * then every row asks the plan. */

/* The rows of another table that a foreign key may refer to. */
struct parents {
	const struct sql_constraint *key;
	calx_value *values; /* count x key->column_count */
	size_t count;
	uint64_t stream; /* all columns of the key draw from it */
};

struct seeder;
struct filler;

/* Makes the value of one column for one row. */
typedef enum calx_status fill_function(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value);

/* How one column is filled. */
struct filler {
	const calx_column *column;
	fill_function *fill;	     /* NULL: left to the database */
	void (*provider)(void);	     /* what the caller named; NULL: nothing */
	enum generator_id generator; /* of text */
	struct condition condition;  /* what a number or text may be */
	uint64_t capacity; /* how many different values there are; 0: as many
			    * as one likes */
	bool unique;
	const struct parents *parents; /* of a foreign key; NULL: it is none */
	size_t part;		       /* which column of the key */
	uint64_t stream;	       /* of the draws */
};

struct seeder {
	calx_session *session;
	calx_faker *fake;
	const calx_table *table;
	const char *where; /* file:line of the call */
	struct sql_table *resolved;
	struct filler *fillers; /* one per column */
	uint64_t first;		/* rows that were there before */
	int64_t count;		/* rows that are wanted */
	struct arena plan;	/* for the length of the run */
	struct arena texts;	/* of one chunk */
	struct strbuf text;	/* where one is made */
	uint64_t person;	/* of the row that is filled now */
	calx_error error;
};

/* What makes the value of a column for a row. */
struct maker calx__seeder_maker(
	const struct seeder *seeder, const struct filler *filler, uint64_t row);
/* The index of the row's value among `capacity`: any, or, where they must
 * differ, the row's own. */
uint64_t calx__seeder_index(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity);
/* Copies text into the chunk. */
enum calx_status calx__seeder_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length);

#endif
