#include "faker/condition.h"

#include <limits.h>
#include <string.h>

#include "util/ascii.h"
#include "util/text.h"

/* A reader of the few forms of CHECK that say what a column may hold. What it
 * does not know is left to the database, which then refuses the row. */

enum { CHOICES_MAX = 64 };

/* The rest of the text, and where strings are kept. */
struct condition_reader {
	const char *at;
	struct arena *arena;
};

static void skip_blanks(struct condition_reader *reader)
{
	while (calx__ascii_is_blank(*reader->at))
		reader->at++;
}

/* Takes `word` if it is the next one, whatever its case and quotes. */
static bool take_word(struct condition_reader *reader, const char *word)
{
	size_t length = strlen(word), quoted;
	struct view next;

	skip_blanks(reader);
	quoted = *reader->at == '"' ? 1 : 0;
	if (strlen(reader->at) < length + 2 * quoted)
		return false;
	next = (struct view){ reader->at + quoted, length };
	if (!calx__view_is_nocase(next, word) ||
		(!quoted && calx__ascii_is_word(next.data[length])) ||
		(quoted && next.data[length] != '"'))
		return false;
	reader->at += length + 2 * quoted;
	return true;
}

static bool take_text(struct condition_reader *reader, const char *text)
{
	skip_blanks(reader);
	if (!calx__text_starts(reader->at, text))
		return false;
	reader->at += strlen(text);
	return true;
}

static bool take_number(struct condition_reader *reader, long long *number)
{
	const char *start;

	skip_blanks(reader);
	start = reader->at;
	if (*reader->at == '-')
		reader->at++;
	while (calx__ascii_is_digit(*reader->at))
		reader->at++;
	return calx__text_to_int64(start, (size_t)(reader->at - start), number);
}

static bool take_string(struct condition_reader *reader, const char **string)
{
	const char *end;

	if (!take_text(reader, "'"))
		return false;
	end = strchr(reader->at, '\'');
	if (!end || end[1] == '\'')
		return false;
	*string = calx__arena_strndup(
		reader->arena, reader->at, (size_t)(end - reader->at));
	reader->at = end + 1;
	return *string != NULL;
}

static void raise_low(struct condition *condition, long long low)
{
	condition->low = low > condition->low ? low : condition->low;
}

static void lower_high(struct condition *condition, long long high)
{
	condition->high = high < condition->high ? high : condition->high;
}

static bool read_comparison(
	struct condition_reader *reader, struct condition *condition)
{
	static const struct {
		const char *operator; /* the longer ones first */
		bool is_low;	      /* whether the number is the lower end */
		int step;	      /* from it to the first that may be */
	} operators[] = {
		{ ">=", true, 0 },
		{ "<=", false, 0 },
		{ ">", true, 1 },
		{ "<", false, -1 },
	};
	long long number;
	size_t i = 0;

	while (i < 4 && !take_text(reader, operators[i].operator))
		i++;
	if (i == 4 || !take_number(reader, &number))
		return false;
	/* nothing is larger than the largest number */
	if (operators[i].step && (number == LLONG_MAX || number == LLONG_MIN))
		return false;
	if (operators[i].is_low)
		raise_low(condition, number + operators[i].step);
	else
		lower_high(condition, number + operators[i].step);
	return true;
}

static bool read_between(
	struct condition_reader *reader, struct condition *condition)
{
	long long low, high;

	if (!take_number(reader, &low) || !take_word(reader, "and") ||
		!take_number(reader, &high))
		return false;
	raise_low(condition, low);
	lower_high(condition, high);
	return true;
}

static bool read_choices(
	struct condition_reader *reader, struct condition *condition)
{
	const char **choices =
		calx__arena_zero(reader->arena, CHOICES_MAX, sizeof(*choices));
	size_t count = 0;

	if (!choices || !take_text(reader, "("))
		return false;
	do {
		if (count == CHOICES_MAX ||
			!take_string(reader, &choices[count]))
			return false;
		count++;
	} while (take_text(reader, ","));
	if (!take_text(reader, ")"))
		return false;
	condition->choices = choices;
	condition->choice_count = count;
	return true;
}

static bool read_term(struct condition_reader *reader, const char *column,
	struct condition *condition)
{
	if (!take_word(reader, column))
		return false;
	if (take_word(reader, "between"))
		return read_between(reader, condition);
	if (take_word(reader, "in"))
		return read_choices(reader, condition);
	return read_comparison(reader, condition);
}

void calx__condition_read(struct arena *arena, const char *text,
	const char *column, struct condition *condition)
{
	struct condition_reader reader = { text, arena };
	struct condition found = *condition;

	do {
		if (!read_term(&reader, column, &found))
			return;
	} while (take_word(&reader, "and"));
	skip_blanks(&reader);
	if (!*reader.at && found.low <= found.high)
		*condition = found;
}
