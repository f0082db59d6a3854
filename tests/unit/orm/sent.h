#ifndef CALX_TESTS_ORM_SENT_H
#define CALX_TESTS_ORM_SENT_H

#include "shop_test.h"

/* What a session sends, a letter for each statement. */

#define SENT_MAX 4096
static char sent_letters[SENT_MAX];
static size_t sent_count;

/* INSERT: i, UPDATE: u, DELETE: d, SELECT: q, SAVEPOINT: s, RELEASE: r, ROLLBACK
 * TO: t; the transaction has none */
static inline CALX_UNUSED_ void sent_log(
	const calx_log_event *event, void *context)
{
	static const struct {
		const char *word;
		char letter;
	} words[] = { { "INSERT", 'i' }, { "UPDATE", 'u' }, { "DELETE", 'd' },
		{ "SELECT", 'q' }, { "SAVEPOINT", 's' }, { "RELEASE", 'r' },
		{ "ROLLBACK TO", 't' } };

	(void)context;
	/* the question whether there are views or triggers */
	if (shop_is_question(event->sql))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strncmp(event->sql, words[i].word, strlen(words[i].word)))
			sent_letters[sent_count++ % (SENT_MAX - 1)] =
				words[i].letter;
}

/* What was sent since the last call. */
static inline CALX_UNUSED_ const char *sent(void)
{
	sent_letters[sent_count] = '\0';
	sent_count = 0;
	return sent_letters;
}

/* How many statements a flush is depends on how the driver sends rows: SQLite's
 * are counted, the others' tests of the driver say theirs. What the database then
 * holds is the same. */
#define CHECK_SENT(expected)                            \
	do {                                            \
		const char *letters_ = sent();          \
		if (database_is("sqlite"))              \
			CHECK_TEXT(letters_, expected); \
	} while (0)

static inline CALX_UNUSED_ int sent_set_up(void **state)
{
	(void)state;
	shop_open(&db);
	calx_engine_set_log(db.engine, sent_log, NULL);
	return 0;
}

#endif
