#ifndef CALX_FAKER_MAKER_H
#define CALX_FAKER_MAKER_H

#include "faker/locale.h"
#include "faker/random.h"

/* Where a value is made: the draws of its own, and the row that it belongs to,
 * whose person and place are the same for all columns of the row. */
struct maker {
	const struct fake_locale *locale;
	struct draw draw;
	uint64_t person; /* the key of the row's person and place */
	int64_t now;	 /* reference time, microseconds since 1970 */
	int64_t since;	 /* where times begin that lie before it */
};

/* The n-th number that belongs to the row's person, whatever else is drawn. */
static inline uint64_t calx__maker_own(const struct maker *maker, unsigned n)
{
	return calx__mix(maker->person + n * CALX__GOLDEN);
}

/* 'F' or 'M': the sex of the row's person. */
char calx__maker_sex(const struct maker *maker);
/* The number of any entry of a list: by its weights if it has some. */
uint64_t calx__maker_pick(struct maker *maker, const struct fake_list *list);
/* The row's own entry of a list that has those, any entry of another. */
uint64_t calx__maker_entry(struct maker *maker, const struct fake_list *list);

#endif
