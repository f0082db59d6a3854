#include "dialect/postgresql/inspect.h"

#include <string.h>

#include "compile/ddl.h"
#include "dialect/postgresql/text/identity.h"
#include "dialect/postgresql/text/same.h"
#include "dialect/postgresql/text/spelling.h"
#include "dialect/postgresql/text/token.h"
#include "dialect/postgresql/type.h"
#include "sql/schema/condition.h"
#include "sql/schema/expression.h"
#include "sql/schema/items.h"
#include "util/fail.h"
#include "util/text.h"

/* The catalog as structs, by one query for each kind of part, whatever the number
 * of tables (PostgreSQL's manual, chapter "System Catalogs"). Each query has a row
 * for each column of a part, and goes through the tables in the same order. */

/* Tables of programs: of no extension, no partition of another one, and not of
 * the server's own schemas. */
#define TABLES                                                       \
	" FROM pg_catalog.pg_class c"                                \
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"  \
	" AND n.nspname NOT IN ('pg_catalog', 'information_schema')" \
	" AND n.nspname NOT LIKE 'pg\\_%'"
#define THAT_COUNT                                                \
	" WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition" \
	" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x"   \
	" WHERE x.classid = 'pg_catalog.pg_class'::regclass"      \
	" AND x.objid = c.oid AND x.deptype = 'e')"
#define IN_ORDER " ORDER BY n.nspname, c.relname"
/* of which each row begins with schema and table */
#define SCHEMA "NULLIF(n.nspname, current_schema())"

const char calx__postgresql_tables[] =
	"SELECT " SCHEMA ", c.relname" TABLES THAT_COUNT;

const char calx__postgresql_views[] =
	"SELECT " SCHEMA ", c.relname, a.attname,"
	" pg_catalog.format_type(a.atttypid, a.atttypmod), 1" TABLES
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
	" WHERE c.relkind = 'v' AND n.nspname = current_schema()" IN_ORDER
	", a.attnum";

const char calx__postgresql_entangled[] =
	"SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_trigger WHERE NOT tgisinternal)"
	" OR EXISTS (SELECT 1" TABLES
	" WHERE c.relkind IN ('v', 'm')) THEN 1 ELSE 0 END";

enum column_part {
	COLUMN_SCHEMA,
	COLUMN_TABLE,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_NOT_NULL,
	COLUMN_DEFAULT,
	COLUMN_IDENTITY,
	COLUMN_GENERATED,
	COLUMN_COLLATION,
	COLUMN_ENUM_SCHEMA,
	COLUMN_ENUM,
	COLUMN_LABEL,
	COLUMN_COMMENT,
	COLUMN_TABLE_COMMENT,
	COLUMN_START, /* of the sequence that is its own */
	COLUMN_INCREMENT
};

/* an enumeration has a row for each label */
static const char column_query[] =
	"SELECT " SCHEMA ", c.relname, a.attname,"
	" pg_catalog.format_type(a.atttypid, a.atttypmod),"
	" CASE WHEN a.attnotnull THEN 1 ELSE 0 END,"
	" pg_catalog.pg_get_expr(d.adbin, d.adrelid),"
	" a.attidentity, a.attgenerated,"
	" CASE WHEN a.attcollation <> t.typcollation THEN"
	" (SELECT o.collname FROM pg_catalog.pg_collation o WHERE o.oid = a.attcollation) END,"
	" CASE WHEN e.enumlabel IS NOT NULL THEN"
	" (SELECT NULLIF(s.nspname, current_schema()) FROM pg_catalog.pg_namespace s"
	" WHERE s.oid = t.typnamespace) END,"
	" CASE WHEN e.enumlabel IS NOT NULL THEN t.typname END, e.enumlabel,"
	" ac.description, tc.description, sq.seqstart, sq.seqincrement" TABLES
	" LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	" AND a.attnum > 0 AND NOT a.attisdropped"
	" LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
	" LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid"
	" LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
	" LEFT JOIN pg_catalog.pg_description ac ON ac.objoid = c.oid"
	" AND ac.classoid = 'pg_catalog.pg_class'::regclass AND ac.objsubid = a.attnum"
	" LEFT JOIN pg_catalog.pg_description tc ON tc.objoid = c.oid"
	" AND tc.classoid = 'pg_catalog.pg_class'::regclass AND tc.objsubid = 0"
	" LEFT JOIN (pg_catalog.pg_depend sd JOIN pg_catalog.pg_sequence sq ON sq.seqrelid = sd.objid)"
	" ON sd.classid = 'pg_catalog.pg_class'::regclass AND sd.deptype IN ('a', 'i')"
	" AND sd.refclassid = 'pg_catalog.pg_class'::regclass"
	" AND sd.refobjid = c.oid AND sd.refobjsubid = a.attnum" THAT_COUNT
		IN_ORDER ", a.attnum, e.enumsortorder";

