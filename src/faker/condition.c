#include "faker/condition.h"

#include <string.h>

#include "faker/piece.h"

/* A reader of the forms of CHECK that say what a column may hold: comparisons
 * with constants, BETWEEN, IN, lengths, patterns, put together with AND. What it
 * does not know it says so, and keeps the constants that it has met. */

struct condition_reader {
	struct arena *arena;
	struct condition *const *conditions;
	size_t condition_count;
	const struct piece *at; /* of the term that is read */
	const struct piece *end;
};

/* ---- pieces ------------------------------------------------------------------ */

static bool take(struct condition_reader *reader, const char *word)
{
	if (reader->at >= reader->end || !calx__piece_is(reader->at, word))
		return false;
	reader->at++;
	return true;
}

static bool is_done(const struct condition_reader *reader)
{
	return reader->at == reader->end;
}

/* The condition of the column that is named here; NULL if it is none. Tables in
 * front of it are passed over. */
static struct condition *take_column(struct condition_reader *reader)
{
	const struct piece *at = reader->at;

	while (at + 2 < reader->end && calx__piece_is(at + 1, ".") &&
		(at->kind == PIECE_WORD || at->kind == PIECE_NAME))
		at += 2;
	for (size_t i = 0; at < reader->end && i < reader->condition_count;
		i++) {
		if (reader->conditions[i]->is_foreign ||
			!calx__piece_names(at, reader->conditions[i]->column))
			continue;
		reader->at = at + 1;
		return reader->conditions[i];
	}
	return NULL;
}

static struct quantity_form form_of(const struct condition *condition)
{
	return (struct quantity_form){ condition->nature, condition->kind,
		condition->scale };
}

/* A constant as the column's values are counted. */
static bool take_quantity(struct condition_reader *reader,
	const struct condition *condition, struct quantity *quantity)
{
	bool in_brackets = take(reader, "(");
	bool negative = take(reader, "-");

	if (!negative)
		take(reader, "+");
	if (reader->at >= reader->end ||
		!calx__quantity_read(
			form_of(condition), reader->at, negative, quantity))
		return false;
	reader->at++;
	return !in_brackets || take(reader, ")");
}

static bool take_string(struct condition_reader *reader, const char **string)
{
	if (reader->at >= reader->end || reader->at->kind != PIECE_STRING)
		return false;
	*string = reader->at++->text;
	return true;
}

/* ---- narrowing --------------------------------------------------------------- */

static void raise_low(struct condition *condition, int64_t low)
{
	condition->low = low > condition->low ? low : condition->low;
	condition->has_low = true;
}

static void lower_high(struct condition *condition, int64_t high)
{
	condition->high = high < condition->high ? high : condition->high;
	condition->has_high = true;
}

static void leave_nothing(struct condition *condition)
{
	condition->low = 1;
	condition->high = 0;
	condition->has_low = condition->has_high = true;
}

static const struct comparison {
	const char *operator;
	const char *flipped; /* with its sides changed */
	bool is_low, is_high, is_strict;
} comparisons[] = {
	{ ">=", "<=", true, false, false },
	{ "<=", ">=", false, true, false },
	{ ">", "<", true, false, true },
	{ "<", ">", false, true, true },
	{ "=", "=", true, true, false },
	{ "==", "==", true, true, false },
	{ "IS", "IS", true, true, false },
};

static const struct comparison *take_comparison(
	struct condition_reader *reader, bool flip)
{
	const size_t count = sizeof(comparisons) / sizeof(*comparisons);

	for (size_t i = 0; i < count; i++)
		if (take(reader, flip ? comparisons[i].flipped
				      : comparisons[i].operator))
			return &comparisons[i];
	return NULL;
}

/* `quantity` is the largest that is not above the constant. */
static void narrow_number(struct condition *condition,
	const struct comparison *comparison, struct quantity quantity)
{
	/* the first above, and the last that is not */
	bool above = comparison->is_strict || !quantity.is_exact;
	bool below = comparison->is_strict && quantity.is_exact;

	if (above &&
		((comparison->is_low && quantity.units == INT64_MAX) ||
			(comparison->is_high && quantity.units == INT64_MIN))) {
		leave_nothing(condition);
		return;
	}
	if (comparison->is_low)
		raise_low(condition, quantity.units + above);
	if (comparison->is_high)
		lower_high(condition, quantity.units - below);
}

/* Keeps the choices that are among `choices`, or all of these. */
static void narrow_choices(
	struct condition *condition, const char **choices, size_t count)
{
	size_t kept = 0;

