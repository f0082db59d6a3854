#include "migrate/run/ledger.h"

#include <string.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "compile/ddl.h"
#include "compile/identifier.h"
#include "sql/schema/resolve.h"
#include "util/clock.h"
#include "util/fail.h"
#include <calx/version.h>

/* The model says what columns there are, and where a row keeps them: creating,
 * reading and writing are loops over it. */

static const calx_table *const table = &ledger_row_calx_table_;

/* the columns whose values a row has: the last one is the database's */
enum { VALUES = 9 };

/* "revision, down_revisions, ..." */
static void add_names(struct strbuf *sql)
{
	for (size_t i = 0; i < VALUES; i++) {
		calx__strbuf_adds(sql, i ? ", " : "");
		calx__strbuf_adds(sql, table->columns[i].name);
	}
}

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

/* `head`, which ends where a revision must follow, with the placeholder of one. What
 * fails sticks to the connection. */
static bool by_revision(
	calx_connection *connection, struct strbuf *sql, const char *head)
{
	calx__strbuf_adds(sql, head);
	calx__sql_placeholder(sql, calx__connection_dialect(connection), 1);
	if (sql->failed)
		calx__fail_memory(calx__connection_failing(connection));
	return !sql->failed;
}

/* ---- reading -------------------------------------------------------------- */

const char *const calx__ledger_tables[] = { CALX__LEDGER_TABLE,
	CALX__JOURNAL_TABLE, CALX__LOCK_TABLE, NULL };

bool calx__ledger_has_table(calx_connection *connection, const char *name)
{
	const struct dialect *dialect = calx__connection_dialect(connection);

	return query_finds(connection, dialect->table_exists, name);
}

bool calx__ledger_exists(calx_connection *connection)
{
	return calx__ledger_has_table(connection, CALX__LEDGER_TABLE);
}

bool calx__ledger_has(calx_connection *connection, const char *revision)
{
	struct strbuf sql = STRBUF_INIT;
	const bool found = by_revision(connection, &sql,
				   "SELECT 1 FROM " CALX__LEDGER_TABLE
				   " WHERE revision = ") &&
			   query_finds(connection, sql.data, revision);

	calx__strbuf_release(&sql);
	return found;
}

/* Puts a value where the row keeps it. */
static void row_take(struct arena *arena, struct ledger_row *entry,
	const calx_row *row, size_t index)
{
	const calx_column *column = &table->columns[index];
	void *place = (char *)entry + column->offset;
	const char *text;
	int64_t integer;

	if (column->type.kind == CALX_BIG_INTEGER) {
		integer = calx_row_int64(row, index);
		memcpy(place, &integer, sizeof(integer));
		return;
	}
	text = calx_row_text(row, index);
	if (text)
		text = calx__arena_strdup(arena, text);
	memcpy(place, &text, sizeof(text));
}

static void rows_take(
	struct arena *arena, calx_result *result, struct vec *rows)
{
	const calx_row *row;

	while ((row = calx_result_next(result)) != NULL) {
		struct ledger_row entry = { 0 };

		for (size_t i = 0; i < VALUES; i++)
			row_take(arena, &entry, row, i);
		if (arena->failed || !calx__vec_append(rows, &entry))
			break;
	}
}

static enum calx_status rows_read(calx_connection *connection,
	struct arena *arena, struct vec *rows, calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;
	calx_result *result = NULL;

	calx__strbuf_adds(&sql, "SELECT ");
	add_names(&sql);
	calx__strbuf_adds(
		&sql, " FROM " CALX__LEDGER_TABLE " ORDER BY number, revision");
	if (sql.failed)
		arena->failed = true;
	else
		result = calx_connection_query(connection, sql.data, NULL, 0);
	rows_take(arena, result, rows);
	calx_result_close(result);
	calx__strbuf_release(&sql);
	if (rows->failed || arena->failed)
		return calx__fail_memory(error);
	return connection_failed(connection, error);
}

enum calx_status calx__ledger_read(calx_connection *connection,
	struct arena *arena, struct ledger *ret_ledger, calx_error *error)
{
	struct vec rows = VEC_INIT(struct ledger_row);
	struct ledger ledger = { .exists = calx__ledger_exists(connection) };
	enum calx_status status = connection_failed(connection, error);

