#include "differences.h"

#include "check.h"

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/inspect.h"
#include "migrate/compare/autogenerate.h"
#include "sql/schema/descriptor.h"
#include "sql/schema/resolve.h"
#include "sql/type/native.h"
#include "sql/type/stored.h"
#include <calx/inspect.h>

/* What a database has, beside the models that it was made of. */

static void event_print(
	void *context, enum autogenerate_event_kind kind, const char *text)
{
	(void)context;
	(void)kind;
	print_message("# %s\n", text);
}

static void check_nothing_to_do(
	calx_connection *connection, const calx_metadata *metadata)
{
	const struct catalog catalog = calx__connection_catalog(connection);
	struct arena arena = { 0 };
	struct sql_schema target, database;
	struct autogenerate_result result = { 0 };
	calx_error error = { 0 };
	const struct autogenerate input = {
		.dialect = calx__connection_dialect(connection),
		.catalog = &catalog,
		.database = &database,
		.target = &target,
		.listener = event_print,
	};

	if (calx__schema_resolve(&arena, metadata, &target, &error) < 0)
		fail_msg("%s", error.message);
	if (calx__inspect(connection, &arena, &database) < 0)
		fail_msg("%s", calx_connection_error(connection)->message);
	if (calx__autogenerate(&arena, &input, &result, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(result.upgrade_count, 0);
	assert_int_equal(result.warning_count, 0);
	calx__arena_release(&arena);
}

/* A model that is made of the database says what the model said. */
static void check_natives(const calx_table *model, const calx_table *table)
{
	assert_non_null(table);
	for (size_t i = 0; i < model->column_count; i++) {
		const calx_column *column = calx__column_at(model, i);
		const calx_column *other = calx__column_at(table, i);

		if (!column->type.native)
			continue;
		if (column->type.native != other->type.native ||
			column->type.length != other->type.length)
			fail_msg("%s is no %s()", column->name,
				calx__natives[column->type.native].name);
	}
}

void assert_no_differences(calx_engine *engine, const calx_metadata *metadata)
{
	calx_error error = { 0 };
	calx_connection *connection = calx_connection_open(engine, &error);
	calx_inspector *inspector;

	if (!connection)
		fail_msg("%s", error.message);
	check_nothing_to_do(connection, metadata);
	inspector = calx_inspect(connection, &error);
	if (!inspector)
		fail_msg("%s", error.message);
	for (const calx_table *const *table = metadata->tables; *table; table++)
		check_natives(*table,
			calx_inspector_table(inspector, (*table)->name));
	calx_inspector_close(inspector);
	calx_connection_close(connection);
}
