#ifndef CALX_MIGRATE_RUN_LEDGER_H
#define CALX_MIGRATE_RUN_LEDGER_H

#include "compile/dialect.h"
#include "migrate/graph/graph.h"
#include <calx/connection.h>
#include <calx/model.h>

/* The table calx_version: one row for each revision that has been applied. It
 * is created by the first upgrade or stamp; reading never creates it, and a
 * database without it has nothing applied. */

#define CALX__LEDGER_TABLE "calx_version"
#define CALX__JOURNAL_TABLE "calx_journal" /* see journal.h */
#define CALX__LOCK_TABLE "calx_lock"	   /* see cluster.c */

/* The tables that are calx's own, up to NULL: no model has them. */
extern const char *const calx__ledger_tables[];

/* clang-format off */
CALX_MODEL(ledger_row, CALX__LEDGER_TABLE,
	column(revision, string(64), .primary_key = true),
	/* as the revision said, "" for a base */
	column(down_revisions, text()),
	column(depends_on, text()),
	column(message, text()),
	column(checksum, nullable(string(64))),
	/* UTC, "2026-11-22 16:04:51.060065" */
	column(applied_at, string(26)),
	/* "upgrade", "stamp" */
	column(origin, string(16)),
	/* that the upgrade took */
	column(milliseconds, big_integer()),
	/* "calx 0.1.0" */
	column(tool, string(40)),
	/* the order of applying: clocks go backwards. The database counts,
	 * and finds the last one without looking at all: it has an index. */
	column(number, big_integer(), .unique = true));
/* clang-format on */

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
/* the same of any other table of ours */
bool calx__ledger_has_table(calx_connection *connection, const char *name);
bool calx__ledger_has(calx_connection *connection, const char *revision);
/* The statement that creates the table, and that of any other table of ours. */
enum calx_status calx__ledger_ddl(
	const struct dialect *dialect, struct strbuf *sql, calx_error *error);
enum calx_status calx__ledger_table_ddl(const struct dialect *dialect,
	const calx_table *table, struct strbuf *sql, calx_error *error);
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
