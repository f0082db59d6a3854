#ifndef CALX_SQL_TYPE_TYPE_H
#define CALX_SQL_TYPE_TYPE_H

#include "sql/type/column.h"
#include "sql/type/info.h"

/* Kinds of values on their way to a driver alone: UUIDs that are written in
 * another way (stored.h). */
enum {
	TYPE_UUID_HEX = CALX_KIND_COUNT, /* 32 characters */
	TYPE_UUID_BYTES,		 /* a blob */
	TYPE_COUNT
};

/* The column types, one row each: what every layer asks about a kind. A value
 * is tagged with a kind, too, and so is its family found. */
extern const struct type_info calx__types[TYPE_COUNT];

/* The kind that `name` spells, CALX_NULL if none. */
enum calx_kind calx__type_by_name(const char *name, size_t length);
bool calx__type_equal(const calx_type *a, const calx_type *b);

/* Whether a value may go where a column is: all text is alike, and all integers
 * (booleans and enumerations, too), float and double; and an integer may be
 * a decimal or a floating point number. */
bool calx__type_takes(enum calx_kind column, enum calx_kind value);
/* CALX_TYPE_MISMATCH: a value of `kind` in that column */
enum calx_status calx__type_fail(
	calx_error *error, const calx_column *column, enum calx_kind kind);

#endif
