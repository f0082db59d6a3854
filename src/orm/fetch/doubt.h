#ifndef CALX_ORM_DOUBT_H
#define CALX_ORM_DOUBT_H

#include "orm/store/mapper.h"

/* Objects whose rows may be gone, by statements that no object took part in. As
 * long as no row comes that is no object, an object in doubt is harmless: its
 * UPDATE finds its row, or none. Before that, they are looked for. */

/* Counts rows that the session has changed by statements of its own. */
static inline void calx__doubt_count(calx_session *session, long long rows)
{
	session->changes += rows;
}

/* If other rows were changed since the last time, by triggers, foreign keys or
 * plain SQL, all objects are in doubt. */
void calx__doubt_look(calx_session *session);
/* Those of the table whose rows are gone are lost from now on; a session that
 * has failed stays so. */
enum calx_status calx__doubt_settle(struct mapper *mapper);
/* The same of one that is in the identity map; *ret_lost: it is. */
enum calx_status calx__doubt_object(
	struct mapper *mapper, uint32_t slot, bool *ret_lost);
/* All objects of the table are lost. */
enum calx_status calx__doubt_lose_all(struct mapper *mapper);

#endif
