#include "engine/engine.h"

#include <stdatomic.h>
#include <string.h>

#include "engine/connection.h"
#include "engine/handle.h"
#include "engine/hook.h"
#include "engine/process.h"
#include "engine/url.h"
#include "util/ascii.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/options.h"
#include "util/text.h"

/* Engines: a URL, the driver that its scheme asks for, and a pool. */

/* ---- drivers ------------------------------------------------------------ */

/* schemes that other programs know; for some of them a driver may be built in */
static const struct known_scheme {
	const char *scheme;
	const char *means;   /* the driver's: also the option of the build */
	const char *package; /* what it needs on Debian */
} known_schemes[] = {
	{ "postgresql", "postgresql", "libpq-dev" },
	{ "postgres", "postgresql", "libpq-dev" },
	{ "mariadb", "mariadb", "libmariadb-dev" },
	{ "mysql", "mariadb", "libmariadb-dev" },
	{ "oracle", NULL, NULL },
	{ "mssql", NULL, NULL },
};
#define KNOWN_COUNT (sizeof(known_schemes) / sizeof(*known_schemes))
#define DRIVERS_MAX ((size_t)8)
enum { POOL_SIZE_MAX = 10000 };

static const struct known_scheme *scheme_find(const char *scheme)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (calx__text_equal(scheme, known_schemes[i].scheme))
			return &known_schemes[i];
	return NULL;
}

static const char *scheme_suggest(const char *scheme)
{
	const char *candidates[DRIVERS_MAX + KNOWN_COUNT + 1] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < DRIVERS_MAX && calx__drivers[i]; i++)
		candidates[count++] = calx__drivers[i]->scheme;
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		candidates[count++] = known_schemes[i].scheme;
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
	const struct known_scheme *known = scheme_find(scheme);
	const char *plus = strchr(scheme, '+');
	const char *suggestion = scheme_suggest(scheme);

	if (known) {
		calx__fail(error, CALX_UNSUPPORTED,
			"the driver for %s is not built in", scheme);
		if (known->package)
			calx__fail_hint(error,
				"Build calx with -D%s=enabled (on Debian it needs %s).",
				known->means, known->package);
		else
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
	const struct known_scheme *known = scheme_find(scheme);
	const char *means = known && known->means ? known->means : scheme;

	for (size_t i = 0; calx__drivers[i]; i++)
		if (calx__text_equal(means, calx__drivers[i]->scheme))
			return calx__drivers[i];
	driver_missing(scheme, error);
	return NULL;
}

/* ---- opening ------------------------------------------------------------ */

/* with what 0 stands for */
static calx_engine_options options_filled(calx_engine_options options)
{
	if (!options.pool_size)
		options.pool_size = 16;
	if (!options.pool_wait_ms)
		options.pool_wait_ms = 30000;
	if (!options.ping_idle_ms)
		options.ping_idle_ms = 1000;
	return options;
}

static size_t idle_max(const calx_engine_options *options)
{
	if (options->idle_max < 0)
		return 0;
	return (size_t)(options->idle_max ? options->idle_max
					  : options->pool_size);
}

static enum calx_status options_apply(struct calx_engine *engine,
	const calx_engine_options *options, calx_error *error)
{
	calx_engine_options all;

	if (!calx__options_read(options, &all, sizeof(all)))
		return calx__fail(error, CALX_MISUSE,
			"the program knows more options of engines than the library that it runs with");
	if (all.statement_cache < 0 ||
		(size_t)all.statement_cache > CACHE_ENTRIES_MAX)
		return calx__fail(error, CALX_RANGE,
			"a connection keeps from 1 to %zu statements, not %d",
			CACHE_ENTRIES_MAX, all.statement_cache);
	if (all.isolation < CALX_ISOLATION_DEFAULT ||
		all.isolation > CALX_READ_UNCOMMITTED ||
		all.reset < CALX_RESET_ROLLBACK || all.reset > CALX_RESET_ALL ||
		all.statement_timeout_ms < 0 || all.lock_timeout_ms < 0)
		return calx__fail(error, CALX_RANGE,
			"the engine's isolation or reset is none, or a timeout is less than 0");
	if (all.rows_at_once < 0)
		return calx__fail(error, CALX_RANGE,
			"an engine writes 1 row at once or more, not %d",
			all.rows_at_once);
	if (all.pool_size < 0 || all.pool_size > POOL_SIZE_MAX)
		return calx__fail(error, CALX_RANGE,
			"an engine has from 1 to %d connections, not %d",
			POOL_SIZE_MAX, all.pool_size);
	engine->options = options_filled(all);
	engine->pool.size = (size_t)engine->options.pool_size;
	engine->pool.idle_max = idle_max(&engine->options);
	return CALX_OK;
}

/* Opens the first connection and leaves it in the pool, where one of a
 * database in memory keeps the data alive. */