enum constraint_part {
	CONSTRAINT_SCHEMA,
	CONSTRAINT_TABLE,
	CONSTRAINT_NAME,
	CONSTRAINT_TYPE,
	CONSTRAINT_DEFERRABLE,
	CONSTRAINT_DEFERRED,
	CONSTRAINT_ON_DELETE,
	CONSTRAINT_ON_UPDATE,
	CONSTRAINT_REFERRED_SCHEMA,
	CONSTRAINT_REFERRED,
	CONSTRAINT_COLUMN,
	CONSTRAINT_REFERRED_COLUMN,
	CONSTRAINT_TEXT,
	CONSTRAINT_NULLS_EQUAL,
	CONSTRAINT_INCLUDED
};

/* whether NULLs are equal to a unique index, which the catalog knows since
 * PostgreSQL 15 */
#define NULLS_EQUAL(index)           \
	" CASE WHEN to_jsonb(" index \
	") ->> 'indnullsnotdistinct' = 'true' THEN 1 ELSE 0 END"

static const char constraint_query[] =
	"SELECT " SCHEMA ", c.relname, k.conname, k.contype,"
	" CASE WHEN k.condeferrable THEN 1 ELSE 0 END,"
	" CASE WHEN k.condeferred THEN 1 ELSE 0 END,"
	" k.confdeltype, k.confupdtype,"
	" NULLIF(fn.nspname, current_schema()), fc.relname, a.attname, fa.attname,"
	" CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END," NULLS_EQUAL(
		"ki") ", u.included" TABLES
		      " JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')"
		      " LEFT JOIN pg_catalog.pg_index ki ON ki.indexrelid = k.conindid AND k.contype IN ('p', 'u')"
		      " LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid"
		      " LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace"
		      " LEFT JOIN LATERAL (SELECT own, other, place, 0 AS included"
		      " FROM unnest(k.conkey, k.confkey) WITH ORDINALITY w (own, other, place)"
		      /* which the key does not list */
		      " UNION ALL SELECT ki.indkey[p], NULL, p + 1, 1"
		      " FROM generate_series(ki.indnkeyatts::integer, ki.indnatts - 1) p) u ON true"
		      " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.own"
		      " LEFT JOIN pg_catalog.pg_attribute fa ON fa.attrelid = fc.oid AND fa.attnum = u.other" THAT_COUNT
			      IN_ORDER ", k.oid, u.place";

enum index_part {
	INDEX_SCHEMA,
	INDEX_TABLE,
	INDEX_NAME,
	INDEX_UNIQUE,
	INDEX_WHERE,
	INDEX_SQL,
	INDEX_COLUMN,
	INDEX_EXPRESSION,
	INDEX_DESCENDING,
	INDEX_COLLATION,
	INDEX_METHOD,
	INDEX_CLASS,
	INDEX_PARAMETERS,
	INDEX_USUAL,
	INDEX_INCLUDED,
	INDEX_OPERATOR,
	INDEX_DEFERRABLE,
	INDEX_DEFERRED,
	INDEX_NULLS_EQUAL
};

/* without those that stand behind a key, and with those of exclusions, of which
 * each item has its operator */
