#include "util/text.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "util/ascii.h"

/* Comparing and cutting text, numbers in it, and what somebody may have meant
 * who misspelled a word. */

static bool bytes_equal_nocase(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (calx__ascii_lower(a[i]) != calx__ascii_lower(b[i]))
			return false;
	return true;
}

struct view calx__view(const char *text)
{
	return (struct view){ text, text ? strlen(text) : 0 };
}

bool calx__view_equal(struct view a, struct view b)
{
	return a.length == b.length &&
	       (!a.length || !memcmp(a.data, b.data, a.length));
}

bool calx__view_is_nocase(struct view a, const char *text)
{
	return a.length == strlen(text) &&
	       bytes_equal_nocase(a.data, text, a.length);
}

struct view calx__view_trim(struct view a)
{
	while (a.length && calx__ascii_is_blank(a.data[a.length - 1]))
		a.length--;
	while (a.length && calx__ascii_is_blank(*a.data)) {
		a.data++;
		a.length--;
	}
	return a;
}

struct view calx__view_split(struct view *rest, char separator)
{
	const char *end = rest->length
				  ? memchr(rest->data, separator, rest->length)
				  : NULL;
	struct view front = *rest;

	if (!end) {
		*rest = (struct view){ 0 };
		return front;
	}
	front.length = (size_t)(end - front.data);
	rest->data = end + 1;
	rest->length -= front.length + 1;
	return front;
}

bool calx__text_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool calx__text_equal_nocase(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return calx__view_is_nocase(calx__view(a), b);
}

bool calx__text_lists(const char *words, const char *word)
{
	struct view rest = calx__view(words);

	while (rest.length)
		if (calx__view_is(calx__view_split(&rest, ' '), word))
			return true;
	return false;
}

bool calx__text_starts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static bool glob_takes(char pattern, char c, bool nocase)
{
	if (nocase)
		return calx__ascii_lower(pattern) == calx__ascii_lower(c);
	return pattern == c;
}

/* Behind one character. */
static const char *glob_skip(const char *text)
{
	text++;
	while (((unsigned char)*text & 0xc0) == 0x80)
		text++;
	return text;
}

/* The last * tries again with one byte more, so that each byte of the text is
 * looked at once for each byte of the pattern at most. */
bool calx__text_glob(struct view pattern, const char *text, bool nocase)
{
	size_t at = 0, star = 0;
	const char *from = NULL;

	while (*text) {
		if (at < pattern.length && pattern.data[at] == '*') {
			star = ++at;
			from = text;
		} else if (at < pattern.length && pattern.data[at] == '?') {
			at++;
			text = glob_skip(text);
		} else if (at < pattern.length &&
			   glob_takes(pattern.data[at], *text, nocase)) {
			at++;
			text++;
		} else if (from) {
			at = star;
			text = ++from;
		} else {
			return false;
		}
	}
	while (at < pattern.length && pattern.data[at] == '*')
		at++;
	return at == pattern.length;
}

bool calx__text_to_int64(const char *text, size_t length, long long *ret_number)
{
	bool negative = length && *text == '-';
	size_t i = length && (*text == '-' || *text == '+');
	unsigned long long limit =
		negative ? (unsigned long long)LLONG_MAX + 1 : LLONG_MAX;
	unsigned long long number = 0;

	if (i == length)
		return false;
	for (; i < length; i++) {
		unsigned digit = (unsigned)text[i] - '0';

		if (digit > 9 || number > (limit - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*ret_number = (long long)(negative ? 0 - number : number);
	return true;
}

/* ---- spelling ----------------------------------------------------------- */

/* Only the cells at most `max` off the diagonal can hold a distance of at
 * most `max`, so a row of the usual matrix shrinks to this band: cell k of row
 * i is column i + k - 1 - max. A border of dead cells is on either side. */
#define DISTANCE_MAX 7
#define BAND (2 * DISTANCE_MAX + 1)

struct band {
	const char *a, *b;
	size_t a_length, b_length;
	unsigned max;
	unsigned rows[3][BAND + 2];
};

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned band_cell(const struct band *band, size_t i, size_t j, size_t k)
{
	const unsigned *row = band->rows[i % 3];
	const unsigned *above = band->rows[(i + 2) % 3];
	const unsigned *second = band->rows[(i + 1) % 3];
	const char *a = band->a, *b = band->b;
	unsigned cell;

	if (!i || !j)
		return (unsigned)(i + j);
	cell = above[k] + (a[i - 1] != b[j - 1]);
	cell = least(cell, above[k + 1] + 1);
	cell = least(cell, row[k - 1] + 1);
	if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
		cell = least(cell, second[k] + 1);
	return cell;
}

static void band_row(struct band *band, size_t i)
{
	unsigned *row = band->rows[i % 3];

	for (size_t k = 1; k <= 2 * band->max + 1; k++) {
		size_t shifted = i + k - 1; /* column + max */
		size_t j = shifted - band->max;
		bool inside = shifted >= band->max && j <= band->b_length;

		row[k] = inside ? band_cell(band, i, j, k) : band->max + 1;
	}
}

unsigned calx__text_distance(const char *a, const char *b, unsigned max)
{
	struct band band = { .a = a, .b = b, .max = max };
	size_t longer, shorter;

	assert(max <= DISTANCE_MAX);
	band.a_length = strlen(a);
	band.b_length = strlen(b);
	longer = band.a_length > band.b_length ? band.a_length : band.b_length;
	shorter = band.a_length + band.b_length - longer;
	if (longer - shorter > max)
		return max + 1;
	for (size_t r = 0; r < 3; r++)
		for (size_t k = 0; k < BAND + 2; k++)
			band.rows[r][k] = max + 1;
	for (size_t i = 0; i <= band.a_length; i++)
		band_row(&band, i);
	return least(band.rows[band.a_length % 3]
			      [band.b_length + max + 1 - band.a_length],
		max + 1);
}

const char *calx__text_suggest(const char *word, const char *const *candidates)
{
	/* every word of two letters is two edits from every other */
	unsigned best = strlen(word) < 4 ? 1 : 2;
	const char *suggestion = NULL;

	for (; *candidates; candidates++) {
		unsigned distance =
			calx__text_distance(word, *candidates, best);

		if (distance > best || (suggestion && distance == best))
			continue;
		best = distance;
		suggestion = *candidates;
	}
	return suggestion;
}
