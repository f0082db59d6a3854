#ifndef CALX_FAKER_ROWS_H
#define CALX_FAKER_ROWS_H

#include "faker/seeder.h"

/* Makes `count` rows, from the row `first` on, that satisfy every demand. */
enum calx_status calx__rows_make(
	struct seeder *seeder, uint64_t first, char *rows, int64_t count);

#endif
