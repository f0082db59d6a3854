#ifndef CALX_FAKER_PARENTS_H
#define CALX_FAKER_PARENTS_H

#include "faker/seeder.h"

/* Fills the columns of foreign keys with the keys of rows that are there. Keys
 * that have a column in common are read together, so that all are satisfied at
 * once. Without rows the columns that can be NULL are; a table that must refer to
 * itself lets its first rows do so. */
enum calx_status calx__parents_plan(struct seeder *seeder);

/* The column that a row of its own refers to, by another column that is filled
 * in the same way; SIZE_MAX for every other. */
size_t calx__parents_self(const struct filler *filler);

#endif
