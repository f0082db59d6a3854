#ifndef CALX_DIALECT_SQLITE_TEXT_PART_H
#define CALX_DIALECT_SQLITE_TEXT_PART_H

#include "dialect/sqlite/text/reader.h"

/* The clauses of a column and the constraints of a table. */

enum part_place { PART_OF_COLUMN, PART_OF_TABLE };

/* Whether the next word begins one. */
bool calx__part_is_next(
	const struct create_reader *reader, enum part_place place);
/* Reads one, and appends it to `list`, of struct parsed_part. */
void calx__part_read(
	struct create_reader *reader, enum part_place place, struct vec *list);

#endif
