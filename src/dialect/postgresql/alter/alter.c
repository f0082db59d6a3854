#include "dialect/postgresql/alter/alter.h"

#include <string.h>

#include "compile/alter.h"
#include "compile/ddl.h"
#include "compile/identifier.h"
#include "dialect/postgresql/alter/ask.h"
#include "dialect/postgresql/alter/enums.h"
#include "dialect/postgresql/text/enumeration.h"
#include "dialect/postgresql/text/identity.h"
#include "dialect/postgresql/text/same.h"
#include "sql/schema/compare.h"
#include "sql/schema/expression.h"
#include "sql/schema/option.h"
#include "util/fail.h"
#include "util/text.h"

/* Operations as PostgreSQL says them. */

/* ---- tables and columns -------------------------------------------------------- */

void calx__postgresql_create_table(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;

	for (size_t i = 0; i < table->column_count; i++)
		calx__postgresql_enum_make(
			writer, operation, &table->columns[i]);
	calx__alter_default(writer, operation);
}

/* Does it, and drops the types that it leaves behind. */
static void drop_with_enums(struct alter_writer *writer,
	const struct operation *operation, const char *column)
{
	struct vec types = VEC_INIT(struct enum_type);

	calx__postgresql_enums_find(writer, operation, column, &types);
	if (writer->status >= 0) {
		calx__alter_default(writer, operation);
		calx__postgresql_enums_drop(writer, &types);
	}
	calx__postgresql_enums_release(&types);
}

void calx__postgresql_drop_table(
	struct alter_writer *writer, const struct operation *operation)
{
	drop_with_enums(writer, operation, NULL);
}

void calx__postgresql_add_column(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__postgresql_enum_make(
		writer, operation, operation->definition->columns);
	calx__alter_default(writer, operation);
}

void calx__postgresql_drop_column(
	struct alter_writer *writer, const struct operation *operation)
{
	drop_with_enums(writer, operation, operation->name);
}

/* ---- altering columns ------------------------------------------------------------ */

static enum calx_status collation_row(
	void *context, const char *const *values, size_t count)
{
	struct alter_writer *writer = context;

	(void)count;
	calx__strbuf_adds(&writer->sql, " COLLATE ");
	calx__sql_relation(&writer->sql, writer->dialect, values[0], values[1]);
	return CALX_OK;
}

/* TYPE sets the collation anew: the one that is mentioned, or else the one that
 * the column has, if it is not its type's. */
static void add_collation(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_column *column = operation->definition->columns;
	struct strbuf sql = STRBUF_INIT;

	if (column->collation) {
		if (calx__option_is_none(column->collation))
			return;
		calx__strbuf_adds(&writer->sql, " COLLATE ");
		calx__sql_identifier(
			&writer->sql, writer->dialect, column->collation);
		return;
	}
	if (column->type.kind != CALX_STRING && column->type.kind != CALX_TEXT)
		return;
	calx__strbuf_adds(&sql,
		"SELECT n.nspname, c.collname FROM pg_catalog.pg_attribute a"
		" JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
		" JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace"
		" WHERE a.attcollation <> t.typcollation AND");
	calx__postgresql_catalog_ask_column(
		writer, operation, &sql, collation_row, writer);
}

/* Through text, which every type has: so that a label stays what it was. */
static void set_type(struct alter_writer *writer,
	const struct operation *operation, bool through_text)
{
	const struct sql_column *column = operation->definition->columns;
	struct strbuf *sql = &writer->sql;

	calx__alter_action(writer, operation, " TYPE ");
	calx__ddl_type(sql, writer->dialect, column, 0);
	add_collation(writer, operation);
	calx__strbuf_adds(sql, " USING ");
	calx__sql_identifier(sql, writer->dialect, column->name);
	calx__strbuf_adds(sql, through_text ? "::text::" : "::");
	calx__ddl_type(sql, writer->dialect, column, 0);
	calx__alter_emit(writer);
}

static enum calx_status cast_row(
	void *context, const char *const *values, size_t count)
{
	(void)count;
	*(bool *)context = calx__text_equal(values[0], "0");
	return CALX_OK;
}

/* What has no cast to the new type goes through text, which every type has; the
 * server says which value cannot be one of the new type. Whether there is a
 * cast: the manual's pg_cast. */
