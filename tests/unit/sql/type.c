#include "check.h"

#include "sql/type/check.h"
#include "sql/type/field.h"
#include <calx/model.h>

/* clang-format off */
CALX_MODEL(Plain, "plain",
	column(boolean,       boolean()),
	column(small_integer, small_integer()),
	column(integer,       integer()),
	column(big_integer,   big_integer()),
	column(real,          float()),
	column(wide_real,     double()),
	column(numeric,       numeric(5, 2)),
	column(string,        string(3)),
	column(text,          text()),
	column(blob,          blob()),
	column(date,          date()),
	column(time,          time()),
	column(datetime,      datetime()),
	column(timestamp,     timestamp()),
	column(interval,      interval()),
	column(uuid,          uuid()),
	column(json,          json()),
	column(enumeration,   enumeration("low", "high")));

CALX_MODEL(Optional, "optional",
	column(boolean,       nullable(boolean())),
	column(small_integer, nullable(small_integer())),
	column(integer,       nullable(integer())),
	column(big_integer,   nullable(big_integer())),
	column(real,          nullable(float())),
	column(wide_real,     nullable(double())),
	column(numeric,       nullable(numeric())),
	column(string,        nullable(string(3))),
	column(text,          nullable(text())),
	column(blob,          nullable(blob())),
	column(date,          nullable(date())),
	column(time,          nullable(time())),
	column(datetime,      nullable(datetime())),
	column(timestamp,     nullable(timestamp())),
	column(interval,      nullable(interval())),
	column(uuid,          nullable(uuid())),
	column(json,          nullable(json()), .name = "document"),
	column(enumeration,   nullable(enumeration("low", "high"))));
/* clang-format on */

static const struct Plain plain = {
	.boolean = true,
	.small_integer = -32768,
	.integer = 2147483647,
	.big_integer = INT64_MIN,
	.real = 0.25f,
	.wide_real = 0.1,
	.numeric = { .mark = CALX_DECIMAL_SET, .low = 1250, .scale = 2 },
	.string = "äöü",
	.text = "",
	.blob = { "\0\1", 2 },
	.date = { 2024, 2, 29 },
	.time = { 0, 23, 59, 59, 999999 },
	.datetime = { 2024, 2, 29, 1, 2, 3, 4 },
	.timestamp = { { 2024, 2, 29, 1, 2, 3, 4 }, -90 },
	.interval = { 1, -2, 3 },
	.uuid = { { 1, 2, 3 } },
	.json = "{}",
	.enumeration = 1,
};

/* ---- the table ----------------------------------------------------------- */

/* a row that forgets something */
static void check_row(const struct type_info *type)
{
	const struct value_family *family = type->family;
	const struct type_info *carrier = &calx__types[type->carrier];

	assert_true(type->size > 0 && type->load && type->store);
	assert_true(family && family->same && family->equal && family->hash);
	/* fields are tagged with a kind of the same family, itself a tag */
	assert_ptr_equal(carrier->family, family);
	assert_int_equal(carrier->carrier, type->carrier);
	/* what is no text says how it becomes some, but for bytes */
	assert_true(type->is_text || type->write || type->carrier == CALX_BLOB);
	assert_false(type->is_text && type->is_integer);
	/* what is narrower than its family says why it does not take a value */
	assert_true(!type->is_integer || type->hold || type->size == 8);
	/* only text and bytes have a NULL of their own */
	assert_int_equal(type->optional_size == 0,
		type->is_text || type->carrier == CALX_BLOB);
	for (size_t i = 0; i < sizeof(type->gaps) / sizeof(*type->gaps); i++)
		assert_true(type->gaps[i].offset + type->gaps[i].size <=
			    (int)type->size);
}

static void each_kind_has_a_row(void **state)
{
	(void)state;
	for (size_t kind = 0; kind < CALX_KIND_COUNT; kind++) {
		const struct type_info *type = &calx__types[kind];

		assert_non_null(type->name);
		assert_true(type->minimum <= type->maximum);
		if (kind != CALX_NULL)
			check_row(type);
		assert_int_equal(
			calx__type_by_name(type->name, strlen(type->name)),
			kind);
	}
	assert_int_equal(calx__type_by_name("Integer", 7), CALX_NULL);
	assert_int_equal(calx__type_by_name("int", 3), CALX_NULL);
	assert_int_equal(calx__type_by_name("", 0), CALX_NULL);
}

