#ifndef CALX_ORM_TASK_H
#define CALX_ORM_TASK_H

#include "orm/base/state.h"
#include <calx/task.h>

/* Ends the task that waits, as calx_task_free() does; NULL, and a session without
 * one, are accepted. */
void calx__task_stop(calx_session *session);
/* The session goes away under its tasks. */
void calx__tasks_orphan(calx_session *session);

#endif
