#include "orm/object.h"

#include <string.h>

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/key.h"
#include "orm/fetch/reload.h"
#include "orm/fetch/scratch.h"
#include "orm/store/given.h"
#include "orm/store/own.h"
#include "orm/write/autoflush.h"
#include "sql/type/value.h"
#include "util/fail.h"

/* What is done with single objects: get, add, delete, refresh, expunge. An object
 * is named by the pointer that the program got, which may be any pointer: it is
 * looked up before it is trusted. */

/* ---- get ----------------------------------------------------------------- */

static enum calx_status fail_key(
	struct mapper *mapper, const char *why, const char *name)
{
	return calx__fail(calx__session_failing(mapper->session), CALX_MISUSE,
		"calx_get: %s \"%s\"%s", why, name,
		mapper->plan.key.count == 1 ? ""
					    : ", whose key has several parts");
}

/* One part of a key, as the macro or as another language writes it. */
static bool part_value(const calx_node *part, calx_value *ret_value)
{
	const calx_operand *operand = &part->right;

	if (part->kind == CALX_NODE_LIFTED &&
		operand->what == CALX_OPERAND_VALUE) {
		/* most keys: a number, which needs no call */
		ret_value->kind = operand->kind;
		memcpy(&ret_value->as, &operand->word, sizeof(operand->word));
		return true;
	}
	if (part->kind == CALX_NODE_LIFTED)
		return calx__operand_value(operand, ret_value);
	*ret_value = part->value;
	return part->kind == CALX_NODE_VALUE;
}

/* A value of the kind that the column's are: 5 is a key of numeric(), too. */
static bool key_value(
	const calx_column *column, const calx_node *key, calx_value *ret_value)
{
	const enum calx_kind kind = column->type.kind;
	calx_value given;

	if (!part_value(key, ret_value))
		return false;
	if (ret_value->kind == kind ||
		calx__value_comparable(ret_value->kind, kind))
		return true;
	given = *ret_value;
	return calx__type_takes(kind, given.kind) &&
	       calx__value_convert(&given, kind, ret_value);
}

