#include "sql/type/stored.h"

#include <string.h>

#include "sql/type/temporal.h"
#include "sql/type/uuid.h"
#include "sql/type/value.h"
#include "util/fail.h"
#include "util/text.h"

/* The rows of the forms. Each has a way in and a way out, and what does not come
 * back as it was does not fit. */

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)
/* the years 1 to 9999, in microseconds since 1970 */
#define MOMENT_MIN (-INT64_C(62135596800) * SECOND)
#define MOMENT_MAX (INT64_C(253402300800) * SECOND - 1)
/* SQLite counts milliseconds, and 1970 begins at 2440587.5 days */
#define MILLISECONDS_PER_DAY 86400000.0
#define MILLISECONDS_TO_1970 INT64_C(210866760000000)

/* ---- points in time ------------------------------------------------------- */

/* microseconds since 1970, in UTC */
static int64_t moment_of(const calx_value *value)
{
	if (value->kind == CALX_DATE)
		return calx_datetime_microseconds(
			calx__datetime_join(value->as.date, (calx_time){ 0 }));
	if (value->kind == CALX_TIMESTAMP)
		return calx_timestamp_microseconds(value->as.timestamp);
	return calx_datetime_microseconds(value->as.datetime);
}

/* False: there is no such moment, or none of midnight for a date. */
static bool moment_to(enum calx_kind kind, int64_t moment, calx_value *value)
{
	calx_datetime datetime;

	if (moment < MOMENT_MIN || moment > MOMENT_MAX ||
		(kind == CALX_DATE && moment % DAY != 0))
		return false;
	datetime = calx_datetime_of_microseconds(moment);
	value->kind = kind;
	if (kind == CALX_DATE)
		value->as.date = calx__datetime_date(datetime);
	else if (kind == CALX_TIMESTAMP)
		value->as.timestamp = (calx_timestamp){ datetime, 0 };
	else
		value->as.datetime = datetime;
	return true;
}

/* A whole number, also where the database has made a floating one of it. */
static bool integer_of(const calx_value *value, int64_t *ret_number)
{
	if (value->kind == CALX_INTEGER) {
		*ret_number = value->as.integer;
		return true;
	}
	if (value->kind != CALX_DOUBLE || !(value->as.real >= -9e15) ||
		!(value->as.real <= 9e15))
		return false;
	*ret_number = (int64_t)value->as.real;
	return (double)*ret_number == value->as.real;
}

/* What is looked for and lies beyond the whole number `below` in its direction:
 * the nearest that says the same, or what no row has. False: it is stored. */
static bool between_put(
	enum compared compared, int64_t below, calx_value *value)
{
	value->kind = CALX_BIG_INTEGER;
	value->as.integer = compared == COMPARED_UP	? below + 1
			    : compared == COMPARED_DOWN ? below
							: INT64_MIN;
	return compared != COMPARED_NOT;
}

static bool unix_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	const int64_t moment = moment_of(value);

	(void)type;
	if (moment % form->unit == 0) {
		value->kind = CALX_BIG_INTEGER;
		value->as.integer = moment / form->unit;
		return true;
	}
	return between_put(compared, moment / form->unit - (moment < 0), value);
}

static bool unix_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	int64_t number;

	return integer_of(value, &number) &&
	       number >= MOMENT_MIN / form->unit &&
	       number <= MOMENT_MAX / form->unit &&
	       moment_to(type->kind, number * form->unit, value);
}

static bool julian_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	const int64_t moment = moment_of(value);
	const double milliseconds = (double)moment / (double)form->unit;

	(void)type;
	value->kind = CALX_DOUBLE;
	value->as.real = (milliseconds + (double)MILLISECONDS_TO_1970) /
			 MILLISECONDS_PER_DAY;
	(void)compared;
	return moment % form->unit == 0;
}

/* The nearest millisecond, as SQLite does it. */
static bool julian_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	double days = value->kind == CALX_INTEGER ? (double)value->as.integer
						  : value->as.real;
	int64_t milliseconds;

	if ((value->kind != CALX_INTEGER && value->kind != CALX_DOUBLE) ||
		!(days >= 0) || !(days < 5373484.5))
		return false;
	milliseconds = (int64_t)(days * MILLISECONDS_PER_DAY + 0.5);
	return moment_to(type->kind,
		(milliseconds - MILLISECONDS_TO_1970) * form->unit, value);
}

