#ifndef CALX_FAKER_PLAN_H
#define CALX_FAKER_PLAN_H

#include "faker/seeder.h"

/* Says for each column how it is filled. `providers` is the model's struct of
 * functions, NULL: none is named. Errors go to the seeder. */
enum calx_status calx__plan(struct seeder *seeder, const void *providers);

#endif
