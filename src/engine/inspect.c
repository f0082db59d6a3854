#include "engine/inspect.h"

#include <calx/inspect.h>

#include "compile/identifier.h"
#include "compile/spelling.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/relation.h"
#include "sql/schema/items.h"
#include "sql/schema/option.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/vec.h"

/* Inspection: the schema as the dialect reads it, and the same as the structs
 * that a model becomes. */

/* ---- as the dialect sees it --------------------------------------------- */

static bool space_add(struct vec *spaces, const char *space)
{
	const char *const *there = spaces->items;

	for (size_t i = 0; i < spaces->count; i++)
		if (!space || calx__text_equal(there[i], space))
			return true;
	return !space || calx__vec_append(spaces, &space);
}

/* The namespaces of the tables, each once, up to NULL; NULL without memory. */
static const char *const *spaces_of(
	struct arena *arena, const struct sql_schema *wanted)
{
	struct vec spaces = VEC_INIT(const char *);
	const char *end = NULL;
	const char *const *kept;
	size_t count;
	bool done = true;

	for (size_t i = 0; done && i < wanted->table_count; i++) {
		const struct sql_table *table = wanted->tables[i];

		done = space_add(&spaces, table->schema);
		for (size_t j = 0; done && j < table->constraint_count; j++)
			done = space_add(
				&spaces, table->constraints[j].referred_schema);
	}
	if (done)
		calx__vec_append(&spaces, &end);
	kept = calx__vec_keep(&spaces, arena, &count);
	calx__vec_release(&spaces);
	return done ? kept : NULL;
}

static enum calx_status inspect_in(calx_connection *connection,
	struct arena *arena, const char *const *spaces,
	struct sql_schema *ret_schema)
{
	const struct dialect *dialect = calx__connection_dialect(connection);
	struct catalog catalog = calx__connection_catalog(connection);
	calx_error error = { 0 };
	enum calx_status status;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	catalog.spaces = spaces;
	status = dialect->inspect(&catalog, arena, ret_schema, &error);
	if (status >= 0 && !calx__schema_index(arena, ret_schema))
		status = calx__fail_memory(&error);
	if (status >= 0)
		calx__schema_settle(dialect, ret_schema);
	if (status >= 0 || calx__connection_status(connection) < 0)
		return status;
	if (error.status >= 0)
		return calx__fail(calx__connection_failing(connection), status,
			"the schema could not be read");
	*calx__connection_failing(connection) = error;
	return status;
}

enum calx_status calx__inspect(calx_connection *connection, struct arena *arena,
	struct sql_schema *ret_schema)
{
	return inspect_in(connection, arena, NULL, ret_schema);
}

enum calx_status calx__inspect_for(calx_connection *connection,
	struct arena *arena, const struct sql_schema *wanted,
	struct sql_schema *ret_schema)
{
	const char *const *spaces = spaces_of(arena, wanted);

	if (!spaces)
		return calx__fail_memory(calx__connection_failing(connection));
	return inspect_in(connection, arena, spaces, ret_schema);
}

/* ---- as public metadata ------------------------------------------------- */

struct calx_inspector {
	struct arena arena;
	struct calx_metadata metadata;
	const calx_table **tables;
	const struct dialect *dialect; /* which names are one */
};

/* A name as a list takes it: what is no word is a literal. */
static void add_name(struct strbuf *text, const char *name)
{
	const char *end = name;

	while (calx__ascii_is_word(*end))
		end++;
	if (!*end && !calx__ascii_is_digit(*name)) {
		calx__strbuf_adds(text, name);
		return;
	}
	calx__strbuf_addc(text, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			calx__strbuf_addc(text, '\\');
		calx__strbuf_addc(text, *name);
	}
	calx__strbuf_addc(text, '"');
}

/* "a, b" */
static const char *names_join(
	struct arena *arena, const char *const *names, size_t count)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < count; i++) {
		calx__strbuf_adds(&text, i ? ", " : "");
		add_name(&text, names[i]);
	}
	return calx__strbuf_keep(&text, arena);
}

static void add_item(struct strbuf *text, const struct sql_item *item)
{
	if (item->column)
		add_name(text, item->column);
	else
		calx__strbuf_adds(text, item->expression);
	if (item->collation) {
		calx__strbuf_adds(text, " COLLATE ");
		add_name(text, item->collation);
	}
	if (calx__item_class(item)) {
		calx__strbuf_addc(text, ' ');
		add_name(text, item->operators);
	}
	if (item->parameters)
		calx__strbuf_addf(text, "(%s)", item->parameters);
	calx__strbuf_adds(text, item->descending ? " DESC" : "");
	if (item->with)
		calx__strbuf_addf(text, " WITH %s", item->with);
}

/* "a COLLATE NOCASE, lower(b) DESC": those that are included, or the others;
 * NULL: there are none */
static const char *items_join(
	struct arena *arena, const struct sql_constraint *from, bool included)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < from->item_count; i++) {
		if (from->items[i].included != included)
			continue;
		calx__strbuf_adds(&text, text.length ? ", " : "");
		add_item(&text, &from->items[i]);
	}
	if (!text.length && !text.failed)
		return NULL;
	return calx__strbuf_keep(&text, arena);
}

/* "table" or "table(a, b)", with the schema before it if there is one */
static const char *target_spell(
	struct arena *arena, const struct sql_constraint *constraint)
{
	const char *table = constraint->referred_table;

