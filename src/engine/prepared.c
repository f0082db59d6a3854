#include "engine/private.h"

#include <string.h>

#include "compile/compiler.h"
#include "sql/type/type.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/text.h"

/* Prepared statements: found or made, bound, stepped, logged, given back. */

/* what SQLite's or a server's prepared form may take beside its text */
#define ENTRY_OVERHEAD ((size_t)1 << 10)

static const struct driver *driver_of(const struct prepared *prepared)
{
	return prepared->connection->engine->driver;
}

static bool is_usable(const struct prepared *prepared)
{
	return prepared && prepared->connection->error.status == CALX_OK;
}

static enum calx_status status_of(const struct prepared *prepared)
{
	return prepared ? prepared->connection->error.status : CALX_MISUSE;
}

/* A failure has stuck: says in which statement. */
static void annotate(const struct prepared *prepared)
{
	calx__connection_annotate(
		prepared->connection, prepared->sql, prepared->where);
}

/* ---- the log ------------------------------------------------------------ */

static void log_start(struct prepared *prepared)
{
	prepared->started =
		prepared->connection->engine->log ? calx__clock() : 0;
	calx__vec_clear(&prepared->logged);
}

/* A run after the first begins with its first value, or its first step: a
 * statement that is rewound and then finished has not run again. */
static void run_start(struct prepared *prepared)
{
	prepared->rewound = false;
	log_start(prepared);
}

/* Tells the log of a run, once. */
static void log_end(struct prepared *prepared)
{
	const struct calx_engine *engine = prepared->connection->engine;
	int64_t started = prepared->started;

	if (!started || !engine->log)
		return;
	prepared->started = 0;
	engine->log(
		&(const calx_log_event){
			.sql = prepared->sql,
			.values = prepared->logged.items,
			.value_count = prepared->logged.count,
			.nanoseconds = calx__clock() - started,
			.cached = prepared->cached,
			.status = status_of(prepared),
			.where = prepared->where,
		},
		engine->log_context);
}

/* ---- entries ------------------------------------------------------------ */

static struct cache_entry *entry_of(struct prepared *prepared)
{
	return (struct cache_entry *)prepared;
}

static void entry_free(struct cache_entry *entry)
{
	if (entry->prepared.statement)
		driver_of(&entry->prepared)
			->finalize(entry->prepared.statement);
	calx__vec_release(&entry->prepared.logged);
	calx__free(entry);
}

/* One block for the entry, its SQL and its key, which is the SQL if it is
 * text. */
static struct cache_entry *entry_new(struct calx_connection *connection,
	const struct cache_key *key, struct view sql)
{
	size_t key_length = key->is_text ? 0 : key->length;
	size_t bytes = key_length + sql.length + 1;
	struct cache_entry *entry = calx__alloc(sizeof(*entry) + bytes);
	char *text;

	if (!entry)
		return NULL;
	text = (char *)(entry + 1);
	*entry = (struct cache_entry){
		.prepared.connection = connection,
		.prepared.sql = text,
		.prepared.sql_length = sql.length,
		.prepared.logged = VEC_INIT(calx_value),
		.key = *key,
		.bytes = bytes + sizeof(*entry) + ENTRY_OVERHEAD,
	};
	memcpy(text, sql.data, sql.length);
	text[sql.length] = '\0';
	entry->key.data = text;
	if (!key->is_text) {
		entry->key.data = text + sql.length + 1;
		memcpy(text + sql.length + 1, key->data, key_length);
	}
	return entry;
}

/* Makes room for an entry; one that does not fit is not kept. */
static void entry_keep(
	struct calx_connection *connection, struct cache_entry *entry)
{
	struct statement_cache *cache = &connection->cache;
	struct cache_entry *victim;

	while (!calx__cache_has_room(cache, entry->bytes, &victim)) {
		if (!victim)
			return;
		calx__cache_remove(cache, victim);
		entry_free(victim);
	}
	calx__cache_add(cache, entry);
}

void calx__prepared_release(struct calx_connection *connection)
{
	struct cache_entry *entry;

	while ((entry = connection->cache.newest) != NULL) {
		calx__cache_remove(&connection->cache, entry);
		entry_free(entry);
	}
}

/* ---- preparing ---------------------------------------------------------- */

static struct prepared *entry_start(
	struct cache_entry *entry, const char *where, bool cached)
{
	struct prepared *prepared = &entry->prepared;

	prepared->cached = cached;
	prepared->running = true;
	prepared->done = false;
	prepared->stepping = false;
	prepared->rewound = false;
	prepared->bound = 0;
	prepared->where = where;
	return prepared;
}

/* A failure before there is an entry: it sticks with its place, and the log
 * hears of it. */
