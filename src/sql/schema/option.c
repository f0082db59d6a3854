#include "sql/schema/option.h"

#include <string.h>

#include "sql/schema/expression.h"
#include "sql/schema/kind.h"
#include "sql/schema/naming.h"
#include "util/ascii.h"
#include "util/text.h"

/* The rows of the options, and what is done with the place that a row names. */

/* ---- rows -------------------------------------------------------------------- */

const char *const calx__reference_actions[] = { "NO ACTION", "CASCADE",
	"SET NULL", "SET DEFAULT", "RESTRICT", NULL };
static const char *const identities[] = { "AUTOMATIC", "BY DEFAULT", "ALWAYS",
	NULL };
static const char *const commit_actions[] = { "PRESERVE ROWS", "DELETE ROWS",
	"DROP", NULL };
const char *const calx__conflict_actions[] = { "ABORT", "ROLLBACK", "FAIL",
	"IGNORE", "REPLACE", NULL };

#define KIND(kind) (1u << (kind))

#define GIVEN(name_, form_)            \
	.name = #name_, .form = form_, \
	.offset = offsetof(calx_column_options, name_)
#define OF_COLUMN(member_) .member = offsetof(struct sql_column, member_)
#define IF_SAID(member_) .said_by = offsetof(struct sql_column, member_)
#define ASKS(kind) .role = OPTION_OF_CONSTRAINT, .constraint = kind
#define PASSED_ON(kind) .role = OPTION_PASSED_ON, .constraint = kind

const struct option_info calx__column_options[] = {
	{ GIVEN(name, OPTION_TEXT), .title = "name", .role = OPTION_OF_NAME },
	{ GIVEN(sql_type, OPTION_TEXT), .title = "SQL type",
		.role = OPTION_OF_TYPE, OF_COLUMN(type_text),
		.may_be_empty = true },
	{ GIVEN(primary_key, OPTION_TRUTH), .title = "primary key",
		ASKS(CALX_PRIMARY_KEY) },
	{ GIVEN(autoincrement, OPTION_TRUTH), .title = "autoincrement",
		PASSED_ON(CALX_PRIMARY_KEY) },
	{ GIVEN(unique, OPTION_TRUTH), .title = "unique constraint",
		ASKS(CALX_UNIQUE) },
	/* of either of the two */
	{ GIVEN(on_conflict, OPTION_WORD), .title = "on_conflict",
		PASSED_ON(CALX_PRIMARY_KEY), .words = calx__conflict_actions },
	{ GIVEN(on_conflict, OPTION_WORD), .title = "on_conflict",
		PASSED_ON(CALX_UNIQUE), .words = calx__conflict_actions },
	{ GIVEN(references, OPTION_REFERENCE), .title = "foreign key",
		ASKS(CALX_FOREIGN_KEY) },
	{ GIVEN(on_delete, OPTION_WORD), .title = "on_delete",
		PASSED_ON(CALX_FOREIGN_KEY), .words = calx__reference_actions },
	{ GIVEN(on_update, OPTION_WORD), .title = "on_update",
		PASSED_ON(CALX_FOREIGN_KEY), .words = calx__reference_actions },
	{ GIVEN(deferrable, OPTION_TRUTH), .title = "deferrable",
		PASSED_ON(CALX_FOREIGN_KEY) },
	{ GIVEN(initially_deferred, OPTION_TRUTH),
		.title = "initially deferred", PASSED_ON(CALX_FOREIGN_KEY) },
	{ GIVEN(index, OPTION_TRUTH), .title = "index", ASKS(CALX_INDEX) },
	{ GIVEN(collation, OPTION_TEXT), .title = "collation",
		OF_COLUMN(collation), .same = calx__text_equal_nocase,
		IF_SAID(collation), .stays = true },
	{ GIVEN(computed, OPTION_TEXT), .title = "computed value",
		OF_COLUMN(computed), .same = calx__sql_same, IF_SAID(computed),
		.stays = true },
	{ GIVEN(persisted, OPTION_TRUTH), .title = "persisted value",
		OF_COLUMN(persisted), IF_SAID(computed) },
	{ GIVEN(server_default, OPTION_TEXT), .title = "server default",
		OF_COLUMN(server_default), .same = calx__sql_same,
		.stays = true },
	{ GIVEN(on_conflict_not_null, OPTION_WORD),
		.title = "on_conflict_not_null",
		OF_COLUMN(on_conflict_not_null), .same = calx__text_equal,
		.words = calx__conflict_actions, IF_SAID(on_conflict_not_null),
		.stays = true },
	{ GIVEN(comment, OPTION_TEXT), .title = "comment", OF_COLUMN(comment),
		.same = calx__text_equal, IF_SAID(comment), .stays = true },
	{ GIVEN(identity, OPTION_WORD), .title = "identity",
		OF_COLUMN(identity), .same = calx__text_equal,
		.words = identities, IF_SAID(identity), .stays = true },
	{ GIVEN(identity_start, OPTION_NUMBER), .title = "identity_start",
		OF_COLUMN(identity_start), IF_SAID(identity_start) },
	{ GIVEN(identity_increment, OPTION_NUMBER),
		.title = "identity_increment", OF_COLUMN(identity_increment),
		IF_SAID(identity_increment) },
	{ .title = NULL },
};
_Static_assert(
	offsetof(calx_column_options, identity_increment) + sizeof(long long) ==
		sizeof(calx_column_options),
	"every option of column() has its row");

