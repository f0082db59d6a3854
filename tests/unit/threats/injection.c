/* Hostile strings as the names of a table, a column, an index, a constraint and a
 * savepoint, as values, labels, defaults and comments, in plain SQL and in URLs: the
 * database holds what was sent, and nothing else has happened. Also where the server
 * was set up to take a backslash, or a double quote, for something else. */

#include <calx/calx.h>
#include <calx/inspect.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "data.h"
#include "database.h"
#include "spelled.h"

CALX_MODEL(Canary, "canary", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_METADATA(canaries, Canary);

/* What servers are set up as, before calx connects: a statement for this
 * database, or for the server, and the one that takes it back. */
static const struct manner {
	const char *postgresql, *mariadb;
	bool by_hand; /* on each connection, after calx has set it up */
} manners[] = {
	{ "ALTER DATABASE %s SET standard_conforming_strings = on",
		"SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
		false },
	{ "ALTER DATABASE %s SET standard_conforming_strings = off",
		"SET GLOBAL sql_mode = ''", false },
	{ "ALTER DATABASE %s SET backslash_quote = on",
		"SET GLOBAL sql_mode = 'ANSI_QUOTES'", false },
	{ "SET standard_conforming_strings = off", NULL, true },
};

static struct database database;
static calx_engine *engine;
static calx_session *session;

/* ---- a table with the text in it --------------------------------------------- */

struct row {
	int32_t id;
	const char *text, *chosen;
	int32_t label;
};

struct model {
	struct model *next;
	char name[64], key[64], index[64], literal[512];
	const char *labels[3];
	calx_column columns[4];
	calx_constraint constraints[3];
	calx_table table;
	const calx_table *tables[2];
	calx_metadata metadata;
};

/* A table is known by its address: they stay until the engine is closed. */
static struct model *models;

static void models_free(void)
{
	struct model *model;

	while ((model = models) != NULL) {
		models = model->next;
		free(model);
	}
}

/* 'it''s', as the standard has it: backslashes are what they are. A program that
 * lets them escape has to write what it means. */
static bool by_hand;

static void literal_write(char *literal, const char *text)
{
	if (by_hand)
		*literal++ = 'E';
	*literal++ = '\'';
	for (; *text; text++) {
		if (*text == '\'' || (by_hand && *text == '\\'))
			*literal++ = *text;
		*literal++ = *text;
	}
	strcpy(literal, "'");
}

static void model_make(struct model *model, const char *text)
{
	const char *name;

	snprintf(model->name, sizeof(model->name), "%s", text);
	/* an index and a table cannot have the same name everywhere */
	snprintf(model->key, sizeof(model->key), "%s_", text);
	snprintf(model->index, sizeof(model->index), "%s__", text);
	name = model->name;
	literal_write(model->literal, name);
	model->columns[0] = (calx_column){
		.name = "id",
		.type = { .kind = CALX_INTEGER },
		.offset = offsetof(struct row, id),
		.size = sizeof(int32_t),
		.options = { .primary_key = true },
	};
	model->columns[1] = (calx_column){
		.name = "text",
		.type = { .kind = CALX_STRING, .length = 200 },
		.offset = offsetof(struct row, text),
		.size = sizeof(const char *),
		.options = { .name = name, .comment = name },
	};
	model->columns[2] = (calx_column){
		.name = "chosen",
		.type = { .kind = CALX_STRING, .length = 200 },
		.nullable = true,
		.offset = offsetof(struct row, chosen),
		.size = sizeof(const char *),
		.options = { .server_default = model->literal },
	};
	model->labels[0] = name;
	model->labels[1] = "other label";
	model->columns[3] = (calx_column){
		.name = "label",
		.type = { .kind = CALX_ENUMERATION, .labels = model->labels },
		.offset = offsetof(struct row, label),
		.size = sizeof(int32_t),
	};
	model->constraints[0] = (calx_constraint){
		.kind = CALX_UNIQUE,
		.columns = "chosen",
		.name = model->key,
	};
	model->constraints[1] = (calx_constraint){
		.kind = CALX_INDEX,
		.columns = "text",
		.name = model->index,
	};
	model->table = (calx_table){
		CALX_TABLE_SIZES,
		.name = name,
		.columns = model->columns,
		.column_count = 4,
		.constraints = model->constraints,
		.row_size = sizeof(struct row),
		.row_align = _Alignof(struct row),
	};
	model->tables[0] = &model->table;
	model->metadata = (calx_metadata){ .size = sizeof(model->metadata),
		.tables = model->tables };
}

/* ---- what has happened ----------------------------------------------------------- */

static long long number_of(const char *sql, const char *text)
{
	const calx_value value = calx_value_of(text);
	calx_result *result = calx_connection_query(
		calx_session_connection(session), sql, &value, 1);
	const calx_row *row = calx_result_next(result);
	const long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

static void check_nothing_else(size_t tables)
{
	calx_inspector *inspector =
		calx_inspect(calx_session_connection(session), NULL);
	size_t count = 0;

	assert_non_null(inspector);
	while (calx_inspector_metadata(inspector)->tables[count])
		count++;
	assert_int_equal(count, tables);
	calx_inspector_close(inspector);
	assert_int_equal(calx_count(session, Canary), 2);
	assert_int_equal(
		calx_count(session, Canary, where(Canary.name, ==, "a")), 1);
}

static void well(const char *name)
{
	if (calx_session_error(session))
		fail_msg(
			"<%s>: %s", name, calx_session_error(session)->message);
}

/* ---- each text ----------------------------------------------------------------------- */

/* The row by its key holds the text in both columns, and another text after it
 * was changed by an object. */
static void check_object(const struct model *model, const char *name)
{
	static const calx_node key[] = {
		{ .kind = CALX_NODE_VALUE,
			.value = { .kind = CALX_INTEGER, .as.integer = 2 } },
		{ 0 },
	};
	struct row *row = calx_session_get(session, &model->table, key, NULL);

	well(name);
	assert_non_null(row);
	CHECK_TEXT(row->text, name);
	CHECK_TEXT(row->chosen, name);
	assert_int_equal(row->label, 0);
	row->text = "another";
	calx_flush(session);
	row->text = name;
	calx_flush(session);
	well(name);
	calx_refresh(session, row);
	CHECK_TEXT(row->text, name);
}

/* Nothing is gone but what was done since. */
static void check_savepoint(const char *name)
{
	calx_connection *connection = calx_session_connection(session);

	calx_connection_savepoint(connection, name);
	calx_connection_execute(connection, "DELETE FROM canary", NULL, 0);
	calx_connection_rollback_to(connection, name);
	assert_int_equal(calx_connection_release(connection, name), CALX_OK);
	well(name);
	assert_int_equal(calx_count(session, Canary), 2);
}

/* What the database has, by the names that were given. */
static void check_inspected(const char *name, const char *index)
{
	calx_inspector *inspector =
		calx_inspect(calx_session_connection(session), NULL);
	const calx_table *table = calx_inspector_table(inspector, name);
	const calx_constraint *one = table ? table->constraints : NULL;
	bool found = false;

	if (!table)
		fail_msg("<%s> is not there", name);
	CHECK_TEXT(table->columns[1].options.name
			   ? table->columns[1].options.name
			   : table->columns[1].name,
		name);
	if (table->columns[3].type.labels)
		CHECK_TEXT(table->columns[3].type.labels[0], name);
	for (; one && one->kind != CALX_CONSTRAINT_END; one++)
		found |= one->name && !strcmp(one->name, index);
	if (!found)
		fail_msg("<%s> is not there", index);
	calx_inspector_close(inspector);
}

static void check_values(const struct model *model, const char *name)
{
	struct row rows[2] = { { 1, name, "given", 1 }, { 2, name, NULL, 0 } };

	calx_session_bulk_save(session, &model->table, rows, 2, NULL);
	well(name);
	assert_int_equal(
		number_of("SELECT count(*) FROM canary WHERE name = ?", name),
		0);
	well(name);
	check_object(model, name);
	check_savepoint(name);
	check_inspected(name, model->index);
	check_nothing_else(2);
}

static bool is_beyond_bmp(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name >= 0xf0)
			return true;
	return false;
}

static void check_model(const struct model *model, const char *name)
{
	calx_error error = { 0 };

	if (calx_create_all(engine, &model->metadata, &error) < 0) {
		/* refused as a whole: nothing was made */
		if (error.status != CALX_INVALID &&
			!(capability_lacking(CAN_NAME_BEYOND_BMP) &&
				is_beyond_bmp(name)))
			fail_msg("<%s>: %s [%s]", name, error.message,
				error.statement);
		check_nothing_else(1);
		return;
	}
	check_values(model, name);
	assert_int_equal(calx_commit(session), CALX_OK);
	if (calx_drop_all(engine, &model->metadata, &error) < 0)
		fail_msg("<%s>: %s", name, error.message);
	check_nothing_else(1);
}

static void check_text(char *name, void *context)
{
	unsigned *count = context;
	struct model *model;

	if (strlen(name) > 60)
		return;
	++*count;
	model = calloc(1, sizeof(*model));
	assert_non_null(model);
	model->next = models;
	models = model;
	model_make(model, name);
	session = calx_session_open(engine);
	check_model(model, name);
	calx_session_close(session);
}

static const char *name_of(const struct database *made)
{
	static char name[64];
	const char *path = strchr(strstr(made->url, "://") + 3, '/') + 1;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(path, "?"), path);
	return name;
}

