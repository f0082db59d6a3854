#include "faker/plan.h"

#include <string.h>

#include "sql/schema/resolve.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/fill.h"
#include "faker/parents.h"
#include "faker/provided.h"
#include "faker/rules.h"

/* How each column is filled: as the caller says, else by its foreign key, else
 * by its name, type and CHECKs. What cannot work is an error here, before the
 * first row. */

/* ---- what is known of a column -------------------------------------------------- */

/* Whether `constraints` say that no two rows have the same in that column. */
static bool list_makes_unique(const struct sql_constraint *constraints,
	size_t count, const char *column)
{
	for (size_t i = 0; i < count; i++) {
		const struct sql_constraint *c = &constraints[i];
		bool unique = c->kind == CALX_UNIQUE ||
			      c->kind == CALX_PRIMARY_KEY || c->unique;

		if (unique && c->column_count == 1 &&
			calx__text_equal(c->columns[0], column))
			return true;
	}
	return false;
}

static bool is_unique(const struct sql_table *table, const char *column)
{
	return list_makes_unique(
		       table->constraints, table->constraint_count, column) ||
	       list_makes_unique(table->indexes, table->index_count, column);
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

/* ---- foreign keys ----------------------------------------------------------- */

/* The foreign key that a column is part of, and which; NULL if there is none. */
static const struct sql_constraint *find_key(
	const struct sql_table *table, const char *column, size_t *ret_part)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *key = &table->constraints[i];

		if (key->kind != CALX_FOREIGN_KEY)
			continue;
		for (size_t part = 0; part < key->column_count; part++)
			if (calx__text_equal(key->columns[part], column)) {
				*ret_part = part;
				return key;
			}
	}
	return NULL;
}

static enum calx_status plan_reference(struct seeder *seeder,
	struct filler *filler, const struct sql_constraint *key)
{
	const struct parents *parents = calx__parents_load(seeder, key);

	filler->parents = parents;
	filler->capacity = parents ? parents->count : 0;
	filler->fill = calx__parents_fill;
	if (parents && !parents->count && !filler->column->nullable &&
		seeder->error.status >= 0)
		calx__fail(&seeder->error, CALX_NOT_FOUND,
			"%s.%s refers to %s, which has no rows: seed it first",
			seeder->table->name, calx__column_name(filler->column),
			key->referred_table);
	return seeder->error.status;
}

/* ---- columns that are no key ------------------------------------------------- */

static bool is_number(const calx_column *column)
{
	enum calx_kind kind = column->type.kind;

	return calx__types[kind].is_integer || kind == CALX_NUMERIC ||
	       kind == CALX_FLOAT || kind == CALX_DOUBLE;
}

/* What the name says of a number. Where values must differ, one that means
 * nothing may be any number. */
static void plan_number(struct filler *filler)
{
	const calx_column *column = filler->column;
	struct condition *condition = &filler->condition;

	calx__rule_number(column, condition);
	if (filler->unique && condition->high - condition->low == 999)
		condition->high = column->type.kind == CALX_SMALL_INTEGER
					  ? INT16_MAX
					  : INT32_MAX;
}

static void plan_value(struct seeder *seeder, struct filler *filler)
{
	const calx_column *column = filler->column;
	const struct sql_table *table = seeder->resolved;
	const struct fill_carrier *carrier =
		&calx__fill_carriers[calx__types[column->type.kind].carrier];

	filler->fill = carrier->fill;
	if (is_number(column))
		plan_number(filler);
	else
		filler->generator = calx__rule_text(table->name, column);
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind == CALX_CHECK)
			calx__condition_read(&seeder->plan,
				table->constraints[i].text,
				calx__column_name(column), &filler->condition);
	if (column->type.kind == CALX_NUMERIC)
		calx__rule_scale(column, &filler->condition);
	filler->capacity = carrier->count ? carrier->count(filler) : 0;
	if (filler->condition.choice_count && filler->fill == calx__fill_text) {
		filler->fill = calx__fill_choice;
		filler->capacity = filler->condition.choice_count;
	}
}

/* ---- all columns -------------------------------------------------------------- */

static enum calx_status check_capacity(
	struct seeder *seeder, const struct filler *filler)
{
	uint64_t capacity = filler->capacity;
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
	const struct sql_constraint *key;
	const char *name;

	filler->column = calx__column_at(seeder->table, index);
	filler->provider = provider_at(providers, index);
	name = calx__column_name(filler->column);
	filler->stream = calx__stream(seeder->table->name, name);
	filler->unique = is_unique(seeder->resolved, name);
	filler->condition.low = INT64_MIN;
	filler->condition.high = INT64_MAX;
	if (filler->provider) {
		filler->fill = calx__provided_fill;
		return CALX_OK;
	}
	key = find_key(seeder->resolved, name, &filler->part);
	if (!key && is_generated_key(seeder->resolved, filler->column))
		return CALX_OK;
	if (!key)
		plan_value(seeder, filler);
	else if (plan_reference(seeder, filler, key) < 0)
		return seeder->error.status;
	return check_capacity(seeder, filler);
}

/* How many rows are there already: the new ones go on behind them. */
static enum calx_status count_rows(struct seeder *seeder)
{
	int64_t count = calx_session_count(
		seeder->session, seeder->table, NULL, seeder->where);

	if (count < 0)
		return (enum calx_status)count;
	seeder->first = (uint64_t)count;
	return CALX_OK;
}

enum calx_status calx__plan(struct seeder *seeder, const void *providers)
{
	size_t count = seeder->table->column_count;
	enum calx_status status;

	if ((status = calx__table_resolve(&seeder->plan, seeder->table,
		     &seeder->resolved, &seeder->error)) < 0 ||
		(status = count_rows(seeder)) < 0)
		return status;
	seeder->fillers = calx__arena_zero(
		&seeder->plan, count, sizeof(*seeder->fillers));
	if (!seeder->fillers)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; status >= 0 && i < count; i++)
		status = plan_column(seeder, i, providers);
	return status;
}