static enum calx_status engine_connect(
	struct calx_engine *engine, calx_error *error)
{
	calx_connection *first = calx_connection_open(engine, error);
	enum calx_status status = first ? CALX_OK : CALX_CONNECTION;

	if (first && DRIVER_HAS(engine->driver, version)) {
		engine->version = calx__arena_strdup(
			&engine->arena, engine->driver->version(first->db));
		if (!engine->version)
			status = calx__fail_memory(error);
	}
	calx_connection_close(first);
	return status;
}

static enum calx_status engine_set_up(
	struct calx_engine *engine, const char *url, calx_error *error)
{
	enum calx_status status =
		calx__url_parse(&engine->arena, url, &engine->url, error);

	if (status < 0)
		return status;
	engine->url.wait = engine->purpose.wait
				   ? engine->purpose.wait
				   : engine->options.lock_timeout_ms;
	engine->url.limit = engine->options.statement_timeout_ms;
	if (!engine->driver)
		engine->driver = driver_find(engine->url.scheme, error);
	return engine->driver ? engine_connect(engine, error) : CALX_INVALID;
}

static struct calx_engine *engine_new(calx_error *error)
{
	struct calx_engine *engine = calx__alloc_zero(1, sizeof(*engine));

	calx_error_clear(error);
	calx__fork_watch();
	if (engine)
		calx__hooks_init(engine);
	if (engine && calx__pool_init(&engine->pool, 1)) {
		if (calx__shared_init(&engine->shared))
			return engine;
		calx__pool_destroy(&engine->pool);
	}
	calx__free(engine);
	calx__fail_memory(error);
	return NULL;
}

static atomic_bool rehearsing;

void calx__engines_rehearse(void)
{
	atomic_store(&rehearsing, true);
}

/* The engine, if it opens. */
static calx_engine *engine_finish(struct calx_engine *engine, const char *url,
	const calx_engine_options *options, calx_error *error)
{
	if (atomic_load(&rehearsing)) {
		engine->purpose.looks = true;
		engine->purpose.how |= LOOK_COPY;
	}
	if (options_apply(engine, options, error) >= 0 &&
		engine_set_up(engine, url, error) >= 0)
		return engine;
	calx_engine_close(engine);
	return NULL;
}

calx_engine *calx__engine_open(const struct driver *driver, const char *url,
	const calx_engine_options *options, calx_error *error)
{
	struct calx_engine *engine = engine_new(error);

	if (!engine)
		return NULL;
	engine->driver = driver;
	return engine_finish(engine, url, options, error);
}

calx_engine *calx__engine_open_for(
	const char *url, const struct purpose *purpose, calx_error *error)
{
	struct calx_engine *engine = engine_new(error);

	if (!engine)
		return NULL;
	engine->purpose = *purpose;
	return engine_finish(engine, url, NULL, error);
}

calx_engine *calx_engine_open_with(
	const char *url, const calx_engine_options *options, calx_error *error)
{
	return calx__engine_open(NULL, url, options, error);
}

void calx_engine_close(calx_engine *engine)
{
	if (!engine)
		return;
	calx__connections_close(engine);
	calx__shared_release(&engine->shared);
	calx__pool_destroy(&engine->pool);
	calx__arena_release(&engine->arena);
	calx__vec_release(&engine->hooks);
	calx__free(engine);
}

struct shared *calx__engine_shared(calx_engine *engine)
{
	return engine ? &engine->shared : NULL;
}

/* ---- its connections ---------------------------------------------------- */

calx_pool_status calx_engine_pool_status(calx_engine *engine)
{
	struct pool_counts counts = { 0 };

	if (engine)
		counts = calx__pool_count(&engine->pool);
	return (calx_pool_status){ counts.size, counts.idle, counts.used,
		counts.waiting };
}

void calx_engine_dispose(calx_engine *engine)
{
	if (!engine)
		return;
	calx__pool_invalidate(&engine->pool);
	calx__connections_close(engine);
}

/* ---- what it is --------------------------------------------------------- */

const char *calx_engine_url(const calx_engine *engine)
{
	return engine ? engine->url.text : NULL;
}

const char *calx_engine_dialect(const calx_engine *engine)
{
	return engine ? engine->driver->dialect->name : NULL;
}

const char *calx_engine_driver(const calx_engine *engine)
{
	return engine && DRIVER_HAS(engine->driver, client)
		       ? engine->driver->client
		       : NULL;
}

/* The next number of "10.11.19-MariaDB", which ends at what is none. */
static int number_take(const char **text)
{
	int number = 0;

	for (; calx__ascii_is_digit(**text) && number < 100000; ++*text)
		number = number * 10 + (**text - '0');
	*text += **text == '.';
	return number;
}

calx_server_version calx_engine_server_version(const calx_engine *engine)
{
	calx_server_version version = { engine ? engine->version : NULL, 0, 0,
		0 };
	const char *rest = version.text;

	if (!rest)
		return version;
	version.major = number_take(&rest);
	version.minor = number_take(&rest);
	version.patch = number_take(&rest);
	return version;
}