/* the sizes of the table are those of the fields that the models declare */
static void the_sizes_are_those_of_the_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < Plain_calx_count_; i++) {
		const calx_column *column = &Plain_calx_columns_[i];
		const calx_column *optional = &Optional_calx_columns_[i];
		const struct type_info *type = &calx__types[column->type.kind];

		assert_int_equal(column->type.kind, i + 1);
		assert_int_equal(column->size, type->size);
		/* text and blobs are their own optional */
		assert_int_equal(optional->size,
			type->optional_size ? type->optional_size : type->size);
		assert_true(!type->optional_size ||
			    (type->has_offset >= type->size &&
				    type->has_offset < type->optional_size));
	}
}

static void types_are_compared_deeply(void **state)
{
	const char *const low_high[] = { "low", "high", NULL };
	const char *const low[] = { "low", NULL };
	calx_type a = Plain.enumeration.column_or_expression->column->type,
		  b = a;

	(void)state;
	assert_true(calx__type_equal(
		&a, &Optional.enumeration.column_or_expression->column->type));
	b.labels = low_high;
	assert_true(calx__type_equal(&a, &b));
	b.labels = low;
	assert_false(calx__type_equal(&a, &b));
	assert_false(calx__type_equal(&b, &a));
	b.labels = NULL;
	assert_false(calx__type_equal(&a, &b));
	assert_false(calx__type_equal(
		&Plain.numeric.column_or_expression->column->type,
		&Optional.numeric.column_or_expression->column->type));
	assert_false(
		calx__type_equal(&Plain.text.column_or_expression->column->type,
			&Plain.json.column_or_expression->column->type));
}

static void names_in_the_database(void **state)
{
	(void)state;
	CHECK_TEXT(calx__column_name(Plain.json.column_or_expression->column),
		"json");
	CHECK_TEXT(
		calx__column_name(Optional.json.column_or_expression->column),
		"document");
}

/* ---- fields -------------------------------------------------------------- */

static void plain_fields_survive(void **state)
{
	struct Plain copy;

	(void)state;
	memset(&copy, 0, sizeof(copy));
	for (size_t i = 0; i < Plain_calx_count_; i++) {
		const calx_column *column = &Plain_calx_columns_[i];
		calx_value value;

		calx__field_read(column, &plain, &value);
		assert_int_equal(
			value.kind, calx__types[column->type.kind].carrier);
		assert_int_equal(
			calx__value_check(column, &value, NULL), CALX_OK);
		assert_int_equal(calx__field_write(column, &copy, &value, NULL),
			CALX_OK);
		/* a decimal is made anew, and its last bytes are padding */
		if (column->type.kind != CALX_NUMERIC)
			assert_memory_equal((char *)&copy + column->offset,
				(const char *)&plain + column->offset,
				column->size);
	}
	assert_int_equal(calx_decimal_compare(copy.numeric, plain.numeric), 0);
	assert_int_equal(copy.numeric.scale, plain.numeric.scale);
}

static void optional_fields_survive(void **state)
{
	struct Optional row = { 0 };

	(void)state;
	for (size_t i = 0; i < Plain_calx_count_; i++) {
		const calx_column *column = &Optional_calx_columns_[i];
		calx_value in, out;

		calx__field_read(&Plain_calx_columns_[i], &plain, &in);
		calx__field_read(column, &row, &out);
		assert_int_equal(out.kind, CALX_NULL);
		assert_true(calx__field_is_unset(column, &row));
		assert_int_equal(
			calx__field_write(column, &row, &in, NULL), CALX_OK);
		assert_false(calx__field_is_unset(column, &row));
		calx__field_read(column, &row, &out);
		assert_int_equal(out.kind, in.kind);
	}
	assert_true(row.boolean.has && row.boolean.value);
	assert_int_equal(row.timestamp.value.offset_minutes, -90);
	assert_int_equal(row.enumeration.value, 1);
	CHECK_TEXT(row.string, "äöü");
}

static void null_needs_a_nullable_field(void **state)
{
	const calx_value null = { .kind = CALX_NULL };
	struct Optional optional;
	struct Plain row = plain;
	calx_error error = { 0 };

	(void)state;
	memset(&optional, 1, sizeof(optional));
	for (size_t i = 0; i < Plain_calx_count_; i++) {
		const calx_column *column = &Optional_calx_columns_[i];

		assert_int_equal(
			calx__field_write(column, &optional, &null, NULL),
			CALX_OK);
		assert_true(calx__field_is_unset(column, &optional));
		assert_int_equal(calx__field_write(&Plain_calx_columns_[i],
					 &row, &null, &error),
			CALX_TYPE_MISMATCH);
	}
	CHECK_TEXT(error.table, "plain");
	CHECK_TEXT(error.column, "enumeration");
	CHECK_TEXT(error.message,
		"column \"plain.enumeration\": NULL came from the database, "
		"but the model says that the column is not nullable");
	assert_int_equal(row.integer, plain.integer);
}

