#include "driver/sqlite/open.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "driver/sqlite/error.h"
#include "driver/sqlite/setup.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Opening and closing: what the URL says, and the file that it names. */

/* The modes of ?mode=; all without SQLite's mutex, because a connection is
 * used by one thread at a time. Not SQLITE_OPEN_NOFOLLOW: it refuses a link
 * anywhere in the path, and whole systems reach their data through one. */
#define OPEN_FLAGS (SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE)

struct mode {
	const char *name;
	int flags;
};

static const struct mode modes[] = {
	{ "rwc", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE },
	{ "rw", SQLITE_OPEN_READWRITE },
	{ "ro", SQLITE_OPEN_READONLY },
	{ "memory", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE },
};
#define MODE_MEMORY (&modes[3])

/* those that keep transactions whole: not "off" */
static const char *const journals[] = { "wal", "delete", "truncate", "persist",
	"memory", NULL };

struct options {
	const struct mode *mode;
	struct sqlite_setup setup;
};

/* ---- parameters --------------------------------------------------------- */

static enum calx_status read_mode(
	struct options *options, const char *value, calx_error *error)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (calx__text_equal(value, modes[i].name)) {
			options->mode = &modes[i];
			return CALX_OK;
		}
	calx__fail(error, CALX_INVALID,
		"the URL's mode is not one that SQLite has: '%s'", value);
	calx__fail_hint(error, "The modes are ro, rw, rwc and memory.");
	return CALX_INVALID;
}

static enum calx_status read_timeout(
	struct options *options, const char *value, calx_error *error)
{
	calx_decimal seconds;

	if (calx_decimal_read(value, strlen(value), &seconds) < 0 ||
		calx_decimal_rescale(seconds, 3, &seconds) < 0 ||
		seconds.negative || seconds.high || seconds.low > INT_MAX)
		return calx__fail(error, CALX_INVALID,
			"the URL's timeout is not a number of seconds: '%s'",
			value);
	options->setup.timeout = (int)seconds.low;
	return CALX_OK;
}

static enum calx_status read_journal(
	struct options *options, const char *value, calx_error *error)
{
	for (const char *const *journal = journals; *journal; journal++)
		if (calx__text_equal(value, *journal)) {
			options->setup.journal = *journal;
			options->setup.journal_asked = true;
			return CALX_OK;
		}
	calx__fail(error, CALX_INVALID,
		"the URL's journal is not one that calx allows: '%s'", value);
	calx__fail_hint(error,
		"The journals are wal, delete, truncate, persist and memory.");
	return CALX_INVALID;
}

static const struct {
	const char *name;
	enum calx_status (*read)(
		struct options *options, const char *value, calx_error *error);
} parameters[] = {
	{ "mode", read_mode },
	{ "timeout", read_timeout },
	{ "journal", read_journal },
};
#define PARAMETER_COUNT (sizeof(parameters) / sizeof(*parameters))

static enum calx_status read_parameter(struct options *options,
	const struct url_parameter *parameter, calx_error *error)
{
	const char *names[PARAMETER_COUNT + 1] = { NULL };
	const char *suggestion;

	for (size_t i = 0; i < PARAMETER_COUNT; i++) {
		names[i] = parameters[i].name;
		if (calx__text_equal(parameter->name, names[i]))
			return parameters[i].read(
				options, parameter->value, error);
	}
	calx__fail(error, CALX_INVALID,
		"the URL has a parameter that SQLite does not know: '%s'",
		parameter->name);
	suggestion = calx__text_suggest(parameter->name, names);
	if (suggestion)
		calx__fail_hint(error, "Did you mean %s?", suggestion);
	else
		calx__fail_hint(
			error, "The parameters are mode, timeout and journal.");
	return CALX_INVALID;
}

/* ---- the file ----------------------------------------------------------- */

static bool url_is_memory(const struct url *url)
{
	return !url->database || calx__text_equal(url->database, ":memory:");
}

