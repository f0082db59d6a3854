#include "engine/row.h"

#include <string.h>

#include "engine/error.h"
#include "sql/statement/quotient.h"
#include "sql/type/decimal.h"
#include "sql/type/stored.h"
#include "sql/type/value.h"
#include "util/fail.h"
#include "util/text.h"

/* What a caller reads from a row: by position, and by column. */

static const calx_column *row_column(const calx_row *row, size_t index)
{
	return row->nodes && row->nodes[index].kind == CALX_NODE_COLUMN
		       ? row->nodes[index].column
		       : NULL;
}

static const calx_value none = { .kind = CALX_NULL };

/* ---- rows that the driver has ------------------------------------------- */

/* What could not be read: the slow way says why. */
__attribute__((noinline, cold)) static const calx_value *column_failed(
	const calx_row *row, size_t index)
{
	enum calx_status status;

	row->one_kind[index] = row->kinds[index];
	status = calx__row(
		row->prepared, row->one_kind, row->count, row->values);
	row->one_kind[index] = CALX_NULL;
	/* the rest of the rows is as it was said */
	calx__lend(row->prepared, row->kinds, row->count);
	return status < 0 ? &none : &row->values[index];
}

/* The value of a column that is there. */
static inline const calx_value *row_read(const calx_row *row, size_t index)
{
	calx_value *value = &row->values[index];

	if (row->lent && calx__column(row->prepared, index, row->kinds[index],
				 value) != 0)
		return column_failed(row, index);
	return value;
}

bool calx__row_take(struct calx_row *row)
{
	bool is_read = true;

	for (size_t i = 0; row->lent && i < row->count; i++)
		if (calx__column(row->prepared, i, row->kinds[i],
			    &row->values[i]) != 0 &&
			calx__column(row->prepared, i, CALX_NULL,
				&row->values[i]) != 0) {
			row->values[i] = none;
			is_read = false;
		}
	calx__row_end_loan(row);
	return is_read;
}

void calx__row_lend(struct calx_row *row, struct prepared *prepared)
{
	row->lent = true;
	row->stmt = prepared->stmt;
	row->columns = row->likely ? calx__columns(prepared) : NULL;
}

/* ---- values ------------------------------------------------------------- */

/* The value at `index`; a position that is not there is an error. */
static const calx_value *row_at(const calx_row *row, size_t index)
{
	if (!row)
		return &none;
	if (index < row->count)
		return row_read(row, index);
	calx__fail(calx__connection_failing(row->connection), CALX_MISUSE,
		"the row has no column %zu, only %zu", index, row->count);
	return &none;
}

static void fail_kind(const calx_row *row, size_t index,
	const calx_value *value, enum calx_kind wanted)
{
	const char *name = calx_row_name(row, index);

	calx__fail(calx__connection_failing(row->connection),
		CALX_TYPE_MISMATCH,
		"column '%s' holds a %s, which is not a valid %s",
		name ? name : "?", calx__types[value->kind].name,
		calx__types[wanted].name);
}

/* A whole decimal as an integer: what sum() of integers is on servers. */
static bool whole_of(
	const calx_value *value, enum calx_kind kind, calx_value *ret_whole)
{
	char digits[TYPE_TEXT_MAX];
	calx_decimal whole;
	long long number;

	if (value->kind != CALX_NUMERIC || kind != CALX_BIG_INTEGER ||
		calx_decimal_rescale(value->as.decimal, 0, &whole) < 0 ||
		calx_decimal_compare(whole, value->as.decimal) != 0 ||
		!calx__text_to_int64(
			digits, calx_decimal_write(whole, digits), &number))
		return false;
	*ret_whole = (calx_value){ .kind = kind, .as.integer = number };
	return true;
}

/* The value at `index` as one of `kind`. */
static calx_value row_as(const calx_row *row, size_t index, enum calx_kind kind)
{
	const calx_value *value = row_at(row, index);
	calx_value converted;

	/* what is beside the kind may be of the row before */
	if (value->kind == CALX_NULL)
		return (calx_value){ 0 };
	if (!calx__value_convert(value, kind, &converted) &&
		!whole_of(value, kind, &converted))
		fail_kind(row, index, value, kind);
	return converted;
}

/* ---- by position -------------------------------------------------------- */

size_t calx_row_count(const calx_row *row)
{
	return row ? row->count : 0;
}

const char *calx_row_name(const calx_row *row, size_t index)
{
	const calx_column *column;

	if (!row || index >= row->count)
		return NULL;
	column = row_column(row, index);
	return column ? calx__column_name(column)
		      : calx__column_label(row->prepared, index);
}

