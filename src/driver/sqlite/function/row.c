#include "driver/sqlite/function/row.h"

#include <string.h>

#include "util/alloc.h"
#include "util/strbuf.h"

/* What calx_row() is told, and what it leaves behind. */

/* ---- the function --------------------------------------------------------- */

/* For row(). A value of the function's lives as long as its call. */
static bool values_keep(struct taken *taken, sqlite3_value **values)
{
	size_t i = 0;

	while (i < taken->columns &&
		(taken->kept[i] = sqlite3_value_dup(values[i])) != NULL)
		i++;
	taken->keeps = i == taken->columns;
	while (!taken->keeps && i-- > 0)
		sqlite3_value_free(taken->kept[i]);
	return taken->keeps;
}

void calx__sqlite_keep(
	sqlite3_context *context, struct taken *taken, sqlite3_value **values)
{
	calx__sqlite_kept_free(taken);
	if (taken->text.failed || !values_keep(taken, values))
		sqlite3_result_error_nomem(context);
}

/* ---- preparing ------------------------------------------------------------ */

/* SELECT calx_row(id, title) FROM book */
void calx__sqlite_taken_sql(
	const struct plain_select *select, struct strbuf *sql)
{
	const char *list = select->list.data;
	const char *end = list + select->list.length;

	calx__strbuf_add(
		sql, select->sql.data, (size_t)(list - select->sql.data));
	calx__strbuf_adds(sql, "calx_row(");
	calx__strbuf_add(sql, list, select->list.length);
	calx__strbuf_adds(sql, ")");
	calx__strbuf_adds(sql, end);
}

struct taken *calx__sqlite_taken_new(const struct plain_select *select)
{
	struct taken *taken = calx__alloc_zero(
		1, sizeof(*taken) + select->columns * sizeof(*taken->kept));

	if (taken) {
		taken->kept = (sqlite3_value **)(taken + 1);
		taken->columns = select->columns;
		taken->sql = select->sql.data;
	}
	return taken;
}

void calx__sqlite_taken_free(struct taken *taken)
{
	if (!taken)
		return;
	calx__sqlite_kept_free(taken);
	calx__arena_release(&taken->text);
	calx__free(taken->staged);
	calx__free(taken);
}

/* ---- running -------------------------------------------------------------- */

/* Room for the lengths of text, and behind them a struct of zeros, of which each
 * row writes each field. */
static bool stage(struct taken *taken, const struct layout *layout)
{
	const size_t head = layout->count * sizeof(*taken->lengths);
	const size_t room = head + layout->size;

	if (room > taken->room) {
		calx__free(taken->staged);
		taken->staged = calx__alloc(room);
		taken->room = taken->staged ? room : 0;
		taken->layout = NULL;
	}
	if (!taken->staged)
		return false;
	taken->row = taken->staged + head;
	taken->size = layout->size;
	if (taken->layout != layout->fields)
		memset(taken->row, 0, layout->size);
	taken->layout = layout->fields;
	return true;
}

/* Without memory for it, values are kept. */
void calx__sqlite_taken_aim(struct taken *taken, const struct layout *layout)
{
	taken->fields = NULL;
	if (!layout || !stage(taken, layout))
		return;
	taken->fields = layout->fields;
	taken->count = layout->count;
	taken->lengths = (size_t *)(void *)taken->staged;
}

void calx__sqlite_kept_free(struct taken *taken)
{
	for (size_t i = 0; taken->keeps && i < taken->columns; i++)
		sqlite3_value_free(taken->kept[i]);
	taken->keeps = false;
}

int64_t calx__sqlite_taken_fetch(
	const struct taken *taken, char *row, size_t *lengths)
{
	if (!taken->fields || taken->total == NOT_USUAL)
		return NOT_USUAL;
	memcpy(row, taken->row, taken->size);
	memcpy(lengths, taken->lengths, taken->count * sizeof(*lengths));
	return taken->total;
}
