#include "driver/sqlite/database.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Opening a file, and making the connection what the library promises: what
 * SQLite leaves open for the sake of old programs is closed. */

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
	int timeout; /* milliseconds */
	const char *journal;
	bool journal_asked;
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
	options->timeout = (int)seconds.low;
	return CALX_OK;
}

static enum calx_status read_journal(
	struct options *options, const char *value, calx_error *error)
{
	for (const char *const *journal = journals; *journal; journal++)
		if (calx__text_equal(value, *journal)) {
			options->journal = *journal;
			options->journal_asked = true;
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
	struct options options = { &modes[0], 5000, "wal", false };
	const struct url_parameter *p;
	enum calx_status status = url_check(url, error);

	for (p = url->parameters; status == CALX_OK && p->name; p++)
		status = read_parameter(&options, p, error);
	if (status < 0)
		return status;
	if (url_is_memory(url))
		options.mode = MODE_MEMORY;
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

/* Opens the handle. A database in memory is a file of SQLite's memdb, which
 * all connections of one engine share (the URL's address tells engines apart)
 * and which is gone with the last of them. */
static int handle_open(struct sqlite_database *database, const struct url *url,
	const struct options *options)
{
	/* names that SQLite could take for something else than a file */
	const char *name = database->file;
	bool special = *name == ':' || calx__text_starts(name, "file:");
	bool memory = options->mode == MODE_MEMORY;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char *path;
	int code;

	pthread_once(&once, statistics_off);
	path = memory ? sqlite3_mprintf("/calx-%p", (const void *)url)
		      : sqlite3_mprintf("%s%s", special ? "./" : "", name);
	if (!path)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(path, &database->handle,
		options->mode->flags | OPEN_FLAGS, memory ? "memdb" : NULL);
	sqlite3_free(path);
	return code;
}

/* ---- settings ----------------------------------------------------------- */

/* Runs a pragma and copies its only answer, "" if it has none. */
static int pragma_run(
	sqlite3 *handle, const char *sql, char *answer, size_t size)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v3(handle, sql, -1, 0, &statement, NULL);

	answer[0] = '\0';
	if (code != SQLITE_OK)
		return code;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(statement, 0);

		calx__fail_copy(answer, size, (const char *)text);
		code = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* The settings of the connection, each with the answer that proves it. */
static const struct {
	int option;
	int value;
} settings[] = {
	{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
};

static enum calx_status settings_apply(
	const struct sqlite_database *database, calx_error *error)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		int answer = -1;
		int code = sqlite3_db_config(database->handle,
			settings[i].option, settings[i].value, &answer);

		if (code != SQLITE_OK)
			return calx__sqlite_fail(database, code, error);
		if (answer != settings[i].value)
			return calx__fail(error, CALX_UNSUPPORTED,
				"this build of SQLite cannot switch %s (setting %d)",
				settings[i].option ==
						SQLITE_DBCONFIG_ENABLE_FKEY
					? "foreign keys on"
					: "its unsafe features off",
				settings[i].option);
	}
	sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
	return CALX_OK;
}

/* Tells what kept the journal from changing, if it was asked for. */
static enum calx_status journal_refused(const struct sqlite_database *database,
	const struct options *options, const char *answer, calx_error *error)
{
	if (!options->journal_asked)
		return CALX_OK;
	return calx__fail(error, CALX_UNSUPPORTED,
		"%s: the journal cannot be %s here, it is %s", database->file,
		options->journal, answer);
}

/* Without ?journal= a file gets a write-ahead log where that is possible, and
 * keeps what it has where another connection is in the way. */
static enum calx_status journal_set(const struct sqlite_database *database,
	const struct options *options, calx_error *error)
{
	char sql[64], answer[16];
	sqlite3 *handle = database->handle;
	int code = pragma_run(
		handle, "PRAGMA main.journal_mode", answer, sizeof(answer));

	if (code == SQLITE_OK && !sqlite3_db_readonly(handle, "main") &&
		!calx__text_equal(answer, options->journal)) {
		sqlite3_snprintf(sizeof(sql), sql,
			"PRAGMA main.journal_mode = %s", options->journal);
		code = pragma_run(handle, sql, answer, sizeof(answer));
		if ((code & 0xff) == SQLITE_BUSY && !options->journal_asked)
			code = SQLITE_OK;
	}
	if (code != SQLITE_OK)
		return calx__sqlite_fail(database, code, error);
	if (!calx__text_equal(answer, options->journal))
		return journal_refused(database, options, answer, error);
	if (!calx__text_equal(answer, "wal"))
		return CALX_OK;
	/* a log is safe without a sync at every commit; other journals are not */
	code = pragma_run(handle, "PRAGMA main.synchronous = NORMAL", answer,
		sizeof(answer));
	return code == SQLITE_OK ? CALX_OK
				 : calx__sqlite_fail(database, code, error);
}

/* Reads the file for the first time: only now SQLite sees what it is. */
static enum calx_status file_try(const struct sqlite_database *database,
	const struct options *options, calx_error *error)
{
	static const char *const pragmas[] = {
		"PRAGMA cell_size_check = ON",
		"PRAGMA main.schema_version",
	};
	char answer[16];

	for (size_t i = 0; i < sizeof(pragmas) / sizeof(*pragmas); i++) {
		int code = pragma_run(
			database->handle, pragmas[i], answer, sizeof(answer));

		if (code != SQLITE_OK)
			return calx__sqlite_fail(database, code, error);
	}
	/* memdb keeps its journal in memory, and its size is limited */
	if (options->mode != MODE_MEMORY)
		return journal_set(database, options, error);
	sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_SIZE_LIMIT,
		&(sqlite3_int64){ INT64_C(1) << 46 });
	return CALX_OK;
}

static enum calx_status database_set_up(struct sqlite_database *database,
	const struct options *options, calx_error *error)
{
	enum calx_status status;
	int code = sqlite3_busy_timeout(database->handle, options->timeout);

	if (code == SQLITE_OK)
		code = calx__sqlite_add_collations(database->handle);
	if (code != SQLITE_OK)
		return calx__sqlite_fail(database, code, error);
	status = settings_apply(database, error);
	return status < 0 ? status : file_try(database, options, error);
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

enum calx_status calx__sqlite_open(
	const struct url *url, void **ret_db, calx_error *error)
{
	struct sqlite_database *database;
	struct options options;
	enum calx_status status = options_read(url, &options, error);
	int code;

	if (status < 0)
		return status;
	database = calx__alloc_zero(1, sizeof(*database));
	if (!database)
		return calx__fail_memory(error);
	database->file =
		url_is_memory(url) ? "database in memory" : url->database;
	code = handle_open(database, url, &options);
	status = code == SQLITE_OK ? database_set_up(database, &options, error)
				   : calx__sqlite_fail(database, code, error);
	if (status < 0) {
		open_hint(&options, error);
		calx__sqlite_close(database);
		return status;
	}
	*ret_db = database;
	return CALX_OK;
}

void calx__sqlite_close(void *db)
{
	struct sqlite_database *database = db;

	for (size_t i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(database->controls[i]);
	sqlite3_close_v2(database->handle);
	calx__free(database);
}
