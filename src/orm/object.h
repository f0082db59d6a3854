#ifndef CALX_ORM_OBJECT_H
#define CALX_ORM_OBJECT_H

/* What it defines is public. */
#include <calx/session.h>

#endif
