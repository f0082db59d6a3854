#include "engine/run.h"

#include "engine/error.h"
#include "sql/type/check.h"
#include "sql/type/column.h"
#include "sql/type/value.h"
#include "util/alloc.h"
#include "util/fail.h"

/* Running: values are bound, rows are read, from the driver or from memory. */

/* What is not on the path of rows that stream stays out of its functions: their
 * registers and stack would be paid for with each row. */
#define RARELY __attribute__((noinline, cold))

/* A failure has stuck: says in which statement. */
static void annotate(const struct prepared *prepared)
{
	calx__connection_annotate(
		prepared->connection, prepared->sql, prepared->where);
}

/* A run after the first begins with its first value, or its first step: a
 * statement that is rewound and then finished has not run again. */
static void run_start(struct prepared *prepared)
{
	prepared->rewound = false;
	if (prepared->encoded.used)
		calx__arena_reset(&prepared->encoded);
	calx__prepared_log_start(prepared);
}

struct arena *calx__row_room(struct prepared *prepared)
{
	if (prepared->decoded.used)
		calx__arena_reset(&prepared->decoded);
	return &prepared->decoded;
}

/* ---- binding ------------------------------------------------------------ */

RARELY static enum calx_status log_values(struct prepared *prepared,
	const calx_value *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		calx_value value = *values[i];

		/* programs know nothing of the ways to write one */
		if (value.kind >= CALX_KIND_COUNT)
			value.kind = calx__types[value.kind].carrier;
		if (!calx__vec_append(&prepared->logged, &value))
			return calx__fail_memory(&prepared->connection->error);
	}
	return CALX_OK;
}

/* The driver has refused one of them as its database cannot hold it: each is
 * tried by itself, and the column is named. */
RARELY static enum calx_status bind_refused(struct prepared *prepared,
	size_t first, const struct bound_value *bound, size_t count)
{
	struct calx_connection *connection = prepared->connection;
	const struct driver *driver = prepared->driver;
	calx_error *error = &connection->error;
	char room[TYPE_TEXT_MAX];
	size_t i = 0;

	while (i < count && driver->bind(prepared->stmt, first + i,
				    &connection->bound[i], 1, NULL) >= 0)
		i++;
	if (error->status != CALX_RANGE || i == count || !bound[i].column ||
		!calx__types[connection->bound[i]->kind].write)
		return error->status;
	return calx__column_fail(error, CALX_RANGE, bound[i].column,
		"%s has no place for %s", driver->dialect->title,
		calx__value_text(connection->bound[i], room));
}

/* What a custom() type makes of a value, which is then one of what it keeps. */
RARELY static enum calx_status custom_bind(struct prepared *prepared,
	const struct bound_value *bound, const calx_value **value,
	calx_value *room)
{
	calx_error *error = &prepared->connection->error;
	calx_column kept = *bound->column;
	const calx_value *settled;
	calx_value encoded = **value;
	enum calx_status status;

	if (encoded.kind == CALX_NULL)
		return CALX_OK;
	if ((status = calx__custom_encode(
		     bound->column, &encoded, &prepared->encoded, error)) < 0)
		return status;
	kept.type = calx__custom_kept(&kept.type);
	*room = encoded;
	settled = room;
	status = calx__value_settle(
		&kept, bound->compared, &settled, &encoded, error);
	*room = *settled;
	*value = room;
	return status;
}

/* Binds at most BIND_MAX values. */
static inline enum calx_status bind_some(struct prepared *prepared,
	size_t first, const struct bound_value *bound, size_t count)
{
	struct calx_connection *connection = prepared->connection;
	const calx_value **values = connection->bound;
	calx_error *error = &connection->error;
	enum calx_status status;

	for (size_t i = 0; i < count; i++) {
		values[i] = &bound[i].value;
		if (bound[i].column &&
			(status = calx__value_settle(bound[i].column,
				 bound[i].compared, &values[i],
				 &connection->stored[i], error)) < 0)
			return status;
		if (bound[i].column && bound[i].column->type.custom &&
			(status = custom_bind(prepared, &bound[i], &values[i],
				 &connection->stored[i])) < 0)
			return status;
	}
	status = prepared->driver->bind(
		prepared->stmt, first, values, count, error);
	if (status < 0)
		return bind_refused(prepared, first, bound, count);
	return prepared->started ? log_values(prepared, values, count)
				 : CALX_OK;
}

RARELY static enum calx_status bind_too_many(
	struct prepared *prepared, size_t count)
{
	calx__fail(&prepared->connection->error, CALX_MISUSE,
		"the statement has %zu parameters and is given %zu values",
		prepared->parameter_count, count);
	annotate(prepared);
	return CALX_MISUSE;
}

