#ifndef CALX_SCHEMA_H
#define CALX_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <calx/value.h>

/* What a database looks like, as constant data: tables, their columns, their
 * constraints and indexes.
 *
 * The macros of model.h write these structs from one list of items, the
 * inspector (inspect.h) fills them in from a database, and any other program
 * may write them by hand:
 *
 *     static const calx_column columns[] = {
 *             { .name = "id", .type = { .kind = CALX_INTEGER },
 *               .options.primary_key = true },
 *             { .name = "title",
 *               .type = { .kind = CALX_STRING, .length = 200 },
 *               .nullable = true },
 *     };
 *     static const calx_table books = { CALX_TABLE_SIZES, .name = "books",
 *             .columns = columns, .column_count = 2 };
 *
 * Names are SQL identifiers, unquoted: "first name" is one. What is SQL itself,
 * a CHECK's condition and a server default, is written as the database takes
 * it. Nothing is checked until the table is used; then an error names the table
 * and the column.
 *
 * All pointers are borrowed: they must live as long as whatever was given the
 * table. What is not given is zero, which always means the usual.
 *
 * Growth. Programs keep these structs in their own memory, so later versions of
 * calx only append members. The sizes in calx_table say how long the structs
 * were when the program was compiled; the `size` of options says which of them
 * it knew. */

struct calx_custom;

/** A column type. */
typedef struct calx_type {
	enum calx_kind kind; /* of the values that it takes */
	int length; /* string(n): characters; numeric(p, s): digits; 0 = none */
	int scale;  /* numeric(p, s): digits after the point */
	union {
		/* enum calx_stored: the form in which the column of another
		 * program keeps its values, 0 for calx's own */
		unsigned char stored;
		/* the same, as the words of models write it */
		struct calx_stored_dates_ dates_;
		struct calx_stored_times_ times_;
		struct calx_stored_uuids_ uuids_;
		struct calx_stored_booleans_ booleans_;
		struct calx_stored_decimals_ decimals_;
	};
	/* enum calx_native: a type of a database's own, 0: none */
	unsigned char native;
	const char *const *labels; /* enumeration: up to NULL */
	/* what custom() is defined by, or NULL */
	const struct calx_custom *custom;
	const void *reserved_[1]; /* NULL: room, as types stand in columns */
} calx_type;

/** In calx_alter_column(), for an option that is a text: what is there goes.
 * What is not mentioned stays: column(stock, integer(), .server_default =
 * CALX_NONE) has no default afterwards. Autogenerate writes it for a default that
 * is no longer in the model; a collation, a computed value and a conflict clause
 * that are not there it leaves in the database, and tells. */
#define CALX_NONE "\001"

/** What column() takes after the type, each as `.name = value`. A new option is
 * appended: `size` says which of them the program knew when it was compiled.
 *
 * A server default is used for rows whose field says that it was not set: NULL,
 * no value, a date or UUID of zeros. Numbers, booleans, times, intervals and
 * labels that are neither nullable() nor defaulted() cannot say so: their 0 is a
 * value, and is stored. */
