#include "driver/sqlite/setup.h"

#include <string.h>

#include "driver/sqlite/error.h"
#include "driver/sqlite/function/decimal.h"
#include "sql/type/uuid.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* What a fresh connection is told and taught: what SQLite leaves open for the
 * sake of old programs is closed, and it learns to sort. And what it is told while
 * a schema is made once more. */

/* ---- settings ----------------------------------------------------------- */

int calx__sqlite_pragma(
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

static enum calx_status settings_apply(const struct db *db, calx_error *error)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		int answer = -1;
		int code = sqlite3_db_config(db->handle, settings[i].option,
			settings[i].value, &answer);

		if (code != SQLITE_OK)
			return calx__sqlite_fail(db, code, error);
		if (answer != settings[i].value)
			return calx__fail(error, CALX_UNSUPPORTED,
				"this build of SQLite cannot switch %s (setting %d)",
				settings[i].option ==
						SQLITE_DBCONFIG_ENABLE_FKEY
					? "foreign keys on"
					: "its unsafe features off",
				settings[i].option);
	}
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	return CALX_OK;
}

/* SQLite has one switch for statements and for what views and triggers do. A
 * statement of its own is prepared so that no name of it can be a string. */
static enum calx_status strings_allow(struct db *db, calx_error *error)
{
	const int code =
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 1, NULL);

	db->strings = true;
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}

/* What SQLite itself brings and does not call harmless before 3.44: full-text
 * search and R-Trees. Is there anything else that a schema could use, such as a
 * function of the program's? Those that are innocuous or for direct use only
 * do not count (0x200000, 0x080000). */
static const char strangers_query[] =
	"SELECT count(*) FROM (SELECT 1 FROM pragma_function_list"
	" WHERE NOT builtin AND NOT flags & 0x280000 AND name NOT IN ("
	"'bm25', 'fts5', 'fts5_source_id', 'geopoly_debug', 'highlight',"
	" 'match', 'matchinfo', 'offsets', 'optimize', 'rtreecheck',"
	" 'rtreedepth', 'rtreenode', 'snippet')"
	" UNION ALL SELECT 1 FROM pragma_module_list"
	" WHERE name NOT LIKE 'pragma\\_%' ESCAPE '\\' AND name NOT IN ("
	"'bytecode', 'completion', 'dbstat', 'fts3', 'fts3tokenize', 'fts4',"
	" 'fts4aux', 'fts5', 'fts5vocab', 'geopoly', 'json_each', 'json_tree',"
	" 'rtree', 'rtree_i32', 'sqlite_dbpage', 'sqlite_stmt',"
	" 'tables_used'))";

static int trust_set(const struct db *db, int on)
{
	return sqlite3_db_config(
		db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, on, NULL);
}

/* A schema can do nothing with what SQLite brings but change its own file. A
 * function of the program may do anything. The question loads the schema, which
 * may have an index on a function that only trust lets pass; it runs nothing. */
static enum calx_status trust_settle(
	const struct db *db, enum sqlite_trust trust, calx_error *error)
{
	char answer[16] = "0";
	int code = SQLITE_OK;

	if (trust != TRUST_NOTHING)
		code = trust_set(db, 1);
	if (code == SQLITE_OK && trust == TRUST_SQLITE)
		code = calx__sqlite_pragma(
			db->handle, strangers_query, answer, sizeof(answer));
	/* a build without these pragmas: nobody knows */
	if (code == SQLITE_ERROR ||
		(code == SQLITE_OK && !calx__text_equal(answer, "0")))
		code = trust_set(db, 0);
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}

/* Tells what kept the journal from changing, if it was asked for. */
static enum calx_status journal_refused(const struct db *db,
	const struct sqlite_setup *setup, const char *answer, calx_error *error)
{
	if (!setup->journal_asked)
		return CALX_OK;
	return calx__fail(error, CALX_UNSUPPORTED,
		"%s: the journal cannot be %s here, it is %s", db->file,
		setup->journal, answer);
}

/* Whether the journal is to be another one: the mode is kept in the file, and
 * a file that is there is somebody's. */
