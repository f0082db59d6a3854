#include "sql/schema/option.h"

#include <string.h>

#include "sql/schema/expression.h"
#include "sql/schema/kind.h"
#include "sql/schema/naming.h"
#include "util/ascii.h"
#include "util/text.h"

/* The rows of the options, and what is done with the place that a row names. */

/* ---- rows -------------------------------------------------------------------- */

#define GIVEN(name_, form_)            \
	.name = #name_, .form = form_, \
	.offset = offsetof(calx_column_options, name_)
#define OF_COLUMN(member_) .member = offsetof(struct sql_column, member_)

const struct option_info calx__column_options[] = {
	{ GIVEN(name, OPTION_TEXT), .title = "name", .role = OPTION_OF_NAME },
	{ GIVEN(primary_key, OPTION_TRUTH), .title = "primary key",
		.role = OPTION_OF_CONSTRAINT, .constraint = CALX_PRIMARY_KEY },
	{ GIVEN(unique, OPTION_TRUTH), .title = "unique constraint",
		.role = OPTION_OF_CONSTRAINT, .constraint = CALX_UNIQUE },
	{ GIVEN(references, OPTION_REFERENCE), .title = "foreign key",
		.role = OPTION_OF_CONSTRAINT, .constraint = CALX_FOREIGN_KEY },
	{ GIVEN(on_delete, OPTION_ACTION), .title = "on_delete",
		.role = OPTION_PASSED_ON, .constraint = CALX_FOREIGN_KEY },
	{ GIVEN(on_update, OPTION_ACTION), .title = "on_update",
		.role = OPTION_PASSED_ON, .constraint = CALX_FOREIGN_KEY },
	{ GIVEN(index, OPTION_TRUTH), .title = "index",
		.role = OPTION_OF_CONSTRAINT, .constraint = CALX_INDEX },
	{ GIVEN(server_default, OPTION_TEXT), .title = "server default",
		OF_COLUMN(server_default), .same = calx__sql_same,
		.stays = true },
	/* what only databases say */
	{ .title = "generated value",
		.form = OPTION_TEXT,
		OF_COLUMN(generated),
		.same = calx__sql_same },
	{ .title = "collation",
		.form = OPTION_TEXT,
		OF_COLUMN(collation),
		.same = calx__text_equal_nocase },
	{ .title = NULL },
};
_Static_assert(
	offsetof(calx_column_options, server_default) + sizeof(const char *) ==
		sizeof(calx_column_options),
	"every option of column() has its row");

#undef GIVEN
#define GIVEN(name_, form_)            \
	.name = #name_, .form = form_, \
	.offset = offsetof(calx_constraint_options, name_)
#define OF_CONSTRAINT(member_) \
	.member = offsetof(struct sql_constraint, member_)

const struct option_info calx__constraint_options[] = {
	{ GIVEN(on_delete, OPTION_ACTION), .title = "on_delete",
		OF_CONSTRAINT(on_delete), .constraint = CALX_FOREIGN_KEY,
		.same = calx__text_equal },
	{ GIVEN(on_update, OPTION_ACTION), .title = "on_update",
		OF_CONSTRAINT(on_update), .constraint = CALX_FOREIGN_KEY,
		.same = calx__text_equal },
	{ .title = "deferral",
		.form = OPTION_TRUTH,
		OF_CONSTRAINT(deferred),
		.constraint = CALX_FOREIGN_KEY },
	{ .title = NULL },
};
_Static_assert(
	offsetof(calx_constraint_options, on_update) + sizeof(const char *) ==
		sizeof(calx_constraint_options),
	"every option of foreign_key() has its row");

/* ---- places ------------------------------------------------------------------- */

static bool truth_at(const void *structure, size_t offset)
{
	return *(const bool *)((const char *)structure + offset);
}

static const char *text_at(const void *structure, size_t offset)
{
	const char *text;

	memcpy(&text, (const char *)structure + offset, sizeof(text));
	return text;
}

static void text_put(void *structure, size_t offset, const char *text)
{
	memcpy((char *)structure + offset, &text, sizeof(text));
}

/* A program that was compiled earlier has no place for a later option. */
static bool has_place(const void *options, const struct option_info *option)
{
	size_t size;

	memcpy(&size, options, sizeof(size));
	return option->name && (!size || option->offset < size);
}
_Static_assert(offsetof(calx_column_options, size) == 0 &&
		       offsetof(calx_constraint_options, size) == 0,
	"options begin with their size");

const char *calx__option_given(
	const void *options, const struct option_info *option)
{
	return option->form != OPTION_TRUTH && has_place(options, option)
		       ? text_at(options, option->offset)
		       : NULL;
}

bool calx__option_is_given(
	const void *options, const struct option_info *option)
{
	if (option->form != OPTION_TRUTH)
		return calx__option_given(options, option);
	return has_place(options, option) && truth_at(options, option->offset);
}

