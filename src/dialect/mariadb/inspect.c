#include "dialect/mariadb/inspect.h"

#include <string.h>

#include "compile/ddl.h"
#include "dialect/mariadb/text/same.h"
#include "dialect/mariadb/text/spelling.h"
#include "dialect/mariadb/text/storage.h"
#include "dialect/mariadb/text/views.h"
#include "dialect/mariadb/type.h"
#include "sql/schema/items.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"

/* The information_schema as structs: one query for each of its views, whatever
 * the number of tables, and the rows of a table beside each other. */

struct inspection {
	struct arena *arena;
	calx_error *error;
	const char *space; /* the database that is read; NULL: the usual one */
	struct vec tables; /* of struct sql_table * */
	struct sql_schema schema;
	struct vec objects;   /* of struct sql_object */
	struct vec sequences; /* of struct sql_sequence */
	struct strbuf sequence_query;
	/* the table whose rows are read, and what has been read of it */
	struct sql_table *table;
	struct vec columns;	/* of struct sql_column */
	struct vec constraints; /* of struct sql_constraint: of all tables */
	struct vec owners;	/* of struct sql_table *: of each of them */
	struct vec rules;	/* of struct rule: of all foreign keys */
	size_t rule;		/* the one that comes next */
	struct vec names;	/* of const char *: columns of the last one */
	struct vec referred;	/* likewise */
	struct vec items;	/* of struct sql_item */
};

/* What a foreign key does; a key's columns are in another view. */
struct rule {
	const char *table, *name;
	const char *on_delete, *on_update;
};

/* in a query, the literal of the database that is read */
#define HERE "\001"

/* in the order of bytes: where case is no matter, the rows of two tables could
 * be mixed */
#define BY_TABLE " ORDER BY CAST(table_name AS BINARY), "

const char calx__mariadb_tables[] =
	"SELECT NULL, table_name FROM information_schema.tables"
	" WHERE table_schema = database()"
	" AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";

const char calx__mariadb_views[] =
	"SELECT NULL, table_name, column_name, column_type, is_nullable = 'YES'"
	" FROM information_schema.columns WHERE table_schema = database()"
	" AND table_name IN (SELECT v.table_name FROM information_schema.views v"
	" WHERE v.table_schema = database())" BY_TABLE "ordinal_position";

static const char table_query[] =
	"SELECT table_name, table_collation, nullif(table_comment, '') FROM information_schema.tables"
	" WHERE table_schema = " HERE ""
	" AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"
	" ORDER BY CAST(table_name AS BINARY)";

static const char column_query[] =
	"SELECT table_name, column_name, column_type, is_nullable,"
	" column_default, extra, collation_name, generation_expression,"
	" nullif(column_comment, '')"
	" FROM information_schema.columns"
	" WHERE table_schema = " HERE "" BY_TABLE "ordinal_position";

static const char check_query[] =
	"SELECT table_name, constraint_name, level, check_clause"
	" FROM information_schema.check_constraints"
	" WHERE constraint_schema = " HERE "" BY_TABLE "constraint_name";

static const char index_query[] =
	"SELECT table_name, index_name, non_unique, column_name, collation, sub_part, index_type"
	" FROM information_schema.statistics"
	" WHERE table_schema = " HERE "" BY_TABLE
	"index_name <> 'PRIMARY', index_name, seq_in_index";

/* two queries in one order: the server would join the views by reading the one
 * anew for each row of the other */
#define BY_KEY BY_TABLE "CAST(constraint_name AS BINARY)"

static const char rule_query[] =
	"SELECT table_name, constraint_name, delete_rule, update_rule"
	" FROM information_schema.referential_constraints"
	" WHERE constraint_schema = " HERE "" BY_KEY;

static const char reference_query[] =
	"SELECT table_name, constraint_name, column_name,"
	" nullif(referenced_table_schema, database()), referenced_table_name,"
	" referenced_column_name"
	" FROM information_schema.key_column_usage"
	" WHERE table_schema = " HERE
	" AND referenced_table_name IS NOT NULL" BY_KEY ", ordinal_position";

