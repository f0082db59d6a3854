#include "faker/seed.h"

#include <assert.h>
#include <string.h>

#include "compile/identifier.h"
#include "sql/type/type.h"
#include "util/fail.h"

/* The rows that a foreign key may refer to: read once, chosen from by row. */

enum calx_status calx__fill_reference(struct seeder *seeder,
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
	index = calx__fill_index(seeder, &whole, row, parents->count);
	*value = parents->values[index * parents->key->column_count +
				 filler->part];
	return CALX_OK;
}

static void add_parent_query(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *key)
{
	const char *separator = "SELECT ";

	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, separator);
		calx__sql_identifier(sql, dialect, key->referred_columns[i]);
		separator = ", ";
	}
	calx__strbuf_adds(sql, " FROM ");
	calx__sql_relation(
		sql, dialect, key->referred_schema, key->referred_table);
	separator = " ORDER BY ";
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, separator);
		calx__sql_identifier(sql, dialect, key->referred_columns[i]);
		separator = ", ";
	}
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

static void read_parents(struct seeder *seeder, struct prepared *prepared,
	const struct sql_constraint *key, struct parents *parents)
{
	struct vec values = VEC_INIT(calx_value);
	enum calx_kind kinds[16];
	calx_value row[16];
	size_t count = key->column_count;

	assert(count);
	for (size_t i = 0; i < count; i++)
		kinds[i] = calx__table_column(seeder->resolved, key->columns[i])
				   ->type.kind;
	while (calx__step(prepared) == 1 &&
		calx__row(prepared, kinds, count, row) == CALX_OK)
		if (!keep_parent(seeder, &values, row, count))
			break;
	parents->count = values.count / count;
	parents->values = calx__arena_zero(
		&seeder->plan, values.count + 1, sizeof(calx_value));
	if (parents->values && values.count)
		memcpy(parents->values, values.items,
			values.count * sizeof(calx_value));
	if (values.failed || !parents->values || seeder->plan.failed)
		calx__fail_memory(&seeder->error);
	calx__vec_release(&values);
}

/* The keys of the table that `key` refers to; an error when there are none and
 * the column must have one. */
struct parents *calx__parents_load(
	struct seeder *seeder, const struct sql_constraint *key)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	struct parents *parents =
		calx__arena_zero(&seeder->plan, 1, sizeof(*parents));
	struct strbuf sql = STRBUF_INIT;
	struct prepared *prepared;

	if (!parents || !key->column_count || key->column_count > 16) {
		calx__fail_memory(&seeder->error);
		return NULL;
	}
	parents->key = key;
	parents->stream = calx__stream(seeder->table->name, key->name);
	add_parent_query(&sql, calx__connection_dialect(connection), key);
	prepared = calx__prepare_sql(
		connection, sql.data, sql.length, seeder->where);
	if (prepared)
		read_parents(seeder, prepared, key, parents);
	calx__finish(prepared);
	calx__strbuf_release(&sql);
	return parents;
}
