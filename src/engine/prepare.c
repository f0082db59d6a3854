#include "engine/prepare.h"

#include <string.h>

#include "compile/statement.h"
#include "engine/error.h"
#include "engine/hook.h"
#include "engine/log.h"
#include "sql/type/stored.h"
#include "util/alloc.h"
#include "sql/schema/descriptor.h"
#include "util/fail.h"

/* Preparing: found in the cache, or compiled and handed to the driver. */

/* ---- the cache ---------------------------------------------------------- */

/* Makes room for a statement; one that does not fit is not kept. */
static void cache_keep(
	struct calx_connection *connection, struct prepared *prepared)
{
	struct statement_cache *cache = &connection->cache;
	struct cache_entry *victim;

	while (!calx__cache_has_room(cache, prepared->entry.bytes, &victim)) {
		if (!victim)
			return;
		calx__cache_remove(cache, victim);
		calx__prepared_free(calx__prepared_of(victim));
	}
	calx__cache_add(cache, &prepared->entry);
}

/* A statement of the cache, started. */
static struct prepared *cached_start(
	struct cache_entry *entry, const char *where)
{
	struct prepared *prepared = calx__prepared_of(entry);

	prepared->connection->cache.hits++;
	calx__prepared_log_start(prepared);
	calx__prepared_start(prepared, where, true);
	return prepared;
}

/* The statement of that key, started; NULL if there is none. */
static struct prepared *cache_find(struct calx_connection *connection,
	const struct cache_key *key, const char *where)
{
	struct cache_entry *entry = calx__cache_find(&connection->cache, key);

	return entry ? cached_start(entry, where) : NULL;
}

void calx__prepared_release(calx_connection *connection)
{
	struct cache_entry *entry;

	while ((entry = connection->cache.newest) != NULL) {
		calx__cache_remove(&connection->cache, entry);
		calx__prepared_free(calx__prepared_of(entry));
	}
}

void calx__prepared_forget(calx_connection *connection)
{
	struct cache_entry *entry;

	while ((entry = connection->cache.newest) != NULL) {
		calx__cache_remove(&connection->cache, entry);
		if (!entry->running)
			calx__prepared_free(calx__prepared_of(entry));
	}
}

/* ---- what the driver makes of it ---------------------------------------- */

/* A failure before there is a statement: it sticks with its place, and the log
 * hears of it. */
static struct prepared *prepare_failed(
	struct calx_connection *connection, const char *sql, const char *where)
{
	calx__connection_annotate(connection, sql, where);
	if (sql)
		calx__log(connection,
			&(const calx_log_event){
				.sql = sql,
				.status = connection->error.status,
				.where = where,
			},
			0);
	return NULL;
}

/* what prepare_new() makes a statement of */
struct recipe {
	struct cache_key key;
	struct view sql;
	const enum calx_kind *kinds; /* of the parameters, as far as known */
	size_t kind_count;
	/* `table` NULL: its rows are not all meant for structs */
	struct listed listed;
};

static enum calx_status driver_prepare_rows(struct calx_connection *connection,
	struct prepared *prepared, const struct recipe *recipe)
{
	const struct listed *listed = &recipe->listed;
	const struct plain_select select = {
		.sql = { prepared->sql, recipe->sql.length },
		.list = { prepared->sql + listed->begin, listed->length },
		.columns = listed->table->column_count,
		.space = calx__table_space(listed->table),
		.table = listed->table->name,
	};

	prepared->aims = true;
	return connection->driver->prepare_rows(connection->db, &select,
		recipe->kinds, recipe->kind_count, &prepared->stmt,
		&connection->error);
}

static enum calx_status driver_prepare(struct calx_connection *connection,
	struct prepared *prepared, const struct recipe *recipe)
{
	const struct view sql = { prepared->sql, recipe->sql.length };
	struct stmt_shape shape;
	enum calx_status status = calx__streaming_stash(connection);

	if (status < 0)
		return status;
	if (recipe->listed.table &&
		DRIVER_HAS(connection->driver, prepare_rows))
		status = driver_prepare_rows(connection, prepared, recipe);
	else
		status = connection->driver->prepare(connection->db, sql,
			recipe->kinds, recipe->kind_count, &prepared->stmt,
			&connection->error);
	if (status < 0)
		return status;
	connection->driver->describe(prepared->stmt, &shape);
	prepared->parameter_count = shape.parameters;
	return CALX_OK;
}

