#include "faker/demand.h"

#include <assert.h>
#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "sql/type/check.h"
#include "sql/type/field.h"
#include "sql/type/value.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/fill.h"
#include "faker/judge.h"
#include "faker/span.h"

/* Constraints become demands: unique ones are sets of what is taken, CHECKs that
 * could not be read are questions to the database. */

/* ---- what a constraint is about ------------------------------------------------- */

static bool is_unique(const struct sql_constraint *constraint)
{
	return constraint->kind == CALX_UNIQUE ||
	       constraint->kind == CALX_PRIMARY_KEY || constraint->unique;
}

static const struct dialect *dialect_of(const struct seeder *seeder)
{
	return calx__connection_dialect(
		calx_session_connection(seeder->session));
}

static const calx_type *type_named(
	const struct seeder *seeder, const char *name)
{
	return &seeder->fillers[calx__seeder_column(seeder, name)].column->type;
}

/* Whether it compares bytes, as all do that say nothing else. */
static bool is_plain(const char *collation)
{
	return !collation || calx__text_equal_nocase(collation, "BINARY");
}

static struct demand *demand_new(struct seeder *seeder, enum demand_kind kind,
	const struct sql_constraint *constraint)
{
	struct demand *demand = calx__vec_push(&seeder->demands);

	if (demand) {
		demand->kind = kind;
		demand->constraint = constraint;
		demand->answer = SIZE_MAX;
		demand->fillers = calx__arena_zero(&seeder->plan,
			seeder->table->column_count + 1,
			sizeof(*demand->fillers));
	}
	if (!demand || !demand->fillers) {
		calx__fail_memory(&seeder->error);
		return NULL;
	}
	return demand;
}

static void add_filler(struct demand *demand, size_t number)
{
	for (size_t i = 0; i < demand->filler_count; i++)
		if (demand->fillers[i] == number)
			return;
	demand->fillers[demand->filler_count++] = number;
}

/* Asks the judge, as the demand's next answer; false: it cannot be asked. */
static bool ask(
	struct seeder *seeder, struct demand *demand, const char *question)
{
	size_t answer = question ? calx__judge_ask(seeder, question) : SIZE_MAX;

	if (!question)
		calx__fail_memory(&seeder->error);
	if (answer == SIZE_MAX)
		return false;
	if (!demand->answer_count)
		demand->answer = answer;
	demand->answer_count++;
	return true;
}

static void demand_drop(struct seeder *seeder)
{
	seeder->demands.count--;
}

/* Marks the columns that an expression mentions. */
static void add_mentioned(
	struct seeder *seeder, struct demand *demand, const char *expression)
{
	size_t count = seeder->table->column_count;

	for (size_t i = 0; i < count; i++) {
		struct condition probe, *probes[] = { &probe };

		calx__condition_init(&probe,
			calx__column_name(seeder->fillers[i].column),
			CONDITION_NONE, 0);
		calx__conditions_read(&seeder->plan, expression, probes, 1);
		if (probe.is_mentioned && seeder->fillers[i].fill)
			add_filler(demand, i);
	}
}

/* ---- CHECKs ------------------------------------------------------------------------ */

static enum calx_status add_check(
	struct seeder *seeder, const struct sql_constraint *check)
{
	struct demand *demand = demand_new(seeder, DEMAND_CHECK, check);

	if (!demand)
		return seeder->error.status;
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		if (!seeder->fillers[i].condition.is_mentioned)
			continue;
		if (seeder->resolved->columns[i].computed)
			add_mentioned(seeder, demand,
				seeder->resolved->columns[i].computed);
		seeder->fillers[i].rough = true;
		if (seeder->fillers[i].fill)
			add_filler(demand, i);
	}
	/* what is NULL is not false */
	if (!demand->filler_count ||
		!ask(seeder, demand,
			calx__arena_printf(&seeder->plan,
				"CASE WHEN NOT (%s) THEN 0 ELSE 1 END",
				check->text)))
		demand_drop(seeder);
	return calx__seeder_status(seeder);
}

/* Reads all CHECKs; those that say more than could be read become demands if
 * `ask_rest`. */
static enum calx_status read_checks(struct seeder *seeder, bool ask_rest)
{
	size_t count = seeder->table->column_count;
	struct condition **conditions =
		calx__arena_zero(&seeder->plan, count + 1, sizeof(*conditions));
	enum calx_status status = CALX_OK;

