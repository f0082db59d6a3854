#include "database.h"

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "folder.h"
#include "torture.h"
#include <calx/connection.h>

/* Databases on servers are made once for each program and emptied when they are
 * wanted again: that takes milliseconds, while creating one takes a hundred. */

enum { DATABASES_MAX = 16 };

/* What differs between servers. */
struct server {
	const char *name; /* of CALX_TEST_DATABASE */
	const char *kind;
	const char *variable; /* of the environment: the URL */
	/* ends the connections to a database: a query for the statements */
	void (*others)(char *sql, size_t size, const char *name);
	/* makes one empty, connected to it; NULL: it is dropped and created */
	const char *empty;
};

static void postgresql_others(char *sql, size_t size, const char *name)
{
	snprintf(sql, size,
		"SELECT 'SELECT pg_terminate_backend(' || pid || ')'"
		" FROM pg_stat_activity WHERE datname = '%s'"
		" AND pid <> pg_backend_pid()",
		name);
}

static void mariadb_others(char *sql, size_t size, const char *name)
{
	snprintf(sql, size,
		"SELECT concat('KILL ', id) FROM information_schema.processlist"
		" WHERE db = '%s' AND id <> connection_id()",
		name);
}

static const struct server servers[] = {
	{ "postgresql", "postgresql", "CALX_TEST_POSTGRESQL", postgresql_others,
		"DROP OWNED BY CURRENT_USER CASCADE" },
	{ "postgresql14", "postgresql", "CALX_TEST_POSTGRESQL14",
		postgresql_others, "DROP OWNED BY CURRENT_USER CASCADE" },
	{ "postgresql18", "postgresql", "CALX_TEST_POSTGRESQL18",
		postgresql_others, "DROP OWNED BY CURRENT_USER CASCADE" },
	{ "mariadb", "mariadb", "CALX_TEST_MARIADB", mariadb_others, NULL },
};

static struct {
	bool made;  /* there is one of this number */
	bool taken; /* a test has it */
	bool in_memory;
	struct folder folder; /* on SQLite */
	char name[64];	      /* on a server */
	calx_engine *engine;  /* of database_engine() */
} databases[DATABASES_MAX];

static const struct server *server(void)
{
	const char *name = getenv("CALX_TEST_DATABASE");

	for (size_t i = 0; name && i < sizeof(servers) / sizeof(*servers); i++)
		if (!strcmp(name, servers[i].name))
			return &servers[i];
	return NULL;
}

const char *database_kind(void)
{
	return server() ? server()->kind : "sqlite";
}

bool database_is(const char *name)
{
	return !strcmp(database_kind(), name) ||
	       (server() && !strcmp(server()->name, name));
}

const char *database_server(void)
{
	return getenv(server()->variable);
}

const char *database_missing(void)
{
	const struct server *s = server();
	const char *url = s ? getenv(s->variable) : "";

	return url ? NULL : s->variable;
}

/* ---- asking the server ---------------------------------------------------- */

/* The server's URL with another database in its path. */
static void url_write(char *url, size_t size, const char *name)
{
	const char *whole = database_server();
	const char *path = strchr(strstr(whole, "://") + 3, '/');
	const char *rest = path + strcspn(path, "?");
	int length = snprintf(
		url, size, "%.*s/%s%s", (int)(path - whole), whole, name, rest);

	assert_in_range(length, 1, size - 1);
}

static calx_connection *connect_to(const char *url, calx_engine **ret_engine)
{
	calx_error error = { 0 };
	calx_connection *connection;

	*ret_engine = calx_engine_open(url, &error);
	if (!*ret_engine)
		fail_msg("%s: %s", url, error.message);
	connection = calx_connection_open(*ret_engine, &error);
	if (!connection)
		fail_msg("%s: %s", url, error.message);
	return connection;
}

static void execute(calx_connection *connection, const char *sql)
{
	if (calx_connection_execute(connection, sql, NULL, 0) < 0)
		fail_msg("%s: %s", sql,
			calx_connection_error(connection)->message);
}

/* "DROP DATABASE IF EXISTS" x */
static void execute_about(
	calx_connection *connection, const char *what, const char *name)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "%s %s", what, name);
	execute(connection, sql);
}

