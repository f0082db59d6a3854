#ifndef CALX_DIALECT_MARIADB_ALTER_COLUMN_H
#define CALX_DIALECT_MARIADB_ALTER_COLUMN_H

#include <stdbool.h>

#include "util/arena.h"

/* What the text of a table says of one of its columns, cut into what can be
 * changed by itself; NULL: nothing. */
struct column_text {
	const char *type;      /* "varchar(200)" */
	const char *collation; /* "CHARACTER SET ... COLLATE ..." */
	const char *generated; /* "GENERATED ALWAYS AS (...) STORED" */
	const char *value;     /* "DEFAULT ..." with ON UPDATE */
	const char *comment;   /* "COMMENT '...'" */
	const char *numbers;   /* "AUTO_INCREMENT" */
	const char *rest;      /* CHECK ... */
	bool is_json;
};

/* Reads it from what SHOW CREATE TABLE gives. False: the column is not there, or
 * there is no memory (arena->failed). */
bool calx__mariadb_column_text(struct arena *arena, const char *table,
	const char *column, struct column_text *ret_text);

#endif