static int journal_look(
	const struct db *db, const struct sqlite_setup *setup, bool *ret_change)
{
	char pages[24] = "";
	int code = SQLITE_OK;

	if (!setup->journal_asked)
		code = calx__sqlite_pragma(db->handle, "PRAGMA main.page_count",
			pages, sizeof(pages));
	*ret_change = setup->journal_asked || calx__text_equal(pages, "0");
	return code;
}

/* Asks for the journal, and copies what there is now. */
static int journal_ask(const struct db *db, const struct sqlite_setup *setup,
	char *answer, size_t size)
{
	char sql[64];
	sqlite3 *handle = db->handle;
	bool change = false;
	int code = calx__sqlite_pragma(
		handle, "PRAGMA main.journal_mode", answer, size);

	if (code != SQLITE_OK || sqlite3_db_readonly(handle, "main") ||
		calx__text_equal(answer, setup->journal))
		return code;
	code = journal_look(db, setup, &change);
	if (code != SQLITE_OK || !change)
		return code;
	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA main.journal_mode = %s",
		setup->journal);
	code = calx__sqlite_pragma(handle, sql, answer, size);
	if ((code & 0xff) == SQLITE_BUSY && !setup->journal_asked)
		return SQLITE_OK;
	return code;
}

/* Without ?journal= a new file gets a write-ahead log where that is possible,
 * and keeps what it has where another connection is in the way. */
static enum calx_status journal_set(const struct db *db,
	const struct sqlite_setup *setup, calx_error *error)
{
	char answer[16];
	int code = journal_ask(db, setup, answer, sizeof(answer));

	if (code != SQLITE_OK)
		return calx__sqlite_fail(db, code, error);
	if (!calx__text_equal(answer, setup->journal))
		return journal_refused(db, setup, answer, error);
	if (!calx__text_equal(answer, "wal"))
		return CALX_OK;
	/* a log is safe without a sync at every commit; other journals are not */
	code = calx__sqlite_pragma(db->handle,
		"PRAGMA main.synchronous = NORMAL", answer, sizeof(answer));
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}

static enum calx_status looks_set(const struct db *db, calx_error *error)
{
	char answer[8];
	int code = calx__sqlite_pragma(
		db->handle, "PRAGMA query_only = 1", answer, sizeof(answer));

	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}

/* Reads the file for the first time: only now SQLite sees what it is. */
static enum calx_status file_try(const struct db *db,
	const struct sqlite_setup *setup, calx_error *error)
{
	char answer[16];
	int code = SQLITE_OK;

	/* who only looks has time, and a file of somebody else */
	if (setup->checks_cells || db->looks)
		code = calx__sqlite_pragma(db->handle,
			"PRAGMA cell_size_check = ON", answer, sizeof(answer));
	if (code == SQLITE_OK)
		code = calx__sqlite_pragma(db->handle,
			"PRAGMA main.schema_version", answer, sizeof(answer));
	if (code != SQLITE_OK)
		return calx__sqlite_fail(db, code, error);
	if (setup->journal)
		return journal_set(db, setup, error);
	if (db->looks)
		return looks_set(db, error);
	/* the size of a database in memory is limited by itself */
	if (setup->memory)
		sqlite3_file_control(db->handle, "main",
			SQLITE_FCNTL_SIZE_LIMIT,
			&(sqlite3_int64){ INT64_C(1) << 46 });
	return CALX_OK;
}

/* ---- collations --------------------------------------------------------- */

/* They sort text by the value it stands for. A schema never names them, so
 * that other programs can open the file; only queries do. Text that stands for
 * no value comes last, by its bytes: the order must be total, whatever the
 * file holds. */

union sortable {
	calx_decimal decimal;
	calx_time time;
	calx_datetime datetime;
	calx_uuid uuid;
	calx_timestamp timestamp;
	calx_interval interval;
};

struct collation {
	const char *name;
	bool (*read)(const char *text, size_t size, union sortable *ret_value);
	int (*compare)(const union sortable *a, const union sortable *b);
};

static int order_int64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static bool read_decimal(
	const char *text, size_t size, union sortable *ret_value)
{
	return calx_decimal_read(text, size, &ret_value->decimal) >= 0;
}

