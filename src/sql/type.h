#ifndef CALX_SQL_TYPE_H
#define CALX_SQL_TYPE_H

#include <calx/schema.h>

/* The column types, one row each: what every layer asks about a kind. */
struct type_info {
	const char *name; /* as the model spells it: "big_integer" */
	/* how a value of the kind is tagged and stored in a row struct */
	size_t size;              /* of the C type */
	size_t optional_offset;   /* of .value in its calx_opt_*; 0: no such type */
	unsigned argument_count;  /* string(n): 1, numeric(p, s): 2 */
	int64_t minimum, maximum; /* of integers */
	bool is_integer;          /* carried in value.as.integer */
	bool is_text;             /* carried in value.as.text, as const char * */
};

extern const struct type_info calx__types[CALX_KIND_COUNT];

/* The kind that `name` spells, CALX_NULL if none. */
enum calx_kind calx__type_by_name(const char *name, size_t length);
bool calx__type_equal(const calx_type *a, const calx_type *b);

/* Between a row struct's field and a value. Reading borrows the field's text.
 * `column->nullable` says whether the field is an optional. */
void calx__field_read(const calx_column *column, const void *row, calx_value *ret_value);
/* Writing checks ranges: CALX_RANGE for an integer that does not fit,
 * CALX_TYPE_MISMATCH for NULL in a field that cannot say so. Text must end in
 * NUL and is borrowed. */
enum calx_status calx__field_write(const calx_column *column, void *row, const calx_value *value, calx_error *error);
/* Whether the field was never set (design: NULL, no value, month 0, uuid 0). */
bool calx__field_is_unset(const calx_column *column, const void *row);

/* Whether the value may be stored in the column: text is UTF-8 without NUL
 * and not too long, dates exist, decimals fit, integers are in range. Called
 * for everything that is bound for a column. */
enum calx_status calx__value_check(const calx_column *column, const calx_value *value, calx_error *error);

/* The column's name in the database. */
const char *calx__column_name(const calx_column *column);

#endif
