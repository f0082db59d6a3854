#include "evolve.h"

#include "compile/alter.h"

#include "check.h"
#include "database.h"

#include "compile/dialect.h"
#include "migrate/operation/summary.h"
#include "migrate/script/model_write.h"
#include "migrate/script/render.h"
#include "migrate/script/spoken.h"
#include "util/text.h"
#include "sql/schema/compare.h"

void evolve_open(struct evolve *evolve)
{
	calx_error error = { 0 };

	*evolve = (struct evolve){ .engine = database_engine() };
	evolve->connection = calx_connection_open(evolve->engine, &error);
	if (!evolve->connection)
		fail_msg("%s", error.message);
	if (database_is("sqlite"))
		evolve_run(evolve, "PRAGMA foreign_keys = OFF;\n");
}

void evolve_close(struct evolve *evolve)
{
	calx_connection_close(evolve->connection);
	database_engine_close(evolve->engine);
	calx__arena_release(&evolve->arena);
}

static void run(struct evolve *evolve, const char *sql)
{
	if (calx__run(evolve->connection, sql) != CALX_OK)
		fail_msg("%s\n%s",
			calx_connection_error(evolve->connection)->message,
			sql);
}

void evolve_run(struct evolve *evolve, const char *sql)
{
	while (*sql) {
		const char *end = strstr(sql, ";\n");
		size_t length = end ? (size_t)(end - sql) : strlen(sql);

		run(evolve, calx__arena_strndup(&evolve->arena, sql, length));
		sql += end ? length + 2 : length;
	}
}

static void apply_group(
	struct evolve *evolve, const struct operation *operations, size_t count)
{
	const struct dialect *dialect =
		calx__connection_dialect(evolve->connection);
	struct catalog catalog = calx__connection_catalog(evolve->connection);
	struct vec statements = VEC_INIT(const char *);
	const struct operation **group =
		calx__arena_zero(&evolve->arena, count, sizeof(*group));
	calx_error error = { 0 };

	for (size_t i = 0; i < count; i++)
		group[i] = &operations[i];
	if (calx__alter(dialect, &catalog,
		    &(struct operation_group){ group, count }, &evolve->arena,
		    &statements, &error) < 0)
		fail_msg("%s", error.message);
	for (size_t i = 0; i < statements.count; i++)
		run(evolve, *(const char **)calx__vec_at(&statements, i));
	calx__vec_release(&statements);
}

void evolve_apply(
	struct evolve *evolve, const struct operation *operations, size_t count)
{
	while (count > 0) {
		size_t group = 1;

		while (database_is("sqlite") && operations->table &&
			group < count &&
			calx__text_equal(
				operations[group].table, operations->table))
			group++;
		if (operations->kind == CALX_OPERATION_EXECUTE)
			run(evolve, operations->sql);
		else
			apply_group(evolve, operations, group);
		operations += group;
		count -= group;
	}
}

struct sql_schema evolve_inspect(struct evolve *evolve)
{
	struct sql_schema schema = { 0 };

	if (calx__inspect(evolve->connection, &evolve->arena, &schema) !=
		CALX_OK)
		fail_msg("%s",
			calx_connection_error(evolve->connection)->message);
	return schema;
}

struct script_body evolve_read(struct arena *arena, const char *statements)
{
	const char *text = calx__arena_printf(arena,
		"#include <calx/revision.h>\nvoid f(calx_op *op) {\n%s}\n"
		"CALX_REVISION(r, .upgrade = f);\n",
		statements);
	struct script script;
	calx_error error = { 0 };

	if (calx__script_parse(arena, "statements", text, strlen(text), &script,
		    &error) != CALX_OK)
		fail_msg(
			"%s: %s\n%s", error.where, error.message, error.detail);
	if (script.upgrade.code_line)
		fail_msg("line %u: %s\n%s", script.upgrade.code_line,
			script.upgrade.code_reason, text);
	return script.upgrade;
}

struct sql_schema evolve_tables(struct arena *arena, struct script_body body)
{
	struct sql_schema schema = { 0 };

	schema.tables =
		calx__arena_zero(arena, body.count, sizeof(*schema.tables));
	for (size_t i = 0; i < body.count; i++) {
		struct sql_table *table =
			calx__arena_zero(arena, 1, sizeof(*table));

		assert_int_equal(
			body.operations[i].kind, CALX_OPERATION_CREATE_TABLE);
		*table = *body.operations[i].definition;
		schema.tables[schema.table_count++] = table;
	}
	return schema;
}

/* ---- comparing ------------------------------------------------------------ */

static int compare_columns(const void *a, const void *b)
{
	return strcmp(((const struct sql_column *)a)->name,
		((const struct sql_column *)b)->name);
}

