#include "engine/prepared.h"

#include <string.h>

#include "engine/error.h"
#include "util/alloc.h"

/* Prepared statements as objects: made, freed, told of. */

/* what SQLite's or a server's prepared form may take beside its text */
#define ENTRY_OVERHEAD ((size_t)1 << 10)

/* ---- new and free ------------------------------------------------------- */

struct prepared *calx__prepared_new(struct calx_connection *connection,
	const struct cache_key *key, struct view sql)
{
	/* text is the key of itself, unless the dialect or a hook has changed it */
	const bool is_key = key->is_text && key->length == sql.length &&
			    !memcmp(key->data, sql.data, sql.length);
	size_t key_length = is_key ? 0 : key->length;
	size_t bytes = key_length + sql.length + 1;
	struct prepared *prepared = calx__alloc(sizeof(*prepared) + bytes);
	char *text;

	if (!prepared)
		return NULL;
	connection->prepared_count++;
	text = (char *)(prepared + 1);
	*prepared = (struct prepared){
		.entry.key = *key,
		.entry.bytes = bytes + sizeof(*prepared) + ENTRY_OVERHEAD,
		.connection = connection,
		.driver = connection->driver,
		.db = connection->db,
		.sql = text,
		.logged = VEC_INIT(calx_value),
		.places = VEC_INIT(size_t),
	};
	memcpy(text, sql.data, sql.length);
	text[sql.length] = '\0';
	prepared->entry.key.data = text;
	if (!is_key) {
		prepared->entry.key.data = text + sql.length + 1;
		memcpy(text + sql.length + 1, key->data, key_length);
	}
	return prepared;
}

void calx__connection_drop_lost(struct calx_connection *connection)
{
	if (connection->lost)
		connection->driver->close(connection->lost);
	connection->lost = NULL;
	connection->lost_count = 0;
}

/* One less: of a connection that was lost, the last one takes it along. */
static void count_down(const struct prepared *prepared)
{
	struct calx_connection *connection = prepared->connection;

	if (prepared->db != connection->lost)
		connection->prepared_count--;
	else if (--connection->lost_count == 0)
		calx__connection_drop_lost(connection);
}

void calx__prepared_free(struct prepared *prepared)
{
	if (prepared->stmt)
		prepared->driver->finalize(prepared->stmt);
	count_down(prepared);
	if (prepared->stash)
		calx__stash_release(prepared->stash);
	calx__free(prepared->stash);
	calx__vec_release(&prepared->logged);
	calx__vec_release(&prepared->places);
	calx__arena_release(&prepared->encoded);
	calx__arena_release(&prepared->decoded);
	calx__free(prepared);
}

void calx__prepared_start(
	struct prepared *prepared, const char *where, bool cached)
{
	prepared->cached = cached;
	prepared->entry.running = true;
	prepared->done = false;
	prepared->stepping = false;
	prepared->direct = false;
	prepared->rewound = false;
	prepared->cut = false;
	prepared->bound = 0;
	prepared->kinds = NULL;
	prepared->where = where;
}

enum calx_status calx__prepared_status(const struct prepared *prepared)
{
	return calx__connection_status(prepared ? prepared->connection : NULL);
}

/* ---- the log ------------------------------------------------------------ */

static calx_log_event event_of(const struct prepared *prepared)
{
	return (calx_log_event){
		.sql = prepared->sql,
		.values = prepared->logged.items,
		.value_count = prepared->logged.count,
		.cached = prepared->cached,
		.status = calx__prepared_status(prepared),
		.where = prepared->where,
	};
}

void calx__prepared_tell(struct prepared *prepared)
{
	const calx_log_event event = event_of(prepared);
	const int64_t started = prepared->started;

	prepared->started = 0;
	calx__log(prepared->connection, &event, started);
}

enum calx_status calx__prepared_tell_before(struct prepared *prepared)
{
	const calx_log_event event = event_of(prepared);

	return calx__log_before(prepared->connection, &event);
}