/* One may have gone by itself before it is told to. */
static void end_others(calx_connection *connection, const char *name)
{
	char sql[256], statements[32][64];
	calx_result *result;
	const calx_row *row;
	size_t count = 0;

	server()->others(sql, sizeof(sql), name);
	result = calx_connection_query(connection, sql, NULL, 0);
	while (count < 32 && (row = calx_result_next(result)) != NULL)
		snprintf(statements[count++], sizeof(*statements), "%s",
			calx_row_text(row, 0));
	calx_result_close(result);
	if (calx_connection_error(connection))
		fail_msg("%s", calx_connection_error(connection)->message);
	for (size_t i = 0; i < count; i++)
		if (calx_connection_execute(
			    connection, statements[i], NULL, 0) < 0)
			calx_connection_rollback(connection);
}

static void server_drop(const char *name)
{
	calx_engine *engine;
	calx_connection *connection = connect_to(database_server(), &engine);

	end_others(connection, name);
	execute_about(connection, "DROP DATABASE IF EXISTS", name);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

static void server_create(const char *name)
{
	calx_engine *engine;
	calx_connection *connection = connect_to(database_server(), &engine);

	execute_about(connection, "CREATE DATABASE", name);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

static void server_empty(const char *name)
{
	calx_engine *engine;
	calx_connection *connection;
	char url[512];

	if (!server()->empty) {
		server_drop(name);
		server_create(name);
		return;
	}
	url_write(url, sizeof(url), name);
	connection = connect_to(url, &engine);
	end_others(connection, name);
	execute(connection, server()->empty);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

/* ---- the program's databases ---------------------------------------------- */

void database_end(void)
{
	for (size_t i = 0; i < DATABASES_MAX; i++)
		if (databases[i].made)
			server_drop(databases[i].name);
}

static int number_take(void)
{
	for (int i = 0; i < DATABASES_MAX; i++)
		if (!databases[i].taken) {
			databases[i].taken = true;
			return i;
		}
	fail_msg("more than %d databases", DATABASES_MAX);
	return 0;
}

static void server_make(struct database *database)
{
	const int number = database->number;
	char *name = databases[number].name;

	if (databases[number].made) {
		server_empty(name);
	} else {
		snprintf(name, sizeof(databases->name), "calx_test_%ld_%d",
			(long)getpid(), number);
		server_drop(name);
		server_create(name);
	}
	databases[number].made = true;
	url_write(database->url, sizeof(database->url), name);
}

static struct database make(bool in_memory)
{
	struct database database = { .number = number_take() };
	const int number = database.number;

	if (server()) {
		torture_pause();
		server_make(&database);
		torture_resume();
		return database;
	}
	databases[number].in_memory = in_memory;
	if (!in_memory)
		folder_make(&databases[number].folder);
	strcpy(database.url,
		in_memory ? "sqlite://"
			  : folder_url(&databases[number].folder, "test.db"));
	return database;
}

struct database database_make(void)
{
	return make(false);
}

struct database database_make_brief(void)
{
	return make(true);
}

const char *database_url(const struct database *database, const char *more)
{
	static char url[600];

	snprintf(url, sizeof(url), "%s%c%s", database->url,
		strchr(database->url, '?') ? '&' : '?', more);
	return url;
}

void database_remove(const struct database *database)
{
	const int number = database->number;

	if (!server() && !databases[number].in_memory)
		folder_remove(&databases[number].folder);
	databases[number].taken = false;
}

/* ---- an engine on one ----------------------------------------------------- */

calx_engine *database_engine(void)
{
	struct database database = database_make_brief();
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open(database.url, &error);

	databases[database.number].engine = engine;
	if (engine)
		return engine;
	database_remove(&database);
	if (torture_is_clean())
		fail_msg("%s", error.message);
	return NULL;
}

void database_engine_close(calx_engine *engine)
{
	for (int i = 0; engine && i < DATABASES_MAX; i++)
		if (databases[i].engine == engine) {
			databases[i].engine = NULL;
			database_remove(&(struct database){ .number = i });
		}
	calx_engine_close(engine);
}

void database_run(calx_engine *engine, const char *sql)
{
	calx_connection *connection = calx_connection_open(engine, NULL);

	if (calx_connection_execute(connection, sql, NULL, 0) < 0)
		fail_msg("%s: %s", sql,
			calx_connection_error(connection)->message);
	calx_connection_close(connection);
}

void database_count_on(calx_engine *engine, const char *table)
{
	char sql[256];

	if (!database_is("postgresql") || !torture_is_clean())
		return;
	torture_pause();
	snprintf(sql, sizeof(sql),
		"SELECT setval(pg_get_serial_sequence('%s', 'id'), max(id))"
		" FROM %s",
		table, table);
	database_run(engine, sql);
	torture_resume();
}
