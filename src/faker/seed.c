#include "faker.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../compile/dialect.h"
#include "../engine/connection.h"
#include "../sql/type.h"
#include "../util/alloc.h"
#include "../util/fail.h"
#include "../util/text.h"
#include "rules.h"

enum { CHUNK = 500 };

/* The rows of another table that a foreign key may refer to. */
struct parents {
	const struct sql_constraint *key;
	calx_value *values; /* count x key->column_count */
	size_t count;
	uint64_t stream;
};

struct seeder;
struct filler;

/* Makes the value of one column for one row. */
typedef enum calx_status fill_function(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value);

/* How one column is filled. */
struct filler {
	const calx_column *column;
	fill_function *fill; /* NULL: left to the database */
	void (*provider)(void);
	enum generator_id generator;
	struct check_rule rule;
	bool unique;
	const struct parents *parents;
	size_t part; /* which column of the key */
	uint64_t stream;
};

struct seeder {
	calx_session *session;
	calx_faker *fake;
	const calx_table *table;
	const char *where;
	struct sql_table *resolved;
	struct filler *fillers;
	uint64_t first; /* rows that were there before */
	int64_t count;
	struct arena plan;
	struct arena texts; /* of one chunk */
	uint64_t person;
	calx_error error;
};

/* ---- values --------------------------------------------------------------- */

static struct fake_place place_of(
	const struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	return (struct fake_place){
		.locale = seeder->fake->locale,
		.draw = calx__draw_at(seeder->fake->seed, filler->stream, row),
		.person = seeder->person,
		.now = seeder->fake->now,
	};
}

/* The index of the row's value among `capacity`: any, or, where they must
 * differ, the row's own. */
static uint64_t index_of(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity)
{
	struct draw draw;

	if (filler->unique)
		return calx__permute(
			capacity, seeder->fake->seed ^ filler->stream, row);
	draw = calx__draw_at(seeder->fake->seed, filler->stream, row);
	return calx__draw_below(&draw, capacity);
}

static uint64_t range_capacity(const struct filler *filler)
{
	return (uint64_t)filler->rule.range.high -
	       (uint64_t)filler->rule.range.low + 1;
}

static enum calx_status fill_integer(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.integer =
		filler->rule.range.low +
		(int64_t)index_of(seeder, filler, row, range_capacity(filler));
	return CALX_OK;
}

static enum calx_status fill_decimal(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	int64_t units =
		filler->rule.range.low +
		(int64_t)index_of(seeder, filler, row, range_capacity(filler));

	value->as.decimal = calx_decimal_of_integer(
		units, (unsigned)filler->column->type.scale);
	return CALX_OK;
}

static enum calx_status fill_real(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	uint64_t hundredths = index_of(
		seeder, filler, row, (range_capacity(filler) - 1) * 100 + 1);

	value->as.real =
		(double)filler->rule.range.low + (double)hundredths / 100.0;
	return CALX_OK;
}

static uint64_t label_count(const struct filler *filler)
{
	uint64_t count = 0;

	while (filler->column->type.labels[count])
		count++;
	return count;
}

static enum calx_status fill_label(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.integer =
		(int64_t)index_of(seeder, filler, row, label_count(filler));
	return CALX_OK;
}

static enum calx_status fill_boolean(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.integer = (int64_t)index_of(seeder, filler, row, 2);
	return CALX_OK;
}

static calx_datetime datetime_at(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	struct fake_place place = place_of(seeder, filler, row);

	if (calx__rule_is_birthday(filler->column)) {
		calx_date date = calx__make_birthdate(&place);

		return (calx_datetime){
			.year = date.year, .month = date.month, .day = date.day
		};
	}
	return calx_datetime_of_microseconds((int64_t)index_of(seeder, filler,
		row, seeder->fake->now > 0 ? (uint64_t)seeder->fake->now : 1));
}

static enum calx_status fill_datetime(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.datetime = datetime_at(seeder, filler, row);
	return CALX_OK;
}

static enum calx_status fill_timestamp(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.timestamp =
		(calx_timestamp){ .local = datetime_at(seeder, filler, row) };
	return CALX_OK;
}

static enum calx_status fill_date(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const int64_t day = 86400000000;
	calx_datetime datetime = datetime_at(seeder, filler, row);

	if (filler->unique)
		datetime = calx_datetime_of_microseconds(
			(int64_t)index_of(seeder, filler, row,
				(uint64_t)(seeder->fake->now / day)) *
			day);
	value->as.date =
		(calx_date){ datetime.year, datetime.month, datetime.day };
	return CALX_OK;
}

