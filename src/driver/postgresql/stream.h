#ifndef CALX_DRIVER_POSTGRESQL_STREAM_H
#define CALX_DRIVER_POSTGRESQL_STREAM_H

#include "driver/postgresql/database.h"

/* Rows that come as they are read. One statement of a db has the wire then; who
 * else needs it says calx__stream_quiet() first. */

/* The member `stream` of struct driver. */
void calx__postgresql_stream(struct stmt *stmt, bool whole);

/* Sends the statement. What comes of it, calx__stream_next() tells. False: its
 * rows are not to stream. */
bool calx__stream_begin(struct stmt *stmt);
/* The next result is stmt->result: 1: it has rows, 0: there are none any more,
 * CALX_ERROR: it is a failure; other errors are told. */
int calx__stream_next(struct stmt *stmt, calx_error *error);
/* Ends it, however many rows are still to come, which is cheap; and the rows that
 * were read ahead. */
void calx__stream_end(struct stmt *stmt);

/* Reads what is to come of whoever streams into memory, where it goes on. */
void calx__stream_quiet(struct db *db);
/* Before a rollback: what is to come goes with it, and to ask for it is an error. */
void calx__stream_cut(struct db *db);

#endif