const char *calx__option_text(
	const void *part, const struct option_info *option)
{
	return option->form != OPTION_TRUTH ? text_at(part, option->member)
					    : NULL;
}

bool calx__option_is_set(const void *part, const struct option_info *option)
{
	if (option->form == OPTION_TRUTH)
		return truth_at(part, option->member);
	return calx__option_text(part, option) != NULL;
}

bool calx__option_is_none(const char *text)
{
	return text && !strcmp(text, CALX_NONE);
}

void calx__option_put(
	void *part, const struct option_info *option, const char *text)
{
	text_put(part, option->member, text);
}

bool calx__option_same(
	const void *a, const void *b, const struct option_info *option)
{
	if (option->form == OPTION_TRUTH)
		return truth_at(a, option->member) ==
		       truth_at(b, option->member);
	return option->same(
		text_at(a, option->member), text_at(b, option->member));
}

/* ---- both ways ------------------------------------------------------------------ */

bool calx__option_take(struct arena *arena, const struct option_info *option,
	const void *options, void *part)
{
	const char *text = calx__option_given(options, option);

	if (option->form == OPTION_TRUTH) {
		*(bool *)((char *)part + option->member) =
			calx__option_is_given(options, option);
		return true;
	}
	if (!text)
		return true;
	if (option->form == OPTION_ACTION) {
		text = calx__reference_action(text);
		/* what happens anyway is not kept */
		text_put(part, option->member,
			calx__text_equal(text, "NO ACTION") ? NULL : text);
		return text;
	}
	text_put(part, option->member, calx__arena_strdup(arena, text));
	return *text;
}

void calx__option_give(struct arena *arena, const struct option_info *option,
	const void *part, void *options)
{
	const char *text = calx__option_text(part, option);

	if (!option->name)
		return;
	if (option->form == OPTION_TRUTH)
		*(bool *)((char *)options + option->offset) =
			truth_at(part, option->member);
	else if (option->form == OPTION_ACTION)
		text_put(options, option->offset,
			calx__reference_action_spell(arena, text));
	else
		text_put(options, option->offset, text);
}

/* The row of that name; there is one for each option that is passed on. */
static const struct option_info *constraint_option(const char *name)
{
	const struct option_info *option = calx__constraint_options;

	while (!calx__text_equal(option->name, name))
		option++;
	return option;
}

calx_constraint_options calx__options_passed_on(
	const calx_column_options *options, enum calx_constraint_kind kind)
{
	calx_constraint_options passed = { .size = sizeof(passed) };
	const struct option_info *option = calx__column_options;

	for (; option->title; option++) {
		const struct option_info *to;

		if (option->role != OPTION_PASSED_ON ||
			option->constraint != kind)
			continue;
		to = constraint_option(option->name);
		if (option->form == OPTION_TRUTH)
			*(bool *)((char *)&passed + to->offset) =
				calx__option_is_given(options, option);
		else
			text_put(&passed, to->offset,
				calx__option_given(options, option));
	}
	return passed;
}

const struct option_info *calx__option_asking(enum calx_constraint_kind kind)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_CONSTRAINT &&
			option->constraint == kind)
			return option;
	return NULL;
}

/* Whether column() has the option, too. */
static bool is_passed_on(const struct option_info *passed)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->role == OPTION_PASSED_ON &&
			calx__text_equal(option->name, passed->name))
			return true;
	return false;
}

static bool options_are_passed_on(const struct sql_constraint *constraint)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (calx__option_is_set(constraint, option) &&
			!is_passed_on(option))
			return false;
	return true;
}

bool calx__constraint_is_option(struct arena *arena, const char *table,
	const struct sql_constraint *constraint)
{
	return calx__option_asking(constraint->kind) &&
	       !calx__constraints[constraint->kind].once &&
	       constraint->column_count == 1 && !constraint->text &&
	       !constraint->unique && options_are_passed_on(constraint) &&
	       calx__constraint_has_default_name(arena, table, constraint);
}

/* ---- reference actions ---------------------------------------------------- */

const char *calx__reference_action(const char *text)
{
	static const char *const actions[] = { "CASCADE", "SET NULL",
		"SET DEFAULT", "RESTRICT", "NO ACTION" };

	for (size_t i = 0; text && i < sizeof(actions) / sizeof(*actions); i++)
		if (calx__text_equal_nocase(actions[i], text))
			return actions[i];
	return NULL;
}

const char *calx__reference_action_spell(
	struct arena *arena, const char *action)
{
	char *copy = action ? calx__arena_strdup(arena, action) : NULL;

	for (char *c = copy; c && *c; c++)
		*c = calx__ascii_lower(*c);
	return copy;
}
