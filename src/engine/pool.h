#ifndef CALX_ENGINE_POOL_H
#define CALX_ENGINE_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The connections of an engine: those that wait for their next use, those that
 * somebody has, and how many there may be. Threads share it. It opens and closes
 * nothing itself: it says who may.
 *
 * fork() finds it whole: the child has the idle ones, which it must not use but
 * can free, and as much room as if nobody had any. */

/* what a connection begins with; the pool's own while it is idle */
struct pooled {
	struct pooled *next, *previous; /* of the list that it is in */
	const char *where; /* who has it: file:line, or NULL; static text */
	int64_t opened, taken, given; /* calx__clock() then */
	unsigned generation;	      /* of the pool when it was opened */
	bool outlived;		      /* that is over: it is to be dropped */
};

struct pool {
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t freed; /* one is idle again, or there is room */
	struct pooled *idle;  /* the one used last comes first */
	struct pooled *used;  /* likewise */
	size_t idle_count;
	size_t open_count; /* idle, used, and those that are being opened */
	size_t waiting;	   /* threads */
	size_t size;	   /* the most that may be open */
	size_t idle_max;   /* the most that may be idle */
	unsigned generation;
	struct pool *next; /* of all pools: for fork() */
};

/* What take() answers. */
enum pool_answer {
	POOL_IDLE,     /* here is one that has waited */
	POOL_ROOM,     /* open one, then enter() it or leave() */
	POOL_EXHAUSTED /* all are in use, and none came back in time */
};

/* false if the system refuses a lock; then there is nothing to destroy */
bool calx__pool_init(struct pool *pool, size_t size);
/* Nobody has one of it, and none is idle. */
void calx__pool_destroy(struct pool *pool);

/* Waits for as many nanoseconds at most; `where` is who asks. An idle one may
 * be `outlived`. */
enum pool_answer calx__pool_take(struct pool *pool, const char *where,
	int64_t wait, struct pooled **ret_pooled);
void calx__pool_enter(
	struct pool *pool, struct pooled *pooled, const char *where);
void calx__pool_leave(struct pool *pool);
/* Back from use, to wait for the next one. False: it is outlived, or enough of them
 * wait, and it is as after drop(). */
bool calx__pool_give(struct pool *pool, struct pooled *pooled);
/* Back from use, to be closed by the caller: there is room for another. */
void calx__pool_drop(struct pool *pool, struct pooled *pooled);
/* One of those that wait, to be closed by the caller; NULL: there is none. */
struct pooled *calx__pool_remove(struct pool *pool);

/* Those that are open now will not be used again once they are back. */
void calx__pool_invalidate(struct pool *pool);
/* The server has gone for this one, and so for all that were open as long. */
void calx__pool_lost(struct pool *pool, const struct pooled *pooled);
/* One in use that was opened anew just now. */
void calx__pool_renew(struct pool *pool, struct pooled *pooled);

/* Writes who has them, those longest in use first: "a.c:12 for 3 s, ...". */
void calx__pool_holders(struct pool *pool, char *text, size_t size);

struct pool_counts {
	size_t size, idle, used, waiting;
};
struct pool_counts calx__pool_count(struct pool *pool);

#endif