static const char view_query[] =
	"SELECT table_name, view_definition, " HERE
	" FROM information_schema.views"
	" WHERE table_schema = " HERE " ORDER BY table_name";

static const char sequence_name_query[] =
	"SELECT table_name FROM information_schema.tables"
	" WHERE table_schema = " HERE
	" AND table_type = 'SEQUENCE' ORDER BY table_name";

static const char trigger_query[] =
	"SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement"
	" FROM information_schema.triggers"
	" WHERE trigger_schema = " HERE " ORDER BY created, trigger_name";

static enum calx_status no_memory(const struct inspection *inspection)
{
	return calx__fail_memory(inspection->error);
}

static const char *keep(const struct inspection *inspection, const char *text)
{
	return text ? calx__arena_strdup(inspection->arena, text) : NULL;
}

/* ---- tables ------------------------------------------------------------------ */

static enum calx_status table_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_table *table =
		calx__arena_zero(inspection->arena, 1, sizeof(*table));

	(void)count;
	if (!table || !calx__vec_append(&inspection->tables, &table))
		return no_memory(inspection);
	table->name = keep(inspection, values[0]);
	table->schema = inspection->space;
	/* only models that name it have to do with it */
	table->internal = inspection->space != NULL;
	/* until the columns have been read */
	table->sql = keep(inspection, values[1]);
	table->comment = keep(inspection, values[2]);
	table->says_options = true;
	return table->name ? CALX_OK : no_memory(inspection);
}

static enum calx_status tables_finish(struct inspection *inspection)
{
	struct sql_schema *schema = &inspection->schema;

	schema->tables = calx__vec_keep(
		&inspection->tables, inspection->arena, &schema->table_count);
	return schema->tables && calx__schema_index(inspection->arena, schema)
		       ? CALX_OK
		       : no_memory(inspection);
}

/* The table of a row; NULL: it is no table, or came into being meanwhile. */
static struct sql_table *table_of(
	const struct inspection *inspection, const char *name)
{
	if (inspection->table && !strcmp(inspection->table->name, name))
		return inspection->table;
	return calx__schema_table(&inspection->schema, inspection->space, name);
}

/* ---- columns ----------------------------------------------------------------- */

static enum calx_status columns_finish(struct inspection *inspection)
{
	struct sql_table *table = inspection->table;

	if (table) {
		table->columns = calx__vec_keep(&inspection->columns,
			inspection->arena, &table->column_count);
		table->sql = NULL;
	}
	return !table || table->columns ? CALX_OK : no_memory(inspection);
}

/* nextval('s'), as on PostgreSQL */
static const char *nextval_of(
	const struct inspection *inspection, const char *sequence)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_adds(&text, "nextval(");
	calx__strbuf_addq(&text, '\'', sequence, strlen(sequence));
	calx__strbuf_addc(&text, ')');
	return calx__strbuf_keep(&text, inspection->arena);
}

/* A literal that is no text is printed as it is; a NULL is none. */
static const char *default_of(
	const struct inspection *inspection, const char *text)
{
	const char *sequence;

	if (!text || calx__text_equal(text, "NULL"))
		return NULL;
	sequence = calx__mariadb_sequence_of(inspection->arena, text);
	if (sequence)
		return nextval_of(inspection, sequence);
	return calx__mariadb_expression(inspection->arena, text);
}

static void column_fill(const struct inspection *inspection,
	const char *const *values, struct sql_column *column)
{
	const char *extra = values[5] ? values[5] : "";

	*column = (struct sql_column){
		.name = keep(inspection, values[1]),
		.type = calx__mariadb_storage_read(
			inspection->arena, values[2]),
		.nullable = calx__text_equal(values[3], "YES"),
		.server_default = default_of(inspection, values[4]),
		.number = inspection->columns.count - 1,
		.comment = keep(inspection, values[8]),
	};
	if (!calx__mariadb_storage_is(&column->type, values[2]))
		column->type_text = keep(inspection, values[2]);
	if (values[7]) {
		column->computed =
			calx__mariadb_expression(inspection->arena, values[7]);
		column->persisted = strstr(extra, "STORED") != NULL;
	}
	if (values[6] && !calx__text_equal(values[6], inspection->table->sql))
		column->collation = keep(inspection, values[6]);
}