static void set_up_as(const struct manner *manner)
{
	const char *format = spelled(NULL, manner->postgresql, manner->mariadb);
	calx_engine *own;
	char sql[256];

	if (!format || manner->by_hand)
		return;
	own = calx_engine_open(database.url, NULL);
	snprintf(sql, sizeof(sql), "%s", format);
	if (strstr(format, "%s"))
		snprintf(sql, sizeof(sql), "ALTER DATABASE %s %s",
			name_of(&database), strstr(format, "SET"));
	database_run(own, sql);
	calx_engine_close(own);
}

/* What a program does on connections that calx has set up. */
static enum calx_status set_by_hand(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	const char *sql = spelled(NULL, context, NULL);

	(void)event;
	if (!sql)
		return CALX_OK;
	return (enum calx_status)calx_connection_execute(
		connection, sql, NULL, 0);
}

static void work_begin(const struct manner *manner)
{
	database = database_make();
	set_up_as(manner);
	engine = calx_engine_open(database.url, NULL);
	by_hand = manner->by_hand && database_is("postgresql");
	if (by_hand)
		calx_engine_on(engine, CALX_AFTER_CONNECT, set_by_hand,
			(void *)(uintptr_t)manner->postgresql);
	assert_int_equal(calx_create_all(engine, &canaries, NULL), CALX_OK);
	session = calx_session_open(engine);
	calx_add(session, Canary, .name = "a");
	calx_add(session, Canary, .name = "b");
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_session_close(session);
}

