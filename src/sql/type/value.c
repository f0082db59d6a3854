#include "sql/type/value.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/fail.h"

/* Values whatever their kind. Where two are compared they may be tagged with
 * different kinds of one family: a key that a program gives has the kind of its C
 * type, and not that of its column. */

static const struct value_family *family_of(const calx_value *value)
{
	return calx__types[value->kind].family;
}

const char *calx__carrier_noun(enum calx_kind carrier)
{
	static const char *const nouns[TYPE_COUNT] = {
		[CALX_BOOLEAN] = "boolean",
		[CALX_INTEGER] = "integer",
		[CALX_DOUBLE] = "number",
		[CALX_NUMERIC] = "decimal number of up to 38 digits",
		[CALX_STRING] = "text",
		[CALX_BLOB] = "blob",
		[CALX_DATE] = "date",
		[CALX_TIME] = "time",
		[CALX_DATETIME] = "date and time",
		[CALX_TIMESTAMP] = "timestamp",
		[CALX_INTERVAL] = "interval",
		[CALX_UUID] = "uuid",
		[CALX_ENUMERATION] = "label",
	};

	return nouns[carrier];
}

/* More digits than 64 bits have room for; or 1.5e+19, what SQLite makes of a result
 * that has none. */
static bool is_long_integer(const char *text)
{
	static const char most[] = "9223372036854775807";
	const char *digits = text + (*text == '-');
	const size_t length = strspn(digits, "0123456789");

	if (digits[length])
		return !digits[strspn(digits, "0123456789.e+")] &&
		       strstr(digits, "e+");
	return length >= sizeof(most) ||
	       (length == sizeof(most) - 1 && strcmp(digits, most) > 0);
}

enum calx_status calx__fail_held(calx_error *error, const char *name,
	const char *text, enum calx_kind carrier)
{
	if (calx__types[carrier].is_integer && is_long_integer(text))
		return calx__fail(error, CALX_RANGE,
			"column '%s' holds %.60s, which is no integer of 64 bits",
			name ? name : "?", text);
	return calx__fail(error, CALX_TYPE_MISMATCH,
		"column '%s' holds '%.60s', which is not a valid %s",
		name ? name : "?", text, calx__carrier_noun(carrier));
}

bool calx__value_comparable(enum calx_kind a, enum calx_kind b)
{
	return calx__types[a].family == calx__types[b].family;
}

bool calx__value_same(const calx_value *a, const calx_value *b)
{
	const struct value_family *family = family_of(a);

	if (family != family_of(b))
		return false;
	return !family || family->same(a, b);
}

bool calx__value_equal(const calx_value *a, const calx_value *b)
{
	const struct value_family *family = family_of(a);

	if (family != family_of(b))
		return false;
	return !family || family->equal(a, b);
}

uint64_t calx__value_hash(const calx_value *value, uint64_t seed)
{
	const struct value_family *family = family_of(value);
	uint64_t hash = family ? family->hash(value) : 0;

	/* one round of a mixer, so that (1, 2) is not (2, 1) */
	hash = (hash ^ seed) * UINT64_C(0xD6E8FEB86659FD93);
	return hash ^ hash >> 32;
}

/* ---- converting ----------------------------------------------------------- */

/* A value of another family as one of `to`. */
static bool family_convert(const struct value_family *to,
	const calx_value *value, calx_value *ret_value)
{
	const struct type_info *from = &calx__types[value->kind];
	calx_value source = *value;

	if (from->is_text)
		return to->read && to->read(value->as.text.data,
					   value->as.text.size, ret_value);
	/* booleans and enumerations are integers here */
	source.kind = from->is_integer ? CALX_INTEGER : from->carrier;
	return to->convert && to->convert(&source, ret_value);
}

bool calx__value_convert(
	const calx_value *value, enum calx_kind kind, calx_value *ret_value)
{
	const struct type_info *type = &calx__types[kind];
	calx_value converted = *value;
	bool fits = true;

	if (value->kind != CALX_NULL && family_of(value) != type->family)
		fits = family_convert(type->family, value, &converted);
	if (value->kind != CALX_NULL)
		converted.kind = kind;
	if (fits && value->kind != CALX_NULL && type->hold)
		fits = type->hold(type, NULL, &converted, NULL) >= 0;
	*ret_value = fits ? converted : (calx_value){ 0 };
	return fits;
}

const char *calx__value_text(const calx_value *value, char *room)
{
	const struct type_info *type = &calx__types[value->kind];

	if (value->kind == CALX_NULL)
		return NULL;
	if (!type->write)
		return value->as.text.data;
	type->write(value, room);
	return room;
}

static bool value_keep(struct arena *arena, calx_value *value)
{
	if (!calx__value_has_bytes(value) || !value->as.text.data)
		return true;
	value->as.text.data = calx__arena_strndup(
		arena, value->as.text.data, value->as.text.size);
	return value->as.text.data != NULL;
}

bool calx__values_keep(struct arena *arena, calx_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!value_keep(arena, &values[i]))
			return false;
	return true;
}