static enum calx_status fill_time(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	calx_datetime datetime = datetime_at(seeder, filler, row);

	value->as.time = (calx_time){ datetime.hour, datetime.minute,
		datetime.second, datetime.microsecond };
	return CALX_OK;
}

static enum calx_status fill_interval(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	uint64_t minutes =
		index_of(seeder, filler, row, UINT64_C(60) * 24 * 30);

	value->as.interval =
		(calx_interval){ .microseconds = (int64_t)minutes * 60000000 };
	return CALX_OK;
}

static enum calx_status fill_uuid(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct fake_place place = place_of(seeder, filler, row);

	value->as.uuid = calx__make_uuid(&place);
	return CALX_OK;
}

/* ---- text ----------------------------------------------------------------- */

/* Puts the row's number where it makes the text differ from all others: before
 * the @ of an address, else at the end; the text gives way. */
static void make_unique(struct strbuf *text, uint64_t number, size_t most)
{
	char digits[24], tail[64] = "";
	char *at = strchr(text->data, '@');
	size_t room;

	if (at && strlen(at) < sizeof(tail)) {
		memcpy(tail, at, strlen(at) + 1);
		calx__strbuf_truncate(text, (size_t)(at - text->data));
	}
	snprintf(digits, sizeof(digits), "%s%llu", at ? "" : " ",
		(unsigned long long)number);
	room = strlen(digits) + strlen(tail);
	if (most && text->length + room > most)
		calx__strbuf_truncate(
			text, calx__utf8_floor(text->data,
				      most > room ? most - room : 0));
	calx__strbuf_adds(text, digits);
	calx__strbuf_adds(text, tail);
}

/* Another draw may be shorter; after a few, the text is cut. */
static void make_text(struct seeder *seeder, const struct filler *filler,
	uint64_t row, struct strbuf *text)
{
	enum { TRIES = 8 };
	size_t most = (size_t)filler->column->type.length;
	struct fake_place place = place_of(seeder, filler, row);

	for (int i = 0; i < TRIES; i++) {
		calx__strbuf_clear(text);
		calx__text_generators[filler->generator](&place, text);
		if (!most || calx__utf8_count(text->data, text->length) <= most)
			return;
	}
	calx__strbuf_truncate(text, calx__utf8_floor(text->data, most));
}

static enum calx_status set_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length)
{
	value->as.text.data = calx__arena_strndup(&seeder->texts, text, length);
	value->as.text.size = length;
	return value->as.text.data ? CALX_OK
				   : calx__fail_memory(&seeder->error);
}

static enum calx_status fill_choice(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const char *choice = filler->rule.choices[index_of(
		seeder, filler, row, filler->rule.choice_count)];

	return set_text(seeder, value, choice, strlen(choice));
}

static enum calx_status fill_text(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct strbuf text = STRBUF_INIT;
	enum calx_status status;

	make_text(seeder, filler, row, &text);
	if (filler->unique)
		make_unique(&text, row, (size_t)filler->column->type.length);
	status = text.failed ? calx__fail_memory(&seeder->error)
			     : set_text(seeder, value, text.data, text.length);
	calx__strbuf_release(&text);
	return status;
}

static enum calx_status fill_blob(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	calx_uuid bytes;
	struct fake_place place = place_of(seeder, filler, row);

	bytes = calx__make_uuid(&place);
	return set_text(
		seeder, value, (const char *)bytes.bytes, sizeof(bytes.bytes));
}

/* ---- foreign keys --------------------------------------------------------- */

