#include "orm/store/keyset.h"

#include "sql/type/value.h"
#include "sql/schema/descriptor.h"
#include "util/alloc.h"

/* Open addressing, with a place for each row twice over: it never grows. */

bool calx__keyset_init(struct keyset *set, const calx_table *table,
	struct column_set columns, size_t count)
{
	set->table = table;
	set->columns = columns;
	set->size = 8;
	while (set->size < count * 2)
		set->size *= 2;
	set->entries = calx__alloc_zero(set->size, sizeof(*set->entries));
	return set->entries != NULL;
}

void calx__keyset_release(struct keyset *set)
{
	calx__free(set->entries);
	set->entries = NULL;
}

/* The hash of the columns; false if one of them is NULL. */
static bool row_hash(const calx_table *table, struct column_set columns,
	const void *row, uint64_t *ret_hash)
{
	calx_value value;

	*ret_hash = 0;
	for (size_t i = 0; i < columns.count; i++) {
		calx__field_read(calx__column_at(table, columns.numbers[i]),
			row, &value);
		if (value.kind == CALX_NULL)
			return false;
		*ret_hash = calx__value_hash(&value, *ret_hash);
	}
	return true;
}

static bool row_equal(const struct keyset *set, const void *entry,
	const calx_table *table, struct column_set columns, const void *row)
{
	calx_value a, b;

	for (size_t i = 0; i < columns.count; i++) {
		const unsigned number = set->columns.numbers[i];

		calx__field_read(
			calx__column_at(set->table, number), entry, &a);
		calx__field_read(
			calx__column_at(table, columns.numbers[i]), row, &b);
		if (!calx__value_equal(&a, &b))
			return false;
	}
	return true;
}

/* The row's entry, or the empty one where it belongs; NULL for a row that is
 * left out. */
static struct keyset_entry *entry_of(const struct keyset *set,
	const calx_table *table, struct column_set columns, const void *row)
{
	uint64_t hash;
	size_t at;

	if (columns.count != set->columns.count ||
		!row_hash(table, columns, row, &hash))
		return NULL;
	at = hash & (set->size - 1);
	while (set->entries[at].row &&
		!row_equal(set, set->entries[at].row, table, columns, row))
		at = (at + 1) & (set->size - 1);
	return &set->entries[at];
}

void calx__keyset_add(struct keyset *set, const void *row, size_t item)
{
	struct keyset_entry *entry =
		entry_of(set, set->table, set->columns, row);

	if (entry && !entry->row)
		*entry = (struct keyset_entry){ row, item };
}

size_t calx__keyset_find(const struct keyset *set, const calx_table *table,
	struct column_set columns, const void *row)
{
	const struct keyset_entry *entry = entry_of(set, table, columns, row);

	return entry && entry->row ? entry->item : SIZE_MAX;
}
