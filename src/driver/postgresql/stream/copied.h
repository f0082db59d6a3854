#ifndef CALX_DRIVER_POSTGRESQL_STREAM_COPIED_H
#define CALX_DRIVER_POSTGRESQL_STREAM_COPIED_H

#include "driver/postgresql/database.h"

/* Rows of a query by COPY TO STDOUT: the part of a stream that is its own. */

/* Whether the rows of the next run are better copied. */
bool calx__copied_fits(struct stmt *stmt);
/* Sends it, and takes what comes before the rows. False: it has failed. */
bool calx__copied_begin(struct stmt *stmt);
/* The next row is in the cells: 1; 0: none comes any more; < 0: it is told. */
int calx__copied_next(struct stmt *stmt, calx_error *error);
/* Reads the rows that are to come into memory. */
void calx__copied_keep(struct stmt *stmt);
/* Reads and forgets rows: those that are there already, up to so many, or all of
 * what is wanted whole; whether those were all. */
bool calx__copied_skip(struct stmt *stmt, int most);
/* The wire is free again. What has failed is stream.end. */
void calx__copied_leave(struct stmt *stmt);
/* Forgets the rows that are in memory. */
void calx__copied_end(struct copied *copied);
void calx__copied_release(struct copied *copied);

#endif
