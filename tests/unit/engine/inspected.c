#include <calx/inspect.h>
#include <calx/engine.h>

#include <stdatomic.h>

#include "check.h"
#include "../../support/database.h"

/* Inspection asks the same few questions of any number of tables. */

static void count_statements(const calx_log_event *event, void *context)
{
	if (*event->sql)
		atomic_fetch_add((atomic_uint *)context, 1);
}

/* Tables that refer to each other, with all that is asked for by a query. */
static void tables_make(calx_engine *engine, unsigned from, unsigned to)
{
	char sql[512];

	for (unsigned i = from; i < to; i++) {
		snprintf(sql, sizeof(sql),
			"CREATE TABLE t%u (id INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(20),"
			" c DECIMAL(8, 2) CHECK (c > 0), CONSTRAINT uq%u UNIQUE (a, b),"
			" CONSTRAINT fk%u FOREIGN KEY (a) REFERENCES t%u (id) ON DELETE CASCADE)",
			i, i, i, i ? i - 1 : 0);
		database_run(engine, sql);
		snprintf(
			sql, sizeof(sql), "CREATE INDEX ix%u ON t%u (b)", i, i);
		database_run(engine, sql);
		snprintf(sql, sizeof(sql),
			"CREATE VIEW v%u AS SELECT a FROM t%u", i, i);
		database_run(engine, sql);
	}
}

/* How many statements it takes; `count` tables are found, and their views behind
 * them. */
static unsigned inspect(calx_connection *connection, atomic_uint *statements,
	unsigned count, const char *action)
{
	calx_error error = { 0 };
	const unsigned before = atomic_load(statements);
	calx_inspector *inspector = calx_inspect(connection, &error);
	const calx_metadata *metadata = calx_inspector_metadata(inspector);
	unsigned found = 0;

	if (!inspector)
		fail_msg("%s", error.message);
	for (; metadata->tables[found] && found < count; found++) {
		const calx_constraint *constraint =
			metadata->tables[found]->constraints;

		while (constraint->kind != CALX_FOREIGN_KEY)
			constraint++;
		CHECK_TEXT(constraint->options.on_delete, action);
	}
	assert_int_equal(found, count);
	for (; metadata->tables[found]; found++)
		assert_non_null(metadata->tables[found]->options.view);
	assert_int_equal(found, 2 * count);
	calx_inspector_close(inspector);
	return atomic_load(statements) - before;
}

static void more_tables_take_no_more_queries(void **state)
{
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	atomic_uint statements = 0;
	unsigned few;

	(void)state;
	calx_engine_set_log(engine, count_statements, &statements);
	tables_make(engine, 0, 2);
	few = inspect(connection, &statements, 2, "cascade");
	assert_true(few > 0);
	tables_make(engine, 2, 30);
	assert_int_equal(inspect(connection, &statements, 30, "cascade"), few);
	calx_engine_set_log(engine, NULL, NULL);
	calx_connection_close(connection);
	database_engine_close(engine);
}

CHECK_MAIN("inspected", cmocka_unit_test(more_tables_take_no_more_queries))
