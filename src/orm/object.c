#include "orm/session.h"

#include <string.h>

#include "orm/model/given.h"
#include "util/fail.h"

/* What is done with single objects: get, add, delete, refresh, expunge. */

/* ---- keys ------------------------------------------------------------------------ */

static enum calx_status fail_key(
	struct mapper *mapper, const char *why, const char *name)
{
	return calx__fail(calx__session_failing(mapper->session), CALX_MISUSE,
		"calx_get: %s \"%s\"%s", why, name,
		mapper->key.count == 1 ? "" : ", whose key has several parts");
}

/* The key as it was written in the call into mapper->key_values. */
static enum calx_status key_read(struct mapper *mapper, const calx_node *key)
{
	for (size_t i = 0; i < mapper->key.count; i++, key++) {
		const calx_column *column =
			calx__column_at(mapper->table, mapper->key.numbers[i]);

		if (key->kind == CALX_NODE_END)
			return fail_key(mapper,
				"too few values for the key of table",
				mapper->table->name);
		if (key->kind != CALX_NODE_VALUE ||
			!calx__value_comparable(
				key->value.kind, column->type.kind))
			return fail_key(mapper,
				"a value of the wrong type for column",
				calx__column_name(column));
		mapper->key_values[i] = key->value;
	}
	if (key->kind != CALX_NODE_END)
		return fail_key(mapper, "too many values for the key of table",
			mapper->table->name);
	return CALX_OK;
}

static void key_bind_values(struct mapper *mapper)
{
	for (size_t i = 0; i < mapper->key.count; i++) {
		mapper->bound[i].value = mapper->key_values[i];
		mapper->bound[i].column =
			calx__column_at(mapper->table, mapper->key.numbers[i]);
	}
}

void calx__key_bind(struct mapper *mapper, const void *row, size_t first)
{
	struct bound_value *bound = mapper->bound + first;

	for (size_t i = 0; i < mapper->key.count; i++, bound++) {
		bound->column =
			calx__column_at(mapper->table, mapper->key.numbers[i]);
		bound->compared = false;
		calx__field_load(&mapper->fields[mapper->key.numbers[i]], row,
			&bound->value);
	}
}

/* ---- get ------------------------------------------------------------------------- */

int calx__query_by_key(struct mapper *mapper, struct prepared **ret_prepared,
	const char *where)
{
	calx_session *session = mapper->session;
	const struct statement get = { .kind = STATEMENT_GET,
		.table = mapper->table,
		.keys = mapper->key.numbers,
		.key_count = mapper->key.count };
	struct prepared *prepared;
	int found = -1;

	*ret_prepared = NULL;
	if (calx__session_begin(session, false, where) < 0)
		return -1;
	prepared = calx__prepare(session->connection, &get, where);
	if (prepared &&
		calx__bind(prepared, 0, mapper->bound, mapper->key.count) >= 0)
		found = calx__step(prepared);
	if (found < 0)
		calx__session_failed(session, where);
	*ret_prepared = prepared;
	return found;
}

static void *get_from_database(struct mapper *mapper, const char *where)
{
	struct prepared *prepared;
	void *object = NULL;

	key_bind_values(mapper);
	if (calx__query_by_key(mapper, &prepared, where) == 1)
		object = calx__query_object(mapper, prepared);
	calx__finish(prepared);
	return object;
}

/* What is waiting may add or delete the row, or another that takes it away. */
static void *get_flushed(
	struct mapper *mapper, const calx_node *key, const char *where)
{
	calx_session *session = mapper->session;
	struct flush_reason reason = { "calx_get", where };
	uint32_t slot;
	size_t place;

	if (session->waiting && session->autoflush &&
		calx__session_flush(session, reason) < 0)
		return NULL;
	/* the flush may have used the values */
	if (key_read(mapper, key) < 0)
		return NULL;
	slot = calx__identity_find(mapper, mapper->key_values, &place);
	if (slot == SLOT_NONE)
		return get_from_database(mapper, where);
	return calx__slot_is(mapper, slot) == SLOT_TRACKED
		       ? calx__slot_row(mapper, slot)
		       : NULL;
}

