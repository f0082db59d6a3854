#ifndef CALX_FAKER_SPAN_H
#define CALX_FAKER_SPAN_H

#include "faker/seeder.h"

/* The span of numbers and times that a column is filled with: what its name
 * suggests, within what its type and its CHECKs allow. */

/* Begins the condition of a column that is filled by its type. */
void calx__span_begin(struct filler *filler);
/* Whether a real number needs more digits for what its CHECKs allow. */
bool calx__span_is_narrow(const struct filler *filler);
/* Settles floor and ceiling, the condition's low and high, and the capacity;
 * false: there is no value. */
bool calx__span_settle(const struct seeder *seeder, struct filler *filler);
/* Widens it to what its CHECKs, or its type where its name says nothing firm,
 * allow: its values must differ, and are too few. */
void calx__span_widen(const struct seeder *seeder, struct filler *filler);

#endif