	if (!condition->choices) {
		condition->choices = choices;
		condition->choice_count = count;
		return;
	}
	for (size_t i = 0; i < condition->choice_count; i++)
		for (size_t j = 0; j < count; j++)
			if (!strcmp(condition->choices[i], choices[j])) {
				condition->choices[kept++] =
					condition->choices[i];
				break;
			}
	condition->choice_count = kept;
}

/* the same of numbers */
static void narrow_numbers(
	struct condition *condition, int64_t *numbers, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		bool found = !condition->numbers;

		for (size_t j = 0; !found && j < condition->number_count; j++)
			found = condition->numbers[j] == numbers[i];
		if (found)
			numbers[kept++] = numbers[i];
	}
	condition->numbers = numbers;
	condition->number_count = kept;
}

/* ---- terms ------------------------------------------------------------------- */

static bool is_counted(const struct condition *condition)
{
	return condition->nature == CONDITION_NUMBER ||
	       condition->nature == CONDITION_DAY ||
	       condition->nature == CONDITION_TIME;
}

/* behind the operator: a constant, or several of them in brackets */
static bool read_texts(struct condition_reader *reader,
	struct condition *condition, bool is_list)
{
	size_t most = (size_t)(reader->end - reader->at), count = 0;
	const char **choices =
		calx__arena_zero(reader->arena, most + 1, sizeof(*choices));

	if (!choices || (is_list && !take(reader, "(")))
		return false;
	do {
		const char *choice;
		bool known = false;

		if (!take_string(reader, &choice))
			return false;
		for (size_t i = 0; i < count; i++)
			known |= !strcmp(choices[i], choice);
		if (!known)
			choices[count++] = choice;
	} while (is_list && take(reader, ","));
	if ((is_list && !take(reader, ")")) || !is_done(reader))
		return false;
	narrow_choices(condition, choices, count);
	return condition->is_exact;
}

static bool read_numbers(
	struct condition_reader *reader, struct condition *condition)
{
	size_t most = (size_t)(reader->end - reader->at), count = 0;
	int64_t *numbers =
		calx__arena_zero(reader->arena, most + 1, sizeof(*numbers));

	if (!numbers || !take(reader, "("))
		return false;
	do {
		struct quantity quantity;
		bool known = false;

		if (!take_quantity(reader, condition, &quantity))
			return false;
		for (size_t i = 0; i < count; i++)
			known |= numbers[i] == quantity.units;
		if (quantity.is_exact && !known)
			numbers[count++] = quantity.units;
	} while (take(reader, ","));
	if (!take(reader, ")") || !is_done(reader))
		return false;
	narrow_numbers(condition, numbers, count);
	return condition->is_exact;
}

static bool read_between(
	struct condition_reader *reader, struct condition *condition)
{
	struct quantity low, high;

	if (!take_quantity(reader, condition, &low) || !take(reader, "AND") ||
		!take_quantity(reader, condition, &high) || !is_done(reader))
		return false;
	narrow_number(condition, &comparisons[0], low);
	narrow_number(condition, &comparisons[1], high);
	return condition->is_exact;
}

/* whatever it holds, it is not NULL */
static bool read_not_null(struct condition_reader *reader)
{
	return take(reader, "NOT") && take(reader, "NULL") && is_done(reader);
}

static bool read_pattern(struct condition_reader *reader,
	struct condition *condition, bool is_glob)
{
	const char *pattern;

	if (condition->nature == CONDITION_TEXT &&
		take_string(reader, &pattern) && is_done(reader)) {
		condition->pattern = pattern;
		condition->is_glob = is_glob;
	}
	/* what is made of it, the database looks at */
	return false;
}

static bool read_column(
	struct condition_reader *reader, struct condition *condition)
{
	const struct piece *behind = reader->at;
	const struct comparison *comparison;
	struct quantity quantity;

	if (take(reader, "IS") && read_not_null(reader))
		return true;
	reader->at = behind;
	if (take(reader, "LIKE") || take(reader, "GLOB"))
		return read_pattern(reader, condition,
			calx__piece_is(reader->at - 1, "GLOB"));
	if (condition->nature == CONDITION_TEXT)
		return take(reader, "IN")
			       ? read_texts(reader, condition, true)
			       : (take(reader, "=") || take(reader, "==")) &&
					 read_texts(reader, condition, false);
	if (!is_counted(condition))
		return false;
	if (take(reader, "IN"))
		return read_numbers(reader, condition);
	if (take(reader, "BETWEEN"))
		return read_between(reader, condition);
	comparison = take_comparison(reader, false);
	if (!comparison || !take_quantity(reader, condition, &quantity) ||
		!is_done(reader))
		return false;
	narrow_number(condition, comparison, quantity);
	return condition->is_exact;
}

