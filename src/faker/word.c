#include "faker/word.h"

#include <string.h>

#include "util/ascii.h"
#include "util/transliterate.h"
#include "util/utf8.h"

/* Sentences of the locale's words, and what is made of letters and digits. */

static void add_word(struct maker *maker, struct strbuf *text)
{
	const struct fake_list *list = maker->locale->lists[LIST_WORD];

	calx__entry_add(text, list, calx__maker_pick(maker, list), 0);
}

void calx__make_sentence(struct maker *maker, struct strbuf *text)
{
	uint64_t count = 4 + calx__draw_below(&maker->draw, 7);
	size_t start = text->length;

	for (uint64_t i = 0; i < count; i++) {
		if (i)
			calx__strbuf_addc(text, ' ');
		add_word(maker, text);
	}
	calx__utf8_capitalise(text->data + start, text->length - start);
	calx__strbuf_addc(text, '.');
}

void calx__make_paragraph(struct maker *maker, struct strbuf *text)
{
	uint64_t count = 3 + calx__draw_below(&maker->draw, 4);

	for (uint64_t i = 0; i < count; i++) {
		if (i)
			calx__strbuf_addc(text, ' ');
		calx__make_sentence(maker, text);
	}
}

/* A word as a part of an address can have it: in ASCII, without blanks and in
 * lower case. */
static void add_plain_word(struct maker *maker, struct strbuf *text)
{
	const struct fake_list *list = maker->locale->lists[LIST_WORD];
	size_t start = text->length;

	calx__transliterate(
		text, calx__entry_text(list, calx__maker_pick(maker, list), 0));
	for (size_t i = start; i < text->length; i++)
		text->data[i] = calx__ascii_is_word(text->data[i])
					? calx__ascii_lower(text->data[i])
					: '-';
}

void calx__make_slug(struct maker *maker, struct strbuf *text)
{
	for (int i = 0; i < 3; i++) {
		if (i)
			calx__strbuf_addc(text, '-');
		add_plain_word(maker, text);
	}
}

void calx__make_url(struct maker *maker, struct strbuf *text)
{
	calx__strbuf_adds(text, "https://");
	add_plain_word(maker, text);
	calx__strbuf_adds(text, ".example.com/");
	calx__make_slug(maker, text);
}

/* The last `digits` digits of base 16, at most 16. */
static void add_hex(struct strbuf *text, uint64_t number, size_t digits)
{
	char hex[16];

	for (size_t i = digits; i-- > 0; number >>= 4)
		hex[i] = "0123456789abcdef"[number & 15];
	calx__strbuf_add(text, hex, digits);
}

void calx__make_color(struct maker *maker, struct strbuf *text)
{
	calx__strbuf_addc(text, '#');
	add_hex(text, calx__draw(&maker->draw), 6);
}

void calx__make_token(struct maker *maker, struct strbuf *text)
{
	add_hex(text, calx__draw(&maker->draw), 16);
	add_hex(text, calx__draw(&maker->draw), 16);
}

void calx__make_json(struct maker *maker, struct strbuf *text)
{
	calx__strbuf_adds(text, "{\"");
	add_word(maker, text);
	calx__strbuf_adds(text, "\": ");
	calx__strbuf_addu(
		text, (uint64_t)calx__draw_between(&maker->draw, 0, 999), 1);
	calx__strbuf_addc(text, '}');
}

static void add_pattern_character(
	struct maker *maker, char c, struct strbuf *text)
{
	static const char *const alphabets[] = {
		['#'] = "0123456789",
		['?'] = "abcdefghijklmnopqrstuvwxyz",
		['^'] = "0123456789abcdef",
	};
	size_t index = (unsigned char)c;
	const char *alphabet = index < sizeof(alphabets) / sizeof(alphabets[0])
				       ? alphabets[index]
				       : NULL;

	calx__strbuf_addc(
		text, alphabet ? alphabet[calx__draw_below(
					 &maker->draw, strlen(alphabet))]
			       : c);
}

void calx__make_pattern(
	struct maker *maker, const char *pattern, struct strbuf *text)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '\\' && c[1])
			calx__strbuf_addc(text, *++c);
		else
			add_pattern_character(maker, *c, text);
	}
}
