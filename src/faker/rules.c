#include "faker/rules.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/text.h"

/* What the names of columns mean. The words for text stand with the generators;
 * here are those for numbers and dates. */

/* ---- words ----------------------------------------------------------------- */

/* Whether `word` is the column's name or the last words of it:
 * "home_address" ends in "address", "caddress" does not. */
static bool name_ends(const char *name, struct view word)
{
	size_t length = strlen(name);
	const char *tail = name + length - word.length;

	if (length < word.length || !calx__view_is_nocase(word, tail))
		return false;
	return tail == name || tail[-1] == '_';
}

/* The length of the longest of `words`, parted by blanks, that the name ends
 * in; 0 if there is none. */
static size_t match(const char *name, const char *words)
{
	struct view rest = calx__view(words);
	size_t longest = 0;

	while (rest.length) {
		struct view word = calx__view_split(&rest, ' ');

		if (word.length > longest && name_ends(name, word))
			longest = word.length;
	}
	return longest;
}

/* ---- text ------------------------------------------------------------------ */

/* The generator with the longest word that the name ends in, of its columns or
 * of its tables; GENERATE_COUNT if there is none. */
static enum generator_id find_generator(const char *name, bool is_table)
{
	enum generator_id found = GENERATE_COUNT;
	size_t longest = 0;

	for (size_t i = 0; i < GENERATE_COUNT; i++) {
		const struct generator *generator = &calx__generators[i];
		size_t length = match(name,
			is_table ? generator->tables : generator->columns);

		if (length > longest) {
			longest = length;
			found = (enum generator_id)i;
		}
	}
	return found;
}

enum generator_id calx__rule_text(const char *table, const calx_column *column)
{
	enum { SHORT = 60 }; /* less is no sentence */
	const char *name = calx__column_name(column);
	enum generator_id found = GENERATE_COUNT;

	if (column->type.kind == CALX_JSON)
		return GENERATE_json;
	/* what a plain "name" means depends on whose it is */
	if (calx__text_equal_nocase(name, "name"))
		found = find_generator(table, true);
	if (found == GENERATE_COUNT)
		found = find_generator(name, false);
	if (found != GENERATE_COUNT)
		return found;
	if (column->type.kind == CALX_TEXT)
		return GENERATE_paragraph;
	return column->type.length && column->type.length < SHORT
		       ? GENERATE_word
		       : GENERATE_sentence;
}

/* ---- numbers and dates ------------------------------------------------------- */

static const struct {
	const char *words;
	struct number_rule rule;
} number_rules[] = {
	{ "age", { 18, 90, false } },
	{ "year", { 1950, 2025, false } },
	{ "quantity qty", { 1, 100, true } },
	{ "count", { 0, 100, true } },
	{ "percent score", { 0, 100, false } },
	{ "stock", { 0, 500, true } },
	{ "price", { 5, 500, true } },
	{ "cost", { 5, 35, true } },
	{ "amount total", { 1, 1000, true } },
	{ "rating stars", { 1, 5, false } },
	{ "pages", { 80, 900, true } },
	{ "month", { 1, 12, false } },
	{ "day", { 1, 28, false } },
	{ "hour", { 0, 23, false } },
	{ "version", { 1, 1, true } },
};

int64_t calx__power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

struct number_rule calx__rule_number(const calx_column *column)
{
	const char *name = calx__column_name(column);
	struct number_rule rule = { 1, 1000, true };

	for (size_t i = 0; i < sizeof(number_rules) / sizeof(number_rules[0]);
		i++)
		if (match(name, number_rules[i].words))
			rule = number_rules[i].rule;
	return rule;
}

bool calx__rule_is_birthday(const calx_column *column)
{
	return match(calx__column_name(column),
		"birthday birthdate birth_date date_of_birth dob born");
}
