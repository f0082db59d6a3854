#ifndef CALX_ENGINE_RUN_H
#define CALX_ENGINE_RUN_H

#include "sql/statement/key.h"
#include "engine/prepared.h"

/* The way a statement runs. Every statement of the library passes through here.
 *
 *     struct prepared *p = calx__prepare(connection, &statement, where);
 *     calx__bind(p, 0, values, count);       or calx__bind_collected(p)
 *     while (calx__step(p) == 1)
 *             calx__row(p, kinds, n, row);
 *     calx__finish(p);                       (NULL is accepted)
 *
 * Each call does nothing after a failure, which sticks to the connection, and
 * fails when it is given NULL. What was bound is borrowed until the statement
 * is rewound or finished; what a row lends, until the next step, whatever else
 * runs on the connection meanwhile. */

/* Binds `count` values from parameter `first` on; each is checked against its
 * column and stored as the column's type says (an enumeration by its label). */
enum calx_status calx__bind(struct prepared *prepared, size_t first,
	const struct bound_value *values, size_t count);
/* Binds what calx__prepare() collected. */
enum calx_status calx__bind_collected(struct prepared *prepared);
/* Before the first step: there may be more rows than memory; `whole`: all of them
 * are read all the same. */
void calx__stream_rows(struct prepared *prepared, bool whole);
/* What calx__step() does but for a step from one row to the next: the first and
 * the last one, and those of rows in memory. */
int calx__step_other(struct prepared *prepared);
int calx__step_last(struct prepared *prepared, int result);
/* 1: there is a row, 0: no more, < 0: failed */
static inline int calx__step(struct prepared *prepared)
{
	int result;

	if (!calx__prepared_usable(prepared) || !prepared->stepping ||
		prepared->stash)
		return calx__step_other(prepared);
	result = prepared->driver->step(
		prepared->stmt, &prepared->connection->error);
	return result == 1 ? 1 : calx__step_last(prepared, result);
}
/* The first step of a run for the first `*count` rows of values, as many as go at
 * once; sets it to how many it was for. bind(context, i) binds row i by
 * calx__put() or calx__bind(), from parameter 0 on; what it lends is not needed
 * any more then. Steps, rows and outcome are those of all of them, in their
 * order. One, where the driver takes no more, and where a trace listens.
 * < 0: also, if one of them could not be bound. */
int calx__step_many(struct prepared *prepared, size_t *count, many_bind *bind,
	void *context);
/* The current row; `kinds`, carriers of types, stay valid until the statement is
 * finished. */
enum calx_status calx__row(struct prepared *prepared,
	const enum calx_kind *kinds, size_t count, calx_value *values);
/* The part of calx__fetch() for the first row, and for rows in memory. */
int64_t calx__fetch_other(struct prepared *prepared,
	const struct layout *layout, char *row, size_t *lengths);
/* The same straight into a struct of zeros, see struct driver: the sum of
 * lengths[], or NOT_USUAL: then calx__row() does it, or says why not. */
static inline int64_t calx__fetch(struct prepared *prepared,
	const struct layout *layout, char *row, size_t *lengths)
{
	if (!calx__prepared_usable(prepared) || !prepared->direct)
		return calx__fetch_other(prepared, layout, row, lengths);
	return prepared->driver->fetch(
		prepared->stmt, layout->fields, layout->count, row, lengths);
}
/* Before the first step of a run: its rows will be read by calx__fetch(). */
static inline void calx__aim(
	const struct prepared *prepared, const struct layout *layout)
{
	if (prepared->aims)
		prepared->driver->aim(prepared->stmt, layout);
}
/* The part of calx__next() for the first row, and for rows in memory. */
int calx__next_other(
	struct prepared *prepared, const struct layout *layout, char *row);
/* calx__step() and calx__fetch() in one, into a struct that held nothing but such
 * rows: of enum next, or < 0: failed. */
static inline int calx__next(
	struct prepared *prepared, const struct layout *layout, char *row)
{
	int result;

	if (!calx__prepared_usable(prepared) || !prepared->direct)
		return calx__next_other(prepared, layout, row);
	result = prepared->driver->next(prepared->stmt, layout->fields,
		layout->count, row, &prepared->connection->error);
	return result > 0 ? result : calx__step_last(prepared, result);
}
/* And calx__bind() of fields of a struct; false: that does it, or says why not. */
bool calx__put(struct prepared *prepared, size_t first,
	const struct layout *layout, const unsigned *numbers, size_t count,
	const char *row);
/* Whether the current row stays with the driver, which reads its columns one by
 * one, as calx__row() would, until the next step: calx__column(). */
bool calx__lend(
	struct prepared *prepared, const enum calx_kind *kinds, size_t count);
/* From one such row to the next: 1, or what calx__step_last() is to be told. */
static inline int calx__step_lent(const struct prepared *prepared)
{
	calx_error *error = &prepared->connection->error;

	return error->status < 0
		       ? (int)error->status
		       : prepared->driver->step(prepared->stmt, error);
}
/* One of them; NOT_USUAL: calx__row() does it, or says why not. */
static inline int calx__column(struct prepared *prepared, size_t index,
	enum calx_kind kind, calx_value *ret_value)
{
	return prepared->driver->column(prepared->stmt, index, kind, ret_value);
}
/* What reads those that are as usual in fewer steps; NULL: nothing does. */
static inline const struct driver_columns *calx__columns(
	const struct prepared *prepared)
{
	return DRIVER_HAS(prepared->driver, columns) ? prepared->driver->columns
						     : NULL;
}
size_t calx__column_count(struct prepared *prepared);
const char *calx__column_label(struct prepared *prepared, size_t index);
/* What a run came to that has ended; zeros if it has not, and of NULL. */
struct outcome calx__outcome(const struct prepared *prepared);

/* Room for what functions of custom() types make of the row that was read; what was
 * made of the one before is gone. */
struct arena *calx__row_room(struct prepared *prepared);
/* Ready to be bound and run again (batches); keeps it in use. */
void calx__rewind(struct prepared *prepared);
/* Ends it, tells the log, gives it back to the cache. */
void calx__finish(struct prepared *prepared);

/* Reads the rest of the rows into memory, from where the statement goes on:
 * it needs neither its transaction nor the database any more. The text of the
 * current row goes, if the driver streams. NULL is accepted. */
enum calx_status calx__read_ahead(struct prepared *prepared);
/* Whether that has been done, or has been necessary. */
bool calx__is_read_ahead(const struct prepared *prepared);

/* Before anything else is asked of the connection: what streams is read into
 * memory. */
enum calx_status calx__streaming_stash(struct calx_connection *connection);
/* Before a rollback: the rows that stream go with it, and to go on reading
 * them is an error. */
void calx__streaming_cut(struct calx_connection *connection);

#endif
