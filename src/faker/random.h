#ifndef CALX_FAKER_RANDOM_H
#define CALX_FAKER_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Numbers as a function of (seed, stream, row, draw): no state but the place
 * where one stands. SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable
 * pseudorandom number generators", 2014) over a hashed key. */

struct draw {
	uint64_t state;
};

/* the output function of SplitMix64: a bijection of 64 bits */
uint64_t calx__mix(uint64_t x);
/* FNV-1a, then mixed: names of streams */
uint64_t calx__stream(const char *table, const char *column);
/* the draws of one row of one stream */
struct draw calx__draw_at(uint64_t seed, uint64_t stream, uint64_t row);
uint64_t calx__draw(struct draw *draw);
/* in [0, bound), unbiased (D. Lemire, "Fast random integer generation in an
 * interval", 2019); 0 when bound is 0 */
uint64_t calx__draw_below(struct draw *draw, uint64_t bound);
/* from low to high, both included; low when low > high */
int64_t calx__draw_between(struct draw *draw, int64_t low, int64_t high);

#endif