	if (status >= 0 && ledger.exists)
		status = rows_read(connection, arena, &rows, error);
	ledger.rows = calx__vec_keep(&rows, arena, &ledger.count);
	if (status >= 0 && !ledger.rows)
		status = calx__fail_memory(error);
	calx__vec_release(&rows);
	if (status >= 0)
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

enum calx_status calx__ledger_table_ddl(const struct dialect *dialect,
	const calx_table *model, struct strbuf *sql, calx_error *error)
{
	struct arena arena = { 0 };
	struct sql_table *resolved = NULL;
	enum calx_status status;

	status = calx__table_resolve(&arena, model, &resolved, error);
	if (status >= 0)
		calx__ddl_create_table(sql, dialect, resolved);
	if (status >= 0 && sql->failed)
		status = calx__fail_memory(error);
	calx__arena_release(&arena);
	return status;
}

enum calx_status calx__ledger_ddl(
	const struct dialect *dialect, struct strbuf *sql, calx_error *error)
{
	return calx__ledger_table_ddl(dialect, table, sql, error);
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

static calx_value row_value(const struct ledger_row *row, size_t index)
{
	const calx_column *column = &table->columns[index];
	const void *place = (const char *)row + column->offset;
	const char *text;
	int64_t integer;

	if (column->type.kind == CALX_BIG_INTEGER) {
		memcpy(&integer, place, sizeof(integer));
		return integer_value(integer);
	}
	memcpy(&text, place, sizeof(text));
	return text_value(text);
}

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

/* INSERT, around the values of a row. */
static void add_insert(struct strbuf *sql)
{
	calx__strbuf_adds(sql, "INSERT INTO " CALX__LEDGER_TABLE " (");
	add_names(sql);
	calx__strbuf_adds(sql, ", number) VALUES (");
}

static void add_insert_end(struct strbuf *sql)
{
	calx__strbuf_adds(sql,
		", (SELECT coalesce(max(number), 0) + 1 FROM " CALX__LEDGER_TABLE
		"))");
}

enum calx_status calx__ledger_insert(
	calx_connection *connection, const struct ledger_row *row)
{
	calx_value values[VALUES];
	struct strbuf sql = STRBUF_INIT;

	for (size_t i = 0; i < VALUES; i++)
		values[i] = row_value(row, i);
	add_insert(&sql);
	calx__sql_placeholders(
		&sql, calx__connection_dialect(connection), VALUES);
	add_insert_end(&sql);
	if (sql.failed)
		calx__fail_memory(calx__connection_failing(connection));
	else
		calx_connection_execute(connection, sql.data, values, VALUES);
	calx__strbuf_release(&sql);
	return calx__connection_status(connection);
}

void calx__ledger_insert_text(struct strbuf *sql, const struct dialect *dialect,
	const struct ledger_row *row)
{
	add_insert(sql);
	for (size_t i = 0; i < VALUES; i++) {
		const calx_value value = row_value(row, i);

		calx__strbuf_adds(sql, i ? ", " : "");
		value_text(sql, dialect, &value);
	}
	add_insert_end(sql);
}

static const char delete_sql[] =
	"DELETE FROM " CALX__LEDGER_TABLE " WHERE revision = ";

enum calx_status calx__ledger_delete(
	calx_connection *connection, const char *revision)
{
	const calx_value value = text_value(revision);
	struct strbuf sql = STRBUF_INIT;
	int64_t rows = -1;

	if (by_revision(connection, &sql, delete_sql))
		rows = calx_connection_execute(connection, sql.data, &value, 1);
	calx__strbuf_release(&sql);
	if (rows == 0)
		calx__fail(calx__connection_failing(connection), CALX_CONFLICT,
			"the row of revision '%s' has gone from the table " CALX__LEDGER_TABLE,
			revision);
	return calx__connection_status(connection);
}

void calx__ledger_delete_text(
	struct strbuf *sql, const struct dialect *dialect, const char *revision)
{
	calx__strbuf_adds(sql, delete_sql);
	calx__sql_literal(sql, dialect, revision);
}
