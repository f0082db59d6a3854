#ifndef CALX_MIGRATE_LEDGER_H
#define CALX_MIGRATE_LEDGER_H

#include "../engine/connection.h"
#include "graph.h"

/* The table calx_version: one row for each revision that has been applied. It
 * is created by the first upgrade or stamp; reading never creates it, and a
 * database without it has nothing applied. */

#define CALX__LEDGER_TABLE "calx_version"

struct ledger_row {
	const char *revision;
	const char *down_revisions; /* as the revision said, "" for a base */
	const char *depends_on;
	const char *message;
	const char *checksum;   /* NULL: none was known */
	const char *applied_at; /* UTC, "2026-11-22 16:04:51.060065" */
	const char *tool;       /* "calx 0.1.0" */
};

struct ledger {
	struct ledger_row *rows; /* in the order of applying */
	size_t count;
	bool exists; /* the table is there */
};

/* Reads all rows into the arena. */
enum calx_status calx__ledger_read(calx_connection *connection, struct arena *arena, struct ledger *ret_ledger, calx_error *error);
/* The applied revisions as nodes. A row whose revision is not in the graph is
 * an error (CALX_NOT_FOUND) that says when it was applied. */
enum calx_status calx__ledger_nodes(const struct ledger *ledger, struct graph *graph, struct node_list *ret_nodes, calx_error *error);

#endif
