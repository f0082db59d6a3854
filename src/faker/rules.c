#include "faker/rules.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/ascii.h"
#include "util/text.h"

/* ---- names --------------------------------------------------------------- */

/* Whether `word` is the column's name or the last words of it:
 * "home_address" ends in "address", "caddress" does not. */
static bool name_ends(const char *name, const char *word)
{
	size_t length = strlen(name), tail = strlen(word);

	if (length < tail ||
		!calx__text_equal_nocase(name + length - tail, word))
		return false;
	return length == tail || name[length - tail - 1] == '_';
}

struct text_rule {
	const char *word;
	enum generator_id generator;
};

/* the longer words first: "country_code" before "code" */
static const struct text_rule text_rules[] = {
	{ "first_name", GENERATE_FIRST_NAME },
	{ "given_name", GENERATE_FIRST_NAME },
	{ "last_name", GENERATE_LAST_NAME },
	{ "family_name", GENERATE_LAST_NAME },
	{ "surname", GENERATE_LAST_NAME },
	{ "username", GENERATE_USERNAME },
	{ "user_name", GENERATE_USERNAME },
	{ "login", GENERATE_USERNAME },
	{ "nickname", GENERATE_USERNAME },
	{ "nick", GENERATE_USERNAME },
	{ "handle", GENERATE_USERNAME },
	{ "company_name", GENERATE_COMPANY },
	{ "company", GENERATE_COMPANY },
	{ "employer", GENERATE_COMPANY },
	{ "publisher", GENERATE_COMPANY },
	{ "vendor", GENERATE_COMPANY },
	{ "supplier", GENERATE_COMPANY },
	{ "organization", GENERATE_COMPANY },
	{ "organisation", GENERATE_COMPANY },
	{ "name", GENERATE_NAME },
	{ "author", GENERATE_NAME },
	{ "editor", GENERATE_NAME },
	{ "owner", GENERATE_NAME },
	{ "customer", GENERATE_NAME },
	{ "contact", GENERATE_NAME },
	{ "email", GENERATE_EMAIL },
	{ "mail", GENERATE_EMAIL },
	{ "phone", GENERATE_PHONE_NUMBER },
	{ "mobile", GENERATE_PHONE_NUMBER },
	{ "phone_number", GENERATE_PHONE_NUMBER },
	{ "fax", GENERATE_PHONE_NUMBER },
	{ "street", GENERATE_STREET_ADDRESS },
	{ "street_address", GENERATE_STREET_ADDRESS },
	{ "address", GENERATE_ADDRESS },
	{ "city", GENERATE_CITY },
	{ "town", GENERATE_CITY },
	{ "state", GENERATE_STATE },
	{ "province", GENERATE_STATE },
	{ "region", GENERATE_STATE },
	{ "postal_code", GENERATE_POSTCODE },
	{ "postcode", GENERATE_POSTCODE },
	{ "zip", GENERATE_POSTCODE },
	{ "zip_code", GENERATE_POSTCODE },
	{ "country_code", GENERATE_COUNTRY_CODE },
	{ "country", GENERATE_COUNTRY },
	{ "job", GENERATE_JOB },
	{ "profession", GENERATE_JOB },
	{ "occupation", GENERATE_JOB },
	{ "url", GENERATE_URL },
	{ "website", GENERATE_URL },
	{ "link", GENERATE_URL },
	{ "homepage", GENERATE_URL },
	{ "slug", GENERATE_SLUG },
	{ "color", GENERATE_COLOR },
	{ "colour", GENERATE_COLOR },
	{ "color_name", GENERATE_COLOR_NAME },
	{ "title", GENERATE_TITLE },
	{ "subject", GENERATE_TITLE },
	{ "headline", GENERATE_TITLE },
	{ "description", GENERATE_PARAGRAPH },
	{ "body", GENERATE_PARAGRAPH },
	{ "content", GENERATE_PARAGRAPH },
	{ "bio", GENERATE_PARAGRAPH },
	{ "notes", GENERATE_SENTENCE },
	{ "summary", GENERATE_SENTENCE },
	{ "comment", GENERATE_SENTENCE },
	{ "token", GENERATE_TOKEN },
	{ "hash", GENERATE_TOKEN },
	{ "password", GENERATE_TOKEN },
	{ "tag", GENERATE_WORD },
	{ "category", GENERATE_WORD },
	{ "kind", GENERATE_WORD },
	{ "type", GENERATE_WORD },
	{ "status", GENERATE_WORD },
	{ "label", GENERATE_WORD },
	{ "code", GENERATE_TOKEN },
};

