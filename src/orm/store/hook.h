#ifndef CALX_ORM_HOOK_H
#define CALX_ORM_HOOK_H

#include <calx/listen.h>

#include "orm/store/mapper.h"

/* What a session calls of the program. */

/* Frees what was set; NULL is accepted. */
struct hooks;
void calx__hooks_release(struct hooks *hooks);

/* Whether somebody wants to hear of such objects. */
bool calx__hooks_hear(
	const struct mapper *mapper, enum calx_object_event event);
/* Calls all who do. */
enum calx_status calx__hooks_call(
	struct mapper *mapper, enum calx_object_event event, uint32_t slot);
/* Calls all who want to hear of the session. */
enum calx_status calx__hooks_notify(
	calx_session *session, enum calx_session_event event);

/* What is refused in a hook, where it is called by it; CALX_OK: none runs. */
enum calx_status calx__hooks_forbid(calx_session *session, const char *call);

#endif
