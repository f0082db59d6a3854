#ifndef CALX_MIGRATE_COMPARE_DIFFER_H
#define CALX_MIGRATE_COMPARE_DIFFER_H

#include "compile/dialect.h"
#include "util/vec.h"

/* One comparison of a database with the models: what it is given, what it has
 * found, and what it plans. */

enum autogenerate_event_kind {
	AUTOGENERATE_DETECTED, /* "Detected added table 'books'": for the log */
	AUTOGENERATE_HINT,     /* a rename, perhaps: never guessed */
	AUTOGENERATE_WARNING   /* "cannot remove unnamed check on 'books'": a
				* difference that no operation removes */
};

/* Called for each event, in the order of detection. `text` is one line,
 * borrowed for the call. */
typedef void autogenerate_listener(
	void *context, enum autogenerate_event_kind kind, const char *text);

struct autogenerate {
	const struct dialect *dialect;
	/* lent to the dialect; may be NULL for one that needs no server to know
	 * itself */
	const struct catalog *catalog;
	const struct sql_schema *database; /* by dialect->inspect */
	const struct sql_schema *target;   /* by calx__schema_resolve */
	/* The tables that are none of the models' business, up to NULL; may be
	 * NULL. What the dialect leaves out of inspection is not seen at all. */
	const char *const *ignored_tables;
	/* What else is left alone, on both sides: patterns of tables, indexes
	 * and constraints, and of columns as "table.column", parted by commas
	 * and blanks; may be NULL. */
	const char *ignored;
	autogenerate_listener *listener; /* may be NULL */
	void *context;
};

struct differ {
	const struct autogenerate *input;
	struct arena *arena;
	/* the models' tables as the database would show them: the left side of
	 * every comparison; what is planned is taken from input->target */
	struct sql_schema model;
	struct vec operations;	 /* of struct operation */
	struct vec warnings;	 /* of const char * */
	enum calx_status status; /* the first failure */
	calx_error *error;
};

void calx__differ_memory(struct differ *differ);
/* Tells the listener; warnings are kept. Names may hold anything: what
 * could not be printed is replaced. */
void calx__differ_tell(struct differ *differ, enum autogenerate_event_kind kind,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
void calx__differ_plan(
	struct differ *differ, const struct operation *operation);

/* ---- one table that is on both sides ----------------------------------------- */

/* The operations on a table in the order in which they can be done. */
enum phase {
	PHASE_DROP_CONSTRAINTS,
	/* what is computed is of other columns, as they are there */
	PHASE_DROP_COMPUTED,
	/* a table that is no longer strict has more types again */
	PHASE_LOOSEN,
	PHASE_ADD_COLUMNS,
	PHASE_ALTER_COLUMNS,
	PHASE_ADD_COMPUTED,
	PHASE_ADD_CONSTRAINTS,
	PHASE_DROP_COLUMNS,
	PHASE_TIGHTEN,
	PHASE_COUNT
};

struct differ_table {
	struct differ *differ;
	const struct sql_table *target;	  /* as the model says it */
	const struct sql_table *model;	  /* as the database would show it */
	const struct sql_table *database; /* as it is there */
	struct vec planned[PHASE_COUNT];  /* of struct operation */
};

/* Plans an operation on the table. */
void calx__differ_table_plan(struct differ_table *table, enum phase phase,
	const struct operation *operation);

#endif
