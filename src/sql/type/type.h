#ifndef CALX_SQL_TYPE_H
#define CALX_SQL_TYPE_H

#include <calx/schema.h>

/* The column types, one row each: what every layer asks about a kind. */
struct type_info {
	const char *name; /* as the model spells it: "big_integer" */
	/* in a row struct: the size of the C type, that of its calx_opt_*, 0
	 * if there is no such type, and where that says whether it `has` a
	 * value; the value comes first */
	size_t size;
	size_t optional_size;
	size_t has_offset;
	/* in a value: the tag that fields get, INTEGER for all integers and
	 * STRING for all text; the range of integers; and how it is carried */
	enum calx_kind carrier;
	bool is_integer; /* in value.as.integer */
	bool is_text;	 /* in value.as.text, in rows as const char * */
	bool is_settled; /* calx__value_stored() makes something else of it */
	int64_t minimum, maximum;
	/* in a model: string(n) takes 1, numeric(p, s) 2 */
	unsigned argument_count;
};

extern const struct type_info calx__types[CALX_KIND_COUNT];

/* The kind that `name` spells, CALX_NULL if none. */
enum calx_kind calx__type_by_name(const char *name, size_t length);
bool calx__type_equal(const calx_type *a, const calx_type *b);

/* Whether a value of one kind may go where the other is expected: all text is
 * alike, all integers (booleans and enumerations, too), float and double. */
bool calx__kinds_fit(enum calx_kind a, enum calx_kind b);

/* Between a row struct's field and a value. Reading borrows the field's text.
 * `column->nullable` says whether the field is an optional. */
void calx__field_read(
	const calx_column *column, const void *row, calx_value *ret_value);
/* Writing checks ranges: CALX_RANGE for an integer that does not fit,
 * CALX_TYPE_MISMATCH for NULL in a field that cannot say so. Text must end in
 * NUL and is borrowed. */
enum calx_status calx__field_write(const calx_column *column, void *row,
	const calx_value *value, calx_error *error);
/* Whether the field was never set (design: NULL, no value, month 0, uuid 0). */
bool calx__field_is_unset(const calx_column *column, const void *row);

/* Whether the value may be stored in the column: text is UTF-8 without NUL
 * and not too long, dates exist, decimals fit, integers are in range. Called
 * for everything that is bound for a column. */
enum calx_status calx__value_check(
	const calx_column *column, const calx_value *value, calx_error *error);

/* The form in which the column stores a value that has passed the check: an
 * enumeration as its label, a decimal with the column's scale, so that equal
 * numbers are the same in a unique constraint. False: as it is. */
bool calx__value_stored(const calx_column *column, const calx_value *value,
	calx_value *ret_stored);

/* The parts of the check that reading from a database needs, too: CALX_RANGE if
 * a column of integers, or of type float, cannot take the number. */
enum calx_status calx__integer_check(
	const calx_column *column, int64_t number, calx_error *error);
enum calx_status calx__float_check(
	const calx_column *column, double number, calx_error *error);

/* Sets an error about a column (NULL: about no column): "column "books.cost":
 * ...", with the error's table and column. Returns `status`. */
enum calx_status calx__fail_column(calx_error *error, enum calx_status status,
	const calx_column *column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* CALX_TYPE_MISMATCH: a value of `kind` in that column */
enum calx_status calx__fail_kind(
	calx_error *error, const calx_column *column, enum calx_kind kind);

/* The column's name in the database. */
const char *calx__column_name(const calx_column *column);

#endif
