#ifndef CALX_TESTS_SPELLED_H
#define CALX_TESTS_SPELLED_H

#include <calx/metadata.h>

/* The SQL that models of tests hold, in the words of the program's database.
 *
 * Models are constants and the same for all databases; their defaults, checks
 * and computed columns are SQL of SQLite's. The table in spelled.c has a row
 * for each text that another database says otherwise. What its tables then do
 * is the same. */

/* calx_create_all() of such models. `error` may be NULL. */
enum calx_status spelled_create_all(
	calx_engine *engine, const calx_metadata *metadata, calx_error *error);

/* One of these, as the database is. */
const char *spelled(
	const char *sqlite, const char *postgresql, const char *mariadb);

#endif
