#ifndef CALX_FAKER_RANDOM_H
#define CALX_FAKER_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "sql/type/decimal.h"

/* Numbers as a function of (seed, stream, row, draw): no state but the place
 * where one stands. SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable
 * pseudorandom number generators", 2014) over a hashed key. Most are inline: a
 * name takes a dozen of them. */

struct draw {
	uint64_t state;
};

#define CALX__GOLDEN 0x9e3779b97f4a7c15u

/* the output function of SplitMix64: a bijection of 64 bits */
static inline uint64_t calx__mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* FNV-1a, then mixed: names of streams */
uint64_t calx__stream(const char *table, const char *column);

/* What all rows of a stream have in common. */
static inline uint64_t calx__draw_key(uint64_t seed, uint64_t stream)
{
	return calx__mix(calx__mix(seed + CALX__GOLDEN) ^ stream);
}

/* the draws of one row of the stream with that key */
static inline struct draw calx__draw_row(uint64_t key, uint64_t row)
{
	return (struct draw){ calx__mix(key + (row + 1) * CALX__GOLDEN) };
}

/* the draws of one row of one stream */
static inline struct draw calx__draw_at(
	uint64_t seed, uint64_t stream, uint64_t row)
{
	return calx__draw_row(calx__draw_key(seed, stream), row);
}

static inline uint64_t calx__draw(struct draw *draw)
{
	draw->state += CALX__GOLDEN;
	return calx__mix(draw->state);
}

/* in [0, bound), unbiased (D. Lemire, "Fast random integer generation in an
 * interval", 2019); 0 when bound is 0 */
static inline uint64_t calx__draw_below(struct draw *draw, uint64_t bound)
{
	uint128 product;

	if (!bound)
		return 0;
	product = (uint128)calx__draw(draw) * bound;
	if ((uint64_t)product < bound) {
		const uint64_t threshold = (0 - bound) % bound;

		while ((uint64_t)product < threshold)
			product = (uint128)calx__draw(draw) * bound;
	}
	return (uint64_t)(product >> 64);
}

/* from low to high, both included; low when low > high */
int64_t calx__draw_between(struct draw *draw, int64_t low, int64_t high);

#endif
