#ifndef CALX_TESTS_DRIVER_MARIADB_H
#define CALX_TESTS_DRIVER_MARIADB_H

#include "driver/mariadb/database.h"
#include "driver/mariadb/driver.h"

#include <stdio.h>

#include "check.h"
#include "database.h"
#include "engine/url.h"
#include "sql/type/type.h"

/* A connection to the server that the tests are for, and calls of its driver as
 * tests make them. */

static const struct driver *const driver = &calx__mariadb_driver;
static struct arena url_arena;
static struct url url;
static struct db *db;
static calx_error error;
/* what the server has said by itself */
static char noticed[256];

static inline void notice_keep(void *context, const char *text)
{
	(void)context;
	snprintf(noticed, sizeof(noticed), "%s", text);
}

static const struct listener listener = { notice_keep, NULL, NULL };

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
	*noticed = '\0';
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

static inline struct stmt *prepare(const char *sql)
{
	struct stmt *statement = NULL;

	if (driver->prepare(db, calx__view(sql), NULL, 0, &statement, &error) <
		0)
		fail_msg("%s: %s", sql, error.message);
	return statement;
}

/* What its first step comes to. */
static inline int try(const char *sql)
{
	struct stmt *statement = NULL;
	int result = driver->prepare(
		db, calx__view(sql), NULL, 0, &statement, &error);

	if (result < 0)
		return result;
	result = driver->step(statement, &error);
	driver->finalize(statement);
	return result;
}

static inline void run(const char *sql)
{
	if (try(sql) < 0)
		fail_msg("%s: %s", sql, error.message);
}

/* Binds one value. */
static inline enum calx_status bind(
	struct stmt *statement, size_t index, calx_value value)
{
	const calx_value *values = &value;

	return driver->bind(statement, index, &values, 1, &error);
}

/* The number that a query gives. */
static inline long long number_of(const char *sql)
{
	const enum calx_kind kind = CALX_INTEGER;
	struct stmt *statement = prepare(sql);
	calx_value value;

	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &value, &error), CALX_OK);
	driver->finalize(statement);
	return value.as.integer;
}

#endif
