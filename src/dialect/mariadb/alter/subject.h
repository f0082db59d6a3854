#ifndef CALX_DIALECT_MARIADB_ALTER_SUBJECT_H
#define CALX_DIALECT_MARIADB_ALTER_SUBJECT_H

#include "compile/dialect.h"

/* dialect_migration.subject: the text of the table, view, sequence, trigger or
 * routine that a statement makes, changes or drops, without the number that
 * AUTO_INCREMENT has come to. */
enum calx_status calx__mariadb_subject(const struct dialect *dialect,
	const struct catalog *catalog, struct arena *arena, const char *sql,
	const char **ret_text, calx_error *error);

#endif
