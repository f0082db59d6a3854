#include "dialect/sqlite/survey/reference.h"

#include "compile/identifier.h"
#include "dialect/sqlite/text/create.h"
#include "sql/schema/naming.h"
#include "util/fail.h"
#include "util/text.h"

/* Foreign keys: whether each stands on a key of its parent, and which rows refer
 * to nothing. PRAGMA foreign_key_check gives up at the first that stands on
 * none, and does not say which rows were asked for what. */

struct reference {
	const char *table;
	const char *id;	    /* its number in the table */
	const char *parent; /* as the key calls it */
	struct vec from;    /* of const char * */
	struct vec to;	    /* of const char *; the primary key's once known */
	bool parent_is_there;
	const char *row;	/* the expression of a row's number */
	const char *constraint; /* its name, or NULL */
	struct schema_thing *thing;
};

struct references {
	const struct dialect *dialect;
	const struct catalog *catalog;
	struct survey *survey;
	struct vec all; /* of struct reference */
	struct strbuf sql;
	calx_error *error;
};

/* ---- reading --------------------------------------------------------------- */

static bool keep(
	const struct references *references, struct vec *list, const char *text)
{
	const char *copy = calx__arena_strdup(references->survey->arena, text);

	return copy && calx__vec_append(list, &copy);
}

static struct reference *reference_new(
	struct references *references, const char *const *values)
{
	struct arena *arena = references->survey->arena;
	struct reference reference = {
		.table = calx__arena_strdup(arena, values[0]),
		.id = calx__arena_strdup(arena, values[1]),
		.parent = calx__arena_strdup(arena, values[2]),
		.from = VEC_INIT(const char *),
		.to = VEC_INIT(const char *),
	};

	if (!reference.table || !reference.id || !reference.parent ||
		!calx__vec_append(&references->all, &reference))
		return NULL;
	return calx__vec_at(&references->all, references->all.count - 1);
}

/* table, number of the key, parent, column, column of the parent */
static enum calx_status reference_row(
	void *context, const char *const *values, size_t count)
{
	struct references *references = context;
	const size_t known = references->all.count;
	struct reference *last =
		known ? calx__vec_at(&references->all, known - 1) : NULL;

	(void)count;
	/* what cannot be named cannot be asked for */
	if (calx__identifier_check(references->dialect, values[0], NULL) < 0 ||
		calx__identifier_check(references->dialect, values[2], NULL) <
			0)
		return CALX_OK;
	if (!last || !calx__text_equal(last->table, values[0]) ||
		!calx__text_equal(last->id, values[1]))
		last = reference_new(references, values);
	if (!last || !keep(references, &last->from, values[3]) ||
		(values[4] && !keep(references, &last->to, values[4])))
		return calx__fail_memory(references->error);
	return CALX_OK;
}

/* A table without the word has no foreign key: there SQLite need not be asked,
 * which takes a statement of its own for each table. (LIKE may be told to tell
 * cases apart.) */
static enum calx_status references_load(struct references *references)
{
	static const char query[] =
		"SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\""
		" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f"
		" WHERE m.type = 'table' AND instr(lower(m.sql), 'references')"
		" AND m.sql NOT LIKE 'CREATE VIRTUAL %'"
		" ORDER BY m.rowid, f.id, f.seq";

	return references->catalog->query(references->catalog, query,
		reference_row, references, references->error);
}

static void references_release(struct references *references)
{
	for (size_t i = 0; i < references->all.count; i++) {
		struct reference *reference = calx__vec_at(&references->all, i);

		calx__vec_release(&reference->from);
		calx__vec_release(&reference->to);
	}
	calx__vec_release(&references->all);
	calx__strbuf_release(&references->sql);
}

/* ---- asking ------------------------------------------------------------------ */

static const char *name_at(const struct vec *names, size_t index)
{
	return *(const char **)calx__vec_at(names, index);
}

