#ifndef CALX_ENGINE_POOL_H
#define CALX_ENGINE_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* The connections of an engine that wait for their next use. Threads share it;
 * what is in it belongs to nobody else. */

/* what a connection begins with */
struct pooled {
	struct pooled *next;
};

struct pool {
	pthread_mutex_t lock;  /* of what follows */
	struct pooled *newest; /* the one used last comes first */
	size_t count;
};

/* false if the system refuses a lock; then there is nothing to destroy */
bool calx__pool_init(struct pool *pool);
/* The pool is empty by then. */
void calx__pool_destroy(struct pool *pool);
/* One of those that wait; NULL: there is none. */
struct pooled *calx__pool_take(struct pool *pool);
/* False: there are enough of them, and the caller keeps it. */
bool calx__pool_give(struct pool *pool, struct pooled *pooled);

#endif
