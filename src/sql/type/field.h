#ifndef CALX_SQL_TYPE_FIELD_H
#define CALX_SQL_TYPE_FIELD_H

#include <string.h>

#include "sql/type/type.h"

/* Between the fields of a row struct and values. */

/* How a column lies in the struct, and the functions of its type: what a loop
 * over rows needs of it. */
struct field {
	/* see struct type_info */
	bool (*store)(const calx_column *column, char *field,
		const calx_value *value);
	void (*load)(const char *field, calx_value *ret_value);
	const calx_column *column;
	enum field_form form;
	/* the same where each value is in its place and no flag beside it;
	 * FIELD_OTHER of an optional */
	enum field_form plain;
	/* text of so many bytes fits, if it is text at all, and in an int; of
	 * more, the type must be asked */
	uint32_t fits;
	uint32_t offset; /* of the value */
	uint32_t has;	 /* of the flag of an optional */
	uint32_t size;	 /* of the value */
	bool optional;
	bool nullable;
	/* the words of the struct that it touches: calx__field_word() of each */
	uint64_t words;
};

/* All columns of a row, with what calx__row() is told of each. */
struct layout {
	const struct field *fields;
	const enum calx_kind *kinds;
	size_t count;
	size_t size; /* of the struct */
};

struct field calx__field_of(const calx_column *column);

/* The bit of the word of eight bytes of a struct in which the byte `at` lies;
 * the last one stands for all further words. */
static inline uint64_t calx__field_word(size_t at)
{
	return UINT64_C(1) << (at / 8 < 63 ? at / 8 : 63);
}

/* Whether the field points to bytes that lie elsewhere. */
static inline bool calx__field_has_bytes(const struct field *field)
{
	return field->form >= FIELD_TEXT;
}

static inline bool calx__field_is_text(const struct field *field)
{
	return field->form == FIELD_TEXT || field->form == FIELD_STORED_TEXT;
}

static inline bool calx__field_is_blob(const struct field *field)
{
	return field->form == FIELD_BLOB || field->form == FIELD_STORED_BLOB;
}

/* Whether it is another value to the database. */
static inline bool calx__field_is_stored(const struct field *field)
{
	return field->form == FIELD_STORED || field->form > FIELD_BLOB;
}

/* Whether it is no optional, or one with a value. */
static inline bool calx__field_is_set(
	const struct field *field, const void *row)
{
	return !field->optional || ((const char *)row)[field->has];
}

/* Whether a field that is an integer holds 0. */
static inline bool calx__field_is_zero(
	const struct field *field, const char *row)
{
	int64_t number = 0;

	if (field->size == sizeof(number))
		memcpy(&number, row + field->offset, sizeof(number));
	else
		memcpy(&number, row + field->offset, field->size);
	return number == 0;
}

/* A column of a row as a value, with its text borrowed. */
static inline void calx__field_load(
	const struct field *field, const void *row, calx_value *ret_value)
{
	if (calx__field_is_set(field, row))
		field->load((const char *)row + field->offset, ret_value);
	else
		ret_value->kind = CALX_NULL;
}

/* The same by the column alone. */
void calx__field_read(
	const calx_column *column, const void *row, calx_value *ret_value);
/* The other way, with all checks: CALX_RANGE for what the C type cannot hold,
 * CALX_TYPE_MISMATCH for NULL in a field that cannot say so. Text must end in
 * NUL and is borrowed. */
enum calx_status calx__field_write(const calx_column *column, void *row,
	const calx_value *value, calx_error *error);
/* Whether the field was never filled in: NULL, no value, a date without a year
 * and a month, a UUID of zeros. */
bool calx__field_is_unset(const calx_column *column, const void *row);

/* Sets the bytes of the struct that are of the field's value, and leaves those
 * that are padding. */
void calx__field_mask(const struct field *field, unsigned char *mask);

#endif
