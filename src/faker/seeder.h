#ifndef CALX_FAKER_SEEDER_H
#define CALX_FAKER_SEEDER_H

#include "sql/schema/table.h"
#include "sql/type/field.h"
#include "faker/condition.h"
#include "faker/faker.h"
#include "util/vec.h"

/* One run of calx_seed(): a plan says once for each column how it is filled,
 * and what the table demands of its rows; then every row asks the plan. */

/* The rows of other tables that foreign keys may refer to. */
struct parents {
	const struct sql_constraint *key; /* the first of the keys */
	const char **columns;		  /* of ours: those of all keys */
	size_t column_count;
	calx_value *values; /* count x column_count */
	size_t count;
};

struct seeder;
struct filler;
struct prepared;
struct demand;

/* Makes the value of one column for one row. */
typedef enum calx_status fill_function(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value);

/* How one column is filled. */
struct filler {
	const calx_column *column;
	struct field field;
	bool is_direct;		     /* the field holds whatever the type has */
	fill_function *fill;	     /* NULL: left to the database */
	void (*provider)(void);	     /* what the caller named; NULL: nothing */
	enum generator_id generator; /* of text */
	struct condition condition;  /* what it is filled with */
	int digits;		     /* behind the point of real numbers */
	int64_t floor, ceiling;	     /* of numbers and times: what there is */
	uint64_t capacity; /* how many different values there are; 0: as many
			    * as one likes */
	bool unique;	   /* it is so by itself: each row has its own */
	bool shared;	   /* it is one of several that must differ together */
	bool is_numbered;  /* a key that the database numbers */
	bool is_birthday;  /* by its name */
	bool rough;	   /* not all that is asked of it could be read */
	const struct parents *parents; /* of a foreign key; NULL: it is none */
	size_t part;		       /* which column of the keys */
	uint64_t stream; /* of the draws; of a foreign key's: the key's */
	uint64_t key;	 /* of the first attempt's draws */
	uint64_t order;	 /* in which combinations are gone through */
	size_t choice;	 /* that it belongs to */

	/* which of its values the row gets that is being made */
	uint64_t attempt; /* 0: the row's own; else another one */
	bool is_walked;	  /* the one with that index instead */
	uint64_t index;
	uint64_t skipped; /* of calx__fill_number(): numbers for no row */
};

/* Columns whose values are chosen together: one, those of foreign keys, or
 * several that must differ together. */
struct choice {
	size_t *atoms; /* fillers; of foreign keys only the first column */
	size_t atom_count;
	uint64_t capacity; /* of the combinations; 0: as many as one likes */
	uint64_t next;	   /* the combination that is tried next */
	/* The one demand that it must satisfy and nobody else takes part in:
	 * what it has passed over never comes back. NULL: there are others. */
	const struct demand *only;
};

struct seeder {
	calx_session *session;
	calx_faker *fake;
	const calx_table *table;
	const char *where; /* file:line of the call */
	struct sql_table *resolved;
	struct filler *fillers; /* one per column */
	struct vec choices;	/* struct choice */
	struct vec demands;	/* struct demand */
	struct judge *judge;	/* asks the database; NULL: of nothing */
	uint64_t first;		/* rows that were there before */
	int64_t count;		/* rows that are wanted */
	uint64_t tries;		/* that are left for second thoughts */
	uint64_t row;		/* that is being made, from `first` on */
	struct arena plan;	/* for the length of the run */
	struct arena texts;	/* of the rows that are not saved yet */
	struct strbuf text;	/* where one is made */
	uint64_t person_key;	/* of the draws of persons */
	uint64_t person;	/* of the row that is filled now */
	calx_error error;
};

/* From which stream a column draws. */
void calx__seeder_draw_from(
	const struct seeder *seeder, struct filler *filler, uint64_t stream);
/* What makes the value of a column for a row. */
struct maker calx__seeder_maker(
	const struct seeder *seeder, const struct filler *filler, uint64_t row);
/* The index of the row's value among `capacity`: any, or, where they must
 * differ, the row's own. */
uint64_t calx__seeder_index(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity);
/* The number of the column of that name; SIZE_MAX if there is none. Those of the
 * table's own constraints are there: the resolver has seen it. */
size_t calx__seeder_column(const struct seeder *seeder, const char *name);
/* Copies text into the chunk. */
enum calx_status calx__seeder_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length);
/* The connection's failure as the status of a step. */
enum calx_status calx__seeder_status(const struct seeder *seeder);

#endif
