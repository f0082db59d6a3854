#include "check.h"

#include "util/transliterate.h"

static void letters_find_their_place_in_ascii(void **state)
{
	static const struct {
		const char *text, *ascii;
	} cases[] = {
		{ "", "" },
		{ "Plain text, 1-2", "Plain text, 1-2" },
		{ "\xc3\x84rger Gr\xc3\xb6\xc3\x9f"
		  "e",
			"Arger Grosse" },
		{ "\xc5\x81ukasz", "Lukasz" },
		{ "S\xc3\xb8ren \xc3\x86r\xc3\xb8", "Soren Aero" },
		{ "\xc3\x9e\xc3\xb3rr\xc3\xb0ur", "Thorrdur" },
		{ "Fran\xc3\xa7oise", "Francoise" },
		/* composed or not, it is the same */
		{ "Franc\xcc\xa7oise", "Francoise" },
		{ "Nguy\xe1\xbb\x85n", "Nguyen" },
		{ "D\xc4\xb1"
		  "mitri \xc4\xb0nal",
			"Dimitri Inal" },
		{ "\xd0\xa9\xd1\x91\xd0\xb3\xd0\xbe\xd0\xbb\xd1\x8c",
			"Shchegol" },
		{ "\xce\x93\xce\xb9\xcf\x8e\xcf\x81\xce\xb3\xce\xbf\xcf\x82",
			"Giorgos" },
		{ "O\xe2\x80\x99Neil", "O'Neil" },
		/* half and full width; a ligature */
		{ "\xef\xbc\xa1\xef\xbc\x92 \xef\xac\x81", "A2 fi" },
		/* no letters in that sense */
		{ "\xe5\xb1\xb1\xe7\x94\xb0", "" },
		/* not UTF-8 */
		{ "a\xff"
		  "b",
			"ab" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf ascii = STRBUF_INIT;

		calx__transliterate(&ascii, cases[i].text);
		CHECK_TEXT(ascii.data, cases[i].ascii);
		calx__strbuf_release(&ascii);
	}
}

/* the longest decomposition that there is: 18 characters for one */
static void a_character_that_is_a_sentence_is_no_problem(void **state)
{
	struct strbuf ascii = STRBUF_INIT;

	(void)state;
	calx__transliterate(&ascii, "\xef\xb7\xba!");
	CHECK_TEXT(ascii.data + ascii.length - 1, "!");
	calx__strbuf_release(&ascii);
}

CHECK_MAIN("transliterate", cmocka_unit_test(letters_find_their_place_in_ascii),
	cmocka_unit_test(a_character_that_is_a_sentence_is_no_problem), )
