#include "util/fiber.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util/alloc.h"

#ifdef CALX_HAS_UCONTEXT
#include <ucontext.h>
#endif
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#define WATCHES_STACKS
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#define WATCHES_THREADS
#endif
#if !defined(NDEBUG) && defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef VALGRIND_STACK_REGISTER
#define RUNNING_ON_VALGRIND 0U
#define VALGRIND_STACK_REGISTER(from, to) 0U
#define VALGRIND_STACK_DEREGISTER(number) ((void)(number))
#endif

/* POSIX.1-2001 has the switch between stacks, makecontext() and swapcontext();
 * later editions have taken it out, and every libc but musl has kept it. What
 * watches memory (AddressSanitizer, ThreadSanitizer, valgrind) is told of each
 * stack, and of each switch. */

#ifdef CALX_HAS_UCONTEXT

/* Twice as much as a thread of musl has; what is not used is not there. What lies
 * around it may not be touched, so that who needs more is stopped. */
#define STACK_SIZE ((size_t)256 << 10)
/* Libraries that switch stacks themselves do not tell valgrind, which takes what is
 * less than 2 MB away for the same stack. */
#define GUARD_VALGRIND ((size_t)4 << 20)

const bool calx__fibers_pause = true;

struct fiber {
	fiber_function *function;
	void *context;
	ucontext_t own, resumer;
	char *memory; /* a guard, the stack, and another guard */
	size_t guard;
	bool returned;
	unsigned number; /* of the stack, for valgrind */
#ifdef WATCHES_STACKS
	const void *resumer_stack;
	size_t resumer_size;
#endif
#ifdef WATCHES_THREADS
	void *watched, *resumer_watched;
#endif
};

/* ---- what the watchers are told --------------------------------------------- */

/* No calls: a thread's watcher counts those of each stack. */
#define NO_CALL static inline __attribute__((always_inline))

/* Before a switch; `into`: to the fiber. `ret_kept`: what is needed behind it. */
NO_CALL void switch_begin(struct fiber *fiber, bool into, void **ret_kept)
{
#ifdef WATCHES_STACKS
	/* a stack that nobody comes back to leaves nothing */
	void **kept = !into && fiber->returned ? NULL : ret_kept;

	if (into)
		__sanitizer_start_switch_fiber(
			kept, fiber->memory + fiber->guard, STACK_SIZE);
	else
		__sanitizer_start_switch_fiber(
			kept, fiber->resumer_stack, fiber->resumer_size);
#endif
#ifdef WATCHES_THREADS
	if (into)
		fiber->resumer_watched = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(
		into ? fiber->watched : fiber->resumer_watched, 0);
#endif
	(void)fiber, (void)into, (void)ret_kept;
}

/* Behind it; `in`: this is the fiber. */
NO_CALL void switch_end(struct fiber *fiber, bool in, void *kept)
{
#ifdef WATCHES_STACKS
	if (in)
		__sanitizer_finish_switch_fiber(
			kept, &fiber->resumer_stack, &fiber->resumer_size);
	else
		__sanitizer_finish_switch_fiber(kept, NULL, NULL);
#endif
	(void)fiber, (void)in, (void)kept;
}

/* ---- its life --------------------------------------------------------------- */

/* A pointer does not fit into what makecontext() passes on, which are ints. It
 * never returns, but pauses for good. */
static void fiber_enter(unsigned high, unsigned low)
{
	const uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
	struct fiber *fiber = (struct fiber *)address;

	switch_end(fiber, true, NULL);
	fiber->function(fiber->context);
	fiber->returned = true;
	calx__fiber_pause(fiber);
}

static size_t memory_size(const struct fiber *fiber)
{
	return STACK_SIZE + 2 * fiber->guard;
}

static char *stack_of(const struct fiber *fiber)
{
	return fiber->memory + fiber->guard;
}

static bool stack_make(struct fiber *fiber)
{
	fiber->guard = RUNNING_ON_VALGRIND ? GUARD_VALGRIND
					   : (size_t)sysconf(_SC_PAGESIZE);
	fiber->memory = mmap(NULL, memory_size(fiber), PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fiber->memory == MAP_FAILED)
		return false;
	if (mprotect(stack_of(fiber), STACK_SIZE, PROT_READ | PROT_WRITE) == 0)
		return true;
	munmap(fiber->memory, memory_size(fiber));
	return false;
}

struct fiber *calx__fiber_new(fiber_function *function, void *context)
{
	struct fiber *fiber = calx__alloc_zero(1, sizeof(*fiber));
	const uint64_t address = (uintptr_t)fiber;

	if (!fiber)
		return NULL;
	fiber->function = function;
	fiber->context = context;
	if (getcontext(&fiber->own) != 0 || !stack_make(fiber)) {
		calx__free(fiber);
		return NULL;
	}
	fiber->own.uc_stack.ss_sp = stack_of(fiber);
	fiber->own.uc_stack.ss_size = STACK_SIZE;
	/* the manual's way to pass arguments */
	makecontext(&fiber->own, (void (*)(void))fiber_enter, 2,
		(unsigned)(address >> 32), (unsigned)address);
	fiber->number = VALGRIND_STACK_REGISTER(
		stack_of(fiber), stack_of(fiber) + STACK_SIZE);
#ifdef WATCHES_THREADS
	fiber->watched = __tsan_create_fiber(0);
#endif
	return fiber;
}

bool calx__fiber_resume(struct fiber *fiber)
{
	void *kept = NULL;

	switch_begin(fiber, true, &kept);
	swapcontext(&fiber->resumer, &fiber->own);
	switch_end(fiber, false, kept);
	return fiber->returned;
}

void calx__fiber_pause(struct fiber *fiber)
{
	void *kept = NULL;

	switch_begin(fiber, false, &kept);
	swapcontext(&fiber->own, &fiber->resumer);
	switch_end(fiber, true, kept);
}

void calx__fiber_free(struct fiber *fiber)
{
	if (!fiber)
		return;
#ifdef WATCHES_THREADS
	__tsan_destroy_fiber(fiber->watched);
#endif
	VALGRIND_STACK_DEREGISTER(fiber->number);
	munmap(fiber->memory, memory_size(fiber));
	calx__free(fiber);
}

#else

const bool calx__fibers_pause = false;

struct fiber {
	fiber_function *function;
	void *context;
};

struct fiber *calx__fiber_new(fiber_function *function, void *context)
{
	struct fiber *fiber = calx__alloc_zero(1, sizeof(*fiber));

	if (fiber)
		*fiber = (struct fiber){ function, context };
	return fiber;
}

bool calx__fiber_resume(struct fiber *fiber)
{
	fiber->function(fiber->context);
	return true;
}

void calx__fiber_pause(struct fiber *fiber)
{
	(void)fiber;
}

void calx__fiber_free(struct fiber *fiber)
{
	calx__free(fiber);
}

#endif