/* More than go at once. */
RARELY static enum calx_status bind_many(struct prepared *prepared,
	size_t first, const struct bound_value *values, size_t count)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i += BIND_MAX)
		status = calx__bind(prepared, first + i, &values[i],
			count - i < BIND_MAX ? count - i : BIND_MAX);
	return status;
}

enum calx_status calx__bind(struct prepared *prepared, size_t first,
	const struct bound_value *values, size_t count)
{
	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	if (first + count > prepared->parameter_count)
		return bind_too_many(prepared, first + count);
	if (count > BIND_MAX)
		return bind_many(prepared, first, values, count);
	if (prepared->rewound)
		run_start(prepared);
	if (bind_some(prepared, first, values, count) < 0) {
		annotate(prepared);
		return calx__prepared_status(prepared);
	}
	prepared->bound = first + count;
	return CALX_OK;
}

bool calx__put(struct prepared *prepared, size_t first,
	const struct layout *layout, const unsigned *numbers, size_t count,
	const char *row)
{
	const struct driver *driver;

	if (!calx__prepared_usable(prepared) ||
		first + count > prepared->parameter_count)
		return false;
	driver = prepared->driver;
	if (!DRIVER_HAS(driver, put))
		return false;
	if (prepared->rewound)
		run_start(prepared);
	/* the log is told values */
	if (prepared->started ||
		driver->put(prepared->stmt, first, layout->fields, numbers,
			count, row) < 0)
		return false;
	prepared->bound = first + count;
	return true;
}

/* Binds values in the order, and as often, as the compiler has said. */
static enum calx_status bind_places(
	struct prepared *prepared, const struct bound_value *values)
{
	const size_t *places = prepared->places.items;

	for (size_t i = 0; i < prepared->places.count; i++)
		if (calx__bind(prepared, i, &values[places[i]], 1) < 0)
			return calx__prepared_status(prepared);
	return CALX_OK;
}

enum calx_status calx__bind_collected(struct prepared *prepared)
{
	const struct vec *values;

	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	values = &prepared->connection->values;
	if (prepared->places.count)
		return bind_places(prepared, values->items);
	return calx__bind(prepared, 0, values->items, values->count);
}

/* ---- rows in memory ----------------------------------------------------- */

static bool streams(const struct prepared *prepared)
{
	return prepared->driver->features & DRIVER_STREAMS;
}

static enum calx_status stash_need(struct prepared *prepared)
{
	prepared->direct = false;
	if (!prepared->stash)
		prepared->stash = calx__alloc_zero(1, sizeof(*prepared->stash));
	return prepared->stash
		       ? CALX_OK
		       : calx__fail_memory(&prepared->connection->error);
}

/* The driver has no more rows of it. */
static void stream_end(struct prepared *prepared)
{
	if (prepared->connection->streaming == prepared)
		prepared->connection->streaming = NULL;
}

/* Its rows are gone, and to go on reading them is an error. */
static void stream_cut(struct prepared *prepared)
{
	stream_end(prepared);
	prepared->driver->rewind(prepared->stmt);
	prepared->cut = true;
}

static enum calx_status stash_fill(struct prepared *prepared)
{
	const struct stash_source source = {
		.driver = prepared->driver,
		.stmt = prepared->stmt,
		.kinds = prepared->kinds,
		.count = prepared->kind_count,
		.on_row = prepared->stepping,
		.has_read = prepared->direct,
	};
	calx_error *error = &prepared->connection->error;
	enum calx_status status;

	calx__aim(prepared, NULL);
	if ((status = stash_need(prepared)) < 0)
		return status;
	status = calx__stash_fill(prepared->stash, &source, error);
	prepared->stepping = true;
	if (status >= 0) {
		stream_end(prepared);
	} else {
		annotate(prepared);
		stream_cut(prepared);
	}
	calx__prepared_log_end(prepared);
	return status;
}

enum calx_status calx__streaming_stash(struct calx_connection *connection)
{
	return connection->streaming ? stash_fill(connection->streaming)
				     : CALX_OK;
}

void calx__streaming_cut(struct calx_connection *connection)
{
	if (connection->streaming)
		stream_cut(connection->streaming);
}

static enum calx_status fail_cut(struct prepared *prepared)
{
	calx__fail(&prepared->connection->error, CALX_MISUSE,
		"the transaction was rolled back inside a loop over its rows");
	annotate(prepared);
	return CALX_MISUSE;
}

/* A step of a statement whose rows are, or may come to be, in memory. */
RARELY static int step_stash(struct prepared *prepared)
{
	int result;

	if (prepared->cut)
		return fail_cut(prepared);
	if (prepared->stash->filled)
		return calx__stash_step(prepared->stash);
	result = prepared->driver->step(
		prepared->stmt, &prepared->connection->error);
	if (result != 1)
		stream_end(prepared);
	return result;
}

