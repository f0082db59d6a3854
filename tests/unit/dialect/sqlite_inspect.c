#include "database.h"

#include <data.h>
#include <schemas.h>
#include <torture.h>

#include "sql/type/type.h"
#include "util/text.h"
#include "sql/schema/resolve.h"
#include "sql/schema/compare.h"

static struct sql_schema inspect(
	const struct catalog *catalog, struct arena *arena)
{
	struct sql_schema schema = { 0 };
	calx_error error = { 0 };

	if (calx__sqlite_inspect(catalog, arena, &schema, &error) != CALX_OK)
		fail_msg("%s", error.message);
	return schema;
}

/* ---- what is written is read ---------------------------------------------------- */

static void table_create(
	const struct catalog *catalog, const struct sql_table *table)
{
	const struct dialect *dialect = &calx__sqlite_dialect;
	struct strbuf sql = STRBUF_INIT;

	calx__ddl_create_table(&sql, dialect, table);
	calx__strbuf_adds(&sql, ";");
	for (size_t i = 0; i < table->index_count; i++) {
		calx__ddl_create_index(
			&sql, dialect, NULL, table->name, &table->indexes[i]);
		calx__strbuf_adds(&sql, ";");
	}
	assert_false(sql.failed);
	database_must(catalog, sql.data);
	calx__strbuf_release(&sql);
}

/* Every column has the type that it was created with. */
static void check_types(const struct sql_table *a, const struct sql_table *b)
{
	assert_int_equal(a->column_count, b->column_count);
	for (size_t i = 0; i < a->column_count; i++) {
		if (!calx__type_same(&a->columns[i], &b->columns[i]))
			fail_msg("%s was read as %s", a->columns[i].name,
				b->columns[i].type_text);
	}
}

/* What a schema will be read as is known before it is written. */
static void schema_round_trip(struct sql_schema *schema)
{
	struct sql_schema *written = &(struct sql_schema){ 0 };
	struct catalog catalog = database_open();
	struct arena arena = { 0 };
	struct sql_schema read;

	assert_int_equal(calx__sqlite_normalise(&calx__sqlite_dialect, NULL,
				 schema, &arena, written, NULL),
		CALX_OK);
	for (size_t i = 0; i < written->table_count; i++)
		table_create(&catalog, schema->tables[i]);
	read = inspect(&catalog, &arena);
	assert_int_equal(read.table_count, written->table_count);
	for (size_t i = 0; i < written->table_count; i++) {
		const struct sql_table *table = calx__schema_table(
			&read, NULL, written->tables[i]->name);

		assert_non_null(table);
		check_types(schema->tables[i], table);
		if (!calx__table_same(written->tables[i], table))
			fail_msg("not the same: %s", table->sql);
	}
	calx__arena_release(&arena);
	database_close(&catalog);
}

static void random_schemas_come_back(void **state)
{
	(void)state;
	for (unsigned long long i = 1; i <= 400; i++) {
		unsigned long long seed = i;
		struct arena arena = { 0 };
		struct sql_schema schema = schemas_random(&arena, &seed, i % 2);

		schema_round_trip(&schema);
		calx__arena_release(&arena);
	}
}

/* In which form a column keeps its values is no matter of the database. */
static void stored_forms_are_kept(void **state)
{
	struct sql_column columns[] = {
		{ .name = "a", .type = { .kind = CALX_DATETIME } },
		{ .name = "b",
			.type = { .kind = CALX_DATETIME,
				.stored = CALX_STORED_UNIX_SECONDS } },
		{ .name = "c",
			.type = { .kind = CALX_NUMERIC,
				.length = 10,
				.scale = 2,
				.stored = CALX_STORED_SCALED_INTEGER } },
	};
	struct sql_table table = {
		.name = "t", .columns = columns, .column_count = 3
	};
	struct sql_table *tables[] = { &table };
	struct sql_schema schema = { .tables = tables, .table_count = 1 };
	struct sql_schema shown = { 0 };
	struct arena arena = { 0 };

	(void)state;
	assert_int_equal(calx__sqlite_normalise(&calx__sqlite_dialect, NULL,
				 &schema, &arena, &shown, NULL),
		CALX_OK);
	for (size_t i = 0; i < 3; i++) {
		const calx_type *type = &shown.tables[0]->columns[i].type;

		assert_int_equal(type->stored, columns[i].type.stored);
		assert_int_equal(type->kind, columns[i].type.kind);
		assert_int_equal(type->scale, columns[i].type.scale);
	}
	calx__arena_release(&arena);
}

