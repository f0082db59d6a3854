#ifndef CALX_FAKER_FAKER_H
#define CALX_FAKER_FAKER_H

#include "util/strbuf.h"
#include "faker/generate.h"
#include "faker/maker.h"
#include <calx/faker.h>

/* how many strings stay valid */
enum { RING_SIZE = 1024 };

struct calx_faker {
	const struct fake_locale *locale;
	uint64_t seed;
	uint64_t keys[NUMBER_COUNT]; /* of the draws of each generator */
	int64_t now, since;	     /* as in struct maker */
	uint64_t rows[NUMBER_COUNT]; /* how often each generator was called */
	/* calx_seed() asks: values belong to this stream and row instead, and
	 * `calls` counts those made for it */
	bool placed;
	uint64_t stream, row, person, calls;
	/* the strings that are still valid; `next` is the oldest */
	struct strbuf ring[RING_SIZE];
	unsigned next;
};

#endif
