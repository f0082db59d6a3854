#include "sql/type/column.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/fail.h"

/* Errors about a column name it in their message and, for programs, in their
 * fields. */

const char *calx__column_name(const calx_column *column)
{
	return column->options.name ? column->options.name : column->name;
}

/* Whether the program that made the options knew the one at that offset. */
static bool knows(const calx_column *column, size_t offset)
{
	return !column->options.size || offset < column->options.size;
}

const char *calx__column_computed(const calx_column *column)
{
	return knows(column, offsetof(calx_column_options, computed))
		       ? column->options.computed
		       : NULL;
}

const char *calx__column_sql_type(const calx_column *column)
{
	return knows(column, offsetof(calx_column_options, sql_type))
		       ? column->options.sql_type
		       : NULL;
}

const char *calx__column_identity(const calx_column *column)
{
	return knows(column, offsetof(calx_column_options, identity))
		       ? column->options.identity
		       : NULL;
}

static void name_column(calx_error *error, const calx_column *column)
{
	const char *table = column->table ? column->table->name : "";
	const char *name = calx__column_name(column);

	calx__fail_context(
		error, "column \"%s%s%s\"", table, *table ? "." : "", name);
	calx__fail_copy(error->table, sizeof(error->table), table);
	calx__fail_copy(error->column, sizeof(error->column), name);
}

enum calx_status calx__column_fail(calx_error *error, enum calx_status status,
	const calx_column *column, const char *format, ...)
{
	char problem[sizeof(error->message)];
	va_list arguments;

	if (!error)
		return status;
	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	calx__fail(error, status, "%s", problem);
	if (column)
		name_column(error, column);
	return status;
}

enum calx_status calx__column_unset(
	calx_error *error, const calx_column *column)
{
	calx__column_fail(error, CALX_INVALID, column, "the value is not set");
	calx__fail_hint(error,
		"Set it, declare the column nullable(), or give it a server_default.");
	return CALX_INVALID;
}
