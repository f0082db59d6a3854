#ifndef CALX_FAKER_JUDGE_H
#define CALX_FAKER_JUDGE_H

#include "faker/seeder.h"

/* Asks the database what expressions come to for a row that is not there yet:
 * CHECKs that could not be read, what an index is made of. */

struct judge;

/* Adds a question. The number of its answer; SIZE_MAX: it cannot be asked, and
 * what it is about is left to the INSERT, or there is no memory, which the
 * seeder's error says. */
size_t calx__judge_ask(struct seeder *seeder, const char *expression);
/* Asks all of the row; the answers are borrowed until the next time. NULL: it
 * cannot be said of that row, or, with a failure, at all. */
enum calx_status calx__judge_look(
	struct seeder *seeder, const void *row, const calx_value **ret_answers);
/* Reads the same of all rows that are there: `add` is told of each. */
enum calx_status calx__judge_each(struct seeder *seeder, const char *select,
	const enum calx_kind *kinds, size_t count,
	enum calx_status (*add)(void *context, const calx_value *values),
	void *context);
void calx__judge_release(struct seeder *seeder);

#endif
