#ifndef CALX_DIALECT_SQLITE_ALTER_H
#define CALX_DIALECT_SQLITE_ALTER_H

#include "dialect/sqlite/internal.h"

/* A group of operations on one table. Each operation edits the text of CREATE
 * TABLE; where SQLite has a statement that does the same safely, it is noted,
 * too. In the end either all have one, and those are the result, or the table
 * is rebuilt once from the edited text.
 *
 * Columns are renamed last, by SQLite itself, which knows what else refers to
 * them. Until then the text calls them by their old names. */

struct column_state {
	const char *name;      /* as the operations call it by now */
	const char *stored;    /* as the text calls it */
	bool added;	       /* by this group: has no data yet */
	const calx_type *type; /* that it was changed to, or NULL */
};

struct object_state {
	const char *name;
	const char *sql; /* CREATE INDEX or CREATE TRIGGER */
	bool trigger;
	bool gone; /* dropped together with a column */
};

struct alteration {
	const struct dialect *dialect;
	const struct catalog *catalog;
	struct arena *arena;
	calx_error *error;
	enum calx_status status; /* the first failure sticks */
	const char *verb;	 /* of the current operation: "alter" */

	struct vec *statements; /* of const char *: the result */
	struct vec natives;	/* of const char * */
	struct strbuf sql;	/* the statement that is being written */

	const char *table; /* its name */
	bool exists;
	bool fresh;	      /* created by this group */
	bool dropped;	      /* by this group */
	bool closed;	      /* the catalog no longer tells how things are */
	bool rebuild;	      /* something needs it */
	bool legacy;	      /* PRAGMA legacy_alter_table */
	const char *original; /* CREATE TABLE in the database */
	const char *text;     /* and as it is to be */
	struct ddl_table ddl; /* of `text` */
	struct vec columns;   /* of struct column_state */
	struct vec objects;   /* of struct object_state */
};

/* ---- alter.c ---------------------------------------------------------------- */

/* The first failure: "cannot alter table x: ...". A hint may follow. */
void calx__alter_fail(struct alteration *a, enum calx_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
void calx__alter_fail_memory(struct alteration *a);
/* Writing a statement. */
void calx__alter_put(struct alteration *a, const char *text);
void calx__alter_put_name(struct alteration *a, const char *name);
void calx__alter_put_literal(struct alteration *a, const char *text);
/* What was written, in the arena; the buffer is empty again. NULL after a
 * failure, which sticks. */
const char *calx__alter_take(struct alteration *a);
/* What was written becomes a statement of `list`. */
void calx__alter_emit(struct alteration *a, struct vec *list);
/* What was written is asked for its first row: `count` values, copied. False
 * if there is none. */
bool calx__alter_fetch(struct alteration *a, const char **values, size_t count);
/* Whether the schema has anything of that name. */
bool calx__alter_is_taken(struct alteration *a, const char *name);
/* `prefix`, with a number behind it if it is taken. */
const char *calx__alter_free_name(struct alteration *a, const char *prefix);

struct column_state *calx__alter_column(
	const struct alteration *a, const char *name);
struct column_state *calx__alter_stored_column(
	const struct alteration *a, const char *stored);
/* The index or trigger of that name, one that is gone if there is no other. */
struct object_state *calx__alter_object(
	const struct alteration *a, const char *name);

/* ---- alter_text.c: editing -------------------------------------------------- */

struct edit {
	struct span span;
	const char *text; /* that replaces it */
};

/* Does the edits, which must be in the order of the text and not overlap, and
 * reads the result; on failure the text stays. All spans are stale then. */
void calx__alter_edit(
	struct alteration *a, const struct edit *edits, size_t count);
/* a column or a table constraint with its comma and its comment */
void calx__alter_remove_item(struct alteration *a, struct span span);
/* a clause of a column with the blanks before it */
void calx__alter_remove_clause(struct alteration *a, struct span span);
void calx__alter_insert_column(struct alteration *a, const char *text);
void calx__alter_insert_constraint(struct alteration *a, const char *text);
/* behind the type of the column */
void calx__alter_insert_clause(
	struct alteration *a, const char *stored, const char *text);

/* Whether an expression in those bytes may use the column. */
bool calx__span_mentions(
	const struct tokens *tokens, struct span span, const char *name);
bool calx__text_mentions(
	struct alteration *a, const char *text, const char *name);
/* An expression, or CREATE INDEX from its list on, in stored names. */
const char *calx__alter_stored_text(struct alteration *a, const char *text);
/* CHECK conditions may qualify columns with the table's name, which is another
 * one while the table is rebuilt: the text without that, and with `name`. */
const char *calx__alter_text_as(struct alteration *a, const char *name);

/* ---- the operations ------------------------------------------------------------ */

/* what an operation does to the text */
typedef void alter_applier(
	struct alteration *a, const struct operation *operation);

alter_applier calx__alter_add_column, calx__alter_drop_column,
	calx__alter_alter_column, calx__alter_rename_column,
	calx__alter_add_constraint, calx__alter_drop_constraint,
	calx__alter_create_index, calx__alter_drop_index;

/* Copies of a constraint in stored names; a NULL name stays NULL. */
struct sql_constraint calx__alter_stored_constraint(
	struct alteration *a, const struct sql_constraint *constraint);
/* The column of that name, or NULL after a failure that suggests another. */
struct column_state *calx__alter_need_column(
	struct alteration *a, const char *name);

/* Makes the error that was just set say which column. */
void calx__alter_name_column(struct alteration *a, const char *name);
struct ddl_column *calx__alter_ddl_of(
	const struct alteration *a, const struct column_state *column);
/* Writes the column as calx does in this table; `only_key`: it is the sole one
 * of the primary key. */
void calx__alter_put_column(
	struct alteration *a, const struct sql_column *column, bool only_key);

/* ---- alter_check.c: looking at the data before anything is done -------------- */

/* The rows that would not survive: NULL in what becomes NOT NULL, values that
 * the new type would change. */
void calx__alter_check_columns(struct alteration *a);
/* Rows that a new UNIQUE, PRIMARY KEY or CHECK would refuse. */
void calx__alter_check_constraint(
	struct alteration *a, const struct sql_constraint *constraint);

/* A name of the rowid that no column of either table has; NULL if all are taken
 * or one of them has no rowid. */
const char *calx__ddl_rowid(
	const struct ddl_table *table, const struct ddl_table *other);

/* ---- alter_rebuild.c --------------------------------------------------------- */

/* Writes the statements of what was collected. */
void calx__alter_finish(struct alteration *a);
/* Writes the PRAGMA if it is not so already. */
void calx__alter_set_legacy(struct alteration *a, bool legacy);

#endif
