#ifndef CALX_FAKER_PERMUTE_H
#define CALX_FAKER_PERMUTE_H

#include <stdint.h>

/* A bijection of [0, count), chosen by `key`: so many different values, each
 * made from its index alone. An index beyond `count` begins again. */
uint64_t calx__permute(uint64_t count, uint64_t key, uint64_t index);

#endif
