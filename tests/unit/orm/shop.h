#ifndef CALX_TESTS_ORM_SHOP_H
#define CALX_TESTS_ORM_SHOP_H

#include <calx/calx.h>
#include <calx/short.h>

#include "check.h"
#include "database.h"
#include "said.h"
#include "spelled.h"
#include "torture.h"

/* The tables of the session's tests, and a database with them. */

CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(100), .unique = true));

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(author_id, nullable(integer()), .references = "authors.id"),
	column(title, string(200)), column(blurb, nullable(text())),
	column(cost, nullable(integer())));

CALX_MODEL(Part, "parts", /* a tree in one table */
	column(id, integer(), .primary_key = true),
	column(parent_id, nullable(integer()), .references = "parts.id"),
	column(place, nullable(integer()), .unique = true));

CALX_MODEL(Stock, "stock", /* a key of two columns */
	column(shop, string(20)), column(item, big_integer()),
	column(amount, integer()), primary_key(shop, item));

CALX_MODEL(Country, "countries", /* a key of text */
	column(code, string(2), .primary_key = true), column(title, string()));

CALX_MODEL(Note, "notes", /* what the database chooses */
	column(id, small_integer(), .primary_key = true),
	column(text, string(), .server_default = "'none'"),
	column(rank, nullable(integer()), .server_default = "7"));

CALX_MODEL(Token, "tokens", /* a key that the database makes up */
	column(code, string(40), .primary_key = true,
		.server_default = "(hex(randomblob(16)))"),
	column(note, string(), .server_default = "'none'"));

CALX_METADATA(shop, Author, Book, Part, Stock, Country, Note, Token);

/* An engine on a database of its own. */
struct shop_database {
	struct database database;
	calx_engine *engine;
	calx_session *session;
	/* what the log has heard of */
	char sql[16][512];
	size_t statements;
};

/* $1 as ?, so that a statement is the same text on every database */
static inline CALX_UNUSED_ void shop_spell(char *sql)
{
	char *to = sql;

	for (const char *from = sql; *from; to++) {
		*to = *from == '$' ? '?' : *from;
		from++;
		while (*to == '?' && *from >= '0' && *from <= '9')
			from++;
	}
	*to = '\0';
}

/* whether a statement asks the catalog if there are views or triggers */
static inline CALX_UNUSED_ bool shop_is_question(const char *sql)
{
	return strstr(sql, "sqlite_schema") || strstr(sql, "pg_trigger");
}

static inline CALX_UNUSED_ void shop_log(
	const calx_log_event *event, void *context)
{
	struct shop_database *db = context;
	char *line = db->sql[db->statements++ % 16];

	strncpy(line, event->sql, sizeof(db->sql[0]) - 1);
	shop_spell(line);
}

static inline CALX_UNUSED_ void shop_open(struct shop_database *db)
{
	calx_error error = { 0 };

	memset(db, 0, sizeof(*db));
	db->database = database_make();
	db->engine = calx_engine_open(db->database.url, &error);
	calx_engine_set_log(db->engine, shop_log, db);
	spelled_create_all(db->engine, &shop, &error);
	CHECK_TEXT(error.message, "");
	db->session = calx_session_open(db->engine);
	db->statements = 0;
}

static inline CALX_UNUSED_ void shop_close(struct shop_database *db)
{
	calx_session_close(db->session);
	calx_engine_close(db->engine);
	database_remove(&db->database);
}

/* No error sticks to the session. */
#define CHECK_WELL(session)                                                  \
	do {                                                                 \
		const calx_error *error_ = calx_session_error(session);      \
		if (error_)                                                  \
			fail_msg("%s (%s)", error_->message, error_->where); \
	} while (0)

/* That one does, and is cleared. */
#define CHECK_FAILED(session, status_, message_)                            \
	do {                                                                \
		assert_non_null(calx_session_error(session));               \
		CHECK_SAID(calx_session_error(session)->message, message_); \
		assert_int_equal(                                           \
			calx_session_error(session)->status, status_);      \
		calx_rollback(session);                                     \
		CHECK_WELL(session);                                        \
	} while (0)

/* Runs SQL on a connection of its own, as another program would. */
static inline CALX_UNUSED_ int64_t shop_run(
	struct shop_database *db, const char *sql)
{
	calx_connection *connection = calx_connection_open(db->engine, NULL);
	int64_t changes = calx_connection_execute(connection, sql, NULL, 0);

	if (changes < 0)
		fail_msg("%s", calx_connection_error(connection)->message);
	calx_connection_close(connection);
	return changes;
}

#endif
