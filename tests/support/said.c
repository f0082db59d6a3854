#include "said.h"

#include <regex.h>
#include <stdio.h>

#include "check.h"
#include "database.h"

/* What each database says, as extended regular expressions, and the word that it
 * is taken for. */
static const struct {
	const char *word, *pattern;
} sentences[] = {
	{ "<unique>", "UNIQUE constraint failed: (index '[^']*'|[^:]*)" },
	{ "<check>", "CHECK constraint failed: [^:]*" },
	{ "<key>", "FOREIGN KEY constraint failed" },
	{ "<null>", "NOT NULL constraint failed: [^:]*" },

	{ "<unique>",
		"duplicate key value violates unique constraint \"[^\"]*\"" },
	{ "<check>",
		"new row for relation \"[^\"]*\" violates check constraint \"[^\"]*\"" },
	{ "<key>",
		"(insert or update|update or delete) on table \"[^\"]*\" violates (RESTRICT setting of )?foreign key constraint \"[^\"]*\"( on table \"[^\"]*\")?" },
	{ "<null>",
		"null value in column \"[^\"]*\" of relation \"[^\"]*\" violates not-null constraint" },

	{ "<unique>", "Duplicate entry '.*' for key '[^']*'" },
	{ "<check>",
		"CONSTRAINT [`\"][^`\"]*[`\"] failed for [`\"][^`\"]*[`\"]\\.[`\"][^`\"]*[`\"]" },
	{ "<key>",
		"Cannot (add or update a child|delete or update a parent) row: a foreign key constraint fails \\([`\"][^)]*\\) REFERENCES [^)]*\\)[A-Z ]*\\)" },
	{ "<null>", "Column '[^']*' cannot be null" },
	{ "<null>", "Field '[^']*' doesn't have a default value" },

	/* what PostgreSQL knows of a reference, it says itself */
	{ "<missing>",
		"(notes )?\\([a-z_, ]+\\) = \\([^)]*\\), which is no row of [a-z]+( \\([a-z_, ]+\\))?" },
	{ "<missing>",
		"Key \\([^)]*\\)=\\([^)]*\\) is not present in table \"[^\"]*\"" },
	{ "<referred>",
		"\\([a-z_, ]+\\) = \\([^)]*\\) is still referred to by [a-z]+ \\([a-z_, ]+\\)" },
	{ "<referred>",
		"Key \\([^)]*\\)=\\([^)]*\\) is (still )?referenced from table \"[^\"]*\"" },
	{ "<missing>", "\\([a-z_, ]+\\) is no row of [a-z]+" },
};

/* The text with each sentence of the pattern as its word. */
static void replace(
	char *text, size_t size, const char *pattern, const char *word)
{
	char after[4096];
	regmatch_t match;
	regex_t regex;

	assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED), 0);
	while (regexec(&regex, text, 1, &match, 0) == 0) {
		snprintf(after, sizeof(after), "%.*s%s%s", (int)match.rm_so,
			text, word, text + match.rm_eo);
		snprintf(text, size, "%s", after);
	}
	regfree(&regex);
}

static void plain(char *text, size_t size, const char *message)
{
	snprintf(text, size, "%s", message);
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		replace(text, size, sentences[i].pattern, sentences[i].word);
}

void said_check(
	const char *actual, const char *expected, const char *file, int line)
{
	char is[4096], wanted[4096];

	if (!strcmp(actual, expected))
		return;
	plain(is, sizeof(is), actual);
	plain(wanted, sizeof(wanted), expected);
	if (database_is("sqlite") || strcmp(is, wanted) != 0)
		_assert_string_equal(actual, expected, file, line);
}

int said_holds(const char *actual, const char *part)
{
	char is[4096], wanted[4096];

	plain(is, sizeof(is), actual);
	plain(wanted, sizeof(wanted), part);
	return strstr(database_is("sqlite") ? actual : is,
		       database_is("sqlite") ? part : wanted) != NULL;
}

int said_exactly(void)
{
	return database_is("sqlite");
}
