/* Names that no sane person would give, as the names of a table, a column, an
 * index and a constraint: the database has the same name, from the creation to
 * the end, or nothing was sent to it. */

#include <calx/inspect.h>
#include <calx/metadata.h>

#include "check.h"
#include "data.h"
#include "evolve.h"

#include "compile/dialect.h"
#include "migrate/compare/autogenerate.h"
#include "util/text.h"
#include "migrate/script/literal.h"

struct model {
	struct arena arena;
	calx_column columns[2];
	calx_constraint constraints[3];
	calx_table table;
	const calx_table *tables[2];
	calx_metadata metadata;
};

/* where in the model the name stands */
struct place {
	const char *table, *column, *index, *constraint;
};

static unsigned changes; /* statements that the log saw change a schema */

static void count_change(const calx_log_event *event, void *context)
{
	(void)context;
	changes += strncmp(event->sql, "CREATE", 6) == 0;
}

/* ---- a model with the name in it ------------------------------------------ */

static const char *c_literal(struct arena *arena, const char *name)
{
	struct strbuf text = STRBUF_INIT;
	const char *copy;

	calx__literal_write(&text, name);
	copy = calx__arena_strndup(arena, text.data, text.length);
	calx__strbuf_release(&text);
	return copy;
}

static void model_make(struct model *model, const struct place *place)
{
	const char *list;

	*model = (struct model){ 0 };
	list = c_literal(&model->arena, place->column);
	model->columns[0] = (calx_column){
		.name = "key_",
		.type = { .kind = CALX_INTEGER },
		.options = { .primary_key = true },
	};
	model->columns[1] = (calx_column){
		.name = "field",
		.type = { .kind = CALX_STRING },
		.options = { .name = place->column },
	};
	model->constraints[0] = (calx_constraint){
		.kind = CALX_INDEX,
		.name = place->index,
		.columns = list,
	};
	model->constraints[1] = (calx_constraint){
		.kind = CALX_UNIQUE,
		.name = place->constraint,
		.columns = list,
	};
	model->table = (calx_table){
		CALX_TABLE_SIZES,
		.name = place->table,
		.columns = model->columns,
		.column_count = 2,
		.constraints = model->constraints,
	};
	model->tables[0] = &model->table;
	model->metadata = (calx_metadata){ .size = sizeof(model->metadata),
		.tables = model->tables };
}

/* ---- what the database has ------------------------------------------------ */

static const struct sql_constraint *find(
	const struct sql_constraint *items, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (calx__text_equal(items[i].name, name))
			return &items[i];
	fail_msg("'%s' is not there", name);
	return NULL;
}

static const struct sql_table *check_there(
	struct evolve *evolve, const struct place *place)
{
	struct sql_schema schema = evolve_inspect(evolve);
	const struct sql_table *table =
		calx__schema_table(&schema, NULL, place->table);
	const struct sql_constraint *found;

	if (!table)
		fail_msg("the table '%s' is not there", place->table);
	assert_non_null(calx__table_column(table, place->column));
	found = find(table->indexes, table->index_count, place->index);
	CHECK_TEXT(found->columns[0], place->column);
	found = find(
		table->constraints, table->constraint_count, place->constraint);
	CHECK_TEXT(found->columns[0], place->column);
	return table;
}

static void check_public(struct evolve *evolve, const struct place *place)
{
	calx_inspector *inspector = calx_inspect(evolve->connection, NULL);
	const calx_table *table = calx_inspector_table(inspector, place->table);

	assert_non_null(table);
	CHECK_TEXT(table->name, place->table);
	calx_inspector_close(inspector);
}

static void check_no_difference(
	struct evolve *evolve, const struct model *model)
{
	static const char *const ignored[] = { "canary", NULL };
	struct sql_schema database = evolve_inspect(evolve), target;
	const struct autogenerate autogenerate = {
		.dialect = calx__connection_dialect(evolve->connection),
		.database = &database,
		.target = &target,
		.ignored_tables = ignored,
	};
	struct autogenerate_result result;
	calx_error error = { 0 };

	assert_int_equal(calx__schema_resolve(&evolve->arena, &model->metadata,
				 &target, &error),
		CALX_OK);
	assert_int_equal(calx__autogenerate(&evolve->arena, &autogenerate,
				 &result, &error),
		CALX_OK);
	assert_int_equal(result.upgrade_count, 0);
	assert_int_equal(result.warning_count, 0);
}

