#include "faker/fill_text.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"
#include "faker/number.h"
#include "faker/word.h"

/* Text: of the generator that the column's name chooses, and different where it
 * must be; within its length; by a pattern; or, where a CHECK could not be read,
 * in one form after the other. */

enum {
	CODE_BASE = 36,	  /* digits and letters */
	CODE_LENGTH = 12, /* codes of more are as many as one likes */
};

/* ---- codes: a short text for every number -------------------------------------- */

static uint64_t power(uint64_t base, size_t exponent)
{
	uint64_t result = 1;

	while (exponent--)
		result *= base;
	return result;
}

/* how long the codes of a column are; 0: it needs none */
static size_t code_length(const struct filler *filler)
{
	return filler->condition.most < CODE_LENGTH ? filler->condition.most
						    : 0;
}

uint64_t calx__fill_text_count(const struct filler *filler)
{
	if (filler->condition.choices)
		return filler->condition.choice_count;
	if (filler->rough || !code_length(filler))
		return 0;
	return power(CODE_BASE, code_length(filler));
}

static void add_code(struct strbuf *text, uint64_t number, size_t length)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char code[CODE_LENGTH];

	for (size_t i = length; i-- > 0; number /= CODE_BASE)
		code[i] = digits[number % CODE_BASE];
	calx__strbuf_add(text, code, length);
}

/* ---- different ones -------------------------------------------------------------- */

static size_t count_digits(uint64_t number)
{
	size_t count = 1;

	while (number /= 10)
		count++;
	return count;
}

/* Puts the row's number where it makes the text differ from all others: before
 * the @ of an address, else at the end; the text gives way. False: it has no
 * room for the number. */
static bool add_number(struct strbuf *text, uint64_t number, size_t most)
{
	char tail[64];
	const char *at = strchr(text->data, '@');
	size_t length = at ? strlen(at) : 0, room;

	length = length < sizeof(tail) ? length : 0;
	room = count_digits(number) + !at + length;
	if (room > most)
		return false;
	memcpy(tail, text->data + text->length - length, length);
	calx__strbuf_truncate(text, text->length - length);
	if (text->length > most - room)
		calx__strbuf_truncate(
			text, calx__utf8_floor(text->data, most - room));
	/* no blank where nothing is before it */
	if (!at && text->length)
		calx__strbuf_addc(text, ' ');
	calx__strbuf_addu(text, number, 1);
	calx__strbuf_add(text, tail, length);
	return true;
}

/* The number of a row: of another attempt, one that no other row has. */
static uint64_t number_of(
	const struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	return row +
	       filler->attempt * (seeder->first + (uint64_t)seeder->count);
}

/* {"word": 12} with another number */
static void number_json(struct strbuf *text, uint64_t number)
{
	char *colon = strchr(text->data, ':');

	if (!colon)
		return;
	calx__strbuf_truncate(text, (size_t)(colon - text->data));
	calx__strbuf_adds(text, ": ");
	calx__strbuf_addu(text, number, 1);
	calx__strbuf_addc(text, '}');
}

static void make_different(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, struct strbuf *text)
{
	uint64_t number = number_of(seeder, filler, row);

	if (filler->column->type.kind == CALX_JSON) {
		number_json(text, number);
		return;
	}
	if (add_number(text, number, filler->condition.most) ||
		!filler->capacity)
		return;
	calx__strbuf_clear(text);
	add_code(text,
		calx__seeder_index(seeder, filler, row, filler->capacity),
		code_length(filler));
}

/* ---- the right length -------------------------------------------------------------- */

/* Whether it has at most so many characters. */
static bool fits(const struct strbuf *text, size_t most)
{
	/* no text has more characters than bytes */
	return text->length <= most ||
	       calx__utf8_count(text->data, text->length) <= most;
}

/* Another draw may be shorter; after a few, it stays as it is, to be cut. */
static void make_text(struct maker *maker, const struct filler *filler,
	enum generator_id generator, struct strbuf *text)
{
	enum { TRIES = 8 };
	size_t most = filler->condition.most;

	for (int i = 0; i < TRIES; i++) {
		calx__strbuf_clear(text);
		calx__generate(generator, maker, text);
		if (fits(text, most))
			return;
	}
}

