#include "faker/random.h"

/* SplitMix64 over keys that are hashed once more, so that seeds and rows which
 * stand side by side have nothing in common. */

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