static int64_t number(struct evolve *evolve, const char *sql)
{
	calx_result *result =
		calx_connection_query(evolve->connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t value = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return value;
}

/* One table with the row that it had, and the canary with its own. */
static void check_canary(struct evolve *evolve, int tables)
{
	assert_int_equal(number(evolve, "SELECT sum(v) FROM canary"), 42);
	assert_int_equal(
		number(evolve, "SELECT count(*) FROM sqlite_schema WHERE "
			       "type <> 'index'"),
		tables);
}

/* ---- the life of a name --------------------------------------------------- */

static void rename_there_and_back(
	struct evolve *evolve, const struct place *place)
{
	const struct operation away[] = {
		{ .kind = CALX_OPERATION_RENAME_COLUMN,
			.table = place->table,
			.name = place->column,
			.new_name = "other column" },
		{ .kind = CALX_OPERATION_RENAME_TABLE,
			.table = place->table,
			.new_name = "other table" },
	};
	const struct operation back[] = {
		{ .kind = CALX_OPERATION_RENAME_TABLE,
			.table = "other table",
			.new_name = place->table },
		{ .kind = CALX_OPERATION_RENAME_COLUMN,
			.table = place->table,
			.name = "other column",
			.new_name = place->column },
	};
	struct place renamed = *place;

	evolve_apply(evolve, away, 2);
	renamed.table = "other table";
	renamed.column = "other column";
	check_there(evolve, &renamed);
	evolve_apply(evolve, back, 1);
	evolve_apply(evolve, back + 1, 1);
	check_there(evolve, place);
}

static void drop_one_by_one(struct evolve *evolve, const struct place *place)
{
	const struct operation steps[] = {
		{ .kind = CALX_OPERATION_DROP_INDEX,
			.table = place->table,
			.name = place->index },
		{ .kind = CALX_OPERATION_DROP_CONSTRAINT,
			.table = place->table,
			.name = place->constraint },
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = place->table,
			.name = place->column },
		{ .kind = CALX_OPERATION_DROP_TABLE, .table = place->table },
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		evolve_apply(evolve, &steps[i], 1);
}

/* What the reader of revisions would do to a name that is refused. */
static void check_refused(struct evolve *evolve, const calx_error *error)
{
	if (error->status != CALX_INVALID)
		fail_msg("%s", error->message);
	assert_int_equal(changes, 0);
	check_canary(evolve, 1);
}

static void live(const struct place *place)
{
	struct evolve evolve;
	struct model model;
	calx_error error = { 0 };

	evolve_open(&evolve);
	evolve_run(&evolve,
		"CREATE TABLE canary (v);\nINSERT INTO canary VALUES (42);\n");
	model_make(&model, place);
	changes = 0;
	calx_engine_set_log(evolve.engine, count_change, NULL);
	if (calx_create_all(evolve.engine, &model.metadata, &error) < 0) {
		check_refused(&evolve, &error);
	} else {
		check_there(&evolve, place);
		check_public(&evolve, place);
		check_no_difference(&evolve, &model);
		rename_there_and_back(&evolve, place);
		check_no_difference(&evolve, &model);
		check_canary(&evolve, 2);
		drop_one_by_one(&evolve, place);
		check_canary(&evolve, 1);
	}
	calx__arena_release(&model.arena);
	evolve_close(&evolve);
}

static void live_in_each_place(const char *name)
{
	const struct place places[] = {
		{ name, "c", "i", "u" },
		{ "t", name, "i", "u" },
		{ "t", "c", name, "u" },
		{ "t", "c", "i", name },
		{ name, name, "i", name },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		live(&places[i]);
}

/* ---- the collections ------------------------------------------------------ */

/* name<TAB>hexadecimal bytes */
static void read_hex_line(char *line, void *context)
{
	char *rest = line;
	char name[2048];

	data_field(&rest);
	data_bytes(data_field(&rest), name);
	live_in_each_place(name);
	++*(int *)context;
}

static void names_live_or_are_refused(void **state)
{
	int count = 0;

	(void)state;
	data_lines("hostile/identifiers.hex.tsv", read_hex_line, &count);
	assert_int_equal(count, 89);
}

static void read_payload(char *line, void *context)
{
	live_in_each_place(line);
	++*(int *)context;
}

static void payloads_are_names(void **state)
{
	int count = 0;

	(void)state;
	data_lines("hostile/payloads.txt", read_payload, &count);
	assert_true(count > 15);
}

CHECK_MAIN("identifiers", cmocka_unit_test(names_live_or_are_refused),
	cmocka_unit_test(payloads_are_names))
