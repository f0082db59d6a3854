#ifndef CALX_FAKER_RULES_H
#define CALX_FAKER_RULES_H

#include "sql/schema/table.h"
#include "faker/generate.h"

/* What a column wants, read off its name, type and length. */

/* The generator for a text column of a table. */
enum generator_id calx__rule_text(const char *table, const calx_column *column);
/* What the name says of a number. */
struct number_rule {
	int64_t low, high; /* both included */
	/* Whether more makes sense where numbers must differ: there are no more
	 * than five stars, but more than a hundred pages. */
	bool is_open;
};
struct number_rule calx__rule_number(const calx_column *column);
/* 10 to the power of `exponent`, which is at most 18. */
int64_t calx__power_of_ten(int exponent);
/* Whether a date or time is somebody's birthday. */
bool calx__rule_is_birthday(const calx_column *column);

#endif