static const char index_query[] =
	"SELECT " SCHEMA ", c.relname, ic.relname,"
	" CASE WHEN i.indisunique THEN 1 ELSE 0 END,"
	" pg_catalog.pg_get_expr(i.indpred, i.indrelid),"
	" pg_catalog.pg_get_indexdef(i.indexrelid), a.attname,"
	" CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.place, false) END,"
	" CASE WHEN i.indoption[k.place - 1] & 1 = 1 THEN 1 ELSE 0 END,"
	" CASE WHEN i.indcollation[k.place - 1] <> a.attcollation THEN"
	" (SELECT o.collname FROM pg_catalog.pg_collation o WHERE o.oid = i.indcollation[k.place - 1]) END,"
	" NULLIF(m.amname, 'btree'), oc.opcname, array_to_string(ia.attoptions, ', '), CASE WHEN oc.opcdefault THEN 1 ELSE 0 END,"
	" CASE WHEN k.place > i.indnkeyatts THEN 1 ELSE 0 END,"
	" (SELECT o.oprname FROM pg_catalog.pg_operator o WHERE o.oid = x.conexclop[k.place]),"
	" CASE WHEN x.condeferrable THEN 1 ELSE 0 END,"
	" CASE WHEN x.condeferred THEN 1 ELSE 0 END," NULLS_EQUAL("i") TABLES
	" JOIN pg_catalog.pg_index i ON i.indrelid = c.oid"
	" JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid"
	" JOIN pg_catalog.pg_am m ON m.oid = ic.relam"
	" LEFT JOIN pg_catalog.pg_constraint x ON x.conindid = i.indexrelid"
	" AND x.conrelid = c.oid AND x.contype IN ('p', 'u', 'x')"
	" CROSS JOIN LATERAL generate_series(1, i.indnatts::integer) k (place)"
	" LEFT JOIN pg_catalog.pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.place"
	" LEFT JOIN pg_catalog.pg_opclass oc ON k.place <= i.indnkeyatts"
	" AND oc.oid = i.indclass[k.place - 1]"
	" LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.place - 1]" THAT_COUNT
	" AND (x.oid IS NULL OR x.contype = 'x')" IN_ORDER
	", ic.relname, k.place";

/* those that belong to no column and to no extension */
static const char sequence_query[] =
	"SELECT " SCHEMA ", c.relname, q.seqstart, q.seqincrement" TABLES
	" JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid"
	" WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x"
	" WHERE x.classid = 'pg_catalog.pg_class'::regclass"
	" AND x.objid = c.oid AND x.deptype IN ('a', 'i', 'e'))" IN_ORDER;

/* what a view selects, without the semicolon at its end */
#define VIEW_SELECT(view) \
	"pg_catalog.btrim(pg_catalog.pg_get_viewdef(" view "), ' ;')"

static const char object_query[] =
	"SELECT c.relname, NULL, 'CREATE VIEW ' || pg_catalog.quote_ident(c.relname)"
	" || ' AS ' || pg_catalog.pg_get_viewdef(c.oid), " VIEW_SELECT(
		"c.oid") ", c.oid" TABLES
			 " WHERE c.relkind = 'v' AND n.nspname = current_schema()"
			 " UNION ALL SELECT g.tgname, c.relname, pg_catalog.pg_get_triggerdef(g.oid), NULL, g.oid" TABLES
			 " JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal"
			 " WHERE n.nspname = current_schema() ORDER BY 5";

/* ---- collecting -------------------------------------------------------------- */

struct inspection {
	struct arena *arena;
	calx_error *error;
	struct vec tables;	 /* of struct sql_table * */
	struct vec parts;	 /* of struct sql_column, or sql_constraint */
	struct vec names;	 /* of const char *: of the last part */
	struct vec others;	 /* likewise: referred columns, labels */
	struct vec items;	 /* of struct sql_item: of the last index */
	struct vec objects;	 /* of struct sql_object */
	struct vec sequences;	 /* of struct sql_sequence */
	size_t at;		 /* the table that comes next */
	struct sql_table *table; /* whose parts are collected */
	bool part_open;		 /* the last part may get more columns */
};

static const char *copy(struct inspection *inspection, const char *text)
{
	return text ? calx__arena_strdup(inspection->arena, text) : NULL;
}

static bool is_yes(const char *text)
{
	return text && *text == '1';
}

static enum calx_status inspection_status(const struct inspection *inspection)
{
	if (inspection->arena->failed || inspection->tables.failed ||
		inspection->parts.failed || inspection->names.failed ||
		inspection->others.failed || inspection->items.failed ||
		inspection->objects.failed || inspection->sequences.failed)
		return calx__fail_memory(inspection->error);
	return CALX_OK;
}