static void put(struct references *references, const char *text)
{
	calx__strbuf_adds(&references->sql, text);
}

static void put_name(
	struct references *references, const char *before, const char *name)
{
	put(references, before);
	calx__sql_identifier(&references->sql, references->dialect, name);
}

static void put_literal(
	struct references *references, const char *before, const char *text)
{
	put(references, before);
	calx__sql_literal(&references->sql, references->dialect, text);
}

static enum calx_status ask(
	struct references *references, catalog_row *row, void *context)
{
	const char *sql =
		calx__strbuf_keep(&references->sql, references->survey->arena);

	calx__strbuf_clear(&references->sql);
	if (!sql)
		return calx__fail_memory(references->error);
	return references->catalog->query(
		references->catalog, sql, row, context, references->error);
}

static enum calx_status any_row(
	void *context, const char *const *values, size_t count)
{
	(void)values;
	(void)count;
	*(bool *)context = true;
	return CALX_OK;
}

struct key_columns {
	struct references *references;
	struct vec *names;
};

static enum calx_status key_row(
	void *context, const char *const *values, size_t count)
{
	const struct key_columns *key = context;

	(void)count;
	return keep(key->references, key->names, values[0])
		       ? CALX_OK
		       : calx__fail_memory(key->references->error);
}

/* ---- the table that has it ------------------------------------------------------ */

struct child {
	struct references *references;
	struct reference *reference;
};

static bool same_names(const struct dialect *dialect,
	const struct parsed_name *names, size_t count, const struct vec *others)
{
	for (size_t i = 0; i < count && count == others->count; i++)
		if (!calx__names_equal(
			    dialect, names[i].text, name_at(others, i)))
			return false;
	return count == others->count;
}

static void constraint_look(
	const struct child *child, const struct parsed_part *part)
{
	const struct dialect *dialect = child->references->dialect;
	struct reference *reference = child->reference;

	if (part->kind == PART_FOREIGN_KEY && part->name &&
		calx__names_equal(
			dialect, part->referred.text, reference->parent) &&
		same_names(dialect, part->columns, part->column_count,
			&reference->from))
		reference->constraint = part->name;
}

/* What tells one row from the others: the rowid, or the primary key. */
static const char *row_text(
	const struct child *child, const struct parsed_table *table)
{
	struct references *references = child->references;
	const struct parsed_part *key = calx__parsed_primary_key(table);
	const char *rowid = calx__parsed_rowid(table, table);
	const char *text;

	if (rowid)
		return calx__arena_printf(
			references->survey->arena, "c.%s", rowid);
	for (size_t i = 0; key && i < key->column_count; i++) {
		put_name(references, i ? " || ', ' || quote(c." : "quote(c.",
			key->columns[i].text);
		put(references, ")");
	}
	put(references, key ? "" : "NULL");
	text = calx__strbuf_keep(&references->sql, references->survey->arena);
	calx__strbuf_clear(&references->sql);
	return text;
}

static void child_look(
	const struct child *child, const struct parsed_table *table)
{
	const char *row = row_text(child, table);

	if (row)
		child->reference->row = row;
	for (size_t i = 0; i < table->column_count; i++)
		for (size_t j = 0; j < table->columns[i].part_count; j++)
			constraint_look(child, &table->columns[i].parts[j]);
	for (size_t i = 0; i < table->constraint_count; i++)
		constraint_look(child, &table->constraints[i]);
}

static enum calx_status child_row(
	void *context, const char *const *values, size_t count)
{
	const struct child *child = context;
	struct arena *arena = child->references->survey->arena;
	const char *text = calx__arena_strdup(arena, values[0]);
	struct parsed_table table;

	(void)count;
	if (text && calx__create_table_read(arena, text, &table, NULL) >= 0)
		child_look(child, &table);
	return arena->failed ? calx__fail_memory(child->references->error)
			     : CALX_OK;
}

