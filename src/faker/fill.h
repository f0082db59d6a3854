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
/* Text of the filler's generator, or one of its condition's choices. */
fill_function calx__fill_text, calx__fill_choice;

#endif