static bool is_table(
	const struct sql_table *table, const char *schema, const char *name)
{
	return table && calx__text_equal(table->name, name) &&
	       calx__text_equal(table->schema, schema);
}

/* The table of a row, as all queries go through them in one order. NULL: it has
 * come to be since the tables were read. */
static struct sql_table *table_of(
	struct inspection *inspection, const char *schema, const char *name)
{
	size_t at = inspection->at;

	for (; at < inspection->tables.count; at++) {
		struct sql_table *table = *(struct sql_table **)calx__vec_at(
			&inspection->tables, at);

		if (is_table(table, schema, name)) {
			inspection->at = at;
			return table;
		}
	}
	return NULL;
}

static void *last_part(struct inspection *inspection)
{
	return calx__vec_at(&inspection->parts, inspection->parts.count - 1);
}

/* ---- columns ------------------------------------------------------------------- */

static void labels_keep(struct inspection *inspection)
{
	struct sql_column *column;
	const char *end = NULL;
	size_t count;

	if (!inspection->others.count || !inspection->parts.count)
		return;
	column = last_part(inspection);
	calx__vec_append(&inspection->others, &end);
	column->type = (calx_type){ .kind = CALX_ENUMERATION,
		.labels = calx__vec_keep(
			&inspection->others, inspection->arena, &count) };
	column->type_text = NULL;
}

static void columns_keep(struct inspection *inspection)
{
	labels_keep(inspection);
	if (inspection->table)
		inspection->table->columns = calx__vec_keep(&inspection->parts,
			inspection->arena, &inspection->table->column_count);
	inspection->table = NULL;
}

/* that has a sequence of its own */
static bool is_serial(const struct sql_column *column)
{
	return column->server_default && column->identity_increment &&
	       calx__text_starts(column->server_default, "nextval(") &&
	       column->type.kind >= CALX_SMALL_INTEGER &&
	       column->type.kind <= CALX_BIG_INTEGER;
}

/* It numbers itself: as IDENTITY says, or as SERIAL of old. */
static void identity_read(struct inspection *inspection,
	struct sql_column *column, const char *identity)
{
	struct strbuf text = STRBUF_INIT;

	if (!column->type_text || (!*identity && !is_serial(column)))
		return;
	column->server_default = NULL;
	column->identity = *identity == 'a' ? "ALWAYS" : "BY DEFAULT";
	calx__strbuf_adds(&text, column->type_text);
	calx__postgresql_identity(&text, column->identity,
		column->identity_start, column->identity_increment);
	column->type_text = calx__strbuf_keep(&text, inspection->arena);
}

/* A key of one integer numbers itself by default without saying so. */
static void identity_settle(struct sql_table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		struct sql_column *column = &table->columns[i];

		if (calx__text_equal(column->identity, "BY DEFAULT") &&
			(calx__ddl_place(table, column) & TYPE_ONLY_KEY))
			column->identity = NULL;
		if (column->identity_start == 1)
			column->identity_start = 0;
		if (column->identity_increment == 1)
			column->identity_increment = 0;
	}
}

static long long number_of(const char *text)
{
	long long number = 0;

	if (text && !calx__text_to_int64(text, strlen(text), &number))
		number = 0;
	return number;
}

static void column_fill(struct inspection *inspection,
	const char *const *values, struct sql_column *column)
{
	const bool computed = *values[COLUMN_GENERATED];
	const char *expression = copy(inspection, values[COLUMN_DEFAULT]);

	*column = (struct sql_column){
		.name = copy(inspection, values[COLUMN_NAME]),
		.type_text = copy(inspection, values[COLUMN_TYPE]),
		.type_name = copy(inspection, values[COLUMN_ENUM]),
		.type_schema = copy(inspection, values[COLUMN_ENUM_SCHEMA]),
		.nullable = !is_yes(values[COLUMN_NOT_NULL]),
		.collation = copy(inspection, values[COLUMN_COLLATION]),
		.server_default = computed ? NULL : expression,
		.computed = computed ? expression : NULL,
		.persisted = computed && *values[COLUMN_GENERATED] == 's',
		.number = inspection->parts.count - 1,
		.comment = copy(inspection, values[COLUMN_COMMENT]),
		.identity_start = number_of(values[COLUMN_START]),
		.identity_increment = number_of(values[COLUMN_INCREMENT]),
	};
	column->type = calx__postgresql_type_of(
		inspection->arena, values[COLUMN_TYPE]);
	identity_read(inspection, column, values[COLUMN_IDENTITY]);
}

