#ifndef CALX_DIALECT_MARIADB_ALTER_ALTER_H
#define CALX_DIALECT_MARIADB_ALTER_ALTER_H

#include "compile/alter.h"

/* The visitors of operations that differ from the default. */

void calx__mariadb_alter_column(
	struct alter_writer *writer, const struct operation *operation);
void calx__mariadb_drop_column(
	struct alter_writer *writer, const struct operation *operation);
void calx__mariadb_add_constraint(
	struct alter_writer *writer, const struct operation *operation);
void calx__mariadb_drop_constraint(
	struct alter_writer *writer, const struct operation *operation);
void calx__mariadb_drop_index(
	struct alter_writer *writer, const struct operation *operation);

void calx__mariadb_add_column(
	struct alter_writer *writer, const struct operation *operation);

#endif
