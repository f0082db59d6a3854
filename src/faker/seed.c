#include "faker/seed.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"
#include "sql/schema/resolve.h"

/* calx_seed(): plans how each column is filled, then fills and saves rows in
 * chunks. */

enum { CHUNK = 500 };

/* ---- the plan ------------------------------------------------------------- */

static bool is_unique(const struct sql_table *table, const char *column)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *c = &table->constraints[i];

		if ((c->kind == CALX_UNIQUE || c->kind == CALX_PRIMARY_KEY) &&
			c->column_count == 1 &&
			calx__text_equal(c->columns[0], column))
			return true;
	}
	for (size_t i = 0; i < table->index_count; i++) {
		const struct sql_constraint *c = &table->indexes[i];

		if (c->unique && c->column_count == 1 &&
			calx__text_equal(c->columns[0], column))
			return true;
	}
	return false;
}

/* the database numbers the rows itself */
static bool is_generated_key(
	const struct sql_table *table, const calx_column *column)
{
	const struct sql_constraint *key = calx__table_primary_key(table);

	return key && key->column_count == 1 &&
	       calx__types[column->type.kind].is_integer &&
	       column->type.kind != CALX_BOOLEAN &&
	       calx__text_equal(key->columns[0], calx__column_name(column));
}

static enum calx_status plan_reference(
	struct seeder *seeder, struct filler *filler)
{
	const struct sql_table *table = seeder->resolved;
	const char *name = calx__column_name(filler->column);

	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *key = &table->constraints[i];

		for (size_t j = 0;
			key->kind == CALX_FOREIGN_KEY && j < key->column_count;
			j++) {
			if (!calx__text_equal(key->columns[j], name))
				continue;
			filler->parents = calx__parents_load(seeder, key);
			filler->part = j;
			filler->fill = calx__fill_reference;
			if (filler->parents && !filler->parents->count &&
				!filler->column->nullable)
				return calx__fail(&seeder->error,
					CALX_NOT_FOUND,
					"%s.%s refers to %s, which has no rows: seed it first",
					table->name, name, key->referred_table);
			return seeder->error.status;
		}
	}
	return CALX_OK;
}

/* What the name and the CHECKs say of a column that is no key. */
static void plan_value(struct seeder *seeder, struct filler *filler)
{
	const calx_column *column = filler->column;
	const struct sql_table *table = seeder->resolved;
	bool is_number = calx__types[column->type.kind].is_integer ||
			 column->type.kind == CALX_NUMERIC ||
			 column->type.kind == CALX_FLOAT ||
			 column->type.kind == CALX_DOUBLE;

	filler->fill = calx__fill_by_kind[column->type.kind];
	if (is_number)
		filler->rule.range = calx__rule_number(column);
	else
		filler->generator = calx__rule_text(table->name, column);
	if (filler->unique && is_number &&
		filler->rule.range.high - filler->rule.range.low == 999)
		filler->rule.range.high =
			column->type.kind == CALX_SMALL_INTEGER ? INT16_MAX
								: INT32_MAX;
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind == CALX_CHECK)
			calx__rule_check(&seeder->plan,
				table->constraints[i].text,
				calx__column_name(column), &filler->rule);
	if (column->type.kind == CALX_NUMERIC)
		filler->rule.range =
			calx__rule_scale(column, filler->rule.range);
	if (filler->rule.choice_count && filler->fill == calx__fill_text)
		filler->fill = calx__fill_choice;
}

static enum calx_status check_capacity(
	struct seeder *seeder, const struct filler *filler)
{
	uint64_t capacity = calx__fill_capacity(filler);
	uint64_t wanted = seeder->first + (uint64_t)seeder->count;

	if (!filler->unique || !capacity || wanted <= capacity)
		return CALX_OK;
	return calx__fail(&seeder->error, CALX_RANGE,
		"%s.%s must be unique, but has only %llu values for %llu rows",
		seeder->table->name, calx__column_name(filler->column),
		(unsigned long long)capacity, (unsigned long long)wanted);
}

/* The providers are one function pointer per column, after a reserved member. */
static void (*provider_at(const void *providers, size_t index))(void)
{
	void (*function)(void) = NULL;

	if (providers)
		memcpy(&function,
			(const char *)providers +
				(index + 1) * sizeof(function),
			sizeof(function));
	return function;
}

static enum calx_status plan_column(
	struct seeder *seeder, size_t index, const void *providers)
{
	struct filler *filler = &seeder->fillers[index];
	enum calx_status status;

