#ifndef CALX_DRIVER_SQLITE_STATEMENT_H
#define CALX_DRIVER_SQLITE_STATEMENT_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error);
enum calx_status calx__sqlite_prepare_rows(struct db *db,
	const struct plain_select *select, const enum calx_kind *kinds,
	size_t count, struct stmt **ret_stmt, calx_error *error);
void calx__sqlite_aim(struct stmt *stmt, const struct layout *layout);
void calx__sqlite_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape);
const char *calx__sqlite_label(const struct stmt *stmt, size_t index);
void calx__sqlite_finalize(struct stmt *stmt);
int calx__sqlite_step(struct stmt *stmt, calx_error *error);
struct outcome calx__sqlite_outcome(const struct stmt *stmt);
void calx__sqlite_rewind(struct stmt *stmt);
enum calx_status calx__sqlite_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error);

/* A step of a statement whose rows are taken. A row is made when a step asks for it,
 * and no other is. Where that is not so, because the table has become a view
 * meanwhile, the first step makes several. */
static inline int calx__sqlite_step_taking(struct stmt *stmt)
{
	struct taken *taken = stmt->taken;
	int code;

	if (taken->keeps)
		calx__sqlite_kept_free(taken);
	taken->calls = 0;
	calx__arena_restart(&taken->text, &taken->start);
	stmt->db->taking = taken;
	code = sqlite3_step(stmt->handle);
	stmt->db->taking = NULL;
	if (code != SQLITE_ROW || taken->calls == 1)
		return code;
	taken->apart = true;
	return SQLITE_SCHEMA;
}

/* A column of the current row. */
static inline sqlite3_value *calx__sqlite_value(
	const struct stmt *stmt, size_t index)
{
	return stmt->taken ? stmt->taken->kept[index]
			   : sqlite3_column_value(stmt->handle, (int)index);
}

/* The two halves of a step, for what reads the row at once: SQLite's code, and
 * what that means if it is no row. */
int calx__sqlite_step_counting(struct stmt *stmt);
static inline int calx__sqlite_step_row(struct stmt *stmt)
{
	if (stmt->taken)
		return calx__sqlite_step_taking(stmt);
	return stmt->counts ? calx__sqlite_step_counting(stmt)
			    : sqlite3_step(stmt->handle);
}
int calx__sqlite_stepped(const struct stmt *stmt, int code, calx_error *error);

#endif
