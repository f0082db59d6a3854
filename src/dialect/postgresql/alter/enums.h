#ifndef CALX_DIALECT_POSTGRESQL_ALTER_ENUMS_H
#define CALX_DIALECT_POSTGRESQL_ALTER_ENUMS_H

#include "compile/dialect.h"
#include "util/vec.h"

/* An enumeration of the database. */
struct enum_type {
	const char *schema;
	const char *name;
	struct vec labels; /* of const char *, up to NULL */
};

/* The enumerations of a table, or of one of its columns, as they are now. None
 * where nobody can be asked. `types` is of struct enum_type. */
void calx__postgresql_enums_find(struct alter_writer *writer,
	const struct operation *operation, const char *column,
	struct vec *types);
void calx__postgresql_enums_release(struct vec *types);
/* Emits how the type of a column is made, if it is an enumeration. */
void calx__postgresql_enum_make(struct alter_writer *writer,
	const struct operation *operation, const struct sql_column *column);
/* Emits how they are dropped, unless another column has them, too. */
void calx__postgresql_enums_drop(
	struct alter_writer *writer, const struct vec *types);

/* Whether the first labels of the column's type are those of `type`, in their
 * order, so that the others can be added. */
bool calx__postgresql_enum_is_longer(
	const struct enum_type *type, const struct sql_column *column);
/* Emits how they are added. */
void calx__postgresql_enum_lengthen(struct alter_writer *writer,
	const struct enum_type *type, const struct sql_column *column);
/* The old type makes room for a new one of its name. */
void calx__postgresql_enum_step_aside(struct alter_writer *writer,
	struct enum_type *type, const struct sql_column *column);

#endif
