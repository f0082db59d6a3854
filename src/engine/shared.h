#ifndef CALX_ENGINE_SHARED_H
#define CALX_ENGINE_SHARED_H

#include <pthread.h>
#include <stdatomic.h>

#include "util/arena.h"

/* What is known of a thing of the program's, a model, by all who use the engine:
 * made once and never changed. Threads share it. */

/* things of which something is kept */
#define SHARED_MAX ((size_t)128)

struct shared {
	pthread_mutex_t lock; /* of what follows */
	struct arena arena;
	struct shared_fact {
		const void *subject;
		const void *fact;
	} * facts; /* SHARED_MAX places, by the hash of the subject */
	size_t count;
	_Atomic(struct spare *) spare; /* NULL: there is none */
};

/* What begins a thing that whoever is done with it leaves to the next one, who
 * need not ask for its memory: one of them, of one kind. */
struct spare {
	void (*release)(struct spare *spare);
};

/* How a fact is made, in the arena (NULL without memory), and whether it is
 * still true of what lies at that address now. */
struct shared_kind {
	const void *(*make)(const void *subject, struct arena *arena);
	bool (*holds)(const void *fact, const void *subject);
};

/* false if the system refuses a lock; then there is nothing to release */
bool calx__shared_init(struct shared *shared);
void calx__shared_release(struct shared *shared);
/* The fact, which lives as long as this; NULL: without memory, or there are too
 * many of them, and the caller makes its own. All subjects are of one kind. */
const void *calx__shared_find(struct shared *shared, const void *subject,
	const struct shared_kind *kind);

/* Leaves it, until somebody takes it or this is released. */
void calx__shared_leave(struct shared *shared, struct spare *spare);
/* The one that was left last; NULL: there is none. */
struct spare *calx__shared_take(struct shared *shared);

#endif
