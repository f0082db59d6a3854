#include "migrate/run/ledger.h"

#include <stdio.h>
#include <string.h>

#include "compile/ddl.h"
#include "compile/identifier.h"
#include "util/clock.h"
#include "util/fail.h"
#include "sql/schema/resolve.h"
#include <calx/model.h>
#include <calx/version.h>

/* `number` is the order of applying: clocks go backwards. */
/* clang-format off */
CALX_TABLE(Ledger, CALX__LEDGER_TABLE,
	column(revision, string(64), .primary_key = true),
	column(down_revisions, text()),
	column(depends_on, text()),
	column(message, text()),
	column(checksum, nullable(string(64))),
	column(applied_at, string(26)),
	column(origin, string(16)),
	column(milliseconds, big_integer()),
	column(tool, string(40)),
	column(number, big_integer()));
/* clang-format on */

/* the members of a row, in the order of its columns */
enum ledger_column {
	LEDGER_REVISION,
	LEDGER_DOWN_REVISIONS,
	LEDGER_DEPENDS_ON,
	LEDGER_MESSAGE,
	LEDGER_CHECKSUM,
	LEDGER_APPLIED_AT,
	LEDGER_ORIGIN,
	LEDGER_MILLISECONDS,
	LEDGER_TOOL,
	LEDGER_COLUMNS
};

static const char select_sql[] =
	"SELECT revision, down_revisions, depends_on, message, checksum, "
	"applied_at, origin, milliseconds, tool FROM " CALX__LEDGER_TABLE
	" ORDER BY number, revision";

static const char has_sql[] =
	"SELECT 1 FROM " CALX__LEDGER_TABLE " WHERE revision = ?";

static const char delete_sql[] =
	"DELETE FROM " CALX__LEDGER_TABLE " WHERE revision = ";

/* the two halves of the INSERT, around its values */
static const char insert_sql[] =
	"INSERT INTO " CALX__LEDGER_TABLE
	" (revision, down_revisions, depends_on, message, checksum, applied_at, origin, milliseconds, tool, number) VALUES (";
static const char insert_end_sql[] =
	", (SELECT coalesce(max(number), 0) + 1 FROM " CALX__LEDGER_TABLE "))";

/* ---- small helpers -------------------------------------------------------- */

static calx_value text_value(const char *text)
{
	calx_value value = { .kind = CALX_NULL };

	if (!text)
		return value;
	value.kind = CALX_STRING;
	value.as.text.data = text;
	value.as.text.size = strlen(text);
	return value;
}

static calx_value integer_value(int64_t integer)
{
	calx_value value = { .kind = CALX_INTEGER };

	value.as.integer = integer;
	return value;
}

static enum calx_status connection_failed(
	const calx_connection *connection, calx_error *error)
{
	const calx_error *cause = calx_connection_error(connection);

	if (!cause)
		return CALX_OK;
	if (error)
		*error = *cause;
	return cause->status;
}

/* Whether a query with one text parameter has a row. */
static bool query_finds(
	calx_connection *connection, const char *sql, const char *text)
{
	calx_value value = text_value(text);
	calx_result *result = calx_connection_query(connection, sql, &value, 1);
	bool found = calx_result_next(result) != NULL;

	calx_result_close(result);
	return found;
}

/* ---- reading -------------------------------------------------------------- */

bool calx__ledger_exists(calx_connection *connection)
{
	const struct dialect *dialect = calx__connection_dialect(connection);

	return query_finds(
		connection, dialect->table_exists, CALX__LEDGER_TABLE);
}

bool calx__ledger_has(calx_connection *connection, const char *revision)
{
	return query_finds(connection, has_sql, revision);
}

static const char *row_text(
	struct arena *arena, const calx_row *row, enum ledger_column column)
{
	const char *text = calx_row_text(row, column);

	return text ? calx__arena_strdup(arena, text) : NULL;
}

