#include "faker/span.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/utf8.h"
#include "faker/fill.h"
#include "faker/number.h"
#include "faker/rules.h"

/* Numbers are counted in units of their last digit, days and times from 1970
 * on. */

static const int64_t second = 1000000;

/* ---- by the type -------------------------------------------------------------- */

static enum condition_nature nature_of(const calx_column *column)
{
	switch (calx__types[column->type.kind].carrier) {
	case CALX_BOOLEAN:
	case CALX_INTEGER:
	case CALX_NUMERIC:
	case CALX_DOUBLE:
		return CONDITION_NUMBER;
	case CALX_STRING:
		return column->type.kind == CALX_JSON ? CONDITION_NONE
						      : CONDITION_TEXT;
	case CALX_ENUMERATION:
		return CONDITION_TEXT;
	case CALX_DATE:
		return CONDITION_DAY;
	case CALX_TIME:
	case CALX_DATETIME:
	case CALX_TIMESTAMP:
		return CONDITION_TIME;
	case CALX_BLOB:
		return CONDITION_BYTES;
	default:
		return CONDITION_NONE;
	}
}

static bool is_real(const calx_column *column)
{
	return calx__types[column->type.kind].carrier == CALX_DOUBLE;
}

/* Whether the database compares values as they are counted here. */
static bool is_exact(const calx_column *column)
{
	enum { DIGITS = 15 }; /* that every database can count with */
	enum calx_kind kind = column->type.kind;

	if (kind == CALX_NUMERIC)
		return column->type.length && column->type.length <= DIGITS;
	return kind != CALX_FLOAT && calx__types[kind].carrier != CALX_TIME &&
	       kind != CALX_DATETIME && kind != CALX_TIMESTAMP;
}

void calx__span_begin(struct filler *filler)
{
	const calx_column *column = filler->column;
	int scale = 0;

	if (column->type.kind == CALX_NUMERIC)
		scale = column->type.scale < 15 ? column->type.scale : 15;
	else if (is_real(column))
		scale = filler->digits;
	calx__condition_init(&filler->condition, calx__column_name(column),
		nature_of(column), scale);
	filler->condition.kind = column->type.kind;
	filler->condition.is_exact = is_exact(column);
	filler->condition.is_foreign = column->type.stored != CALX_STORED_USUAL;
	if (calx__types[column->type.kind].is_text && column->type.length)
		filler->condition.most = (size_t)column->type.length;
}

struct range {
	int64_t low, high;
};

/* Microseconds in the steps of a column; a day has whole ones of each. */
static struct range in_steps(const calx_column *column, struct range range)
{
	const int64_t step = calx__time_step(column);

	return (struct range){ range.low / step, range.high / step };
}

static struct range numeric_range(const calx_column *column)
{
	int digits = column->type.length ? column->type.length : 15;
	int64_t most = calx__power_of_ten(digits < 18 ? digits : 18) - 1;

	return (struct range){ -most, most };
}

/* All that there is of the type. */
static struct range type_range(const struct filler *filler)
{
	static const struct range days = { -719162, 2932896 };
	const calx_column *column = filler->column;
	const struct type_info *type = &calx__types[column->type.kind];

	if (type->carrier == CALX_BOOLEAN)
		return (struct range){ 0, 1 };
	if (type->carrier == CALX_INTEGER)
		return (struct range){ type->minimum, type->maximum };
	if (type->carrier == CALX_NUMERIC)
		return numeric_range(column);
	/* so many can be told apart by a double, or a float */
	if (is_real(column))
		return column->type.kind == CALX_FLOAT
			       ? (struct range){ -9999999, 9999999 }
			       : (struct range){ -999999999999999,
					 999999999999999 };
	if (type->carrier == CALX_DATE)
		return days;
	if (type->carrier == CALX_TIME)
		return (struct range){ 0, 86400 * second - 1 };
	return in_steps(column, (struct range){ days.low * 86400 * second,
					(days.high + 1) * 86400 * second - 1 });
}

/* ---- by the name --------------------------------------------------------------- */

static struct range times(
	const struct seeder *seeder, const calx_column *column)
{
	const calx_faker *fake = seeder->fake;
	bool is_date = column->type.kind == CALX_DATE;
	int64_t day = CALX__DAY, low, high;

	if (column->type.kind == CALX_TIME)
		return (struct range){ 0, day - 1 };
	if (calx__rule_is_birthday(column)) {
		calx__birthdays(fake->now, &low, &high);
		return is_date ? (struct range){ low, high }
			       : in_steps(column, (struct range){ low * day,
							  high * day });
	}
	low = fake->since;
	high = fake->now > low ? fake->now - 1 : low;
	/* the day of the reference time itself has not passed */
	if (is_date) {
		low = calx__day_of(low);
		high = calx__day_of(fake->now) - 1;
		high = high < low ? low : high;
	}
	return in_steps(column, (struct range){ low, high });
}

static int64_t scaled(int64_t number, int64_t unit)
{
	return number > INT64_MAX / unit ? INT64_MAX : number * unit;
}

static struct range numbers(const struct filler *filler)
{
	const calx_column *column = filler->column;
	struct number_rule rule = calx__rule_number(column);
	int64_t unit = calx__power_of_ten(filler->condition.scale);

