#include "engine/result.h"

#include <string.h>

#include "engine/error.h"
#include "engine/prepare.h"
#include "util/alloc.h"
#include "util/fail.h"

/* Plain SQL: statements and the rows that they return. */

/* The values of a caller have no columns. */
static void bind_plain(
	struct prepared *prepared, const calx_value *values, size_t count)
{
	calx_connection *connection = prepared->connection;

	if (count != prepared->parameter_count) {
		calx__fail(calx__connection_failing(connection), CALX_INVALID,
			"the statement has %zu parameters and is given %zu values",
			prepared->parameter_count, count);
		calx__connection_annotate(
			connection, prepared->sql, prepared->where);
	}
	for (size_t i = 0; i < count; i++)
		calx__bind(prepared, i,
			&(const struct bound_value){ .value = values[i] }, 1);
}

static struct prepared *prepare_plain(calx_connection *connection,
	const char *sql, const calx_value *values, size_t count)
{
	struct prepared *prepared;

	if (!sql && calx__connection_usable(connection)) {
		calx__fail(calx__connection_failing(connection), CALX_MISUSE,
			"there is no statement");
		return NULL;
	}
	prepared =
		calx__prepare_sql(connection, sql, sql ? strlen(sql) : 0, NULL);
	if (prepared)
		bind_plain(prepared, values, count);
	return prepared;
}

long long calx_connection_execute(calx_connection *connection, const char *sql,
	const calx_value *values, size_t count)
{
	struct prepared *prepared =
		prepare_plain(connection, sql, values, count);
	long long changes;
	int result;

	do
		result = calx__step(prepared);
	while (result == 1);
	changes = calx__outcome(prepared).changes;
	calx__finish(prepared);
	return result < 0 ? calx__connection_status(connection) : changes;
}

calx_result *calx_connection_query(calx_connection *connection, const char *sql,
	const calx_value *values, size_t count)
{
	struct prepared *prepared =
		prepare_plain(connection, sql, values, count);
	struct calx_result *result;

	if (!prepared)
		return NULL;
	result = calx__alloc_zero(1, sizeof(*result));
	if (!result)
		calx__fail_memory(calx__connection_failing(connection));
	if (!result || calx__connection_status(connection) < 0) {
		calx__free(result);
		calx__finish(prepared);
		return NULL;
	}
	result->values = (struct vec)VEC_INIT(calx_value);
	result->row.connection = connection;
	result->row.prepared = prepared;
	result->row.scratch = &result->scratch;
	return result;
}

/* Makes room for a row of the statement: the schema, and with it the number of
 * columns of a SELECT *, may have changed since it was prepared. */
static bool result_size(struct calx_result *result)
{
	size_t count = calx__column_count(result->row.prepared);

	while (result->values.count < count && !result->values.failed)
		calx__vec_push(&result->values);
	if (result->values.failed) {
		calx__fail_memory(
			calx__connection_failing(result->row.connection));
		return false;
	}
	result->row.values = result->values.items;
	result->row.count = count;
	return true;
}

const calx_row *calx_result_next(calx_result *result)
{
	struct calx_row *row;

	if (!result)
		return NULL;
	row = &result->row;
	calx__arena_reset(&result->scratch);
	if (calx__step(row->prepared) != 1 || !result_size(result))
		return NULL;
	if (calx__row(row->prepared, NULL, row->count, result->values.items) <
		0)
		return NULL;
	return row;
}

void calx_result_close(calx_result *result)
{
	if (!result)
		return;
	calx__finish(result->row.prepared);
	calx__arena_release(&result->scratch);
	calx__vec_release(&result->values);
	calx__free(result);
}
