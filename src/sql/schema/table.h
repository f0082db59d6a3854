#ifndef CALX_SQL_TABLE_H
#define CALX_SQL_TABLE_H

#include "util/arena.h"
#include <calx/schema.h>

/* A table with everything resolved: column options have become constraints,
 * every constraint and index has a name, lists are lists. Made from a model
 * (calx__table_resolve) or read from a database; DDL, autogenerate, the
 * operations, create_all and the diagrams all work on this. Lives in an
 * arena. */

struct sql_column {
	const char *name;
	calx_type type; /* kind CALX_NULL: one that calx has no word for */
	const char
		*type_text; /* as the database spells it; NULL from a model */
	bool nullable;
	const char *server_default; /* SQL expression or NULL */
	const char *generated;	    /* GENERATED ALWAYS AS (...), as written */
	const char *collation;
	size_t number; /* position in the table */
};

struct sql_constraint {
	enum calx_constraint_kind kind;
	const char *name; /* NULL only when the database has an unnamed one */
	const char **columns;
	size_t column_count;
	const char *referred_table;    /* foreign key */
	const char **referred_columns; /* as many as columns; NULL: its key */
	const char *on_delete;	       /* upper case, NULL: NO ACTION */
	const char *on_update;
	const char
		*text; /* check: condition; index: full SQL if it has more than
	                   * plain columns (expressions, DESC, WHERE, COLLATE) */
	bool unique;
	bool deferred;
	bool of_type; /* check: says again what the column's type says, for a
	               * database without such a type; see dialect.type_checks */
};

struct sql_table {
	const char *name;
	struct sql_column *columns;
	size_t column_count;
	struct sql_constraint *constraints; /* keys, checks */
	size_t constraint_count;
	struct sql_constraint *indexes;
	size_t index_count;
	const char *sql; /* CREATE TABLE as the database keeps it, or NULL */
};

struct sql_schema {
	struct sql_table **tables; /* by name */
	size_t table_count;
};

/* Resolves one model table; names by the naming convention (below). Errors
 * name the table and the column: unknown column in unique(), two columns of
 * one name, a bad reference, an unknown on_delete ... */
enum calx_status calx__table_resolve(struct arena *arena,
	const calx_table *table, struct sql_table **ret_table,
	calx_error *error);
/* All tables, in the order given; references are checked against the set. */
enum calx_status calx__schema_resolve(struct arena *arena,
	const calx_metadata *metadata, struct sql_schema *ret_schema,
	calx_error *error);
/* One column or constraint, as the operations hand them over. A column's
 * options give up to four constraints (primary key, unique, foreign key,
 * index), appended to the arrays of `ret_table`, a table with that column. */
enum calx_status calx__column_resolve(struct arena *arena, const char *table,
	const calx_column *column, struct sql_table **ret_table,
	calx_error *error);
enum calx_status calx__constraint_resolve(struct arena *arena,
	const char *table, const calx_constraint *constraint,
	struct sql_constraint *ret_constraint, calx_error *error);

struct sql_column *calx__table_column(
	const struct sql_table *table, const char *name);
struct sql_constraint *calx__table_primary_key(const struct sql_table *table);
struct sql_table *calx__schema_table(
	const struct sql_schema *schema, const char *name);

/* The tables in an order in which each comes after those that it refers to;
 * `ret_cycle` (may be NULL) says whether that was not possible for all. */
enum calx_status calx__schema_sort(struct sql_schema *schema, bool *ret_cycle);

/* The condition of the CHECK that comes with a boolean or an enumeration
 * column: "x" IN (0, 1), "x" IN ('a', 'b'); NULL for other types, and when
 * memory has run out (arena->failed). */
const char *calx__type_condition(
	struct arena *arena, const char *column, const calx_type *type);
/* The other way: the type (with its labels, in the arena) that such a condition
 * stands for, of kind CALX_NULL when it is another one. */
calx_type calx__type_of_condition(
	struct arena *arena, const char *column, const char *condition);

/* How SQL spells a reference action given in any case ("set null" -> "SET
 * NULL"); NULL if it is none. */
const char *calx__reference_action(const char *text);

/* The naming convention: pk_<table>, uq_<table>_<columns>, ix_<table>_<columns>,
 * fk_<table>_<columns>_<referred table>, ck_<table>_<first 8 hex digits of the
 * condition's hash>; longer than 60 bytes: cut, with 8 hex digits of a hash. */
const char *calx__constraint_default_name(struct arena *arena,
	const char *table, const struct sql_constraint *constraint);

#endif
