#ifndef CALX_COMPILE_DIALECT_H
#define CALX_COMPILE_DIALECT_H

#include "sql/statement/node.h"
#include "sql/schema/operation.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/vec.h"
#include "sql/schema/schema.h"

/* What each database says differently: one const struct per dialect, over the
 * defaults of this folder. Nothing here talks to a database.
 *
 * A dialect is a folder of src/dialect/. Each has the same files, and what only
 * one needs stands in folders below:
 *
 *	dialect.c	the const struct, and nothing else
 *	type.c		names of types, in both directions: one row per type
 *	compile.c	visitors of statements that differ from the default
 *	inspect.c	the catalog as a schema
 *	alter/alter.c	visitors of operations that differ from the default, or
 *			how a group of them is done
 */

struct dialect;
struct alter_writer;
struct comparison;

/* How a dialect reads catalogs without knowing connections: whoever has one
 * lends it this. `function` is called for each row with its columns as text
 * (NULL for NULL); a negative status from it ends the query. */
typedef enum calx_status catalog_row(
	void *context, const char *const *values, size_t count);
struct catalog {
	enum calx_status (*query)(const struct catalog *catalog,
		const char *sql, catalog_row *row, void *context,
		calx_error *error);
	/* Whether a statement by itself could run: it is compiled only, and
	 * that it cannot be leaves no trace. `replayed`: as part of a schema
	 * that is there already, which may hold what new text may not. */
	enum calx_status (*probe)(const struct catalog *catalog,
		const char *sql, bool replayed, calx_error *error);
	void *connection;
	/* schemas beside the usual one that inspect() is to read, too, up to
	 * NULL; or NULL */
	const char *const *spaces;
};

/* Writes a query for what the column has in the last one of the first rows by
 * its text; `readable` is a condition on the column (%s) for rows that count. */
typedef void first_row(struct compiler *compiler, const calx_column *column,
	bool descending, const char *readable);

/* writes the statements that do an operation (compile/alter.h) */
typedef void alter_visitor(
	struct alter_writer *writer, const struct operation *operation);

/* How well a part of the schema works. */
enum thing_state {
	THING_BROKEN,
	THING_LENIENT, /* with what is granted to old text only */
	THING_WORKS
};

/* A part of the schema that a change of another one can break. */
struct schema_thing {
	const char *kind; /* "view" */
	const char *name; /* of a foreign key its columns: "a, b" */
	/* which it belongs to; of a foreign key the one that has it; of a view
	 * NULL */
	const char *table;
	/* what it is made of, for those who look for a name in it */
	const char *text;
	enum thing_state state;
	const char *problem; /* why it does not work */
	/* what takes it away: SQL, or the name of a constraint of the table */
	const char *drop;
	bool is_constraint;
	const char *referred; /* of a foreign key: the table */
	bool waits; /* for a table that is not there: it may come yet */
};

/* A row of `key`'s table that refers to none: its number, NULL if it has none,
 * and the values of the key's columns as SQL: "99, 'x'". */
typedef enum calx_status orphan_row(void *context,
	const struct schema_thing *key, const char *row, const char *values);

struct survey {
	struct arena *arena; /* of what is found */
	struct vec things;   /* of struct schema_thing */
	orphan_row *orphan;
	void *context;
};

/* Where a column stands, as far as that makes a difference to its type. */
enum type_place {
	/* it is the table's whole primary key, and numbers itself if it is an
	 * integer (IDENTITY, AUTO_INCREMENT) */
	TYPE_ONLY_KEY = 1 << 0,
	/* the table has fewer types: sql_table.strict */
	TYPE_STRICT = 1 << 1,
	/* it is in a primary key, a unique constraint or a foreign key */
	TYPE_IN_KEY = 1 << 2,
	/* it numbers itself, and need not be a key */
	TYPE_IDENTITY = 1 << 3
};

