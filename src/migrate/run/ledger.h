#ifndef CALX_MIGRATE_LEDGER_H
#define CALX_MIGRATE_LEDGER_H

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/graph/graph.h"

/* The table calx_version: one row for each revision that has been applied. It
 * is created by the first upgrade or stamp; reading never creates it, and a
 * database without it has nothing applied. */

#define CALX__LEDGER_TABLE "calx_version"

struct ledger_row {
	const char *revision;
	const char *down_revisions; /* as the revision said, "" for a base */
	const char *depends_on;
	const char *message;
	const char *checksum;	/* NULL: none was known */
	const char *applied_at; /* UTC, "2026-11-22 16:04:51.060065" */
	const char *origin;	/* "upgrade", "stamp" */
	int64_t milliseconds;	/* that the upgrade took */
	const char *tool;	/* "calx 0.1.0" */
};

struct ledger {
	struct ledger_row *rows; /* in the order of applying */
	size_t count;
	bool exists; /* the table is there */
};

/* Reads all rows into the arena. */
enum calx_status calx__ledger_read(calx_connection *connection,
	struct arena *arena, struct ledger *ret_ledger, calx_error *error);
/* The applied revisions as nodes. A row whose revision is not in the graph is
 * an error (CALX_NOT_FOUND) that says when it was applied. */
enum calx_status calx__ledger_nodes(const struct ledger *ledger,
	struct graph *graph, struct node_list *ret_nodes, calx_error *error);

/* ---- for the runner, in its transaction ----------------------------------- */

/* Whether the table is there, and whether it has that revision. Failure
 * sticks to the connection. */
bool calx__ledger_exists(calx_connection *connection);
bool calx__ledger_has(calx_connection *connection, const char *revision);
/* The statement that creates the table. */
enum calx_status calx__ledger_ddl(
	const struct dialect *dialect, struct strbuf *sql, calx_error *error);
/* The row that says that `node` is applied now. Text lives in the arena. */
struct ledger_row calx__ledger_row(struct arena *arena,
	const struct graph_node *node, const char *origin,
	int64_t milliseconds);
enum calx_status calx__ledger_insert(
	calx_connection *connection, const struct ledger_row *row);
enum calx_status calx__ledger_delete(
	calx_connection *connection, const char *revision);
/* the same two as text, to be shown */
void calx__ledger_insert_text(struct strbuf *sql, const struct dialect *dialect,
	const struct ledger_row *row);
void calx__ledger_delete_text(struct strbuf *sql, const struct dialect *dialect,
	const char *revision);

#endif