/* ---- UUIDs ---------------------------------------------------------------- */

/* as the driver is to write it */
static bool as_it_is(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	(void)form;
	(void)type;
	(void)compared;
	(void)value;
	return true;
}

static bool hex_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	value->kind = (enum calx_kind)TYPE_UUID_HEX;
	return as_it_is(form, type, compared, value);
}

static bool bytes_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	value->kind = (enum calx_kind)TYPE_UUID_BYTES;
	return as_it_is(form, type, compared, value);
}

static bool uuid_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	const calx_value text = *value;

	value->kind = type->kind;
	return text.kind == CALX_STRING &&
	       text.as.text.size == (size_t)form->kept.length &&
	       calx__uuid_get(
		       text.as.text.data, text.as.text.size, &value->as.uuid);
}

static bool bytes_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	const calx_value bytes = *value;

	(void)form;
	if (bytes.kind != CALX_BLOB ||
		bytes.as.text.size != sizeof(value->as.uuid))
		return false;
	value->kind = type->kind;
	memcpy(&value->as.uuid, bytes.as.text.data, sizeof(value->as.uuid));
	return true;
}

/* ---- booleans ------------------------------------------------------------- */

/* The words are one behind the other, each with its NUL. */
static const char *word_of(const struct stored_form *form, bool truth)
{
	return truth ? form->words + strlen(form->words) + 1 : form->words;
}

static bool word_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	const char *word = word_of(form, value->as.integer != 0);

	(void)type;
	/* only truths are compared with truths */
	if (compared != COMPARED_NOT && (uint64_t)value->as.integer > 1)
		word = "";
	value->kind = CALX_STRING;
	value->as.text.data = word;
	value->as.text.size = strlen(word);
	return true;
}

static bool word_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	const struct view text = { value->as.text.data, value->as.text.size };

	if (value->kind != CALX_STRING)
		return false;
	value->kind = type->kind;
	value->as.integer = calx__view_is_nocase(text, word_of(form, true));
	return value->as.integer ||
	       calx__view_is_nocase(text, word_of(form, false));
}

/* ---- decimals ------------------------------------------------------------- */

static bool decimal_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	const calx_value came = *value;

	(void)form;
	return calx__value_convert(&came, type->kind, value) &&
	       value->kind == type->kind;
}

/* The integer before a decimal that is none, or before and behind all that have 18
 * digits. */
static int64_t scaled_below(calx_decimal decimal, unsigned scale)
{
	const int64_t beyond = INT64_C(1000000000000000000);
	calx_decimal near;

	if (calx_decimal_round(decimal, scale, &near) < 0 || near.high ||
		near.low > (uint64_t)beyond)
		return decimal.negative ? -beyond - 1 : beyond;
	return (near.negative ? -(int64_t)near.low : (int64_t)near.low) -
	       (calx_decimal_compare(near, decimal) > 0);
}

/* How many of the last digit of the column. */
static bool scaled_put(const struct stored_form *form, const calx_type *type,
	enum compared compared, calx_value *value)
{
	const calx_decimal decimal = value->as.decimal;
	const unsigned scale = (unsigned)type->scale;
	calx_decimal exact;

	(void)form;
	if (calx_decimal_rescale(decimal, scale, &exact) >= 0 && !exact.high &&
		exact.low <= INT64_MAX) {
		value->kind = CALX_BIG_INTEGER;
		value->as.integer = exact.negative ? -(int64_t)exact.low
						   : (int64_t)exact.low;
		return true;
	}
	return between_put(compared, scaled_below(decimal, scale), value);
}

/* What an average makes has more digits. */
static bool scaled_get(const struct stored_form *form, const calx_type *type,
	calx_value *value)
{
	const unsigned scale = (unsigned)type->scale;

	if (value->kind == CALX_STRING || !decimal_get(form, type, value) ||
		value->as.decimal.scale + scale > 38)
		return false;
	value->as.decimal.scale = (uint8_t)(value->as.decimal.scale + scale);
	return true;
}

/* ---- the rows ------------------------------------------------------------- */

