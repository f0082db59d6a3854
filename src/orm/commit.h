#ifndef CALX_ORM_COMMIT_H
#define CALX_ORM_COMMIT_H

/* What it defines is public. */
#include <calx/session.h>

#endif
