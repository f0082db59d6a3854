#ifndef CALX_FAKER_RULES_H
#define CALX_FAKER_RULES_H

#include "sql/schema/table.h"
#include "faker/condition.h"
#include "faker/generate.h"

/* What a column wants, read off its name, type and length. */

/* The generator for a text column of a table. */
enum generator_id calx__rule_text(const char *table, const calx_column *column);
/* The range for an integer, real or NUMERIC column. */
void calx__rule_number(const calx_column *column, struct condition *condition);
/* A range of a NUMERIC column in units of its last digit, and within its
 * digits. */
void calx__rule_scale(const calx_column *column, struct condition *condition);
/* Whether a date or time is somebody's birthday. */
bool calx__rule_is_birthday(const calx_column *column);

#endif
