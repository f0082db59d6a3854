#ifndef CALX_DRIVER_POSTGRESQL_REWRITE_REWRITE_H
#define CALX_DRIVER_POSTGRESQL_REWRITE_REWRITE_H

#include "util/strbuf.h"
#include "util/text.h"

/* What a statement for one row of values is when it is for many. */

/* INSERT INTO relation (columns) VALUES ($1, $2) rest */
struct insert_text {
	struct view relation;
	struct view columns; /* in their brackets */
	struct view rest;    /* RETURNING ..., or nothing */
};

/* Takes an INSERT apart whose values are `count` placeholders in their order, and
 * that says nothing of conflicts; false if it is no such. */
bool calx__rewrite_insert(
	const char *sql, size_t count, struct insert_text *ret_text);

/* COPY relation (columns) FROM STDIN (FORMAT binary) */
void calx__rewrite_copy(const struct insert_text *text, struct strbuf *sql);

/* The same statement over the elements of `count` arrays, where $1 is now an array
 * of what it was: an INSERT as above, an UPDATE or a DELETE with a condition that
 * returns nothing. False if it is no such. */
bool calx__rewrite_arrays(const char *from, size_t count, struct strbuf *sql);

#endif
