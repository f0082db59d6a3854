#include "faker/permute.h"

#include "faker/random.h"

/* A Feistel network of four rounds over the next power of four, walked until the
 * result is in range: no memory, and no value twice. */

enum { ROUNDS = 4 };

/* half of the bits of the smallest even-width block that holds `count` */
static unsigned half_width(uint64_t count)
{
	unsigned bits = 1;

	while (bits < 32 && (count - 1) >> (2 * bits))
		bits++;
	return bits;
}

static uint64_t feistel(uint64_t value, unsigned bits, uint64_t key)
{
	uint64_t mask = bits == 32 ? UINT32_MAX : (1u << bits) - 1;
	uint64_t left = value >> bits, right = value & mask;

	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t next = left ^ (calx__mix(right + key + round) & mask);

		left = right;
		right = next;
	}
	return left << bits | right;
}

uint64_t calx__permute(uint64_t count, uint64_t key, uint64_t index)
{
	unsigned bits;

	if (count < 2)
		return 0;
	index %= count;
	bits = half_width(count);
	/* the block is less than four times as large: few steps */
	do {
		index = feistel(index, bits, key);
	} while (index >= count);
	return index;
}
