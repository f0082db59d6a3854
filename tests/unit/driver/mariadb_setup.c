#include "driver/mariadb/setup.h"

#include "check.h"

/* What sessions are told first, by what servers say that they are. */

static bool says(const char *version, const char *word)
{
	return strstr(calx__mariadb_words(version)->settings, word);
}

static const char *limit_of(const char *version, long long milliseconds)
{
	static char sql[64];

	calx__mariadb_words(version)->limit(sql, sizeof(sql), milliseconds);
	return sql;
}

/* as they come from the servers' greetings and from packages */
static const char *const of_mariadb[] = { "10.11.19-MariaDB-0+deb12u1",
	"5.5.5-10.6.16-MariaDB-log", "11.4.5-MariaDB-ubu2404",
	"10.5.0-MariaDB-enterprise" };
static const char *const of_mysql[] = { "8.0.36", "8.4.3-log", "9.1.0",
	"8.0.36-28 Percona Server (GPL)", "8.0.35-google" };

/* what makes a session mean what is said in it */
static const char *const needed[] = { "SET NAMES utf8mb4 COLLATE utf8mb4_",
	"ANSI_QUOTES", "PIPES_AS_CONCAT", "NO_BACKSLASH_ESCAPES",
	"STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE",
	"ERROR_FOR_DIVISION_BY_ZERO", "NO_ENGINE_SUBSTITUTION",
	"time_zone = '+00:00'", "autocommit = 1", "lc_messages = 'en_US'",
	"foreign_key_checks = 1", "unique_checks = 1", "sql_auto_is_null = 0",
	"sql_select_limit = DEFAULT",
	"group_concat_max_len = ", "div_precision_increment = 16" };
/* what the other one refuses, and the statement with it */
static const char *const mariadb_only[] = { "utf8mb4_nopad_bin",
	"SIMULTANEOUS_ASSIGNMENT", "check_constraint_checks" };
static const char *const mysql_only[] = { "utf8mb4_0900_bin" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void check_words(const char *version, const char *const *words,
	size_t count, bool are_there)
{
	for (size_t i = 0; i < count; i++)
		if (says(version, words[i]) != are_there)
			fail_msg("%s: %s %s", version, words[i],
				are_there ? "is missing" : "is not for it");
}

static void a_mariadb_hears_its_own_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(of_mariadb); i++) {
		check_words(of_mariadb[i], needed, COUNT(needed), true);
		check_words(
			of_mariadb[i], mariadb_only, COUNT(mariadb_only), true);
		check_words(
			of_mariadb[i], mysql_only, COUNT(mysql_only), false);
		CHECK_TEXT(limit_of(of_mariadb[i], 1250),
			"SET max_statement_time = 1.250");
		CHECK_TEXT(limit_of(of_mariadb[i], 0),
			"SET max_statement_time = DEFAULT");
	}
}

static void a_mysql_hears_nothing_of_mariadb(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(of_mysql); i++) {
		check_words(of_mysql[i], needed, COUNT(needed), true);
		check_words(
			of_mysql[i], mariadb_only, COUNT(mariadb_only), false);
		check_words(of_mysql[i], mysql_only, COUNT(mysql_only), true);
		CHECK_TEXT(limit_of(of_mysql[i], 1250),
			"SET max_execution_time = 1250");
		CHECK_TEXT(limit_of(of_mysql[i], 0),
			"SET max_execution_time = DEFAULT");
	}
}

CHECK_MAIN("mariadb_setup", cmocka_unit_test(a_mariadb_hears_its_own_words),
	cmocka_unit_test(a_mysql_hears_nothing_of_mariadb))