static enum calx_status url_check(const struct url *url, calx_error *error)
{
	if (url->host || url->port || url->user) {
		calx__fail(error, CALX_INVALID, "an SQLite URL has no host: %s",
			url->text);
		calx__fail_hint(error,
			"Write three slashes before the name "
			"of a file: sqlite:///file.db, or four before an "
			"absolute one: sqlite:////tmp/file.db.");
		return CALX_INVALID;
	}
	if (url->database && !*url->database) {
		calx__fail(error, CALX_INVALID, "the URL names no file: %s",
			url->text);
		calx__fail_hint(error, "sqlite:// is a database in memory.");
		return CALX_INVALID;
	}
	return CALX_OK;
}

static enum calx_status options_read(
	const struct url *url, struct options *ret_options, calx_error *error)
{
	struct options options = { &modes[0], { 5000, "wal", false } };
	const struct url_parameter *p;
	enum calx_status status = url_check(url, error);

	for (p = url->parameters; status >= 0 && p->name; p++)
		status = read_parameter(&options, p, error);
	if (status < 0)
		return status;
	if (url_is_memory(url))
		options.mode = MODE_MEMORY;
	/* memdb keeps its journal in memory */
	if (options.mode == MODE_MEMORY)
		options.setup.journal = NULL;
	*ret_options = options;
	return CALX_OK;
}

/* SQLite counts all its memory under one lock, for statistics that nobody here
 * reads; its manual recommends to leave that out (compile.html,
 * SQLITE_DEFAULT_MEMSTATUS). It can be said only before SQLite is used: in a
 * program that has done so already, and may want its statistics, nothing
 * changes. */
static void statistics_off(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A file by its path. What SQLite could take for something else than a file
 * is made one. */
static int file_open(struct db *db, const struct options *options)
{
	bool special = *db->file == ':' || calx__text_starts(db->file, "file:");
	char *path = sqlite3_mprintf("%s%s", special ? "./" : "", db->file);
	int code;

	if (!path)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(
		path, &db->handle, options->mode->flags | OPEN_FLAGS, NULL);
	sqlite3_free(path);
	return code;
}

/* A database in memory is a file of SQLite's memdb, which all connections of
 * one engine share (the URL's address tells engines apart) and which is gone
 * with the last of them. */
static int memory_open(
	struct db *db, const struct url *url, const struct options *options)
{
	char path[32];

	sqlite3_snprintf(sizeof(path), path, "/calx-%p", (const void *)url);
	return sqlite3_open_v2(
		path, &db->handle, options->mode->flags | OPEN_FLAGS, "memdb");
}

static int handle_open(
	struct db *db, const struct url *url, const struct options *options)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, statistics_off);
	return options->mode == MODE_MEMORY ? memory_open(db, url, options)
					    : file_open(db, options);
}

/* ---- open and close ----------------------------------------------------- */

/* SQLite says the same of all that it cannot open; the usual reasons differ. */
static void open_hint(const struct options *options, calx_error *error)
{
	if (!error || error->status != CALX_CONNECTION)
		return;
	if (options->mode == &modes[0])
		calx__fail_hint(error,
			"The directory must exist and be one that this user may write to; the file is created.");
	else
		calx__fail_hint(error,
			"With mode=%s the file must exist already.",
			options->mode->name);
}

static enum calx_status db_open(struct db *db, const struct url *url,
	const struct options *options, calx_error *error)
{
	int code = handle_open(db, url, options);
	enum calx_status status =
		code == SQLITE_OK
			? calx__sqlite_set_up(db, &options->setup, error)
			: calx__sqlite_fail(db, code, error);

	if (status < 0)
		open_hint(options, error);
	return status;
}

/* SQLite says nothing by itself. */
enum calx_status calx__sqlite_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	struct options options;
	enum calx_status status = options_read(url, &options, error);
	struct db *db;

	(void)listener;
	if (status < 0)
		return status;
	db = calx__alloc_zero(1, sizeof(*db));
	if (!db)
		return calx__fail_memory(error);
	db->file = url_is_memory(url) ? "database in memory" : url->database;
	status = db_open(db, url, &options, error);
	if (status < 0)
		calx__sqlite_close(db);
	else
		*ret_db = db;
	return status;
}

void calx__sqlite_close(struct db *db)
{
	for (size_t i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(db->controls[i]);
	sqlite3_close_v2(db->handle);
	calx__free(db);
}