	if (!conditions)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; i < count; i++)
		conditions[i] = &seeder->fillers[i].condition;
	for (size_t i = 0;
		i < seeder->resolved->constraint_count && status >= 0; i++) {
		const struct sql_constraint *check =
			&seeder->resolved->constraints[i];

		if (check->kind != CALX_CHECK || check->of_type)
			continue;
		if (!calx__conditions_read(
			    &seeder->plan, check->text, conditions, count) &&
			ask_rest)
			status = add_check(seeder, check);
	}
	if (status >= 0 && seeder->plan.failed)
		return calx__fail_memory(&seeder->error);
	return status;
}

static void add_from(const struct seeder *seeder, struct strbuf *sql,
	const char *space, const char *table)
{
	calx__strbuf_adds(sql, " FROM ");
	calx__sql_relation(sql, dialect_of(seeder), space, table);
}

/* ---- keys that the database numbers ---------------------------------------------- */

static enum calx_status keep_largest(void *context, const calx_value *values)
{
	struct filler *filler = context;

	if (values[0].kind != CALX_NULL && values[0].as.integer < INT64_MAX)
		filler->floor = values[0].as.integer + 1;
	return CALX_OK;
}

/* A CHECK mentions the key: it is numbered here, as the database would. */
static enum calx_status number_key(struct seeder *seeder, struct filler *filler)
{
	static const enum calx_kind kind = CALX_INTEGER;
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	filler->floor = 1;
	filler->fill = calx__fill_number;
	calx__strbuf_adds(&sql, "SELECT MAX(");
	calx__sql_identifier(
		&sql, dialect_of(seeder), calx__column_name(filler->column));
	calx__strbuf_addc(&sql, ')');
	add_from(
		seeder, &sql, seeder->resolved->schema, seeder->resolved->name);
	status = sql.failed ? calx__fail_memory(&seeder->error)
			    : calx__judge_each(seeder, sql.data, &kind, 1,
				      keep_largest, filler);
	calx__strbuf_release(&sql);
	return status;
}

/* Whether the database numbers it, unless it is done here. */
static bool is_key(const struct filler *filler)
{
	return filler->is_numbered &&
	       (!filler->fill || filler->fill == calx__fill_number);
}

static enum calx_status number_keys(struct seeder *seeder)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < seeder->table->column_count && status >= 0;
		i++) {
		struct filler *filler = &seeder->fillers[i];

		if (is_key(filler) &&
			(filler->fill || filler->condition.is_asked))
			status = number_key(seeder, filler);
	}
	return status;
}

/* Whether its own type, and CHECKs, say how a column is filled. */
static bool is_by_type(const struct filler *filler)
{
	enum calx_kind kind = filler->column->type.kind;

	return !filler->provider &&
	       filler->fill ==
		       calx__fill_carriers[calx__types[kind].carrier].fill;
}

static void begin_all(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		struct filler *filler = &seeder->fillers[i];

		calx__span_begin(filler);
		/* numbers go on from where they are, whatever a CHECK says */
		if (is_key(filler))
			filler->condition.is_exact = false;
		else if (!is_by_type(filler))
			filler->condition.nature = CONDITION_NONE;
	}
}

/* Real numbers are counted in hundredths, unless CHECKs leave none of these:
 * then in smaller parts. Whether there are such. */
static bool count_finer(struct seeder *seeder)
{
	enum { FINER = 3, FINEST = 11 };
	bool narrow = false;

	for (size_t i = 0; i < seeder->table->column_count; i++) {
		struct filler *filler = &seeder->fillers[i];

		if (!calx__span_is_narrow(filler) || filler->digits >= FINEST)
			continue;
		filler->digits += FINER;
		narrow = true;
	}
	return narrow;
}

static enum calx_status find_checks(struct seeder *seeder)
{
	enum calx_status status;

	do {
		begin_all(seeder);
		status = read_checks(seeder, false);
	} while (status >= 0 && count_finer(seeder));
	if (status < 0 || (status = number_keys(seeder)) < 0)
		return status;
	begin_all(seeder);
	return read_checks(seeder, true);
}

/* ---- unique ones --------------------------------------------------------------------- */