RARELY static enum calx_status row_stash(
	struct prepared *prepared, size_t count, calx_value *values)
{
	calx_error *error = &prepared->connection->error;
	struct stash *stash = prepared->stash;
	enum calx_status status;

	if (prepared->cut)
		return fail_cut(prepared);
	if (stash->filled)
		return calx__stash_row(
			stash, prepared->kinds, count, values, error);
	status = prepared->driver->row(
		prepared->stmt, prepared->kinds, count, values, error);
	if (status >= 0 && !calx__stash_show(stash, values, count))
		return calx__fail_memory(error);
	return status;
}

/* ---- stepping ----------------------------------------------------------- */

RARELY static enum calx_status trace_run(struct prepared *prepared)
{
	struct calx_connection *connection = prepared->connection;
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	status = prepared->driver->expand(
		prepared->stmt, &sql, &connection->error);
	if (status >= 0 && sql.length)
		connection->trace(connection->trace_context, sql.data);
	calx__strbuf_release(&sql);
	return status;
}

/* What streams makes room for this one, which from now on has the wire. */
static enum calx_status stream_begin(struct prepared *prepared)
{
	enum calx_status status = calx__streaming_stash(prepared->connection);

	if (status >= 0)
		status = stash_need(prepared);
	if (status >= 0)
		prepared->connection->streaming = prepared;
	return status;
}

/* Before the first step of a run: 1 if it may be taken. */
static inline int step_first(struct prepared *prepared)
{
	if (prepared->done)
		return 0;
	if (prepared->bound != prepared->parameter_count)
		return bind_too_many(prepared, prepared->bound);
	if (prepared->rewound)
		run_start(prepared);
	if (prepared->connection->trace && trace_run(prepared) < 0)
		return calx__prepared_status(prepared);
	if (prepared->started && calx__prepared_tell_before(prepared) < 0)
		return calx__prepared_status(prepared);
	if (!streams(prepared) && stream_begin(prepared) < 0)
		return calx__prepared_status(prepared);
	return 1;
}

void calx__stream_rows(struct prepared *prepared, bool whole)
{
	if (DRIVER_HAS(prepared->driver, stream))
		prepared->driver->stream(prepared->stmt, whole);
}

int calx__step_last(struct prepared *prepared, int result)
{
	prepared->stepping = false;
	prepared->direct = false;
	prepared->done = true;
	if (result < 0)
		annotate(prepared);
	calx__prepared_log_end(prepared);
	return result;
}

/* Before a step: 1 if it may be taken. */
static inline int step_begin(struct prepared *prepared)
{
	int result;

	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	if (prepared->stepping)
		return 1;
	result = step_first(prepared);
	if (result == 1)
		prepared->stepping = true;
	return result;
}

int calx__step_other(struct prepared *prepared)
{
	int result = step_begin(prepared);

	if (result != 1)
		return result;
	result = prepared->stash ? step_stash(prepared)
				 : prepared->driver->step(prepared->stmt,
					   &prepared->connection->error);
	return result == 1 ? 1 : calx__step_last(prepared, result);
}

/* ---- many rows of values ------------------------------------------------- */

/* Runs it for one of them. */
static int step_singly(
	struct prepared *prepared, many_bind *bind, void *context)
{
	const enum calx_status status = bind(context, 0);

	return status < 0 ? (int)status : calx__step(prepared);
}

/* A trace is told each statement. */
static bool takes_many(const struct prepared *prepared)
{
	return DRIVER_HAS(prepared->driver, run_many) &&
	       !prepared->connection->trace;
}

/* A log hears of all of them once, and not of the values. */
static int run_unheard(
	struct prepared *prepared, const struct many *many, size_t *ret_ran)
{
	const int64_t started = prepared->started;
	int result;

	prepared->started = 0;
	result = prepared->driver->run_many(
		prepared->stmt, many, ret_ran, &prepared->connection->error);
	prepared->started = started;
	return result;
}

int calx__step_many(struct prepared *prepared, size_t *count, many_bind *bind,
	void *context)
{
	struct many many = { *count, bind, context };
	int result;

	*count = 1;
	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	if (prepared->rewound)
		run_start(prepared);
	if (!takes_many(prepared))
		return step_singly(prepared, bind, context);
	/* that is what bind() is for */
	prepared->bound = prepared->parameter_count;
	if ((result = step_first(prepared)) != 1)
		return result;
	prepared->stepping = true;
	result = run_unheard(prepared, &many, count);
	if (result != 1)
		stream_end(prepared);
	return result == 1 ? 1 : calx__step_last(prepared, result);
}

/* ---- rows ------------------------------------------------------------------ */

/* Says what the reader's columns become, and whether the driver does all that is
 * left. */