/* What stands around the operations of a revision. */
struct dialect_migration {
	/* DDL is part of its transaction. Otherwise each statement commits. */
	bool transactional;
	/* SQL before BEGIN, and after COMMIT or ROLLBACK; each ends in NULL,
	 * and may be NULL */
	const char *const *before;
	const char *const *after;
	/* What of the schema works, and which rows refer to nothing: looked at
	 * before the operations and before COMMIT. NULL: the database sees to
	 * that by itself. */
	enum calx_status (*survey)(const struct dialect *dialect,
		const struct catalog *catalog, struct survey *survey,
		calx_error *error);
	/* Where a transaction does not keep other runners away: a query that
	 * gives 1 when this session has the lock now and 0 when another one has
	 * it, and the one that gives it back. Both or neither. */
	const char *lock;
	const char *unlock;
	/* Where several servers can have one database, and the lock is of one of
	 * them: a query whose last column is what this one is called among them;
	 * no row: it is alone. NULL: it always is. */
	const char *server;
	/* Where each statement commits: what one is about to change, as the
	 * catalog has it now, "" if it is not there; NULL if that cannot be told
	 * by its text. Another text afterwards says that it was done. NULL: it
	 * can never be told. */
	enum calx_status (*subject)(const struct dialect *dialect,
		const struct catalog *catalog, struct arena *arena,
		const char *sql, const char **ret_text, calx_error *error);
	/* A query that gives a number which is another one after each change of
	 * the schema: while it is the same there is no need to look whether what
	 * was not there is there now. NULL: there is none. */
	const char *schema_mark;
};

/* What databases lack: compile/lacking.c says it of a table that has it. */
enum dialect_lack {
	LACKS_PARTIAL_INDEX = 1 << 0,
	LACKS_EXPRESSION_INDEX = 1 << 1,
	LACKS_INCLUDED_COLUMN = 1 << 2,
	LACKS_OPERATOR_CLASS = 1 << 3,
	LACKS_NULLS_NOT_DISTINCT = 1 << 4,
	LACKS_EXCLUSION = 1 << 5,
	LACKS_DEFERRABLE_KEY = 1 << 6, /* foreign key */
	LACKS_DEFERRABLE_UNIQUE = 1 << 7,
	LACKS_SET_DEFAULT = 1 << 8,
	LACKS_CONFLICT_CLAUSE = 1 << 9,
	LACKS_STRICT_TABLE = 1 << 10, /* and WITHOUT ROWID */
	LACKS_SEQUENCE = 1 << 11,
	/* that numbers itself and is no key, or gets no other numbers */
	LACKS_IDENTITY = 1 << 12,
	LACKS_IDENTITY_START = 1 << 13,
	LACKS_IDENTITY_STEP = 1 << 14,
	LACKS_TEMPORARY_KEY = 1 << 15, /* foreign key of a temporary table */
	LACKS_ON_COMMIT = 1 << 16
};

/* where it is said what people are told of a table and its columns */
enum comment_place {
	COMMENTS_NOWHERE,
	COMMENTS_INSIDE, /* in CREATE TABLE and the column: COMMENT '...' */
	COMMENTS_APART	 /* COMMENT ON ... IS '...' */
};

struct moment_form {
	const char *open, *close;
};

struct dialect {
	const char *name;  /* "sqlite", as in URLs */
	const char *title; /* "SQLite", as in the log */

	/* ---- names and literals ---- */
	char quote;	       /* of identifiers: doubled inside */
	size_t identifier_max; /* bytes */
	/* "a" and "A" are one name, as for SQLite; otherwise two */
	bool names_ignore_case;
	bool schemas; /* tables may be in one */
	/* what no table and no index may begin with, in any case; or NULL */
	const char *reserved_prefix;
	/* what is doubled inside of a string literal: its quote, and a
	 * backslash where that escapes */
	const char *literal_doubles;
	/* what a literal with a backslash begins with, so that it is doubled
	 * whatever a connection is set to; NULL: there is no such thing */
	const char *literal_escape;

