#include "orm/object.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/key.h"
#include "orm/fetch/reload.h"
#include "orm/fetch/scratch.h"
#include "orm/model/value.h"
#include "orm/store/given.h"
#include "orm/store/own.h"
#include "orm/write/flush.h"
#include "sql/schema/descriptor.h"
#include "sql/type/type.h"
#include "util/fail.h"

/* What is done with single objects: get, add, delete, refresh, expunge. */

/* ---- get ----------------------------------------------------------------- */

static enum calx_status fail_key(
	struct mapper *mapper, const char *why, const char *name)
{
	return calx__fail(calx__session_failing(mapper->session), CALX_MISUSE,
		"calx_get: %s \"%s\"%s", why, name,
		mapper->plan.key.count == 1 ? ""
					    : ", whose key has several parts");
}

/* The key as it was written in the call into mapper->buffers.key_values. */
static enum calx_status key_read(struct mapper *mapper, const calx_node *key)
{
	for (size_t i = 0; i < mapper->plan.key.count; i++, key++) {
		const calx_column *column = calx__column_at(
			mapper->table, mapper->plan.key.numbers[i]);

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
		mapper->buffers.key_values[i] = key->value;
	}
	if (key->kind != CALX_NODE_END)
		return fail_key(mapper, "too many values for the key of table",
			mapper->table->name);
	return CALX_OK;
}

static void *get_from_database(struct mapper *mapper, const char *where)
{
	struct prepared *prepared;
	void *object = NULL;

	calx__key_bind_values(mapper);
	if (calx__fetch_by_key(mapper, &prepared, where) == 1)
		object = calx__fetch_object(mapper, prepared);
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
	slot = calx__identity_find(
		&mapper->identity, mapper->buffers.key_values, &place);
	if (slot == SLOT_NONE)
		return get_from_database(mapper, where);
	return calx__slot_is(&mapper->slots, slot) == SLOT_TRACKED
		       ? calx__slot_row(&mapper->slots, slot)
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
		slot = calx__identity_find(
			&mapper->identity, mapper->buffers.key_values, &place);
	if (slot != SLOT_NONE &&
		calx__slot_is(&mapper->slots, slot) == SLOT_TRACKED)
		return calx__slot_row(&mapper->slots, slot);
	object = !mapper || session->error.status < 0
			 ? NULL
			 : get_flushed(mapper, key, where);
	calx__session_fail_where(session, where);
	return object;
}

/* ---- add ----------------------------------------------------------------- */

static bool add_refused(struct mapper *mapper, const void *row)
{
	if (calx__given_row(mapper, row) >= 0)
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
	slot = calx__slot_take(&mapper->slots);
	if (slot == SLOT_NONE)
		goto failed;
	object = calx__slot_row(&mapper->slots, slot);
	memcpy(object, row, table->row_size);
	if (calx__own_row(mapper, object) < 0 ||
		!calx__slots_push(&mapper->pending.added, slot)) {
		calx__slot_free(&mapper->slots, slot);
		calx__session_fail_memory(session);
		goto failed;
	}
	memcpy(calx__slot_snapshot(&mapper->slots, slot), object,
		table->row_size);
	*calx__slot_state(&mapper->slots, slot) = SLOT_ADDED | SLOT_LISTED;
	session->waiting++;
	return object;
failed:
	if (where)
		calx__fail_where(&session->error, "%s", where);
	return NULL;
}

/* ---- delete, refresh, expunge -------------------------------------------- */

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
	*ret_slot = calx__scratch_promote(*ret_mapper, *ret_slot);
	if (*ret_slot == SLOT_NONE)
		return calx__session_status(session);
	state = calx__slot_is(&(*ret_mapper)->slots, *ret_slot);
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
	if (calx__slot_is(&mapper->slots, slot) == SLOT_ADDED) {
		/* the flush skips it */
		calx__slot_set(&mapper->slots, slot, SLOT_DETACHED);
		session->waiting--;
	} else if (calx__slot_is(&mapper->slots, slot) == SLOT_TRACKED) {
		if (!calx__slots_push(&mapper->pending.removed, slot))
			return calx__session_fail_memory(session);
		calx__slot_set(&mapper->slots, slot, SLOT_REMOVED);
		*calx__slot_state(&mapper->slots, slot) |= SLOT_LISTED;
		session->waiting++;
	}
	return CALX_OK;
}

enum calx_status calx_refresh(calx_session *session, void *object)
{
	struct mapper *mapper = NULL;
	uint32_t slot = SLOT_NONE;
	enum calx_status status =
		object_find(session, object, "calx_refresh", &mapper, &slot);

	if (status < 0 || !mapper)
		return status;
	if (calx__slot_is(&mapper->slots, slot) == SLOT_ADDED)
		return fail_foreign(session, "calx_refresh",
			"the object has not been flushed");
	return calx__reload(mapper, slot, "calx_refresh", NULL);
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
	state = calx__slot_is(&mapper->slots, slot);
	/* the loop has its own use for it */
	if (state == SLOT_SCRATCH)
		return CALX_OK;
	if (state == SLOT_TRACKED || state == SLOT_REMOVED)
		calx__identity_remove(&mapper->identity, slot);
	if (state == SLOT_ADDED || state == SLOT_REMOVED)
		session->waiting--;
	/* a slot that some list still names must not become another object */
	if (*calx__slot_state(&mapper->slots, slot) &
		(SLOT_UNDO | SLOT_LISTED)) {
		calx__slot_set(&mapper->slots, slot, SLOT_DETACHED);
		return CALX_OK;
	}
	calx__own_release(mapper, calx__slot_snapshot(&mapper->slots, slot));
	calx__slot_free(&mapper->slots, slot);
	return CALX_OK;
}
