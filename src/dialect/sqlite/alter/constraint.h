#ifndef CALX_DIALECT_SQLITE_ALTER_CONSTRAINT_H
#define CALX_DIALECT_SQLITE_ALTER_CONSTRAINT_H

#include "dialect/sqlite/alter/alteration.h"

/* The operations on constraints and indexes. */

void calx__sqlite_add_constraint(
	struct alteration *a, const struct operation *operation);
void calx__sqlite_drop_constraint(
	struct alteration *a, const struct operation *operation);
void calx__sqlite_create_index(
	struct alteration *a, const struct operation *operation);
void calx__sqlite_drop_index(
	struct alteration *a, const struct operation *operation);
/* Copies of a constraint in stored names; a NULL name stays NULL. */
struct sql_constraint calx__sqlite_stored_constraint(
	struct alteration *a, const struct sql_constraint *constraint);

#endif
