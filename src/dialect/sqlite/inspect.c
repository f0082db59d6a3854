#include "dialect/sqlite/inspect.h"

#include <assert.h>
#include <string.h>

#include "compile/ddl.h"
#include "dialect/sqlite/text/create.h"
#include "dialect/sqlite/text/default.h"
#include "dialect/sqlite/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "sql/schema/condition.h"
#include "sql/schema/items.h"

/* sqlite_schema as structs. Everything is read from the text that SQLite
 * keeps; no PRAGMA tells as much. */

struct inspection {
	struct arena *arena;
	calx_error *error;
	struct vec tables;  /* of struct sql_table * */
	struct vec indexes; /* of struct sql_constraint: of the last table */
	struct vec constraints;	 /* of struct sql_constraint: likewise */
	struct vec virtuals;	 /* of struct virtual_table */
	struct vec objects;	 /* of struct sql_object */
	struct sql_table *table; /* the last one; NULL: it was left out */
};

/* Each table comes before its indexes. */
static const char schema_query[] =
	"SELECT type, name, sql FROM sqlite_schema"
	" WHERE type IN ('table', 'index') AND sql IS NOT NULL"
	" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
	" AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
	" ORDER BY tbl_name, type DESC, rowid";

const char calx__sqlite_tables[] =
	"SELECT NULL, name FROM sqlite_schema"
	" WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE %'"
	" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

