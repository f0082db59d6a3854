#include "dialect/sqlite/alter/constraint.h"

#include "compile/ddl.h"
#include "compile/identifier.h"
#include "dialect/sqlite/alter/check.h"
#include "dialect/sqlite/alter/edit.h"
#include "dialect/sqlite/alter/exact.h"
#include "dialect/sqlite/alter/expression.h"
#include "dialect/sqlite/text/create.h"
#include "util/fail.h"
#include "util/text.h"
#include "sql/schema/condition.h"
#include "sql/schema/naming.h"

/* SQLite cannot add or drop a constraint: the text is edited, and the table is
 * rebuilt. Indexes are statements of their own. */

static const char *stored_name(const struct alteration *a, const char *name)
{
	const struct column_state *column =
		name ? calx__alteration_column(a, name) : NULL;

	return column ? column->stored : name;
}

static const char **stored_names(
	struct alteration *a, const char **names, size_t count)
{
	const char **stored = calx__arena_zero(a->arena, count, sizeof(*names));

	for (size_t i = 0; stored && i < count; i++)
		stored[i] = stored_name(a, names[i]);
	return stored;
}

static struct sql_item *stored_items(
	struct alteration *a, const struct sql_item *items, size_t count)
{
	struct sql_item *stored =
		calx__arena_zero(a->arena, count, sizeof(*stored));

	for (size_t i = 0; stored && i < count; i++) {
		stored[i] = items[i];
		stored[i].column = stored_name(a, items[i].column);
		if (items[i].expression)
			stored[i].expression =
				calx__expression_stored(a, items[i].expression);
	}
	return stored;
}

struct sql_constraint calx__sqlite_stored_constraint(
	struct alteration *a, const struct sql_constraint *constraint)
{
	struct sql_constraint stored = *constraint;

	stored.columns =
		stored_names(a, constraint->columns, constraint->column_count);
	if (constraint->referred_columns &&
		calx__names_equal(
			a->dialect, constraint->referred_table, a->table))
		stored.referred_columns = stored_names(a,
			constraint->referred_columns, constraint->column_count);
	if (constraint->kind == CALX_CHECK && constraint->text)
		stored.text = calx__expression_stored(a, constraint->text);
	if (constraint->items)
		stored.items = stored_items(
			a, constraint->items, constraint->item_count);
	if (constraint->where)
		stored.where = calx__expression_stored(a, constraint->where);
	if (a->arena->failed)
		calx__alteration_fail_memory(a);
	return stored;
}

/* ---- adding ------------------------------------------------------------------------ */

static bool columns_exist(
	struct alteration *a, const struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->column_count; i++) {
		if (!calx__alteration_need_column(a, constraint->columns[i]))
			return false;
	}
	return true;
}

/* A list of constraints, with those of the columns. */
static const struct parsed_part *next_part(
	const struct parsed_table *parsed, size_t *column, size_t *index)
{
	while (*column < parsed->column_count) {
		const struct parsed_column *owner = &parsed->columns[*column];

		if (*index < owner->part_count)
			return &owner->parts[(*index)++];
		(*column)++;
		*index = 0;
	}
	return *index < parsed->constraint_count
		       ? &parsed->constraints[(*index)++]
		       : NULL;
}

static bool name_is_used(const struct alteration *a, const char *name)
{
	size_t column = 0, index = 0;
	const struct parsed_part *part;

	while (name && (part = next_part(&a->parsed, &column, &index))) {
		if (part->name &&
			calx__names_equal(a->dialect, part->name, name))
			return true;
	}
	return false;
}

/* Two foreign keys of the same columns to one table have one name by the
 * convention: the second has none then, as in the table that it may be restored
 * for. */
static bool may_be_second(
	struct alteration *a, const struct sql_constraint *constraint)
{
	struct sql_constraint nameless = *constraint;
	size_t column = 0, index = 0;
	const struct parsed_part *part;
	const char *text;

	if (constraint->kind != CALX_FOREIGN_KEY ||
		!calx__constraint_has_default_name(
			a->arena, a->table, constraint))
		return false;
	nameless.name = NULL;
	calx__ddl_constraint(&a->sql, a->dialect, &nameless);
	text = calx__alteration_take(a);
	while (text && (part = next_part(&a->parsed, &column, &index)))
		if (calx__text_equal(text,
			    calx__span_text(a->arena, a->text, part->clause)))
			return false;
	return text;
}