bool calx_row_is_null(const calx_row *row, size_t index)
{
	calx_value value;

	if (!row || index >= row->count)
		return true;
	if (!row->lent)
		return row->values[index].kind == CALX_NULL;
	return calx__column(row->prepared, index, CALX_NULL, &value) == 0 &&
	       value.kind == CALX_NULL;
}

long long calx_row_int64(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_BIG_INTEGER).as.integer;
}

double calx_row_double(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_DOUBLE).as.real;
}

const char *calx_row_text(const calx_row *row, size_t index)
{
	const calx_value *value = row_at(row, index);
	char room[TYPE_TEXT_MAX];
	const char *text = calx__value_text(value, room);

	if (text != room)
		return text;
	text = calx__arena_strdup(row->scratch, room);
	if (!text)
		calx__fail_memory(calx__connection_failing(row->connection));
	return text;
}

calx_blob calx_row_blob(const calx_row *row, size_t index)
{
	calx_value value = row_as(row, index, CALX_BLOB);

	return (calx_blob){ value.as.text.data, value.as.text.size };
}

bool calx_row_bool(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_BOOLEAN).as.integer != 0;
}

calx_decimal calx_row_decimal(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_NUMERIC).as.decimal;
}

calx_date calx_row_date(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_DATE).as.date;
}

calx_time calx_row_time(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_TIME).as.time;
}

calx_datetime calx_row_datetime(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_DATETIME).as.datetime;
}

calx_timestamp calx_row_timestamp(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_TIMESTAMP).as.timestamp;
}

calx_interval calx_row_interval(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_INTERVAL).as.interval;
}

calx_uuid calx_row_uuid(const calx_row *row, size_t index)
{
	return row_as(row, index, CALX_UUID).as.uuid;
}

calx_value calx_row_value(const calx_row *row, size_t index)
{
	return *row_at(row, index);
}

/* ---- by column ---------------------------------------------------------- */

/* Whether two descriptors, from two files that hold the same model, are of the
 * same column. */
static bool column_is(const calx_column *a, const calx_column *b)
{
	const char *a_table = a->table ? a->table->name : NULL;
	const char *b_table = b->table ? b->table->name : NULL;

	return calx__text_equal(calx__column_name(a), calx__column_name(b)) &&
	       calx__text_equal(a_table, b_table) &&
	       calx__type_equal(&a->type, &b->type);
}

/* A column of plain SQL is known by its label. */
static bool column_at(
	const calx_row *row, size_t index, const calx_column *column)
{
	const calx_column *other = row_column(row, index);

	if (other)
		return other == column || column_is(other, column);
	return !row->nodes &&
	       calx__text_equal(calx__column_label(row->prepared, index),
		       calx__column_name(column));
}

/* The position of an expression, `count` (and an error) if it is not there. */
static size_t expression_find(const calx_row *row, const calx_node *node)
{
	const calx_node one[] = {
		{ .kind = CALX_NODE_LIFTED, .operand = node },
		{ .kind = CALX_NODE_END },
	};
	struct arena arena = { 0 };
	const calx_node *plain = calx__nodes_copy(&arena, one);
	size_t index = 0;

	while (index < row->count &&
		!(plain && row->nodes &&
			calx__nodes_equal(&row->nodes[index], plain)))
		index++;
	calx__arena_release(&arena);
	if (index == row->count)
		calx__fail(calx__connection_failing(row->connection),
			CALX_MISUSE, "the row has no such expression");
	return index;
}

static size_t column_find(const calx_row *row, const calx_node *node)
{
	const calx_column *column = node->column;

	if (!column) {
		calx__fail(calx__connection_failing(row->connection),
			CALX_MISUSE, "a column is NULL");
		return row->count;
	}
	for (size_t i = 0; i < row->count; i++)
		if (column_at(row, i, column))
			return i;
	calx__fail(calx__connection_failing(row->connection), CALX_MISUSE,
		"the row has no column '%s'", calx__column_name(column));
	return row->count;
}

/* The position of what a typed expression stands for. */
static size_t node_find(const calx_row *row, const calx_node *node)
{
	if (node && node->kind != CALX_NODE_COLUMN)
		return expression_find(row, node);
	return column_find(row, node ? node : &(const calx_node){ 0 });
}

/* Of plain SQL the values are as they came. */
static calx_value row_stored(
	const calx_row *row, size_t index, const calx_column *column)
{
	calx_value value = *row_at(row, index);

	if (calx__stored_get(&column->type, calx__column_name(column), &value,
		    row->scratch,
		    calx__connection_failing(row->connection)) < 0)
		return (calx_value){ 0 };
	return value;
}