/* what a plain "name" means depends on whose it is */
static const struct text_rule name_rules[] = {
	{ "companies", GENERATE_COMPANY },
	{ "publishers", GENERATE_COMPANY },
	{ "suppliers", GENERATE_COMPANY },
	{ "vendors", GENERATE_COMPANY },
	{ "organizations", GENERATE_COMPANY },
	{ "countries", GENERATE_COUNTRY },
	{ "cities", GENERATE_CITY },
	{ "states", GENERATE_STATE },
	{ "tags", GENERATE_WORD },
	{ "categories", GENERATE_WORD },
	{ "products", GENERATE_TITLE },
	{ "items", GENERATE_TITLE },
	{ "colors", GENERATE_COLOR_NAME },
};

static enum generator_id find_rule(
	const struct text_rule *rules, size_t count, const char *name)
{
	size_t best = 0;
	enum generator_id found = GENERATE_COUNT;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(rules[i].word);

		if (length > best && name_ends(name, rules[i].word)) {
			best = length;
			found = rules[i].generator;
		}
	}
	return found;
}

#define FIND(rules, name) \
	find_rule(rules, sizeof(rules) / sizeof((rules)[0]), name)

enum generator_id calx__rule_text(const char *table, const calx_column *column)
{
	const char *name = calx__column_name(column);
	enum generator_id found = GENERATE_COUNT;

	if (column->type.kind == CALX_JSON)
		return GENERATE_JSON;
	if (calx__text_equal_nocase(name, "name"))
		found = FIND(name_rules, table);
	if (found == GENERATE_COUNT)
		found = FIND(text_rules, name);
	if (found != GENERATE_COUNT)
		return found;
	if (column->type.kind == CALX_TEXT)
		return GENERATE_PARAGRAPH;
	return column->type.length && column->type.length < 60
		       ? GENERATE_WORD
		       : GENERATE_SENTENCE;
}

static const struct {
	const char *word;
	int64_t low, high;
} number_rules[] = {
	{ "age", 18, 90 },
	{ "year", 1950, 2025 },
	{ "quantity", 1, 100 },
	{ "qty", 1, 100 },
	{ "count", 0, 100 },
	{ "stock", 0, 500 },
	{ "price", 5, 500 },
	{ "cost", 5, 35 },
	{ "amount", 1, 1000 },
	{ "total", 1, 1000 },
	{ "rating", 1, 5 },
	{ "stars", 1, 5 },
	{ "percent", 0, 100 },
	{ "score", 0, 100 },
	{ "pages", 80, 900 },
	{ "month", 1, 12 },
	{ "day", 1, 28 },
	{ "hour", 0, 23 },
	{ "version", 1, 1 },
};

static int64_t power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

struct number_range calx__rule_scale(
	const calx_column *column, struct number_range range)
{
	int scale = column->type.scale < 15 ? column->type.scale : 15;
	int64_t unit = power_of_ten(scale);

	range.low *= unit;
	range.high *= unit;
	if (column->type.length && column->type.length <= 18) {
		int64_t most = power_of_ten(column->type.length) - 1;

		range.high = range.high < most ? range.high : most;
		range.low = range.low < most ? range.low : most;
	}
	return range;
}

struct number_range calx__rule_number(const calx_column *column)
{
	struct number_range range = { 1, 1000 };

	for (size_t i = 0; i < sizeof(number_rules) / sizeof(number_rules[0]);
		i++)
		if (name_ends(calx__column_name(column), number_rules[i].word))
			range = (struct number_range){ number_rules[i].low,
				number_rules[i].high };
	return range;
}

bool calx__rule_is_birthday(const calx_column *column)
{
	const char *name = calx__column_name(column);

	return name_ends(name, "birthday") || name_ends(name, "birthdate") ||
	       name_ends(name, "born") || name_ends(name, "date_of_birth") ||
	       name_ends(name, "dob") || name_ends(name, "birth_date");
}

/* ---- CHECKs -------------------------------------------------------------- */

struct scanner {
	const char *at;
	struct arena *arena;
};

