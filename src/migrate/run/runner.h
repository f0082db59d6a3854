#ifndef CALX_MIGRATE_RUN_RUNNER_H
#define CALX_MIGRATE_RUN_RUNNER_H

#include "compile/dialect.h"
#include "migrate/operation/damage.h"
#include "migrate/run/migration.h"
#include "util/strbuf.h"

/* A run that is under way: what its parts share. What fails fills
 * runner->error. */

struct runner {
	const struct migration *migration;
	calx_connection *connection;
	const struct dialect *dialect;
	enum migrate_direction direction;
	bool prepared; /* what the dialect wants done before is done */
	bool locked;   /* has the dialect's lock */
	bool owns;     /* has the row of the cluster, if there is one */
	char server[41], owner[81]; /* what it is called there (cluster.h) */
	/* a dry run where DDL commits by itself: nothing is done, and what would
	 * be is told */
	bool plans;
	/* what a revision that was cut off left in doubt is settled, and is no
	 * error */
	bool settles;
	bool table_there;   /* the ledger, or it was told that it is created */
	bool begin_told;    /* that a transaction is open */
	struct arena arena; /* of the revision that runs */
	struct harmless harmless; /* what is known of the schema */
	size_t index, total;	  /* of that revision, from 1 */
	calx_error *error;
};

struct runner calx__runner_new(const struct migration *migration,
	enum migrate_direction direction, calx_error *error);
/* The failure that sticks to the connection, if any. */
enum calx_status calx__runner_status(const struct runner *runner);
/* CALX_OUT_OF_MEMORY if the text failed. */
enum calx_status calx__runner_text_status(
	const struct runner *runner, const struct strbuf *text);

#endif