/* `5 < column` */
static bool read_flipped(struct condition_reader *reader)
{
	const struct piece *constant = reader->at;
	const struct comparison *comparison = NULL;
	struct condition *condition;
	struct quantity quantity;

	/* which column it is says how the constant is to be read */
	while (!is_done(reader) &&
		(comparison = take_comparison(reader, true)) == NULL)
		reader->at++;
	if (is_done(reader) || (condition = take_column(reader)) == NULL ||
		!is_done(reader) || !is_counted(condition))
		return false;
	reader->at = constant;
	if (!take_quantity(reader, condition, &quantity) ||
		take_comparison(reader, true) != comparison)
		return false;
	narrow_number(condition, comparison, quantity);
	return condition->is_exact;
}

/* `length(column) > 3` */
static bool read_length(struct condition_reader *reader)
{
	struct condition length, *condition;
	bool all;

	if (!take(reader, "(") || (condition = take_column(reader)) == NULL ||
		!take(reader, ")") || condition->kind == CALX_ENUMERATION ||
		(condition->nature != CONDITION_TEXT &&
			condition->nature != CONDITION_BYTES))
		return false;
	calx__condition_init(&length, "length", CONDITION_NUMBER, 0);
	length.low = 0;
	all = read_column(reader, &length) && !length.numbers;
	if (length.low > 0 && (size_t)length.low > condition->least)
		condition->least = (size_t)length.low;
	if (length.high < 0)
		condition->most = 0;
	else if ((uint64_t)length.high < condition->most)
		condition->most = (size_t)length.high;
	if (length.low > length.high)
		condition->least = condition->most + 1;
	return all && condition->is_exact;
}

/* ---- what could not be read ----------------------------------------------------- */

static void hint(
	struct condition *condition, const struct piece *piece, bool negative)
{
	struct quantity quantity;

	if (condition->nature == CONDITION_TEXT &&
		piece->kind == PIECE_STRING &&
		condition->text_hint_count < CONDITION_HINTS)
		condition->text_hints[condition->text_hint_count++] =
			piece->text;
	if (is_counted(condition) &&
		condition->number_hint_count < CONDITION_HINTS &&
		calx__quantity_read(
			form_of(condition), piece, negative, &quantity))
		condition->number_hints[condition->number_hint_count++] =
			quantity.units;
}

/* The constants between `at` and `end`, for every column that is there, too. */
static void harvest(struct condition_reader *reader, const struct piece *at,
	const struct piece *end)
{
	reader->end = end;
	for (reader->at = at; reader->at < end; reader->at++) {
		struct condition *condition = take_column(reader);

		if (!condition)
			continue;
		for (const struct piece *i = at; i < end; i++)
			hint(condition, i,
				i > at && calx__piece_is(i - 1, "-"));
		reader->at--;
	}
}

/* ---- AND, OR, brackets ------------------------------------------------------------ */

/* The first `word` between `at` and `end` that is in no brackets and belongs to
 * no BETWEEN; `end` if there is none. */
static const struct piece *find(
	const struct piece *at, const struct piece *end, const char *word)
{
	int depth = 0, cases = 0;
	bool between = false;

	for (; at < end; at++) {
		depth += calx__piece_is(at, "(") - calx__piece_is(at, ")");
		cases += calx__piece_is(at, "CASE") - calx__piece_is(at, "END");
		if (depth || cases)
			continue;
		if (calx__piece_is(at, "BETWEEN"))
			between = true;
		else if (between && calx__piece_is(at, "AND"))
			between = false;
		else if (calx__piece_is(at, word))
			return at;
	}
	return end;
}

/* Whether all of it is in one pair of brackets. */
static bool is_bracketed(const struct piece *at, const struct piece *end)
{
	int depth = 0;

	if (at == end || !calx__piece_is(at, "("))
		return false;
	for (; at < end; at++) {
		depth += calx__piece_is(at, "(") - calx__piece_is(at, ")");
		if (!depth)
			return at + 1 == end;
	}
	return false;
}

/* Goes on there, without the brackets around it. */
static void enter(struct condition_reader *reader, const struct piece *at,
	const struct piece *end)
{
	while (is_bracketed(at, end)) {
		at++;
		end--;
	}
	reader->at = at;
	reader->end = end;
}

static bool read_term(struct condition_reader *reader)
{
	const struct piece *begin = reader->at;
	struct condition *condition;

	if ((condition = take_column(reader)) != NULL)
		return read_column(reader, condition);
	if (take(reader, "length") || take(reader, "char_length"))
		return read_length(reader);
	reader->at = begin;
	return read_flipped(reader);
}