static const char object_query[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema"
	" WHERE type IN ('view', 'trigger') AND sql IS NOT NULL ORDER BY rowid";

static const char virtual_query[] =
	"SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE %'";

/* A virtual table, whose module keeps its data in tables NAME_suffix. */
struct virtual_table {
	const char *name;
	const char *suffixes; /* parted by blanks; NULL: any */
};

/* What the modules that come with SQLite append. Others may be known to the
 * program that made the file and not to this one. */
static const struct {
	const char *name, *suffixes;
} modules[] = { { "fts3", "content docsize segdir segments stat" },
	{ "fts4", "content docsize segdir segments stat" },
	{ "fts5", "config content data docsize idx" },
	{ "rtree", "node parent rowid" }, { "rtree_i32", "node parent rowid" },
	{ "geopoly", "node parent rowid" }, { "fts3tokenize", "" },
	{ "fts4aux", "" }, { "fts5vocab", "" }, { "dbstat", "" },
	{ "csv", "" } };

static const char **names_of(struct arena *arena,
	const struct parsed_name *items, size_t count, size_t *ret_count)
{
	const char **names = calx__arena_zero(arena, count, sizeof(*names));

	*ret_count = 0;
	for (size_t i = 0; names && i < count; i++) {
		if (items[i].text)
			names[(*ret_count)++] = items[i].text;
	}
	return names;
}

/* ---- columns ---------------------------------------------------------------- */

static const char *default_of(struct arena *arena,
	const struct parsed_table *parsed, const struct parsed_column *column)
{
	const struct parsed_part *part =
		calx__parsed_part(column, PART_DEFAULT);

	const char *text =
		part ? calx__span_text(arena, parsed->lexemes.text, part->body)
		     : NULL;

	return text ? calx__sqlite_default(arena, text) : NULL;
}

static const char *collation_of(struct arena *arena,
	const struct parsed_table *parsed, const struct parsed_column *column)
{
	const struct parsed_part *part =
		calx__parsed_part(column, PART_COLLATE);

	for (size_t i = 0; part && i < parsed->lexemes.count; i++) {
		if (parsed->lexemes.items[i].span.start == part->body.start)
			return calx__lexeme_name(arena, &parsed->lexemes, i);
	}
	return NULL;
}

/* ABORT is what the absence of a clause means. */
static const char *conflict_of(const struct parsed_part *part)
{
	return calx__text_equal(part->conflict, "ABORT") ? NULL
							 : part->conflict;
}

/* For the sake of old files SQLite lets NULL into a primary key, unless it is
 * the rowid or the table has none (lang_createtable.html 3.5). */
static bool is_nullable(
	const struct parsed_table *parsed, const struct parsed_column *column)
{
	const struct parsed_part *key = calx__parsed_primary_key(parsed);

	if (calx__parsed_part(column, PART_NOT_NULL) ||
		calx__parsed_is_rowid(parsed, column))
		return false;
	return !key || !calx__parsed_part_has(key, column->name) ||
	       !(parsed->without_rowid || parsed->strict);
}

static void column_fill(struct arena *arena, const struct parsed_table *parsed,
	size_t number, struct sql_column *column)
{
	const struct parsed_column *source = &parsed->columns[number];
	const struct parsed_part *computed =
		calx__parsed_part(source, PART_GENERATED);
	const struct parsed_part *not_null =
		calx__parsed_part(source, PART_NOT_NULL);

	*column = (struct sql_column){
		.name = source->name,
		.type_text = calx__span_text(
			arena, parsed->lexemes.text, source->type_span),
		.nullable = is_nullable(parsed, source),
		.server_default = default_of(arena, parsed, source),
		.collation = collation_of(arena, parsed, source),
		.computed =
			computed ? calx__span_text(arena, parsed->lexemes.text,
					   computed->body)
				 : NULL,
		.persisted = computed && computed->stored,
		.on_conflict_not_null = not_null ? conflict_of(not_null) : NULL,
		.number = number,
	};
	if (column->type_text)
		column->type = calx__sqlite_type_of(arena, column->type_text);
}

/* ---- constraints ------------------------------------------------------------ */

/* All of what the constraint is about, if that is more than columns. */
static void items_fill(struct arena *arena, const char *text,
	const struct parsed_name *names, size_t count,
	struct sql_constraint *constraint)
{
	struct sql_item *items = calx__arena_zero(arena, count, sizeof(*items));

	for (size_t i = 0; items && i < count; i++) {
		items[i].column = names[i].text;
		if (!names[i].text)
			items[i].expression =
				calx__span_text(arena, text, names[i].span);
		items[i].collation = names[i].collation;
		items[i].descending = names[i].descending;
		if (calx__item_is_special(&items[i]))
			constraint->items = items;
	}
	constraint->item_count = constraint->items ? count : 0;
}

static void constraint_add(struct inspection *inspection,
	const struct parsed_table *parsed, const struct parsed_part *part)
{
	struct arena *arena = inspection->arena;
	struct sql_constraint constraint = {
		.kind = calx__parsed_kind(part),
		.name = part->name,
		.referred_table = part->referred.text,
		.on_delete = part->on_delete,
		.on_update = part->on_update,
		.deferrable = part->deferrable,
		.deferred = part->deferred,
		.autoincrement = part->autoincrement,
		.on_conflict = conflict_of(part),
	};
	size_t ignored;

	if (!constraint.kind)
		return;
	constraint.columns = names_of(arena, part->columns, part->column_count,
		&constraint.column_count);
	items_fill(arena, parsed->lexemes.text, part->columns,
		part->column_count, &constraint);
	if (part->referred_count)
		constraint.referred_columns = names_of(arena,
			part->referred_columns, part->referred_count, &ignored);
	if (part->kind == PART_CHECK)
		constraint.text = calx__span_text(
			arena, parsed->lexemes.text, part->body);
	calx__vec_append(&inspection->constraints, &constraint);
}

static void constraints_fill(struct inspection *inspection,
	const struct parsed_table *parsed, struct sql_table *table)
{
	for (size_t i = 0; i < parsed->column_count; i++) {
		const struct parsed_column *column = &parsed->columns[i];

		for (size_t j = 0; j < column->part_count; j++)
			constraint_add(inspection, parsed, &column->parts[j]);
	}
	for (size_t i = 0; i < parsed->constraint_count; i++)
		constraint_add(inspection, parsed, &parsed->constraints[i]);
	table->constraints = calx__vec_keep(&inspection->constraints,
		inspection->arena, &table->constraint_count);
}

/* A condition that restates a column's type is part of that type: VARCHAR with
 * a list of labels is an enumeration. */
static void check_adopt(struct arena *arena, struct sql_table *table,
	struct sql_constraint *check)
{
	for (size_t i = 0; i < table->column_count; i++) {
		struct sql_column *column = &table->columns[i];
		calx_type type = calx__type_of_condition(
			arena, column->name, check->text);

		if (!calx__condition_tells_type(type.kind, column->type.kind))
			continue;
		check->of_type = true;
		if (type.kind == CALX_ENUMERATION)
			column->type = type;
	}
}

static void checks_adopt(struct arena *arena, struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		struct sql_constraint *constraint = &table->constraints[i];

		if (constraint->kind == CALX_CHECK && constraint->text)
			check_adopt(arena, table, constraint);
	}
}