static int compare_decimals(const union sortable *a, const union sortable *b)
{
	return calx_decimal_compare(a->decimal, b->decimal);
}

static bool read_timestamp(
	const char *text, size_t size, union sortable *ret_value)
{
	return calx_timestamp_read(text, size, &ret_value->timestamp) >= 0;
}

static int compare_timestamps(const union sortable *a, const union sortable *b)
{
	return order_int64(calx_timestamp_microseconds(a->timestamp),
		calx_timestamp_microseconds(b->timestamp));
}

static bool read_time(const char *text, size_t size, union sortable *ret_value)
{
	return calx_time_read(text, size, &ret_value->time) >= 0;
}

static int64_t microsecond_of_day(calx_time time)
{
	return ((time.hour * 60 + time.minute) * 60 + time.second) *
		       INT64_C(1000000) +
	       time.microsecond;
}

static int compare_times(const union sortable *a, const union sortable *b)
{
	return order_int64(
		microsecond_of_day(a->time), microsecond_of_day(b->time));
}

static bool read_datetime(
	const char *text, size_t size, union sortable *ret_value)
{
	return calx_datetime_read(text, size, &ret_value->datetime) >= 0;
}

static int compare_datetimes(const union sortable *a, const union sortable *b)
{
	return order_int64(calx_datetime_microseconds(a->datetime),
		calx_datetime_microseconds(b->datetime));
}

static bool read_uuid(const char *text, size_t size, union sortable *ret_value)
{
	return calx__uuid_get(text, size, &ret_value->uuid);
}

static int compare_uuids(const union sortable *a, const union sortable *b)
{
	return memcmp(&a->uuid, &b->uuid, sizeof(a->uuid));
}

static bool read_interval(
	const char *text, size_t size, union sortable *ret_value)
{
	return calx_interval_read(text, size, &ret_value->interval) >= 0;
}

#define DAY (INT64_C(86400) * 1000000)

/* Whole days, so that nothing overflows, and a rest of less than one. */
static int64_t interval_days(calx_interval interval, int64_t *ret_rest)
{
	int64_t days = (int64_t)interval.months * 30 + interval.days +
		       interval.microseconds / DAY;
	int64_t rest = interval.microseconds % DAY;

	*ret_rest = rest < 0 ? rest + DAY : rest;
	return rest < 0 ? days - 1 : days;
}

/* A month counts as 30 days and a day as 24 hours, as PostgreSQL compares
 * intervals. */
static int compare_intervals(const union sortable *a, const union sortable *b)
{
	int64_t a_rest, b_rest;
	int64_t a_days = interval_days(a->interval, &a_rest);
	int64_t b_days = interval_days(b->interval, &b_rest);

	return a_days == b_days ? order_int64(a_rest, b_rest)
				: order_int64(a_days, b_days);
}

static const struct collation collations[] = {
	{ "calx_decimal", read_decimal, compare_decimals },
	{ "calx_time", read_time, compare_times },
	{ "calx_datetime", read_datetime, compare_datetimes },
	{ "calx_timestamp", read_timestamp, compare_timestamps },
	{ "calx_uuid", read_uuid, compare_uuids },
	{ "calx_interval", read_interval, compare_intervals },
};

static int order_bytes(int a_size, const void *a, int b_size, const void *b)
{
	int order = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));

	return order ? order : (a_size > b_size) - (a_size < b_size);
}

/* What SQLite calls; the context is the collation. */
static int collate(void *context, int a_size, const void *a_text, int b_size,
	const void *b_text)
{
	const struct collation *collation = context;
	union sortable a, b;
	bool a_valid, b_valid;

	/* as most are that are compared for being equal */
	if (a_size == b_size && memcmp(a_text, b_text, (size_t)a_size) == 0)
		return 0;
	a_valid = collation->read(a_text, (size_t)a_size, &a);
	b_valid = collation->read(b_text, (size_t)b_size, &b);

	if (a_valid && b_valid)
		return collation->compare(&a, &b);
	if (a_valid || b_valid)
		return a_valid ? -1 : 1;
	return order_bytes(a_size, a_text, b_size, b_text);
}

