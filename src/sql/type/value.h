#ifndef CALX_SQL_TYPE_VALUE_H
#define CALX_SQL_TYPE_VALUE_H

#include "sql/type/type.h"
#include "util/arena.h"

/* What can be done with a value, whatever its kind: calx__types says how. */

/* Whether values of these kinds can be equal. */
bool calx__value_comparable(enum calx_kind a, enum calx_kind b);
/* Whether two values are the same, bit for bit but for the padding. */
bool calx__value_same(const calx_value *a, const calx_value *b);
/* Whether two values are one key: 1.5 is 1.50, an instant is itself in any
 * zone. */
bool calx__value_equal(const calx_value *a, const calx_value *b);
/* A hash under which equal keys are equal. */
uint64_t calx__value_hash(const calx_value *value, uint64_t seed);

/* The value as one of another kind; false if it is none. Numbers go to what
 * holds more, text becomes whatever it spells. */
bool calx__value_convert(
	const calx_value *value, enum calx_kind kind, calx_value *ret_value);
/* The text of a value, NUL-terminated: in `room`, of TYPE_TEXT_MAX bytes, or its
 * own if it is text already, which then need not end in NUL; NULL for NULL. */
const char *calx__value_text(const calx_value *value, char *room);

/* What a value of a carrier is to people who read "not a valid ...": "date and
 * time". NULL of what carries nothing. */
const char *calx__carrier_noun(enum calx_kind carrier);

/* That a column of a result holds what is no value of a carrier: CALX_RANGE if it
 * is an integer with more than 64 bits, else CALX_TYPE_MISMATCH. The text is cut
 * where it gets long. */
enum calx_status calx__fail_held(calx_error *error, const char *name,
	const char *text, enum calx_kind carrier);

/* Whether the value points to bytes: text and blobs do. */
static inline bool calx__value_has_bytes(const calx_value *value)
{
	return value->kind == CALX_BLOB || calx__types[value->kind].is_text;
}

/* Copies the text and blobs that values point to into the arena; false without
 * memory. */
bool calx__values_keep(struct arena *arena, calx_value *values, size_t count);

#endif
