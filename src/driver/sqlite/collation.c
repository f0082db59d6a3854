#include "driver/sqlite/database.h"

#include <string.h>

/* The collations that sort text by the value it stands for. A schema never
 * names them, so that other programs can open the file; only queries do. Text
 * that stands for no value comes last, by its bytes: the order must be total,
 * whatever the file holds. */

/* decides as far as it can by which of the two is valid */
static int order_invalid(bool a_valid, bool b_valid)
{
	return a_valid ? -1 : b_valid ? 1 : 0;
}

static int order_bytes(int a_size, const void *a, int b_size, const void *b)
{
	int order = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));

	return order ? order : (a_size > b_size) - (a_size < b_size);
}

static int order_int64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_decimals(void *context, int a_size, const void *a_text,
	int b_size, const void *b_text)
{
	calx_decimal a, b;
	bool a_valid = !calx_decimal_read(a_text, (size_t)a_size, &a);
	bool b_valid = !calx_decimal_read(b_text, (size_t)b_size, &b);

	(void)context;
	if (a_valid && b_valid)
		return calx_decimal_compare(a, b);
	if (a_valid || b_valid)
		return order_invalid(a_valid, b_valid);
	return order_bytes(a_size, a_text, b_size, b_text);
}

static int compare_timestamps(void *context, int a_size, const void *a_text,
	int b_size, const void *b_text)
{
	calx_timestamp a, b;
	bool a_valid = !calx_timestamp_read(a_text, (size_t)a_size, &a);
	bool b_valid = !calx_timestamp_read(b_text, (size_t)b_size, &b);

	(void)context;
	if (a_valid && b_valid)
		return order_int64(calx_timestamp_microseconds(a),
			calx_timestamp_microseconds(b));
	if (a_valid || b_valid)
		return order_invalid(a_valid, b_valid);
	return order_bytes(a_size, a_text, b_size, b_text);
}

/* A month counts as 30 days and a day as 24 hours, as PostgreSQL compares
 * intervals. Whole days, so that nothing overflows. */
static int interval_compare(calx_interval a, calx_interval b)
{
	const int64_t day = INT64_C(86400) * 1000000;
	int64_t a_days = (int64_t)a.months * 30 + a.days + a.microseconds / day;
	int64_t b_days = (int64_t)b.months * 30 + b.days + b.microseconds / day;
	int64_t a_rest = a.microseconds % day, b_rest = b.microseconds % day;

	/* both rests are less than a day, of either sign */
	a_days -= a_rest < 0;
	b_days -= b_rest < 0;
	a_rest += a_rest < 0 ? day : 0;
	b_rest += b_rest < 0 ? day : 0;
	return a_days == b_days ? order_int64(a_rest, b_rest)
				: order_int64(a_days, b_days);
}

static int compare_intervals(void *context, int a_size, const void *a_text,
	int b_size, const void *b_text)
{
	calx_interval a, b;
	bool a_valid = !calx_interval_read(a_text, (size_t)a_size, &a);
	bool b_valid = !calx_interval_read(b_text, (size_t)b_size, &b);

	(void)context;
	if (a_valid && b_valid)
		return interval_compare(a, b);
	if (a_valid || b_valid)
		return order_invalid(a_valid, b_valid);
	return order_bytes(a_size, a_text, b_size, b_text);
}

static const struct {
	const char *name;
	int (*compare)(void *, int, const void *, int, const void *);
} collations[] = {
	{ "calx_decimal", compare_decimals },
	{ "calx_timestamp", compare_timestamps },
	{ "calx_interval", compare_intervals },
};

int calx__sqlite_add_collations(sqlite3 *handle)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < sizeof(collations) / sizeof(*collations); i++) {
		code = sqlite3_create_collation_v2(handle, collations[i].name,
			SQLITE_UTF8, NULL, collations[i].compare, NULL);
		if (code != SQLITE_OK)
			break;
	}
	return code;
}
