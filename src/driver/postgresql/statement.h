#ifndef CALX_DRIVER_POSTGRESQL_STATEMENT_H
#define CALX_DRIVER_POSTGRESQL_STATEMENT_H

#include "driver/postgresql/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__postgresql_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error);
void calx__postgresql_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape);
const char *calx__postgresql_label(const struct stmt *stmt, size_t index);
void calx__postgresql_finalize(struct stmt *stmt);
int calx__postgresql_step(struct stmt *stmt, calx_error *error);
struct outcome calx__postgresql_outcome(const struct stmt *stmt);
void calx__postgresql_rewind(struct stmt *stmt);

/* Before a run: prepares it anew if the schema has changed since. What is bound
 * is in the form that the server has asked for then. */
enum calx_status calx__postgresql_refresh(struct stmt *stmt, calx_error *error);

/* Takes what the server has answered to a run, which is stmt->result: 1, or < 0. */
int calx__postgresql_answered(struct stmt *stmt, calx_error *error);

#endif