static bool goes_through_text(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_column *column = operation->definition->columns;
	struct strbuf sql = STRBUF_INIT, type = STRBUF_INIT;
	bool none = false;

	calx__strbuf_adds(&sql,
		"SELECT (a.atttypid = t.oid OR t.typcategory = 'S' OR EXISTS"
		" (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = a.atttypid"
		" AND c.casttarget = t.oid))::int"
		" FROM pg_catalog.pg_attribute a, pg_catalog.pg_type t"
		" WHERE t.oid = pg_catalog.to_regtype(");
	calx__ddl_type(&type, writer->dialect, column, 0);
	calx__sql_literal(&sql, writer->dialect, type.data);
	sql.failed |= type.failed;
	calx__strbuf_adds(&sql, ") AND");
	calx__postgresql_catalog_ask_column(
		writer, operation, &sql, cast_row, &none);
	calx__strbuf_release(&type);
	return none;
}

/* A column's type, whatever it was before: an enumeration gets its type, and
 * the one that it had goes. */
static void change_type(struct alter_writer *writer,
	const struct operation *operation, struct vec *types)
{
	const struct sql_column *column = operation->definition->columns;
	struct enum_type *type = types->count ? calx__vec_at(types, 0) : NULL;
	const bool to_enum = calx__postgresql_is_enum(column);

	if (type && to_enum)
		calx__postgresql_enum_step_aside(writer, type, column);
	if (writer->status < 0)
		return;
	calx__postgresql_enum_make(writer, operation, column);
	set_type(writer, operation,
		type || to_enum || goes_through_text(writer, operation));
	calx__postgresql_enums_drop(writer, types);
}

/* What of the column is to become otherwise. */
struct column_change {
	bool type, adds_labels, removes_default, sets_default;
};

static struct column_change change_of(
	const struct operation *operation, const struct vec *types)
{
	const struct sql_column *column = operation->definition->columns;
	const struct sql_column *before =
		operation->before ? operation->before->columns : NULL;
	struct column_change change = {
		.type = !before || !calx__type_same(column, before) ||
			(column->collation &&
				!calx__text_equal(
					column->collation, before->collation)),
	};
	const bool revalued =
		column->server_default &&
		(!before || !calx__sql_same(column->server_default,
				    before->server_default));

	change.adds_labels =
		change.type && types->count &&
		calx__postgresql_is_enum(column) &&
		calx__postgresql_enum_is_longer(calx__vec_at(types, 0), column);
	change.type &= !change.adds_labels;
	change.removes_default = revalued && calx__alter_had_default(before);
	change.sets_default =
		revalued && !calx__option_is_none(column->server_default);
	return change;
}

struct default_search {
	struct arena *arena;
	const char *text;
};

static enum calx_status default_row(
	void *context, const char *const *values, size_t count)
{
	struct default_search *search = context;

	(void)count;
	if (values[0])
		search->text =
			calx__postgresql_canonical(search->arena, values[0]);
	return CALX_OK;
}

/* The default that the column has now, without the cast to its type; NULL: none,
 * or none that is known. */
static const char *default_find(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_column *before =
		operation->before ? operation->before->columns : NULL;
	struct default_search search = { writer->arena,
		before ? before->server_default : NULL };
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)"
		" FROM pg_catalog.pg_attrdef d"
		" JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid"
		" AND a.attnum = d.adnum WHERE");
	calx__postgresql_catalog_ask_column(
		writer, operation, &sql, default_row, &search);
	return search.text;
}

/* A default of an enumeration is of its type, and is in the way of another: it
 * goes, and `again` brings it back. */
static void default_set_aside(struct alter_writer *writer,
	const struct operation *operation, struct operation *again)
{
	const char *text = default_find(writer, operation);
	struct sql_table *table;

	if (!text || writer->status < 0)
		return;
	table = calx__arena_zero(writer->arena, 1, sizeof(*table));
	if (table)
		table->columns = calx__arena_zero(
			writer->arena, 1, sizeof(*table->columns));
	if (!table || !table->columns) {
		writer->status = calx__fail_memory(writer->error);
		return;
	}
	table->columns[0] = operation->definition->columns[0];
	table->columns[0].server_default = text;
	*again = *operation;
	again->definition = table;
	calx__alter_action(writer, operation, " DROP DEFAULT");
	calx__alter_emit(writer);
}

/* ---- columns that number themselves ------------------------------------------ */

/* How it does now, and whether it is the table's key. */
struct identity_now {
	bool numbers, key;
};

static enum calx_status identity_row(
	void *context, const char *const *values, size_t count)
{
	struct identity_now *now = context;

	(void)count;
	now->numbers = values[0] && *values[0];
	now->key = values[1] && *values[1] == '1';
	return CALX_OK;
}

