#include "faker/plan.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/store/mapper.h"
#include "sql/schema/resolve.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/choice.h"
#include "faker/fill.h"
#include "faker/parents.h"
#include "faker/provided.h"
#include "faker/rules.h"
#include "faker/span.h"

/* How each column is filled: as the caller says, else by its foreign key, else
 * by its name, type and CHECKs. What cannot work is an error here, before the
 * first row. */

/* ---- columns ------------------------------------------------------------------ */

/* the database numbers the rows itself */
static bool is_generated_key(const struct plan *plan, size_t index)
{
	return plan->generated_key && plan->key.numbers[0] == index;
}

/* Whether the database wants to be told the key all the same: where rows are kept
 * by it, or where its type is another one there. */
static bool must_be_given(const struct sql_table *table, size_t index)
{
	const char *type = table->columns[index].type_text;

	return (table->says_options && table->without_rowid) ||
	       (type && !calx__text_equal_nocase(type, "INTEGER"));
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

static void plan_column(struct seeder *seeder, const struct plan *plan,
	size_t index, const void *providers)
{
	struct filler *filler = &seeder->fillers[index];
	const calx_column *column = calx__column_at(seeder->table, index);
	enum calx_kind kind = column->type.kind;

	filler->column = column;
	filler->field = calx__field_of(column);
	filler->is_direct = !calx__types[kind].hold;
	filler->digits = 2;
	filler->provider = provider_at(providers, index);
	filler->order =
		calx__stream(seeder->table->name, calx__column_name(column));
	calx__seeder_draw_from(seeder, filler, filler->order);
	filler->is_birthday = calx__rule_is_birthday(column);
	if (filler->provider)
		filler->fill = calx__provided_fill;
	filler->is_numbered = is_generated_key(plan, index);
	if (!filler->provider && filler->is_numbered &&
		must_be_given(seeder->resolved, index))
		filler->fill = calx__fill_number;
	if (!filler->provider && !filler->is_numbered &&
		!seeder->resolved->columns[index].computed)
		filler->fill =
			calx__fill_carriers[calx__types[kind].carrier].fill;
	if (calx__types[kind].is_text)
		filler->generator =
			calx__rule_text(seeder->table->name, column);
}

/* ---- what its CHECKs leave ------------------------------------------------------- */

static enum calx_status fail_nothing(
	struct seeder *seeder, const struct filler *filler)
{
	const char *name = calx__column_name(filler->column);

	calx__fail(&seeder->error, CALX_RANGE,
		"%s.%s can hold no value: its type and its CHECKs leave none",
		seeder->table->name, name);
	calx__fail_hint(&seeder->error,
		"Look at the CHECKs, or name a function for the column: .%s = my_%s.",
		name, name);
	return CALX_RANGE;
}

static enum calx_status settle_columns(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		struct filler *filler = &seeder->fillers[i];

		if (!filler->fill || filler->provider || filler->parents ||
			filler->fill == calx__fill_nothing ||
			filler->fill == calx__fill_number)
			continue;
		if (calx__span_settle(seeder, filler))
			continue;
		/* a CHECK that is NULL is satisfied */
		if (!filler->column->nullable)
			return fail_nothing(seeder, filler);
		filler->fill = calx__fill_nothing;
	}
	return CALX_OK;
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

/* How often a row may be made anew, over all rows: what takes longer is given
 * up. */
static uint64_t tries(int64_t count)
{
	enum { BEGIN = 20000, EACH = 1000, MOST = 2000000 };

	return BEGIN + (count < MOST / EACH ? (uint64_t)count * EACH : MOST);
}

enum calx_status calx__plan(struct seeder *seeder, const void *providers)
{
	size_t count = seeder->table->column_count;
	const struct mapper *mapper;
	enum calx_status status;

	seeder->choices = (struct vec)VEC_INIT(struct choice);
	seeder->demands = (struct vec)VEC_INIT(struct demand);
	if ((status = calx__table_resolve(&seeder->plan, seeder->table,
		     &seeder->resolved, &seeder->error)) < 0 ||
		(status = count_rows(seeder)) < 0)
		return status;
	mapper = calx__mapper(seeder->session, seeder->table);
	if (!mapper)
		return calx__session_status(seeder->session);
	seeder->tries = tries(seeder->count);
	seeder->person_key = calx__draw_key(seeder->fake->seed,
		calx__stream(seeder->table->name, "#person"));
	seeder->fillers = calx__arena_zero(
		&seeder->plan, count, sizeof(*seeder->fillers));
	if (!seeder->fillers)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; i < count; i++)
		plan_column(seeder, &mapper->plan, i, providers);
	if ((status = calx__parents_plan(seeder)) < 0 ||
		(status = calx__demands_find(seeder)) < 0 ||
		(status = settle_columns(seeder)) < 0 ||
		(status = calx__choices_find(seeder)) < 0)
		return status;
	return calx__demands_read(seeder);
}