/* Whether the table has the check already, because a column has got the type
 * that it stands for. */
static bool came_with_type(
	struct alteration *a, const struct sql_constraint *constraint)
{
	size_t column = 0, index = 0;
	const struct parsed_part *part;

	if (constraint->kind != CALX_CHECK || !constraint->name)
		return false;
	while ((part = next_part(&a->parsed, &column, &index))) {
		const char *text =
			part->kind == PART_CHECK
				? calx__span_text(a->arena, a->text, part->body)
				: NULL;

		if (text && calx__text_equal(text, constraint->text) &&
			calx__names_equal(
				a->dialect, part->name, constraint->name))
			break;
	}
	for (size_t i = 0; part && i < a->columns.count; i++) {
		const struct column_state *state = calx__vec_at(&a->columns, i);

		if ((state->type || state->added) &&
			calx__type_of_condition(
				a->arena, state->stored, constraint->text)
					.kind != CALX_NULL)
			return true;
	}
	return false;
}

void calx__sqlite_add_constraint(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_constraint *constraint = operation->constraint;
	struct sql_constraint stored;
	bool is_second;

	if (constraint->kind == CALX_INDEX) {
		calx__sqlite_create_index(a, operation);
		return;
	}
	if (came_with_type(a, constraint))
		return;
	if (!columns_exist(a, constraint))
		return;
	is_second = name_is_used(a, constraint->name);
	if (is_second && !may_be_second(a, constraint)) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"it has a constraint %s already", constraint->name);
		return;
	}
	if (constraint->kind == CALX_PRIMARY_KEY &&
		!calx__alteration_takes_key(a))
		return;
	if (constraint->kind == CALX_CHECK && constraint->text)
		calx__expression_check(a, constraint->text);
	stored = calx__sqlite_stored_constraint(a, constraint);
	if (a->status < 0)
		return;
	calx__sqlite_check_constraint(a, &stored);
	if (is_second)
		stored.name = NULL;
	calx__ddl_constraint(&a->sql, a->dialect, &stored);
	calx__edit_insert_constraint(a, calx__alteration_take(a));
	a->rebuild = true;
}

/* ---- dropping ----------------------------------------------------------------------- */

/* The name that the naming convention gives to a constraint; NULL if it gives
 * none. */
static const char *conventional_name(
	struct alteration *a, const struct parsed_part *part)
{
	struct sql_constraint constraint = {
		.kind = calx__parsed_kind(part),
		.column_count = part->column_count,
		.referred_table = part->referred.text,
	};

	if (!constraint.kind)
		return NULL;
	constraint.columns = calx__arena_zero(
		a->arena, part->column_count, sizeof(*constraint.columns));
	if (!constraint.columns)
		return NULL;
	for (size_t i = 0; i < part->column_count; i++) {
		const struct column_state *column =
			calx__alteration_stored_column(
				a, part->columns[i].text);

		constraint.columns[i] =
			column ? column->name : part->columns[i].text;
	}
	constraint.text = calx__span_text(a->arena, a->text, part->body);
	return calx__constraint_default_name(a->arena, a->table, &constraint);
}

/* The name of a constraint, or the one that the naming convention would have
 * given it. */
static const char *part_name(
	struct alteration *a, const struct parsed_part *part)
{
	return part->name ? part->name : conventional_name(a, part);
}

static void fail_unknown_constraint(struct alteration *a, const char *name)
{
	const char *near = NULL;
	const char *candidates[2] = { NULL, NULL };
	size_t column = 0, index = 0;
	const struct parsed_part *part;

	while (!near && (part = next_part(&a->parsed, &column, &index))) {
		candidates[0] = part_name(a, part);
		near = candidates[0] ? calx__text_suggest(name, candidates)
				     : NULL;
	}
	calx__alteration_fail(
		a, CALX_NOT_FOUND, "it has no constraint \"%s\"", name);
	if (calx__alteration_object(a, name))
		calx__fail_hint(
			a->error, "\"%s\" is an index: drop that.", name);
	else if (near)
		calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
}

