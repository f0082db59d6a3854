#include "engine/pool.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "util/clock.h"
#include "util/fail.h"

/* Two lists and a count. Idle connections come last in, first out: the one used
 * last has the warmest caches, and those that nobody needs grow old. */

enum { NANOSECONDS = 1000000000 };

/* ---- fork() -------------------------------------------------------------- */

/* fork() copies one thread only: a lock that another one held would be held for
 * ever in the child. So whoever forks holds all of them meanwhile. */
static pthread_mutex_t pools_lock = PTHREAD_MUTEX_INITIALIZER;
static struct pool *pools;

static void fork_prepare(void)
{
	pthread_mutex_lock(&pools_lock);
	for (struct pool *pool = pools; pool; pool = pool->next)
		pthread_mutex_lock(&pool->lock);
}

static void fork_in_parent(void)
{
	for (struct pool *pool = pools; pool; pool = pool->next)
		pthread_mutex_unlock(&pool->lock);
	pthread_mutex_unlock(&pools_lock);
}

static bool freed_init(pthread_cond_t *freed)
{
	pthread_condattr_t attributes;
	bool done;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	       pthread_cond_init(freed, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return done;
}

/* Threads that wait are not there any more, and who has a connection of the
 * parent's cannot give it back to this pool. */
static void fork_in_child(void)
{
	for (struct pool *pool = pools; pool; pool = pool->next) {
		pool->used = NULL;
		pool->waiting = 0;
		pool->open_count = pool->idle_count;
		freed_init(&pool->freed);
	}
	fork_in_parent();
}

static void fork_register(void)
{
	pthread_atfork(fork_prepare, fork_in_parent, fork_in_child);
}

/* ---- making one ----------------------------------------------------------- */

static void pools_add(struct pool *pool)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, fork_register);
	pthread_mutex_lock(&pools_lock);
	pool->next = pools;
	pools = pool;
	pthread_mutex_unlock(&pools_lock);
}

static void pools_remove(struct pool *pool)
{
	struct pool **place = &pools;

	pthread_mutex_lock(&pools_lock);
	while (*place != pool)
		place = &(*place)->next;
	*place = pool->next;
	pthread_mutex_unlock(&pools_lock);
}

bool calx__pool_init(struct pool *pool, size_t size)
{
	memset(pool, 0, sizeof(*pool));
	pool->size = pool->idle_max = size;
	if (!freed_init(&pool->freed))
		return false;
	if (pthread_mutex_init(&pool->lock, NULL) != 0) {
		pthread_cond_destroy(&pool->freed);
		return false;
	}
	pools_add(pool);
	return true;
}

void calx__pool_destroy(struct pool *pool)
{
	pools_remove(pool);
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->freed);
}

/* ---- the lists, with the lock held ---------------------------------------- */

static void list_add(struct pooled **list, struct pooled *pooled)
{
	pooled->previous = NULL;
	pooled->next = *list;
	if (*list)
		(*list)->previous = pooled;
	*list = pooled;
}

static void list_remove(struct pooled **list, struct pooled *pooled)
{
	if (pooled->previous)
		pooled->previous->next = pooled->next;
	else
		*list = pooled->next;
	if (pooled->next)
		pooled->next->previous = pooled->previous;
}

static struct pooled *idle_remove(struct pool *pool)
{
	struct pooled *pooled = pool->idle;

	if (!pooled)
		return NULL;
	list_remove(&pool->idle, pooled);
	pool->idle_count--;
	return pooled;
}

static void use(struct pool *pool, struct pooled *pooled, const char *where)
{
	pooled->where = where;
	pooled->taken = calx__clock();
	pooled->outlived = pooled->generation != pool->generation;
	list_add(&pool->used, pooled);
}

/* ---- taking ---------------------------------------------------------------- */

static struct timespec after(int64_t wait)
{
	const int64_t then = calx__clock() + wait;

	return (struct timespec){ .tv_sec = (time_t)(then / NANOSECONDS),
		.tv_nsec = (long)(then % NANOSECONDS) };
}

static bool is_there_one(const struct pool *pool)
{
	return pool->idle || pool->open_count < pool->size;
}

/* Until one is idle or may be opened; false: not in time. */
static bool wait_for_one(struct pool *pool, int64_t wait)
{
	const struct timespec until = after(wait);
	int late = 0;

	pool->waiting++;
	while (!is_there_one(pool) && !late)
		late = pthread_cond_timedwait(
			&pool->freed, &pool->lock, &until);
	pool->waiting--;
	return is_there_one(pool);
}