static int collations_add(sqlite3 *handle)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < sizeof(collations) / sizeof(*collations) &&
			   code == SQLITE_OK;
		i++)
		code = sqlite3_create_collation_v2(handle, collations[i].name,
			/* only read, as the table is */
			SQLITE_UTF8, (void *)(uintptr_t)&collations[i], collate,
			NULL);
	return code;
}

/* ---- functions ---------------------------------------------------------- */

/* The first and the last day that a clock somewhere shows at a moment: so far
 * are the offsets of timestamps. At the ends of the calendar, text that comes
 * before or behind all days. */
#define OFFSET_MICROSECONDS (INT64_C(16) * 3600 * 1000000)

static void day_answer(
	sqlite3_context *context, sqlite3_value *text, int64_t distance)
{
	const char *data = (const char *)sqlite3_value_text(text);
	const int size = sqlite3_value_bytes(text);
	char day[CALX_TEMPORAL_TEXT_MAX];
	calx_timestamp moment;
	calx_datetime there;

	if (!data || calx_timestamp_read(data, (size_t)size, &moment) < 0) {
		sqlite3_result_null(context);
		return;
	}
	there = calx_datetime_of_microseconds(
		calx_timestamp_microseconds(moment) + distance);
	if (!calx_datetime_write(there, day))
		memcpy(day, distance < 0 ? "" : ":", distance < 0 ? 1 : 2);
	sqlite3_result_text(context, day,
		day[0] > '9' ? 1
		: day[0]     ? 10
			     : 0,
		SQLITE_TRANSIENT);
}

static void first_day(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	day_answer(context, values[0], -OFFSET_MICROSECONDS);
}

static void last_day(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	day_answer(context, values[0], OFFSET_MICROSECONDS);
}

/* Whether a text has a value that the collations know. */
static void value_answer(sqlite3_context *context, sqlite3_value *value,
	bool (*read)(const char *text, size_t size, union sortable *ret_value))
{
	const char *text = sqlite3_value_type(value) == SQLITE_TEXT
				   ? (const char *)sqlite3_value_text(value)
				   : NULL;
	union sortable ignored;

	sqlite3_result_int(
		context, text && read(text, (size_t)sqlite3_value_bytes(value),
					 &ignored));
}

#define IS(name)                                                             \
	static void is_##name(                                               \
		sqlite3_context *context, int count, sqlite3_value **values) \
	{                                                                    \
		(void)count;                                                 \
		value_answer(context, values[0], read_##name);               \
	}
IS(time)
IS(datetime)
IS(timestamp)
#undef IS

static const struct {
	const char *name;
	void (*call)(
		sqlite3_context *context, int count, sqlite3_value **values);
} functions[] = {
	{ "calx_is_time", is_time },
	{ "calx_is_datetime", is_datetime },
	{ "calx_is_timestamp", is_timestamp },
	{ "calx_first_day", first_day },
	{ "calx_last_day", last_day },
};

static int functions_add(sqlite3 *handle)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code = SQLITE_OK;

	for (size_t i = 0;
		i < sizeof(functions) / sizeof(*functions) && code == SQLITE_OK;
		i++)
		code = sqlite3_create_function_v2(handle, functions[i].name, 1,
			flags, NULL, functions[i].call, NULL, NULL, NULL);
	return code;
}

/* What the URL says of these, when the journal has had its say. */
static enum calx_status asked_set(const struct db *db,
	const struct sqlite_setup *setup, calx_error *error)
{
	char answer[32], sql[64];
	int code = SQLITE_OK;

	if (setup->synchronous) {
		sqlite3_snprintf(sizeof(sql), sql,
			"PRAGMA main.synchronous = %s", setup->synchronous);
		code = calx__sqlite_pragma(
			db->handle, sql, answer, sizeof(answer));
	}
	if (code == SQLITE_OK && setup->cache_kib) {
		sqlite3_snprintf(sizeof(sql), sql,
			"PRAGMA main.cache_size = -%d", setup->cache_kib);
		code = calx__sqlite_pragma(
			db->handle, sql, answer, sizeof(answer));
	}
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}