static struct ledger_row row_read(struct arena *arena, const calx_row *row)
{
	return (struct ledger_row){
		.revision = row_text(arena, row, LEDGER_REVISION),
		.down_revisions = row_text(arena, row, LEDGER_DOWN_REVISIONS),
		.depends_on = row_text(arena, row, LEDGER_DEPENDS_ON),
		.message = row_text(arena, row, LEDGER_MESSAGE),
		.checksum = row_text(arena, row, LEDGER_CHECKSUM),
		.applied_at = row_text(arena, row, LEDGER_APPLIED_AT),
		.origin = row_text(arena, row, LEDGER_ORIGIN),
		.milliseconds = calx_row_int64(row, LEDGER_MILLISECONDS),
		.tool = row_text(arena, row, LEDGER_TOOL),
	};
}

static enum calx_status rows_read(calx_connection *connection,
	struct arena *arena, struct vec *rows, calx_error *error)
{
	calx_result *result =
		calx_connection_query(connection, select_sql, NULL, 0);
	const calx_row *row;

	while ((row = calx_result_next(result)) != NULL) {
		struct ledger_row entry = row_read(arena, row);

		if (!entry.revision || !calx__vec_append(rows, &entry))
			break;
	}
	calx_result_close(result);
	if (rows->failed || arena->failed)
		return calx__fail_memory(error);
	return connection_failed(connection, error);
}

enum calx_status calx__ledger_read(calx_connection *connection,
	struct arena *arena, struct ledger *ret_ledger, calx_error *error)
{
	struct vec rows = VEC_INIT(struct ledger_row);
	struct ledger ledger = { 0 };
	enum calx_status status;

	ledger.exists = calx__ledger_exists(connection);
	status = connection_failed(connection, error);
	if (!status && ledger.exists)
		status = rows_read(connection, arena, &rows, error);
	if (!status && rows.count) {
		ledger.rows = calx__arena_zero(
			arena, rows.count, sizeof(*ledger.rows));
		if (!ledger.rows)
			status = calx__fail_memory(error);
		else
			memcpy(ledger.rows, rows.items,
				rows.count * sizeof(*ledger.rows));
		ledger.count = rows.count;
	}
	calx__vec_release(&rows);
	if (!status)
		*ret_ledger = ledger;
	return status;
}

static enum calx_status row_unknown(
	const struct ledger_row *row, calx_error *error)
{
	calx__fail(error, CALX_NOT_FOUND,
		"the database has revision '%s', which this history does not have",
		row->revision);
	calx__fail_detail(error, "It was applied at %s UTC by %s: %s",
		row->applied_at, row->tool,
		*row->message ? row->message : "no message.");
	calx__fail_hint(error,
		"The program may be older than the database. Bring its file back, or stamp the database anew with --purge.");
	return CALX_NOT_FOUND;
}

enum calx_status calx__ledger_nodes(const struct ledger *ledger,
	struct graph *graph, struct node_list *ret_nodes, calx_error *error)
{
	struct node_list nodes = { 0 };

	nodes.items = calx__arena_zero(
		&graph->arena, ledger->count + 1, sizeof(struct graph_node *));
	if (!nodes.items)
		return calx__fail_memory(error);
	for (size_t i = 0; i < ledger->count; i++) {
		const struct ledger_row *row = &ledger->rows[i];
		struct graph_node *node =
			calx__graph_node(graph, row->revision);

		if (!node)
			return row_unknown(row, error);
		nodes.items[nodes.count++] = node;
	}
	*ret_nodes = nodes;
	return CALX_OK;
}

/* ---- writing -------------------------------------------------------------- */