static enum calx_status column_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_table *table = table_of(inspection, values[0]);
	struct sql_column *column;
	enum calx_status status;

	(void)count;
	if (!table)
		return CALX_OK;
	if (table != inspection->table) {
		if ((status = columns_finish(inspection)) < 0)
			return status;
		inspection->table = table;
	}
	column = calx__vec_push(&inspection->columns);
	if (!column)
		return no_memory(inspection);
	column_fill(inspection, values, column);
	return inspection->arena->failed ? no_memory(inspection) : CALX_OK;
}

/* ---- constraints -------------------------------------------------------------- */

static struct sql_constraint *last_constraint(
	const struct inspection *inspection)
{
	const struct vec *all = &inspection->constraints;

	return all->count ? calx__vec_at(all, all->count - 1) : NULL;
}

/* The columns of the last one are all there. */
static void constraint_finish(struct inspection *inspection)
{
	struct sql_constraint *last = last_constraint(inspection);
	struct arena *arena = inspection->arena;
	size_t count;

	if (!last)
		return;
	if (inspection->names.count)
		last->columns = calx__vec_keep(
			&inspection->names, arena, &last->column_count);
	if (inspection->referred.count)
		last->referred_columns =
			calx__vec_keep(&inspection->referred, arena, &count);
	for (size_t i = 0; i < inspection->items.count; i++) {
		const struct sql_item *item =
			calx__vec_at(&inspection->items, i);

		if (calx__item_is_special(item))
			last->items = calx__vec_keep(
				&inspection->items, arena, &last->item_count);
	}
	calx__vec_clear(&inspection->items);
}

/* Whether a row is of another constraint than the one before. A foreign key may
 * have the name of its index. */
static bool is_new(const struct inspection *inspection, const char *name,
	bool is_reference)
{
	const struct sql_constraint *last = last_constraint(inspection);
	const struct vec *owners = &inspection->owners;

	return !last || (last->kind == CALX_FOREIGN_KEY) != is_reference ||
	       *(struct sql_table **)calx__vec_at(owners, owners->count - 1) !=
		       inspection->table ||
	       !calx__text_equal(last->sql, name);
}

/* `sql` is its name until all have been read. */
static struct sql_constraint *constraint_new(
	struct inspection *inspection, const char *name)
{
	struct sql_constraint *constraint;

	constraint_finish(inspection);
	constraint = calx__vec_push(&inspection->constraints);
	if (!constraint ||
		!calx__vec_append(&inspection->owners, &inspection->table))
		return NULL;
	constraint->name = constraint->sql = keep(inspection, name);
	return constraint;
}

static enum calx_status column_keep(
	struct inspection *inspection, struct vec *list, const char *name)
{
	const char *copy = keep(inspection, name);

	return copy && calx__vec_append(list, &copy) ? CALX_OK
						     : no_memory(inspection);
}

/* NULL: it is a B-tree. */
static const char *method_of(const char *type)
{
	static const char *const methods[] = { "fulltext", "spatial" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (calx__text_equal_nocase(type, methods[i]))
			return methods[i];
	return NULL;
}

/* An index that is one of a primary key or a unique constraint is that. */
static enum calx_status index_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_constraint *constraint;
	struct sql_item item = { 0 };

	(void)count;
	inspection->table = table_of(inspection, values[0]);
	if (!inspection->table)
		return CALX_OK;
	if (is_new(inspection, values[1], false)) {
		constraint = constraint_new(inspection, values[1]);
		if (!constraint)
			return no_memory(inspection);
		constraint->kind = calx__text_equal(values[2], "0")
					   ? CALX_UNIQUE
					   : CALX_INDEX;
		constraint->method = method_of(values[6]);
		if (calx__text_equal(values[1], "PRIMARY")) {
			constraint->kind = CALX_PRIMARY_KEY;
			constraint->name = NULL;
		}
	}
	item.column = keep(inspection, values[3]);
	item.descending = calx__text_equal(values[4], "D");
	if (!item.column || !calx__vec_append(&inspection->items, &item))
		return no_memory(inspection);
	return column_keep(inspection, &inspection->names, values[3]);
}

