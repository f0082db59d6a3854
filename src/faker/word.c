#include "faker/faker.h"

#include <string.h>

#include "util/ascii.h"

void calx__make_word(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, calx__pick(place, LIST_word));
}

static void capitalise(struct strbuf *text, size_t at)
{
	char *c = text->data + at;

	if (at < text->length)
		*c = calx__ascii_upper(*c);
}

/* `count` words with `separator` between them */
static void add_words(struct fake_place *place, struct strbuf *text,
	uint64_t count, char separator)
{
	for (uint64_t i = 0; i < count; i++) {
		if (i)
			calx__strbuf_addc(text, separator);
		calx__make_word(place, text);
	}
}

void calx__make_sentence(struct fake_place *place, struct strbuf *text)
{
	size_t start = text->length;

	add_words(place, text, 4 + calx__draw_below(&place->draw, 7), ' ');
	capitalise(text, start);
	calx__strbuf_addc(text, '.');
}

void calx__make_paragraph(struct fake_place *place, struct strbuf *text)
{
	uint64_t count = 3 + calx__draw_below(&place->draw, 4);

	for (uint64_t i = 0; i < count; i++) {
		if (i)
			calx__strbuf_addc(text, ' ');
		calx__make_sentence(place, text);
	}
}

/* "The Quiet Harbor": every word with a capital */
void calx__make_title(struct fake_place *place, struct strbuf *text)
{
	static const char *const openings[] = { "The", "Every", "My",
		"Another" };
	uint64_t count = 1 + calx__draw_below(&place->draw, 3);

	calx__strbuf_adds(text, openings[calx__draw_below(&place->draw, 4)]);
	for (uint64_t i = 0; i < count; i++) {
		size_t start;

		calx__strbuf_addc(text, ' ');
		start = text->length;
		calx__make_word(place, text);
		capitalise(text, start);
	}
}

void calx__make_slug(struct fake_place *place, struct strbuf *text)
{
	add_words(place, text, 3, '-');
}

void calx__make_url(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, "https://");
	calx__make_word(place, text);
	calx__strbuf_adds(text, ".example.com/");
	calx__make_slug(place, text);
}

void calx__make_color(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_addf(
		text, "#%06x", (unsigned)(calx__draw(&place->draw) & 0xffffff));
}

void calx__make_color_name(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, calx__pick(place, LIST_color_name));
}

void calx__make_token(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_addf(
		text, "%016llx", (unsigned long long)calx__draw(&place->draw));
	calx__strbuf_addf(
		text, "%016llx", (unsigned long long)calx__draw(&place->draw));
}

void calx__make_json(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, "{\"");
	calx__make_word(place, text);
	calx__strbuf_addf(
		text, "\": %d}", (int)calx__draw_between(&place->draw, 0, 999));
}

static void add_pattern_character(
	struct fake_place *place, char c, struct strbuf *text)
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
					 &place->draw, strlen(alphabet))]
			       : c);
}

void calx__make_pattern(
	struct fake_place *place, const char *pattern, struct strbuf *text)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '\\' && c[1])
			calx__strbuf_addc(text, *++c);
		else
			add_pattern_character(place, *c, text);
	}
}
