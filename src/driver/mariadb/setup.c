#include "driver/mariadb/setup.h"

#include <stdio.h>
#include <string.h>

#include "driver/mariadb/error.h"
#include "driver/mariadb/statement.h"

/* What makes a session mean what we mean, whatever the server's settings are.
 *
 * STRICT_ALL_TABLES and its companions make errors of what would be stored
 * otherwise than it was sent, and NO_ENGINE_SUBSTITUTION of a table of another
 * engine. ANSI_QUOTES, PIPES_AS_CONCAT and NO_BACKSLASH_ESCAPES let names,
 * strings and || be what they are in the standard,
 * and SIMULTANEOUS_ASSIGNMENT the columns of an UPDATE. The collation is one that
 * tells apart whatever is not the same characters, blanks at the end included.
 * The log's and errors' language is the one that error.c reads. */
#define MODES                                               \
	"ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES," \
	"STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"   \
	"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
#define SETTINGS                                               \
	"time_zone = '+00:00', lc_messages = 'en_US',"         \
	" autocommit = 1, sql_auto_is_null = 0,"               \
	" sql_select_limit = DEFAULT, foreign_key_checks = 1," \
	" unique_checks = 1, group_concat_max_len = 1048576,"  \
	" div_precision_increment = 16"

/* Of each statement, in seconds with a fraction (MariaDB's manual, "Aborting
 * Statements that Exceed a Certain Time to Execute"). */
static void mariadb_limit(char *sql, size_t size, long long milliseconds)
{
	if (milliseconds)
		snprintf(sql, size, "SET max_statement_time = %lld.%03lld",
			milliseconds / 1000, milliseconds % 1000);
	else
		snprintf(sql, size, "SET max_statement_time = DEFAULT");
}

static const struct mariadb_words mariadb = {
	.settings = "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, "
		    "sql_mode = '" MODES ",SIMULTANEOUS_ASSIGNMENT', "
		    "check_constraint_checks = 1, " SETTINGS,
	.limit = mariadb_limit,
};

/* Of queries, in milliseconds (MySQL's manual, "Server System Variables"). */
static void mysql_limit(char *sql, size_t size, long long milliseconds)
{
	if (milliseconds)
		snprintf(sql, size, "SET max_execution_time = %lld",
			milliseconds);
	else
		snprintf(sql, size, "SET max_execution_time = DEFAULT");
}

/* What MySQL 8 does not know would make it refuse all of the statement. Its checks
 * are always on, and its UPDATE assigns one column after the other. */
static const struct mariadb_words mysql = {
	.settings = "SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin, "
		    "sql_mode = '" MODES "', " SETTINGS,
	.limit = mysql_limit,
};

const struct mariadb_words *calx__mariadb_words(const char *version)
{
	return strstr(version, "MariaDB") ? &mariadb : &mysql;
}

/* A repeatable read that reads again what others have changed is none; from
 * these versions on it can be told not to (MariaDB's manual, "InnoDB System
 * Variables"). */
static bool has_snapshots(unsigned long version)
{
	static const unsigned long since[] = { 100618, 101108, 110405 };

	if (version >= 110600)
		return true;
	for (size_t i = 0; i < sizeof(since) / sizeof(*since); i++)
		if (version / 100 == since[i] / 100)
			return version >= since[i];
	return false;
}

static void wait_set(struct db *db, long long seconds)
{
	char sql[128];

	if (seconds > 0)
		snprintf(sql, sizeof(sql),
			"SET innodb_lock_wait_timeout = %lld, lock_wait_timeout = %lld",
			seconds, seconds);
	else
		snprintf(sql, sizeof(sql),
			"SET innodb_lock_wait_timeout = DEFAULT, lock_wait_timeout = DEFAULT");
	calx__mariadb_run(db, sql, NULL);
}

void calx__mariadb_wait(struct db *db, long long milliseconds)
{
	wait_set(db, milliseconds < 0 ? db->wait : (milliseconds + 999) / 1000);
}

enum calx_status calx__mariadb_limit(
	struct db *db, long long milliseconds, calx_error *error)
{
	char sql[64];

	db->words->limit(
		sql, sizeof(sql), milliseconds ? milliseconds : db->limit);
	return calx__mariadb_run(db, sql, error);
}

enum calx_status calx__mariadb_set_up(struct db *db, calx_error *error)
{
	enum calx_status status;

	db->words = calx__mariadb_words(mysql_get_server_info(db->handle));
	status = calx__mariadb_run(db, db->words->settings, error);
	if (status >= 0 && db->words == &mariadb &&
		has_snapshots(mysql_get_server_version(db->handle)))
		status = calx__mariadb_run(
			db, "SET innodb_snapshot_isolation = 1", error);
	if (status >= 0 && db->limit)
		status = calx__mariadb_limit(db, db->limit, error);
	if (status >= 0 && db->wait)
		wait_set(db, db->wait);
	return status;
}
