#ifndef CALX_MIGRATE_AUTOGENERATE_H
#define CALX_MIGRATE_AUTOGENERATE_H

#include "compile/dialect.h"
#include "sql/schema/schema.h"

/* What must be done to a database so that it is what the models say. */

enum autogenerate_event_kind {
	AUTOGENERATE_DETECTED, /* "Detected added table 'books'": for the log */
	AUTOGENERATE_HINT,     /* a rename, perhaps: never guessed */
	AUTOGENERATE_WARNING   /* a difference that no operation can remove */
};

/* Called for each event, in the order of detection. `text` is one line,
 * borrowed for the call. */
typedef void autogenerate_listener(
	void *context, enum autogenerate_event_kind kind, const char *text);

struct autogenerate {
	const struct dialect *dialect;
	const struct catalog
		*catalog; /* lent to the dialect; may be NULL for one
	                                * that needs no server to know itself */
	const struct sql_schema *database; /* by dialect->inspect */
	const struct sql_schema *target;   /* by calx__schema_resolve */
	/* a table that is none of the models' business; calx_version and what
	 * the dialect leaves out of inspection are ignored in any case */
	const char *ignored_table;	 /* may be NULL */
	autogenerate_listener *listener; /* may be NULL */
	void *context;
};

struct autogenerate_result {
	struct operation *upgrade;
	size_t upgrade_count;
	struct operation *downgrade; /* the way back, in its order */
	size_t downgrade_count;
	size_t warning_count; /* differences that remain */
};

/* Compares and plans; everything returned lives in the arena, and borrows
 * from both schemas. An empty upgrade without warnings: nothing differs. */
enum calx_status calx__autogenerate(struct arena *arena,
	const struct autogenerate *autogenerate,
	struct autogenerate_result *ret_result, calx_error *error);

#endif
