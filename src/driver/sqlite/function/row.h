#ifndef CALX_DRIVER_SQLITE_FUNCTION_ROW_H
#define CALX_DRIVER_SQLITE_FUNCTION_ROW_H

#include <sqlite3.h>

#include "driver/driver.h"
#include "util/arena.h"

/* Rows that are taken while SQLite makes them. It hands the columns of a row to a
 * function as an array, and to a program one by one, each by a call that looks
 * whether it may: for six columns that is a quarter of the whole loop. So
 *
 *     SELECT id, title FROM book        is run as
 *     SELECT calx_row(id, title) FROM book
 *
 * and each step has written the row when it returns
 * (docs/decisions/044-rows-by-a-function.md). Only a statement of the driver's own
 * can call the function; it gives NULL. */

struct taken {
	/* where the row goes; `fields` NULL: its values are kept */
	const struct field *fields;
	size_t count;
	char *row;
	size_t *lengths; /* of its text; NULL: nobody asks */
	/* what became of the current row, see struct driver's fetch() */
	int64_t total;
	struct arena text; /* of the current row */
	struct arena_start start;
	unsigned calls; /* of the function, in the step */
	bool apart;	/* its rows do not come as they are made */
	/* of the current row, if they are kept: `columns` of them */
	sqlite3_value **kept;
	size_t columns;
	bool keeps;
	/* for rows that fetch() asks for: lengths, and a struct of `size`, which
	 * held rows of that layout only */
	char *staged;
	size_t room, size;
	const struct field *layout;
	const char *sql; /* without the function; borrowed */
};

/* What takes the rows of a statement; NULL without memory. */
struct taken *calx__sqlite_taken_new(const struct plain_select *select);
void calx__sqlite_taken_free(struct taken *taken);
/* SELECT calx_row(id, title) FROM book */
void calx__sqlite_taken_sql(
	const struct plain_select *select, struct strbuf *sql);

/* Keeps the values of a row that row() will be asked for. */
void calx__sqlite_keep(
	sqlite3_context *context, struct taken *taken, sqlite3_value **values);
void calx__sqlite_kept_free(struct taken *taken);
/* As the members of struct driver. */
void calx__sqlite_taken_aim(struct taken *taken, const struct layout *layout);
int64_t calx__sqlite_taken_fetch(
	const struct taken *taken, char *row, size_t *lengths);

#endif
