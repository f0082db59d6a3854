#include "sql/schema/descriptor.h"

#include <string.h>

#include "sql/type/type.h"

/* What a model's list of names means: resolving a table and the objects of a
 * session must not differ about it. */

const calx_column *calx__column_named(const calx_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (!strcmp(calx__column_at(table, i)->name, name))
			return calx__column_at(table, i);
	for (size_t i = 0; i < table->column_count; i++)
		if (!strcmp(calx__column_name(calx__column_at(table, i)), name))
			return calx__column_at(table, i);
	return NULL;
}