/* As many values as before are bound to what a hook has written. */
static enum calx_status rewritten_check(struct calx_connection *connection,
	const struct prepared *prepared, const struct recipe *recipe)
{
	if (!recipe->kind_count ||
		prepared->parameter_count == recipe->kind_count)
		return CALX_OK;
	return calx__fail(&connection->error, CALX_MISUSE,
		"a hook has written SQL of %zu values, and there are %zu",
		prepared->parameter_count, recipe->kind_count);
}

/* Prepares SQL text that the cache does not have. */
static struct prepared *prepare_new(struct calx_connection *connection,
	const struct recipe *recipe, const char *where)
{
	int64_t started = calx__log_clock(connection->engine);
	struct recipe written = *recipe;
	struct prepared *prepared;

	if (calx__hooks_rewrite(connection, &written.sql) < 0)
		return prepare_failed(connection, recipe->sql.data, where);
	prepared = calx__prepared_new(connection, &recipe->key, written.sql);
	if (!prepared) {
		calx__fail_memory(&connection->error);
		return prepare_failed(connection, recipe->sql.data, where);
	}
	connection->cache.misses++;
	calx__prepared_start(prepared, where, false);
	if (driver_prepare(connection, prepared, &written) < 0) {
		prepared->stmt = NULL;
		calx__prepared_free(prepared);
		return prepare_failed(connection, written.sql.data, where);
	}
	if (written.sql.data != recipe->sql.data &&
		rewritten_check(connection, prepared, &written) < 0) {
		calx__prepared_free(prepared);
		return prepare_failed(connection, written.sql.data, where);
	}
	prepared->started = started;
	return prepared;
}

/* ---- statements --------------------------------------------------------- */

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

static bool sql_compile(struct calx_connection *connection,
	const struct statement *statement, struct listed *ret_listed)
{
	struct strbuf *sql = &connection->sql;

	calx__strbuf_clear(sql);
	calx__vec_clear(&connection->places);
	if (calx__compile_listed(connection->dialect, statement, sql,
		    &connection->places, ret_listed, &connection->error) < 0)
		return false;
	if (!statement->fills_structs)
		ret_listed->table = NULL;
	if (!sql->failed)
		return true;
	calx__fail_memory(&connection->error);
	return false;
}

static void kind_add(
	struct vec *kinds, const calx_table *table, unsigned number)
{
	const calx_type kept =
		calx__stored_as(&calx__column_at(table, number)->type);

	calx__vec_append(kinds, &kept.kind);
}

/* What the unit of work binds: columns by their numbers, in all rows, and then
 * the key. */
static void kinds_of_columns(
	struct vec *kinds, const struct statement *statement)
{
	size_t rows = statement->rows ? statement->rows : 1;

	for (size_t row = 0; row < rows; row++)
		for (size_t i = 0; i < statement->number_count; i++)
			kind_add(
				kinds, statement->table, statement->numbers[i]);
	for (size_t i = 0; i < statement->key_count; i++)
		kind_add(kinds, statement->table, statement->keys[i]);
}

/* An integer that is meant for no column is what it stands beside, unless it needs
 * 64 bits (sql/statement/key.h). */
static enum calx_kind kind_of_value(const calx_value *value)
{
	return value->kind == CALX_INTEGER ? CALX_NULL : value->kind;
}

/* What the clauses bring, in the order of the parameters: what their columns
 * are, or else what they are. */
static void kinds_of_values(
	struct vec *kinds, const struct vec *values, const struct vec *places)
{
	const struct bound_value *bound = values->items;
	const size_t *place = places->items;
	const size_t count = places->count ? places->count : values->count;

	for (size_t i = 0; i < count; i++) {
		const struct bound_value *value =
			&bound[places->count ? place[i] : i];

		const enum calx_kind kind =
			value->column
				? calx__stored_as(&value->column->type).kind
				: kind_of_value(&value->value);

		calx__vec_append(kinds, &kind);
	}
}