static enum calx_status child_load(
	struct references *references, struct reference *reference)
{
	struct child child = { references, reference };

	reference->row = "NULL";
	put_literal(references,
		"SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ",
		reference->table);
	return ask(references, child_row, &child);
}

/* ---- whether it stands on a key ------------------------------------------------- */

/* The columns that it refers to, where it says none: the primary key. */
static enum calx_status columns_load(
	struct references *references, struct reference *reference)
{
	struct key_columns key = { references, &reference->to };

	if (reference->to.count)
		return CALX_OK;
	put_literal(references, "SELECT name FROM pragma_table_info(",
		reference->parent);
	put(references, ") WHERE pk ORDER BY pk");
	return ask(references, key_row, &key);
}

static void put_columns(
	struct references *references, const struct reference *reference)
{
	for (size_t i = 0; i < reference->to.count; i++) {
		put_literal(references, i ? ", lower(" : "lower(",
			name_at(&reference->to, i));
		put(references, ")");
	}
}

/* The rowid by its other name, or an index of just these columns. */
static enum calx_status key_look(struct references *references,
	const struct reference *reference, bool *ret_found)
{
	put_literal(references, "SELECT 1 FROM pragma_table_info(",
		reference->parent);
	put(references,
		") GROUP BY 1 HAVING sum(pk > 0) = 1 AND sum(pk = 1 AND lower(name) = ");
	put_columns(references, reference);
	put(references, ") = 1");
	if (reference->to.count != 1)
		calx__strbuf_clear(&references->sql);
	else
		put(references, " UNION ALL ");
	put_literal(references, "SELECT 1 FROM pragma_index_list(",
		reference->parent);
	put(references,
		") i WHERE i.\"unique\" AND NOT i.partial AND (SELECT count(*)");
	calx__strbuf_addf(&references->sql, " = %zu AND sum(lower(x.name) IN (",
		reference->to.count);
	put_columns(references, reference);
	calx__strbuf_addf(&references->sql,
		")) = %zu FROM pragma_index_info(i.name) x)",
		reference->to.count);
	return ask(references, any_row, ret_found);
}

static enum calx_status parent_look(
	struct references *references, struct reference *reference)
{
	put_literal(references,
		"SELECT 1 FROM sqlite_schema WHERE type = 'table'"
		" AND sql NOT LIKE 'CREATE VIRTUAL %' AND name = ",
		reference->parent);
	put(references, " COLLATE NOCASE");
	return ask(references, any_row, &reference->parent_is_there);
}

static const char *list_text(
	struct references *references, const struct vec *names)
{
	const char *text;

	for (size_t i = 0; i < names->count; i++) {
		put(references, i ? ", " : "");
		put(references, name_at(names, i));
	}
	text = calx__strbuf_keep(&references->sql, references->survey->arena);
	calx__strbuf_clear(&references->sql);
	return text;
}

/* The state of a foreign key whose parent has such a key, or has not. */
static enum calx_status thing_add(struct references *references,
	struct reference *reference, bool has_key)
{
	struct arena *arena = references->survey->arena;
	const char *to = list_text(references, &reference->to);
	struct schema_thing thing = {
		.kind = "foreign key",
		.name = list_text(references, &reference->from),
		.table = reference->table,
		.state = has_key ? THING_WORKS : THING_BROKEN,
		.is_constraint = true,
		.referred = reference->parent,
		.waits = !reference->parent_is_there,
	};
	struct sql_constraint constraint = {
		.kind = CALX_FOREIGN_KEY,
		.columns = reference->from.items,
		.column_count = reference->from.count,
		.referred_table = reference->parent,
	};

