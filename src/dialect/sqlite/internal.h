#ifndef CALX_DIALECT_SQLITE_INTERNAL_H
#define CALX_DIALECT_SQLITE_INTERNAL_H

#include "compile/ddl.h"
#include "dialect/sqlite/sqlite.h"

/* What the files of this folder share: SQLite keeps a schema as the text of
 * its CREATE statements, and all that it knows can be read from there, and
 * only from there (comments, collations, STRICT ...). So inspecting reads that
 * text, and altering edits it. */

/* dialect->inspect, dialect->normalise and dialect->alter */
enum calx_status calx__sqlite_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
enum calx_status calx__sqlite_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
enum calx_status calx__sqlite_alter(const struct dialect *dialect,
	const struct catalog *catalog,
	const struct operation *const *operations, size_t count,
	struct arena *arena, struct vec *statements, calx_error *error);

/* ---- lexer.c: tokens ------------------------------------------------------ */

/* bytes [start, end) of a text */
struct span {
	size_t start, end;
};

enum token_kind {
	TOKEN_END,    /* after the last one, empty */
	TOKEN_WORD,   /* a keyword, or a name without quotes */
	TOKEN_QUOTED, /* "name", `name`, [name] */
	TOKEN_STRING, /* 'text', which SQLite takes for a name in places */
	TOKEN_BLOB,   /* x'00ff' */
	TOKEN_NUMBER,
	TOKEN_VARIABLE, /* ?1, :name, @name, $name */
	TOKEN_OPERATOR	/* one or more characters: ( , || <= ... */
};

struct token {
	enum token_kind kind;
	struct span span;
};

/* A text as tokens, without blanks and comments; ends in one TOKEN_END. */
struct tokens {
	const char *text;
	struct token *items;
	size_t count; /* without the last */
};

/* CALX_INVALID for what is no SQL: an open string, a stray character. */
enum calx_status calx__sqlite_tokens(struct arena *arena, const char *text,
	struct tokens *ret_tokens, calx_error *error);
bool calx__token_is(
	const struct tokens *tokens, size_t index, const char *word);
/* Whether the token can stand where a name does. */
bool calx__token_is_name(const struct tokens *tokens, size_t index);
/* The name that the token spells, unquoted; NULL when memory has run out. */
const char *calx__token_name(
	struct arena *arena, const struct tokens *tokens, size_t index);
/* Whether it spells this name, by SQLite's rule (ASCII case is the same). */
bool calx__token_names(
	const struct tokens *tokens, size_t index, const char *name);
/* The index behind the parenthesis that closes the one at `index`, or that of
 * TOKEN_END. */
size_t calx__tokens_skip(const struct tokens *tokens, size_t index);
/* A copy of the bytes of a span. */
const char *calx__span_text(
	struct arena *arena, const char *text, struct span span);

/* ---- reader.c: CREATE TABLE and CREATE INDEX as structs ------------------- */

enum ddl_part_kind {
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

struct ddl_name {
	const char *text; /* unquoted; NULL: an expression */
	struct span span;
};

/* One clause of a column, or one constraint of the table. */
struct ddl_part {
	enum ddl_part_kind kind;
	struct span span;   /* with its CONSTRAINT name */
	struct span clause; /* without it */
	const char *name;   /* or NULL */
	/* the expression of a check or generated column without its
	 * parentheses, of a default with them if it has any; the name of a
	 * collation */
	struct span body;
	struct ddl_name *columns; /* of a key; at a column: that one */
	size_t column_count;
	struct ddl_name referred; /* table; text NULL: no foreign key */
	struct ddl_name *referred_columns;
	size_t referred_count;
	const char *on_delete, *on_update; /* constants, NULL: NO ACTION */
	const char *conflict; /* ON CONFLICT ..., a constant, or NULL */
	bool deferred;	      /* DEFERRABLE INITIALLY DEFERRED */
	bool autoincrement;
	bool descending; /* PRIMARY KEY DESC at a column: no rowid alias */
	bool stored;	 /* of a generated column */
};

struct ddl_column {
	const char *name;
	struct span name_span;
	struct span span;      /* of the whole definition */
	struct span type_span; /* empty, behind the name, if there is none */
	struct ddl_part *parts;
	size_t part_count;
};

struct ddl_table {
	struct tokens tokens;
	struct ddl_name name;
	size_t open, close; /* offsets of the parentheses */
	struct ddl_column *columns;
	size_t column_count;
	struct ddl_part *constraints;
	size_t constraint_count;
	bool strict, without_rowid;
};

struct ddl_index {
	struct tokens tokens;
	struct ddl_name name;
	struct ddl_name table;
	struct ddl_name *columns;
	size_t column_count;
	bool unique;
	bool plain; /* columns only: no expression, COLLATE, DESC, WHERE */
};

/* Both copy nothing of `text`, which must live as long as the result. Errors:
 * CALX_INVALID for what SQLite itself would not have accepted. */
enum calx_status calx__ddl_read_table(struct arena *arena, const char *text,
	struct ddl_table *ret_table, calx_error *error);
enum calx_status calx__ddl_read_index(struct arena *arena, const char *text,
	struct ddl_index *ret_index, calx_error *error);

/* ---- ddl.c: questions about a table that was read -------------------------- */

struct ddl_column *calx__ddl_table_column(
	const struct ddl_table *table, const char *name);
/* The first part of that kind, or NULL. */
struct ddl_part *calx__ddl_column_part(
	const struct ddl_column *column, enum ddl_part_kind kind);
/* The primary key, wherever it is written; NULL if there is none. */
const struct ddl_part *calx__ddl_primary_key(const struct ddl_table *table);
/* Whether the column is one of a key's. */
bool calx__part_has(const struct ddl_part *part, const char *name);
/* Whether the column has a default that is not just NULL. */
bool calx__ddl_has_default(
	const struct ddl_table *table, const struct ddl_column *column);
/* Whether the column is another name of the rowid (lang_createtable.html 5). */
bool calx__ddl_is_rowid(
	const struct ddl_table *table, const struct ddl_column *column);

#endif