static bool read_terms(struct condition_reader *reader, const struct piece *at,
	const struct piece *end);

/* The only arm of `column IS NULL OR ...` that says more; NULL if it is not of
 * that form. Columns are filled, so that the other never counts. */
static const struct piece *find_arm(struct condition_reader *reader,
	const struct piece *at, const struct piece *end,
	const struct piece **ret_end)
{
	const struct piece *found = NULL;

	for (const struct piece *next; at < end; at = next + 1) {
		next = find(at, end, "OR");
		enter(reader, at, next);
		if (take_column(reader) && take(reader, "IS") &&
			take(reader, "NULL") && is_done(reader))
			continue;
		if (found)
			return NULL;
		found = at;
		*ret_end = next;
	}
	return found;
}

/* Adds the choices of `more` that are not there. */
static bool choices_join(struct arena *arena, struct condition *all,
	const struct condition *more)
{
	size_t count = all->choice_count;
	const char **choices = calx__arena_zero(
		arena, count + more->choice_count + 1, sizeof(*choices));

	if (!choices)
		return false;
	for (size_t i = 0; i < count; i++)
		choices[i] = all->choices[i];
	for (size_t i = 0; i < more->choice_count; i++) {
		bool known = false;

		for (size_t j = 0; j < count; j++)
			known |= !strcmp(choices[j], more->choices[i]);
		if (!known)
			choices[count++] = more->choices[i];
	}
	all->choices = choices;
	all->choice_count = count;
	return true;
}

/* `a = 'x' OR a = 'y'` is an IN */
static bool read_equal_arms(struct condition_reader *reader,
	const struct piece *at, const struct piece *end)
{
	struct condition all = { 0 }, *condition = NULL;

	for (const struct piece *next; at < end; at = next + 1) {
		struct condition arm, *mine;

		next = find(at, end, "OR");
		enter(reader, at, next);
		mine = take_column(reader);
		if (!mine || (condition && mine != condition) ||
			mine->nature != CONDITION_TEXT)
			return false;
		condition = mine;
		calx__condition_init(&arm, mine->column, CONDITION_TEXT, 0);
		read_column(reader, &arm);
		if (!arm.choices)
			return false;
		if (!choices_join(reader->arena, &all, &arm))
			return false;
	}
	if (!condition)
		return false;
	narrow_choices(condition, all.choices, all.choice_count);
	return condition->is_exact;
}

static bool read_or(struct condition_reader *reader, const struct piece *at,
	const struct piece *end)
{
	const struct piece *arm_end = end;
	const struct piece *arm = find_arm(reader, at, end, &arm_end);

	if (arm)
		return read_terms(reader, arm, arm_end);
	if (read_equal_arms(reader, at, end))
		return true;
	harvest(reader, at, end);
	return false;
}

/* All that is between `at` and `end`. */
static bool read_terms(struct condition_reader *reader, const struct piece *at,
	const struct piece *end)
{
	bool all = true;

	while (is_bracketed(at, end)) {
		at++;
		end--;
	}
	if (find(at, end, "OR") < end)
		return read_or(reader, at, end);
	for (const struct piece *next; at < end; at = next + 1) {
		next = find(at, end, "AND");
		if (is_bracketed(at, next)) {
			all &= read_terms(reader, at, next);
			continue;
		}
		reader->at = at;
		reader->end = next;
		if (read_term(reader))
			continue;
		all = false;
		harvest(reader, at, next);
	}
	return all;
}

/* ---- the whole ---------------------------------------------------------------- */

void calx__condition_init(struct condition *condition, const char *column,
	enum condition_nature nature, int scale)
{
	*condition = (struct condition){
		.column = column,
		.nature = nature,
		.kind = CALX_BIG_INTEGER,
		.scale = scale,
		.is_exact = true,
		.low = INT64_MIN,
		.high = INT64_MAX,
		.most = SIZE_MAX,
	};
}

bool calx__conditions_read(struct arena *arena, const char *text,
	struct condition *const *conditions, size_t count)
{
	struct condition_reader reader = { .arena = arena,
		.conditions = conditions,
		.condition_count = count };
	size_t piece_count;
	const struct piece *begin =
		calx__pieces(arena, text ? text : "", &piece_count);
	const struct piece *end;

	if (!begin)
		return false;
	end = begin + piece_count;
	for (size_t i = 0; i < count; i++) {
		conditions[i]->is_mentioned = false;
		for (const struct piece *at = begin; at < end; at++)
			conditions[i]->is_mentioned |=
				calx__piece_names(at, conditions[i]->column);
		conditions[i]->is_asked |= conditions[i]->is_mentioned;
	}
	return begin < end && read_terms(&reader, begin, end);
}
