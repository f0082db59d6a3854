#ifndef CALX_FAKER_FILL_TEXT_H
#define CALX_FAKER_FILL_TEXT_H

#include "faker/seeder.h"

/* Text and bytes of columns. */
fill_function calx__fill_text, calx__fill_blob;
/* How many different ones there are; 0: as many as one likes. */
uint64_t calx__fill_text_count(const struct filler *filler);
uint64_t calx__fill_blob_count(const struct filler *filler);

#endif
