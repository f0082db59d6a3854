#include "driver/sqlite/open.h"

#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "driver/sqlite/error.h"
#include "driver/sqlite/fields.h"
#include "driver/sqlite/file/file.h"
#include "driver/sqlite/setup.h"
#include "driver/sqlite/transaction.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/strbuf.h"
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

static enum calx_status read_switch(
	const char *name, const char *value, bool *ret_on, calx_error *error)
{
	*ret_on = calx__text_equal(value, "on");
	if (*ret_on || calx__text_equal(value, "off"))
		return CALX_OK;
	return calx__fail(error, CALX_INVALID,
		"the URL's %s is neither on nor off: '%s'", name, value);
}

/* A file that is not trusted is looked at closely. */
static enum calx_status read_trust(
	struct options *options, const char *value, calx_error *error)
{
	bool trusts = false;
	enum calx_status status =
		read_switch("trusted_schema", value, &trusts, error);

	options->setup.trust = trusts ? TRUST_ALL : TRUST_NOTHING;
	options->setup.checks_cells |= !trusts;
	return status;
}

static enum calx_status read_cell_check(
	struct options *options, const char *value, calx_error *error)
{
	return read_switch(
		"cell_size_check", value, &options->setup.checks_cells, error);
}

static enum calx_status read_strings(
	struct options *options, const char *value, calx_error *error)
{
	return read_switch(
		"double_quoted_strings", value, &options->setup.strings, error);
}

static enum calx_status read_synchronous(
	struct options *options, const char *value, calx_error *error)
{
	static const char *const words[] = { "off", "normal", "full", "extra" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__text_equal(value, words[i])) {
			options->setup.synchronous = words[i];
			return CALX_OK;
		}
	return calx__fail(error, CALX_INVALID,
		"the URL's synchronous is none of off, normal, full and extra: '%s'",
		value);
}

static enum calx_status read_cache_size(
	struct options *options, const char *value, calx_error *error)
{
	long long kib = 0;

	if (!calx__text_to_int64(value, strlen(value), &kib) || kib < 1 ||
		kib > INT_MAX)
		return calx__fail(error, CALX_INVALID,
			"the URL's cache_size is not a number of KiB: '%s'",
			value);
	options->setup.cache_kib = (int)kib;
	return CALX_OK;
}

static const struct {
	const char *name;
	enum calx_status (*read)(
		struct options *options, const char *value, calx_error *error);
} parameters[] = {
	{ "mode", read_mode },
	{ "timeout", read_timeout },
	{ "journal", read_journal },
	{ "trusted_schema", read_trust },
	{ "double_quoted_strings", read_strings },
	{ "cell_size_check", read_cell_check },
	{ "synchronous", read_synchronous },
	{ "cache_size", read_cache_size },
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
		calx__fail_hint(error,
			"The parameters are mode, timeout, journal, trusted_schema, double_quoted_strings, cell_size_check, synchronous and cache_size.");
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
	struct options options = { &modes[0],
		{ .timeout = 5000, .journal = "wal" } };
	const struct url_parameter *p;
	enum calx_status status = url_check(url, error);

	for (p = url->parameters; status >= 0 && p->name; p++)
		status = read_parameter(&options, p, error);
	if (status < 0)
		return status;
	if (url_is_memory(url))
		options.mode = MODE_MEMORY;
	/* memdb keeps its journal in memory */
	if (url->wait > 0)
		options.setup.timeout =
			url->wait > INT_MAX ? INT_MAX : (int)url->wait;
	options.setup.memory = options.mode == MODE_MEMORY;
	if (options.setup.memory)
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
static int file_open(struct db *db, const char *file, int flags)
{
	bool special = *file == ':' || calx__text_starts(file, "file:");
	char *path = sqlite3_mprintf("%s%s", special ? "./" : "", file);
	int code;

	if (!path)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(path, &db->handle, flags | OPEN_FLAGS, NULL);
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
	assert(db);
	return options->mode == MODE_MEMORY
		       ? memory_open(db, url, options)
		       : file_open(db, db->file, options->mode->flags);
}

/* ---- opening ------------------------------------------------------------ */

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

/* And the function that takes rows. */
static enum calx_status db_set_up(
	struct db *db, const struct sqlite_setup *setup, calx_error *error)
{
	const int code = sqlite3_create_function_v2(db->handle, "calx_row", -1,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, &db->taking, calx__sqlite_take,
		NULL, NULL, NULL);

	return code == SQLITE_OK ? calx__sqlite_set_up(db, setup, error)
				 : calx__sqlite_fail(db, code, error);
}

static enum calx_status db_open(struct db *db, const struct url *url,
	const struct options *options, calx_error *error)
{
	int code = handle_open(db, url, options);
	enum calx_status status =
		code == SQLITE_OK ? db_set_up(db, &options->setup, error)
				  : calx__sqlite_fail(db, code, error);

	if (status < 0)
		open_hint(options, error);
	else if (db->limit)
		calx__sqlite_limit(db, db->limit);
	return status;
}

/* The options of the URL, and a db without a handle. */
static enum calx_status db_new(const struct url *url,
	struct options *ret_options, struct db **ret_db, calx_error *error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	enum calx_status status = options_read(url, ret_options, error);
	struct db *db;

	if (status < 0)
		return status;
	pthread_once(&once, statistics_off);
	db = calx__alloc_zero(1, sizeof(*db));
	if (!db)
		return calx__fail_memory(error);
	db->file = url_is_memory(url) ? "database in memory" : url->database;
	db->timeout = ret_options->setup.timeout;
	db->limit = url->limit;
	*ret_db = db;
	return CALX_OK;
}

/* Hands it over, if all went well. */
static enum calx_status db_give(
	struct db *db, enum calx_status status, struct db **ret_db)
{
	if (status < 0)
		calx__sqlite_close(db);
	else
		*ret_db = db;
	return status;
}

/* SQLite says nothing by itself. */
enum calx_status calx__sqlite_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	struct options options;
	struct db *db = NULL;
	enum calx_status status = db_new(url, &options, &db, error);

	(void)listener;
	return status < 0
		       ? status
		       : db_give(db, db_open(db, url, &options, error), ret_db);
}

