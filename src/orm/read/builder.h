#ifndef CALX_ORM_BUILDER_H
#define CALX_ORM_BUILDER_H

/* calx_query: what others see of it. */
#include <calx/session.h>

#endif
