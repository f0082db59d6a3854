#include "check.h"

#include <stdio.h>

#include "faker/generate.h"
#include "util/strbuf.h"
#include <calx/faker.h>

/* docs/generators.md is made of the rows of the generators, with the first
 * values of a seed: it shows what each gives, and that a seed gives the same
 * for ever. CALX_UPDATE=1 writes it again. */

static const char head[] =
	"# Generators\n"
	"\n"
	"Every generator of text of `<calx/faker.h>` is a row of `src/faker/generators.h`, and so is a row here. `calx_seed()` fills a column with the\n"
	"generator whose word the column's name is, or ends in after an underscore (`home_address`); the longest word counts. A column that is only called\n"
	"`name` means what its table says. The values are the first three of the locale `en_US` with seed 42: a seed gives the same values for ever.\n"
	"\n"
	"| `calx_fake_...` | columns | names in tables | values |\n"
	"|---|---|---|---|\n";

typedef const char *fake_function(calx_faker *fake);

static fake_function *const functions[GENERATE_COUNT] = {
#define FUNCTION(number, name, ...) calx_fake_##name,
	CALX__GENERATORS(FUNCTION)
#undef FUNCTION
};

/* A value in a cell: one line, not too long. */
static void add_value(struct strbuf *page, const char *value)
{
	enum { MOST = 60 };
	size_t length = strlen(value);

	for (size_t i = 0; i < length && i < MOST; i++) {
		if (value[i] == '\n')
			calx__strbuf_adds(page, "\\n");
		else
			calx__strbuf_addc(page, value[i]);
	}
	calx__strbuf_adds(page, length > MOST ? "..." : "");
}

static void add_row(struct strbuf *page, size_t id, calx_faker *fake)
{
	const struct generator *generator = &calx__generators[id];

	calx__strbuf_addf(page, "| `%s` | %s | %s |", generator->name,
		generator->columns, generator->tables ? generator->tables : "");
	for (int i = 0; i < 3; i++) {
		calx__strbuf_adds(page, i ? "; `" : " `");
		add_value(page, functions[id](fake));
		calx__strbuf_addc(page, '`');
	}
	calx__strbuf_adds(page, " |\n");
}

static FILE *open_page(const char *mode)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/../../docs/generators.md",
		getenv("CALX_TEST_DATA"));
	return fopen(path, mode);
}

static void the_page_shows_every_generator(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 42);
	struct strbuf page = STRBUF_INIT, there = STRBUF_INIT;
	FILE *file;
	int c;

	(void)state;
	calx__strbuf_adds(&page, head);
	for (size_t i = 0; i < GENERATE_COUNT; i++)
		add_row(&page, i, fake);
	if (getenv("CALX_UPDATE")) {
		file = open_page("w");
		assert_non_null(file);
		fputs(page.data, file);
		assert_int_equal(fclose(file), 0);
	}
	file = open_page("r");
	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		calx__strbuf_addc(&there, (char)c);
	fclose(file);
	CHECK_TEXT(page.data, there.data);
	calx__strbuf_release(&page);
	calx__strbuf_release(&there);
	calx_faker_close(fake);
}

static void every_number_is_its_own(void **state)
{
	bool taken[NUMBER_COUNT] = { false };

	(void)state;
	for (int i = NUMBER_PROFILE; i <= NUMBER_PATTERN; i++)
		taken[i] = true;
	for (size_t i = 0; i < GENERATE_COUNT; i++) {
		unsigned number = calx__generators[i].number;

		if (taken[number])
			fail_msg("%s has a number that is taken: %u",
				calx__generators[i].name, number);
		taken[number] = true;
	}
}

/* of two rows with the same word only one would ever count */
static void every_word_is_one_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < GENERATE_COUNT; i++) {
		struct strbuf words = STRBUF_INIT;

		calx__strbuf_adds(&words, calx__generators[i].columns);
		for (char *word = strtok(words.data, " "); word;
			word = strtok(NULL, " "))
			for (size_t j = 0; j < i; j++) {
				char list[1024], sought[64];

				snprintf(list, sizeof(list), " %s ",
					calx__generators[j].columns);
				snprintf(sought, sizeof(sought), " %s ", word);
				if (strstr(list, sought))
					fail_msg("'%s' chooses %s and %s", word,
						calx__generators[j].name,
						calx__generators[i].name);
			}
		calx__strbuf_release(&words);
	}
}

CHECK_MAIN("faker: documentation",
	cmocka_unit_test(the_page_shows_every_generator),
	cmocka_unit_test(every_number_is_its_own),
	cmocka_unit_test(every_word_is_one_rows), )