/* How a table spells one of the things that must be unique together. */
struct part {
	const char *column; /* that is filled; NULL: another thing */
	const char *expression;
	const char *collation;
	const char *computed; /* a column that the database computes */
};

static size_t part_count(const struct sql_constraint *constraint)
{
	return constraint->items ? constraint->item_count
				 : constraint->column_count;
}

static struct part part_at(const struct seeder *seeder,
	const struct sql_constraint *constraint, size_t i)
{
	const struct sql_item *item =
		constraint->items ? &constraint->items[i] : NULL;
	struct part part = { .column = constraint->columns[i] };
	size_t number;

	if (item)
		part = (struct part){ item->column, item->expression,
			item->collation, NULL };
	if (!part.column)
		return part;
	number = calx__seeder_column(seeder, part.column);
	if (seeder->resolved->columns[number].computed) {
		part.computed = part.column;
		part.column = NULL;
	}
	return part;
}

static void write_part(
	const struct seeder *seeder, struct part part, struct strbuf *sql)
{
	const char *column = part.column ? part.column : part.computed;

	if (column)
		calx__sql_identifier(sql, dialect_of(seeder), column);
	else
		calx__strbuf_adds(sql, part.expression);
}

/* What is no column that is filled, as SQL; NULL without memory. */
static const char *part_sql(struct seeder *seeder, struct part part)
{
	struct strbuf sql = STRBUF_INIT;

	write_part(seeder, part, &sql);
	return calx__strbuf_keep(&sql, &seeder->plan);
}

static const char *computed_of(const struct seeder *seeder, const char *column)
{
	return seeder->resolved->columns[calx__seeder_column(seeder, column)]
		.computed;
}

/* One part; false if nothing can be said of rows before they are there, or
 * nothing need be, because the database numbers them. */
static bool add_part(
	struct seeder *seeder, struct demand *demand, struct part part)
{
	size_t number;

	if (!part.column) {
		add_mentioned(seeder, demand,
			part.computed ? computed_of(seeder, part.computed)
				      : part.expression);
		demand->folds = true;
		return ask(seeder, demand, part_sql(seeder, part));
	}
	number = calx__seeder_column(seeder, part.column);
	if (!seeder->fillers[number].fill)
		return false;
	demand->folds |= !is_plain(part.collation) ||
			 !is_plain(seeder->resolved->columns[number].collation);
	add_filler(demand, number);
	return true;
}

static bool add_where(
	struct seeder *seeder, struct demand *demand, const char *where)
{
	if (!where)
		return true;
	add_mentioned(seeder, demand, where);
	demand->asks_where = true;
	return ask(seeder, demand,
		calx__arena_printf(&seeder->plan,
			"CASE WHEN (%s) THEN 1 ELSE 0 END", where));
}

static void mark_fillers(struct seeder *seeder, const struct demand *demand)
{
	const struct parents *parents =
		seeder->fillers[demand->fillers[0]].parents;
	bool alone = !demand->answer_count;

	/* the columns of a foreign key are one */
	for (size_t i = 1; i < demand->filler_count; i++)
		alone &= parents &&
			 seeder->fillers[demand->fillers[i]].parents == parents;
	for (size_t i = 0; i < demand->filler_count; i++) {
		struct filler *filler = &seeder->fillers[demand->fillers[i]];

		filler->shared = true;
		filler->unique |= alone;
	}
}

static enum calx_status add_unique(
	struct seeder *seeder, const struct sql_constraint *constraint)
{
	struct demand *demand = demand_new(seeder, DEMAND_UNIQUE, constraint);
	bool known;

	if (!demand)
		return seeder->error.status;
	known = add_where(seeder, demand, constraint->where);
	for (size_t i = 0; known && i < part_count(constraint); i++)
		known = add_part(
			seeder, demand, part_at(seeder, constraint, i));
	if (!known || !demand->filler_count)
		demand_drop(seeder);
	else
		mark_fillers(seeder, demand);
	return calx__seeder_status(seeder);
}

static enum calx_status find_unique(struct seeder *seeder,
	const struct sql_constraint *constraints, size_t count)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i++)
		if (is_unique(&constraints[i]))
			status = add_unique(seeder, &constraints[i]);
	return status;
}

/* ---- foreign keys that the caller fills ------------------------------------------------ */

