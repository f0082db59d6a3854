/* Hostile strings as the names of a table, a column, an index and a constraint, as
 * values, defaults and comments, and in plain SQL: the database holds what was
 * sent, and nothing else has happened. Also where the server was set up to take a
 * backslash, or a double quote, for something else. */

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
} manners[] = {
	{ "ALTER DATABASE %s SET standard_conforming_strings = on",
		"SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'" },
	{ "ALTER DATABASE %s SET standard_conforming_strings = off",
		"SET GLOBAL sql_mode = ''" },
	{ "ALTER DATABASE %s SET backslash_quote = on",
		"SET GLOBAL sql_mode = 'ANSI_QUOTES'" },
};

static struct database database;
static calx_engine *engine;
static calx_session *session;

/* ---- a table with the text in it --------------------------------------------- */

struct row {
	int32_t id;
	const char *text, *chosen;
};

struct model {
	struct model *next;
	char name[64], key[64], literal[512];
	calx_column columns[3];
	calx_constraint constraints[2];
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

/* 'it''s', as the standard has it: backslashes are what they are */
static void literal_write(char *literal, const char *text)
{
	*literal++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			*literal++ = '\'';
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
	model->constraints[0] = (calx_constraint){
		.kind = CALX_UNIQUE,
		.columns = "chosen",
		.options = { .name = model->key },
	};
	model->table = (calx_table){
		CALX_TABLE_SIZES,
		.name = name,
		.columns = model->columns,
		.column_count = 3,
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
	row->text = "another";
	calx_flush(session);
	row->text = name;
	calx_flush(session);
	well(name);
	calx_refresh(session, row);
	CHECK_TEXT(row->text, name);
}

static void check_values(const struct model *model, const char *name)
{
	struct row rows[2] = { { 1, name, "given" }, { 2, name, NULL } };
	calx_inspector *inspector;
	const calx_table *table;

	calx_session_bulk_save(session, &model->table, rows, 2, NULL);
	well(name);
	assert_int_equal(
		number_of("SELECT count(*) FROM canary WHERE name = ?", name),
		0);
	well(name);
	check_object(model, name);
	inspector = calx_inspect(calx_session_connection(session), NULL);
	table = calx_inspector_table(inspector, name);
	if (!table)
		fail_msg("<%s> is not there", name);
	CHECK_TEXT(table->columns[1].options.name
			   ? table->columns[1].options.name
			   : table->columns[1].name,
		name);
	calx_inspector_close(inspector);
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

	if (!format)
		return;
	own = calx_engine_open(database.url, NULL);
	snprintf(sql, sizeof(sql), "%s", format);
	if (strstr(format, "%s"))
		snprintf(sql, sizeof(sql), "ALTER DATABASE %s %s",
			name_of(&database), strstr(format, "SET"));
	database_run(own, sql);
	calx_engine_close(own);
}

static void work_as(const struct manner *manner)
{
	unsigned own = 0, shared = 0;

	database = database_make();
	set_up_as(manner);
	engine = calx_engine_open(database.url, NULL);
	assert_int_equal(calx_create_all(engine, &canaries, NULL), CALX_OK);
	session = calx_session_open(engine);
	calx_add(session, Canary, .name = "a");
	calx_add(session, Canary, .name = "b");
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_session_close(session);
	data_lines("hostile.txt", check_text, &own);
	assert_true(own > 30);
	data_shared_lines("badinput/sql-statements.txt", check_text, &shared);
	calx_engine_close(engine);
	models_free();
	database_remove(&database);
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
	cmocka_unit_test_teardown(also_where_quotes_are_escaped, take_back))
