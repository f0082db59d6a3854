#include "sql/schema/descriptor.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/text.h"

/* What a model's list of names means: resolving a table and the objects of a
 * session must not differ about it. */

static bool is_word(const calx_column *column, const char *name)
{
	return !strcmp(column->name, name);
}

static bool is_name(const calx_column *column, const char *name)
{
	return !strcmp(calx__column_name(column), name);
}

/* No two columns of a model differ by case alone. */
static bool is_name_nocase(const calx_column *column, const char *name)
{
	return calx__text_equal_nocase(calx__column_name(column), name);
}

const calx_column *calx__column_named(const calx_table *table, const char *name)
{
	static bool (*const ways[])(const calx_column *column,
		const char *name) = { is_word, is_name, is_name_nocase };

	for (size_t way = 0; way < sizeof(ways) / sizeof(*ways); way++)
		for (size_t i = 0; i < table->column_count; i++)
			if (ways[way](calx__column_at(table, i), name))
				return calx__column_at(table, i);
	return NULL;
}