static void what_was_never_set(void **state)
{
	const struct Plain zero = { 0 };

	(void)state;
	for (size_t i = 0; i < Plain_calx_count_; i++) {
		const calx_column *column = &Plain_calx_columns_[i];
		enum calx_kind kind = column->type.kind;

		assert_false(calx__field_is_unset(column, &plain));
		assert_int_equal(calx__field_is_unset(column, &zero),
			calx__types[kind].is_text || kind == CALX_BLOB ||
				kind == CALX_DATE || kind == CALX_DATETIME ||
				kind == CALX_TIMESTAMP || kind == CALX_UUID);
	}
}

/* an empty blob comes without an address from some databases */
static void empty_is_not_null(void **state)
{
	calx_value empty = { .kind = CALX_BLOB };
	struct Optional row = { 0 };

	(void)state;
	assert_int_equal(
		calx__field_write(Optional.blob.column_or_expression->column,
			&row, &empty, NULL),
		CALX_OK);
	assert_non_null(row.blob.data);
	empty.kind = CALX_STRING;
	assert_int_equal(
		calx__field_write(Optional.text.column_or_expression->column,
			&row, &empty, NULL),
		CALX_OK);
	CHECK_TEXT(row.text, "");
}

static void check_write(
	const calx_column *column, calx_value value, enum calx_status expected)
{
	struct Plain row = plain;
	calx_error error = { 0 };

	assert_int_equal(
		calx__field_write(column, &row, &value, &error), expected);
	assert_int_equal(error.status, expected);
	if (expected < 0)
		assert_memory_equal((char *)&row + column->offset,
			(const char *)&plain + column->offset, column->size);
}

static void writing_checks_ranges(void **state)
{
	calx_value number = { .kind = CALX_BIG_INTEGER };
	calx_value real = { .kind = CALX_DOUBLE };

	(void)state;
	number.as.integer = 32768;
	check_write(Plain.small_integer.column_or_expression->column, number,
		CALX_RANGE);
	check_write(
		Plain.boolean.column_or_expression->column, number, CALX_RANGE);
	check_write(
		Plain.integer.column_or_expression->column, number, CALX_OK);
	check_write(Plain.text.column_or_expression->column, number,
		CALX_TYPE_MISMATCH);
	check_write(
		Plain.wide_real.column_or_expression->column, number, CALX_OK);
	check_write(Plain.date.column_or_expression->column, number,
		CALX_TYPE_MISMATCH);
	number.as.integer = -1;
	check_write(
		Plain.boolean.column_or_expression->column, number, CALX_RANGE);
	check_write(Plain.enumeration.column_or_expression->column, number,
		CALX_RANGE);
	real.as.real = 1e39;
	check_write(Plain.real.column_or_expression->column, real, CALX_RANGE);
	check_write(
		Plain.wide_real.column_or_expression->column, real, CALX_OK);
}

/* numeric(5, 2) has two digits behind the point, whatever the database keeps;
 * what they cannot hold is not lost */
static void decimals_get_the_scale_of_their_column(void **state)
{
	const char *const texts[][2] = { { "12.5", "12.50" },
		{ "12.500", "12.50" }, { "12", "12.00" },
		{ "12.505", "12.505" } };
	char text[CALX_DECIMAL_TEXT_MAX];
	struct Optional optional = { 0 };
	struct Plain row = plain;
	calx_value value = { .kind = CALX_NUMERIC };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		value.as.decimal = calx_decimal_of(texts[i][0]);
		assert_int_equal(
			calx__field_write(
				Plain.numeric.column_or_expression->column,
				&row, &value, NULL),
			CALX_OK);
		calx_decimal_write(row.numeric, text);
		CHECK_TEXT(text, texts[i][1]);
		assert_int_equal(
			calx__field_write(
				Optional.numeric.column_or_expression->column,
				&optional, &value, NULL),
			CALX_OK);
		calx_decimal_write(optional.numeric.value, text);
		CHECK_TEXT(text, texts[i][0]);
	}
}

CHECK_MAIN("type", cmocka_unit_test(each_kind_has_a_row),
	cmocka_unit_test(the_sizes_are_those_of_the_fields),
	cmocka_unit_test(types_are_compared_deeply),
	cmocka_unit_test(names_in_the_database),
	cmocka_unit_test(plain_fields_survive),
	cmocka_unit_test(optional_fields_survive),
	cmocka_unit_test(null_needs_a_nullable_field),
	cmocka_unit_test(what_was_never_set),
	cmocka_unit_test(empty_is_not_null),
	cmocka_unit_test(decimals_get_the_scale_of_their_column),
	cmocka_unit_test(writing_checks_ranges), )