static struct prepared *prepare_failed(
	struct calx_connection *connection, const char *sql, const char *where)
{
	const struct calx_engine *engine = connection->engine;

	calx__connection_annotate(connection, sql, where);
	if (engine->log && sql)
		engine->log(
			&(const calx_log_event){
				.sql = sql,
				.status = connection->error.status,
				.where = where,
			},
			engine->log_context);
	return NULL;
}

/* Prepares SQL text that the cache does not have. */
static struct prepared *prepare_new(struct calx_connection *connection,
	const struct cache_key *key, struct view sql, const char *where)
{
	const struct driver *driver = connection->engine->driver;
	struct cache_entry *entry = entry_new(connection, key, sql);
	int64_t started = connection->engine->log ? calx__clock() : 0;
	struct prepared *prepared;

	if (!entry) {
		calx__fail_memory(&connection->error);
		return prepare_failed(connection, sql.data, where);
	}
	prepared = entry_start(entry, where, false);
	if (driver->prepare(connection->db, prepared->sql, sql.length,
		    &prepared->statement, &connection->error) < 0) {
		prepare_failed(connection, sql.data, where);
		prepared->statement = NULL;
		entry_free(entry);
		return NULL;
	}
	prepared->started = started;
	prepared->parameter_count =
		driver->parameter_count(prepared->statement);
	return prepared;
}

/* Collects key and values of a statement in the connection. */
static bool key_collect(
	struct calx_connection *connection, const struct statement *statement)
{
	calx__strbuf_clear(&connection->key);
	calx__vec_clear(&connection->values);
	calx__statement_key(statement, &connection->key, &connection->values);
	if (!connection->key.failed && !connection->values.failed)
		return true;
	calx__fail_memory(&connection->error);
	return false;
}

static bool sql_compile(
	struct calx_connection *connection, const struct statement *statement)
{
	struct strbuf *sql = &connection->sql;

	calx__strbuf_clear(sql);
	if (calx__compile(connection->engine->driver->dialect, statement, sql,
		    &connection->error) < 0)
		return false;
	if (!sql->failed)
		return true;
	calx__fail_memory(&connection->error);
	return false;
}

struct prepared *calx__prepare(calx_connection *connection,
	const struct statement *statement, const char *where)
{
	struct cache_entry *entry;
	struct prepared *prepared;
	struct cache_key key;

	if (!calx__connection_usable(connection))
		return NULL;
	if (!key_collect(connection, statement))
		return prepare_failed(connection, NULL, where);
	key = calx__cache_key(
		connection->key.data, connection->key.length, false);
	entry = calx__cache_find(&connection->cache, &key);
	if (entry) {
		log_start(&entry->prepared);
		return entry_start(entry, where, true);
	}
	if (!sql_compile(connection, statement))
		return prepare_failed(connection, NULL, where);
	prepared = prepare_new(connection, &key,
		(struct view){ connection->sql.data, connection->sql.length },
		where);
	if (prepared)
		entry_keep(connection, entry_of(prepared));
	return prepared;
}

struct prepared *calx__prepare_sql(calx_connection *connection, const char *sql,
	size_t length, const char *where)
{
	struct cache_entry *entry;
	struct prepared *prepared;
	struct cache_key key;

	if (!calx__connection_usable(connection))
		return NULL;
	key = calx__cache_key(sql, length, true);
	entry = calx__cache_find(&connection->cache, &key);
	if (entry) {
		log_start(&entry->prepared);
		return entry_start(entry, where, true);
	}
	prepared = prepare_new(
		connection, &key, (struct view){ sql, length }, where);
	if (prepared)
		entry_keep(connection, entry_of(prepared));
	return prepared;
}

struct prepared *calx__prepare_once(
	calx_connection *connection, const char *sql)
{
	struct view text = calx__view(sql);
	struct cache_key key = { text.data, text.length, true, 0 };

	if (!calx__connection_usable(connection))
		return NULL;
	return prepare_new(connection, &key, text, NULL);
}

/* ---- binding ------------------------------------------------------------ */

/* A value that is only compared with a column may be longer or larger than
 * what the column takes; it then equals nothing. */
static enum calx_status check_one(
	const struct bound_value *bound, calx_error *error)
{
	const calx_column *column = bound->column;

	if (!bound->compared || column->type.kind == CALX_ENUMERATION)
		return calx__value_check(column, &bound->value, error);
	if (bound->value.kind != CALX_NULL &&
		!calx__kinds_fit(column->type.kind, bound->value.kind))
		return calx__fail_kind(error, column, bound->value.kind);
	return calx__value_check(NULL, &bound->value, error);
}

