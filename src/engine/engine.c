#include "engine/private.h"

#include <stdatomic.h>
#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* ---- processes ---------------------------------------------------------- */

/* A database connection does not survive fork(): locks are lost, and both
 * processes would write. Counting forks costs nothing while a connection is
 * used, which a getpid() each time would. */
static atomic_uint fork_count;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static void fork_in_child(void)
{
	atomic_fetch_add_explicit(&fork_count, 1, memory_order_relaxed);
}

static void fork_watch(void)
{
	pthread_atfork(NULL, NULL, fork_in_child);
}

unsigned calx__fork_generation(void)
{
	return atomic_load_explicit(&fork_count, memory_order_relaxed);
}

/* ---- drivers ------------------------------------------------------------ */

/* schemes that other programs know; for some of them a driver may be built in */
static const char *const known_schemes[] = { "postgresql", "postgres",
	"mariadb", "mysql", "oracle", "mssql" };
#define KNOWN_COUNT (sizeof(known_schemes) / sizeof(*known_schemes))
#define DRIVERS_MAX ((size_t)8)

static bool scheme_is_known(const char *scheme)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (calx__text_equal(scheme, known_schemes[i]))
			return true;
	return false;
}

static const char *scheme_suggest(const char *scheme)
{
	const char *candidates[DRIVERS_MAX + KNOWN_COUNT + 1] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < DRIVERS_MAX && calx__drivers[i]; i++)
		candidates[count++] = calx__drivers[i]->scheme;
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		candidates[count++] = known_schemes[i];
	return calx__text_suggest(scheme, candidates);
}

/* Lists what is built in: "sqlite, postgresql". */
static void hint_schemes(calx_error *error)
{
	char list[128] = "";

	for (size_t i = 0; calx__drivers[i]; i++) {
		size_t used = strlen(list);

		calx__fail_copy(
			list + used, sizeof(list) - used, i ? ", " : "");
		used = strlen(list);
		calx__fail_copy(list + used, sizeof(list) - used,
			calx__drivers[i]->scheme);
	}
	calx__fail_hint(error, "Drivers that are built in: %s.", list);
}

static void driver_missing(const char *scheme, calx_error *error)
{
	const char *plus = strchr(scheme, '+');
	const char *suggestion = scheme_suggest(scheme);

	if (scheme_is_known(scheme)) {
		calx__fail(error, CALX_UNSUPPORTED,
			"the driver for %s is not built in", scheme);
		hint_schemes(error);
		return;
	}
	calx__fail(error, CALX_INVALID,
		"the URL has an unknown scheme: '%.40s'", scheme);
	if (plus)
		calx__fail_hint(error,
			"Leave out '%.40s': calx has one driver for each database.",
			plus);
	else if (suggestion)
		calx__fail_hint(error, "Did you mean %s?", suggestion);
	else
		hint_schemes(error);
}

static const struct driver *driver_find(const char *scheme, calx_error *error)
{
	for (size_t i = 0; calx__drivers[i]; i++)
		if (calx__text_equal(scheme, calx__drivers[i]->scheme))
			return calx__drivers[i];
	driver_missing(scheme, error);
	return NULL;
}

/* ---- the engine --------------------------------------------------------- */

/* Opens the first connection and leaves it in the idle list, where one of a
 * database in memory keeps the data alive. */
static enum calx_status engine_connect(
	struct calx_engine *engine, const char *url, calx_error *error)
{
	struct calx_connection *first;
	enum calx_status status =
		calx__url_parse(&engine->arena, url, &engine->url, error);

	if (status < 0)
		return status;
	engine->driver = driver_find(engine->url.scheme, error);
	if (!engine->driver)
		return CALX_INVALID;
	first = calx_connection_open(engine, error);
	calx_connection_close(first);
	return first ? CALX_OK : CALX_CONNECTION;
}

calx_engine *calx_engine_open(const char *url, calx_error *error)
{
	struct calx_engine *engine = calx__alloc_zero(1, sizeof(*engine));

	calx_error_clear(error);
	pthread_once(&fork_once, fork_watch);
	if (!engine || pthread_mutex_init(&engine->lock, NULL)) {
		calx__free(engine);
		calx__fail_memory(error);
		return NULL;
	}
	if (engine_connect(engine, url, error) == CALX_OK)
		return engine;
	calx_engine_close(engine);
	return NULL;
}

void calx_engine_set_log(
	calx_engine *engine, calx_log_function *function, void *context)
{
	if (!engine)
		return;
	engine->log = function;
	engine->log_context = context;
}

const char *calx_engine_url(const calx_engine *engine)
{
	return engine ? engine->url.text : NULL;
}

const char *calx_engine_dialect(const calx_engine *engine)
{
	return engine ? engine->driver->dialect->name : NULL;
}
