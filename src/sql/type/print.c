#include <calx/print.h>

#include <stdio.h>

#include "sql/type/real.h"

/* calx_str(): the writers, in the form that printf() takes their text. They
 * leave "" behind for what is no valid value. */

_Static_assert(CALX_STR_MAX >= CALX_DECIMAL_TEXT_MAX &&
		       CALX_STR_MAX >= CALX_TEMPORAL_TEXT_MAX &&
		       CALX_STR_MAX >= REAL_TEXT_MAX,
	"every writer has room");

static void bool_write(bool value, char *text)
{
	snprintf(text, CALX_STR_MAX, "%s", value ? "true" : "false");
}

static void integer_write(long long value, char *text)
{
	snprintf(text, CALX_STR_MAX, "%lld", value);
}

static const char *no_text(char *text)
{
	*text = '\0';
	return text;
}

#define STR(name, write)                                             \
	const char *calx_##name##_str(calx_##name value, char *text) \
	{                                                            \
		write(value, text);                                  \
		return text;                                         \
	}
#define OPTIONAL_STR(name, write)                                            \
	const char *calx_opt_##name##_str(calx_opt_##name value, char *text) \
	{                                                                    \
		if (!value.has)                                              \
			return no_text(text);                                \
		write(value.value, text);                                    \
		return text;                                                 \
	}
STR(decimal, calx_decimal_write)
STR(date, calx_date_write)
STR(time, calx_time_write)
STR(datetime, calx_datetime_write)
STR(timestamp, calx_timestamp_write)
STR(interval, calx_interval_write)
STR(uuid, calx_uuid_write)
OPTIONAL_STR(bool, bool_write)
OPTIONAL_STR(int16, integer_write)
OPTIONAL_STR(int32, integer_write)
OPTIONAL_STR(int64, integer_write)
OPTIONAL_STR(float, calx__float_write)
OPTIONAL_STR(double, calx__double_write)
OPTIONAL_STR(decimal, calx_decimal_write)
OPTIONAL_STR(date, calx_date_write)
OPTIONAL_STR(time, calx_time_write)
OPTIONAL_STR(datetime, calx_datetime_write)
OPTIONAL_STR(timestamp, calx_timestamp_write)
OPTIONAL_STR(interval, calx_interval_write)
OPTIONAL_STR(uuid, calx_uuid_write)
#undef STR
#undef OPTIONAL_STR