/* ---- tables and indexes ----------------------------------------------------- */

static void table_finish(struct inspection *inspection)
{
	if (!inspection->table)
		return;
	inspection->table->indexes = calx__vec_keep(&inspection->indexes,
		inspection->arena, &inspection->table->index_count);
	inspection->table = NULL;
}

static const struct virtual_table *virtual_at(
	const struct inspection *inspection, size_t index)
{
	return calx__vec_at(&inspection->virtuals, index);
}

/* Whether a virtual table keeps its data there. */
static bool is_shadow(const struct inspection *inspection, const char *name)
{
	for (size_t i = 0; i < inspection->virtuals.count; i++) {
		const struct virtual_table *owner = virtual_at(inspection, i);
		const size_t length = strlen(owner->name);
		const struct view start = { name, strnlen(name, length) };

		if (calx__view_is_nocase(start, owner->name) &&
			name[length] == '_' &&
			(!owner->suffixes || calx__text_lists(owner->suffixes,
						     name + length + 1)))
			return true;
	}
	return false;
}

static bool is_virtual(const struct inspection *inspection, const char *name)
{
	for (size_t i = 0; i < inspection->virtuals.count; i++)
		if (calx__text_equal(virtual_at(inspection, i)->name, name))
			return true;
	return false;
}

static enum calx_status table_add(
	struct inspection *inspection, const char *name, const char *sql)
{
	struct arena *arena = inspection->arena;
	struct sql_table *table = calx__arena_zero(arena, 1, sizeof(*table));
	struct parsed_table parsed;
	enum calx_status status;

	if (!table)
		return calx__fail_memory(inspection->error);
	table->name = calx__arena_strdup(arena, name);
	table->sql = calx__arena_strdup(arena, sql);
	table->internal = is_shadow(inspection, name);
	if (arena->failed)
		return calx__fail_memory(inspection->error);
	status = calx__create_table_read(
		arena, table->sql, &parsed, inspection->error);
	if (status == CALX_INVALID && table->internal) {
		/* its module's business */
		calx_error_clear(inspection->error);
		return CALX_OK;
	}
	if (status < 0)
		return status;
	table->columns = calx__arena_zero(
		arena, parsed.column_count, sizeof(*table->columns));
	table->column_count = table->columns ? parsed.column_count : 0;
	for (size_t i = 0; i < table->column_count; i++)
		column_fill(arena, &parsed, i, &table->columns[i]);
	constraints_fill(inspection, &parsed, table);
	checks_adopt(arena, table);
	table->says_options = true;
	table->strict = parsed.strict;
	table->without_rowid = parsed.without_rowid;
	inspection->table = table;
	calx__vec_append(&inspection->tables, &inspection->table);
	return CALX_OK;
}

static enum calx_status index_add(
	struct inspection *inspection, const char *name, const char *sql)
{
	struct arena *arena = inspection->arena;
	struct sql_constraint constraint = {
		.kind = CALX_INDEX,
		.name = calx__arena_strdup(arena, name),
		.sql = calx__arena_strdup(arena, sql),
	};
	struct parsed_index parsed;
	enum calx_status status;

