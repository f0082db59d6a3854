#ifndef CALX_ORM_SCALAR_H
#define CALX_ORM_SCALAR_H

/* calx_scalar() and calx_values(): what others see of them. */
#include <calx/session.h>

#endif