typedef struct calx_column_options {
	size_t size; /* sizeof(calx_column_options); 0: all are there */
	/* part of the primary key; several columns are one key, in their order */
	bool primary_key;
	bool unique;	  /* a unique constraint on this column alone */
	bool index;	  /* an index on this column alone */
	const char *name; /* in the database, if not the field's */
	/* foreign key: "table.column", or "table" for its primary key */
	const char *references;
	/* what happens to this row when the referred one is deleted: "cascade",
	 * "set null", "set default", "restrict", "no action" (the default) */
	const char *on_delete;
	const char *on_update; /* when its key changes: the same words */
	/* an SQL expression, as DEFAULT takes it: "0", "'none'", "now()" */
	const char *server_default;
	/* how its text is compared and sorted: "NOCASE" */
	const char *collation;
	/* the SQL expression that its value is computed from, by the database:
	 * "price * quantity". Such a column is read, and never written. */
	const char *computed;
	/* of a computed column: the value is kept, and not computed by each
	 * query */
	bool persisted;
	/* the type in the database's own words, instead of calx's:
	 * "VARCHAR2(20)"; "" for none. No CHECK of the type's is made then. What
	 * is read and written is what the column's type in the model says. */
	const char *sql_type;
	/* with .primary_key, of an integer: a number that was given once is
	 * never given again (AUTOINCREMENT of SQLite) */
	bool autoincrement;
	/* with .unique or .primary_key: what SQLite does with a row that breaks
	 * it: "abort" (the default), "rollback", "fail", "ignore", "replace" */
	const char *on_conflict;
	/* the same for a NULL in a column that is not nullable() */
	const char *on_conflict_not_null;
	/* with .references: it can be checked at COMMIT; see
	 * calx_constraint_options */
	bool deferrable;
	bool initially_deferred; /* with .references: likewise */
	/* what people are told of it. SQLite has no place for one. */
	const char *comment;
	/* that an integer numbers itself: "by default", as a key of one integer
	 * does anyway, or "always", so that no program gives it a number
	 * (PostgreSQL) */
	const char *identity;
	/* the first number of a column that numbers itself, and the step; 0: 1.
	 * SQLite has neither, and MariaDB no step of its own. */
	long long identity_start;
	long long identity_increment; /* its step; 0: 1 */
} calx_column_options;

struct calx_table;

/** One column of a table. */
typedef struct calx_column {
	const char *name; /* the C field; options.name may rename the column */
	calx_type type;	  /* without nullable() */
	bool nullable;	  /* it may be NULL */
	bool defaulted;	  /* NOT NULL, its field may be without a value */
	size_t offset;	  /* of the field in the row struct */
	size_t size;	  /* of the field */
	size_t handle;	  /* of the typed column in the table object */
	const struct calx_table *table; /* that it is part of; NULL: not said */
	const void *reserved_[2];    /* NULL: room, as the options are last */
	calx_column_options options; /* last: they can grow */
} calx_column;

/** The kinds of table constraint; an index is listed beside them. */
enum calx_constraint_kind {
	CALX_CONSTRAINT_END, /* ends an array of constraints */
	CALX_PRIMARY_KEY,    /* primary_key(a, b) */
	CALX_UNIQUE,	     /* unique(a, b) */
	CALX_FOREIGN_KEY,    /* foreign_key((a, b), "t(a, b)") */
	CALX_CHECK,	     /* check("a > 0") */
	CALX_INDEX,	     /* index(a, lower(b)), unique_index(a, b) */
	CALX_EXCLUDE,	     /* exclude(a WITH =, b WITH &&) */
	CALX_CONSTRAINT_KIND_COUNT
};

/** What constraints and indexes take after what they are about, each as
 * `.name = value`. A new option is appended, as in calx_column_options. */
typedef struct calx_constraint_options {
	size_t size; /* sizeof(calx_constraint_options); 0: all are there */
	/* of foreign_key(): as in calx_column_options */
	const char *on_delete;
	const char *on_update; /* of foreign_key(): likewise */
	/* of all: its name, as named() says it */
	const char *name;
	/* of index(): no two rows are the same in it */
	bool unique;
	/* of index() and exclude(): an SQL condition; only rows that fulfil it
	 * are in it */
	const char *where;
	/* of foreign_key(), and where the database can (PostgreSQL) of
	 * primary_key(), unique() and exclude(): it can be checked at COMMIT
	 * instead of at once */
	bool deferrable;
	/* of the same: and it is, unless a transaction says otherwise; it is
	 * .deferrable then */
	bool initially_deferred;
	/* of primary_key() and unique(): as in calx_column_options */
	const char *on_conflict;
	/* of primary_key() of one integer: as in calx_column_options */
	bool autoincrement;
	/* of index() and exclude(): how it is kept, "gin", "hash"; of MariaDB
	 * "fulltext" and "spatial"; NULL: as a B-tree */
	const char *method;
	/* of index(), unique() and primary_key(): columns that are kept in it
	 * besides, for queries that need no more: "a, b" (PostgreSQL) */
	const char *include;
	/* of unique() and unique indexes: a NULL equals a NULL, so that there is
	 * at most one (PostgreSQL 15) */
	bool nulls_not_distinct;
} calx_constraint_options;

/** What table_options() takes, each as `.name = value`. A new one is appended, as
 * in calx_column_options. */
