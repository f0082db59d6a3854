#include "torture.h"

#include <stdlib.h>

#include "check.h"
#include "util/arena.h"
#include <calx/alloc.h>

/* of a body, tried one by one */
enum { ITEMS_MAX = 400 };

/* The countdown to the call that fails; shared by memory and SQLite faults. */
static struct {
	long countdown; /* calls until one fails; < 0: none will */
	bool forever;	/* all after it fail too */
	bool hit;
	int paused;  /* how often */
	long calls;  /* that could have failed */
	long blocks; /* allocated and not released */
	bool sqlite; /* calls into SQLite fail, not allocations */
} fault = { .countdown = -1 };

bool torture_is_clean(void)
{
	return !fault.hit;
}

static bool torture_hit(void)
{
	if (fault.paused)
		return false;
	fault.calls++;
	if (fault.countdown < 0)
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
	fault.paused++;
}

void torture_resume(void)
{
	fault.paused--;
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
	fault.calls = 0;
	fault.blocks = 0;
	body(context);
	fault.countdown = -1;
	if (fault.blocks)
		fail_msg("%ld blocks left after failure number %ld (%s)",
			fault.blocks, countdown, forever ? "for ever" : "once");
}

/* Which calls fail: each, or each so many-th where every run takes long, as
 * under valgrind. The environment says so. */
static long stride(void)
{
	const char *text = getenv("CALX_TORTURE_STRIDE");
	const long number = text ? strtol(text, NULL, 10) : 1;

	return number > 0 ? number : 1;
}

/* Each item of an arena has a block of its own, so that each of them fails too;
 * of very many only some, evenly. */
static void run_items(void (*body)(void *context), void *context)
{
	long calls;

	calx__arena_shares_blocks = false;
	run_once(body, context, -1, false);
	calls = fault.calls;
	for (long n = 0; n < calls; n += (calls / ITEMS_MAX + 1) * stride())
		run_once(body, context, n, false);
}

static void run_all(void (*body)(void *context), void *context, bool of_memory)
{
	calx_allocator allocator = { failing_allocate, failing_reallocate,
		failing_release, &of_memory };

	const bool shares = calx__arena_shares_blocks;

	calx_set_allocator(&allocator);
	fault.sqlite = !of_memory;
	/* also where a build gives each item its own: they come below */
	calx__arena_shares_blocks = true;
	for (int forever = 0; forever < 2; forever++) {
		long n = 0;

		do {
			run_once(body, context, n, forever);
			n += stride();
		} while (fault.hit);
	}
	if (of_memory)
		run_items(body, context);
	calx__arena_shares_blocks = shares;
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