	/* ---- statements ---- */
	bool numbered_placeholders; /* values are $1, $2 ...; otherwise ? */
	/* Appends SQL as programs write it, with ? for each value, as the
	 * database takes it. NULL: as it is. */
	void (*plain)(struct strbuf *sql, struct view text);
	size_t parameter_max;	/* of one statement */
	size_t insert_rows_max; /* of one INSERT ... VALUES */
	bool returning;
	/* what INSERT INTO t says for a row of nothing but defaults; NULL:
	 * " DEFAULT VALUES" */
	const char *default_row;
	/* what must stand behind an operand of this type so that it is compared
	 * and sorted by value: " COLLATE calx_decimal", or NULL */
	const char *(*collation)(const calx_type *type);
	/* Where decimals are kept in more than one way: an operand as what all of
	 * them can be compared as, and what set() stores in a column. NULL: as
	 * they are. */
	node_visitor *exact;
	void (*store)(struct compiler *compiler, const calx_column *column,
		const calx_node *value);
	/* Writes a comparison of a column with values in a way of its own, which
	 * an index may help with (compiler.h). False: there is none; NULL:
	 * there never is. */
	bool (*compare)(
		struct compiler *compiler, const struct comparison *comparison);
	/* Where only the first rows by a column with an index are wanted, and no
	 * index sorts it by value: writes a condition, of which `nth` writes
	 * the last of the rows by the column's text, that keeps the first by
	 * value. False: there is none; NULL: there never is. */
	bool (*first)(struct compiler *compiler, const calx_column *column,
		bool descending, const char *keyword, first_row *nth);
	/* What stands around a column that keeps points in time in a form of
	 * another program, to make a timestamp of it: by enum calx_stored. NULL:
	 * nothing does, or EXTRACT is visited. */
	const struct moment_form *moments;
	/* overrides of the default visitors, by node kind; NULL: the default */
	node_visitor *visitors[NODE_KIND_COUNT];

	/* ---- types ---- */
	/* what the database calls its own types, by enum calx_native; NULL: it has
	 * not got that one, or none at all */
	const char *const *natives;
	bool type_checks; /* booleans and enumerations need a CHECK */
	/* a type may have strings and brackets in it: set('a', 'b'), text[] */
	bool odd_types;
	/* writes the column's type in DDL; `place`: of enum type_place */
	void (*type)(struct strbuf *sql, const struct sql_column *column,
		unsigned place);
	/* the type that a name from the catalog stands for; kind CALX_NULL if
	 * calx has no word for it. Allocates labels in the arena, if any. */
	calx_type (*type_of)(struct arena *arena, const char *text);
	/* whether two expressions say the same; either may be NULL. NULL: where
	 * they are the same text */
	bool (*sql_same)(struct arena *arena, const char *a, const char *b);
	/* a type whose values are most like those of a name that stands for
	 * none: what a model can read such a column as */
	calx_type (*type_like)(const char *text);
	/* whether the defaults of two columns, as inspect() shows them, store
	 * the same; the arena is for what it takes to tell. NULL: where they
	 * are the same text */
	bool (*defaults_same)(struct arena *arena, const struct sql_column *a,
		const struct sql_column *b);
	/* appends the expression of the column's default; NULL: as it is */
	void (*default_write)(
		struct strbuf *sql, const struct sql_column *column);
	/* whether a view of a database is that of a model. NULL: if its text is
	 * what creates that */
	enum calx_status (*view_same)(const struct catalog *catalog,
		struct arena *arena, const struct sql_table *view,
		const struct sql_object *there, bool *ret_same,
		calx_error *error);

	/* Why the database would take a table and do something else than it
	 * says, as where it has no decimals; the arena is for the work. NULL:
	 * it never does. */
	enum calx_status (*check_table)(const struct dialect *dialect,
		struct arena *arena, const struct sql_table *table,
		calx_error *error);