#undef GIVEN
#define GIVEN(name_, form_)            \
	.name = #name_, .form = form_, \
	.offset = offsetof(calx_constraint_options, name_)
#define OF_CONSTRAINT(member_) \
	.member = offsetof(struct sql_constraint, member_)
#define KEYS (KIND(CALX_PRIMARY_KEY) | KIND(CALX_UNIQUE))
#define DEFERRABLE (KEYS | KIND(CALX_FOREIGN_KEY) | KIND(CALX_EXCLUDE))

/* NULL is a B-tree. */
static bool method_same(const char *a, const char *b)
{
	return calx__text_equal_nocase(a ? a : "btree", b ? b : "btree");
}

const struct option_info calx__constraint_options[] = {
	{ GIVEN(name, OPTION_TEXT), .title = "name", .role = OPTION_OF_NAME,
		.takers = ~0u },
	{ GIVEN(on_delete, OPTION_WORD), .title = "on_delete",
		OF_CONSTRAINT(on_delete), .takers = KIND(CALX_FOREIGN_KEY),
		.same = calx__text_equal, .words = calx__reference_actions },
	{ GIVEN(on_update, OPTION_WORD), .title = "on_update",
		OF_CONSTRAINT(on_update), .takers = KIND(CALX_FOREIGN_KEY),
		.same = calx__text_equal, .words = calx__reference_actions },
	{ GIVEN(deferrable, OPTION_TRUTH), .title = "deferrable",
		OF_CONSTRAINT(deferrable), .takers = DEFERRABLE },
	{ GIVEN(initially_deferred, OPTION_TRUTH), .title = "deferral",
		OF_CONSTRAINT(deferred), .takers = DEFERRABLE },
	{ GIVEN(unique, OPTION_TRUTH), .title = "uniqueness",
		.role = OPTION_OF_WORD, .takers = KIND(CALX_INDEX) },
	{ GIVEN(where, OPTION_TEXT), .title = "condition", OF_CONSTRAINT(where),
		.takers = KIND(CALX_INDEX) | KIND(CALX_EXCLUDE),
		.same = calx__sql_same },
	{ GIVEN(method, OPTION_TEXT), .title = "method", OF_CONSTRAINT(method),
		.takers = KIND(CALX_INDEX) | KIND(CALX_EXCLUDE),
		.same = method_same },
	{ GIVEN(include, OPTION_TEXT), .title = "included columns",
		.role = OPTION_OF_ITEMS, .takers = KEYS | KIND(CALX_INDEX) },
	{ GIVEN(nulls_not_distinct, OPTION_TRUTH),
		.title = "NULLS NOT DISTINCT",
		OF_CONSTRAINT(nulls_not_distinct),
		.takers = KIND(CALX_UNIQUE) | KIND(CALX_INDEX) },
	{ GIVEN(autoincrement, OPTION_TRUTH), .title = "autoincrement",
		OF_CONSTRAINT(autoincrement),
		.takers = KIND(CALX_PRIMARY_KEY) },
	{ GIVEN(on_conflict, OPTION_WORD), .title = "on_conflict",
		OF_CONSTRAINT(on_conflict), .takers = KEYS,
		.same = calx__text_equal, .words = calx__conflict_actions },
	{ .title = NULL },
};
_Static_assert(offsetof(calx_constraint_options, nulls_not_distinct) +
			       sizeof(void *) ==
		       sizeof(calx_constraint_options),
	"every option of a constraint has its row");

#undef GIVEN
#define GIVEN(name_, form_)            \
	.name = #name_, .form = form_, \
	.offset = offsetof(calx_table_options, name_)
#define OF_TABLE(member_) .member = offsetof(struct sql_table, member_)

const struct option_info calx__table_options[] = {
	{ GIVEN(strict, OPTION_TRUTH), .title = "STRICT", OF_TABLE(strict) },
	{ GIVEN(without_rowid, OPTION_TRUTH), .title = "WITHOUT ROWID",
		OF_TABLE(without_rowid) },
	{ GIVEN(comment, OPTION_TEXT), .title = "comment", OF_TABLE(comment),
		.same = calx__text_equal,
		.said_by = offsetof(struct sql_table, comment) },
	{ GIVEN(schema, OPTION_TEXT), .title = "schema", OF_TABLE(schema),
		.same = calx__text_equal,
		.said_by = offsetof(struct sql_table, schema) },
	{ GIVEN(view, OPTION_TEXT), .title = "view", OF_TABLE(view),
		.same = calx__sql_same,
		.said_by = offsetof(struct sql_table, view) },
	{ GIVEN(sequence, OPTION_TRUTH), .title = "sequence",
		OF_TABLE(sequence) },
	{ GIVEN(start, OPTION_NUMBER), .title = "start", OF_TABLE(start) },
	{ GIVEN(increment, OPTION_NUMBER), .title = "increment",
		OF_TABLE(increment) },
	{ GIVEN(temporary, OPTION_TRUTH), .title = "temporary",
		OF_TABLE(temporary) },
	{ GIVEN(on_commit, OPTION_WORD), .title = "on_commit",
		OF_TABLE(on_commit), .same = calx__text_equal,
		.words = commit_actions },
	{ .title = NULL },
};
_Static_assert(offsetof(calx_table_options, on_commit) + sizeof(void *) ==
		       sizeof(calx_table_options),
	"every option of a table has its row");