static void table_begin(
	struct inspection *inspection, const char *const *values)
{
	const char *schema = values[COLUMN_SCHEMA];
	struct sql_table *table =
		calx__arena_zero(inspection->arena, 1, sizeof(*table));

	columns_keep(inspection);
	if (!table)
		return;
	*table = (struct sql_table){
		.name = copy(inspection, values[COLUMN_TABLE]),
		.schema = copy(inspection, schema),
		.comment = copy(inspection, values[COLUMN_TABLE_COMMENT]),
		/* of another schema than the usual one: only models that name
		 * it have to do with it */
		.internal = schema != NULL,
		.says_options = true,
	};
	inspection->table = table;
	calx__vec_append(&inspection->tables, &table);
}

static enum calx_status column_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const char *label = copy(inspection, values[COLUMN_LABEL]);
	struct sql_column *column = NULL;

	(void)count;
	if (!is_table(inspection->table, values[COLUMN_SCHEMA],
		    values[COLUMN_TABLE]))
		table_begin(inspection, values);
	if (!values[COLUMN_NAME] || !inspection->table)
		return inspection_status(inspection);
	if (inspection->parts.count)
		column = last_part(inspection);
	if (!column || !calx__text_equal(column->name, values[COLUMN_NAME])) {
		labels_keep(inspection);
		column = calx__vec_push(&inspection->parts);
		if (column)
			column_fill(inspection, values, column);
	}
	if (label)
		calx__vec_append(&inspection->others, &label);
	return inspection_status(inspection);
}

/* ---- constraints ----------------------------------------------------------------- */

/* Hands what was collected of the last part over to it. */
static void part_finish(struct inspection *inspection)
{
	struct sql_constraint *part;
	size_t count;

	if (!inspection->part_open)
		return;
	inspection->part_open = false;
	part = last_part(inspection);
	part->columns = calx__vec_keep(
		&inspection->names, inspection->arena, &part->column_count);
	if (inspection->others.count)
		part->referred_columns = calx__vec_keep(
			&inspection->others, inspection->arena, &count);
	if (inspection->items.count)
		part->items = calx__vec_keep(&inspection->items,
			inspection->arena, &part->item_count);
	for (count = 0; count < part->item_count; count++)
		if (calx__item_is_special(&part->items[count]))
			return;
	part->items = NULL;
	part->item_count = 0;
}

static const char *action_of(const char *letter)
{
	static const struct {
		char letter;
		const char *action;
	} actions[] = { { 'r', "RESTRICT" }, { 'c', "CASCADE" },
		{ 'n', "SET NULL" }, { 'd', "SET DEFAULT" } };

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (actions[i].letter == *letter)
			return actions[i].action;
	return NULL;
}

static enum calx_constraint_kind kind_of(const char *letter)
{
	static const struct {
		char letter;
		enum calx_constraint_kind kind;
	} kinds[] = { { 'p', CALX_PRIMARY_KEY }, { 'u', CALX_UNIQUE },
		{ 'f', CALX_FOREIGN_KEY } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].letter == *letter)
			return kinds[i].kind;
	return CALX_CHECK;
}

static void constraints_keep(struct inspection *inspection)
{
	part_finish(inspection);
	if (inspection->table)
		inspection->table->constraints =
			calx__vec_keep(&inspection->parts, inspection->arena,
				&inspection->table->constraint_count);
	inspection->table = NULL;
}

/* What the indexes of exclusions say stands among the constraints. */
static void exclusions_move(
	struct inspection *inspection, struct sql_table *table)
{
	struct sql_constraint *all = calx__arena_zero(inspection->arena,
		table->constraint_count + table->index_count, sizeof(*all));
	size_t kept = 0;

	if (!all)
		return;
	for (size_t i = 0; i < table->constraint_count; i++)
		all[i] = table->constraints[i];
	for (size_t i = 0; table->indexes && i < table->index_count; i++)
		if (table->indexes[i].kind == CALX_EXCLUDE)
			all[table->constraint_count++] = table->indexes[i];
		else
			table->indexes[kept++] = table->indexes[i];
	table->index_count = kept;
	table->constraints = all;
}