#define OF(kind) (1u << CALX_##kind)
#define TIMES (OF(DATE) | OF(DATETIME) | OF(TIMESTAMP))
#define UNIX(units, unit_)                                     \
	.name = "CALX_UNIX_" #units, .kinds = TIMES,           \
	.kept = { .kind = CALX_BIG_INTEGER }, .put = unix_put, \
	.get = unix_get, .unit = unit_
#define WORDS(name_, no, yes, length_)                                       \
	.name = "CALX_" #name_, .title = "'" yes "' or '" no "'",            \
	.kinds = OF(BOOLEAN),                                                \
	.kept = { .kind = CALX_STRING, .length = length_ }, .put = word_put, \
	.get = word_get, .words = no "\0" yes

const struct stored_form calx__stored_forms[CALX_STORED_COUNT] = {
	[CALX_STORED_UNIX_SECONDS] = {
		UNIX(SECONDS, SECOND),
		.title = "number of whole seconds since 1970",
	},
	[CALX_STORED_UNIX_MILLISECONDS] = {
		UNIX(MILLISECONDS, 1000),
		.title = "number of milliseconds since 1970",
	},
	[CALX_STORED_UNIX_MICROSECONDS] = {
		UNIX(MICROSECONDS, 1),
		.title = "number of microseconds since 1970",
	},
	[CALX_STORED_JULIAN_DAYS] = {
		.name = "CALX_JULIAN_DAYS",
		.title = "Julian day, to the millisecond",
		.kinds = TIMES,
		.kept = { .kind = CALX_DOUBLE },
		.put = julian_put,
		.get = julian_get,
		.unit = 1000,
	},
	[CALX_STORED_UNIX_DAYS] = {
		.name = "CALX_UNIX_DAYS",
		.title = "number of days since 1970",
		.kinds = OF(DATE),
		.kept = { .kind = CALX_INTEGER },
		.put = unix_put,
		.get = unix_get,
		.unit = DAY,
	},
	[CALX_STORED_UUID_TEXT] = {
		.name = "CALX_UUID_TEXT",
		.title = "UUID of 36 characters",
		.kinds = OF(UUID),
		.kept = { .kind = CALX_STRING, .length = 36 },
		.put = as_it_is,
		.get = uuid_get,
	},
	[CALX_STORED_UUID_HEX] = {
		.name = "CALX_UUID_HEX",
		.title = "UUID of 32 characters",
		.kinds = OF(UUID),
		.kept = { .kind = CALX_STRING, .length = 32 },
		.put = hex_put,
		.get = uuid_get,
	},
	[CALX_STORED_UUID_BYTES] = {
		.name = "CALX_UUID_BYTES",
		.title = "blob of 16 bytes",
		.kinds = OF(UUID),
		.kept = { .kind = CALX_BLOB },
		.put = bytes_put,
		.get = bytes_get,
	},
	[CALX_STORED_TRUE_FALSE] = { WORDS(TRUE_FALSE, "false", "true", 5) },
	[CALX_STORED_T_F] = { WORDS(T_F, "f", "t", 1) },
	[CALX_STORED_YES_NO] = { WORDS(YES_NO, "no", "yes", 3) },
	[CALX_STORED_Y_N] = { WORDS(Y_N, "N", "Y", 1) },
	[CALX_STORED_ON_OFF] = { WORDS(ON_OFF, "off", "on", 3) },
	[CALX_STORED_DECIMAL_TEXT] = {
		.name = "CALX_DECIMAL_TEXT",
		.title = "decimal number of up to 38 digits",
		.kinds = OF(NUMERIC),
		.kept = { .kind = CALX_NUMERIC },
		.put = as_it_is,
		.get = decimal_get,
	},
	/* its functions are run by those who have room for what they make */
	[CALX_STORED_CUSTOM] = {
		.name = "custom()",
		.title = "value of a custom() type",
		.kinds = ~0u,
		.put = as_it_is,
	},
	[CALX_STORED_SCALED_INTEGER] = {
		.name = "CALX_SCALED_INTEGER",
		.title = "number of up to 18 digits",
		.kinds = OF(NUMERIC),
		.kept = { .kind = CALX_BIG_INTEGER },
		.put = scaled_put,
		.get = scaled_get,
	},
};

/* ---- looking them up ------------------------------------------------------ */