	filler->column = calx__column_at(seeder->table, index);
	filler->provider = provider_at(providers, index);
	filler->stream = calx__stream(
		seeder->table->name, calx__column_name(filler->column));
	filler->unique =
		is_unique(seeder->resolved, calx__column_name(filler->column));
	filler->rule.range = (struct number_range){ INT64_MIN, INT64_MAX };
	if (filler->provider) {
		filler->fill = calx__fill_provided;
		return CALX_OK;
	}
	if ((status = plan_reference(seeder, filler)) < 0)
		return status;
	if (!filler->fill && is_generated_key(seeder->resolved, filler->column))
		return CALX_OK;
	if (!filler->fill)
		plan_value(seeder, filler);
	return check_capacity(seeder, filler);
}

static enum calx_status make_plan(struct seeder *seeder, const void *providers)
{
	enum calx_status status = calx__table_resolve(&seeder->plan,
		seeder->table, &seeder->resolved, &seeder->error);
	int64_t there;

	if (status < 0)
		return status;
	there = calx_session_count(
		seeder->session, seeder->table, NULL, seeder->where);
	if (there < 0)
		return (enum calx_status)there;
	seeder->first = (uint64_t)there;
	seeder->fillers = calx__arena_zero(&seeder->plan,
		seeder->table->column_count, sizeof(*seeder->fillers));
	if (!seeder->fillers)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; status >= 0 && i < seeder->table->column_count; i++)
		status = plan_column(seeder, i, providers);
	return status;
}

/* ---- rows ----------------------------------------------------------------- */

static enum calx_status fill_row(
	struct seeder *seeder, uint64_t row, void *object)
{
	struct draw person = calx__draw_at(seeder->fake->seed,
		calx__stream(seeder->table->name, "#person"), row);

	seeder->person = calx__draw(&person);
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		const struct filler *filler = &seeder->fillers[i];
		calx_value value = { .kind = filler->column->type.kind };
		enum calx_status status;

		if (!filler->fill)
			continue;
		if ((status = filler->fill(seeder, filler, row, &value)) < 0 ||
			(status = calx__field_write(filler->column, object,
				 &value, &seeder->error)) < 0)
			return status;
	}
	return CALX_OK;
}

static enum calx_status save_chunk(
	struct seeder *seeder, char *rows, int64_t start, int64_t count)
{
	size_t size = seeder->table->row_size;
	enum calx_status status = CALX_OK;

	memset(rows, 0, size * (size_t)count);
	for (int64_t i = 0; status >= 0 && i < count; i++)
		status = fill_row(seeder, seeder->first + (uint64_t)(start + i),
			rows + (size_t)i * size);
	if (status >= 0)
		status = calx_session_bulk_save(seeder->session, seeder->table,
			rows, (size_t)count, seeder->where);
	calx__arena_reset(&seeder->texts);
	return status;
}

static enum calx_status save_rows(struct seeder *seeder)
{
	char *rows = calx__alloc_zero(CHUNK, seeder->table->row_size);
	enum calx_status status = CALX_OK;

	if (!rows)
		return calx__fail_memory(&seeder->error);
	for (int64_t start = 0; status >= 0 && start < seeder->count;
		start += CHUNK) {
		int64_t left = seeder->count - start;

		status = save_chunk(
			seeder, rows, start, left < CHUNK ? left : CHUNK);
	}
	calx__free(rows);
	return status;
}

static enum calx_status check_call(struct seeder *seeder)
{
	if (!seeder->fake)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() needs a faker: calx_faker_open() returned NULL");
	if (seeder->count < 0)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() cannot make %lld rows",
			(long long)seeder->count);
	if (!seeder->table->row_size)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() needs a model, '%s' is a table without a struct",
			seeder->table->name);
	return calx_flush(seeder->session);
}

/* An error of ours sticks to the session as the connection's errors do. */
static void stick(struct seeder *seeder)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	calx_error *failing =
		connection ? calx__connection_failing(connection) : NULL;

	if (!failing)
		return;
	*failing = seeder->error;
	calx__fail_where(failing, "%s", seeder->where);
}

int64_t calx_session_seed(calx_session *session, calx_faker *fake,
	const calx_table *table, int64_t count, const void *providers,
	const char *where)
{
	struct seeder seeder = { .session = session,
		.fake = fake,
		.table = table,
		.where = where,
		.count = count };
	enum calx_status status;

	if ((status = check_call(&seeder)) >= 0 &&
		(status = make_plan(&seeder, providers)) >= 0)
		status = save_rows(&seeder);
	if (seeder.error.status < 0)
		stick(&seeder);
	calx__arena_release(&seeder.plan);
	calx__arena_release(&seeder.texts);
	return status < 0 ? (int64_t)status : count;
}