	/* one that means nothing may be any number where all must differ */
	if (filler->unique && rule.high - rule.low == 999)
		rule.high = column->type.kind == CALX_SMALL_INTEGER ? INT16_MAX
								    : INT32_MAX;
	return (struct range){ scaled(rule.low, unit),
		scaled(rule.high, unit) };
}

/* ---- both ------------------------------------------------------------------------ */

/* What is in both; low > high: nothing. */
static struct range intersect(struct range a, struct range b)
{
	return (struct range){ a.low > b.low ? a.low : b.low,
		a.high < b.high ? a.high : b.high };
}

/* As many values as the name suggests, where the CHECKs allow some. */
static struct range near(const struct condition *condition, struct range wanted,
	struct range all)
{
	uint64_t width = (uint64_t)wanted.high - (uint64_t)wanted.low;
	uint64_t room;

	if (!condition->has_low && all.low < 0 && all.high >= 0)
		all.low = 0;
	room = (uint64_t)all.high - (uint64_t)all.low;
	width = width < room ? width : room;
	if (condition->has_low || !condition->has_high)
		all.high = (int64_t)((uint64_t)all.low + width);
	else
		all.low = (int64_t)((uint64_t)all.high - width);
	return all;
}

/* Whether CHECKs that name both ends leave one value of what the name suggests:
 * a share from 0 to 1 is not always 1. */
static bool is_overruled(const struct condition *condition, struct range span,
	struct range wanted)
{
	return condition->has_low && condition->has_high &&
	       span.low == span.high && wanted.low < wanted.high;
}

/* The numbers of an IN that are in the range. */
static void keep_numbers(struct condition *condition, struct range range)
{
	/* the list is the arena's, and nobody else's */
	int64_t *numbers = (int64_t *)(uintptr_t)condition->numbers;
	size_t kept = 0;

	for (size_t i = 0; i < condition->number_count; i++)
		if (numbers[i] >= range.low && numbers[i] <= range.high)
			numbers[kept++] = numbers[i];
	condition->number_count = kept;
}

static bool is_label(const calx_column *column, const char *text)
{
	const char *const *labels = column->type.labels;

	if (column->type.kind != CALX_ENUMERATION)
		return true;
	while (*labels && strcmp(*labels, text) != 0)
		labels++;
	return *labels != NULL;
}

/* The texts of an IN that the column has room for, or that are its labels. */
static void keep_choices(struct filler *filler)
{
	struct condition *condition = &filler->condition;
	size_t kept = 0;

	for (size_t i = 0; i < condition->choice_count; i++) {
		const char *choice = condition->choices[i];
		size_t length = calx__utf8_count(choice, strlen(choice));

		if (length >= condition->least && length <= condition->most &&
			is_label(filler->column, choice))
			condition->choices[kept++] = choice;
	}
	condition->choice_count = kept;
}

static bool is_counted(const struct filler *filler)
{
	return filler->condition.nature == CONDITION_NUMBER ||
	       filler->condition.nature == CONDITION_DAY ||
	       filler->condition.nature == CONDITION_TIME;
}

static struct range wanted_range(
	const struct seeder *seeder, const struct filler *filler)
{
	if (filler->column->type.kind == CALX_BOOLEAN)
		return (struct range){ 0, 1 };
	return filler->condition.nature == CONDITION_NUMBER
		       ? numbers(filler)
		       : times(seeder, filler->column);
}

bool calx__span_is_narrow(const struct filler *filler)
{
	const struct condition *condition = &filler->condition;

	return is_real(filler->column) && !condition->numbers &&
	       condition->low > condition->high;
}

static void count(struct filler *filler)
{
	const struct fill_carrier *carrier =
		&calx__fill_carriers[calx__types[filler->column->type.kind]
					     .carrier];

	filler->capacity = carrier->count ? carrier->count(filler) : 0;
}

bool calx__span_settle(const struct seeder *seeder, struct filler *filler)
{
	struct condition *condition = &filler->condition;
	struct range all, wanted, span;

	if (!is_counted(filler)) {
		keep_choices(filler);
		count(filler);
		return condition->least <= condition->most &&
		       (!condition->choices || condition->choice_count);
	}
	all = intersect(type_range(filler),
		(struct range){ condition->low, condition->high });
	if (all.low > all.high)
		return false;
	keep_numbers(condition, all);
	wanted = wanted_range(seeder, filler);
	span = intersect(wanted, all);
	if (span.low > span.high || is_overruled(condition, span, wanted))
		span = near(condition, wanted, all);
	filler->floor = all.low;
	filler->ceiling = all.high;
	condition->low = span.low;
	condition->high = span.high;
	count(filler);
	return !condition->numbers || condition->number_count;
}

void calx__span_widen(const struct seeder *seeder, struct filler *filler)
{
	struct condition *condition = &filler->condition;
	bool is_open = condition->nature == CONDITION_NUMBER &&
		       calx__rule_number(filler->column).is_open;

	(void)seeder;
	if (!is_counted(filler) || condition->numbers)
		return;
	/* from where it begins on, but for CHECKs that name both ends */
	if (condition->has_low && condition->has_high) {
		condition->low = filler->floor;
		condition->high = filler->ceiling;
	} else if (is_open) {
		condition->high = filler->ceiling;
	}
	count(filler);
}