static void work_end(void)
{
	calx_engine_close(engine);
	models_free();
	database_remove(&database);
}

static void work_as(const struct manner *manner)
{
	unsigned own = 0, shared = 0;

	work_begin(manner);
	data_lines("hostile.txt", check_text, &own);
	assert_true(own > 30);
	if (!manner->by_hand)
		data_shared_lines(
			"badinput/sql-statements.txt", check_text, &shared);
	work_end();
}

static void strings_are_strings(void **state)
{
	(void)state;
	work_as(&manners[0]);
}

static void also_where_backslashes_escape(void **state)
{
	(void)state;
	work_as(&manners[1]);
}

static void also_where_quotes_are_escaped(void **state)
{
	(void)state;
	work_as(&manners[2]);
}

static void also_where_it_is_so_by_hand(void **state)
{
	(void)state;
	NEEDS(CAN_WRITE_BACKSLASHES_APART);
	work_as(&manners[3]);
}

/* ---- URLs ---------------------------------------------------------------------------- */

/* A part that cannot be is an error; any other is what it was. */
static void check_part(enum calx_url_part part, const char *text)
{
	calx_url *url = calx_url_open("postgresql://u:p@host/data?x=y", NULL);
	calx_url *again;
	const char *whole;

	assert_int_equal(calx_url_set(url, part, text), CALX_OK);
	assert_int_equal(
		calx_url_set_parameter(url, "application_name", text), CALX_OK);
	whole = calx_url_text(url, NULL);
	if (whole) {
		again = calx_url_open(whole, NULL);
		if (!again)
			fail_msg("<%s> is no URL", whole);
		CHECK_TEXT(calx_url_get(again, part), text);
		CHECK_TEXT(calx_url_parameter(again, "application_name"), text);
		CHECK_TEXT(calx_url_parameter(again, "x"), "y");
		calx_url_close(again);
	}
	calx_url_close(url);
}

/* There is no such database, nor such a user; and nothing is made. */
static void check_connects(enum calx_url_part part, const char *text)
{
	calx_url *url = calx_url_open(database.url, NULL);
	calx_error error = { 0 };
	calx_engine *other;
	calx_connection *connection;

	assert_non_null(url);
	assert_int_equal(calx_url_set(url, part, text), CALX_OK);
	other = calx_engine_open(calx_url_text(url, NULL), &error);
	connection = other ? calx_connection_open(other, &error) : NULL;
	if (connection)
		fail_msg("<%s> was connected to", text);
	assert_true(*error.message);
	calx_engine_close(other);
	calx_url_close(url);
}

static void check_url(char *text, void *context)
{
	static const enum calx_url_part parts[] = { CALX_URL_USER,
		CALX_URL_PASSWORD, CALX_URL_DATABASE };

	(void)context;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		check_part(parts[i], text);
	if (database_is("sqlite"))
		return;
	check_connects(CALX_URL_DATABASE, text);
	check_connects(CALX_URL_USER, text);
}

static void urls_are_what_they_are(void **state)
{
	(void)state;
	work_begin(&manners[0]);
	data_lines("hostile.txt", check_url, NULL);
	session = calx_session_open(engine);
	check_nothing_else(1);
	calx_session_close(session);
	work_end();
}

/* The server is as it was. */
static int take_back(void **state)
{
	(void)state;
	if (!database_is("mariadb"))
		return 0;
	database = database_make();
	engine = calx_engine_open(database.url, NULL);
	database_run(engine, "SET GLOBAL sql_mode = DEFAULT");
	calx_engine_close(engine);
	database_remove(&database);
	return 0;
}

CHECK_MAIN("injection", cmocka_unit_test(strings_are_strings),
	cmocka_unit_test_teardown(also_where_backslashes_escape, take_back),
	cmocka_unit_test_teardown(also_where_quotes_are_escaped, take_back),
	cmocka_unit_test(also_where_it_is_so_by_hand),
	cmocka_unit_test(urls_are_what_they_are))
