#ifndef CALX_ORM_SESSION_H
#define CALX_ORM_SESSION_H

#include <calx/session.h>

/* A session without a connection; NULL without memory. */
calx_session *calx__session_new(void);

#endif
