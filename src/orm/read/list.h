#ifndef CALX_ORM_LIST_H
#define CALX_ORM_LIST_H

#include "orm/base/state.h"

/* The objects in session->objects as the list that the user gets, in the
 * session's memory. An empty one on failure, which sticks to the session. */
calx_object_list calx__list_keep(calx_session *session);

#endif
