#include "dialect/sqlite/alter/readable.h"

#include <stdlib.h>
#include <string.h>

#include "sql/type/stored.h"
#include "util/fail.h"
#include "util/text.h"

/* Whether values can be read as another type: by what reads them for a model,
 * since no condition of SQL says the same. */

struct reading {
	struct alteration *a;
	const calx_type *type;
	calx_type kept; /* what the column is to the database */
	size_t count;
	struct offence first;
};

/* A value as a row would bring it. Text that looks like a number has become one
 * in a column of numbers. */
static bool value_of(const struct reading *reading, const char *const *values,
	calx_value *ret_value)
{
	const struct type_info *info = &calx__types[reading->kept.kind];
	const size_t length = strlen(values[2]);
	long long number;

	*ret_value = (calx_value){ .kind = info->carrier };
	if (info->is_integer) {
		if (!calx__text_to_int64(values[2], length, &number))
			return false;
		ret_value->as.integer = number;
		return true;
	}
	if (!info->family->read) {
		ret_value->as.real = strtod(values[2], NULL);
		return true;
	}
	return info->family->read(values[2], length, ret_value);
}

static bool is_readable(
	const struct reading *reading, const char *const *values)
{
	long long size;
	calx_value value;

	/* what ends early here would not end there */
	if (!values[2] || !values[3] ||
		!calx__text_to_int64(values[3], strlen(values[3]), &size) ||
		(size_t)size != strlen(values[2]))
		return false;
	return value_of(reading, values, &value) &&
	       calx__stored_get(reading->type, NULL, &value, NULL, NULL) >= 0;
}

/* rowid, the value as SQL, as text, and how many bytes that has */
static enum calx_status value_row(
	void *context, const char *const *values, size_t count)
{
	struct reading *reading = context;
	struct arena *arena = reading->a->arena;

	(void)count;
	if (is_readable(reading, values) || reading->count++)
		return CALX_OK;
	if (values[0])
		reading->first.rowid = calx__arena_strdup(arena, values[0]);
	if (values[1])
		reading->first.value = calx__arena_strdup(arena, values[1]);
	return arena->failed ? calx__fail_memory(reading->a->error) : CALX_OK;
}

/* Whether text of any kind can be read, or just what SQL's condition passes. */
static bool needs_reading(const struct reading *reading)
{
	const struct type_info *info = &calx__types[reading->kept.kind];

	if (reading->type->stored)
		return reading->kept.kind != CALX_BLOB;
	return !info->is_text && !info->is_integer && info->family->read;
}

/* the value, or the number that text becomes in a column of integers */
static void put_value(const struct reading *reading, const char *stored)
{
	const bool is_integer = calx__types[reading->kept.kind].is_integer;
	struct alteration *a = reading->a;

	calx__alteration_put(a, is_integer ? "CAST(" : "");
	calx__alteration_put_name(a, stored);
	calx__alteration_put(a, is_integer ? " AS INTEGER)" : "");
}

static void put_query(
	const struct reading *reading, const char *stored, const char *rowid)
{
	struct alteration *a = reading->a;

	calx__alteration_put(a, "SELECT ");
	calx__alteration_put(a, rowid);
	calx__alteration_put(a, ", quote(substr(");
	calx__alteration_put_name(a, stored);
	calx__alteration_put(a, ", 1, 40)), ");
	put_value(reading, stored);
	calx__alteration_put(a, ", length(CAST(");
	put_value(reading, stored);
	calx__alteration_put(a, " AS BLOB)) FROM ");
	calx__alteration_put_name(a, a->table);
	calx__alteration_put(a, " WHERE ");
	calx__alteration_put_name(a, stored);
	calx__alteration_put(a, " IS NOT NULL AND typeof(");
	calx__alteration_put_name(a, stored);
	calx__alteration_put(a, ") <> 'blob'");
}

struct offence calx__readable_check(struct alteration *a, const char *stored,
	const calx_type *type, const char *rowid)
{
	struct reading reading = {
		.a = a, .type = type, .kept = calx__stored_as(type)
	};
	const char *sql;

	if (a->status < 0 || !needs_reading(&reading))
		return reading.first;
	put_query(&reading, stored, rowid);
	sql = calx__alteration_take(a);
	if (!sql)
		return reading.first;
	a->status = a->catalog->query(
		a->catalog, sql, value_row, &reading, a->error);
	if (a->status >= 0 && reading.count) {
		reading.first.count =
			calx__arena_printf(a->arena, "%zu", reading.count);
		if (!reading.first.count)
			calx__alteration_fail_memory(a);
	}
	return reading.first;
}