	if (constraint->referred_schema)
		table = calx__arena_printf(
			arena, "%s.%s", constraint->referred_schema, table);
	if (!constraint->referred_columns)
		return table;
	return calx__arena_printf(arena, "%s(%s)", table,
		names_join(arena,
			(const char *const *)constraint->referred_columns,
			constraint->column_count));
}

static calx_constraint constraint_public(
	struct arena *arena, const struct sql_constraint *from)
{
	calx_constraint constraint = {
		.kind = from->kind,
		.name = from->name,
		.text = from->text,
		.unique = from->unique,
		.options.size = sizeof(constraint.options),
	};
	const struct option_info *option;

	constraint.options.include = items_join(arena, from, true);
	if (from->items)
		constraint.columns = items_join(arena, from, false);
	else if (from->column_count)
		constraint.columns = names_join(arena,
			(const char *const *)from->columns, from->column_count);
	if (from->kind == CALX_FOREIGN_KEY)
		constraint.text = target_spell(arena, from);
	for (option = calx__constraint_options; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			calx__option_is_of(option, from->kind))
			calx__option_give(
				arena, option, from, &constraint.options);
	return constraint;
}

static const calx_constraint *constraints_public(
	struct arena *arena, const struct sql_table *from)
{
	size_t count = from->constraint_count + from->index_count;
	calx_constraint *constraints =
		calx__arena_zero(arena, count + 1, sizeof(*constraints));

	if (!constraints)
		return NULL;
	count = 0;
	/* what says a type again comes with the type */
	for (size_t i = 0; i < from->constraint_count; i++)
		if (!from->constraints[i].of_type)
			constraints[count++] =
				constraint_public(arena, &from->constraints[i]);
	for (size_t i = 0; i < from->index_count; i++)
		constraints[count++] =
			constraint_public(arena, &from->indexes[i]);
	return constraints;
}

static calx_column column_public(struct arena *arena,
	const struct sql_column *from, const calx_table *table)
{
	calx_column column = {
		.name = from->name,
		.type = from->type,
		.nullable = from->nullable,
		.options.size = sizeof(column.options),
		.table = table,
	};
	const struct option_info *option;

	for (option = calx__column_options; option->title; option++)
		if (option->role == OPTION_OF_ITSELF)
			calx__option_give(arena, option, from, &column.options);
	if (from->type.kind == CALX_NULL)
		column.options.sql_type = from->type_text;
	return column;
}

static const calx_column *columns_public(struct arena *arena,
	const struct sql_table *from, const calx_table *table)
{
	calx_column *columns =
		calx__arena_zero(arena, from->column_count, sizeof(*columns));

	for (size_t i = 0; columns && i < from->column_count; i++)
		columns[i] = column_public(arena, &from->columns[i], table);
	return columns;
}

static calx_table_options options_public(
	struct arena *arena, const struct sql_table *from)
{
	calx_table_options options = { .size = sizeof(options) };
	const struct option_info *option;

	for (option = calx__table_options; option->title; option++)
		calx__option_give(arena, option, from, &options);
	return options;
}

static const calx_table *table_public(
	struct arena *arena, const struct sql_table *from)
{
	calx_table *table = calx__arena_zero(arena, 1, sizeof(*table));

	if (!table)
		return NULL;
	*table = (calx_table){
		CALX_TABLE_SIZES,
		.name = from->name,
		.schema = from->schema,
		.columns = columns_public(arena, from, table),
		.column_count = from->column_count,
		.constraints = constraints_public(arena, from),
		.row_align = 1,
		.options = options_public(arena, from),
	};
	return table;
}

static enum calx_status inspector_fill(
	struct calx_inspector *inspector, calx_connection *connection)
{
	struct arena *arena = &inspector->arena;
	struct sql_schema schema = { 0 };
	size_t count = 0;
	enum calx_status status = calx__inspect(connection, arena, &schema);

	if (status >= 0)
		status = calx__inspect_relations(connection, arena, &schema);
	if (status < 0)
		return status;
	inspector->dialect = calx__connection_dialect(connection);
	inspector->tables = calx__arena_zero(
		arena, schema.table_count + 1, sizeof(const calx_table *));
	for (size_t i = 0; inspector->tables && i < schema.table_count; i++)
		if (!schema.tables[i]->internal)
			inspector->tables[count++] =
				table_public(arena, schema.tables[i]);
	if (arena->failed)
		return calx__fail_memory(calx__connection_failing(connection));
	inspector->metadata = (calx_metadata){ .size = sizeof(calx_metadata),
		.tables = inspector->tables };
	return CALX_OK;
}

calx_inspector *calx_inspect(calx_connection *connection, calx_error *error)
{
	struct calx_inspector *inspector;

	calx_error_clear(error);
	inspector = calx__alloc_zero(1, sizeof(*inspector));
	if (!inspector) {
		calx__fail_memory(error);
		return NULL;
	}
	if (inspector_fill(inspector, connection) >= 0)
		return inspector;
	if (error)
		*error = *calx_connection_error(connection);
	calx_inspector_close(inspector);
	return NULL;
}

const calx_metadata *calx_inspector_metadata(const calx_inspector *inspector)
{
	return inspector ? &inspector->metadata : NULL;
}

const calx_table *calx_inspector_table(
	const calx_inspector *inspector, const char *name)
{
	if (!inspector)
		return NULL;
	for (size_t i = 0; inspector->tables[i]; i++)
		if (calx__names_equal(inspector->dialect,
			    inspector->tables[i]->name, name))
			return inspector->tables[i];
	return NULL;
}

void calx_inspector_close(calx_inspector *inspector)
{
	if (!inspector)
		return;
	calx__arena_release(&inspector->arena);
	calx__free(inspector);
}