static void direct_begin(struct prepared *prepared, const struct layout *layout)
{
	const struct driver *driver = prepared->driver;

	/* somebody may have to read the others for it */
	prepared->kinds = layout->kinds;
	prepared->kind_count = layout->count;
	prepared->direct = !prepared->stash && DRIVER_HAS(driver, fetch) &&
			   DRIVER_HAS(driver, next);
}

int calx__next_other(
	struct prepared *prepared, const struct layout *layout, char *row)
{
	const struct driver *driver;
	int result = step_begin(prepared);

	if (result != 1)
		return result;
	driver = prepared->driver;
	direct_begin(prepared, layout);
	if (prepared->stash || !DRIVER_HAS(driver, next)) {
		result = calx__step_other(prepared);
		return result == 1 ? NEXT_NOT_USUAL : result;
	}
	result = driver->next(prepared->stmt, layout->fields, layout->count,
		row, &prepared->connection->error);
	return result > 0 ? result : calx__step_last(prepared, result);
}

int64_t calx__fetch_other(struct prepared *prepared,
	const struct layout *layout, char *row, size_t *lengths)
{
	const struct driver *driver;

	if (!calx__prepared_usable(prepared) || prepared->stash)
		return NOT_USUAL;
	driver = prepared->driver;
	direct_begin(prepared, layout);
	if (!DRIVER_HAS(driver, fetch))
		return NOT_USUAL;
	return driver->fetch(
		prepared->stmt, layout->fields, layout->count, row, lengths);
}

bool calx__is_read_ahead(const struct prepared *prepared)
{
	return prepared->stash && prepared->stash->filled;
}

enum calx_status calx__read_ahead(struct prepared *prepared)
{
	int first;

	if (!prepared || prepared->done || prepared->cut ||
		calx__is_read_ahead(prepared))
		return CALX_OK;
	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	if (!prepared->stepping && (first = step_first(prepared)) != 1)
		return (enum calx_status)first;
	return stash_fill(prepared);
}

/* ---- reading ------------------------------------------------------------ */

enum calx_status calx__row(struct prepared *prepared,
	const enum calx_kind *kinds, size_t count, calx_value *values)
{
	enum calx_status status;

	if (!calx__prepared_usable(prepared))
		return calx__prepared_status(prepared);
	/* somebody may have to read the others for it */
	prepared->kinds = kinds;
	prepared->kind_count = count;
	status = prepared->stash
			 ? row_stash(prepared, count, values)
			 : prepared->driver->row(prepared->stmt, kinds, count,
				   values, &prepared->connection->error);
	if (status < 0)
		annotate(prepared);
	return status;
}

bool calx__lend(
	struct prepared *prepared, const enum calx_kind *kinds, size_t count)
{
	const struct driver *driver = prepared->driver;

	/* what is read ahead is told by this */
	prepared->kinds = kinds;
	prepared->kind_count = count;
	return !prepared->stash && streams(prepared) &&
	       DRIVER_HAS(driver, column);
}

size_t calx__column_count(struct prepared *prepared)
{
	struct stmt_shape shape = { 0, 0 };

	if (prepared)
		prepared->driver->describe(prepared->stmt, &shape);
	return shape.columns;
}

const char *calx__column_label(struct prepared *prepared, size_t index)
{
	return prepared ? prepared->driver->label(prepared->stmt, index) : NULL;
}

struct outcome calx__outcome(const struct prepared *prepared)
{
	if (!prepared || !prepared->done)
		return (struct outcome){ 0, 0 };
	return prepared->driver->outcome(prepared->stmt);
}

/* ---- the end ------------------------------------------------------------ */

/* Where rows may have to be read ahead, the stash is kept for the next run. */
static void stash_end(struct prepared *prepared)
{
	calx__stash_clear(prepared->stash);
	if (!streams(prepared))
		return;
	calx__stash_release(prepared->stash);
	calx__free(prepared->stash);
	prepared->stash = NULL;
}

/* The run is over, however far it came. */
static void run_end(struct prepared *prepared)
{
	calx__prepared_log_end(prepared);
	prepared->driver->rewind(prepared->stmt);
	stream_end(prepared);
	if (prepared->stash)
		stash_end(prepared);
}

void calx__rewind(struct prepared *prepared)
{
	if (!prepared)
		return;
	run_end(prepared);
	prepared->done = false;
	prepared->stepping = false;
	prepared->direct = false;
	prepared->rewound = true;
	prepared->cut = false;
	prepared->bound = 0;
}

void calx__finish(struct prepared *prepared)
{
	if (!prepared)
		return;
	/* what was rewound has nothing left to end */
	if (!prepared->rewound)
		run_end(prepared);
	prepared->entry.running = false;
	if (!prepared->entry.kept)
		calx__prepared_free(prepared);
}
