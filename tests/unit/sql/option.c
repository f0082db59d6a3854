/* The rows of column and constraint options: what each reader of them relies
 * on. */

#include "check.h"

#include <string.h>

#include "sql/schema/kind.h"
#include "sql/schema/operation.h"
#include "sql/schema/option.h"

static void every_option_has_its_place(void **state)
{
	const struct option_info *option = calx__column_options;

	(void)state;
	for (; option->title; option++) {
		/* the size is no option */
		assert_true(!option->name || option->offset >= sizeof(size_t));
		assert_true(option->offset < sizeof(calx_column_options));
		assert_true(option->member < sizeof(struct sql_column));
		if (option->role == OPTION_OF_ITSELF &&
			calx__option_is_text(option))
			assert_non_null(option->same);
		if (option->role == OPTION_PASSED_ON)
			assert_non_null(
				calx__option_asking(option->constraint));
	}
	for (option = calx__constraint_options; option->title; option++) {
		assert_true(!option->name || option->offset >= sizeof(size_t));
		assert_true(option->offset < sizeof(calx_constraint_options));
		assert_true(option->member < sizeof(struct sql_constraint));
	}
}

static void every_kind_has_its_words(void **state)
{
	(void)state;
	for (size_t i = 1; i < CALX_CONSTRAINT_KIND_COUNT; i++) {
		assert_non_null(calx__constraints[i].word);
		assert_non_null(calx__constraints[i].title);
		assert_int_equal(strlen(calx__constraints[i].prefix), 2);
	}
}

static void later_options_are_not_looked_for(void **state)
{
	calx_column_options options = { .size = sizeof(options),
		.server_default = "1" };
	const struct option_info *option = calx__column_options;

	(void)state;
	while (strcmp(option->title, "server default") != 0)
		option++;
	CHECK_TEXT(calx__option_given(&options, option), "1");
	options.size = 0; /* written by hand: all are there */
	CHECK_TEXT(calx__option_given(&options, option), "1");
	options.size = option->offset; /* compiled before there was such */
	assert_null(calx__option_given(&options, option));
	assert_false(calx__option_is_given(&options, option));
}

static void column_options_come_back(void **state)
{
	const calx_column_options options = { .size = sizeof(options),
		.server_default = "1 + 1" };
	calx_column_options back = { 0 };
	struct sql_column column = { 0 };
	struct arena arena = { 0 };
	const struct option_info *option = calx__column_options;

	(void)state;
	for (; option->title; option++) {
		if (option->role != OPTION_OF_ITSELF)
			continue;
		assert_true(
			calx__option_take(&arena, option, &options, &column));
		calx__option_give(&arena, option, &column, &back);
	}
	CHECK_TEXT(column.server_default, "1 + 1");
	CHECK_TEXT(back.server_default, "1 + 1");
	assert_null(back.name);
	calx__arena_release(&arena);
}

static void actions_are_passed_on(void **state)
{
	const calx_column_options options = { .references = "a.id",
		.on_delete = "Set Null",
		.on_update = "no action" };
	const calx_constraint_options passed =
		calx__options_passed_on(&options, CALX_FOREIGN_KEY);
	calx_constraint_options back = { 0 };
	struct sql_constraint key = { .kind = CALX_FOREIGN_KEY };
	struct arena arena = { 0 };
	const struct option_info *option = calx__constraint_options;

	(void)state;
	CHECK_TEXT(passed.on_delete, "Set Null");
	for (; option->title; option++) {
		if (option->role != OPTION_OF_ITSELF)
			continue;
		assert_true(calx__option_take(&arena, option, &passed, &key));
		calx__option_give(&arena, option, &key, &back);
	}
	CHECK_TEXT(key.on_delete, "SET NULL");
	assert_null(key.on_update); /* it happens anyway */
	CHECK_TEXT(back.on_delete, "set null");
	assert_null(back.on_update);
	option = calx__constraint_options;
	while (strcmp(option->name, "on_delete") != 0)
		option++;
	assert_false(calx__option_take(&arena, option,
		&(const calx_constraint_options){ .on_delete = "drop" }, &key));
	calx__arena_release(&arena);
}

static void every_operation_can_be_undone_or_is_opaque(void **state)
{
	(void)state;
	for (size_t i = 1; i < CALX_OPERATION_KIND_COUNT; i++) {
		const struct operation_info *info = &calx__operations[i];

		assert_true(info->reverse || info->flags & OPERATION_OPAQUE);
		if (info->reverse)
			assert_int_equal(
				calx__operations[info->reverse].reverse, i);
	}
}

CHECK_MAIN("option", cmocka_unit_test(every_option_has_its_place),
	cmocka_unit_test(every_kind_has_its_words),
	cmocka_unit_test(later_options_are_not_looked_for),
	cmocka_unit_test(column_options_come_back),
	cmocka_unit_test(actions_are_passed_on),
	cmocka_unit_test(every_operation_can_be_undone_or_is_opaque))