/* RESTRICT and NO ACTION are one to InnoDB. */
static const char *action_of(
	const struct inspection *inspection, const char *rule)
{
	return calx__text_equal(rule, "RESTRICT") ||
			       calx__text_equal(rule, "NO ACTION")
		       ? NULL
		       : keep(inspection, rule);
}

static enum calx_status rule_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const struct rule rule = {
		.table = keep(inspection, values[0]),
		.name = keep(inspection, values[1]),
		.on_delete = action_of(inspection, values[2]),
		.on_update = action_of(inspection, values[3]),
	};

	(void)count;
	return !inspection->arena->failed &&
			       calx__vec_append(&inspection->rules, &rule)
		       ? CALX_OK
		       : no_memory(inspection);
}

/* The rules come in the order of the keys; one without a rule has come to be
 * meanwhile. */
static void rule_apply(
	struct inspection *inspection, struct sql_constraint *key)
{
	for (size_t i = inspection->rule; i < inspection->rules.count; i++) {
		const struct rule *rule = calx__vec_at(&inspection->rules, i);

		if (strcmp(rule->table, inspection->table->name) != 0 ||
			!calx__text_equal(rule->name, key->name))
			continue;
		key->on_delete = rule->on_delete;
		key->on_update = rule->on_update;
		inspection->rule = i + 1;
		return;
	}
}

static enum calx_status reference_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_constraint *constraint;
	enum calx_status status;

	(void)count;
	inspection->table = table_of(inspection, values[0]);
	if (!inspection->table)
		return CALX_OK;
	if (is_new(inspection, values[1], true)) {
		constraint = constraint_new(inspection, values[1]);
		if (!constraint)
			return no_memory(inspection);
		constraint->kind = CALX_FOREIGN_KEY;
		constraint->referred_schema = keep(inspection, values[3]);
		constraint->referred_table = keep(inspection, values[4]);
		rule_apply(inspection, constraint);
	}
	status = column_keep(inspection, &inspection->names, values[2]);
	return status < 0 ? status
			  : column_keep(inspection, &inspection->referred,
				    values[5]);
}

/* What makes LONGTEXT a JSON is a CHECK of the column's own. */
static bool json_is_told(
	const struct inspection *inspection, const char *const *values)
{
	struct sql_column *column =
		calx__text_equal(values[2], "Column")
			? calx__table_column(inspection->table, values[1])
			: NULL;

	if (!column || column->type.kind != CALX_TEXT ||
		strncmp(values[3], "json_valid(", strlen("json_valid(")) != 0)
		return false;
	column->type.kind = CALX_JSON;
	column->collation = NULL;
	return true;
}

static enum calx_status check_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_constraint *constraint;

	(void)count;
	inspection->table = table_of(inspection, values[0]);
	if (!inspection->table || json_is_told(inspection, values))
		return CALX_OK;
	constraint = constraint_new(inspection, values[1]);
	if (!constraint)
		return no_memory(inspection);
	constraint->kind = CALX_CHECK;
	constraint->text =
		calx__mariadb_expression(inspection->arena, values[3]);
	if (calx__text_equal(values[2], "Column"))
		constraint->name = NULL;
	return constraint->text ? CALX_OK : no_memory(inspection);
}

/* ---- what belongs to which table ------------------------------------------------ */

