#ifndef CALX_TESTS_SCHEMAS_H
#define CALX_TESTS_SCHEMAS_H

#include "sql/schema/table.h"
#include "sql/schema/schema.h"

/* Random schemas, the same ones in each run. They share few names, so that two
 * of them have much in common: what a comparison needs. */

/* Up to four tables with keys, defaults, checks, indexes and foreign keys, some
 * of them in a circle. With `hostile` the names are what no sane person would
 * call a table. Fails the test if it is not a valid schema. */
struct sql_schema schemas_random(
	struct arena *arena, unsigned long long *state, bool hostile);

/* A column of any type; borrows. */
calx_column schemas_column(
	unsigned long long *state, const char *name, bool options);

#endif
