#ifndef CALX_ORM_VALUE_H
#define CALX_ORM_VALUE_H

#include <calx/schema.h>

/* Comparing and hashing the values of keys. */

/* Whether two values are the same, bit for bit but for the padding. */
bool calx__value_same(const calx_value *a, const calx_value *b);
/* Whether values of these kinds can be the same. */
bool calx__value_comparable(enum calx_kind a, enum calx_kind b);
/* A hash under which equal keys are equal. */
uint64_t calx__value_hash(const calx_value *value, uint64_t seed);
/* Whether two values are one key: 1.5 is 1.50, an instant is itself in any
 * zone. */
bool calx__value_equal(const calx_value *a, const calx_value *b);

#endif