/* A foreign key makes an index of its name, where there is none that serves. */
static bool is_of_foreign_key(
	const struct inspection *inspection, size_t number)
{
	const struct sql_constraint *all = inspection->constraints.items;
	struct sql_table *const *owners = inspection->owners.items;

	if (all[number].kind != CALX_INDEX)
		return false;
	for (size_t i = number + 1; i < inspection->constraints.count; i++)
		if (all[i].kind == CALX_FOREIGN_KEY &&
			owners[i] == owners[number] &&
			calx__text_equal(all[i].name, all[number].name))
			return true;
	return false;
}

/* Room in its table for each, and the number of those before it. */
static enum calx_status lists_make(struct inspection *inspection)
{
	struct sql_table *const *owners = inspection->owners.items;
	struct sql_schema *schema = &inspection->schema;

	for (size_t i = 0; i < inspection->constraints.count; i++)
		owners[i]->constraint_count++;
	for (size_t i = 0; i < schema->table_count; i++) {
		struct sql_table *table = schema->tables[i];
		const size_t count = table->constraint_count;

		table->constraints = calx__arena_zero(
			inspection->arena, count, sizeof(*table->constraints));
		table->indexes = calx__arena_zero(
			inspection->arena, count, sizeof(*table->indexes));
		table->constraint_count = 0;
	}
	return inspection->arena->failed ? no_memory(inspection) : CALX_OK;
}

static enum calx_status constraints_finish(struct inspection *inspection)
{
	struct sql_constraint *all = inspection->constraints.items;
	struct sql_table *const *owners = inspection->owners.items;
	enum calx_status status;

	constraint_finish(inspection);
	if (inspection->arena->failed)
		return no_memory(inspection);
	if ((status = lists_make(inspection)) < 0)
		return status;
	for (size_t i = 0; i < inspection->constraints.count; i++) {
		struct sql_table *table = owners[i];

		all[i].sql = NULL;
		if (all[i].kind != CALX_INDEX)
			table->constraints[table->constraint_count++] = all[i];
		else if (!is_of_foreign_key(inspection, i))
			table->indexes[table->index_count++] = all[i];
	}
	return CALX_OK;
}

/* ---- views and triggers ---------------------------------------------------------- */

/* `select`: of a view. */
static enum calx_status object_add(struct inspection *inspection,
	const char *const names[2], const char *sql, const char *select)
{
	const struct sql_object object = {
		.name = keep(inspection, names[0]),
		.schema = inspection->space,
		.table = keep(inspection, names[1]),
		.sql = sql,
		.select = keep(inspection, select),
	};

	return object.name && sql &&
			       calx__vec_append(&inspection->objects, &object)
		       ? CALX_OK
		       : no_memory(inspection);
}

static enum calx_status view_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	/* NULL: somebody else's, which this user may not see */
	const char *select = values[1] ? calx__mariadb_select(inspection->arena,
						 values[1], values[2])
				       : NULL;

	(void)count;
	return object_add(inspection, (const char *const[]){ values[0], NULL },
		calx__arena_printf(inspection->arena,
			"CREATE VIEW \"%s\" AS %s", values[0],
			select ? select : ""),
		select);
}

/* ---- sequences ------------------------------------------------------------------- */

/* Their numbers are in themselves: one query for all of them. */
static enum calx_status sequence_name_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct strbuf *sql = &inspection->sequence_query;

	(void)count;
	calx__strbuf_adds(sql, sql->length ? " UNION ALL SELECT " : "SELECT ");
	calx__strbuf_addq(sql, '\'', values[0], strlen(values[0]));
	calx__strbuf_adds(sql, ", start_value, increment FROM ");
	if (inspection->space) {
		calx__strbuf_addq(
			sql, '"', inspection->space, strlen(inspection->space));
		calx__strbuf_addc(sql, '.');
	}
	calx__strbuf_addq(sql, '"', values[0], strlen(values[0]));
	return sql->failed ? no_memory(inspection) : CALX_OK;
}