	if (!inspection->table)
		return CALX_OK;
	if (arena->failed)
		return calx__fail_memory(inspection->error);
	status = calx__create_index_read(
		arena, constraint.sql, &parsed, inspection->error);
	if (status < 0)
		return status;
	constraint.unique = parsed.unique;
	constraint.columns = names_of(arena, parsed.columns,
		parsed.column_count, &constraint.column_count);
	items_fill(arena, constraint.sql, parsed.columns, parsed.column_count,
		&constraint);
	if (parsed.where.end > parsed.where.start)
		constraint.where =
			calx__span_text(arena, constraint.sql, parsed.where);
	calx__vec_append(&inspection->indexes, &constraint);
	return CALX_OK;
}

static enum calx_status schema_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const char *type = values[0], *name = values[1], *sql = values[2];
	enum calx_status status = CALX_OK;

	(void)count;
	if (calx__text_equal(type, "index")) {
		status = index_add(inspection, name, sql);
	} else {
		table_finish(inspection);
		if (!is_virtual(inspection, name))
			status = table_add(inspection, name, sql);
	}
	if (status < 0)
		calx__fail_context(inspection->error, "%s %s", type, name);
	return status;
}

/* CREATE VIRTUAL TABLE [IF NOT EXISTS] [schema.]name USING module: the word
 * behind the first USING that is no quoted name. */
static const char *suffixes_of(struct arena *arena, const char *sql)
{
	struct lexemes lexemes;
	size_t at = 0;

	if (calx__lexemes_read(arena, sql, &lexemes, NULL) < 0)
		return NULL;
	while (at < lexemes.count && !calx__lexeme_is(&lexemes, at, "USING"))
		at++;
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (calx__lexeme_names(&lexemes, at + 1, modules[i].name))
			return modules[i].suffixes;
	return NULL;
}

static enum calx_status virtual_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const struct virtual_table table = {
		.name = calx__arena_strdup(inspection->arena, values[0]),
		.suffixes = suffixes_of(inspection->arena, values[1]),
	};

	(void)count;
	if (!table.name || !calx__vec_append(&inspection->virtuals, &table))
		return calx__fail_memory(inspection->error);
	return CALX_OK;
}

/* CREATE VIEW name [(columns)] AS SELECT ...: behind the first AS that is no
 * quoted name; columns with names of their own are said by WITH. NULL if there is
 * none. */
static const char *select_of(struct arena *arena, const char *sql)
{
	struct lexemes lexemes;
	const char *select;
	size_t at = 0, names = 0, end;

	if (calx__lexemes_read(arena, sql, &lexemes, NULL) < 0)
		return NULL;
	for (; at < lexemes.count && !calx__lexeme_is(&lexemes, at, "AS"); at++)
		if (!names && calx__lexeme_is(&lexemes, at, "("))
			names = at;
	if (at + 1 >= lexemes.count)
		return NULL;
	select = sql + lexemes.items[at + 1].span.start;
	if (!names)
		return calx__arena_strdup(arena, select);
	end = lexemes.items[at - 1].span.end;
	names = lexemes.items[names].span.start;
	return calx__arena_printf(arena,
		"WITH named %.*s AS (%s\n) SELECT * FROM named",
		(int)(end - names), sql + names, select);
}

static enum calx_status object_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct arena *arena = inspection->arena;
	const struct sql_object object = {
		.name = calx__arena_strdup(arena, values[1]),
		.table = calx__text_equal(values[0], "trigger")
				 ? calx__arena_strdup(arena, values[2])
				 : NULL,
		.sql = calx__arena_strdup(arena, values[3]),
		.select = calx__text_equal(values[0], "view")
				  ? select_of(arena, values[3])
				  : NULL,
	};

	(void)count;
	if (arena->failed || !calx__vec_append(&inspection->objects, &object))
		return calx__fail_memory(inspection->error);
	return CALX_OK;
}

/* Publishes what was collected, or says why not. */
static enum calx_status inspection_finish(struct inspection *inspection,
	enum calx_status status, struct sql_schema *ret_schema)
{
	struct sql_schema schema = { 0 };