static void every_type_comes_back(void **state)
{
	static const char *const labels[] = { "a", "b c", "d'e", NULL };
	struct arena arena = { 0 };
	calx_column columns[CALX_KIND_COUNT];
	calx_table table = { CALX_TABLE_SIZES, .name = "types",
		.columns = columns };
	struct sql_table *resolved;
	struct sql_schema schema = { .tables = &resolved, .table_count = 1 };

	(void)state;
	for (int kind = CALX_BOOLEAN; kind < CALX_KIND_COUNT; kind++) {
		calx_column *column = &columns[table.column_count++];

		*column = (calx_column){
			.name = calx__arena_printf(&arena, "c%d", kind),
			.type = { .kind = (enum calx_kind)kind },
			.nullable = kind % 2,
		};
		if (kind == CALX_ENUMERATION)
			column->type.labels = labels;
		if (kind == CALX_STRING)
			column->type.length = 7;
	}
	assert_int_equal(
		calx__table_resolve(&arena, &table, &resolved, NULL), CALX_OK);
	schema_round_trip(&schema);
	calx__arena_release(&arena);
}

/* ---- what others have written ----------------------------------------------------- */

static const char foreign[] =
	"CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" name VARCHAR(40) COLLATE NOCASE NOT NULL UNIQUE,"
	" boss INT REFERENCES people ON DELETE SET NULL,"
	" mood TEXT DEFAULT (lower('GOOD')) CHECK (mood <> ''),"
	" twice GENERATED ALWAYS AS (boss * 2) STORED);"
	"CREATE TABLE pairs (a TEXT, b TEXT, CONSTRAINT pk PRIMARY KEY (a, b),"
	" FOREIGN KEY (a, b) REFERENCES pairs (b, a) ON UPDATE CASCADE"
	" DEFERRABLE INITIALLY DEFERRED) WITHOUT ROWID;"
	"CREATE INDEX ix ON people (boss);"
	"CREATE INDEX ix_part ON people (name) WHERE boss > 1;"
	"CREATE VIEW v AS SELECT * FROM people;"
	"CREATE VIRTUAL TABLE Words USING fts5(line);"
	"CREATE TABLE words_mine (a);"
	"CREATE VIRTUAL TABLE \"using\" USING rtree(id, a, b);"
	"CREATE TRIGGER tr AFTER DELETE ON people BEGIN SELECT 1; END;"
	"ANALYZE;";

static void columns_are_told(void **state)
{
	struct catalog catalog = database_open();
	struct arena arena = { 0 };
	struct sql_schema schema;
	struct strbuf names = STRBUF_INIT;
	const struct sql_table *table;

	(void)state;
	database_must(&catalog, foreign);
	schema = inspect(&catalog, &arena);
	/* a virtual table's own are told as such, and itself is not told */
	for (size_t i = 0; i < schema.table_count; i++)
		calx__strbuf_addf(&names, "%s%s ", schema.tables[i]->name,
			schema.tables[i]->internal ? "!" : "");
	CHECK_TEXT(names.data,
		"Words_config! Words_content! Words_data! Words_docsize! "
		"Words_idx! pairs people using_node! using_parent! "
		"using_rowid! words_mine ");
	calx__strbuf_release(&names);
	table = calx__schema_table(&schema, NULL, "people");
	assert_int_equal(table->column_count, 5);
	assert_false(table->columns[0].nullable);
	assert_int_equal(table->columns[0].type.kind, CALX_INTEGER);
	assert_int_equal(table->columns[1].type.length, 40);
	CHECK_TEXT(table->columns[1].collation, "NOCASE");
	CHECK_TEXT(table->columns[3].server_default, "(lower('GOOD'))");
	CHECK_TEXT(table->columns[4].computed, "boss * 2");
	assert_true(table->columns[4].persisted);
	CHECK_TEXT(table->columns[4].type_text, "");
	/* without a rowid a key is never NULL */
	assert_false(calx__schema_table(&schema, NULL, "pairs")
			     ->columns[0]
			     .nullable);
	calx__arena_release(&arena);
	database_close(&catalog);
}

