#ifndef CALX_ORM_FIELD_H
#define CALX_ORM_FIELD_H

#include <calx/schema.h>

/* How a column lies in the struct of its table. */

struct field;

/* Puts a value, not NULL, into its place in a struct; false if it does not
 * fit. */
typedef bool field_store(
	const struct field *field, char *row, const calx_value *value);

/* The other way, for a value that is there. */
typedef void field_load(
	const struct field *field, const char *row, calx_value *ret_value);

enum field_bytes { FIELD_FIXED, FIELD_TEXT, FIELD_BLOB };

struct field {
	field_store *store; /* NULL: text and blobs, see row.c */
	field_load *load;
	enum field_bytes bytes; /* whether it points to bytes */
	uint64_t words;	 /* of the struct in which it lies, see changed.c */
	uint32_t offset; /* of the value */
	uint32_t has;	 /* of the flag of an optional */
	uint32_t size;	 /* of the value */
	bool optional;
	bool nullable;
	const calx_column *column;
};

/* Whether a field is no optional, or one with a value. */
static inline bool calx__field_is_set(
	const struct field *field, const char *row)
{
	return !field->optional || row[field->has];
}

/* A column of a row as a value, with its text borrowed: calx__field_read() by
 * the plan. */
static inline void calx__field_load(
	const struct field *field, const void *row, calx_value *ret_value)
{
	const char *bytes = row;

	if (calx__field_is_set(field, bytes))
		field->load(field, bytes, ret_value);
	else
		ret_value->kind = CALX_NULL;
}

#endif