static enum calx_status fill_reference(struct seeder *seeder,
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
	index = index_of(seeder, &whole, row, parents->count);
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
	calx__sql_identifier(sql, dialect, key->referred_table);
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
static struct parents *load_parents(
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

/* ---- providers: a function that the caller named -------------------------- */

typedef void provide_function(
	void (*provider)(void), calx_faker *fake, calx_value *value);

#define PROVIDE(name, member)                                                \
	static void provide_##name(                                          \
		void (*provider)(void), calx_faker *fake, calx_value *value) \
	{                                                                    \
		value->as.member = ((calx_##name##_provider)provider)(fake); \
	}
PROVIDE(boolean, integer)
PROVIDE(integer, integer)
PROVIDE(enumeration, integer)
PROVIDE(real, real)
PROVIDE(decimal, decimal)
PROVIDE(date, date)
PROVIDE(time, time)
PROVIDE(datetime, datetime)
PROVIDE(timestamp, timestamp)
PROVIDE(interval, interval)
PROVIDE(uuid, uuid)
#undef PROVIDE

static void provide_string(
	void (*provider)(void), calx_faker *fake, calx_value *value)
{
	const char *text = ((calx_string_provider)provider)(fake);

	value->as.text.data = text;
	value->as.text.size = text ? strlen(text) : 0;
}

static void provide_blob(
	void (*provider)(void), calx_faker *fake, calx_value *value)
{
	calx_blob blob = ((calx_blob_provider)provider)(fake);

	value->as.text.data = blob.data;
	value->as.text.size = blob.size;
}

static provide_function *const provide_by_kind[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = provide_boolean,
	[CALX_SMALL_INTEGER] = provide_integer,
	[CALX_INTEGER] = provide_integer,
	[CALX_BIG_INTEGER] = provide_integer,
	[CALX_FLOAT] = provide_real,
	[CALX_DOUBLE] = provide_real,
	[CALX_NUMERIC] = provide_decimal,
	[CALX_STRING] = provide_string,
	[CALX_TEXT] = provide_string,
	[CALX_BLOB] = provide_blob,
	[CALX_DATE] = provide_date,
	[CALX_TIME] = provide_time,
	[CALX_DATETIME] = provide_datetime,
	[CALX_TIMESTAMP] = provide_timestamp,
	[CALX_INTERVAL] = provide_interval,
	[CALX_UUID] = provide_uuid,
	[CALX_JSON] = provide_string,
	[CALX_ENUMERATION] = provide_enumeration,
};

static enum calx_status fill_provided(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	calx_faker *fake = seeder->fake;
	provide_function *provide = provide_by_kind[filler->column->type.kind];

	fake->placed = true;
	fake->stream = filler->stream;
	fake->row = row;
	fake->person = seeder->person;
	fake->calls = 0;
	provide(filler->provider, fake, value);
	fake->placed = false;
	if (provide != provide_string && provide != provide_blob)
		return CALX_OK;
	if (value->as.text.data)
		return set_text(seeder, value, value->as.text.data,
			value->as.text.size);
	value->kind = CALX_NULL;
	return CALX_OK;
}

/* ---- the plan ------------------------------------------------------------- */

static fill_function *const fill_by_kind[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = fill_boolean,
	[CALX_SMALL_INTEGER] = fill_integer,
	[CALX_INTEGER] = fill_integer,
	[CALX_BIG_INTEGER] = fill_integer,
	[CALX_FLOAT] = fill_real,
	[CALX_DOUBLE] = fill_real,
	[CALX_NUMERIC] = fill_decimal,
	[CALX_STRING] = fill_text,
	[CALX_TEXT] = fill_text,
	[CALX_BLOB] = fill_blob,
	[CALX_DATE] = fill_date,
	[CALX_TIME] = fill_time,
	[CALX_DATETIME] = fill_datetime,
	[CALX_TIMESTAMP] = fill_timestamp,
	[CALX_INTERVAL] = fill_interval,
	[CALX_UUID] = fill_uuid,
	[CALX_JSON] = fill_text,
	[CALX_ENUMERATION] = fill_label,
};

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
			filler->parents = load_parents(seeder, key);
			filler->part = j;
			filler->fill = fill_reference;
			if (filler->parents && !filler->parents->count &&
				!filler->column->nullable)
				return calx__fail(&seeder->error,
					CALX_NOT_FOUND,
					"%s.%s refers to %s, which has no "
					"rows: seed it first",
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

	filler->fill = fill_by_kind[column->type.kind];
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
	if (filler->rule.choice_count && filler->fill == fill_text)
		filler->fill = fill_choice;
}

/* How many different values there are; 0: as many as one likes. */
static uint64_t capacity_of(const struct filler *filler)
{
	if (filler->fill == fill_reference)
		return filler->parents->count;
	if (filler->fill == fill_choice)
		return filler->rule.choice_count;
	if (filler->fill == fill_boolean)
		return 2;
	if (filler->fill == fill_label)
		return label_count(filler);
	if (filler->fill == fill_integer || filler->fill == fill_decimal)
		return range_capacity(filler);
	return 0;
}

static enum calx_status check_capacity(
	struct seeder *seeder, const struct filler *filler)
{
	uint64_t capacity = capacity_of(filler);
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

	filler->column = &seeder->table->columns[index];
	filler->provider = provider_at(providers, index);
	filler->stream = calx__stream(
		seeder->table->name, calx__column_name(filler->column));
	filler->unique =
		is_unique(seeder->resolved, calx__column_name(filler->column));
	filler->rule.range = (struct number_range){ INT64_MIN, INT64_MAX };
	if (filler->provider) {
		filler->fill = fill_provided;
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
			"calx_seed() needs a faker: calx_faker_open() returned "
			"NULL");
	if (seeder->count < 0)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() cannot make %lld rows",
			(long long)seeder->count);
	if (!seeder->table->row_size)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() needs a model, '%s' is a table without a "
			"struct",
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
