#ifndef CALX_DRIVER_MARIADB_STATEMENT_H
#define CALX_DRIVER_MARIADB_STATEMENT_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__mariadb_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error);
void calx__mariadb_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape);
const char *calx__mariadb_label(const struct stmt *stmt, size_t index);
void calx__mariadb_finalize(struct stmt *stmt);
int calx__mariadb_step(struct stmt *stmt, calx_error *error);
struct outcome calx__mariadb_outcome(const struct stmt *stmt);
void calx__mariadb_rewind(struct stmt *stmt);
enum calx_status calx__mariadb_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error);

/* What begins a run: the request is sent, and the answer has begun. */
enum calx_status calx__mariadb_execute(struct stmt *stmt, calx_error *error);
/* And what it comes to: as the first step(). */
int calx__mariadb_begun(struct stmt *stmt, calx_error *error);
/* Reads what the server is still sending into memory, so that it listens. */
enum calx_status calx__mariadb_quiet(struct db *db, calx_error *error);
/* Runs a statement of ours that gives no rows. */
enum calx_status calx__mariadb_run(
	struct db *db, const char *sql, calx_error *error);

#endif
