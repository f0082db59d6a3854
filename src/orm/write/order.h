#ifndef CALX_ORM_ORDER_H
#define CALX_ORM_ORDER_H

#include "orm/write/unit.h"

/* Fills in `order`: tables by their foreign keys. */
enum calx_status calx__order_units(struct flush *flush);

#endif
