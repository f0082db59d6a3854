#include "orm/fetch/reload.h"

#include <string.h>

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/key.h"
#include "orm/store/changed.h"
#include "orm/store/describe.h"
#include "orm/store/own.h"
#include "orm/store/row.h"
#include "util/fail.h"

/* Reading an object again: what the program has changed in it is lost. */

/* The object points to the driver's text by then: it is as before. */
static enum calx_status row_replace_failed(struct mapper *mapper, uint32_t slot)
{
	memcpy(calx__slot_row(&mapper->slots, slot),
		calx__slot_snapshot(&mapper->slots, slot),
		mapper->table->row_size);
	return calx__session_status(mapper->session);
}

/* mapper->buffers.values into the object, which has a snapshot. */
static enum calx_status row_put(struct mapper *mapper, uint32_t slot)
{
	char *row = calx__slot_row(&mapper->slots, slot);
	char *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	if (calx__undo_keep(&mapper->undo, &mapper->slots, slot) < 0)
		return CALX_OUT_OF_MEMORY;
	if (calx__row_store(mapper, row, mapper->buffers.values) < 0)
		return row_replace_failed(mapper, slot);
	/* text that is the same stays where it is */
	calx__changed(mapper, slot);
	if (calx__own_changed(mapper, row, snapshot) < 0)
		return row_replace_failed(mapper, slot);
	memcpy(snapshot, row, mapper->table->row_size);
	return CALX_OK;
}

static enum calx_status row_replace(struct mapper *mapper, uint32_t slot)
{
	struct slots *slots = &mapper->slots;
	const bool is_edited = *calx__slot_state(slots, slot) & SLOT_EDITED;
	enum calx_status status;

	if (!calx__slot_edit(slots, slot))
		return CALX_OUT_OF_MEMORY;
	status = row_put(mapper, slot);
	if (!is_edited)
		calx__slot_unedit(slots, slot);
	return status;
}

static enum calx_status fail_gone(
	struct mapper *mapper, uint32_t slot, const char *verb)
{
	char name[256];

	calx__describe_row(mapper, calx__slot_snapshot(&mapper->slots, slot),
		name, sizeof(name));
	return calx__fail(calx__session_failing(mapper->session),
		CALX_NOT_FOUND, "%s: the row of %s is gone", verb, name);
}

enum calx_status calx__reload(struct mapper *mapper, uint32_t slot,
	const char *verb, const char *where)
{
	struct prepared *prepared;
	int found;

	/* another row has its key */
	if (calx__slot_is(&mapper->slots, slot) == SLOT_LOST)
		return fail_gone(mapper, slot, verb);
	calx__key_bind(mapper, calx__slot_snapshot(&mapper->slots, slot));
	found = calx__fetch_by_key(mapper, &prepared, false, where);
	if (found == 1 && calx__fetch_values(mapper, prepared) >= 0)
		row_replace(mapper, slot);
	calx__finish(prepared);
	return found == 0 ? fail_gone(mapper, slot, verb)
			  : calx__session_status(mapper->session);
}
