#include "engine/stash.h"

#include <string.h>

#include "sql/type/value.h"
#include "util/alloc.h"
#include "util/fail.h"

/* Rows that were read ahead: a list of them, in two arenas. */

struct stash_row {
	struct stash_row *next;
	calx_value values[];
};

void calx__stash_clear(struct stash *stash)
{
	struct stash kept = { .shown = stash->shown, .rows = stash->rows };

	calx__arena_reset(&kept.shown);
	calx__arena_reset(&kept.rows);
	*stash = kept;
}

void calx__stash_release(struct stash *stash)
{
	calx__arena_release(&stash->shown);
	calx__arena_release(&stash->rows);
}

/* ---- filling ------------------------------------------------------------ */

bool calx__stash_show(struct stash *stash, calx_value *values, size_t count)
{
	calx__arena_reset(&stash->shown);
	return calx__values_keep(&stash->shown, values, count);
}

/* The kinds of all columns: the reader's, then as they come. */
static const enum calx_kind *kinds_complete(
	struct stash *stash, const struct stash_source *source)
{
	enum calx_kind *kinds = calx__arena_zero(
		&stash->rows, stash->columns + 1, sizeof(*kinds));

	if (kinds && source->kinds)
		memcpy(kinds, source->kinds, source->count * sizeof(*kinds));
	return kinds;
}

static struct stash_row *row_new(struct stash *stash)
{
	return calx__arena_alloc(&stash->rows,
		sizeof(struct stash_row) + stash->columns * sizeof(calx_value));
}

static void row_add(struct stash *stash, struct stash_row *row)
{
	row->next = NULL;
	*(stash->last ? &stash->last->next : &stash->next) = row;
	stash->last = row;
}

/* The row on which the driver stands. */
static enum calx_status row_read(struct stash *stash,
	const struct stash_source *source, const enum calx_kind *kinds,
	calx_error *error)
{
	struct stash_row *row = row_new(stash);
	enum calx_status status;

	if (!row)
		return calx__fail_memory(error);
	status = source->driver->row(
		source->stmt, kinds, stash->columns, row->values, error);
	if (status < 0)
		return status;
	if (!calx__values_keep(&stash->rows, row->values, stash->columns))
		return calx__fail_memory(error);
	row_add(stash, row);
	return CALX_OK;
}

/* One that nobody asks for any more. */
static enum calx_status row_blank(struct stash *stash, calx_error *error)
{
	struct stash_row *row = row_new(stash);

	if (!row)
		return calx__fail_memory(error);
	for (size_t i = 0; i < stash->columns; i++)
		row->values[i].kind = CALX_NULL;
	row_add(stash, row);
	return CALX_OK;
}

static enum calx_status rows_read(struct stash *stash,
	const struct stash_source *source, const enum calx_kind *kinds,
	calx_error *error)
{
	enum calx_status status = CALX_OK;
	int result;

	if (source->on_row)
		status = source->has_read
				 ? row_blank(stash, error)
				 : row_read(stash, source, kinds, error);
	while (status >= 0 &&
		(result = source->driver->step(source->stmt, error)) != 0)
		status = result < 0 ? (enum calx_status)result
				    : row_read(stash, source, kinds, error);
	return status;
}

enum calx_status calx__stash_fill(struct stash *stash,
	const struct stash_source *source, calx_error *error)
{
	const enum calx_kind *kinds;
	struct stmt_shape shape;
	enum calx_status status;

	source->driver->describe(source->stmt, &shape);
	stash->columns = shape.columns;
	stash->converted = source->kinds != NULL;
	kinds = kinds_complete(stash, source);
	status = kinds ? rows_read(stash, source, kinds, error)
		       : calx__fail_memory(error);
	if (status < 0)
		return status;
	stash->filled = true;
	/* the reader stands on the first of them already */
	if (source->on_row)
		calx__stash_step(stash);
	return CALX_OK;
}

/* ---- reading ------------------------------------------------------------ */

int calx__stash_step(struct stash *stash)
{
	stash->current = stash->next;
	if (stash->next)
		stash->next = stash->next->next;
	return stash->current != NULL;
}

/* A row that was read before anybody said what it was to become. */
static enum calx_status row_convert(const enum calx_kind *kinds, size_t count,
	calx_value *values, calx_error *error)
{
	for (size_t i = 0; i < count; i++) {
		calx_value from = values[i];
		/* an enumeration comes as its label */
		enum calx_kind kind =
			kinds[i] == CALX_ENUMERATION ? CALX_STRING : kinds[i];

		if (kind == CALX_NULL || from.kind == CALX_NULL)
			continue;
		if (!calx__value_convert(&from, kind, &values[i]))
			return calx__fail(error, CALX_TYPE_MISMATCH,
				"column %zu holds a %s, which is not a valid %s",
				i + 1, calx__types[from.kind].name,
				calx__types[kinds[i]].name);
	}
	return CALX_OK;
}

enum calx_status calx__stash_row(struct stash *stash,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error)
{
	memcpy(values, stash->current->values, count * sizeof(*values));
	if (!kinds || stash->converted)
		return CALX_OK;
	return row_convert(kinds, count, values, error);
}
