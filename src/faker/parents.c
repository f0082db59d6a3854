#include "faker/parents.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "sql/type/stored.h"
#include "util/fail.h"

/* The rows that a foreign key may refer to: read once, chosen from by row. */

enum calx_status calx__parents_fill(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct parents *parents = filler->parents;
	struct filler whole = *filler;
	uint64_t index;

	if (!parents->count) {
		value->kind = CALX_NULL;
		return CALX_OK;
	}
	whole.stream = parents->stream;
	index = calx__seeder_index(seeder, &whole, row, parents->count);
	*value = parents->values[index * parents->key->column_count +
				 filler->part];
	return CALX_OK;
}

/* "a", "b" */
static void add_names(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, i ? ", " : "");
		calx__sql_identifier(sql, dialect, key->referred_columns[i]);
	}
}

static void add_query(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *key)
{
	calx__strbuf_adds(sql, "SELECT ");
	add_names(sql, dialect, key);
	calx__strbuf_adds(sql, " FROM ");
	calx__sql_relation(
		sql, dialect, key->referred_schema, key->referred_table);
	calx__strbuf_adds(sql, " ORDER BY ");
	add_names(sql, dialect, key);
}

/* Copies one row of keys to the end of `values`. */
static bool keep_parent(struct seeder *seeder, struct vec *values,
	calx_value *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (row[i].kind != CALX_NULL &&
			calx__types[row[i].kind].is_text) {
			row[i].as.text.data = calx__arena_strndup(&seeder->plan,
				row[i].as.text.data, row[i].as.text.size);
			if (!row[i].as.text.data)
				return false;
		}
		if (!calx__vec_append(values, &row[i]))
			return false;
	}
	return true;
}

/* What is in the form of another program becomes a value. */
static bool stored_get(struct seeder *seeder, const struct sql_constraint *key,
	calx_value *row)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < key->column_count && status >= 0; i++) {
		const struct sql_column *column =
			calx__table_column(seeder->resolved, key->columns[i]);

		status = calx__stored_get(
			&column->type, column->name, &row[i], &seeder->error);
	}
	return status >= 0;
}

/* Appends all keys to `values`; false without memory. */
static bool read_keys(struct seeder *seeder, struct prepared *prepared,
	const struct sql_constraint *key, struct vec *values)
{
	size_t count = key->column_count;
	enum calx_kind *kinds =
		calx__arena_zero(&seeder->plan, count, sizeof(*kinds));
	calx_value *row = calx__arena_zero(&seeder->plan, count, sizeof(*row));

	if (!kinds || !row)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct sql_column *column =
			calx__table_column(seeder->resolved, key->columns[i]);

		kinds[i] = calx__stored_carrier(&column->type);
	}
	while (calx__step(prepared) == 1 &&
		calx__row(prepared, kinds, count, row) >= 0 &&
		stored_get(seeder, key, row))
		if (!keep_parent(seeder, values, row, count))
			return false;
	return true;
}

static enum calx_status load(struct seeder *seeder, struct prepared *prepared,
	struct parents *parents)
{
	struct vec values = VEC_INIT(calx_value);
	bool complete = read_keys(seeder, prepared, parents->key, &values);

	parents->count = values.count / parents->key->column_count;
	parents->values = calx__arena_zero(
		&seeder->plan, values.count + 1, sizeof(calx_value));
	complete &= parents->values != NULL;
	if (complete && values.count)
		memcpy(parents->values, values.items,
			values.count * sizeof(calx_value));
	calx__vec_release(&values);
	return complete ? CALX_OK : calx__fail_memory(&seeder->error);
}

struct parents *calx__parents_load(
	struct seeder *seeder, const struct sql_constraint *key)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	struct parents *parents =
		calx__arena_zero(&seeder->plan, 1, sizeof(*parents));
	struct strbuf sql = STRBUF_INIT;
	struct prepared *prepared;

	if (!parents) {
		calx__fail_memory(&seeder->error);
		return NULL;
	}
	parents->key = key;
	parents->stream = calx__stream(seeder->table->name, key->name);
	add_query(&sql, calx__connection_dialect(connection), key);
	prepared = calx__prepare_sql(
		connection, sql.data, sql.length, seeder->where);
	if (prepared)
		load(seeder, prepared, parents);
	calx__finish(prepared);
	calx__strbuf_release(&sql);
	return parents;
}
