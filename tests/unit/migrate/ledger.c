#include "engine/connection.h"
#include "engine/prepare.h"
#include "migrate/run/ledger.h"

#include <stdio.h>

#include "engine/inspect.h"
#include "rows.h"
#include "torture.h"
#include "migrate/graph/link.h"

static const struct graph_source sources[] = {
	{ .id = "aaaa1", .message = "first 'one'", .checksum = "c1" },
	{ .id = "bbbb1", .down = "aaaa1" },
};

static void graph_build(struct graph *graph)
{
	*graph = (struct graph){ 0 };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
			calx__graph_add(graph, &sources[i], NULL), CALX_OK);
	assert_int_equal(calx__graph_link(graph, NULL), CALX_OK);
}

static void ledger_create(calx_connection *connection)
{
	struct strbuf sql = STRBUF_INIT;

	assert_int_equal(calx__ledger_ddl(calx__connection_dialect(connection),
				 &sql, NULL),
		CALX_OK);
	assert_int_equal(calx__run(connection, sql.data), CALX_OK);
	calx__strbuf_release(&sql);
}

static void reading_creates_nothing(void **state)
{
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	struct ledger ledger = { .count = 7 };
	struct sql_schema schema = { 0 };
	struct arena arena = { 0 };

	(void)state;
	assert_int_equal(
		calx__ledger_read(connection, &arena, &ledger, NULL), CALX_OK);
	assert_int_equal(ledger.count, 0);
	assert_false(ledger.exists);
	assert_false(calx__ledger_exists(connection));
	assert_int_equal(calx__inspect(connection, &arena, &schema), CALX_OK);
	assert_int_equal(schema.table_count, 0);
	calx__arena_release(&arena);
	calx_connection_close(connection);
	database_engine_close(engine);
}

static void keeps_what_was_applied(void **state)
{
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	struct node_list nodes = { 0 };
	struct ledger ledger = { 0 };
	struct arena arena = { 0 };
	struct ledger_row row;
	struct graph graph;

	(void)state;
	graph_build(&graph);
	ledger_create(connection);
	for (size_t i = 0; i < 2; i++) {
		row = calx__ledger_row(&arena, graph.nodes[i], "upgrade", 12);
		assert_int_equal(
			calx__ledger_insert(connection, &row), CALX_OK);
	}
	assert_true(calx__ledger_has(connection, "aaaa1"));
	assert_false(calx__ledger_has(connection, "aaaa"));
	assert_int_equal(
		calx__ledger_read(connection, &arena, &ledger, NULL), CALX_OK);
	assert_int_equal(ledger.count, 2);
	CHECK_TEXT(ledger.rows[0].revision, "aaaa1");
	CHECK_TEXT(ledger.rows[0].message, "first 'one'");
	CHECK_TEXT(ledger.rows[0].checksum, "c1");
	assert_null(ledger.rows[1].checksum);
	CHECK_TEXT(ledger.rows[1].down_revisions, "aaaa1");
	assert_int_equal(ledger.rows[1].milliseconds, 12);
	assert_int_equal(strlen(ledger.rows[0].applied_at), 26);
	assert_int_equal(
		calx__ledger_nodes(&ledger, &graph, &nodes, NULL), CALX_OK);
	assert_ptr_equal(nodes.items[1], graph.nodes[1]);
	assert_int_equal(calx__ledger_delete(connection, "bbbb1"), CALX_OK);
	assert_int_equal(
		calx__ledger_delete(connection, "bbbb1"), CALX_CONFLICT);
	calx__graph_release(&graph);
	calx__arena_release(&arena);
	calx_connection_close(connection);
	database_engine_close(engine);
}

