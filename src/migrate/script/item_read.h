#ifndef CALX_MIGRATE_SCRIPT_ITEM_READ_H
#define CALX_MIGRATE_SCRIPT_ITEM_READ_H

#include "migrate/script/reader.h"
#include <calx/schema.h>

/* Reads columns, constraints and indexes, as a model lists them, up to the
 * token `end`: the columns and constraints of a table. */
bool calx__reader_items(
	struct script_reader *reader, size_t end, calx_table *ret_items);
/* true, false, 1 or 0 */
bool calx__reader_truth(struct script_reader *reader, bool *ret_truth);

#endif
