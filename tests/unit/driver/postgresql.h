#ifndef CALX_TESTS_DRIVER_POSTGRESQL_H
#define CALX_TESTS_DRIVER_POSTGRESQL_H

#include "driver/postgresql/database.h"
#include "driver/postgresql/driver.h"

#include <stdio.h>

#include "check.h"
#include "database.h"
#include "engine/url.h"
#include "sql/type/type.h"

/* A connection to the server that the tests are for, and calls of its driver as
 * tests make them. */

static const struct driver *const driver = &calx__postgresql_driver;
static struct arena url_arena;
static struct url url;
static struct db *db;
static calx_error error;
/* what the server has said by itself */
static char noticed[128], notified[128];

static inline void notice_keep(void *context, const char *text)
{
	(void)context;
	snprintf(noticed, sizeof(noticed), "%s", text);
}

static inline void notification_keep(
	void *context, const char *channel, const char *payload)
{
	(void)context;
	snprintf(notified, sizeof(notified), "%s: %s", channel, payload);
}

static const struct listener listener = { notice_keep, notification_keep,
	NULL };

static inline struct db *db_open(void)
{
	struct db *opened = NULL;

	if (driver->open(&url, &listener, &opened, &error) < 0)
		fail_msg("%s", error.message);
	return opened;
}

static inline int set_up(void **state)
{
	(void)state;
	error = (calx_error){ 0 };
	db = NULL;
	assert_int_equal(
		calx__url_parse(&url_arena, database_server(), &url, &error),
		CALX_OK);
	db = db_open();
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	if (db)
		driver->close(db);
	calx__arena_release(&url_arena);
	return 0;
}

static inline struct stmt *prepare_kinds(
	const char *sql, const enum calx_kind *kinds, size_t count)
{
	struct stmt *statement = NULL;

	if (driver->prepare(
		    db, calx__view(sql), kinds, count, &statement, &error) < 0)
		fail_msg("%s: %s", sql, error.message);
	return statement;
}

static inline struct stmt *prepare(const char *sql)
{
	return prepare_kinds(sql, NULL, 0);
}

static inline int run(const char *sql)
{
	struct stmt *statement = prepare(sql);
	int result = driver->step(statement, &error);

	driver->finalize(statement);
	return result;
}

static inline void check_run(const char *sql)
{
	if (run(sql) < 0)
		fail_msg("%s: %s", sql, error.message);
}

/* Binds one value. */
static inline enum calx_status bind_value(
	struct stmt *statement, size_t index, const calx_value *value)
{
	return driver->bind(statement, index, &value, 1, &error);
}

/* The first column of the only row as text. */
static inline void check_answer(const char *sql, const char *expected)
{
	enum calx_kind kind = CALX_STRING;
	struct stmt *statement = prepare(sql);
	calx_value value;

	assert_int_equal(driver->step(statement, &error), 1);
	if (driver->row(statement, &kind, 1, &value, &error) < 0)
		fail_msg("%s: %s", sql, error.message);
	if (expected)
		CHECK_TEXT(value.as.text.data, expected);
	else
		assert_int_equal(value.kind, CALX_NULL);
	driver->finalize(statement);
}

#endif
