#ifndef CALX_DIALECT_SQLITE_ALTER_ALTERATION_H
#define CALX_DIALECT_SQLITE_ALTER_ALTERATION_H

#include "compile/dialect.h"
#include "dialect/sqlite/text/parsed.h"

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
	bool gone;	  /* dropped, or together with a column */
	bool added;	  /* by this group */
	const char *lost; /* the column that it uses, which was dropped */
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
	struct parsed_table parsed; /* of `text` */
	struct vec columns;	    /* of struct column_state */
	struct vec objects;	    /* of struct object_state */
	/* the views and triggers of the whole schema, as they were found; only
	 * what renames asks for them */
	struct survey survey;
};

void calx__alteration_release(struct alteration *a);

/* ---- failing --------------------------------------------------------------- */

/* The first failure: "cannot alter table x: ...". A hint may follow. */
void calx__alteration_fail(struct alteration *a, enum calx_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
void calx__alteration_fail_memory(struct alteration *a);
/* Makes the error that was just set say which column. */
void calx__alteration_name_column(struct alteration *a, const char *name);

/* ---- writing --------------------------------------------------------------- */

void calx__alteration_put(struct alteration *a, const char *text);
void calx__alteration_put_name(struct alteration *a, const char *name);
void calx__alteration_put_literal(struct alteration *a, const char *text);
/* What was written, in the arena; the buffer is empty again. NULL after a
 * failure, which sticks. */
const char *calx__alteration_take(struct alteration *a);
/* What was written becomes a statement of `list`. */
void calx__alteration_emit(struct alteration *a, struct vec *list);
/* The operation as the standard says it, on the table by its own name, becomes
 * statements of `list`. */
void calx__alteration_emit_default(struct alteration *a, struct vec *list,
	const struct operation *operation);
/* PRAGMA legacy_alter_table becomes a statement if it is not so already. */
void calx__alteration_set_legacy(struct alteration *a, bool legacy);

/* ---- asking the database --------------------------------------------------- */

/* What was written is asked for its first row: `count` values, copied. False
 * if there is none. */
bool calx__alteration_fetch(
	struct alteration *a, const char **values, size_t count);
/* Whether the schema has anything of that name. */
bool calx__alteration_is_taken(struct alteration *a, const char *name);
/* `prefix`, with a number behind it if it is taken. */
const char *calx__alteration_free_name(
	struct alteration *a, const char *prefix);

/* ---- the table as it is by now --------------------------------------------- */

/* The column that operations call so, or NULL. */
struct column_state *calx__alteration_column(
	const struct alteration *a, const char *name);
/* The same, or NULL after a failure that suggests another name. */
struct column_state *calx__alteration_need_column(
	struct alteration *a, const char *name);
/* The column that the text calls so, or NULL. */
struct column_state *calx__alteration_stored_column(
	const struct alteration *a, const char *stored);
/* What the text says of a column. */
struct parsed_column *calx__alteration_parsed(
	const struct alteration *a, const struct column_state *column);
/* The index or trigger of that name, one that is gone if there is no other. */
struct object_state *calx__alteration_object(
	const struct alteration *a, const char *name);
/* Whether it can be given a primary key; false after a failure that says that it
 * has one. */
bool calx__alteration_takes_key(struct alteration *a);

#endif
