#include "orm/fetch/reload.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/key.h"
#include "orm/store/changed.h"
#include "orm/store/describe.h"
#include "orm/store/own.h"
#include "orm/store/row.h"
#include "util/fail.h"

/* Reading an object again: what the program has changed in it is lost. */

/* mapper->buffers.values into the object; text that is the same stays where it is. */
static enum calx_status row_replace(struct mapper *mapper, uint32_t slot)
{
	char *row = calx__slot_row(&mapper->slots, slot);
	char *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	if (calx__undo_keep(&mapper->undo, &mapper->slots, slot) < 0)
		return CALX_OUT_OF_MEMORY;
	if (calx__row_store(mapper, row, mapper->buffers.values, NULL) < 0) {
		memcpy(row, snapshot, mapper->table->row_size);
		return calx__session_status(mapper->session);
	}
	calx__changed(mapper, slot);
	if (calx__own_changed(mapper, row, snapshot) < 0) {
		memcpy(row, snapshot, mapper->table->row_size);
		return CALX_OUT_OF_MEMORY;
	}
	memcpy(snapshot, row, mapper->table->row_size);
	return CALX_OK;
}

enum calx_status calx__reload(struct mapper *mapper, uint32_t slot,
	const char *verb, const char *where)
{
	calx_session *session = mapper->session;
	struct prepared *prepared;
	char name[256];
	int found;

	calx__key_bind(mapper, calx__slot_snapshot(&mapper->slots, slot));
	found = calx__fetch_by_key(mapper, &prepared, where);
	if (found == 1) {
		if (calx__row(prepared, mapper->plan.kinds,
			    mapper->table->column_count,
			    mapper->buffers.values) < 0)
			calx__session_failed(session, where);
		else
			row_replace(mapper, slot);
	}
	calx__finish(prepared);
	if (found == 0) {
		calx__describe_row(mapper,
			calx__slot_snapshot(&mapper->slots, slot), name,
			sizeof(name));
		calx__fail(calx__session_failing(session), CALX_NOT_FOUND,
			"%s: the row of %s is gone", verb, name);
	}
	return calx__session_status(session);
}