/* A foreign key of which functions make a part: what they give must be there. A
 * row of the table itself may yet come. */
static enum calx_status add_parent(
	struct seeder *seeder, const struct sql_constraint *key)
{
	struct demand *demand;
	bool provided = false;

	if (key->kind != CALX_FOREIGN_KEY ||
		calx__text_equal_nocase(
			key->referred_table, seeder->resolved->name))
		return CALX_OK;
	demand = demand_new(seeder, DEMAND_PARENT, key);
	if (!demand)
		return seeder->error.status;
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);

		if (!seeder->fillers[number].fill)
			continue;
		add_filler(demand, number);
		provided |= seeder->fillers[number].provider != NULL;
	}
	if (!provided || demand->filler_count != key->column_count)
		demand_drop(seeder);
	return CALX_OK;
}

/* The columns of a constraint in its order, looked up once. */
static enum calx_status find_hashed(
	struct seeder *seeder, struct demand *demand)
{
	const struct sql_constraint *constraint = demand->constraint;

	if (demand->kind == DEMAND_CHECK)
		return CALX_OK;
	demand->hashed = calx__arena_zero(&seeder->plan,
		part_count(constraint) + 1, sizeof(*demand->hashed));
	if (!demand->hashed)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; i < part_count(constraint); i++) {
		struct part part = part_at(seeder, constraint, i);

		if (part.column)
			demand->hashed[demand->hashed_count++] =
				calx__seeder_column(seeder, part.column);
	}
	return CALX_OK;
}

enum calx_status calx__demands_find(struct seeder *seeder)
{
	const struct sql_table *table = seeder->resolved;
	enum calx_status status;

	if ((status = find_checks(seeder)) < 0 ||
		(status = find_unique(seeder, table->constraints,
			 table->constraint_count)) < 0 ||
		(status = find_unique(
			 seeder, table->indexes, table->index_count)) < 0)
		return status;
	for (size_t i = 0; i < table->constraint_count && status >= 0; i++)
		status = add_parent(seeder, &table->constraints[i]);
	for (size_t i = 0; i < seeder->demands.count && status >= 0; i++)
		status = find_hashed(seeder, calx__demand_at(seeder, i));
	return status;
}

/* ---- hashes ------------------------------------------------------------------------------ */

