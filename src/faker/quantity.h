#ifndef CALX_FAKER_QUANTITY_H
#define CALX_FAKER_QUANTITY_H

#include <stdint.h>

#include "faker/piece.h"
#include <calx/types.h>

/* in which terms a column's values are counted and compared */
enum condition_nature {
	CONDITION_NONE,	  /* its CHECKs say nothing about how it is filled */
	CONDITION_NUMBER, /* in units of 10^-scale */
	CONDITION_TEXT,
	CONDITION_BYTES, /* of which only the length is asked */
	CONDITION_DAY,	 /* days since 1970 */
	CONDITION_TIME,	 /* microseconds since 1970, or since midnight */
};

/* A constant of a CHECK as the values of its column are counted. */
struct quantity {
	int64_t units; /* the largest that is not above it */
	bool is_exact; /* it is just that */
};

/* What a column's values are. */
struct quantity_form {
	enum condition_nature nature;
	enum calx_kind kind;
	int scale;
};

/* False if the column has no such values. */
bool calx__quantity_read(struct quantity_form form, const struct piece *piece,
	bool negative, struct quantity *quantity);

#endif