bool calx__option_is_of(
	const struct option_info *option, enum calx_constraint_kind kind)
{
	return option->takers & KIND(kind);
}

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

static long long number_at(const void *structure, size_t offset)
{
	long long number;

	memcpy(&number, (const char *)structure + offset, sizeof(number));
	return number;
}

static void number_put(void *structure, size_t offset, long long number)
{
	memcpy((char *)structure + offset, &number, sizeof(number));
}

bool calx__option_is_text(const struct option_info *option)
{
	return option->form != OPTION_TRUTH && option->form != OPTION_NUMBER;
}

long long calx__option_number(
	const void *part, const struct option_info *option)
{
	return number_at(part, option->member);
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
		       offsetof(calx_constraint_options, size) == 0 &&
		       offsetof(calx_table_options, size) == 0,
	"options begin with their size");

const char *calx__option_given(
	const void *options, const struct option_info *option)
{
	return calx__option_is_text(option) && has_place(options, option)
		       ? text_at(options, option->offset)
		       : NULL;
}

bool calx__option_is_given(
	const void *options, const struct option_info *option)
{
	if (calx__option_is_text(option))
		return calx__option_given(options, option);
	if (option->form == OPTION_NUMBER)
		return has_place(options, option) &&
		       number_at(options, option->offset);
	return has_place(options, option) && truth_at(options, option->offset);
}

const char *calx__option_text(
	const void *part, const struct option_info *option)
{
	return calx__option_is_text(option) ? text_at(part, option->member)
					    : NULL;
}

bool calx__option_is_set(const void *part, const struct option_info *option)
{
	if (option->form == OPTION_TRUTH)
		return truth_at(part, option->member);
	if (option->form == OPTION_NUMBER)
		return number_at(part, option->member) != 0;
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

bool calx__option_is_said(const void *part, const struct option_info *option)
{
	if (option->form == OPTION_NUMBER && option->said_by)
		return number_at(part, option->said_by) != 0;
	return !option->said_by || text_at(part, option->said_by);
}

bool calx__option_same(
	const void *a, const void *b, const struct option_info *option)
{
	if (option->form == OPTION_TRUTH)
		return truth_at(a, option->member) ==
		       truth_at(b, option->member);
	if (option->form == OPTION_NUMBER)
		return number_at(a, option->member) ==
		       number_at(b, option->member);
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
	if (option->form == OPTION_NUMBER && has_place(options, option))
		number_put(part, option->member,
			number_at(options, option->offset));
	if (!text)
		return true;
	if (option->form == OPTION_WORD && !calx__option_is_none(text)) {
		text = calx__option_word(option->words, text);
		/* what happens anyway is not kept */
		text_put(part, option->member,
			text == option->words[0] ? NULL : text);
		return text;
	}
	text_put(part, option->member, calx__arena_strdup(arena, text));
	return *text || option->may_be_empty;
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
	else if (option->form == OPTION_NUMBER)
		number_put(options, option->offset,
			number_at(part, option->member));
	else if (option->form == OPTION_WORD)
		text_put(options, option->offset,
			calx__option_word_spell(arena, text));
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

/* Whether column() has the option, too, for constraints of that kind. */
static bool is_passed_on(
	const struct option_info *passed, enum calx_constraint_kind kind)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->role == OPTION_PASSED_ON &&
			option->constraint == kind &&
			calx__text_equal(option->name, passed->name))
			return true;
	return false;
}

static bool options_are_passed_on(const struct sql_constraint *constraint)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			calx__option_is_set(constraint, option) &&
			!is_passed_on(option, constraint->kind))
			return false;
	return true;
}

bool calx__constraint_is_option(struct arena *arena, const char *table,
	const struct sql_constraint *constraint)
{
	return calx__option_asking(constraint->kind) &&
	       !calx__constraints[constraint->kind].once &&
	       constraint->column_count == 1 && !constraint->text &&
	       calx__constraint_is_plain(constraint) && !constraint->unique &&
	       options_are_passed_on(constraint) &&
	       calx__constraint_has_default_name(arena, table, constraint);
}

/* ---- words ---------------------------------------------------------------- */

const char *calx__option_word(const char *const *words, const char *text)
{
	for (; text && *words; words++)
		if (calx__text_equal_nocase(*words, text))
			return *words;
	return NULL;
}

const char *calx__option_word_spell(struct arena *arena, const char *word)
{
	char *copy = word ? calx__arena_strdup(arena, word) : NULL;

	for (char *c = copy; c && *c; c++)
		*c = calx__ascii_lower(*c);
	return copy;
}
