#ifndef CALX_SQL_SCHEMA_TABLE_H
#define CALX_SQL_SCHEMA_TABLE_H

#include "sql/schema/descriptor.h"
#include "util/arena.h"
#include <calx/schema.h>

/* A table with everything resolved: column options have become constraints,
 * every constraint and index has a name, lists are lists. Made from a model
 * (resolve.h) or read from a database; DDL, autogenerate, the operations,
 * create_all and the diagrams all work on this. Lives in an arena. */

struct sql_column {
	const char *name;
	calx_type type; /* kind CALX_NULL: one that calx has no word for */
	/* as the database spells it; NULL from a model */
	const char *type_text;
	/* what an enumeration is called where that is a type of its own, and
	 * where it is: NULL: where tables usually are */
	const char *type_name;
	const char *type_schema;
	bool nullable;
	const char *server_default; /* SQL expression or NULL */
	const char *collation;
	const char *computed; /* SQL expression that the value comes from */
	bool persisted;	      /* the computed value is stored */
	const char *comment;
	/* how it numbers itself: ALWAYS, BY DEFAULT; NULL: a key of one integer
	 * does as usual */
	const char *identity;
	long long identity_start, identity_increment; /* 0: 1 */
	/* what is done about a NULL: upper case, NULL: ABORT */
	const char *on_conflict_not_null;
	size_t number; /* position in the table */
};

/* One of the things between the brackets of an index or a key. */
struct sql_item {
	const char *column;	/* its name, or */
	const char *expression; /* SQL */
	const char *collation;	/* of a column; NULL: its own */
	const char *operators;	/* the operator class; NULL: the usual one */
	const char *parameters; /* of the class: "siglen=64"; or NULL */
	bool usual;		/* the class is the one that it has anyway */
	const char *with;	/* of an exclusion: the operator */
	bool descending;
	bool included; /* it is only kept there, and not sorted by */
};

struct sql_constraint {
	enum calx_constraint_kind kind;
	const char *name; /* NULL only when the database has an unnamed one */
	const char **columns;
	size_t column_count;
	/* foreign key: the table, and its schema or NULL */
	const char *referred_schema;
	const char *referred_table;
	const char **referred_columns; /* as many as columns; NULL: its key */
	const char *on_delete;	       /* upper case, NULL: NO ACTION */
	const char *on_update;
	const char *text; /* check: condition */
	/* index, unique, primary key: all of what they are about, if that is
	 * more than columns (expressions, DESC, COLLATE); `columns` are those
	 * of them that are columns */
	struct sql_item *items;
	size_t item_count;
	const char *where;  /* index: a condition on the rows in it, or NULL */
	const char *method; /* index: how it is kept; NULL: as a B-tree */
	bool unique;
	bool nulls_not_distinct; /* unique, unique index */
	/* what is deferred is deferrable */
	bool deferrable, deferred;
	bool autoincrement;	 /* primary key */
	const char *on_conflict; /* upper case, NULL: ABORT */
	const char *sql; /* index: CREATE INDEX as the database keeps it */
	/* check: says again what the column's type says, for a database without
	 * such a type; see dialect.type_checks */
	bool of_type;
};

struct sql_table {
	const char *name;
	const char *schema; /* its namespace; NULL: the usual one */
	struct sql_column *columns;
	size_t column_count;
	struct sql_constraint *constraints; /* keys, checks */
	size_t constraint_count;
	struct sql_constraint *indexes;
	size_t index_count;
	const char *sql; /* CREATE TABLE as the database keeps it, or NULL */
	/* another object of the database keeps its data there, as the virtual
	 * tables of SQLite do: not looked at unless a model names it */
	bool internal;
	/* whether the model says what follows; a database always does */
	bool says_options;
	bool strict, without_rowid;
	const char *comment; /* NULL: a model does not say it */
	const char *view;    /* of a model: its SELECT; NULL: it is no view */
	bool sequence;	     /* of a model: it is one, and no table */
	long long start, increment; /* of a sequence; 0: 1 */
	bool temporary;		    /* of a model: of one connection */
	const char *on_commit;	    /* upper case, NULL: PRESERVE ROWS */
};

/* Whether it is about columns and no more, and all rows, in the usual way. */
bool calx__constraint_is_plain(const struct sql_constraint *constraint);

/* A table of its own, whose columns can be changed; the constraints and all text
 * are those of the other. NULL without memory. */
struct sql_table *calx__table_copy(
	struct arena *arena, const struct sql_table *table);
/* The column of that name, or NULL. */
struct sql_column *calx__table_column(
	const struct sql_table *table, const char *name);
/* Its primary key, or NULL. */
struct sql_constraint *calx__table_primary_key(const struct sql_table *table);
/* Whether a column is part of the primary key. */
bool calx__table_is_key(const struct sql_table *table, const char *column);

/* Whether a column is one of the constraint's own. */
bool calx__constraint_has_column(
	const struct sql_constraint *constraint, const char *column);

#endif
