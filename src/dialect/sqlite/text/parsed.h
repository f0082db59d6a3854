#ifndef CALX_DIALECT_SQLITE_TEXT_PARSED_H
#define CALX_DIALECT_SQLITE_TEXT_PARSED_H

#include "dialect/sqlite/text/lexer.h"
#include <calx/schema.h>

/* CREATE TABLE and CREATE INDEX as structs, and questions about them. Nothing
 * of the text is copied: it must live as long as they do. */

enum part_kind {
	PART_NAME, /* CONSTRAINT x and nothing behind it: SQLite allows that */
	PART_NULL, /* allowed, and without meaning */
	PART_NOT_NULL,
	PART_DEFAULT,
	PART_COLLATE,
	PART_GENERATED,
	PART_PRIMARY_KEY,
	PART_UNIQUE,
	PART_CHECK,
	PART_FOREIGN_KEY,
	PART_KIND_COUNT
};

struct parsed_name {
	const char *text; /* unquoted; NULL: an expression */
	struct span span;
	/* how it is sorted, in a list */
	const char *collation; /* of a column; an expression has its own */
	bool descending;
};

/* One clause of a column, or one constraint of the table. */
struct parsed_part {
	enum part_kind kind;
	struct span span;   /* with its CONSTRAINT name */
	struct span clause; /* without it */
	const char *name;   /* or NULL */
	/* the expression of a check or generated column without its
	 * parentheses, of a default with them if it has any; the name of a
	 * collation */
	struct span body;
	struct parsed_name *columns; /* of a key; at a column: that one */
	size_t column_count;
	struct parsed_name referred; /* table; text NULL: no foreign key */
	struct parsed_name *referred_columns;
	size_t referred_count;
	const char *on_delete, *on_update; /* constants, NULL: NO ACTION */
	const char *conflict; /* ON CONFLICT ..., a constant, or NULL */
	bool deferrable;
	bool deferred; /* DEFERRABLE INITIALLY DEFERRED */
	bool autoincrement;
	bool descending; /* PRIMARY KEY DESC at a column: no rowid alias */
	bool stored;	 /* of a generated column */
};

struct parsed_column {
	const char *name;
	struct span name_span;
	struct span span;      /* of the whole definition */
	struct span type_span; /* empty, behind the name, if there is none */
	struct parsed_part *parts;
	size_t part_count;
};

struct parsed_table {
	struct lexemes lexemes;
	struct parsed_name name;
	size_t open, close; /* offsets of the parentheses */
	struct parsed_column *columns;
	size_t column_count;
	struct parsed_part *constraints;
	size_t constraint_count;
	bool strict, without_rowid;
};

struct parsed_index {
	struct lexemes lexemes;
	struct parsed_name name;
	struct parsed_name table;
	struct parsed_name *columns;
	size_t column_count;
	struct span where; /* its condition; empty: none */
	bool unique;
	bool plain; /* columns only: no expression, COLLATE, DESC, WHERE */
};

struct parsed_column *calx__parsed_column(
	const struct parsed_table *table, const char *name);
/* The first part of that kind, or NULL. */
struct parsed_part *calx__parsed_part(
	const struct parsed_column *column, enum part_kind kind);
/* The primary key, wherever it is written; NULL if there is none. */
const struct parsed_part *calx__parsed_primary_key(
	const struct parsed_table *table);
/* What kind of constraint it is; CALX_CONSTRAINT_END if it is none. */
enum calx_constraint_kind calx__parsed_kind(const struct parsed_part *part);
/* Whether the column is one of a key's. */
bool calx__parsed_part_has(const struct parsed_part *part, const char *name);
/* Whether the column has a default that is not just NULL. */
bool calx__parsed_has_default(
	const struct parsed_table *table, const struct parsed_column *column);
/* Whether the column is another name of the rowid (lang_createtable.html 5). */
bool calx__parsed_is_rowid(
	const struct parsed_table *table, const struct parsed_column *column);
/* A name of the rowid that no column of either table has; NULL if all are taken
 * or one of them has no rowid. */
const char *calx__parsed_rowid(
	const struct parsed_table *table, const struct parsed_table *other);

#endif
