#ifndef CALX_FAKER_TAKEN_H
#define CALX_FAKER_TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The values that are taken, by their hashes: that two have the same is so rare
 * that one more try does no harm. Start with `struct taken t = { 0 }`. */
struct taken {
	uint64_t *slots; /* open addressing; 0: free */
	size_t count, capacity;
};

bool calx__taken_has(const struct taken *taken, uint64_t hash);
/* False without memory. */
bool calx__taken_add(struct taken *taken, uint64_t hash);
void calx__taken_release(struct taken *taken);

#endif