	/* ---- what only some databases have ---- */
	unsigned lacks; /* of enum dialect_lack */
	/* how indexes can be kept but as a B-tree, up to NULL; NULL: however
	 * the server knows */
	const char *const *index_methods;
	/* it stands before INDEX, and not behind USING */
	bool method_before_index;
	enum comment_place comments;
	/* what is computed is stored, whatever the model says */
	bool computed_is_stored;
	/* what stands behind the column of a primary key that never gives a
	 * number twice: " AUTOINCREMENT"; NULL where integers number themselves
	 * in no other way */
	const char *autoincrement;
	/* constraints say what is done about a row that breaks them: ON CONFLICT
	 * REPLACE */
	bool conflict_clauses;
	/* a computed column cannot be NOT NULL */
	bool computed_nullable;
	/* the schema that temporary tables are in; NULL: that of the others */
	const char *temporary_schema;
	/* a query without parameters: NULL and the name of each temporary table
	 * that the connection has. NULL: nobody can tell */
	const char *temporary_tables;
	/* what drops one, and no other table of its name; NULL: "DROP TABLE " */
	const char *temporary_drop;
	/* CREATE TABLE of a temporary one can say its indexes, and must: CREATE
	 * INDEX commits */
	bool temporary_indexes_inside;
	/* an index is created by the name of its schema, and is on a table of
	 * that; otherwise by that of the table */
	bool index_in_schema;
	/* foreign keys refer to tables of the same schema, and do not say it */
	bool keys_in_schema;
	/* writes what stands behind the brackets of CREATE TABLE; NULL: there is
	 * nothing like that */
	void (*table_options)(
		struct strbuf *sql, const struct sql_table *table);

	/* ---- the catalog ---- */
	/* it has the text by which a table and an index were made, and not one
	 * that the database writes */
	bool keeps_sql;
	/* a query with one parameter, a table's name: a row if it is there */
	const char *table_exists;
	/* a query without any: the schema, or NULL, and the name of each table that
	 * inspect() reads. NULL: inspect() says that, too */
	const char *tables;
	/* a query for the columns of the views that inspect() reads, view by view and
	 * in their order: the schema or NULL, the view, the column, its type, and 1
	 * if it may be NULL */
	const char *views;
	/* one that does not work makes the query fail: a condition on v.name may
	 * stand behind it */
	bool views_break;
	/* a query of one number: 1 if views or triggers may make tables depend
	 * on each other, 0 if there are none. NULL: they may */
	const char *entangled;
	/* reads the whole schema, views and internal tables left out */
	enum calx_status (*inspect)(const struct catalog *catalog,
		struct arena *arena, struct sql_schema *ret_schema,
		calx_error *error);
	/* the schema as inspect() would show it once these tables were created:
	 * both sides of a comparison then spell things alike. `catalog` may be
	 * NULL where nothing must be asked of a server. */
	enum calx_status (*normalise)(const struct dialect *dialect,
		const struct catalog *catalog, const struct sql_schema *schema,
		struct arena *arena, struct sql_schema *ret_schema,
		calx_error *error);

	/* whether a statement, as the catalog keeps it, names a table or a view */
	bool (*mentions)(
		struct arena *arena, const char *sql, const char *name);

	/* ---- operations ---- */
	/* a foreign key may refer to a table that is not there yet */
	bool forward_references;
	/* overrides of the default visitors, by kind; NULL: the default */
	alter_visitor *alter_visitors[CALX_OPERATION_KIND_COUNT];
	/* The statements (const char *, in the arena) that do a group of
	 * operations, all on one table, to the database as it is now. NULL:
	 * each operation is visited. */
	enum calx_status (*alter)(const struct dialect *dialect,
		const struct catalog *catalog,
		const struct operation_group *group, struct arena *arena,
		struct vec *statements, calx_error *error);
	struct dialect_migration migration;
};

#endif