static enum calx_status sequence_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	struct sql_sequence sequence = { .name = keep(inspection, values[0]),
		.schema = inspection->space };

	(void)count;
	if (!calx__text_to_int64(
		    values[1], strlen(values[1]), &sequence.start) ||
		!calx__text_to_int64(
			values[2], strlen(values[2]), &sequence.increment))
		return CALX_OK;
	return sequence.name && calx__vec_append(
					&inspection->sequences, &sequence)
		       ? CALX_OK
		       : no_memory(inspection);
}

static enum calx_status trigger_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;

	(void)count;
	return object_add(inspection, values,
		calx__arena_printf(inspection->arena,
			"CREATE TRIGGER \"%s\" %s %s ON \"%s\" FOR EACH ROW %s",
			values[0], values[2], values[3], values[1], values[4]),
		NULL);
}

/* ---- all of it -------------------------------------------------------------------- */

static enum calx_status ask(struct inspection *inspection,
	const struct catalog *catalog, const char *query, catalog_row *row)
{
	struct strbuf sql = STRBUF_INIT;
	const char *here;
	enum calx_status status;

	for (; (here = strstr(query, HERE)) != NULL; query = here + 1) {
		calx__strbuf_add(&sql, query, (size_t)(here - query));
		if (inspection->space)
			calx__strbuf_addq(&sql, '\'', inspection->space,
				strlen(inspection->space));
		else
			calx__strbuf_adds(&sql, "database()");
	}
	calx__strbuf_adds(&sql, query);
	status = sql.failed ? no_memory(inspection)
			    : catalog->query(catalog, sql.data, row, inspection,
				      inspection->error);
	calx__strbuf_release(&sql);
	return status;
}

static enum calx_status ask_all(
	struct inspection *inspection, const struct catalog *catalog)
{
	enum calx_status status;

	if ((status = ask(inspection, catalog, table_query, table_row)) < 0 ||
		(status = tables_finish(inspection)) < 0 ||
		(status = ask(inspection, catalog, column_query, column_row)) <
			0 ||
		(status = columns_finish(inspection)) < 0)
		return status;
	inspection->table = NULL;
	if ((status = ask(inspection, catalog, index_query, index_row)) < 0)
		return status;
	/* a foreign key may have the name of the last index */
	constraint_finish(inspection);
	if (last_constraint(inspection))
		last_constraint(inspection)->sql = NULL;
	if ((status = ask(inspection, catalog, rule_query, rule_row)) < 0 ||
		(status = ask(inspection, catalog, reference_query,
			 reference_row)) < 0 ||
		(status = ask(inspection, catalog, check_query, check_row)) <
			0 ||
		(status = constraints_finish(inspection)) < 0 ||
		(status = ask(inspection, catalog, view_query, view_row)) < 0)
		return status;
	if (!calx__mariadb_views_order(inspection->arena,
		    inspection->objects.items, inspection->objects.count))
		return no_memory(inspection);
	if ((status = ask(inspection, catalog, trigger_query, trigger_row)) <
			0 ||
		(status = ask(inspection, catalog, sequence_name_query,
			 sequence_name_row)) < 0 ||
		!inspection->sequence_query.length)
		return status;
	return ask(inspection, catalog, inspection->sequence_query.data,
		sequence_row);
}