/* ---- looking ------------------------------------------------------------ */

static enum calx_status look_set_up(
	struct db *db, const struct options *options, calx_error *error)
{
	struct sqlite_setup setup = options->setup;

	setup.journal = NULL;
	db->looks = true;
	return db_set_up(db, &setup, error);
}

/* With these flags; the handle goes again if the file cannot be read so. */
static enum calx_status look_try(struct db *db, const char *file, int flags,
	const struct options *options, calx_error *error)
{
	int code = file_open(db, file, flags);
	enum calx_status status = code == SQLITE_OK
					  ? look_set_up(db, options, error)
					  : calx__sqlite_fail(db, code, error);

	if (status < 0) {
		sqlite3_close_v2(db->handle);
		db->handle = NULL;
	}
	return status;
}

/* SQLite's URI names of files (uri.html): the file alone counts, and nothing is
 * locked or made. */
static enum calx_status look_alone(
	struct db *db, const struct options *options, calx_error *error)
{
	static const char immutable[] = "?immutable=1";
	struct strbuf uri = STRBUF_INIT;
	enum calx_status status;
	int code;

	const char *file = db->file;

	/* two slashes would begin the name of a host */
	while (file[0] == '/' && file[1] == '/')
		file++;
	calx__strbuf_adds(&uri, "file:");
	for (const char *c = file; *c; c++)
		if (strchr("%?#", *c))
			calx__strbuf_addf(&uri, "%%%02x", (unsigned char)*c);
		else
			calx__strbuf_addc(&uri, *c);
	calx__strbuf_adds(&uri, immutable);
	if (uri.failed) {
		calx__strbuf_release(&uri);
		return calx__fail_memory(error);
	}
	code = sqlite3_open_v2(uri.data, &db->handle,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | OPEN_FLAGS, NULL);
	status = code == SQLITE_OK ? look_set_up(db, options, error)
				   : calx__sqlite_fail(db, code, error);
	calx__strbuf_release(&uri);
	return status;
}

/* What somebody has left half done must be done before it can be read: in a
 * copy. It stays open when its name is gone. */
static enum calx_status look_aside(
	struct db *db, const struct options *options, calx_error *error)
{
	struct file_copy copy;
	enum calx_status status;
	int failed = calx__sqlite_file_copy(db->file, &copy);

	if (failed) {
		calx__fail(error, CALX_CONNECTION,
			"%s: it was left by a program that ended half-way, and could not be copied to be looked at: %s",
			db->file, strerror(failed));
		calx__fail_hint(error,
			"Whoever may write to it mends it by opening it: sqlite3 %s .schema",
			db->file);
		return CALX_CONNECTION;
	}
	status = look_try(db, copy.path, SQLITE_OPEN_READWRITE, options, error);
	calx__sqlite_file_copy_remove(&copy);
	return status;
}

/* Nobody has it open. SQLite takes away what it makes beside it, if it may;
 * else it is told not to make anything, which is safe as long as nobody comes
 * to write. */
