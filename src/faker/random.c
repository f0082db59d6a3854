#include "faker/random.h"

/* SplitMix64 over keys that are hashed once more, so that seeds and rows which
 * stand side by side have nothing in common. */

#define GOLDEN 0x9e3779b97f4a7c15u

uint64_t calx__mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	/* a byte that no name has: "a" "bc" and "ab" "c" differ */
	return (hash ^ 0xff) * 0x100000001b3u;
}

uint64_t calx__stream(const char *table, const char *column)
{
	return calx__mix(
		hash_text(hash_text(0xcbf29ce484222325u, table), column));
}

struct draw calx__draw_at(uint64_t seed, uint64_t stream, uint64_t row)
{
	uint64_t key = calx__mix(seed + GOLDEN) ^ stream;

	return (struct draw){ calx__mix(calx__mix(key) + (row + 1) * GOLDEN) };
}

uint64_t calx__draw(struct draw *draw)
{
	draw->state += GOLDEN;
	return calx__mix(draw->state);
}

/* the high 64 bits of a * b; the low ones into *low */
static uint64_t multiply_high(uint64_t a, uint64_t b, uint64_t *low)
{
	uint64_t a0 = (uint32_t)a, a1 = a >> 32;
	uint64_t b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
	uint64_t other = a0 * b1 + (uint32_t)middle;

	*low = a * b;
	return a1 * b1 + (middle >> 32) + (other >> 32);
}

uint64_t calx__draw_below(struct draw *draw, uint64_t bound)
{
	uint64_t low, high;

	if (!bound)
		return 0;
	high = multiply_high(calx__draw(draw), bound, &low);
	if (low < bound) {
		uint64_t threshold = (0 - bound) % bound;

		while (low < threshold)
			high = multiply_high(calx__draw(draw), bound, &low);
	}
	return high;
}

int64_t calx__draw_between(struct draw *draw, int64_t low, int64_t high)
{
	uint64_t span;

	if (low >= high)
		return low;
	span = (uint64_t)high - (uint64_t)low + 1;
	if (!span)
		return (int64_t)calx__draw(draw);
	return (int64_t)((uint64_t)low + calx__draw_below(draw, span));
}