	thing.text = calx__arena_printf(
		arena, "%s (%s)", reference->parent, to ? to : "");
	thing.drop = reference->constraint
			     ? reference->constraint
			     : calx__constraint_default_name(
				       arena, reference->table, &constraint);
	if (!reference->parent_is_there)
		thing.problem = calx__arena_printf(
			arena, "there is no table %s", reference->parent);
	else if (!has_key)
		thing.problem = calx__arena_printf(arena,
			to && *to
				? "%s has no primary key or unique constraint of (%s)"
				: "%s has no primary key%s",
			reference->parent, to && *to ? to : "");
	if (arena->failed ||
		!calx__vec_append(&references->survey->things, &thing))
		return calx__fail_memory(references->error);
	reference->thing = calx__vec_at(&references->survey->things,
		references->survey->things.count - 1);
	return CALX_OK;
}

/* ---- rows ------------------------------------------------------------------------- */

/* "1, 'x'" */
static void put_values(
	struct references *references, const struct reference *reference)
{
	for (size_t i = 0; i < reference->from.count; i++) {
		put_name(references, i ? " || ', ' || quote(c." : "quote(c.",
			name_at(&reference->from, i));
		put(references, ")");
	}
}

/* The value takes the affinity of the column that it refers to, and is compared
 * by its collation (foreignkeys.html 3): hence the sign before it. */
static void put_orphans(
	struct references *references, const struct reference *reference)
{
	put(references, "SELECT ");
	put(references, reference->row);
	put(references, ", ");
	put_values(references, reference);
	put_name(references, " FROM ", reference->table);
	put(references, " c WHERE ");
	for (size_t i = 0; i < reference->from.count; i++) {
		put_name(references, i ? " AND c." : "c.",
			name_at(&reference->from, i));
		put(references, " IS NOT NULL");
	}
	if (!reference->parent_is_there)
		return;
	put_name(references, " AND NOT EXISTS (SELECT 1 FROM ",
		reference->parent);
	put(references, " p WHERE ");
	for (size_t i = 0; i < reference->from.count; i++) {
		put_name(references, i ? " AND p." : "p.",
			name_at(&reference->to, i));
		put_name(references, " = +c.", name_at(&reference->from, i));
	}
	put(references, ")");
}

struct orphans {
	const struct survey *survey;
	const struct schema_thing *key;
};

static enum calx_status orphan_found(
	void *context, const char *const *values, size_t count)
{
	const struct orphans *orphans = context;

	(void)count;
	return orphans->survey->orphan(
		orphans->survey->context, orphans->key, values[0], values[1]);
}

/* A key that stands on none of a table that is there has no rows: SQLite cannot
 * say either what they should refer to. */
static enum calx_status orphans_look(
	struct references *references, const struct reference *reference)
{
	struct orphans orphans = { references->survey, reference->thing };

	if (!references->survey->orphan ||
		(reference->parent_is_there &&
			reference->thing->state == THING_BROKEN))
		return CALX_OK;
	put_orphans(references, reference);
	return ask(references, orphan_found, &orphans);
}

/* ---- the whole ------------------------------------------------------------------ */

static enum calx_status reference_look(
	struct references *references, struct reference *reference)
{
	bool has_key = false;
	enum calx_status status;

	if ((status = child_load(references, reference)) < 0 ||
		(status = parent_look(references, reference)) < 0)
		return status;
	if (reference->parent_is_there &&
		(status = columns_load(references, reference)) < 0)
		return status;
	if (reference->parent_is_there &&
		reference->to.count == reference->from.count &&
		(status = key_look(references, reference, &has_key)) < 0)
		return status;
	if ((status = thing_add(references, reference, has_key)) < 0)
		return status;
	return orphans_look(references, reference);
}

enum calx_status calx__references_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey, calx_error *error)
{
	struct references references = { .dialect = dialect,
		.catalog = catalog,
		.survey = survey,
		.all = VEC_INIT(struct reference),
		.sql = STRBUF_INIT,
		.error = error };
	enum calx_status status = references_load(&references);

	for (size_t i = 0; i < references.all.count && status >= 0; i++)
		status = reference_look(
			&references, calx__vec_at(&references.all, i));
	references_release(&references);
	return status;
}
