#include "engine/process.h"

#include <pthread.h>
#include <stdatomic.h>

/* Whether this is still the process that it was.
 *
 * A database connection does not survive fork(): locks are lost, and both
 * processes would write. Counting forks costs nothing while a connection is
 * used, which a getpid() each time would. */
static atomic_uint fork_count;

static void fork_in_child(void)
{
	atomic_fetch_add_explicit(&fork_count, 1, memory_order_relaxed);
}

static void fork_register(void)
{
	pthread_atfork(NULL, NULL, fork_in_child);
}

void calx__fork_watch(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, fork_register);
}

unsigned calx__fork_generation(void)
{
	return atomic_load_explicit(&fork_count, memory_order_relaxed);
}
