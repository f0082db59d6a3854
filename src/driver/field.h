#ifndef CALX_DRIVER_FIELD_H
#define CALX_DRIVER_FIELD_H

#include <string.h>

#include "sql/type/check.h"
#include "sql/type/field.h"

/* What each driver does alike between its columns and the fields of structs
 * (fields.c). All is inline: these stand in the loops over rows. */

/* ---- out: `at` is the field's place in the struct --------------------------- */

#define FIELD_PUT_(type, value) \
	memcpy(at, &(type){ (type)(value) }, sizeof(type))

static inline void calx__field_put_real(double number, char *at)
{
	memcpy(at, &number, sizeof(number));
}

/* A number into a field of FIELD_INT16, 32 or 64, or FIELD_BOOLEAN; false: it has
 * no room there. */
static inline bool calx__field_put_integer(
	enum field_form form, int64_t number, char *at)
{
	switch (form) {
	case FIELD_INT64:
		FIELD_PUT_(int64_t, number);
		return true;
	case FIELD_INT32:
		FIELD_PUT_(int32_t, number);
		return number == (int32_t)number;
	case FIELD_INT16:
		FIELD_PUT_(int16_t, number);
		return number == (int16_t)number;
	default:
		FIELD_PUT_(bool, number != 0);
		return (uint64_t)number <= 1;
	}
}

/* NULL into a field of a struct of zeros, which may be one that has bytes
 * elsewhere; false: it may not be NULL. */
static inline bool calx__field_put_null(
	const struct field *field, size_t **lengths)
{
	if (calx__field_has_bytes(field))
		*(*lengths)++ = 0;
	return field->nullable;
}

/* ---- in --------------------------------------------------------------------- */

#define FIELD_GET_(type)                                          \
	static inline type calx__field_get_##type(const char *at) \
	{                                                         \
		type number;                                      \
                                                                  \
		memcpy(&number, at, sizeof(number));              \
		return number;                                    \
	}
FIELD_GET_(int64_t)
FIELD_GET_(int32_t)
FIELD_GET_(int16_t)
FIELD_GET_(double)

/* A field as the value that its column stores: a decimal, for instance, gets its
 * scale on the way. It is `value` or `room`, or NULL where it is not as usual. */
static inline const calx_value *calx__field_get_value(const struct field *field,
	const char *at, calx_value *value, calx_value *room)
{
	const calx_value *settled = value;

	if (calx__field_is_stored(field))
		return NULL;
	field->load(at, value);
	if (value->kind == CALX_NULL && !field->nullable)
		return NULL;
	if (calx__value_settle(
		    field->column, COMPARED_NOT, &settled, room, NULL) < 0)
		return NULL;
	return settled;
}

/* Whether an optional may be NULL: a number that stands there all the same is a
 * mistake. */
static inline bool calx__field_get_null(
	const struct field *field, const char *at)
{
	static const char zero[sizeof(calx_value)];

	return field->nullable && !memcmp(at, zero, field->size);
}

#endif
