#ifndef CALX_DRIVER_DRIVER_H
#define CALX_DRIVER_DRIVER_H

#include "compile/dialect.h"
#include <calx/connection.h>

/* What a database client library must do. One const struct per driver, to
 * which members are only ever appended; drivers include the vendor's header
 * and nothing else does. A `db` and its `statement`s are used by one thread at
 * a time. Failures fill `error` with status, native code, SQLSTATE, message,
 * and table, column, constraint where they can be known. */

/* The parts are decoded, and NULL if they were not given. */
struct url {
	const char *text;   /* with passwords masked */
	const char *scheme; /* "sqlite", lower case */
	const char *user, *password;
	const char *host; /* several: "a,b", and `port` "1,2" or "1," */
	const char *port;
	const char *database; /* what stands behind the slash */
	const struct url_parameter {
		const char *name, *value;
	} * parameters; /* up to one without name */
};

struct driver {
	size_t size; /* sizeof(struct driver) when it was compiled */
	const char *scheme;
	const struct dialect *dialect;

	enum calx_status (*open)(
		const struct url *url, void **ret_db, calx_error *error);
	void (*close)(void *db);

	/* `sql` ends in NUL, must hold exactly one statement and outlives
	 * what is made of it. */
	enum calx_status (*prepare)(void *db, const char *sql, size_t length,
		void **ret_statement, calx_error *error);
	void (*finalize)(void *statement);
	size_t (*parameter_count)(void *statement);
	/* Binds parameter `index` (from 0). Text is borrowed until the reset.
	 * Whoever binds one parameter binds all before the next step. */
	enum calx_status (*bind)(void *statement, size_t index,
		const calx_value *value, calx_error *error);
	/* 1: a row, 0: done, < 0: failed */
	int (*step)(void *statement, calx_error *error);
	/* ends the execution, forgets rows and binds */
	void (*reset)(void *statement);

	size_t (*column_count)(void *statement);
	const char *(*column_name)(void *statement, size_t index);
	/* The current row: `count` columns into values[]. kinds[i] says what
	 * column i is to become (CALX_NULL, and `kinds` NULL: as it comes). The
	 * values are tagged as calx_value says; an enumeration comes as its label.
	 * Text is borrowed until the next step and ends in NUL. */
	enum calx_status (*row)(void *statement, const enum calx_kind *kinds,
		size_t count, calx_value *values, calx_error *error);

	int64_t (*changes)(void *db); /* by the statement that ran last */
	int64_t (*last_insert_id)(void *db);

	enum calx_status (*begin)(
		void *db, enum calx_transaction_mode mode, calx_error *error);
	enum calx_status (*commit)(void *db, calx_error *error);
	enum calx_status (*rollback)(void *db, calx_error *error);
	bool (*in_transaction)(void *db);
	/* ends what is running, from another thread or a signal handler */
	void (*interrupt)(void *db);

	const char *example; /* a URL, for hints */
	/* An INSERT of several rows that leaves out an integer key gives each
	 * the next number, in their order, and last_insert_id is that of the
	 * last one: true unless a trigger inserts into the same table, or the
	 * numbers have run out. */
	bool keys_follow;

	/* Appends the statement with what is bound to it written into its
	 * text; nothing if it only reads. A double may lose its last digits. */
	enum calx_status (*expand)(
		void *statement, struct strbuf *sql, calx_error *error);
};

/* the drivers that are built in, up to NULL (src/driver/drivers.c) */
extern const struct driver *const calx__drivers[];

#endif