	table_finish(inspection);
	schema.tables = calx__vec_keep(
		&inspection->tables, inspection->arena, &schema.table_count);
	calx__vec_release(&inspection->tables);
	calx__vec_release(&inspection->indexes);
	calx__vec_release(&inspection->constraints);
	schema.objects = calx__vec_keep(
		&inspection->objects, inspection->arena, &schema.object_count);
	calx__vec_release(&inspection->objects);
	calx__vec_release(&inspection->virtuals);
	if (status < 0)
		return status;
	if (inspection->arena->failed)
		return calx__fail_memory(inspection->error);
	*ret_schema = schema;
	return CALX_OK;
}

static struct inspection inspection_start(
	struct arena *arena, calx_error *error)
{
	return (struct inspection){
		.arena = arena,
		.error = error,
		.tables = VEC_INIT(struct sql_table *),
		.indexes = VEC_INIT(struct sql_constraint),
		.constraints = VEC_INIT(struct sql_constraint),
		.virtuals = VEC_INIT(struct virtual_table),
		.objects = VEC_INIT(struct sql_object),
	};
}

enum calx_status calx__sqlite_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	struct inspection inspection = inspection_start(arena, error);
	enum calx_status status = catalog->query(
		catalog, virtual_query, virtual_row, &inspection, error);

	if (status >= 0)
		status = catalog->query(
			catalog, schema_query, schema_row, &inspection, error);
	if (status >= 0)
		status = catalog->query(
			catalog, object_query, object_row, &inspection, error);
	return inspection_finish(&inspection, status, ret_schema);
}

bool calx__sqlite_mentions(
	struct arena *arena, const char *sql, const char *name)
{
	struct lexemes lexemes;

	if (calx__lexemes_read(arena, sql, &lexemes, NULL) < 0)
		return false;
	for (size_t i = 0; i < lexemes.count; i++)
		if (calx__lexeme_names(&lexemes, i, name))
			return true;
	return false;
}

/* ---- as it would be shown ----------------------------------------------------- */

/* In which form a column keeps its values is no matter of the database. */
static void stored_keep(struct sql_table *shown, const struct sql_table *table)
{
	assert(shown);
	for (size_t i = 0; i < shown->column_count; i++)
		if (table->columns[i].type.stored)
			shown->columns[i].type = table->columns[i].type;
}

/* Writes the table and reads that. */
static enum calx_status table_normalise(struct inspection *inspection,
	const struct dialect *dialect, const struct sql_table *table,
	struct strbuf *sql)
{
	enum calx_status status =
		calx__ddl_check(dialect, table, inspection->error);
	const char *text;

	if (status < 0)
		return status;
	calx__ddl_create_table(sql, dialect, table);
	text = calx__strbuf_keep(sql, inspection->arena);
	status = text ? table_add(inspection, table->name, text)
		      : calx__fail_memory(inspection->error);
	if (status >= 0)
		stored_keep(inspection->table, table);
	for (size_t i = 0; i < table->index_count && status >= 0; i++) {
		const struct sql_constraint *index = &table->indexes[i];

		calx__ddl_create_index(
			sql, dialect, table->schema, table->name, index);
		text = calx__strbuf_keep(sql, inspection->arena);
		status = text ? index_add(inspection, index->name, text)
			      : calx__fail_memory(inspection->error);
	}
	table_finish(inspection);
	if (status < 0)
		calx__fail_context(inspection->error, "table %s", table->name);
	return status;
}

enum calx_status calx__sqlite_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	struct inspection inspection = inspection_start(arena, error);
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status = CALX_OK;

	(void)catalog; /* all that SQLite knows is the text */
	for (size_t i = 0; i < schema->table_count && status >= 0; i++)
		status = table_normalise(
			&inspection, dialect, schema->tables[i], &sql);
	calx__strbuf_release(&sql);
	return inspection_finish(&inspection, status, ret_schema);
}
