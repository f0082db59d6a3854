#include "migrate/compare/diff.h"

#include <string.h>

#include "util/strbuf.h"
#include "util/text.h"
#include "migrate/script/render.h"
#include "sql/schema/condition.h"
#include "sql/schema/compare.h"
#include "sql/schema/option.h"

/* The columns of a table that is on both sides. */

/* ---- a column alone ------------------------------------------------------- */

static bool is_type_check(struct arena *arena,
	const struct sql_constraint *constraint, const char *column)
{
	return constraint->kind == CALX_CHECK && constraint->of_type &&
	       calx__type_of_condition(arena, column, constraint->text).kind !=
		       CALX_NULL;
}

static bool goes_with(struct arena *arena, const struct sql_table *table,
	const struct sql_constraint *constraint, const char *column,
	bool altered)
{
	if (is_type_check(arena, constraint, column))
		return true;
	return !altered && !constraint->of_type &&
	       calx__constraint_is_option(arena, table->name, constraint) &&
	       !strcmp(constraint->columns[0], column);
}

const struct sql_table *calx__column_alone(struct arena *arena,
	const struct sql_table *table, const char *column, bool altered)
{
	struct sql_table *alone = calx__arena_zero(arena, 1, sizeof(*alone));
	struct sql_constraint *constraints = calx__arena_zero(
		arena, table->constraint_count, sizeof(*constraints));
	struct sql_constraint *indexes =
		calx__arena_zero(arena, table->index_count, sizeof(*indexes));
	struct sql_column *copy = calx__arena_zero(arena, 1, sizeof(*copy));

	if (!alone || !constraints || !indexes || !copy)
		return NULL;
	*copy = *calx__table_column(table, column);
	copy->number = 0;
	*alone = (struct sql_table){ .name = table->name,
		.columns = copy,
		.column_count = 1,
		.constraints = constraints,
		.indexes = indexes };
	for (size_t i = 0; i < table->constraint_count; i++)
		if (goes_with(arena, table, &table->constraints[i], column,
			    altered))
			constraints[alone->constraint_count++] =
				table->constraints[i];
	for (size_t i = 0; i < table->index_count; i++)
		if (goes_with(
			    arena, table, &table->indexes[i], column, altered))
			indexes[alone->index_count++] = table->indexes[i];
	return alone;
}

/* ---- planning ------------------------------------------------------------- */

void calx__diff_plan(struct table_diff *diff, enum phase phase,
	const struct operation *operation)
{
	const struct planned planned = { phase, *operation };

	if (!calx__vec_append(&diff->planned, &planned))
		calx__differ_memory(diff->differ);
}

static void plan_in_order(struct table_diff *diff)
{
	for (size_t phase = 0; phase < PHASE_COUNT; phase++)
		for (size_t i = 0; i < diff->planned.count; i++) {
			const struct planned *planned =
				calx__vec_at(&diff->planned, i);

			if (planned->phase == phase)
				calx__differ_plan(
					diff->differ, &planned->operation);
		}
}

/* ---- added ---------------------------------------------------------------- */

static void add_column(struct table_diff *diff, const struct sql_column *column)
{
	const char *table = diff->target->name;

	calx__differ_tell(diff->differ, AUTOGENERATE_DETECTED,
		"Detected added column '%s.%s'", table, column->name);
	if (!column->nullable && !column->server_default)
		calx__differ_tell(diff->differ, AUTOGENERATE_HINT,
			"Column '%s.%s' is neither nullable() nor has it a server_default: it cannot be added to a table with rows",
			table, column->name);
	calx__diff_plan(diff, PHASE_ADD_COLUMNS,
		&(struct operation){ .kind = OPERATION_ADD_COLUMN,
			.table = table,
			.name = column->name,
			.definition = calx__column_alone(diff->differ->arena,
				diff->target, column->name, false) });
}

static void diff_added_columns(struct table_diff *diff)
{
	for (size_t i = 0; i < diff->target->column_count; i++)
		if (!calx__table_column(
			    diff->database, diff->target->columns[i].name))
			add_column(diff, &diff->target->columns[i]);
}

/* ---- changed -------------------------------------------------------------- */

