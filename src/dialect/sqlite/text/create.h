#ifndef CALX_DIALECT_SQLITE_TEXT_CREATE_H
#define CALX_DIALECT_SQLITE_TEXT_CREATE_H

#include "dialect/sqlite/text/parsed.h"

/* Reads what SQLite keeps for a table or an index. Errors: CALX_INVALID for what
 * SQLite itself would not have accepted. */

enum calx_status calx__create_table_read(struct arena *arena, const char *text,
	struct parsed_table *ret_table, calx_error *error);
enum calx_status calx__create_index_read(struct arena *arena, const char *text,
	struct parsed_index *ret_index, calx_error *error);

#endif
