#include "torture.h"

#include <stdlib.h>

#include "check.h"
#include <calx/alloc.h>

/* The countdown to the call that fails; shared by memory and SQLite faults. */
static struct {
	long countdown; /* calls until one fails; < 0: none will */
	bool forever;	/* all after it fail too */
	bool hit;
	bool paused;
	long blocks; /* allocated and not released */
	bool sqlite; /* calls into SQLite fail, not allocations */
} fault = { .countdown = -1 };

bool torture_is_clean(void)
{
	return !fault.hit;
}

static bool torture_hit(void)
{
	if (fault.countdown < 0 || fault.paused)
		return false;
	if (fault.countdown > 0) {
		fault.countdown--;
		return false;
	}
	fault.hit = true;
	if (!fault.forever)
		fault.countdown = -1;
	return true;
}

void torture_pause(void)
{
	fault.paused = true;
}

void torture_resume(void)
{
	fault.paused = false;
}

bool torture_sqlite_hit(void)
{
	return fault.sqlite && torture_hit();
}

static void *failing_allocate(void *context, size_t size)
{
	void *block;

	if (*(bool *)context && torture_hit())
		return NULL;
	block = malloc(size);
	fault.blocks += block != NULL;
	return block;
}

static void *failing_reallocate(
	void *context, void *block, size_t old_size, size_t size)
{
	(void)old_size;
	if (!block)
		return failing_allocate(context, size);
	return *(bool *)context && torture_hit() ? NULL : realloc(block, size);
}

static void failing_release(void *context, void *block)
{
	(void)context;
	fault.blocks -= block != NULL;
	free(block);
}

static void run_once(void (*body)(void *context), void *context, long countdown,
	bool forever)
{
	fault.countdown = countdown;
	fault.forever = forever;
	fault.hit = false;
	fault.blocks = 0;
	body(context);
	fault.countdown = -1;
	if (fault.blocks)
		fail_msg("%ld blocks left after failure number %ld (%s)",
			fault.blocks, countdown, forever ? "for ever" : "once");
}

static void run_all(void (*body)(void *context), void *context, bool of_memory)
{
	calx_allocator allocator = { failing_allocate, failing_reallocate,
		failing_release, &of_memory };

	calx_set_allocator(&allocator);
	fault.sqlite = !of_memory;
	for (int forever = 0; forever < 2; forever++) {
		long n = 0;

		do {
			run_once(body, context, n, forever);
			n++;
		} while (fault.hit);
	}
	fault.hit = false;
	fault.sqlite = false;
	calx_set_allocator(NULL);
}

void torture(void (*body)(void *context), void *context)
{
	run_all(body, context, true);
}

void torture_sqlite(void (*body)(void *context), void *context)
{
	run_all(body, context, false);
}