/* Words behind what is too short. */
static void make_longer(
	struct maker *maker, size_t least, size_t most, struct strbuf *text)
{
	size_t count = calx__utf8_count(text->data, text->length);

	while (count < least && !text->failed) {
		size_t length = text->length;

		if (count && count + 1 < most)
			calx__strbuf_addc(text, ' ');
		calx__generate(GENERATE_word, maker, text);
		count = calx__utf8_count(text->data, text->length);
		if (count <= most)
			continue;
		/* not all of the word has room */
		calx__strbuf_truncate(text, length);
		count = calx__utf8_count(text->data, length);
		for (; count < least; count++)
			calx__strbuf_addc(
				text, (char)('a' + (char)calx__draw_below(
							   &maker->draw, 26)));
	}
}

/* ---- patterns ------------------------------------------------------------------------ */

/* The end of a set of GLOB, "[A-Z]"; its beginning if it has none. */
static const char *set_end(const char *set)
{
	const char *end = strchr(set[1] == '^' ? set + 3 : set + 2, ']');

	return set[1] && set[2] && end ? end : set;
}

static bool set_has(const char *set, const char *end, char c)
{
	bool inverted = set[1] == '^', found = false;

	for (const char *at = set + 1 + inverted; at < end; at++) {
		if (at + 2 < end && at[1] == '-') {
			found |= c >= at[0] && c <= at[2];
			at += 2;
		} else {
			found |= c == *at;
		}
	}
	return found != inverted;
}

/* One that is in the set, if there is one that can be seen. */
static void add_of_set(struct maker *maker, const char *set, const char *end,
	struct strbuf *text)
{
	char members[128];
	size_t count = 0;

	for (char c = ' ' + 1; c < 0x7f; c++)
		if (set_has(set, end, c))
			members[count++] = c;
	if (count)
		calx__strbuf_addc(
			text, members[calx__draw_below(&maker->draw, count)]);
}

/* Some letters, which leave room for the rest of the pattern. */
static void add_any(
	struct maker *maker, size_t most, const char *rest, struct strbuf *text)
{
	uint64_t count = calx__draw_below(&maker->draw, 8);

	while (count-- && text->length + strlen(rest) < most)
		calx__make_pattern(maker, "?", text);
}

static void add_by_glob(struct maker *maker, const char *pattern, size_t most,
	struct strbuf *text)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '*') {
			add_any(maker, most, c + 1, text);
		} else if (*c == '?') {
			calx__make_pattern(maker, "?", text);
		} else if (*c == '[' && set_end(c) > c) {
			add_of_set(maker, c, set_end(c), text);
			c = set_end(c);
		} else {
			calx__strbuf_addc(text, *c);
		}
	}
}

static void add_by_like(struct maker *maker, const char *pattern, size_t most,
	struct strbuf *text)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '%')
			add_any(maker, most, c + 1, text);
		else if (*c == '_')
			calx__make_pattern(maker, "?", text);
		else
			calx__strbuf_addc(text, *c);
	}
}

static void add_by_pattern(struct maker *maker,
	const struct condition *condition, struct strbuf *text)
{
	if (condition->is_glob)
		add_by_glob(maker, condition->pattern, condition->most, text);
	else
		add_by_like(maker, condition->pattern, condition->most, text);
}

/* ---- forms to try ----------------------------------------------------------------------- */

static void change_case(struct strbuf *text, char (*change)(char c))
{
	for (size_t i = 0; i < text->length; i++)
		text->data[i] = change(text->data[i]);
}

/* Signs of an alphabet, as many as the column takes, or somewhat fewer. */
static void add_signs(struct maker *maker, const struct condition *condition,
	const char *sign, struct strbuf *text)
{
	size_t most = condition->most < 40 ? condition->most : 40;
	size_t least = condition->least > 1 ? condition->least : 1;
	size_t count;

	least = least < most ? least : most;
	count = calx__draw_below(&maker->draw, 2)
			? most
			: least + (size_t)calx__draw_below(
					  &maker->draw, most - least + 1);
	while (count--)
		calx__make_pattern(maker, sign, text);
}

