#ifndef CALX_FAKER_RULES_H
#define CALX_FAKER_RULES_H

#include "sql/schema/table.h"
#include "faker/faker.h"

/* What a column wants, read off its name, type, length and CHECKs. */

struct number_range {
	int64_t low, high;
};

/* The generator for a text column. */
enum generator_id calx__rule_text(const char *table, const calx_column *column);
/* The numbers for an integer, real or NUMERIC column. */
struct number_range calx__rule_number(const calx_column *column);
/* The same range in units of a NUMERIC's last digit, and within its digits. */
struct number_range calx__rule_scale(
	const calx_column *column, struct number_range range);
/* Whether a date or time is somebody's birthday. */
bool calx__rule_is_birthday(const calx_column *column);

/* What a CHECK says about one column: `column cmp number`, BETWEEN, IN ('a',
 * ...) and ANDs of those; anything else is left to the database. */
struct check_rule {
	struct number_range range;
	const char **choices; /* IN (...), as text */
	size_t choice_count;
};

void calx__rule_check(struct arena *arena, const char *condition,
	const char *column, struct check_rule *rule);

#endif
