#include "util/singular.h"

#include <stdio.h>

#include "check.h"

static void check(const char *plural, const char *singular)
{
	char word[64];

	snprintf(word, sizeof(word), "%s", plural);
	word[calx__singular(word, strlen(word))] = '\0';
	CHECK_TEXT(word, singular);
}

static void nouns_have_a_singular(void **state)
{
	(void)state;
	check("books", "book");
	check("Categories", "Category");
	check("boxes", "box");
	check("branches", "branch");
	check("dishes", "dish");
	check("classes", "class");
	check("houses", "house");
	check("databases", "database");
	check("people", "person");
	check("salespeople", "salesperson");
	check("Children", "Child");
	check("men", "man");
	check("indices", "index");
	check("statuses", "status");
	check("PEOPLE", "PERSON");
	check("MICE", "MOUSE");
}

static void what_is_none_stays(void **state)
{
	static const char *const words[] = { "", "s", "book", "address",
		"status", "analysis", "series", "news", "specimen", "data",
		"bus" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		check(words[i], words[i]);
}

CHECK_MAIN("singular", cmocka_unit_test(nouns_have_a_singular),
	cmocka_unit_test(what_is_none_stays))