static enum calx_status bind_one(struct prepared *prepared, size_t index,
	const struct bound_value *bound)
{
	calx_error *error = &prepared->connection->error;
	const calx_value *value = &bound->value;
	enum calx_status status;
	calx_value stored;

	if (bound->column) {
		status = check_one(bound, error);
		if (status < 0)
			return status;
		if (calx__types[bound->column->type.kind].is_settled &&
			calx__value_stored(bound->column, value, &stored))
			value = &stored;
	}
	status = driver_of(prepared)->bind(
		prepared->statement, index, value, error);
	if (status == CALX_OK && prepared->started &&
		!calx__vec_append(&prepared->logged, value))
		return calx__fail_memory(error);
	return status;
}

static enum calx_status bind_too_many(struct prepared *prepared, size_t count)
{
	calx__fail(&prepared->connection->error, CALX_MISUSE,
		"the statement has %zu parameters and is given %zu values",
		prepared->parameter_count, count);
	annotate(prepared);
	return CALX_MISUSE;
}

enum calx_status calx__bind(struct prepared *prepared, size_t first,
	const struct bound_value *values, size_t count)
{
	if (!is_usable(prepared))
		return status_of(prepared);
	if (first + count > prepared->parameter_count)
		return bind_too_many(prepared, first + count);
	if (prepared->rewound)
		run_start(prepared);
	for (size_t i = 0; i < count; i++)
		if (bind_one(prepared, first + i, &values[i]) < 0) {
			annotate(prepared);
			return status_of(prepared);
		}
	prepared->bound += count;
	return CALX_OK;
}

enum calx_status calx__bind_collected(struct prepared *prepared)
{
	const struct vec *values;

	if (!is_usable(prepared))
		return status_of(prepared);
	values = &prepared->connection->values;
	return calx__bind(prepared, 0, values->items, values->count);
}

/* ---- running ------------------------------------------------------------ */

static enum calx_status trace_run(struct prepared *prepared)
{
	struct calx_connection *connection = prepared->connection;
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	status = driver_of(prepared)->expand(
		prepared->statement, &sql, &connection->error);
	if (status == CALX_OK && sql.length)
		connection->trace(connection->trace_context, sql.data);
	calx__strbuf_release(&sql);
	return status;
}

/* Before the first step of a run: 1 if it may be taken. */
static int step_first(struct prepared *prepared)
{
	if (prepared->done)
		return 0;
	if (prepared->bound != prepared->parameter_count)
		return bind_too_many(prepared, prepared->bound);
	if (prepared->rewound)
		run_start(prepared);
	if (prepared->connection->trace && trace_run(prepared) < 0)
		return status_of(prepared);
	return 1;
}

static int step_last(struct prepared *prepared, int result)
{
	prepared->stepping = false;
	prepared->done = true;
	if (result < 0)
		annotate(prepared);
	if (prepared->started)
		log_end(prepared);
	return result;
}

int calx__step(struct prepared *prepared)
{
	int result;

	if (!is_usable(prepared))
		return status_of(prepared);
	if (!prepared->stepping) {
		result = step_first(prepared);
		if (result != 1)
			return result;
		prepared->stepping = true;
	}
	result = driver_of(prepared)->step(
		prepared->statement, &prepared->connection->error);
	return result == 1 ? 1 : step_last(prepared, result);
}

enum calx_status calx__row(struct prepared *prepared,
	const enum calx_kind *kinds, size_t count, calx_value *values)
{
	enum calx_status status;

	if (!is_usable(prepared))
		return status_of(prepared);
	status = driver_of(prepared)->row(prepared->statement, kinds, count,
		values, &prepared->connection->error);
	if (status < 0)
		annotate(prepared);
	return status;
}

size_t calx__column_count(struct prepared *prepared)
{
	return prepared ? driver_of(prepared)->column_count(prepared->statement)
			: 0;
}

const char *calx__column_label(struct prepared *prepared, size_t index)
{
	return prepared ? driver_of(prepared)->column_name(
				  prepared->statement, index)
			: NULL;
}

void calx__rewind(struct prepared *prepared)
{
	if (!prepared)
		return;
	if (prepared->started)
		log_end(prepared);
	driver_of(prepared)->reset(prepared->statement);
	prepared->done = false;
	prepared->stepping = false;
	prepared->rewound = true;
	prepared->bound = 0;
}

void calx__finish(struct prepared *prepared)
{
	if (!prepared)
		return;
	if (prepared->started)
		log_end(prepared);
	driver_of(prepared)->reset(prepared->statement);
	prepared->running = false;
	if (!entry_of(prepared)->kept)
		entry_free(entry_of(prepared));
}

enum calx_status calx__run(calx_connection *connection, const char *sql)
{
	struct prepared *prepared = calx__prepare_once(connection, sql);
	int result;

	do
		result = calx__step(prepared);
	while (result == 1);
	calx__finish(prepared);
	return calx__connection_status(connection);
}
