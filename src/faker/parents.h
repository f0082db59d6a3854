#ifndef CALX_FAKER_PARENTS_H
#define CALX_FAKER_PARENTS_H

#include "faker/seeder.h"

/* Reads the keys that a foreign key may have; NULL without memory. Other errors
 * go to the seeder. */
struct parents *calx__parents_load(
	struct seeder *seeder, const struct sql_constraint *key);

/* One column of such a key; NULL if there are no rows. */
fill_function calx__parents_fill;

#endif