void *calx_session_get(calx_session *session, const calx_table *table,
	const calx_node *key, const char *where)
{
	struct mapper *mapper;
	uint32_t slot = SLOT_NONE;
	size_t place;
	void *object;

	if (!calx__session_ready(session))
		return NULL;
	mapper = calx__mapper_tracking(session, table);
	if (mapper && key_read(mapper, key) >= 0)
		slot = calx__identity_find(mapper, mapper->key_values, &place);
	if (slot != SLOT_NONE && calx__slot_is(mapper, slot) == SLOT_TRACKED)
		return calx__slot_row(mapper, slot);
	object = !mapper || session->error.status
			 ? NULL
			 : get_flushed(mapper, key, where);
	if (session->error.status && where && !session->error.where[0])
		calx__fail_where(&session->error, "%s", where);
	return object;
}

/* ---- add ------------------------------------------------------------------------- */

static bool add_refused(struct mapper *mapper, const void *row)
{
	if (calx__row_given(mapper, row) >= 0)
		return false;
	calx__fail_context(&mapper->session->error, "calx_add");
	return true;
}

void *calx_session_add(calx_session *session, const calx_table *table,
	const void *row, const char *where)
{
	struct mapper *mapper;
	uint32_t slot;
	void *object;

	if (!calx__session_ready(session))
		return NULL;
	mapper = calx__mapper_tracking(session, table);
	if (!mapper || add_refused(mapper, row))
		goto failed;
	slot = calx__slot_new(mapper);
	if (slot == SLOT_NONE)
		goto failed;
	object = calx__slot_row(mapper, slot);
	memcpy(object, row, table->row_size);
	if (calx__row_own(mapper, object) < 0 ||
		!calx__slots_push(&mapper->added, slot)) {
		calx__slot_free(mapper, slot);
		calx__session_fail_memory(session);
		goto failed;
	}
	memcpy(calx__slot_snapshot(mapper, slot), object, table->row_size);
	*calx__slot_state(mapper, slot) = SLOT_ADDED | SLOT_LISTED;
	session->waiting++;
	return object;
failed:
	if (where)
		calx__fail_where(&session->error, "%s", where);
	return NULL;
}

/* ---- delete, refresh, expunge ------------------------------------------------------ */

static enum calx_status fail_foreign(
	calx_session *session, const char *verb, const char *why)
{
	calx_error *error = calx__session_failing(session);

	calx__fail(error, CALX_MISUSE, "%s: %s", verb, why);
	calx__fail_hint(error,
		"It takes a pointer that this session returned, while the object is in it.");
	return CALX_MISUSE;
}

/* Finds an object of the session. The current row of a loop becomes one. */
static enum calx_status object_find(calx_session *session, const void *object,
	const char *verb, struct mapper **ret_mapper, uint32_t *ret_slot)
{
	enum slot_state state;

	if (!calx__session_ready(session))
		return calx__session_status(session);
	if (!object)
		return fail_foreign(session, verb, "the object is NULL");
	if (!calx__slot_find(session, object, ret_mapper, ret_slot))
		return fail_foreign(session, verb,
			"the pointer is no object of this session");
	*ret_slot = calx__cursor_promote(*ret_mapper, *ret_slot);
	if (*ret_slot == SLOT_NONE)
		return calx__session_status(session);
	state = calx__slot_is(*ret_mapper, *ret_slot);
	if (state == SLOT_GONE || state == SLOT_DETACHED ||
		state == SLOT_SCRATCH)
		return fail_foreign(session, verb,
			"the object is not in the session any more");
	return CALX_OK;
}

enum calx_status calx_delete(calx_session *session, void *object)
{
	struct mapper *mapper = NULL;
	uint32_t slot = SLOT_NONE;
	enum calx_status status =
		object_find(session, object, "calx_delete", &mapper, &slot);