/* ---- by the address of a column ------------------------------------------ */

const struct row_entry *calx__row_entries(struct arena *arena,
	const calx_node *nodes, const enum calx_kind *kinds, size_t count)
{
	struct row_entry *entries =
		calx__arena_zero(arena, count, sizeof(*entries));

	for (size_t i = 0; entries && i < count; i++) {
		entries[i].next = &entries[i + 1 < count ? i + 1 : 0];
		entries[i].index = (unsigned)i;
		if (nodes[i].kind == CALX_NODE_COLUMN) {
			entries[i].column = nodes[i].column;
			entries[i].kind = kinds[i];
		}
	}
	return entries;
}

/* One that is not the likely one; that one if it is not there. */
__attribute__((noinline)) static const struct row_entry *entry_search(
	const struct row_entry *likely, const calx_column *column)
{
	const struct row_entry *entry = likely->next;

	while (entry != likely && entry->column != column)
		entry = entry->next;
	return entry;
}

/* The entry of a column of the very model that the query was written with, if it
 * is of that kind; NULL: anything else. Most are, and need no more. What a node of
 * another kind has in that place is the address of something else. */
static inline const struct row_entry *row_entry(
	const calx_row *row, const calx_node *node, enum calx_kind kind)
{
	const struct row_entry *entry;

	if (!node)
		return NULL;
	entry = *row->likely;
	if (entry->column != node->column) {
		entry = entry_search(entry, node->column);
		if (entry->column != node->column)
			return NULL;
	}
	*row->likely = entry->next;
	return entry->kind == kind ? entry : NULL;
}

/* The same of a row that is lent to those who read it in fewer steps. */
static inline const struct row_entry *lent_entry(
	const calx_row *row, const calx_node *node, enum calx_kind kind)
{
	return row && row->columns ? row_entry(row, node, kind) : NULL;
}

/* The column whose entry was found last: who keeps it meanwhile pays with a
 * register for each column. */
static const calx_node *node_last(const calx_row *row)
{
	const size_t next = (*row->likely)->index;

	return &row->nodes[(next ? next : row->count) - 1];
}

/* The value of such a column, if it is of that kind; NULL: anything else. */
static const calx_value *row_quick(
	const calx_row *row, const calx_node *node, enum calx_kind kind)
{
	const struct row_entry *entry =
		row && row->likely ? row_entry(row, node, kind) : NULL;
	calx_value *value;

	if (!entry)
		return NULL;
	value = &row->values[entry->index];
	/* the slow way says why it could not be read */
	if (row->lent &&
		calx__column(row->prepared, entry->index, kind, value) != 0)
		return NULL;
	return value->kind == kind ? value : NULL;
}

static calx_value row_get(
	const calx_row *row, const calx_node *node, enum calx_kind kind)
{
	size_t index = row ? node_find(row, node) : 0;

	if (!row || index == row->count)
		return (calx_value){ 0 };
	if (!row->nodes && node->column->type.stored)
		return row_stored(row, index, node->column);
	return row_as(row, index, kind);
}

/* Each kind that has a quick way has a slow one apart: its room on the stack would
 * be paid for with each column. Rows of a driver that has no quick way, and
 * those in memory, have values, which are found as quickly. */
#define SLOW __attribute__((noinline)) static
SLOW long long get_integer(const calx_row *row, const calx_node *node)
{
	const calx_value *quick = row_quick(row, node, CALX_INTEGER);

	return quick ? quick->as.integer
		     : row_get(row, node, CALX_BIG_INTEGER).as.integer;
}

SLOW double get_real(const calx_row *row, const calx_node *node)
{
	const calx_value *quick = row_quick(row, node, CALX_DOUBLE);

	return quick ? quick->as.real : row_get(row, node, CALX_DOUBLE).as.real;
}

SLOW const char *get_string(const calx_row *row, const calx_node *node)
{
	const calx_value *quick = row_quick(row, node, CALX_STRING);

	return quick ? quick->as.text.data
		     : row_get(row, node, CALX_STRING).as.text.data;
}

SLOW calx_date get_date(const calx_row *row, const calx_node *node)
{
	const calx_value *quick = row_quick(row, node, CALX_DATE);

	return quick ? quick->as.date : row_get(row, node, CALX_DATE).as.date;
}
#undef SLOW

