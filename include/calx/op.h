#ifndef CALX_OP_H
#define CALX_OP_H

#include <calx/model.h>
#include <calx/session.h>

/* The operations of a migration. They are data first: on SQLite the changes
 * of one table are collected and done in one rebuild, just before something
 * needs to see them. Items are written as in a model. An operation that fails
 * makes the whole revision fail; later ones do nothing. A revision that calls
 * only these, with literal arguments, runs without a compiler. */

typedef struct calx_op calx_op;

CALX_BEGIN_DECLS

/* what the macros below call */
CALX_API void calx_op_create_table(calx_op *op, const calx_table *table);
CALX_API void calx_op_add_column(calx_op *op, const char *table, const calx_column *column);
CALX_API void calx_op_alter_column(calx_op *op, const char *table, const calx_column *column);
CALX_API void calx_op_add_constraint(calx_op *op, const char *table, const calx_constraint *constraint);

/** Drops a table with its indexes. */
CALX_API void calx_drop_table(calx_op *op, const char *table);
/** Renames a table; what refers to it follows. */
CALX_API void calx_rename_table(calx_op *op, const char *table, const char *new_name);
/** Drops a column with its data, and the indexes and constraints that only it
 * has. */
CALX_API void calx_drop_column(calx_op *op, const char *table, const char *column);
/** Renames a column; what refers to it follows. */
CALX_API void calx_rename_column(calx_op *op, const char *table, const char *column, const char *new_name);
/** Drops the constraint of that name. */
CALX_API void calx_drop_constraint(calx_op *op, const char *table, const char *name);
/** Drops the index of that name. */
CALX_API void calx_drop_index(calx_op *op, const char *table, const char *name);
/** Runs one SQL statement, which is the caller's own text: not for values
 * from outside (see calx_op_session()). */
CALX_API void calx_execute(calx_op *op, const char *sql);

/** The session of this migration, in its transaction, after everything above
 * has been done. Borrowed; it is flushed when the revision returns. */
CALX_API calx_session *calx_op_session(calx_op *op);

CALX_END_DECLS

#ifndef __cplusplus

/** calx_create_table(op, "books", column(id, integer(), ...), ...) */
#define calx_create_table(op, table_name, ...)                                 \
	(CALX_ITEMS_KNOWN_(__VA_ARGS__),                                       \
		calx_op_create_table(op, &(const calx_table){                  \
			.name = table_name,                                    \
			.columns = (const calx_column[]){ CALX_EACH_(CALX_BARE_, , __VA_ARGS__) }, \
			.column_count = 0 CALX_EACH_(CALX_TALLY_, , __VA_ARGS__), \
			.constraints = CALX_CONSTRAINTS_(__VA_ARGS__) }))
/* the assertions that a model makes, where no declaration can stand */
#define CALX_ITEMS_KNOWN_(...) \
	(void)sizeof(struct { CALX_EACH_(CALX_KNOWN_, migration, __VA_ARGS__) char reserved_; })
#define CALX_CONSTRAINTS_(...)                                                 \
	(const calx_constraint[]){ CALX_EACH_(CALX_CONSTRAINT_, , __VA_ARGS__) \
		{ .kind = CALX_CONSTRAINT_END } }

/** calx_add_column(op, "books", column(cost, nullable(integer()))) */
#define calx_add_column(op, table, item)                                       \
	(CALX_ITEMS_KNOWN_(item),                                              \
		calx_op_add_column(op, table, (const calx_column[]){ CALX_EACH_(CALX_BARE_, , item) }))

/** calx_alter_column(op, "books", column(title, nullable(string(80)))): the
 * column's type, nullability and default become as given; its data is kept
 * and its key, unique and foreign key constraints stay. */
#define calx_alter_column(op, table, item)                                     \
	(CALX_ITEMS_KNOWN_(item),                                              \
		calx_op_alter_column(op, table, (const calx_column[]){ CALX_EACH_(CALX_BARE_, , item) }))

/** calx_add_constraint(op, "books", unique(author, title)) or named("uq_x",
 * unique(...)), check("..."), foreign_key((a, b), "t(a, b)", ...) */
#define calx_add_constraint(op, table, item) \
	(CALX_ITEMS_KNOWN_(item), calx_op_add_constraint(op, table, CALX_CONSTRAINTS_(item)))

/** calx_create_index(op, "books", named("ix_books_title", index(title))) */
#define calx_create_index(op, table, item) calx_add_constraint(op, table, item)

#endif
#endif