enum pool_answer calx__pool_take(struct pool *pool, const char *where,
	int64_t wait, struct pooled **ret_pooled)
{
	enum pool_answer answer = POOL_EXHAUSTED;

	pthread_mutex_lock(&pool->lock);
	if (is_there_one(pool) || wait_for_one(pool, wait)) {
		answer = pool->idle ? POOL_IDLE : POOL_ROOM;
		if (answer == POOL_IDLE) {
			*ret_pooled = idle_remove(pool);
			use(pool, *ret_pooled, where);
		} else {
			pool->open_count++;
		}
	}
	pthread_mutex_unlock(&pool->lock);
	return answer;
}

void calx__pool_enter(
	struct pool *pool, struct pooled *pooled, const char *where)
{
	pthread_mutex_lock(&pool->lock);
	pooled->generation = pool->generation;
	use(pool, pooled, where);
	pooled->opened = pooled->given = pooled->taken;
	pthread_mutex_unlock(&pool->lock);
}

/* ---- giving back ----------------------------------------------------------- */

static void one_less(struct pool *pool)
{
	pool->open_count--;
	pthread_cond_signal(&pool->freed);
}

void calx__pool_leave(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	one_less(pool);
	pthread_mutex_unlock(&pool->lock);
}

bool calx__pool_give(struct pool *pool, struct pooled *pooled)
{
	bool kept;

	pthread_mutex_lock(&pool->lock);
	list_remove(&pool->used, pooled);
	kept = pooled->generation == pool->generation &&
	       pool->idle_count < pool->idle_max;
	if (kept) {
		pooled->given = calx__clock();
		list_add(&pool->idle, pooled);
		pool->idle_count++;
		pthread_cond_signal(&pool->freed);
	} else {
		one_less(pool);
	}
	pthread_mutex_unlock(&pool->lock);
	return kept;
}

void calx__pool_drop(struct pool *pool, struct pooled *pooled)
{
	pthread_mutex_lock(&pool->lock);
	list_remove(&pool->used, pooled);
	one_less(pool);
	pthread_mutex_unlock(&pool->lock);
}

struct pooled *calx__pool_remove(struct pool *pool)
{
	struct pooled *pooled;

	pthread_mutex_lock(&pool->lock);
	pooled = idle_remove(pool);
	if (pooled)
		one_less(pool);
	pthread_mutex_unlock(&pool->lock);
	return pooled;
}

/* ---- generations ----------------------------------------------------------- */

void calx__pool_invalidate(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->generation++;
	pthread_mutex_unlock(&pool->lock);
}

void calx__pool_lost(struct pool *pool, const struct pooled *pooled)
{
	pthread_mutex_lock(&pool->lock);
	/* once for all of them */
	if (pooled->generation == pool->generation)
		pool->generation++;
	pthread_mutex_unlock(&pool->lock);
}

void calx__pool_renew(struct pool *pool, struct pooled *pooled)
{
	pthread_mutex_lock(&pool->lock);
	pooled->generation = pool->generation;
	pooled->outlived = false;
	pooled->opened = calx__clock();
	pthread_mutex_unlock(&pool->lock);
}

/* ---- telling ---------------------------------------------------------------- */

static const struct pooled *last_of(const struct pooled *list)
{
	while (list && list->next)
		list = list->next;
	return list;
}

void calx__pool_holders(struct pool *pool, char *text, size_t size)
{
	const int64_t now = calx__clock();

	text[0] = '\0';
	pthread_mutex_lock(&pool->lock);
	for (const struct pooled *held = last_of(pool->used); held;
		held = held->previous) {
		const size_t used = strlen(text);
		char holder[128];

		snprintf(holder, sizeof(holder), "%s%.80s for %lld s",
			used ? ", " : "", held->where ? held->where : "?",
			(long long)((now - held->taken) / NANOSECONDS));
		if (used + strlen(holder) >= size)
			break;
		calx__fail_copy(text + used, size - used, holder);
	}
	pthread_mutex_unlock(&pool->lock);
}

struct pool_counts calx__pool_count(struct pool *pool)
{
	struct pool_counts counts;

	pthread_mutex_lock(&pool->lock);
	counts = (struct pool_counts){
		.size = pool->size,
		.idle = pool->idle_count,
		.used = pool->open_count - pool->idle_count,
		.waiting = pool->waiting,
	};
	pthread_mutex_unlock(&pool->lock);
	return counts;
}
