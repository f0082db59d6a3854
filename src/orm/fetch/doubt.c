#include "orm/fetch/doubt.h"

#include "engine/connection.h"
#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/key.h"
#include "orm/store/track.h"

/* A database that counts all rows that were changed tells that there were others
 * than the session's own, and not which: so each object is looked for by its
 * key, when it matters. */

void calx__doubt_look(calx_session *session)
{
	long long changes = calx__connection_changes(session->connection);

	if (changes >= 0 && changes == session->changes)
		return;
	session->changes = changes;
	for (size_t i = 0; i < session->mappers.count; i++)
		calx__mapper_at(session, i)->in_doubt = true;
}

static enum calx_status lose(struct mapper *mapper, uint32_t slot)
{
	calx__identity_remove(&mapper->identity, slot);
	return calx__track_lose(mapper, slot);
}

enum calx_status calx__doubt_object(
	struct mapper *mapper, uint32_t slot, bool *ret_lost)
{
	struct prepared *prepared;
	int found;

	calx__key_bind(mapper, calx__slot_snapshot(&mapper->slots, slot));
	found = calx__fetch_by_key(mapper, &prepared, true, NULL);
	calx__finish(prepared);
	if (found < 0)
		return calx__session_status(mapper->session);
	*ret_lost = found == 0;
	return found ? CALX_OK : lose(mapper, slot);
}

enum calx_status calx__doubt_settle(struct mapper *mapper)
{
	enum calx_status status = CALX_OK;
	bool is_lost;

	if (!mapper->identity.tracked)
		return CALX_OK;
	calx__doubt_look(mapper->session);
	if (!mapper->in_doubt)
		return CALX_OK;
	for (uint32_t slot = 0; slot < mapper->slots.count && status >= 0;
		slot++)
		if (calx__slot_is_mapped(&mapper->slots, slot))
			status = calx__doubt_object(mapper, slot, &is_lost);
	if (status >= 0)
		mapper->in_doubt = false;
	return status;
}

enum calx_status calx__doubt_lose_all(struct mapper *mapper)
{
	enum calx_status status = CALX_OK;

	for (uint32_t slot = 0; slot < mapper->slots.count && status >= 0;
		slot++)
		if (calx__slot_is_mapped(&mapper->slots, slot))
			status = lose(mapper, slot);
	return status;
}