/* The key as it was written in the call into mapper->buffers.key_values. */
static enum calx_status key_read(struct mapper *mapper, const calx_node *key)
{
	for (size_t i = 0; i < mapper->plan.key.count; i++, key++) {
		const calx_column *column =
			calx__plan_key(&mapper->plan, i)->column;

		if (key->kind == CALX_NODE_END)
			return fail_key(mapper,
				"too few values for the key of table",
				mapper->table->name);
		if (!key_value(column, key, &mapper->buffers.key_values[i]))
			return fail_key(mapper,
				"a value of the wrong type for column",
				calx__column_name(column));
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
	if (calx__fetch_by_key(mapper, &prepared, true, where) == 1)
		object = calx__fetch_object(mapper, prepared);
	calx__finish(prepared);
	return object;
}

static uint32_t key_find(const struct mapper *mapper)
{
	size_t place;

	return calx__identity_find(
		&mapper->identity, mapper->buffers.key_values, &place);
}

/* What waits may add or delete the row, or another that takes it away: it is
 * looked for again. */
static uint32_t find_flushed(struct mapper *mapper, uint32_t slot,
	const calx_node *key, const char *where)
{
	calx_session *session = mapper->session;
	struct flush_reason reason = { "calx_get", where };

	if (!session->waiting || !session->autoflush)
		return slot;
	/* a flush may use the buffer of the key */
	if (calx__session_autoflush_key(
		    mapper, mapper->buffers.key_values, reason) < 0 ||
		key_read(mapper, key) < 0)
		return SLOT_NONE;
	return key_find(mapper);
}

/* The object of the key in mapper->buffers.key_values. */
static void *get(struct mapper *mapper, const calx_node *key, const char *where)
{
	const struct slots *slots = &mapper->slots;
	uint32_t slot = key_find(mapper);
	bool is_lost;

	if (slot == SLOT_NONE || calx__slot_is(slots, slot) != SLOT_TRACKED)
		slot = find_flushed(mapper, slot, key, where);
	if (mapper->session->error.status < 0)
		return NULL;
	if (slot == SLOT_NONE)
		return get_from_database(mapper, where);
	/* one that is to be deleted is not there any more */
	if (calx__slot_is(slots, slot) != SLOT_TRACKED)
		return NULL;
	/* it may be gone by plain SQL, which nobody tells of */
	if (mapper->session->lent)
		calx__doubt_look(mapper->session);
	if (mapper->in_doubt &&
		(calx__doubt_object(mapper, slot, &is_lost) < 0 || is_lost))
		return NULL;
	return calx__slot_row(slots, slot);
}

void *calx_session_get(calx_session *session, const calx_table *table,
	const calx_node *key, const char *where)
{
	struct mapper *mapper;
	void *object = NULL;

	if (!calx__session_ready(session))
		return NULL;
	mapper = calx__mapper_tracking(session, table);
	if (mapper && key_read(mapper, key) >= 0)
		object = get(mapper, key, where);
	if (!object)
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

/* A copy of the row in the session, to be inserted; SLOT_NONE on failure. */
static uint32_t slot_add(
	struct mapper *mapper, const void *row, const char *where)
{
	const size_t size = mapper->table->row_size;
	uint32_t slot;
	void *object;

	calx__slots_at_place(&mapper->slots, where);
	slot = calx__slot_take(&mapper->slots);
	if (slot == SLOT_NONE)
		return SLOT_NONE;
	object = calx__slot_row(&mapper->slots, slot);
	memcpy(object, row, size);
	if (!calx__slot_edit(&mapper->slots, slot) ||
		calx__own_row(mapper, object) < 0 ||
		!calx__slots_push(&mapper->pending.added, slot)) {
		calx__slot_free(&mapper->slots, slot);
		calx__session_fail_memory(mapper->session);
		return SLOT_NONE;
	}
	calx__slot_keep(&mapper->slots, slot);
	calx__slot_set(&mapper->slots, slot, SLOT_ADDED);
	*calx__slot_state(&mapper->slots, slot) |= SLOT_LISTED;
	mapper->session->waiting++;
	mapper->pending.adding++;
	return slot;
}

void *calx_session_add(calx_session *session, const calx_table *table,
	const void *row, const char *where)
{
	struct mapper *mapper;
	uint32_t slot = SLOT_NONE;

	if (!calx__session_ready(session))
		return NULL;
	mapper = calx__mapper_tracking(session, table);
	if (mapper && !add_refused(mapper, row))
		slot = slot_add(mapper, row, where);
	if (slot != SLOT_NONE)
		return calx__slot_row(&mapper->slots, slot);
	calx__session_fail_where(session, where);
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

/* Finds an object of the session. The current row of a loop becomes one. On
 * success both are set. */
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

/* Finds an object and does something with it. */
static enum calx_status object_do(calx_session *session, const void *object,
	const char *verb,
	enum calx_status (*action)(struct mapper *mapper, uint32_t slot))
{
	struct mapper *mapper = NULL;
	uint32_t slot = SLOT_NONE;
	enum calx_status status =
		object_find(session, object, verb, &mapper, &slot);

	return status < 0 || !mapper ? status : action(mapper, slot);
}

/* From now on the object is compared with what it is now. */
static enum calx_status slot_edit(struct mapper *mapper, uint32_t slot)
{
	struct slots *slots = &mapper->slots;

	if (!slots->is_explicit || *calx__slot_state(slots, slot) & SLOT_EDITED)
		return CALX_OK;
	if (!calx__slots_push(&slots->edits, slot))
		return calx__session_fail_memory(mapper->session);
	if (calx__slot_edit(slots, slot))
		return CALX_OK;
	slots->edits.count--;
	return CALX_OUT_OF_MEMORY;
}

void *calx_session_edit(calx_session *session, const void *object)
{
	struct mapper *mapper = NULL;
	uint32_t slot = SLOT_NONE;

	if (object_find(session, object, "calx_edit", &mapper, &slot) < 0 ||
		!mapper || slot_edit(mapper, slot) < 0)
		return NULL;
	return calx__slot_row(&mapper->slots, slot);
}

static enum calx_status slot_delete(struct mapper *mapper, uint32_t slot)
{
	calx_session *session = mapper->session;
	struct slots *slots = &mapper->slots;

	if (calx__slot_is(slots, slot) == SLOT_ADDED) {
		/* the flush skips it */
		calx__slot_set(slots, slot, SLOT_DETACHED);
		session->waiting--;
		mapper->pending.adding--;
	} else if (calx__slot_is(slots, slot) == SLOT_TRACKED ||
		   !(*calx__slot_state(slots, slot) & SLOT_LISTED)) {
		if (!calx__slots_push(&mapper->pending.removed, slot))
			return calx__session_fail_memory(session);
		/* one that is lost stays so: the flush tells */
		if (calx__slot_is(slots, slot) == SLOT_TRACKED)
			calx__slot_set(slots, slot, SLOT_REMOVED);
		*calx__slot_state(slots, slot) |= SLOT_LISTED;
		session->waiting++;
		session->deleting++;
	}
	return CALX_OK;
}

enum calx_status calx_session_delete_object(calx_session *session, void *object)
{
	return object_do(session, object, "calx_delete", slot_delete);
}

static enum calx_status slot_refresh(struct mapper *mapper, uint32_t slot)
{
	if (calx__slot_is(&mapper->slots, slot) == SLOT_ADDED)
		return fail_foreign(mapper->session, "calx_refresh",
			"the object has not been flushed");
	return calx__reload(mapper, slot, "calx_refresh", NULL);
}

enum calx_status calx_refresh(calx_session *session, void *object)
{
	return object_do(session, object, "calx_refresh", slot_refresh);
}

/* What waits for the flush does not any more. */
static void slot_unwait(struct mapper *mapper, uint32_t slot)
{
	calx_session *session = mapper->session;
	enum slot_state state = calx__slot_is(&mapper->slots, slot);

	if (state == SLOT_ADDED) {
		session->waiting--;
		mapper->pending.adding--;
	} else if (state == SLOT_REMOVED ||
		   (state == SLOT_LOST &&
			   *calx__slot_state(&mapper->slots, slot) &
				   SLOT_LISTED)) {
		session->waiting--;
		session->deleting--;
	}
}

static void slot_expunge(struct mapper *mapper, uint32_t slot)
{
	struct slots *slots = &mapper->slots;

	if (calx__slot_is_mapped(slots, slot))
		calx__identity_remove(&mapper->identity, slot);
	slot_unwait(mapper, slot);
	/* a slot that some list still names must not become another object */
	if (mapper->session->blurred ||
		*calx__slot_state(slots, slot) &
			(SLOT_UNDO | SLOT_LISTED | SLOT_EDITED)) {
		calx__slot_set(slots, slot, SLOT_DETACHED);
		return;
	}
	/* without a snapshot it is not known whose the text is */
	if (!slots->is_explicit)
		calx__own_release(mapper, calx__slot_snapshot(slots, slot));
	calx__slot_free(slots, slot);
}

/* The current row of a loop, which has its own use for the slot: what the body
 * has put into it is not taken into the session. */
static void slot_forget(struct mapper *mapper, uint32_t slot)
{
	memcpy(calx__slot_row(&mapper->slots, slot),
		calx__slot_snapshot(&mapper->slots, slot),
		mapper->table->row_size);
}

/* It works in a session that has failed as well: nothing is written or read. */
enum calx_status calx_expunge(calx_session *session, void *object)
{
	struct mapper *mapper;
	uint32_t slot;

	if (!session || session->suspended)
		return CALX_MISUSE;
	if (!object || !calx__slot_find(session, object, &mapper, &slot))
		return fail_foreign(session, "calx_expunge",
			"the pointer is no object of this session");
	if (calx__slot_is(&mapper->slots, slot) == SLOT_SCRATCH)
		slot_forget(mapper, slot);
	else
		slot_expunge(mapper, slot);
	return CALX_OK;
}
