#include "engine/shared.h"

#include <stdint.h>

/* Open addressing over addresses. A subject whose memory was given back may be
 * followed by another at its address: the fact is asked whether it still holds,
 * and a new one takes its place. The old one may be in use, and stays. */

_Static_assert((SHARED_MAX & (SHARED_MAX - 1)) == 0, "found with a mask");

/* so that a search ends soon, and always */
#define SHARED_FULL (SHARED_MAX / 4 * 3)

bool calx__shared_init(struct shared *shared)
{
	shared->facts = NULL;
	shared->count = 0;
	shared->arena = (struct arena){ 0 };
	atomic_init(&shared->spare, NULL);
	return !pthread_mutex_init(&shared->lock, NULL);
}

void calx__shared_leave(struct shared *shared, struct spare *spare)
{
	struct spare *before = atomic_exchange(&shared->spare, spare);

	if (before)
		before->release(before);
}

struct spare *calx__shared_take(struct shared *shared)
{
	return atomic_exchange(&shared->spare, NULL);
}

void calx__shared_release(struct shared *shared)
{
	calx__shared_leave(shared, NULL);
	calx__arena_release(&shared->arena);
	pthread_mutex_destroy(&shared->lock);
}

static struct shared_fact *place_of(
	const struct shared *shared, const void *subject)
{
	size_t at = (uintptr_t)subject * UINT64_C(0x9E3779B97F4A7C15) >> 32;

	while (shared->facts[at &= SHARED_MAX - 1].subject &&
		shared->facts[at].subject != subject)
		at++;
	return &shared->facts[at];
}

/* Every fact that is made counts: one that has to be made again and again does
 * not fill the memory. */
static const void *fact_make(struct shared *shared, struct shared_fact *place,
	const void *subject, const struct shared_kind *kind)
{
	const void *fact = NULL;

	if (shared->count < SHARED_FULL)
		fact = kind->make(subject, &shared->arena);
	/* without memory now does not mean without it for ever */
	shared->arena.failed = false;
	if (!fact)
		return NULL;
	*place = (struct shared_fact){ subject, fact };
	shared->count++;
	return fact;
}

static const void *find(struct shared *shared, const void *subject,
	const struct shared_kind *kind)
{
	struct shared_fact *place;

	if (!shared->facts)
		shared->facts = calx__arena_zero(
			&shared->arena, SHARED_MAX, sizeof(*shared->facts));
	shared->arena.failed = false;
	if (!shared->facts)
		return NULL;
	place = place_of(shared, subject);
	if (place->subject && kind->holds(place->fact, subject))
		return place->fact;
	return fact_make(shared, place, subject, kind);
}

const void *calx__shared_find(struct shared *shared, const void *subject,
	const struct shared_kind *kind)
{
	const void *fact;

	pthread_mutex_lock(&shared->lock);
	fact = find(shared, subject, kind);
	pthread_mutex_unlock(&shared->lock);
	return fact;
}