static void says_what_it_knows_of_an_unknown_revision(void **state)
{
	struct ledger_row row = { .revision = "gone1",
		.message = "Add table x",
		.applied_at = "2026-11-22 16:04:51.060065",
		.tool = "calx 9.9" };
	struct ledger ledger = { .rows = &row, .count = 1 };
	struct node_list nodes = { 0 };
	calx_error error = { 0 };
	struct graph graph;

	(void)state;
	graph_build(&graph);
	assert_int_equal(calx__ledger_nodes(&ledger, &graph, &nodes, &error),
		CALX_NOT_FOUND);
	CHECK_TEXT(error.message, "the database has revision 'gone1', which "
				  "this history does not have");
	CHECK_TEXT(error.detail, "It was applied at 2026-11-22 16:04:51.060065 "
				 "UTC by calx 9.9: Add table x");
	row.message = "";
	assert_int_equal(calx__ledger_nodes(&ledger, &graph, &nodes, &error),
		CALX_NOT_FOUND);
	CHECK_TEXT(error.detail, "It was applied at 2026-11-22 16:04:51.060065 "
				 "UTC by calx 9.9: no message.");
	calx__graph_release(&graph);
}

static void shows_its_statements(void **state)
{
	struct ledger_row row = { .revision = "a'b",
		.down_revisions = "",
		.depends_on = "",
		.message = "it's",
		.applied_at = "2026-11-22 16:04:51.060065",
		.origin = "stamp",
		.tool = "calx 9.9" };
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	const struct dialect *dialect = calx__connection_dialect(connection);
	struct strbuf sql = STRBUF_INIT;

	(void)state;
	ledger_create(connection);
	calx__ledger_insert_text(&sql, dialect, &row);
	assert_int_equal(calx__run(connection, sql.data), CALX_OK);
	check_rows(connection,
		"SELECT revision, message, checksum, origin, number "
		"FROM calx_version",
		"a'b|it's|-|stamp|1\n");
	calx__strbuf_clear(&sql);
	calx__ledger_delete_text(&sql, dialect, "a'b");
	CHECK_TEXT(
		sql.data, "DELETE FROM calx_version WHERE revision = 'a''b'");
	assert_int_equal(calx__run(connection, sql.data), CALX_OK);
	check_rows(connection, "SELECT count(*) FROM calx_version", "0\n");
	calx__strbuf_release(&sql);
	calx_connection_close(connection);
	database_engine_close(engine);
}

/* not by looking at each: that would be the square of them */
static void the_last_number_is_found_by_an_index(void **state)
{
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	const char *explain =
		database_is("sqlite") ? "EXPLAIN QUERY PLAN" : "EXPLAIN";
	const char *wanted = database_is("sqlite") ? "SEARCH calx_version USING"
			     : database_is("postgresql")
				     ? "Index Only Scan"
				     : "No matching min/max row";
	struct strbuf plan;
	char sql[128];

	(void)state;
	ledger_create(connection);
	snprintf(sql, sizeof(sql),
		"%s SELECT coalesce(max(number), 0) + 1 FROM calx_version",
		explain);
	plan = rows_text(connection, sql);
	assert_non_null(strstr(plan.data, wanted));
	calx__strbuf_release(&plan);
	calx_connection_close(connection);
	database_engine_close(engine);
}

static void whole_round(void *context)
{
	calx_engine *engine = database_engine();
	calx_connection *connection = calx_connection_open(engine, NULL);
	struct graph_node node = { .id = "aaaa1" };
	struct strbuf sql = STRBUF_INIT;
	struct ledger ledger = { 0 };
	struct arena arena = { 0 };
	struct ledger_row row;

	(void)context;
	if (connection &&
		!calx__ledger_ddl(
			calx__connection_dialect(connection), &sql, NULL) &&
		!calx__run(connection, sql.data)) {
		row = calx__ledger_row(&arena, &node, "upgrade", 0);
		if (!arena.failed && !calx__ledger_insert(connection, &row) &&
			!calx__ledger_read(connection, &arena, &ledger, NULL))
			assert_int_equal(ledger.count, 1);
	}
	calx__strbuf_release(&sql);
	calx__arena_release(&arena);
	calx_connection_close(connection);
	database_engine_close(engine);
}

static void survives_failing_allocations(void **state)
{
	(void)state;
	torture(whole_round, NULL);
}

CHECK_MAIN("ledger", cmocka_unit_test(reading_creates_nothing),
	cmocka_unit_test(keeps_what_was_applied),
	cmocka_unit_test(says_what_it_knows_of_an_unknown_revision),
	cmocka_unit_test(shows_its_statements),
	cmocka_unit_test(the_last_number_is_found_by_an_index),
	cmocka_unit_test(survives_failing_allocations), )