static void constraints_are_told(void **state)
{
	struct catalog catalog = database_open();
	struct arena arena = { 0 };
	struct sql_schema schema;
	const struct sql_constraint *constraints, *indexes;

	(void)state;
	database_must(&catalog, foreign);
	schema = inspect(&catalog, &arena);
	constraints = calx__schema_table(&schema, NULL, "people")->constraints;
	assert_int_equal(
		calx__schema_table(&schema, NULL, "people")->constraint_count,
		4);
	assert_int_equal(constraints[0].kind, CALX_PRIMARY_KEY);
	assert_int_equal(constraints[1].kind, CALX_UNIQUE);
	CHECK_TEXT(constraints[1].columns[0], "name");
	assert_null(constraints[1].name);
	CHECK_TEXT(constraints[2].on_delete, "SET NULL");
	assert_null(constraints[2].referred_columns);
	CHECK_TEXT(constraints[3].text, "mood <> ''");
	assert_false(constraints[3].of_type);
	constraints = calx__schema_table(&schema, NULL, "pairs")->constraints;
	CHECK_TEXT(constraints[0].name, "pk");
	assert_int_equal(constraints[1].column_count, 2);
	CHECK_TEXT(constraints[1].referred_columns[0], "b");
	CHECK_TEXT(constraints[1].on_update, "CASCADE");
	assert_true(constraints[1].deferred);
	indexes = calx__schema_table(&schema, NULL, "people")->indexes;
	assert_int_equal(
		calx__schema_table(&schema, NULL, "people")->index_count, 2);
	CHECK_TEXT(indexes[0].name, "ix");
	assert_true(calx__constraint_is_plain(&indexes[0]));
	CHECK_TEXT(indexes[1].where, "boss > 1");
	assert_null(indexes[1].items);
	CHECK_TEXT(indexes[1].sql,
		"CREATE INDEX ix_part ON people (name) WHERE boss > 1");
	calx__arena_release(&arena);
	database_close(&catalog);
}

/* ---- when things fail ---------------------------------------------------------------- */

static enum calx_status query_fails(const struct catalog *catalog,
	const char *sql, catalog_row *row, void *context, calx_error *error)
{
	(void)catalog;
	(void)sql;
	(void)row;
	(void)context;
	return calx__fail(error, CALX_IO, "disk gone");
}

/* A file with a virtual table of a module that nobody here has. */
static enum calx_status foreign_query(const struct catalog *catalog,
	const char *sql, catalog_row *row, void *context, calx_error *error)
{
	static const char *const rows[][3] = {
		{ "table", "VEC_chunks00", "CREATE TABLE VEC_chunks00(a)" },
		{ "table", "vec",
			"CREATE VIRTUAL TABLE vec USING vec0(x float[3])" },
		{ "table", "vec_odd", "CREATE TABLE vec_odd(a \\ b)" },
		{ "index", "vec_ix", "CREATE INDEX vec_ix ON vec_odd(a)" },
		{ "table", "vector", "CREATE TABLE vector(a)" },
	};
	enum calx_status status = CALX_OK;

	(void)catalog;
	(void)error;
	if (strstr(sql, "'trigger'"))
		return CALX_OK;
	if (strstr(sql, "CREATE VIRTUAL TABLE"))
		return row(context, &rows[1][1], 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && status >= 0; i++)
		status = row(context, rows[i], 3);
	return status;
}

static void tables_of_unknown_modules_are_told(void **state)
{
	const struct catalog catalog = { .query = foreign_query };
	struct arena arena = { 0 };
	struct sql_schema schema = inspect(&catalog, &arena);

	(void)state;
	assert_int_equal(schema.table_count, 2);
	CHECK_TEXT(schema.tables[0]->name, "VEC_chunks00");
	assert_true(schema.tables[0]->internal);
	CHECK_TEXT(schema.tables[1]->name, "vector");
	assert_false(schema.tables[1]->internal);
	calx__arena_release(&arena);
}

static void a_failing_catalog_is_told(void **state)
{
	struct catalog catalog = { .query = query_fails };
	struct arena arena = { 0 };
	struct sql_schema schema;
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx__sqlite_inspect(&catalog, &arena, &schema, &error),
		CALX_IO);
	CHECK_TEXT(error.message, "disk gone");
	calx__arena_release(&arena);
}

static void inspect_in_need(void *context)
{
	struct arena arena = { 0 };
	struct sql_schema schema;
	enum calx_status status =
		calx__sqlite_inspect(context, &arena, &schema, NULL);

	assert_true(status == CALX_OK || status == CALX_OUT_OF_MEMORY);
	if (torture_is_clean())
		assert_int_equal(schema.table_count, 11);
	calx__arena_release(&arena);
}

static void inspecting_survives_the_lack_of_memory(void **state)
{
	struct catalog catalog = database_open();

	(void)state;
	database_must(&catalog, foreign);
	torture(inspect_in_need, &catalog);
	database_close(&catalog);
}

CHECK_MAIN("sqlite inspect", cmocka_unit_test(random_schemas_come_back),
	cmocka_unit_test(stored_forms_are_kept),
	cmocka_unit_test(every_type_comes_back),
	cmocka_unit_test(columns_are_told),
	cmocka_unit_test(constraints_are_told),
	cmocka_unit_test(tables_of_unknown_modules_are_told),
	cmocka_unit_test(a_failing_catalog_is_told),
	cmocka_unit_test(inspecting_survives_the_lack_of_memory), )