	if (status < 0 || !mapper)
		return status;
	if (calx__slot_is(mapper, slot) == SLOT_ADDED) {
		/* the flush skips it */
		calx__slot_set(mapper, slot, SLOT_DETACHED);
		session->waiting--;
	} else if (calx__slot_is(mapper, slot) == SLOT_TRACKED) {
		if (!calx__slots_push(&mapper->removed, slot))
			return calx__session_fail_memory(session);
		calx__slot_set(mapper, slot, SLOT_REMOVED);
		*calx__slot_state(mapper, slot) |= SLOT_LISTED;
		session->waiting++;
	}
	return CALX_OK;
}

/* mapper->values into the object; text that is the same stays where it is. */
static enum calx_status row_replace(struct mapper *mapper, uint32_t slot)
{
	char *row = calx__slot_row(mapper, slot);
	char *snapshot = calx__slot_snapshot(mapper, slot);

	if (calx__undo_keep(mapper, slot) < 0)
		return CALX_OUT_OF_MEMORY;
	if (calx__row_store(mapper, row, mapper->values, NULL) < 0) {
		memcpy(row, snapshot, mapper->table->row_size);
		return calx__session_status(mapper->session);
	}
	calx__slot_changed(mapper, slot);
	if (calx__row_own_changed(mapper, row, snapshot) < 0) {
		memcpy(row, snapshot, mapper->table->row_size);
		return CALX_OUT_OF_MEMORY;
	}
	memcpy(snapshot, row, mapper->table->row_size);
	return CALX_OK;
}

enum calx_status calx__row_reload(struct mapper *mapper, uint32_t slot,
	const char *verb, const char *where)
{
	calx_session *session = mapper->session;
	struct prepared *prepared;
	char name[256];
	int found;

	calx__key_bind(mapper, calx__slot_snapshot(mapper, slot), 0);
	found = calx__query_by_key(mapper, &prepared, where);
	if (found == 1) {
		if (calx__row(prepared, mapper->kinds,
			    mapper->table->column_count, mapper->values) < 0)
			calx__session_failed(session, where);
		else
			row_replace(mapper, slot);
	}
	calx__finish(prepared);
	if (found == 0) {
		calx__row_describe(mapper, calx__slot_snapshot(mapper, slot),
			name, sizeof(name));
		calx__fail(calx__session_failing(session), CALX_NOT_FOUND,
			"%s: the row of %s is gone", verb, name);
	}
	return calx__session_status(session);
}

enum calx_status calx_refresh(calx_session *session, void *object)
{
	struct mapper *mapper = NULL;
	uint32_t slot = SLOT_NONE;
	enum calx_status status =
		object_find(session, object, "calx_refresh", &mapper, &slot);

	if (status < 0 || !mapper)
		return status;
	if (calx__slot_is(mapper, slot) == SLOT_ADDED)
		return fail_foreign(session, "calx_refresh",
			"the object has not been flushed");
	return calx__row_reload(mapper, slot, "calx_refresh", NULL);
}

enum calx_status calx_expunge(calx_session *session, void *object)
{
	struct mapper *mapper;
	enum slot_state state;
	uint32_t slot;

	if (!session)
		return CALX_MISUSE;
	if (!object || !calx__slot_find(session, object, &mapper, &slot))
		return fail_foreign(session, "calx_expunge",
			"the pointer is no object of this session");
	state = calx__slot_is(mapper, slot);
	/* the loop has its own use for it */
	if (state == SLOT_SCRATCH)
		return CALX_OK;
	if (state == SLOT_TRACKED || state == SLOT_REMOVED)
		calx__identity_remove(mapper, slot);
	if (state == SLOT_ADDED || state == SLOT_REMOVED)
		session->waiting--;
	/* a slot that some list still names must not become another object */
	if (*calx__slot_state(mapper, slot) & (SLOT_UNDO | SLOT_LISTED)) {
		calx__slot_set(mapper, slot, SLOT_DETACHED);
		return CALX_OK;
	}
	calx__row_disown(mapper, calx__slot_snapshot(mapper, slot));
	calx__slot_free(mapper, slot);
	return CALX_OK;
}