/* One database; NULL: the usual one. */
static enum calx_status space_inspect(const struct catalog *catalog,
	struct arena *arena, const char *space, struct sql_schema *ret_schema,
	calx_error *error)
{
	struct inspection inspection = {
		.arena = arena,
		.error = error,
		.space = space ? calx__arena_strdup(arena, space) : NULL,
		.tables = VEC_INIT(struct sql_table *),
		.objects = VEC_INIT(struct sql_object),
		.sequences = VEC_INIT(struct sql_sequence),
		.sequence_query = STRBUF_INIT,
		.columns = VEC_INIT(struct sql_column),
		.constraints = VEC_INIT(struct sql_constraint),
		.owners = VEC_INIT(struct sql_table *),
		.rules = VEC_INIT(struct rule),
		.names = VEC_INIT(const char *),
		.referred = VEC_INIT(const char *),
		.items = VEC_INIT(struct sql_item),
	};
	struct sql_schema *schema = &inspection.schema;
	enum calx_status status = ask_all(&inspection, catalog);

	if (status >= 0)
		schema->objects = calx__vec_keep(
			&inspection.objects, arena, &schema->object_count);
	if (status >= 0)
		schema->sequences = calx__vec_keep(
			&inspection.sequences, arena, &schema->sequence_count);
	if (status >= 0 && (!schema->objects || !schema->sequences))
		status = calx__fail_memory(error);
	if (status >= 0)
		*ret_schema = *schema;
	calx__vec_release(&inspection.tables);
	calx__vec_release(&inspection.objects);
	calx__vec_release(&inspection.sequences);
	calx__strbuf_release(&inspection.sequence_query);
	calx__vec_release(&inspection.columns);
	calx__vec_release(&inspection.constraints);
	calx__vec_release(&inspection.owners);
	calx__vec_release(&inspection.rules);
	calx__vec_release(&inspection.names);
	calx__vec_release(&inspection.referred);
	calx__vec_release(&inspection.items);
	return status;
}

/* Two lists one behind the other, in the arena. */
static bool list_join(struct arena *arena, void *list, size_t *count,
	const void *more, size_t more_count, size_t size)
{
	void **items = list;
	char *all = calx__arena_zero(arena, *count + more_count, size);

	if (!all)
		return false;
	if (*count)
		memcpy(all, *items, *count * size);
	if (more_count)
		memcpy(all + *count * size, more, more_count * size);
	*items = all;
	*count += more_count;
	return true;
}

static bool schemas_join(struct arena *arena, struct sql_schema *schema,
	const struct sql_schema *more)
{
	return list_join(arena, &schema->tables, &schema->table_count,
		       more->tables, more->table_count,
		       sizeof(*more->tables)) &&
	       list_join(arena, &schema->objects, &schema->object_count,
		       more->objects, more->object_count,
		       sizeof(*more->objects)) &&
	       list_join(arena, &schema->sequences, &schema->sequence_count,
		       more->sequences, more->sequence_count,
		       sizeof(*more->sequences));
}

/* A namespace is a database of the server. Only those that are asked for are read:
 * others are none of ours. */
enum calx_status calx__mariadb_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	const char *const *space = catalog->spaces;
	struct sql_schema schema, more;
	enum calx_status status =
		space_inspect(catalog, arena, NULL, &schema, error);

	for (; status >= 0 && space && *space; space++) {
		status = space_inspect(catalog, arena, *space, &more, error);
		if (status >= 0 && !schemas_join(arena, &schema, &more))
			status = calx__fail_memory(error);
	}
	if (status >= 0)
		*ret_schema = schema;
	return status;
}

/* ---- what it would look like -------------------------------------------------------- */

/* A type in SQL's words as the server spells it, or the type that calx has for
 * it. */
static enum calx_status type_text_normalise(
	struct arena *arena, struct sql_column *column)
{
	const char *spelt =
		calx__mariadb_type_spelling(arena, column->type_text);

	if (!spelt)
		return CALX_OUT_OF_MEMORY;
	column->type = calx__mariadb_storage_read(arena, spelt);
	column->type_text =
		column->type.kind == CALX_JSON ||
				calx__mariadb_storage_is(&column->type, spelt)
			? NULL
			: spelt;
	return arena->failed ? CALX_OUT_OF_MEMORY : CALX_OK;
}

/* A column as it would come back: of another type, where MariaDB has not that
 * one, and nullable if it is computed. What stands in its expressions is compared
 * by what it says (text/same.c). */
static enum calx_status column_normalise(struct arena *arena,
	const struct dialect *dialect, const struct sql_table *table,
	struct sql_column *column)
{
	/* that it numbers itself is no part of the type */
	const unsigned place =
		calx__ddl_place(table, column) & ~(unsigned)TYPE_ONLY_KEY;
	struct strbuf text = STRBUF_INIT;
	const char *name;