static enum calx_status look_at_rest(
	struct db *db, const struct options *options, calx_error *error)
{
	if (calx__sqlite_file_is_free(db->file) &&
		look_try(db, db->file, SQLITE_OPEN_READWRITE, options, error) >=
			0)
		return CALX_OK;
	calx_error_clear(error);
	return look_alone(db, options, error);
}

/* Whether it can be read, but not before something was written: a journal is to
 * be played back, or a log that has lost one of its files. */
static bool is_half_done(const struct db *db, int code)
{
	return (code & 0xff) == SQLITE_READONLY ||
	       ((code & 0xff) == SQLITE_CANTOPEN &&
		       access(db->file, R_OK) == 0);
}

/* That shows only now. */
static enum calx_status look_read(
	struct db *db, const struct options *options, calx_error *error)
{
	calx_error first = { .status = CALX_OK };
	enum calx_status status =
		look_try(db, db->file, SQLITE_OPEN_READONLY, options, &first);

	if (status < 0 && is_half_done(db, first.native_code))
		return look_aside(db, options, error);
	if (status < 0 && error)
		*error = first;
	return status;
}

static enum calx_status fail_missing(const struct db *db, calx_error *error)
{
	calx__fail(error, CALX_CONNECTION, "there is no database %s", db->file);
	if (error) {
		error->native_code = SQLITE_CANTOPEN;
		calx__fail_copy(
			error->sqlstate, sizeof(error->sqlstate), "08001");
	}
	return CALX_CONNECTION;
}

static enum calx_status fail_strange(const struct db *db, calx_error *error)
{
	return calx__fail(error, CALX_CONNECTION,
		"%s: could not open the database: it is not a file", db->file);
}

static enum calx_status look_open(
	struct db *db, const struct options *options, calx_error *error)
{
	assert(db);
	switch (calx__sqlite_file_state(db->file)) {
	case FILE_MISSING:
		return fail_missing(db, error);
	case FILE_STRANGE:
		return fail_strange(db, error);
	case FILE_AT_REST:
		return look_at_rest(db, options, error);
	case FILE_ABANDONED:
		return look_aside(db, options, error);
	case FILE_READABLE:
		break;
	}
	return look_read(db, options, error);
}

/* A database without a name: in memory, and in a temporary file as far as it
 * is large (inmemorydb.html). */
static enum calx_status nameless_open(
	struct db *db, const struct db *source, calx_error *error)
{
	sqlite3_backup *backup;
	int code;

	assert(db);
	code = sqlite3_open_v2("", &db->handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | OPEN_FLAGS, NULL);
	if (code != SQLITE_OK || !source)
		return code == SQLITE_OK ? CALX_OK
					 : calx__sqlite_fail(db, code, error);
	backup =
		sqlite3_backup_init(db->handle, "main", source->handle, "main");
	if (!backup)
		return calx__sqlite_fail(
			db, sqlite3_extended_errcode(db->handle), error);
	code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE ? CALX_OK
				   : calx__sqlite_fail(db, code, error);
}

/* `source`: what is copied; NULL: it is empty. */
static enum calx_status copy_open(const struct url *url,
	const struct db *source, struct db **ret_db, calx_error *error)
{
	struct options options;
	struct db *db = NULL;
	enum calx_status status = db_new(url, &options, &db, error);

	if (status < 0)
		return status;
	assert(db);
	options.setup.journal = NULL;
	if ((status = nameless_open(db, source, error)) >= 0)
		status = db_set_up(db, &options.setup, error);
	return db_give(db, status, ret_db);
}

enum calx_status calx__sqlite_look(const struct url *url, unsigned how,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	struct options options;
	struct db *db = NULL;
	enum calx_status status;

	if (url_is_memory(url))
		return calx__sqlite_open(url, listener, ret_db, error);
	if ((status = db_new(url, &options, &db, error)) < 0)
		return status;
	assert(db);
	if ((how & LOOK_EMPTY) &&
		calx__sqlite_file_state(db->file) == FILE_MISSING) {
		calx__sqlite_close(db);
		return copy_open(url, NULL, ret_db, error);
	}
	status = look_open(db, &options, error);
	if (status < 0 || !(how & LOOK_COPY))
		return db_give(db, status, ret_db);
	status = copy_open(url, db, ret_db, error);
	calx__sqlite_close(db);
	return status;
}

/* ---- closing ------------------------------------------------------------ */

void calx__sqlite_close(struct db *db)
{
	for (size_t i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(db->controls[i]);
	sqlite3_close_v2(db->handle);
	calx__free(db);
}