static void indexes_keep(struct inspection *inspection)
{
	struct sql_table *table = inspection->table;

	part_finish(inspection);
	inspection->table = NULL;
	if (!table)
		return;
	table->indexes = calx__vec_keep(
		&inspection->parts, inspection->arena, &table->index_count);
	exclusions_move(inspection, table);
}

/* The part that a row is about: the last one, or a new one. NULL: its table is
 * not there, or there is no memory. */
static struct sql_constraint *part_of(struct inspection *inspection,
	const char *const *values, void (*keep)(struct inspection *inspection),
	bool *ret_new)
{
	struct sql_constraint *part;

	if (!is_table(inspection->table, values[0], values[1])) {
		keep(inspection);
		inspection->table = table_of(inspection, values[0], values[1]);
	}
	if (!inspection->table)
		return NULL;
	*ret_new = !inspection->part_open;
	if (inspection->part_open) {
		part = last_part(inspection);
		if (calx__text_equal(part->name, values[2]))
			return part;
		part_finish(inspection);
		*ret_new = true;
	}
	part = calx__vec_push(&inspection->parts);
	inspection->part_open = part != NULL;
	return part;
}

static void constraint_fill(struct inspection *inspection,
	const char *const *values, struct sql_constraint *constraint)
{
	*constraint = (struct sql_constraint){
		.kind = kind_of(values[CONSTRAINT_TYPE]),
		.name = copy(inspection, values[CONSTRAINT_NAME]),
		.referred_schema =
			copy(inspection, values[CONSTRAINT_REFERRED_SCHEMA]),
		.referred_table = copy(inspection, values[CONSTRAINT_REFERRED]),
		.on_delete = action_of(values[CONSTRAINT_ON_DELETE]),
		.on_update = action_of(values[CONSTRAINT_ON_UPDATE]),
		.text = copy(inspection, values[CONSTRAINT_TEXT]),
		.deferrable = is_yes(values[CONSTRAINT_DEFERRABLE]),
		.deferred = is_yes(values[CONSTRAINT_DEFERRED]),
		.nulls_not_distinct = is_yes(values[CONSTRAINT_NULLS_EQUAL]),
	};
}

static enum calx_status constraint_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const char *column = copy(inspection, values[CONSTRAINT_COLUMN]);
	const char *other =
		copy(inspection, values[CONSTRAINT_REFERRED_COLUMN]);
	const struct sql_item item = { .column = column,
		.included = is_yes(values[CONSTRAINT_INCLUDED]) };
	bool is_new = false;
	struct sql_constraint *constraint =
		part_of(inspection, values, constraints_keep, &is_new);

	(void)count;
	if (!constraint)
		return inspection_status(inspection);
	if (is_new)
		constraint_fill(inspection, values, constraint);
	if (column && !item.included)
		calx__vec_append(&inspection->names, &column);
	if (column)
		calx__vec_append(&inspection->items, &item);
	if (other)
		calx__vec_append(&inspection->others, &other);
	return inspection_status(inspection);
}

/* ---- indexes ---------------------------------------------------------------------- */

static void index_fill(struct inspection *inspection, const char *const *values,
	struct sql_constraint *index)
{
	const bool excludes = values[INDEX_OPERATOR];

	*index = (struct sql_constraint){
		.kind = excludes ? CALX_EXCLUDE : CALX_INDEX,
		.name = copy(inspection, values[INDEX_NAME]),
		.unique = !excludes && is_yes(values[INDEX_UNIQUE]),
		.where = copy(inspection, values[INDEX_WHERE]),
		.method = copy(inspection, values[INDEX_METHOD]),
		.sql = copy(inspection, values[INDEX_SQL]),
		.deferrable = is_yes(values[INDEX_DEFERRABLE]),
		.deferred = is_yes(values[INDEX_DEFERRED]),
		.nulls_not_distinct = is_yes(values[INDEX_NULLS_EQUAL]),
	};
}

