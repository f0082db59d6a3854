#ifndef CALX_ORM_BULK_H
#define CALX_ORM_BULK_H

/* What it defines is public. */
#include <calx/session.h>

#endif