/* The constraint of that name: the one that has it, or one without a name that
 * would have got it. `ret_in_column`: it is a clause of a column. */
static const struct parsed_part *part_find(
	struct alteration *a, const char *name, bool named, bool *ret_in_column)
{
	size_t column = 0, index = 0;
	const struct parsed_part *part;

	while ((part = next_part(&a->parsed, &column, &index))) {
		const char *own = named	       ? part->name
				  : part->name ? NULL
					       : conventional_name(a, part);

		*ret_in_column = column < a->parsed.column_count;
		if (own && calx__names_equal(a->dialect, own, name))
			return part;
	}
	return NULL;
}

void calx__sqlite_drop_constraint(
	struct alteration *a, const struct operation *operation)
{
	bool in_column = false;
	const struct parsed_part *part =
		part_find(a, operation->name, true, &in_column);

	if (!part)
		part = part_find(a, operation->name, false, &in_column);
	if (!part) {
		fail_unknown_constraint(a, operation->name);
		return;
	}
	if (part->kind == PART_PRIMARY_KEY && a->parsed.without_rowid) {
		calx__alteration_fail(a, CALX_UNSUPPORTED,
			"it is WITHOUT ROWID and needs its primary key");
		return;
	}
	if (in_column)
		calx__edit_remove_clause(a, part->span);
	else
		calx__edit_remove_item(a, part->span);
	a->rebuild = true;
}

/* ---- indexes ------------------------------------------------------------------------- */

/* CREATE INDEX, with the columns by their stored names or their own. */
static const char *index_text(struct alteration *a,
	const struct sql_constraint *constraint, bool stored)
{
	struct sql_constraint shown = *constraint;

	if (stored)
		shown = calx__sqlite_stored_constraint(a, constraint);
	if (a->status < 0)
		return NULL;
	calx__ddl_create_index(&a->sql, a->dialect, NULL, a->table, &shown);
	return calx__alteration_take(a);
}

static bool index_name_is_free(struct alteration *a, const char *name)
{
	const struct object_state *object = calx__alteration_object(a, name);

	if (object ? !object->gone : calx__alteration_is_taken(a, name)) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"there is something of the name %s already", name);
		return false;
	}
	return a->status >= 0;
}

/* A new index is no old text. */
static void check_expressions(
	struct alteration *a, const struct sql_constraint *constraint)
{
	if (constraint->where)
		calx__expression_check(a, constraint->where);
	for (size_t i = 0; i < constraint->item_count; i++)
		if (constraint->items[i].expression)
			calx__expression_check(
				a, constraint->items[i].expression);
}

void calx__sqlite_create_index(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_constraint *constraint = operation->constraint;
	struct object_state index = { .name = constraint->name, .added = true };
	const char *native;

	if (!columns_exist(a, constraint) ||
		!index_name_is_free(a, constraint->name))
		return;
	check_expressions(a, constraint);
	index.sql = index_text(a, constraint, true);
	native = index_text(a, constraint, false);
	calx__exact_check_index(a, index.sql);
	if (a->status < 0)
		return;
	if (!calx__vec_append(&a->objects, &index) ||
		!calx__vec_append(&a->natives, &native))
		calx__alteration_fail_memory(a);
}

static const char *near_index(const struct alteration *a, const char *name)
{
	const char *candidates[2] = { NULL, NULL };
	const char *near = NULL;

	for (size_t i = 0; !near && i < a->objects.count; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);

		candidates[0] = object->name;
		if (!object->trigger)
			near = calx__text_suggest(name, candidates);
	}
	return near;
}

void calx__sqlite_drop_index(
	struct alteration *a, const struct operation *operation)
{
	struct object_state *object =
		calx__alteration_object(a, operation->name);
	const char *near;

	if (!object || object->trigger) {
		near = near_index(a, operation->name);
		calx__alteration_fail(a, CALX_NOT_FOUND,
			"it has no index \"%s\"", operation->name);
		if (near)
			calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
		return;
	}
	/* one that went with its column is gone already */
	if (!object->gone)
		calx__alteration_emit_default(a, &a->natives,
			&(struct operation){ .kind = CALX_OPERATION_DROP_INDEX,
				.name = object->name });
	object->gone = true;
}