static struct identity_now identity_ask(
	struct alter_writer *writer, const struct operation *operation)
{
	struct identity_now now = { true, true };
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"SELECT a.attidentity, CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k"
		" WHERE k.conrelid = a.attrelid AND k.contype = 'p'"
		" AND k.conkey = ARRAY[a.attnum]) THEN 1 ELSE 0 END"
		" FROM pg_catalog.pg_attribute a WHERE");
	calx__postgresql_catalog_ask_column(
		writer, operation, &sql, identity_row, &now);
	return now;
}

static void identity_set(struct alter_writer *writer,
	const struct operation *operation, const char *word, long long number)
{
	if (!number || writer->status < 0)
		return;
	calx__alter_action(writer, operation, word);
	calx__strbuf_addf(&writer->sql, "%lld", number);
	calx__alter_emit(writer);
}

static bool is_integer(const struct sql_column *column)
{
	return column->type.kind >= CALX_SMALL_INTEGER &&
	       column->type.kind <= CALX_BIG_INTEGER && !column->type.stored;
}

/* What numbers itself is an integer: of another type it does no more. */
static bool leaves(const struct operation *operation)
{
	const struct sql_column *column = operation->definition->columns;
	const struct sql_column *before =
		operation->before ? operation->before->columns : NULL;

	return !is_integer(column) && !column->type_text &&
	       (!before || is_integer(before));
}

static void identity_leave(
	struct alter_writer *writer, const struct operation *operation)
{
	if (!leaves(operation) || !identity_ask(writer, operation).numbers ||
		writer->status < 0)
		return;
	calx__alter_action(writer, operation, " DROP IDENTITY IF EXISTS");
	calx__alter_emit(writer);
}

/* A key that becomes an integer numbers itself, as one that is made so. */
static bool becomes_integer(const struct operation *operation)
{
	return is_integer(operation->definition->columns) &&
	       operation->before && !is_integer(operation->before->columns);
}

/* What is not mentioned stays. */
static void identity_alter(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_column *column = operation->definition->columns;
	const bool goes = calx__option_is_none(column->identity);
	const bool said = column->identity || column->identity_start ||
			  column->identity_increment;
	struct identity_now now;

	if ((!said && !becomes_integer(operation)) || leaves(operation))
		return;
	now = identity_ask(writer, operation);
	if (writer->status < 0 || (!said && !now.key))
		return;
	if (goes && !now.key) {
		calx__alter_action(
			writer, operation, " DROP IDENTITY IF EXISTS");
	} else if (!now.numbers) {
		calx__alter_action(writer, operation, " ADD");
		calx__postgresql_identity(&writer->sql, column->identity,
			column->identity_start, column->identity_increment);
	} else if (column->identity) {
		calx__alter_action(writer, operation,
			calx__text_equal(column->identity, "ALWAYS")
				? " SET GENERATED ALWAYS"
				: " SET GENERATED BY DEFAULT");
	}
	if (writer->sql.length)
		calx__alter_emit(writer);
	if (!now.numbers || (goes && !now.key))
		return;
	identity_set(
		writer, operation, " SET START WITH ", column->identity_start);
	identity_set(writer, operation, " SET INCREMENT BY ",
		column->identity_increment);
}

static void alter_steps(struct alter_writer *writer,
	const struct operation *operation, struct vec *types)
{
	const struct column_change change = change_of(operation, types);
	const struct sql_column *column = operation->definition->columns;
	const struct sql_column *before =
		operation->before ? operation->before->columns : NULL;
	struct operation again = { .definition = NULL };

	if (change.adds_labels)
		calx__postgresql_enum_lengthen(
			writer, calx__vec_at(types, 0), column);
	if (change.removes_default) {
		calx__alter_action(writer, operation, " DROP DEFAULT");
		calx__alter_emit(writer);
	}
	if (change.type) {
		identity_leave(writer, operation);
		if ((types->count || calx__postgresql_is_enum(column)) &&
			!change.removes_default)
			default_set_aside(writer, operation, &again);
		change_type(writer, operation, types);
	}
	if (change.sets_default)
		calx__alter_set_default(writer, operation);
	else if (again.definition)
		calx__alter_set_default(writer, &again);
	if (!before || column->nullable != before->nullable) {
		calx__alter_action(writer, operation,
			column->nullable ? " DROP NOT NULL" : " SET NOT NULL");
		calx__alter_emit(writer);
	}
	identity_alter(writer, operation);
	calx__alter_add_asked(writer, operation);
}

void calx__postgresql_alter_column(
	struct alter_writer *writer, const struct operation *operation)
{
	struct vec types = VEC_INIT(struct enum_type);

	calx__postgresql_enums_find(writer, operation,
		operation->definition->columns[0].name, &types);
	if (writer->status >= 0)
		alter_steps(writer, operation, &types);
	calx__postgresql_enums_release(&types);
}