enum calx_status calx__ledger_ddl(
	const struct dialect *dialect, struct strbuf *sql, calx_error *error)
{
	struct arena arena = { 0 };
	struct sql_table *table = NULL;
	enum calx_status status;

	status =
		calx__table_resolve(&arena, &Ledger_calx_table_, &table, error);
	if (!status)
		calx__ddl_create_table(sql, dialect, table);
	if (!status && sql->failed)
		status = calx__fail_memory(error);
	calx__arena_release(&arena);
	return status;
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

struct ledger_row calx__ledger_row(struct arena *arena,
	const struct graph_node *node, const char *origin, int64_t milliseconds)
{
	return (struct ledger_row){
		.revision = node->id,
		.down_revisions = text_or_empty(node->source.down),
		.depends_on = text_or_empty(node->source.depends_on),
		.message = text_or_empty(node->source.message),
		.checksum = node->source.checksum,
		.applied_at = calx__clock_utc(arena),
		.origin = origin,
		.milliseconds = milliseconds,
		.tool = calx__arena_printf(arena, "calx %s", calx_version()),
	};
}

static void row_values(
	const struct ledger_row *row, calx_value values[LEDGER_COLUMNS])
{
	values[LEDGER_REVISION] = text_value(row->revision);
	values[LEDGER_DOWN_REVISIONS] = text_value(row->down_revisions);
	values[LEDGER_DEPENDS_ON] = text_value(row->depends_on);
	values[LEDGER_MESSAGE] = text_value(row->message);
	values[LEDGER_CHECKSUM] = text_value(row->checksum);
	values[LEDGER_APPLIED_AT] = text_value(row->applied_at);
	values[LEDGER_ORIGIN] = text_value(row->origin);
	values[LEDGER_MILLISECONDS] = integer_value(row->milliseconds);
	values[LEDGER_TOOL] = text_value(row->tool);
}

enum calx_status calx__ledger_insert(
	calx_connection *connection, const struct ledger_row *row)
{
	calx_value values[LEDGER_COLUMNS];
	struct strbuf sql = STRBUF_INIT;

	row_values(row, values);
	calx__strbuf_adds(&sql, insert_sql);
	for (int i = 0; i < LEDGER_COLUMNS; i++)
		calx__strbuf_adds(&sql, i ? ", ?" : "?");
	calx__strbuf_adds(&sql, insert_end_sql);
	if (sql.failed)
		calx__fail_memory(calx__connection_failing(connection));
	else
		calx_connection_execute(
			connection, sql.data, values, LEDGER_COLUMNS);
	calx__strbuf_release(&sql);
	return calx__connection_status(connection);
}

enum calx_status calx__ledger_delete(
	calx_connection *connection, const char *revision)
{
	calx_value value = text_value(revision);
	char sql[sizeof(delete_sql) + 1];
	int64_t rows;

	snprintf(sql, sizeof(sql), "%s?", delete_sql);
	rows = calx_connection_execute(connection, sql, &value, 1);
	if (rows == 0)
		calx__fail(calx__connection_failing(connection), CALX_CONFLICT,
			"the row of revision '%s' has gone from the table " CALX__LEDGER_TABLE,
			revision);
	return calx__connection_status(connection);
}

/* ---- showing -------------------------------------------------------------- */

static void value_text(struct strbuf *sql, const struct dialect *dialect,
	const calx_value *value)
{
	if (value->kind == CALX_NULL)
		calx__strbuf_adds(sql, "NULL");
	else if (value->kind == CALX_INTEGER)
		calx__strbuf_addf(sql, "%lld", (long long)value->as.integer);
	else
		calx__sql_literal(sql, dialect, value->as.text.data);
}

void calx__ledger_insert_text(struct strbuf *sql, const struct dialect *dialect,
	const struct ledger_row *row)
{
	calx_value values[LEDGER_COLUMNS];

	row_values(row, values);
	calx__strbuf_adds(sql, insert_sql);
	for (int i = 0; i < LEDGER_COLUMNS; i++) {
		if (i)
			calx__strbuf_adds(sql, ", ");
		value_text(sql, dialect, &values[i]);
	}
	calx__strbuf_adds(sql, insert_end_sql);
}

void calx__ledger_delete_text(
	struct strbuf *sql, const struct dialect *dialect, const char *revision)
{
	calx__strbuf_adds(sql, delete_sql);
	calx__sql_literal(sql, dialect, revision);
}