/* Says what the parameters of a statement will be bound to. */
static bool kinds_collect(
	struct calx_connection *connection, const struct statement *statement)
{
	struct vec *kinds = &connection->kinds;

	calx__vec_clear(kinds);
	kinds_of_columns(kinds, statement);
	kinds_of_values(kinds, &connection->values, &connection->places);
	if (!kinds->failed)
		return true;
	calx__fail_memory(&connection->error);
	return false;
}

static bool places_copy(struct prepared *prepared, const struct vec *places)
{
	for (size_t i = 0; i < places->count; i++)
		if (!calx__vec_append(
			    &prepared->places, calx__vec_at(places, i)))
			return false;
	return true;
}

/* One that is new to the connection. */
static struct prepared *prepare_compiled(struct calx_connection *connection,
	const struct statement *statement, const struct cache_key *key,
	const char *where)
{
	struct recipe recipe = { .key = *key };
	struct prepared *prepared;

	if (!sql_compile(connection, statement, &recipe.listed) ||
		!kinds_collect(connection, statement))
		return prepare_failed(connection, NULL, where);
	recipe.sql =
		(struct view){ connection->sql.data, connection->sql.length };
	recipe.kinds = connection->kinds.items;
	recipe.kind_count = connection->kinds.count;
	prepared = prepare_new(connection, &recipe, where);
	if (!prepared)
		return NULL;
	if (!places_copy(prepared, &connection->places)) {
		calx__fail_memory(&connection->error);
		calx__prepared_free(prepared);
		return NULL;
	}
	cache_keep(connection, prepared);
	return prepared;
}

struct prepared *calx__prepare(calx_connection *connection,
	const struct statement *statement, const char *where)
{
	struct cache_entry *newest;
	struct prepared *prepared;
	struct cache_key key;

	if (!calx__connection_usable(connection))
		return NULL;
	if (!key_collect(connection, statement))
		return prepare_failed(connection, NULL, where);
	newest = calx__cache_newest(&connection->cache, connection->key.data,
		connection->key.length);
	if (newest)
		return cached_start(newest, where);
	key = calx__cache_key(
		connection->key.data, connection->key.length, false);
	prepared = cache_find(connection, &key, where);
	return prepared ? prepared
			: prepare_compiled(connection, statement, &key, where);
}

/* ---- SQL text ----------------------------------------------------------- */

/* As the database takes it, if that is otherwise. */
static bool sql_translate(
	struct calx_connection *connection, struct recipe *recipe)
{
	struct strbuf *sql = &connection->sql;

	if (!connection->dialect->plain ||
		memchr(recipe->sql.data, '\0', recipe->sql.length))
		return true;
	calx__strbuf_clear(sql);
	connection->dialect->plain(sql, recipe->sql);
	recipe->sql = (struct view){ sql->data, sql->length };
	if (sql->failed)
		calx__fail_memory(&connection->error);
	return !sql->failed;
}

struct prepared *calx__prepare_sql(calx_connection *connection, const char *sql,
	size_t length, const char *where)
{
	struct recipe recipe = { .sql = { sql, length } };
	struct prepared *prepared;

	if (!calx__connection_usable(connection))
		return NULL;
	recipe.key = calx__cache_key(sql, length, true);
	prepared = cache_find(connection, &recipe.key, where);
	if (prepared)
		return prepared;
	if (!sql_translate(connection, &recipe))
		return prepare_failed(connection, sql, where);
	prepared = prepare_new(connection, &recipe, where);
	if (prepared)
		cache_keep(connection, prepared);
	return prepared;
}

enum calx_status calx__run(calx_connection *connection, const char *sql)
{
	struct view text = calx__view(sql);
	const struct recipe recipe = {
		.key = { text.data, text.length, true, 0 },
		.sql = text,
	};
	struct prepared *prepared = NULL;
	int result;

	if (calx__connection_usable(connection))
		prepared = prepare_new(connection, &recipe, NULL);
	do
		result = calx__step(prepared);
	while (result == 1);
	calx__finish(prepared);
	return calx__connection_status(connection);
}

void calx__connection_trace(
	calx_connection *connection, connection_trace *trace, void *context)
{
	if (!connection)
		return;
	connection->trace = trace;
	connection->trace_context = context;
}