/* text whose case and blanks at the end do not count */
static uint64_t hash_folded(const calx_value *value, uint64_t seed)
{
	size_t size = value->as.text.size;

	while (size && value->as.text.data[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < size; i++)
		seed = (seed ^ (unsigned char)calx__ascii_lower(
				       value->as.text.data[i])) *
		       0x100000001b3u;
	return calx__mix(seed + 1);
}

static uint64_t hash_value(
	const struct demand *demand, const calx_value *value, uint64_t seed)
{
	calx_value whole = *value;

	if (demand->folds && calx__types[value->kind].is_text)
		return hash_folded(value, seed);
	/* 1.0 is 1 */
	if (value->kind == CALX_DOUBLE && value->as.real >= -9e15 &&
		value->as.real <= 9e15 &&
		(double)(int64_t)value->as.real == value->as.real) {
		whole.kind = CALX_INTEGER;
		whole.as.integer = (int64_t)value->as.real;
	}
	return calx__mix(calx__value_hash(&whole, seed));
}

/* Adds a part of what must be unique. */
static void add_hash(struct demand *demand, const calx_value *value)
{
	if (value->kind == CALX_NULL)
		demand->counts = false;
	else
		demand->hash = hash_value(demand, value, demand->hash);
}

/* The same of what a database keeps: what is none of a form is none of ours. */
static void add_stored(
	struct demand *demand, const calx_type *type, const calx_value *stored)
{
	const struct stored_form *form = type ? calx__stored_form(type) : NULL;
	calx_value value = *stored;

	if (form && value.kind != CALX_NULL && !form->get(form, type, &value))
		demand->counts = false;
	else
		add_hash(demand, &value);
}

/* what a CASE answers, which is 1 or 0 */
static bool says_true(const calx_value *value)
{
	assert(value);
	return value->as.integer != 0;
}

/* ---- what is there ------------------------------------------------------------------------ */

struct reading {
	struct seeder *seeder;
	struct demand *demand;
	/* of the columns of the query; NULL: an expression, as it comes */
	const calx_type **types;
	enum calx_kind *kinds;
	size_t count;
};

static enum calx_status reading_init(struct reading *reading,
	struct seeder *seeder, struct demand *demand, size_t most)
{
	*reading = (struct reading){ .seeder = seeder, .demand = demand };
	reading->types = calx__arena_zero(
		&seeder->plan, most + 1, sizeof(*reading->types));
	reading->kinds = calx__arena_zero(
		&seeder->plan, most + 1, sizeof(*reading->kinds));
	return reading->types && reading->kinds
		       ? CALX_OK
		       : calx__fail_memory(&seeder->error);
}

static void reading_add(struct reading *reading, const calx_type *type)
{
	reading->types[reading->count] = type;
	reading->kinds[reading->count++] =
		type ? calx__stored_carrier(type) : CALX_NULL;
}

static enum calx_status keep_taken(void *context, const calx_value *values)
{
	struct reading *reading = context;
	struct demand *demand = reading->demand;

	demand->counts = true;
	demand->hash = 0;
	for (size_t i = 0; i < reading->count; i++)
		add_stored(demand, reading->types[i], &values[i]);
	if (!demand->counts || calx__taken_add(&demand->taken, demand->hash))
		return CALX_OK;
	return calx__fail_memory(&reading->seeder->error);
}

static enum calx_status read_rows(
	struct reading *reading, const struct strbuf *sql)
{
	struct seeder *seeder = reading->seeder;

	if (sql->failed)
		return calx__fail_memory(&seeder->error);
	return calx__judge_each(seeder, sql->data, reading->kinds,
		reading->count, keep_taken, reading);
}

/* Columns first, expressions behind them: in that order a row is hashed, too. */
static void add_parts(
	struct reading *reading, bool expressions, struct strbuf *sql)
{
	const struct sql_constraint *constraint = reading->demand->constraint;
	const struct seeder *seeder = reading->seeder;

	for (size_t i = 0; i < part_count(constraint); i++) {
		struct part part = part_at(seeder, constraint, i);

		if ((part.column == NULL) != expressions)
			continue;
		calx__strbuf_adds(sql, reading->count ? ", " : "SELECT ");
		write_part(seeder, part, sql);
		reading_add(reading,
			expressions ? NULL : type_named(seeder, part.column));
	}
}

static enum calx_status read_taken(struct seeder *seeder, struct demand *demand)
{
	const char *where = demand->constraint->where;
	struct strbuf sql = STRBUF_INIT;
	struct reading reading;
	enum calx_status status = reading_init(
		&reading, seeder, demand, part_count(demand->constraint));

	if (status < 0)
		return status;
	add_parts(&reading, false, &sql);
	add_parts(&reading, true, &sql);
	add_from(
		seeder, &sql, seeder->resolved->schema, seeder->resolved->name);
	if (where)
		calx__strbuf_addf(&sql, " WHERE %s", where);
	status = read_rows(&reading, &sql);
	calx__strbuf_release(&sql);
	return status;
}

/* The keys of the rows that a foreign key refers to. */
static enum calx_status read_parents(
	struct seeder *seeder, struct demand *demand)
{
	const struct sql_constraint *key = demand->constraint;
	struct strbuf sql = STRBUF_INIT;
	struct reading reading;
	enum calx_status status =
		reading_init(&reading, seeder, demand, key->column_count);

	if (status < 0)
		return status;
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(&sql, i ? ", " : "SELECT ");
		calx__sql_identifier(
			&sql, dialect_of(seeder), key->referred_columns[i]);
		reading_add(&reading, type_named(seeder, key->columns[i]));
	}
	add_from(seeder, &sql, key->referred_schema, key->referred_table);
	status = read_rows(&reading, &sql);
	calx__strbuf_release(&sql);
	return status;
}

enum calx_status calx__demands_read(struct seeder *seeder)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < seeder->demands.count && status >= 0; i++) {
		struct demand *demand = calx__demand_at(seeder, i);

		if (demand->kind == DEMAND_PARENT)
			status = read_parents(seeder, demand);
		else if (demand->kind == DEMAND_UNIQUE && seeder->first)
			status = read_taken(seeder, demand);
	}
	return status;
}

/* ---- a row ----------------------------------------------------------------------------------- */

