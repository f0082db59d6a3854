#include "faker/quantity.h"

#include <string.h>

#include <calx/decimal.h>
#include <calx/temporal.h>

/* Constants: numbers, and times in quotes. */

/* quotient and remainder of what is not negative; negative ones are rounded
 * away from zero, which is down */
static struct quantity quantity_of(uint64_t whole, bool has_rest, bool negative)
{
	uint64_t most = (uint64_t)INT64_MAX;
	struct quantity quantity = { .is_exact = !has_rest };

	if (negative)
		whole += has_rest;
	if (whole > most) {
		quantity.is_exact = false;
		quantity.units = negative ? INT64_MIN : INT64_MAX;
		return quantity;
	}
	quantity.units = negative ? -(int64_t)whole : (int64_t)whole;
	return quantity;
}

static struct quantity of_decimal(calx_decimal decimal, int scale)
{
	uint64_t whole = decimal.high ? UINT64_MAX : decimal.low;
	bool has_rest = false;

	for (int i = decimal.scale; i < scale; i++)
		whole = whole > UINT64_MAX / 10 ? UINT64_MAX : whole * 10;
	for (int i = scale; i < decimal.scale; i++) {
		has_rest |= whole % 10 != 0;
		whole /= 10;
	}
	return quantity_of(whole, has_rest, decimal.negative);
}

static bool read_number(struct quantity_form form, const struct piece *piece,
	bool negative, struct quantity *quantity)
{
	calx_decimal decimal;

	if (calx__piece_is(piece, "TRUE") || calx__piece_is(piece, "FALSE"))
		decimal = calx_decimal_of_integer(
			calx__piece_is(piece, "TRUE"), 0);
	else if (piece->kind != PIECE_NUMBER ||
		 calx_decimal_read(piece->text, strlen(piece->text), &decimal) <
			 0)
		return false;
	decimal.negative = negative && (decimal.high || decimal.low);
	*quantity = of_decimal(decimal, form.scale);
	return true;
}

static bool read_time(struct quantity_form form, const struct piece *piece,
	int64_t *microseconds)
{
	const char *text = piece->text;
	size_t length = strlen(text);
	calx_timestamp timestamp = { .offset_minutes = 0 };
	calx_date date;
	calx_time time;

	if (piece->kind != PIECE_STRING)
		return false;
	if (form.kind == CALX_TIME) {
		if (calx_time_read(text, length, &time) < 0)
			return false;
		*microseconds =
			((time.hour * 60 + time.minute) * 60 + time.second) *
				INT64_C(1000000) +
			time.microsecond;
		return true;
	}
	if (calx_date_read(text, length, &date) >= 0)
		timestamp.local = (calx_datetime){
			.year = date.year, .month = date.month, .day = date.day
		};
	else if (calx_timestamp_read(text, length, &timestamp) < 0)
		return false;
	*microseconds = calx_timestamp_microseconds(timestamp);
	return true;
}

bool calx__quantity_read(struct quantity_form form, const struct piece *piece,
	bool negative, struct quantity *quantity)
{
	const int64_t day = 86400000000;
	int64_t units;

	if (form.nature == CONDITION_NUMBER)
		return read_number(form, piece, negative, quantity);
	if (negative || !read_time(form, piece, &units))
		return false;
	*quantity = (struct quantity){ .units = units, .is_exact = true };
	if (form.nature == CONDITION_DAY) {
		/* the day that it is in, also before 1970 */
		quantity->units = units / day - (units % day < 0);
		quantity->is_exact = units % day == 0;
	}
	return true;
}