bool calx_row_get_boolean(const calx_row *row, calx_boolean_expression column)
{
	return row_get(row, column.column_or_expression, CALX_BOOLEAN)
		       .as.integer != 0;
}

long long calx_row_get_integer(
	const calx_row *row, calx_integer_expression column)
{
	const calx_node *node = column.column_or_expression;
	const struct row_entry *entry = lent_entry(row, node, CALX_INTEGER);
	struct column_integer got;

	if (!entry)
		return get_integer(row, node);
	got = row->columns->integer(row->stmt, entry->index);
	return got.is_usual ? got.number : get_integer(row, node_last(row));
}

double calx_row_get_real(const calx_row *row, calx_real_expression column)
{
	const calx_node *node = column.column_or_expression;
	const struct row_entry *entry = lent_entry(row, node, CALX_DOUBLE);
	struct column_real got;

	if (!entry)
		return get_real(row, node);
	got = row->columns->real(row->stmt, entry->index);
	return got.is_usual ? got.number : get_real(row, node_last(row));
}

/* A database that keeps numbers forgets the zeros behind them, and one that divides
 * adds some. */
calx_decimal calx_row_get_decimal(
	const calx_row *row, calx_decimal_expression column)
{
	const calx_node *node = column.column_or_expression;
	const calx_decimal decimal =
		row_get(row, node, CALX_NUMERIC).as.decimal;

	if (!node)
		return decimal;
	return node->kind == CALX_NODE_COLUMN && node->column
		       ? calx__decimal_settle(&node->column->type, decimal)
		       : calx__quotient_settle(node, decimal);
}

const char *calx_row_get_string(
	const calx_row *row, calx_string_expression column)
{
	const calx_node *node = column.column_or_expression;
	const struct row_entry *entry = lent_entry(row, node, CALX_STRING);
	const char *text;

	if (!entry)
		return get_string(row, node);
	text = row->columns->text(row->stmt, entry->index);
	return text ? text : get_string(row, node_last(row));
}

const char *calx_row_get_json(const calx_row *row, calx_json_expression column)
{
	return row_get(row, column.column_or_expression, CALX_STRING)
		.as.text.data;
}

calx_blob calx_row_get_blob(const calx_row *row, calx_blob_expression column)
{
	calx_value value = row_get(row, column.column_or_expression, CALX_BLOB);

	return (calx_blob){ value.as.text.data, value.as.text.size };
}

calx_date calx_row_get_date(const calx_row *row, calx_date_expression column)
{
	const calx_node *node = column.column_or_expression;
	const struct row_entry *entry = lent_entry(row, node, CALX_DATE);
	calx_date got;

	if (!entry)
		return get_date(row, node);
	got = row->columns->date(row->stmt, entry->index);
	return got.year ? got : get_date(row, node_last(row));
}

calx_time calx_row_get_time(const calx_row *row, calx_time_expression column)
{
	return row_get(row, column.column_or_expression, CALX_TIME).as.time;
}

calx_datetime calx_row_get_datetime(
	const calx_row *row, calx_datetime_expression column)
{
	return row_get(row, column.column_or_expression, CALX_DATETIME)
		.as.datetime;
}

calx_timestamp calx_row_get_timestamp(
	const calx_row *row, calx_timestamp_expression column)
{
	return row_get(row, column.column_or_expression, CALX_TIMESTAMP)
		.as.timestamp;
}

calx_interval calx_row_get_interval(
	const calx_row *row, calx_interval_expression column)
{
	return row_get(row, column.column_or_expression, CALX_INTERVAL)
		.as.interval;
}

calx_uuid calx_row_get_uuid(const calx_row *row, calx_uuid_expression column)
{
	return row_get(row, column.column_or_expression, CALX_UUID).as.uuid;
}

/* An enumeration comes as its label. */
int calx_row_get_enumeration(
	const calx_row *row, calx_enumeration_expression column)
{
	const calx_node *node = column.column_or_expression;
	const char *label = row_get(row, node, CALX_STRING).as.text.data;
	const calx_type type = label ? calx__node_type(node)
				     : (calx_type){ .kind = CALX_NULL };
	const char *const *labels = type.labels;

	for (int i = 0; labels && labels[i]; i++)
		if (!strcmp(label, labels[i]))
			return i;
	if (label)
		calx__fail(calx__connection_failing(row->connection),
			CALX_TYPE_MISMATCH,
			"column '%s' holds '%.60s', which is not one of its labels",
			node->kind == CALX_NODE_COLUMN
				? calx__column_name(node->column)
				: "?",
			label);
	return 0;
}