/* A column as the database keeps it, but for the forms of other programs: what
 * these keep is the value itself. */
static enum calx_status add_column(struct seeder *seeder, struct demand *demand,
	const struct filler *filler, const void *row)
{
	calx_value value, room;
	const calx_value *kept = &value;
	enum calx_status status;

	calx__field_read(filler->column, row, &value);
	status = calx__value_settle(
		filler->column, COMPARED_NOT, &kept, &room, &seeder->error);
	if (status >= 0)
		add_hash(demand, calx__stored_form(&filler->column->type)
					 ? &value
					 : kept);
	return status;
}

/* `answers`: of those that ask the judge; the others have NULL. */
static enum calx_status hash_row(struct seeder *seeder, struct demand *demand,
	const void *row, const calx_value *answers)
{
	size_t answer = demand->answer;
	enum calx_status status = CALX_OK;

	demand->counts = true;
	demand->hash = 0;
	if (demand->asks_where)
		demand->counts = says_true(&answers[answer++]);
	for (size_t i = 0; i < demand->hashed_count && status >= 0; i++)
		status = add_column(seeder, demand,
			&seeder->fillers[demand->hashed[i]], row);
	for (size_t i = demand->asks_where; i < demand->answer_count; i++)
		add_hash(demand, &answers[answer++]);
	return status;
}

static bool is_broken(const struct demand *demand)
{
	bool has =
		demand->counts && calx__taken_has(&demand->taken, demand->hash);

	return demand->kind == DEMAND_PARENT ? demand->counts && !has : has;
}

/* Those that ask the judge, or those that do not. */
static enum calx_status look(struct seeder *seeder, const void *row,
	bool asking, const calx_value *answers, struct demand **ret_broken)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < seeder->demands.count && status >= 0; i++) {
		struct demand *demand = calx__demand_at(seeder, i);
		bool broken;

		if ((demand->answer_count > 0) != asking)
			continue;
		/* what fails of this row would fail the INSERT, too */
		if (asking && !answers)
			broken = true;
		else if (demand->kind == DEMAND_CHECK)
			broken = !says_true(&answers[demand->answer]);
		else if ((status = hash_row(seeder, demand, row, answers)) < 0)
			break;
		else
			broken = is_broken(demand);
		if (!broken)
			continue;
		*ret_broken = demand;
		return CALX_OK;
	}
	return status;
}

enum calx_status calx__demands_look(
	struct seeder *seeder, const void *row, struct demand **ret_broken)
{
	const calx_value *answers;
	enum calx_status status;

	*ret_broken = NULL;
	if ((status = look(seeder, row, false, NULL, ret_broken)) < 0 ||
		*ret_broken || !seeder->judge)
		return status;
	status = calx__judge_look(seeder, row, &answers);
	return status < 0 ? status
			  : look(seeder, row, true, answers, ret_broken);
}

enum calx_status calx__demands_keep(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->demands.count; i++) {
		struct demand *demand = calx__demand_at(seeder, i);

		if (demand->kind == DEMAND_UNIQUE && demand->counts &&
			!calx__taken_add(&demand->taken, demand->hash))
			return calx__fail_memory(&seeder->error);
	}
	return CALX_OK;
}

/* ---- in errors ------------------------------------------------------------------------------- */

void calx__demand_describe(const struct demand *demand, struct strbuf *text)
{
	static const char *const kinds[] = {
		[DEMAND_UNIQUE] = "UNIQUE (",
		[DEMAND_PARENT] = "FOREIGN KEY (",
		[DEMAND_CHECK] = "CHECK (",
	};
	const struct sql_constraint *constraint = demand->constraint;

	calx__strbuf_adds(text, kinds[demand->kind]);
	if (demand->kind == DEMAND_CHECK)
		calx__strbuf_adds(text, constraint->text);
	for (size_t i = 0;
		demand->kind != DEMAND_CHECK && i < constraint->column_count;
		i++) {
		calx__strbuf_adds(text, i ? ", " : "");
		calx__strbuf_adds(text, constraint->columns[i]);
	}
	calx__strbuf_addc(text, ')');
}

void calx__demands_release(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->demands.count; i++)
		calx__taken_release(&calx__demand_at(seeder, i)->taken);
	calx__vec_release(&seeder->demands);
}
