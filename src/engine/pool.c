#include "engine/pool.h"

/* The list of idle connections, last in, first out: the one used last has the
 * warmest caches. */

/* those beyond are closed */
#define IDLE_MAX ((size_t)16)

bool calx__pool_init(struct pool *pool)
{
	pool->newest = NULL;
	pool->count = 0;
	return !pthread_mutex_init(&pool->lock, NULL);
}

void calx__pool_destroy(struct pool *pool)
{
	pthread_mutex_destroy(&pool->lock);
}

struct pooled *calx__pool_take(struct pool *pool)
{
	struct pooled *pooled;

	pthread_mutex_lock(&pool->lock);
	pooled = pool->newest;
	if (pooled) {
		pool->newest = pooled->next;
		pool->count--;
	}
	pthread_mutex_unlock(&pool->lock);
	return pooled;
}

bool calx__pool_give(struct pool *pool, struct pooled *pooled)
{
	bool room;

	pthread_mutex_lock(&pool->lock);
	room = pool->count < IDLE_MAX;
	if (room) {
		pooled->next = pool->newest;
		pool->newest = pooled;
		pool->count++;
	}
	pthread_mutex_unlock(&pool->lock);
	return room;
}