const struct stored_form *calx__stored_form(const calx_type *type)
{
	const struct stored_form *form = &calx__stored_forms[CALX_NULL];

	if (type->stored < CALX_STORED_COUNT)
		form = &calx__stored_forms[type->stored];
	return form->kinds >> type->kind & 1 ? form : NULL;
}

const char *calx__stored_problem(const calx_type *type)
{
	if (!type->stored)
		return NULL;
	if (!calx__stored_form(type))
		return "values of its type cannot be stored in that form";
	if (type->stored == CALX_STORED_CUSTOM)
		return calx__custom_problem(type);
	if (type->stored == CALX_STORED_SCALED_INTEGER &&
		(!type->length || type->length > 18))
		return "CALX_SCALED_INTEGER needs numeric(p, s) of at most 18 digits";
	return NULL;
}

enum calx_stored calx__stored_by_name(const char *name, size_t length)
{
	const struct view word = { name, length };

	for (int i = CALX_STORED_USUAL + 1; i < CALX_STORED_CUSTOM; i++)
		if (calx__view_is(word, calx__stored_forms[i].name))
			return (enum calx_stored)i;
	return CALX_STORED_USUAL;
}

calx_type calx__stored_as(const calx_type *type)
{
	const struct stored_form *form = calx__stored_form(type);

	if (type->stored == CALX_STORED_CUSTOM && type->custom)
		return calx__custom_kept(type);
	return form && form->kept.kind != type->kind ? form->kept : *type;
}

/* Integers of every length, and text of every length, are one to it. */
static bool kept_alike(const calx_type *stored, const calx_type *other)
{
	const struct stored_form *form = calx__stored_form(stored);

	if (!form || other->stored)
		return false;
	/* a name that calx does not know, or of a type of such values */
	if (other->kind == CALX_NULL || form->kinds >> other->kind & 1)
		return true;
	if (form->kept.kind == CALX_NUMERIC || form->words)
		return calx__types[other->kind].is_text ||
		       other->kind == CALX_ENUMERATION;
	return calx__types[other->kind].family ==
	       calx__types[form->kept.kind].family;
}

bool calx__stored_alike(const calx_type *a, const calx_type *b)
{
	return kept_alike(a, b) || kept_alike(b, a);
}

/* ---- values --------------------------------------------------------------- */

enum calx_status calx__stored_put(const calx_column *column,
	enum compared compared, const calx_value **value, calx_value *room,
	calx_error *error)
{
	const calx_type *type = &column->type;
	const struct stored_form *form = calx__stored_form(type);
	char text[TYPE_TEXT_MAX];

	if (!form)
		return calx__column_fail(error, CALX_INVALID, column, "%s",
			calx__stored_problem(type));
	*room = **value;
	if (form->put(form, type, compared, room)) {
		*value = room;
		return CALX_OK;
	}
	return calx__column_fail(error, CALX_RANGE, column,
		"%s cannot be stored as a %s (%s)",
		calx__value_text(*value, text), form->title, form->name);
}

/* Says which column holds what, cut where it gets long. */
static enum calx_status fail_form(const struct stored_form *form,
	const char *name, const calx_value *came, calx_error *error)
{
	char room[TYPE_TEXT_MAX];
	const char *text;

	if (came->kind == CALX_BLOB)
		return calx__fail(error, CALX_TYPE_MISMATCH,
			"column '%s' holds a blob of %zu bytes, which is not a %s (%s)",
			name, came->as.text.size, form->title, form->name);
	text = calx__value_text(came, room);
	return calx__fail(error, CALX_TYPE_MISMATCH,
		"column '%s' holds '%.60s', which is not a %s (%s)", name, text,
		form->title, form->name);
}

enum calx_status calx__stored_get(const calx_type *type, const char *name,
	calx_value *value, struct arena *room, calx_error *error)
{
	const struct stored_form *form;
	const calx_value came = *value;

	if (!type->stored || value->kind == CALX_NULL)
		return CALX_OK;
	name = name ? name : "?";
	form = calx__stored_form(type);
	if (!form)
		return calx__fail(error, CALX_INVALID, "column '%s': %s", name,
			calx__stored_problem(type));
	if (type->stored == CALX_STORED_CUSTOM && type->custom)
		return calx__custom_decode(type, name, value, room, error);
	if (form->get && form->get(form, type, value))
		return CALX_OK;
	return fail_form(form, name, &came, error);
}