/* ---- the whole ---------------------------------------------------------- */

enum calx_status calx__sqlite_set_up(
	struct db *db, const struct sqlite_setup *setup, calx_error *error)
{
	enum calx_status status;
	int code = sqlite3_busy_timeout(db->handle, setup->timeout);

	db->patience = setup->timeout;
	if (code == SQLITE_OK)
		code = collations_add(db->handle);
	if (code == SQLITE_OK)
		code = calx__sqlite_decimals_add(db->handle);
	if (code == SQLITE_OK)
		code = functions_add(db->handle);
	if (code != SQLITE_OK)
		return calx__sqlite_fail(db, code, error);
	if ((status = settings_apply(db, error)) < 0 ||
		(setup->strings && (status = strings_allow(db, error)) < 0) ||
		(status = trust_settle(db, setup->trust, error)) < 0)
		return status;
	if ((status = file_try(db, setup, error)) < 0)
		return status;
	return asked_set(db, setup, error);
}

/* ---- schemas of others -------------------------------------------------- */

/* Schemas that other programs wrote. SQLite loads what it would refuse in a new
 * statement: strings in double quotes, collations that nobody has registered.
 * A table must be able to be made of such text once more. */

static int compile(const struct db *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v3(db->handle, sql, -1, 0, &statement, NULL);

	sqlite3_finalize(statement);
	return code;
}

static int triggers_enable(const struct db *db, int on)
{
	return sqlite3_db_config(
		db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, on, NULL);
}

/* Without triggers first: one that is broken must not be taken for the
 * statement's fault. A view can be written to with triggers only. */
enum calx_status calx__sqlite_probe(
	struct db *db, const char *sql, calx_error *error)
{
	enum calx_status status = CALX_OK;
	int code;

	triggers_enable(db, 0);
	code = compile(db, sql);
	if (code != SQLITE_OK)
		status = calx__sqlite_fail(db, code, error);
	triggers_enable(db, 1);
	if (code != SQLITE_OK && code != SQLITE_NOMEM &&
		compile(db, sql) == SQLITE_OK)
		status = CALX_OK;
	return status;
}

/* A name of a collation that has no function here. */
struct stand_in {
	struct stand_in *next;
	char name[];
};

/* Nothing may be sorted by it: whoever replays a schema sees to that. */
static int compare_bytes(
	void *context, int a_size, const void *a, int b_size, const void *b)
{
	int result = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));

	(void)context;
	return result ? result : (a_size > b_size) - (a_size < b_size);
}

/* SQLite asks for a collation that it does not know; if it gets none, it says
 * so by itself. */
static void collation_stand_in(
	void *context, sqlite3 *handle, int encoding, const char *name)
{
	struct db *db = context;
	size_t size = strlen(name) + 1;
	struct stand_in *stand_in = calx__alloc(sizeof(*stand_in) + size);

	(void)encoding;
	if (!stand_in)
		return;
	memcpy(stand_in->name, name, size);
	stand_in->next = db->stand_ins;
	db->stand_ins = stand_in;
	sqlite3_create_collation_v2(
		handle, name, SQLITE_UTF8, NULL, compare_bytes, NULL);
}

/* The stand-ins go: a statement that needs one of them must fail again. */
static int stand_ins_forget(struct db *db)
{
	int code = SQLITE_OK;

	while (db->stand_ins) {
		struct stand_in *stand_in = db->stand_ins;
		int result = sqlite3_create_collation_v2(db->handle,
			stand_in->name, SQLITE_UTF8, NULL, NULL, NULL);

		code = code == SQLITE_OK ? result : code;
		db->stand_ins = stand_in->next;
		calx__free(stand_in);
	}
	return code;
}

enum calx_status calx__sqlite_replay(struct db *db, bool on, calx_error *error)
{
	int code = sqlite3_db_config(
		db->handle, SQLITE_DBCONFIG_DQS_DDL, (int)on, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML,
			on || db->strings, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_collation_needed(
			db->handle, db, on ? collation_stand_in : NULL);
	if (code == SQLITE_OK && !on)
		code = stand_ins_forget(db);
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}
