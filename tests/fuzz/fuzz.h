#ifndef CALX_TESTS_FUZZ_H
#define CALX_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What every target has. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, as a fuzzer wants it, unless the condition holds. */
#define CHECK(condition) \
	((condition) ? (void)0 : check_failed(#condition, __FILE__, __LINE__))

static inline void check_failed(
	const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, condition);
	abort();
}

#endif