	if (column->computed)
		column->nullable = true;
	/* that it numbers itself, and from where on, is not shown */
	column->identity = NULL;
	column->identity_start = 0;
	if (column->type_text && *column->type_text)
		return type_text_normalise(arena, column);
	if (column->type.stored)
		return CALX_OK;
	calx__ddl_type(&text, dialect, column, place);
	name = calx__strbuf_keep(&text, arena);
	if (!name)
		return CALX_OUT_OF_MEMORY;
	if (column->type.kind == CALX_JSON ||
		column->type.kind == CALX_BOOLEAN ||
		column->type.kind == CALX_ENUMERATION)
		return CALX_OK;
	column->type = calx__mariadb_storage_read(arena, name);
	return arena->failed ? CALX_OUT_OF_MEMORY : CALX_OK;
}

/* What says again what a type says is not written, and what an index can say is a
 * constraint here. */
static bool constraint_normalise(struct sql_constraint *constraint)
{
	if (calx__text_equal(constraint->on_delete, "RESTRICT") ||
		calx__text_equal(constraint->on_delete, "NO ACTION"))
		constraint->on_delete = NULL;
	if (calx__text_equal(constraint->on_update, "RESTRICT") ||
		calx__text_equal(constraint->on_update, "NO ACTION"))
		constraint->on_update = NULL;
	if (constraint->kind == CALX_INDEX && constraint->unique) {
		constraint->kind = CALX_UNIQUE;
		constraint->unique = false;
	}
	return !constraint->of_type;
}

static void constraints_normalise(
	const struct sql_table *table, struct sql_table *copy)
{
	for (size_t i = 0; i < table->constraint_count + table->index_count;
		i++) {
		struct sql_constraint one =
			i < table->constraint_count
				? table->constraints[i]
				: table->indexes[i - table->constraint_count];

		if (!constraint_normalise(&one))
			continue;
		if (one.kind == CALX_INDEX)
			copy->indexes[copy->index_count++] = one;
		else
			copy->constraints[copy->constraint_count++] = one;
	}
}

static struct sql_table *table_normalise(struct arena *arena,
	const struct dialect *dialect, const struct sql_table *table)
{
	const size_t count = table->constraint_count + table->index_count;
	struct sql_table *copy = calx__arena_zero(arena, 1, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *table;
	copy->columns = calx__arena_zero(
		arena, table->column_count, sizeof(*copy->columns));
	copy->constraints =
		calx__arena_zero(arena, count, sizeof(*copy->constraints));
	copy->indexes = calx__arena_zero(arena, count, sizeof(*copy->indexes));
	copy->constraint_count = copy->index_count = 0;
	if (arena->failed)
		return NULL;
	for (size_t i = 0; i < table->column_count; i++) {
		copy->columns[i] = table->columns[i];
		if (column_normalise(arena, dialect, table, &copy->columns[i]) <
			0)
			return NULL;
	}
	constraints_normalise(table, copy);
	return copy;
}

enum calx_status calx__mariadb_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	struct sql_schema copy = *schema;
	enum calx_status status = CALX_OK;

	(void)catalog;
	copy.tables = calx__arena_zero(
		arena, schema->table_count, sizeof(*copy.tables));
	if (!copy.tables)
		return calx__fail_memory(error);
	for (size_t i = 0; i < schema->table_count && status >= 0; i++) {
		if ((status = calx__ddl_check(
			     dialect, schema->tables[i], error)) < 0 ||
			(status = calx__mariadb_check_table(
				 dialect, arena, schema->tables[i], error)) < 0)
			return status;
		copy.tables[i] =
			table_normalise(arena, dialect, schema->tables[i]);
		if (!copy.tables[i])
			return calx__fail_memory(error);
	}
	if (!calx__schema_index(arena, &copy))
		return calx__fail_memory(error);
	*ret_schema = copy;
	return CALX_OK;
}