static void skip_blanks(struct scanner *scanner)
{
	while (calx__ascii_is_blank(*scanner->at))
		scanner->at++;
}

/* Takes `word` if it is the next one, whatever its case and quotes. */
static bool take_word(struct scanner *scanner, const char *word)
{
	size_t length = strlen(word), quoted;
	struct view next;

	skip_blanks(scanner);
	quoted = *scanner->at == '"' ? 1 : 0;
	if (strlen(scanner->at) < length + 2 * quoted)
		return false;
	next = (struct view){ scanner->at + quoted, length };
	if (!calx__view_is_nocase(next, word) ||
		(!quoted && calx__ascii_is_word(next.data[length])) ||
		(quoted && next.data[length] != '"'))
		return false;
	scanner->at += length + 2 * quoted;
	return true;
}

static bool take_text(struct scanner *scanner, const char *text)
{
	skip_blanks(scanner);
	if (!calx__text_starts(scanner->at, text))
		return false;
	scanner->at += strlen(text);
	return true;
}

static bool take_number(struct scanner *scanner, long long *number)
{
	const char *start;

	skip_blanks(scanner);
	start = scanner->at;
	if (*scanner->at == '-')
		scanner->at++;
	while (calx__ascii_is_digit(*scanner->at))
		scanner->at++;
	return calx__text_to_int64(
		start, (size_t)(scanner->at - start), number);
}

static bool take_string(struct scanner *scanner, const char **string)
{
	const char *end;

	if (!take_text(scanner, "'"))
		return false;
	end = strchr(scanner->at, '\'');
	if (!end || end[1] == '\'')
		return false;
	*string = calx__arena_strndup(
		scanner->arena, scanner->at, (size_t)(end - scanner->at));
	scanner->at = end + 1;
	return *string != NULL;
}

static void raise_low(struct check_rule *rule, long long low)
{
	rule->range.low = low > rule->range.low ? low : rule->range.low;
}

static void lower_high(struct check_rule *rule, long long high)
{
	rule->range.high = high < rule->range.high ? high : rule->range.high;
}

static bool read_comparison(struct scanner *scanner, struct check_rule *rule)
{
	long long number;

	if (take_text(scanner, ">="))
		return take_number(scanner, &number) &&
		       (raise_low(rule, number), true);
	if (take_text(scanner, "<="))
		return take_number(scanner, &number) &&
		       (lower_high(rule, number), true);
	if (take_text(scanner, ">"))
		return take_number(scanner, &number) &&
		       (raise_low(rule, number + 1), true);
	if (take_text(scanner, "<"))
		return take_number(scanner, &number) &&
		       (lower_high(rule, number - 1), true);
	return false;
}

static bool read_between(struct scanner *scanner, struct check_rule *rule)
{
	long long low, high;

	if (!take_number(scanner, &low) || !take_word(scanner, "and") ||
		!take_number(scanner, &high))
		return false;
	raise_low(rule, low);
	lower_high(rule, high);
	return true;
}

static bool read_choices(struct scanner *scanner, struct check_rule *rule)
{
	enum { MOST = 64 };
	const char **choices =
		calx__arena_zero(scanner->arena, MOST, sizeof(*choices));
	size_t count = 0;

	if (!choices || !take_text(scanner, "("))
		return false;
	do {
		if (count == MOST || !take_string(scanner, &choices[count]))
			return false;
		count++;
	} while (take_text(scanner, ","));
	if (!take_text(scanner, ")"))
		return false;
	rule->choices = choices;
	rule->choice_count = count;
	return true;
}

static bool read_condition(
	struct scanner *scanner, const char *column, struct check_rule *rule)
{
	if (!take_word(scanner, column))
		return false;
	if (take_word(scanner, "between"))
		return read_between(scanner, rule);
	if (take_word(scanner, "in"))
		return read_choices(scanner, rule);
	return read_comparison(scanner, rule);
}

void calx__rule_check(struct arena *arena, const char *condition,
	const char *column, struct check_rule *rule)
{
	struct scanner scanner = { condition, arena };
	struct check_rule found = *rule;

	do {
		if (!read_condition(&scanner, column, &found))
			return;
	} while (take_word(&scanner, "and"));
	skip_blanks(&scanner);
	if (!*scanner.at && found.range.low <= found.range.high)
		*rule = found;
}
