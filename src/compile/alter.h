#ifndef CALX_COMPILE_ALTER_H
#define CALX_COMPILE_ALTER_H

#include "compile/dialect.h"

/* Operations -> SQL text. Each kind of operation has a visitor that writes the
 * standard's statements; a dialect overrides those that it says otherwise, or
 * does a whole group in its own way. */

/* What a visitor writes to. */
struct alter_writer {
	const struct dialect *dialect;
	const struct catalog *catalog; /* to ask the database; may be NULL */
	struct arena *arena;
	struct vec *statements; /* of const char *, in the arena */
	struct strbuf sql;	/* the statement that is being written */
	calx_error *error;
	enum calx_status status; /* the first failure sticks */
};

/* The statements that do a group of operations, all on one table; none after a
 * failure. `catalog` may be NULL where the dialect does not ask it. */
enum calx_status calx__alter(const struct dialect *dialect,
	const struct catalog *catalog, const struct operation_group *group,
	struct arena *arena, struct vec *statements, calx_error *error);
/* Whether all names in an operation may be identifiers here. */
enum calx_status calx__alter_check(const struct dialect *dialect,
	const struct operation *operation, calx_error *error);

/* ---- for visitors --------------------------------------------------------- */

/* Does one operation by the dialect's visitor, or the default one. */
void calx__alter_visit(
	struct alter_writer *writer, const struct operation *operation);
/* The default visitor, for a dialect that adds to it. */
void calx__alter_default(
	struct alter_writer *writer, const struct operation *operation);
/* What was written becomes a statement. */
void calx__alter_emit(struct alter_writer *writer);

/* ALTER TABLE "t" ADD COLUMN ..., without the constraints of the column. */
void calx__alter_add_column(struct strbuf *sql, const struct dialect *dialect,
	const struct operation *operation);
/* The constraints and indexes that the options of a column ask for, and that
 * were not there before; and its comment. */
void calx__alter_add_asked(
	struct alter_writer *writer, const struct operation *operation);
/* ALTER TABLE "t", and `action`, which begins with a blank. */
void calx__alter_table(struct strbuf *sql, const struct dialect *dialect,
	const struct operation *operation, const char *action);
/* ALTER TABLE "t" ALTER COLUMN "c", of the definition, and `action`. */
void calx__alter_action(struct alter_writer *writer,
	const struct operation *operation, const char *action);
/* Emits what sets the default of the definition's column. */
void calx__alter_set_default(
	struct alter_writer *writer, const struct operation *operation);
/* Whether there was one; also where that is not known (NULL). */
bool calx__alter_had_default(const struct sql_column *before);

#endif
