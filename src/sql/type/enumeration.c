#include "sql/type/enumeration.h"

#include <string.h>

#include <calx/label.h>

#include "sql/type/column.h"
#include "sql/type/integer.h"

/* Enumerations: the labels stand in the column's type. */

void calx__enumeration_load(const char *field, calx_value *value)
{
	calx__int32_load(field, value);
	value->kind = CALX_ENUMERATION;
}

static bool label_is(const char *label, const calx_value *value)
{
	return strlen(label) == value->as.text.size &&
	       memcmp(label, value->as.text.data, value->as.text.size) == 0;
}

bool calx__enumeration_number(const calx_column *column, calx_value *value)
{
	const char *const *labels = column->type.labels;
	int64_t number = 0;

	if (value->kind != CALX_STRING && value->kind != CALX_TEXT)
		return true;
	while (labels[number] && !label_is(labels[number], value))
		number++;
	if (!labels[number])
		return false;
	value->kind = CALX_ENUMERATION;
	value->as.integer = number;
	return true;
}

/* The database keeps the label; a program may give the number. */
bool calx__enumeration_store(
	const calx_column *column, char *field, const calx_value *value)
{
	calx_value number = *value;

	return calx__enumeration_number(column, &number) &&
	       calx__int32_store(column, field, &number);
}

enum calx_status calx__enumeration_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const char *const *labels = column->type.labels;
	int64_t count = 0;

	(void)type;
	while (labels && labels[count])
		count++;
	if (value->as.integer >= 0 && value->as.integer < count)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%lld is not one of the %lld values of the enumeration, which count from 0",
		(long long)value->as.integer, (long long)count);
}

void calx__enumeration_settle(const calx_column *column, calx_value *value)
{
	const char *label = column->type.labels[value->as.integer];

	value->kind = CALX_STRING;
	value->as.text.data = label;
	value->as.text.size = strlen(label);
}

/* ---- by their column ------------------------------------------------------- */

static const char *const *labels_of(calx_enumeration_expression expression)
{
	static const char *const none[] = { NULL };
	const calx_node *node = expression.column_or_expression;

	if (!node || node->kind != CALX_NODE_COLUMN || !node->column ||
		!node->column->type.labels)
		return none;
	return node->column->type.labels;
}

int calx_label_count(calx_enumeration_expression column)
{
	const char *const *labels = labels_of(column);
	int count = 0;

	while (labels[count])
		count++;
	return count;
}

const char *calx_label(calx_enumeration_expression column, long long value)
{
	if (value < 0 || value >= calx_label_count(column))
		return NULL;
	return labels_of(column)[value];
}

int calx_label_value(calx_enumeration_expression column, const char *label)
{
	const char *const *labels = labels_of(column);

	for (int i = 0; label && labels[i]; i++)
		if (!strcmp(labels[i], label))
			return i;
	return -1;
}
