#ifndef CALX_FAKER_CHOICE_H
#define CALX_FAKER_CHOICE_H

#include "faker/demand.h"

/* Which values a row gets, and which it gets instead. */

/* Puts columns that must differ together into one choice, and the others into
 * one each. What is too few for the rows that are wanted is an error. */
enum calx_status calx__choices_find(struct seeder *seeder);
/* Every column has its first choice again. */
void calx__choices_reset(struct seeder *seeder);
/* Another combination for a demand that was not satisfied; `try` counts those of
 * the row. NULL: there is none. */
struct choice *calx__choices_next(
	struct seeder *seeder, const struct demand *demand, uint64_t try);
/* CALX_RANGE: what could not be satisfied, and how to go on. */
enum calx_status calx__choices_fail(
	struct seeder *seeder, const struct demand *demand);

#endif
