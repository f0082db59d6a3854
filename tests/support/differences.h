#ifndef CALX_TESTS_DIFFERENCES_H
#define CALX_TESTS_DIFFERENCES_H

#include <calx/engine.h>
#include <calx/schema.h>

/* Fails the test if autogenerate sees a difference between the models and the
 * database, or inspection gives a column another type than its model. */
void assert_no_differences(calx_engine *engine, const calx_metadata *metadata);

#endif