static enum calx_status index_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const char *column = copy(inspection, values[INDEX_COLUMN]);
	bool is_new = false;
	struct sql_constraint *index =
		part_of(inspection, values, indexes_keep, &is_new);
	const struct sql_item item = {
		.column = column,
		.expression = copy(inspection, values[INDEX_EXPRESSION]),
		.collation = copy(inspection, values[INDEX_COLLATION]),
		.descending = is_yes(values[INDEX_DESCENDING]),
		.operators = copy(inspection, values[INDEX_CLASS]),
		.parameters = copy(inspection, values[INDEX_PARAMETERS]),
		.usual = is_yes(values[INDEX_USUAL]),
		.with = copy(inspection, values[INDEX_OPERATOR]),
		.included = is_yes(values[INDEX_INCLUDED]),
	};

	(void)count;
	if (!index)
		return inspection_status(inspection);
	if (is_new)
		index_fill(inspection, values, index);
	if (column && !item.included)
		calx__vec_append(&inspection->names, &column);
	calx__vec_append(&inspection->items, &item);
	return inspection_status(inspection);
}

/* ---- views and triggers -------------------------------------------------------------- */

static enum calx_status object_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const struct sql_object object = {
		.name = copy(inspection, values[0]),
		.table = copy(inspection, values[1]),
		.sql = copy(inspection, values[2]),
		.select = copy(inspection, values[3]),
	};

	(void)count;
	calx__vec_append(&inspection->objects, &object);
	return inspection_status(inspection);
}

static enum calx_status sequence_row(
	void *context, const char *const *values, size_t count)
{
	struct inspection *inspection = context;
	const struct sql_sequence sequence = {
		.schema = copy(inspection, values[0]),
		.name = copy(inspection, values[1]),
		.start = number_of(values[2]),
		.increment = number_of(values[3]),
	};

	(void)count;
	calx__vec_append(&inspection->sequences, &sequence);
	return inspection_status(inspection);
}

/* ---- all of it -------------------------------------------------------------------------- */

static enum calx_status catalog_read(
	struct inspection *inspection, const struct catalog *catalog)
{
	static const struct {
		const char *query;
		catalog_row *row;
		void (*keep)(struct inspection *inspection);
		size_t part; /* the size of one */
	} steps[] = {
		{ column_query, column_row, columns_keep,
			sizeof(struct sql_column) },
		{ constraint_query, constraint_row, constraints_keep,
			sizeof(struct sql_constraint) },
		{ index_query, index_row, indexes_keep,
			sizeof(struct sql_constraint) },
		{ object_query, object_row, NULL, 1 },
		{ sequence_query, sequence_row, NULL, 1 },
	};
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < sizeof(steps) / sizeof(*steps);
		i++) {
		inspection->at = 0;
		calx__vec_release(&inspection->parts);
		inspection->parts.size = steps[i].part;
		status = catalog->query(catalog, steps[i].query, steps[i].row,
			inspection, inspection->error);
		if (steps[i].keep)
			steps[i].keep(inspection);
		if (status >= 0)
			status = inspection_status(inspection);
	}
	return status;
}

enum calx_status calx__postgresql_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	struct inspection inspection = {
		.arena = arena,
		.error = error,
		.tables = VEC_INIT(struct sql_table *),
		.names = VEC_INIT(const char *),
		.others = VEC_INIT(const char *),
		.items = VEC_INIT(struct sql_item),
		.objects = VEC_INIT(struct sql_object),
		.sequences = VEC_INIT(struct sql_sequence),
	};
	struct sql_schema schema = { 0 };
	enum calx_status status = catalog_read(&inspection, catalog);

	schema.tables =
		calx__vec_keep(&inspection.tables, arena, &schema.table_count);
	schema.objects = calx__vec_keep(
		&inspection.objects, arena, &schema.object_count);
	schema.sequences = calx__vec_keep(
		&inspection.sequences, arena, &schema.sequence_count);
	for (size_t i = 0; schema.tables && i < schema.table_count; i++)
		identity_settle(schema.tables[i]);
	calx__vec_release(&inspection.tables);
	calx__vec_release(&inspection.parts);
	calx__vec_release(&inspection.names);
	calx__vec_release(&inspection.others);
	calx__vec_release(&inspection.items);
	calx__vec_release(&inspection.objects);
	calx__vec_release(&inspection.sequences);
	if (status >= 0 && arena->failed)
		status = calx__fail_memory(error);
	if (status >= 0)
		*ret_schema = schema;
	return status;
}

