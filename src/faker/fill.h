#ifndef CALX_FAKER_FILL_H
#define CALX_FAKER_FILL_H

#include "faker/seeder.h"

/* Columns by their kind: from the name, the type and the CHECKs. */
extern fill_function *const calx__fill_by_kind[CALX_KIND_COUNT];
/* Text of the filler's generator, or one of its condition's choices. */
fill_function calx__fill_text, calx__fill_choice;

/* How many different values there are; 0: as many as one likes. */
uint64_t calx__fill_capacity(const struct filler *filler);

#endif