static void tell_type(struct table_diff *diff, const struct sql_column *from,
	const struct sql_column *to)
{
	struct sql_column before = *from, after = *to;
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;

	before.nullable = after.nullable = false;
	calx__render_type(&a, &before);
	calx__render_type(&b, &after);
	if (a.failed || b.failed)
		calx__differ_memory(diff->differ);
	else
		calx__differ_tell(diff->differ, AUTOGENERATE_DETECTED,
			"Detected type change from %s to %s on '%s.%s'", a.data,
			b.data, diff->target->name, to->name);
	calx__strbuf_release(&a);
	calx__strbuf_release(&b);
}

/* Tells what is different; whether anything is. Collations and generated
 * values are the database's own: a model cannot say them. */
static bool tell_changes(struct table_diff *diff,
	const struct sql_column *target, const struct sql_column *model,
	const struct sql_column *database)
{
	bool type = !calx__type_same(model, database);
	bool null = model->nullable != database->nullable &&
		    !calx__table_is_key(diff->model, model->name);
	bool value = !calx__sql_same(
		model->server_default, database->server_default);

	if (database->generated)
		return false;
	if (type)
		tell_type(diff, database, target);
	if (null)
		calx__differ_tell(diff->differ, AUTOGENERATE_DETECTED,
			"Detected %s on column '%s.%s'",
			model->nullable ? "NULL" : "NOT NULL",
			diff->target->name, model->name);
	if (value)
		calx__differ_tell(diff->differ, AUTOGENERATE_DETECTED,
			"Detected server default on column '%s.%s'",
			diff->target->name, model->name);
	return type || null || value;
}

static void diff_column(
	struct table_diff *diff, const struct sql_column *target)
{
	struct arena *arena = diff->differ->arena;
	const struct sql_column *model =
		calx__table_column(diff->model, target->name);
	const struct sql_column *database =
		calx__table_column(diff->database, target->name);

	if (!model || !database || !tell_changes(diff, target, model, database))
		return;
	calx__diff_plan(diff, PHASE_ALTER_COLUMNS,
		&(struct operation){ .kind = OPERATION_ALTER_COLUMN,
			.table = diff->target->name,
			.name = target->name,
			.definition = calx__column_alone(
				arena, diff->target, target->name, true),
			.before = calx__column_alone(
				arena, diff->database, target->name, true) });
}

/* ---- removed -------------------------------------------------------------- */

static void remove_column(
	struct table_diff *diff, const struct sql_column *column)
{
	const char *table = diff->target->name;

	calx__differ_tell(diff->differ, AUTOGENERATE_DETECTED,
		"Detected removed column '%s.%s'", table, column->name);
	calx__diff_plan(diff, PHASE_DROP_COLUMNS,
		&(struct operation){ .kind = OPERATION_DROP_COLUMN,
			.table = table,
			.name = column->name,
			.before = calx__column_alone(diff->differ->arena,
				diff->database, column->name, false) });
}

/* The columns that came with the type of one that went. */
static void hint_renames(
	struct table_diff *diff, const struct sql_column *removed)
{
	const char *table = diff->target->name;

	for (size_t i = 0; i < diff->model->column_count; i++) {
		const struct sql_column *added = &diff->model->columns[i];

		if (!calx__table_column(diff->database, added->name) &&
			calx__type_same(added, removed))
			calx__differ_tell(diff->differ, AUTOGENERATE_HINT,
				"Column '%s.%s' has the type of '%s': if it "
				"was "
				"renamed, write calx_rename_column(op, \"%s\", "
				"\"%s\", \"%s\") instead, or its data is lost",
				table, added->name, removed->name, table,
				removed->name, added->name);
	}
}

static void diff_removed_columns(struct table_diff *diff)
{
	for (size_t i = 0; i < diff->database->column_count; i++) {
		const struct sql_column *column = &diff->database->columns[i];

		if (calx__table_column(diff->target, column->name))
			continue;
		remove_column(diff, column);
		hint_renames(diff, column);
	}
}

void calx__differ_table(struct differ *differ, const struct sql_table *target,
	const struct sql_table *model, const struct sql_table *database)
{
	struct table_diff diff = { .differ = differ,
		.target = target,
		.model = model,
		.database = database,
		.planned = VEC_INIT(struct planned) };

	diff_added_columns(&diff);
	for (size_t i = 0; i < target->column_count; i++)
		diff_column(&diff, &target->columns[i]);
	calx__diff_constraints(&diff);
	diff_removed_columns(&diff);
	plan_in_order(&diff);
	calx__vec_release(&diff.planned);
}
