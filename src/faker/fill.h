#ifndef CALX_FAKER_FILL_H
#define CALX_FAKER_FILL_H

#include "faker/seeder.h"

/* How columns are filled, by what carries their values: from the name, the type
 * and the CHECKs. */
struct fill_carrier {
	fill_function *fill;
	/* how many different values there are; NULL: as many as one likes */
	uint64_t (*count)(const struct filler *filler);
};

extern const struct fill_carrier calx__fill_carriers[CALX_KIND_COUNT];
/* No value. */
fill_function calx__fill_nothing;
/* The key of a row as a database would number it, from `floor` on: for CHECKs and
 * references of its own that have to know it before. */
fill_function calx__fill_number;

#endif
