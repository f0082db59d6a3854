#ifndef CALX_SQL_SCHEMA_SCHEMA_H
#define CALX_SQL_SCHEMA_SCHEMA_H

#include "sql/schema/lookup.h"
#include "sql/schema/table.h"

/* Tables that belong together: those of a model's metadata, or of a database.
 * Made by calx__schema_resolve(), or read by a dialect. */

/* What a database has beside tables: a view, or a trigger. */
struct sql_object {
	const char *name;
	const char *schema; /* NULL: the usual one */
	const char *table;  /* that a trigger is on; of a view NULL */
	const char *sql;    /* CREATE ... as the database keeps it */
	const char *select; /* of a view: what stands behind AS */
};

/* Numbers that it gives out, but for those of columns that number themselves. */
struct sql_sequence {
	const char *name;
	const char *schema; /* NULL: the usual one */
	long long start, increment;
};

struct sql_schema {
	struct sql_table **tables; /* by name */
	size_t table_count;
	struct sql_object *objects; /* in the order of their creation */
	size_t object_count;
	/* of a database; those of models stand among the tables */
	struct sql_sequence *sequences;
	size_t sequence_count;
	/* of the tables by name, made by calx__schema_index(); it is not looked at
	 * when there are not just `indexed` tables in `indexed_tables` any more */
	struct lookup names;
	struct sql_table **indexed_tables;
	size_t indexed;
};

/* Makes looking up its tables fast. They may change places afterwards, but not
 * their names. False without memory. */
bool calx__schema_index(struct arena *arena, struct sql_schema *schema);

/* All tables, in the order given; references are checked against the set. */
enum calx_status calx__schema_resolve(struct arena *arena,
	const calx_metadata *metadata, struct sql_schema *ret_schema,
	calx_error *error);

/* The table of that name, or NULL; `space` is the schema that it is in, or
 * NULL. */
struct sql_table *calx__schema_table(
	const struct sql_schema *schema, const char *space, const char *name);
/* The same in any case of ASCII letters. */
struct sql_table *calx__schema_table_nocase(
	const struct sql_schema *schema, const char *space, const char *name);
/* Whether a foreign key of a table of the schema refers to a key that is there,
 * of types that fit: what calx__schema_resolve() asks of models, and a database
 * need not keep. False also without memory, which fails the arena. */
bool calx__schema_key_fits(struct arena *arena, const struct sql_schema *schema,
	const struct sql_table *table, const struct sql_constraint *key);

#endif