bool calx__postgresql_mentions(
	struct arena *arena, const char *sql, const char *name)
{
	struct token token;

	(void)arena;
	while ((token = calx__postgresql_next(&sql)).kind != TOKEN_END)
		if (calx__postgresql_token_names(&token, name))
			return true;
	return false;
}

/* DEFAULT NULL is none, and is not kept. */
static const char *default_kept(const struct sql_column *column)
{
	const char *text = calx__postgresql_default_of(column);

	return text && calx__text_equal_nocase(text, "NULL") ? NULL : text;
}

bool calx__postgresql_defaults_same(struct arena *arena,
	const struct sql_column *a, const struct sql_column *b)
{
	return calx__postgresql_sql_same(
		arena, default_kept(a), default_kept(b));
}

/* ---- views --------------------------------------------------------------------- */

struct view_text {
	struct arena *arena;
	const char *text;
};

static enum calx_status view_row(
	void *context, const char *const *values, size_t count)
{
	struct view_text *view = context;

	if (count && values[0])
		view->text = calx__arena_strdup(view->arena, values[0]);
	return CALX_OK;
}

/* A SELECT that does not work as things are is of no view that is there. */
enum calx_status calx__postgresql_view_same(const struct catalog *catalog,
	struct arena *arena, const struct sql_table *view,
	const struct sql_object *there, bool *ret_same, calx_error *error)
{
	struct view_text made = { arena, NULL };
	const char *queries[] = { NULL,
		"SELECT " VIEW_SELECT("'pg_temp.calx_view'::regclass"),
		"DROP VIEW pg_temp.calx_view" };
	enum calx_status status = CALX_OK;

	*ret_same = false;
	queries[0] = calx__arena_printf(
		arena, "CREATE TEMPORARY VIEW calx_view AS %s", view->view);
	if (!queries[0])
		return calx__fail_memory(error);
	if (!catalog || catalog->probe(catalog, view->view, false, NULL) < 0)
		return CALX_OK;
	for (size_t i = 0; i < 3 && status >= 0; i++)
		status = catalog->query(
			catalog, queries[i], view_row, &made, error);
	*ret_same = made.text && there->select &&
		    calx__sql_same(made.text, there->select);
	return status;
}

/* ---- as it would be shown ----------------------------------------------------- */

/* A boolean is one here, and an enumeration has its labels in its type: no CHECK
 * says them again. Expressions stay as they are written, for dialect->sql_same
 * reads what the server makes of them. */
static struct sql_table *table_normalise(
	struct arena *arena, const struct sql_table *table)
{
	struct sql_table *shown = calx__arena_zero(arena, 1, sizeof(*shown));

	if (!shown)
		return NULL;
	*shown = *table;
	shown->columns = calx__arena_zero(
		arena, table->column_count, sizeof(*shown->columns));
	for (size_t i = 0; shown->columns && i < table->column_count; i++) {
		shown->columns[i] = table->columns[i];
		shown->columns[i].persisted = table->columns[i].computed;
		if (table->columns[i].type_text)
			shown->columns[i].type_text =
				calx__postgresql_type_spelling(
					arena, table->columns[i].type_text);
	}
	if (shown->columns)
		identity_settle(shown);
	shown->constraints = calx__arena_zero(
		arena, table->constraint_count, sizeof(*shown->constraints));
	shown->constraint_count = 0;
	for (size_t i = 0; shown->constraints && i < table->constraint_count;
		i++)
		if (!table->constraints[i].of_type)
			shown->constraints[shown->constraint_count++] =
				table->constraints[i];
	return shown;
}

enum calx_status calx__postgresql_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	struct sql_schema shown = {
		.tables = calx__arena_zero(
			arena, schema->table_count, sizeof(*shown.tables)),
		.table_count = schema->table_count,
	};
	enum calx_status status = CALX_OK;

	(void)catalog;
	for (size_t i = 0; shown.tables && i < schema->table_count; i++) {
		status = calx__ddl_check(dialect, schema->tables[i], error);
		if (status < 0)
			return status;
		shown.tables[i] = table_normalise(arena, schema->tables[i]);
	}
	if (arena->failed)
		return calx__fail_memory(error);
	*ret_schema = shown;
	return CALX_OK;
}