static void make_rough(
	struct maker *maker, const struct filler *filler, struct strbuf *text)
{
	static const char *const signs[] = { "#", "?", "^" };
	static const enum generator_id ids[] = { GENERATE_word, GENERATE_email,
		GENERATE_url, GENERATE_color, GENERATE_slug, GENERATE_username,
		GENERATE_country_code, GENERATE_json, GENERATE_phone_number,
		GENERATE_name };
	enum { FORMS = 6 };
	const struct condition *condition = &filler->condition;
	uint64_t form = calx__draw_below(&maker->draw, FORMS);
	uint64_t which = calx__draw(&maker->draw);

	if (form == 0 && condition->text_hint_count)
		calx__strbuf_adds(text,
			condition->text_hints[which %
					      condition->text_hint_count]);
	else if (form <= 1)
		make_text(maker, filler, filler->generator, text);
	else if (form <= 3)
		add_signs(maker, condition, signs[which % 3], text);
	else
		make_text(maker, filler,
			ids[which % (sizeof(ids) / sizeof(*ids))], text);
	if (calx__draw_below(&maker->draw, 3) == 0)
		change_case(text, calx__ascii_upper);
	else if (calx__draw_below(&maker->draw, 4) == 0)
		change_case(text, calx__ascii_lower);
}

/* ---- a column's --------------------------------------------------------------------------- */

static void make_value(struct seeder *seeder, const struct filler *filler,
	uint64_t row, struct strbuf *text)
{
	/* after so many other draws of two columns together, numbers help */
	enum { DRAWS = 2 };
	const struct condition *condition = &filler->condition;
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	calx__strbuf_clear(text);
	if (condition->pattern && filler->attempt % 4 != 3) {
		add_by_pattern(&maker, condition, text);
	} else if (filler->rough && filler->attempt % 4 > 1 &&
		   filler->column->type.kind != CALX_JSON) {
		make_rough(&maker, filler, text);
	} else {
		make_text(&maker, filler, filler->generator, text);
		if (filler->unique ||
			(filler->shared && filler->attempt >= DRAWS))
			make_different(seeder, filler, row, text);
	}
	if (condition->least)
		make_longer(&maker, condition->least, condition->most, text);
	if (!fits(text, condition->most))
		calx__strbuf_truncate(
			text, calx__utf8_floor(text->data, condition->most));
}

enum calx_status calx__fill_text(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct condition *condition = &filler->condition;
	struct strbuf *text = &seeder->text;

	if (condition->choices) {
		const char *choice = condition->choices[calx__seeder_index(
			seeder, filler, row, filler->capacity)];

		return calx__seeder_text(seeder, value, choice, strlen(choice));
	}
	if (filler->is_walked) {
		calx__strbuf_clear(text);
		add_code(text, filler->index, code_length(filler));
	} else {
		make_value(seeder, filler, row, text);
	}
	if (text->failed)
		return calx__fail_memory(&seeder->error);
	return calx__seeder_text(seeder, value, text->data, text->length);
}

/* ---- bytes ----------------------------------------------------------------- */

enum { BLOB_LENGTH = 16 };

static size_t blob_length(const struct filler *filler)
{
	size_t length = BLOB_LENGTH;

	if (length < filler->condition.least)
		length = filler->condition.least;
	return length > filler->condition.most ? filler->condition.most
					       : length;
}

uint64_t calx__fill_blob_count(const struct filler *filler)
{
	size_t length = blob_length(filler);

	return length < 8 ? UINT64_C(1) << (8 * length) : 0;
}

enum calx_status calx__fill_blob(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);
	size_t left = blob_length(filler);
	uint64_t index = filler->index;

	calx__strbuf_clear(&seeder->text);
	for (; filler->is_walked && left; left--, index >>= 8)
		calx__strbuf_addc(&seeder->text, (char)(index & 0xff));
	while (left && !seeder->text.failed) {
		calx_uuid bytes = calx__make_uuid(&maker);
		size_t part =
			left < sizeof(bytes.bytes) ? left : sizeof(bytes.bytes);

		calx__strbuf_add(
			&seeder->text, (const char *)bytes.bytes, part);
		left -= part;
	}
	if (seeder->text.failed)
		return calx__fail_memory(&seeder->error);
	return calx__seeder_text(
		seeder, value, seeder->text.data, seeder->text.length);
}
