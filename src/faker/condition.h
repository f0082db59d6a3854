#ifndef CALX_FAKER_CONDITION_H
#define CALX_FAKER_CONDITION_H

#include <stdint.h>

#include "util/arena.h"
#include "faker/quantity.h"

/* What CHECKs say of columns, as far as it can be read without a database. */

enum { CONDITION_HINTS = 16 };

/* What a column may hold. Begin with calx__condition_init(). */
struct condition {
	const char *column;
	enum condition_nature nature;
	enum calx_kind kind; /* how constants are spelled */
	int scale;
	/* Whether the database compares as it is read here: not where times or
	 * long decimals are text there, or where numbers are rounded. */
	bool is_exact;
	/* It is stored in the form of another program: its CHECKs are about
	 * that. */
	bool is_foreign;

	int64_t low, high; /* both included; low > high: nothing */
	bool has_low, has_high;
	const int64_t *numbers; /* the only ones that there are; NULL: all */
	size_t number_count;
	const char **choices; /* the same of texts */
	size_t choice_count;
	size_t least, most;  /* characters of a text */
	const char *pattern; /* that it has to match; NULL: none */
	bool is_glob;	     /* with the wildcards of GLOB, not of LIKE */

	/* constants next to the column in what could not be read: values that
	 * may be worth a try */
	int64_t number_hints[CONDITION_HINTS];
	size_t number_hint_count;
	const char *text_hints[CONDITION_HINTS];
	size_t text_hint_count;
	bool is_mentioned; /* by the CHECK that was read last */
	bool is_asked;	   /* by any of them */
};

void calx__condition_init(struct condition *condition, const char *column,
	enum condition_nature nature, int scale);

/* Narrows the conditions of the columns that a CHECK mentions. True: they say
 * all that it says. False: there is more to it than could be read, and only the
 * database knows whether a row satisfies it. */
bool calx__conditions_read(struct arena *arena, const char *text,
	struct condition *const *conditions, size_t count);

#endif
