#ifndef CALX_TESTS_FUZZ_PLAIN_H
#define CALX_TESTS_FUZZ_PLAIN_H

#include "tables.h"

/* What the database must hold: arrays of rows. A row has a number of its own, by
 * which it is known whatever becomes of its key. */

#define ROWS_MAX 24

struct row {
	int id; /* 0: none */
	cell values[COLUMNS_MAX];
};

struct state {
	struct row rows[TABLE_COUNT][ROWS_MAX];
	unsigned counts[TABLE_COUNT];
};

/* What a change of the state comes to. */
enum verdict {
	FINE,
	REFUSED, /* a constraint is not held */
	EITHER	 /* the order of statements decides: not foreseen */
};

/* The row of that number, or NULL. */
struct row *row_of(struct state *state, unsigned table, int id);
/* The row of the same key, or NULL; `values` are those of a whole row. */
struct row *row_by_key(struct state *state, unsigned table, const cell *values);
/* Whether the columns of the set are the same in both, and none is NIL. */
bool same_at(const struct set *set, const cell *a, const cell *b);
/* A new row at the end; NULL if there are too many. */
struct row *row_add(
	struct state *state, unsigned table, int id, const cell *values);
/* Takes a row out, and does what foreign keys say with what refers to it.
 * `moved` says which rows chose their values in the same breath. */
enum verdict row_delete(struct state *state, unsigned table, int id,
	bool (*moved)(unsigned table, int id, unsigned column));
/* Changes that happen at once: what was before, and which rows chose their
 * values themselves (NULL: none). */
struct follow {
	struct state *state, *old;
	bool (*moved)(unsigned table, int id, unsigned column);
	/* whether a row is deleted before others change; NULL: none is */
	bool (*goes)(unsigned table, int id);
};
/* What refers to a row that was changed follows it. */
enum verdict row_follow(const struct follow *follow, unsigned table,
	const cell *before, const cell *after);
/* Whether the columns of the set differ. */
bool differs_at(const struct set *set, const cell *before, const cell *after);
/* Whether a row refers to these values of `reference->to`. */
bool refers(const struct reference *reference, const struct row *row,
	const cell *parent);
/* Whether what the row refers to is there, if it refers to anything. */
bool has_parent(const struct state *state, const struct reference *reference,
	const struct row *row);
/* Whether all constraints hold. */
enum verdict state_check(const struct state *state);
/* The next key that the database makes up. */
cell next_key(const struct state *state, unsigned table);
/* That the database holds it, and nothing else. */
void state_compare(
	const struct state *state, sqlite3 *handle, sqlite3_stmt **statements);

#endif
