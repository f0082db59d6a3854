#ifndef CALX_MIGRATE_DIFF_H
#define CALX_MIGRATE_DIFF_H

#include "util/vec.h"
#include "migrate/compare/autogenerate.h"

/* The comparison that autogenerate runs: what its files share. */

struct differ {
	const struct autogenerate *input;
	struct arena *arena;
	/* the models' tables as the database would show them: the left side of
	 * every comparison; what is planned is taken from input->target */
	struct sql_schema model;
	struct vec operations; /* of struct operation */
	size_t warning_count;
	enum calx_status status; /* the first failure */
	calx_error *error;
};

/* One table that is on both sides. */
struct table_diff {
	struct differ *differ;
	const struct sql_table *target;	  /* as the model says it */
	const struct sql_table *model;	  /* as the database would show it */
	const struct sql_table *database; /* as it is there */
	struct vec planned;		  /* of struct planned */
};

/* The operations on a table in the order in which they can be done. */
enum phase {
	PHASE_DROP_CONSTRAINTS,
	PHASE_ADD_COLUMNS,
	PHASE_ALTER_COLUMNS,
	PHASE_ADD_CONSTRAINTS,
	PHASE_DROP_COLUMNS,
	PHASE_COUNT
};

struct planned {
	enum phase phase;
	struct operation operation;
};

void calx__differ_memory(struct differ *differ);
/* Tells the listener; warnings are counted. Names may hold anything: what
 * could not be printed is replaced. */
void calx__differ_tell(struct differ *differ, enum autogenerate_event_kind kind,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
void calx__differ_plan(
	struct differ *differ, const struct operation *operation);

/* autogenerate_table.c: compares one table and plans what must be done. */
void calx__differ_table(struct differ *differ, const struct sql_table *target,
	const struct sql_table *model, const struct sql_table *database);

/* autogenerate_constraint.c */
void calx__diff_plan(struct table_diff *diff, enum phase phase,
	const struct operation *operation);
void calx__diff_constraints(struct table_diff *diff);

/* A table of one column, with what options of column() could say about it; of
 * an altered one, just what goes with its type. */
const struct sql_table *calx__column_alone(struct arena *arena,
	const struct sql_table *table, const char *column, bool altered);

/* autogenerate_reverse.c: the way back. What calx has no words for becomes
 * SQL, as the database kept it. */
void calx__differ_downgrade(
	struct differ *differ, struct autogenerate_result *result);

#endif