static struct sql_table sorted(
	struct arena *arena, const struct sql_table *table)
{
	struct sql_table copy = *table;

	copy.columns = calx__arena_zero(
		arena, table->column_count, sizeof(*copy.columns));
	memcpy(copy.columns, table->columns,
		table->column_count * sizeof(*copy.columns));
	qsort(copy.columns, copy.column_count, sizeof(*copy.columns),
		compare_columns);
	return copy;
}

void evolve_check_same(
	const struct sql_schema *actual, const struct sql_schema *expected)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < actual->table_count; i++)
		if (!calx__schema_table(
			    expected, NULL, actual->tables[i]->name))
			fail_msg("'%s' should not be there",
				actual->tables[i]->name);
	for (size_t i = 0; i < expected->table_count; i++) {
		const struct sql_table *table = calx__schema_table(
			actual, NULL, expected->tables[i]->name);
		struct sql_table a, b;

		if (!table)
			fail_msg("'%s' is missing", expected->tables[i]->name);
		a = sorted(&arena, table);
		b = sorted(&arena, expected->tables[i]);
		if (!calx__table_same(&a, &b))
			fail_msg(
				"is not as it was:\n%s\nbut\n%s", b.sql, a.sql);
	}
	calx__arena_release(&arena);
}

/* ---- what `calx inspect --models` says ----------------------------------------- */

struct sql_schema evolve_printed(struct evolve *evolve)
{
	struct sql_schema database = evolve_inspect(evolve), target;
	struct strbuf text = STRBUF_INIT, statements = STRBUF_INIT;
	const struct models_plan plan = {
		.schema = &database, .comment = "c", .metadata = "m"
	};
	calx_error error = { 0 };

	for (size_t i = 0; i < database.table_count; i++)
		database.tables[i] = calx__spoken(&evolve->arena,
			calx__connection_dialect(evolve->connection),
			database.tables[i]);
	if (calx__models_write(&text, &plan, &error) < 0)
		fail_msg("%s", error.message);
	for (const char *at = strstr(text.data, "CALX_MODEL("); at;
		at = strstr(at + 1, "CALX_MODEL(")) {
		const char *end = strstr(at, ");\n");

		calx__strbuf_addf(&statements, "calx_create_table(op%.*s);\n",
			(int)(end - strchr(at, ',')), strchr(at, ','));
	}
	target = evolve_tables(
		&evolve->arena, evolve_read(&evolve->arena, statements.data));
	calx__strbuf_release(&text);
	calx__strbuf_release(&statements);
	return target;
}

/* ---- what autogenerate says -------------------------------------------------- */

struct script_body evolve_reread(
	struct evolve *evolve, const struct operation *operations, size_t count)
{
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };
	const char *copy;

	if (calx__render_operations(&text, operations, count, &error) < 0)
		fail_msg("%s", error.message);
	copy = calx__arena_strndup(
		&evolve->arena, text.data ? text.data : "", text.length);
	calx__strbuf_release(&text);
	return evolve_read(&evolve->arena, copy);
}

void evolve_apply_reread(
	struct evolve *evolve, const struct operation *operations, size_t count)
{
	const struct script_body body =
		evolve_reread(evolve, operations, count);

	evolve_apply(evolve, body.operations, body.count);
}

enum calx_status evolve_compare(struct evolve *evolve,
	const struct sql_schema *target, struct autogenerate_result *result,
	calx_error *error)
{
	const struct catalog catalog =
		calx__connection_catalog(evolve->connection);
	struct sql_schema database = { 0 };
	const struct autogenerate input = {
		.dialect = calx__connection_dialect(evolve->connection),
		.catalog = &catalog,
		.database = &database,
		.target = target,
	};

	if (calx__inspect_for(
		    evolve->connection, &evolve->arena, target, &database) < 0)
		fail_msg("%s",
			calx_connection_error(evolve->connection)->message);

	return calx__autogenerate(&evolve->arena, &input, result, error);
}

struct autogenerate_result evolve_differences(
	struct evolve *evolve, const struct sql_schema *target)
{
	struct autogenerate_result result = { 0 };
	calx_error error = { 0 };

	if (evolve_compare(evolve, target, &result, &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

void evolve_check_nothing(struct evolve *evolve,
	const struct sql_schema *target, const char *name)
{
	const struct autogenerate_result result =
		evolve_differences(evolve, target);
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < result.upgrade_count; i++) {
		calx__operation_summary(&text, &result.upgrade[i]);
		calx__strbuf_addc(&text, '\n');
	}
	if (result.upgrade_count || result.warning_count)
		fail_msg("%s: %s", name, text.length ? text.data : "warnings");
	calx__strbuf_release(&text);
}
