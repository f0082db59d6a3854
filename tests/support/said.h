#ifndef CALX_TESTS_SAID_H
#define CALX_TESTS_SAID_H

/* Messages hold what the database says of a refusal, each in its own words. Tests
 * know SQLite's; on others, those and the database's own are taken for the same
 * (the table in said.c), and all around them must be equal. */
void said_check(
	const char *actual, const char *expected, const char *file, int line);
/* Whether a part of a message is there, compared in the same way. */
int said_holds(const char *actual, const char *part);

#define CHECK_SAID(actual, expected) \
	said_check(actual, expected, __FILE__, __LINE__)

/* A name of an error: some databases know it where others do not. Where both do
 * it is the same. */
#define CHECK_NAMED(actual, expected)                             \
	do {                                                      \
		if (said_exactly() || (*(actual) && *(expected))) \
			CHECK_TEXT(actual, expected);             \
	} while (0)
int said_exactly(void);

#endif