typedef struct calx_table_options {
	/* sizeof(calx_table_options); 0: the model does not say, and the table's
	 * options in a database are left as they are */
	size_t size;
	/* SQLite refuses values that are not of the column's type, of which it
	 * has fewer then */
	bool strict;
	/* SQLite keeps the rows in the order of their primary key, which they
	 * must have */
	bool without_rowid;
	/* what people are told of it; NULL: what is there stays, CALX_NONE: it
	 * goes. SQLite has no place for one. */
	const char *comment;
	/* the namespace that the table is in, as calx_table.schema: a schema of
	 * PostgreSQL, a database of MariaDB */
	const char *schema;
	/* the table is a view of that SELECT, as CALX_VIEW says it */
	const char *view;
	/* it is none, but a sequence, as CALX_SEQUENCE says it: */
	bool sequence;
	long long start;     /* its first number; 0: 1 */
	long long increment; /* its step; 0: 1 */
	/* it is the connection's own, and gone with it: calx_create_all_on()
	 * creates it, in front of a table of the same name that stays.
	 * Migrations have nothing to do with it */
	bool temporary;
	/* of a temporary table: what COMMIT does to it, "preserve rows" (the
	 * default), "delete rows" or "drop" (PostgreSQL) */
	const char *on_commit;
} calx_table_options;

/** A constraint or an index of a table. */
typedef struct calx_constraint {
	enum calx_constraint_kind kind; /* what it is */
	const char *name;		/* NULL: by the naming convention */
	/* as they were written, "author_id, title": fields of the struct, or
	 * names in the database. What is no word: "id, \"first name\"". How it
	 * is sorted may follow: "author_id DESC, title COLLATE NOCASE". In an
	 * index, SQL expressions: "lower(email)", sql("... 'text' ..."). By which
	 * operators it is found stands behind it, with their parameters if they
	 * have any: "title text_pattern_ops", "words tsvector_ops(siglen = 64)"; in
	 * exclude() also what no two rows may be: "during WITH &&". Options may
	 * stand at the end, ".where = \"n > 0\"". */
	const char *columns;
	const char *text; /* CHECK: the SQL condition; foreign key: "t(a, b)" */
	bool unique;	  /* of an index */
	const void *reserved_[2];	 /* NULL: room */
	calx_constraint_options options; /* last: they can grow */
} calx_constraint;

/** A table. The three sizes are those of the structs when the program was
 * compiled: a later calx, whose structs are longer, steps by them and leaves
 * alone what is not there. */
typedef struct calx_table {
	size_t size;	    /* sizeof(calx_table) */
	const char *name;   /* in the database */
	const char *schema; /* the namespace; NULL: the connection's own */
	const calx_column *columns; /* `column_count` of them */
	size_t column_count;	    /* at least one */
	size_t column_size;	    /* sizeof(calx_column) */
	/* up to one of kind CALX_CONSTRAINT_END; or NULL */
	const calx_constraint *constraints;
	size_t constraint_size; /* sizeof(calx_constraint) */
	size_t row_size;	/* sizeof the row struct; 0 if there is none */
	size_t row_align;	/* its alignment */
	bool is_row; /* CALX_ROW: the shape of a result, and no table */
	calx_table_options options; /* last: they can grow */
} calx_table;

/* clang-format off */
/** What every initialiser of a calx_table begins with. */
#define CALX_TABLE_SIZES                                                       \
	.size = sizeof(calx_table), .column_size = sizeof(calx_column),        \
	.constraint_size = sizeof(calx_constraint)
/* clang-format on */

/** A set of tables: what create_all creates and autogenerate compares. */
typedef struct calx_metadata {
	size_t size;			 /* sizeof(calx_metadata) */
	const calx_table *const *tables; /* up to NULL; or NULL */
	/* other sets whose tables are among them, up to NULL; or NULL */
	const struct calx_metadata *const *parts;
} calx_metadata;

struct calx_session;
/** A function of the program, whatever its type. */
typedef void calx_any_function(void);
/** How a hook of a model is called, which knows its type (calx/listen.h). */
typedef enum calx_status calx_hook_caller(calx_any_function *hook,
	struct calx_session *session, void *object, void *context);

#endif
