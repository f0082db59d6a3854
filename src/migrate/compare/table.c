#include "migrate/compare/table.h"

#include <string.h>

#include "migrate/compare/constraint.h"
#include "migrate/compare/ignore.h"
#include "migrate/script/item_write.h"
#include "migrate/script/spoken.h"
#include "sql/schema/compare.h"
#include "sql/schema/condition.h"
#include "sql/schema/option.h"
#include "sql/type/type.h"
#include "util/strbuf.h"
#include "util/text.h"

/* The columns of a table that is on both sides. */

/* ---- a column alone ------------------------------------------------------- */

/* which of a table's constraints go along with a column */
struct company {
	struct arena *arena;
	const struct sql_table *table;
	const char *column;
	bool altered; /* just what goes with its type */
};

static bool is_type_check(
	const struct company *company, const struct sql_constraint *constraint)
{
	return constraint->kind == CALX_CHECK && constraint->of_type &&
	       calx__type_of_condition(
		       company->arena, company->column, constraint->text)
			       .kind != CALX_NULL;
}

static bool goes_along(
	const struct company *company, const struct sql_constraint *constraint)
{
	if (is_type_check(company, constraint))
		return true;
	return !company->altered && !constraint->of_type &&
	       calx__constraint_is_option(
		       company->arena, company->table->name, constraint) &&
	       !strcmp(constraint->columns[0], company->column);
}

/* Those of `count` that go along. */
static struct sql_constraint *keep_company(const struct company *company,
	const struct sql_constraint *constraints, size_t count,
	size_t *ret_count)
{
	struct sql_constraint *kept =
		calx__arena_zero(company->arena, count, sizeof(*kept));

	for (size_t i = 0; kept && i < count; i++)
		if (goes_along(company, &constraints[i]))
			kept[(*ret_count)++] = constraints[i];
	return kept;
}

/* A table of one column, with what options of column() could say about it. */
static const struct sql_table *column_alone(const struct company *company)
{
	const struct sql_table *table = company->table;
	struct sql_table *alone =
		calx__arena_zero(company->arena, 1, sizeof(*alone));
	struct sql_column *column =
		calx__arena_zero(company->arena, 1, sizeof(*column));

	if (!alone || !column)
		return NULL;
	*column = *calx__table_column(table, company->column);
	column->number = 0;
	alone->name = table->name;
	alone->schema = table->schema;
	alone->columns = column;
	alone->column_count = 1;
	alone->constraints = keep_company(company, table->constraints,
		table->constraint_count, &alone->constraint_count);
	alone->indexes = keep_company(company, table->indexes,
		table->index_count, &alone->index_count);
	return alone;
}

/* Whether the option is left as it is: because it is the same, or the model does
 * not say it. A computed value is one with how it is kept. */
static bool stays_same(const struct sql_column *target,
	const struct sql_column *model, const struct sql_column *database,
	const struct option_info *option)
{
	if (!calx__option_is_said(target, option))
		return true;
	return calx__option_same(model, database, option) &&
	       (option->member != offsetof(struct sql_column, computed) ||
		       model->persisted == database->persisted);
}

static void settle_persisted(struct sql_column *column)
{
	column->persisted &=
		column->computed && !calx__option_is_none(column->computed);
}

/* What is no integer any more does not number itself, though nobody says so. */
static void settle_identity(const struct sql_column *definition,
	struct sql_column *before, const struct sql_column *database)
{
	if (!definition->type_text &&
		!calx__types[definition->type.kind].is_integer)
		before->identity = database->identity;
}

/* What stays the same is not mentioned, on the way there and on the way back;
 * what goes is. */
static void say_changes(const struct differ_table *table,
	struct sql_column *definition, struct sql_column *before)
{
	const struct option_info *option = calx__column_options;
	const struct sql_column *model =
		calx__table_column(table->model, definition->name);
	const struct sql_column *database =
		calx__table_column(table->database, definition->name);

	for (; option->title; option++) {
		bool same;

		if (!option->stays)
			continue;
		same = stays_same(definition, model, database, option);
		if (same || !calx__option_is_set(definition, option))
			calx__option_put(
				definition, option, same ? NULL : CALX_NONE);
		if (same || !calx__option_is_set(before, option))
			calx__option_put(
				before, option, same ? NULL : CALX_NONE);
	}
	settle_persisted(definition);
	settle_persisted(before);
	settle_identity(definition, before, database);
}

/* What the word of a type says with the table around it need not be told in the
 * database's words: a key there numbers itself. */
static void say_type(
	const struct differ_table *table, struct sql_column *before)
{
	const struct sql_table *spoken = calx__spoken(table->differ->arena,
		table->differ->input->dialect, table->database);
	const struct sql_column *column =
		spoken ? calx__table_column(spoken, before->name) : NULL;

	if (column && !column->type_text)
		before->type_text = NULL;
}

/* ---- planning ------------------------------------------------------------- */

/* An operation on a column that is in `after`, or was in `before`, or both. */
static void plan_column(struct differ_table *table, enum phase phase,
	enum calx_operation_kind kind, const char *column)
{
	struct company company = { .arena = table->differ->arena,
		.column = column,
		.altered = kind == CALX_OPERATION_ALTER_COLUMN };
	struct operation operation = { .kind = kind,
		.schema = table->target->schema,
		.table = table->target->name,
		.name = column };

	if (kind != CALX_OPERATION_DROP_COLUMN) {
		company.table = table->target;
		operation.definition = column_alone(&company);
	}
	if (kind != CALX_OPERATION_ADD_COLUMN) {
		company.table = table->database;
		operation.before = column_alone(&company);
	}
	if (company.altered && operation.definition && operation.before) {
		say_changes(table, operation.definition->columns,
			operation.before->columns);
		say_type(table, operation.before->columns);
	}
	calx__differ_table_plan(table, phase, &operation);
}

static void plan_in_order(struct differ_table *table)
{
	for (size_t phase = 0; phase < PHASE_COUNT; phase++)
		for (size_t i = 0; i < table->planned[phase].count; i++)
			calx__differ_plan(table->differ,
				calx__vec_at(&table->planned[phase], i));
}

/* ---- added ---------------------------------------------------------------- */

static void add_column(
	struct differ_table *table, const struct sql_column *column)
{
	const char *name = table->target->name;

	calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
		"Detected added column '%s.%s'", name, column->name);
	if (!column->nullable && !column->server_default)
		calx__differ_tell(table->differ, AUTOGENERATE_HINT,
			"Column '%s.%s' is neither nullable() nor has it a server_default: it cannot be added to a table with rows",
			name, column->name);
	plan_column(table,
		column->computed ? PHASE_ADD_COMPUTED : PHASE_ADD_COLUMNS,
		CALX_OPERATION_ADD_COLUMN, column->name);
}

static void compare_added(struct differ_table *table)
{
	for (size_t i = 0; i < table->target->column_count; i++) {
		const struct sql_column *column = &table->target->columns[i];

		if (!calx__table_column(table->database, column->name) &&
			!calx__ignore_column(table, column->name))
			add_column(table, column);
	}
}

/* ---- changed -------------------------------------------------------------- */

static void tell_type(struct differ_table *table, const struct sql_column *from,
	const struct sql_column *to)
{
	struct sql_column before = *from, after = *to;
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;

	before.nullable = after.nullable = false;
	if (after.type_text) /* then both are said in SQL */
		before.type.kind = after.type.kind = CALX_NULL;
	calx__render_type(&a, &before);
	calx__render_type(&b, &after);
	if (a.failed || b.failed)
		calx__differ_memory(table->differ);
	else
		calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
			"Detected type change from %s to %s on '%s.%s'", a.data,
			b.data, table->target->name, to->name);
	calx__strbuf_release(&a);
	calx__strbuf_release(&b);
}

/* What options say of the column itself; what the model does not say is the
 * database's own. */
static bool tell_options(struct differ_table *table,
	const struct sql_column *target, const struct sql_column *model,
	const struct sql_column *database)
{
	const struct option_info *option = calx__column_options;
	bool any = false;

	for (; option->title; option++) {
		if (option->role != OPTION_OF_ITSELF ||
			!calx__option_is_said(target, option) ||
			calx__option_same(model, database, option))
			continue;
		calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
			"Detected %s on column '%s.%s'", option->title,
			table->target->name, model->name);
		any = true;
	}
	return any;
}

/* A type in the database's own words is meant to the letter, and the database may
 * spell it in another way. */
static bool types_same(const struct differ_table *table,
	const struct sql_column *target, const struct sql_column *model,
	const struct sql_column *database)
{
	struct sql_column said = *model;

	if (!target->type_text || (!model->type_text && !database->type_text))
		return calx__type_same(model, database);
	if (calx__text_equal_nocase(model->type_text, database->type_text))
		return true;
	said.type = table->differ->input->dialect->type_of(
		table->differ->arena, target->type_text);
	return said.type.kind != CALX_NULL &&
	       calx__type_equal(&said.type, &database->type);
}

/* Tells what is different; whether anything is. */
static bool tell_changes(struct differ_table *table,
	const struct sql_column *target, const struct sql_column *model,
	const struct sql_column *database)
{
	const bool type = !types_same(table, target, model, database);
	const bool null = model->nullable != database->nullable &&
			  !calx__table_is_key(table->model, model->name);

	if (database->computed && !target->computed)
		return false;
	if (type)
		tell_type(table, database, target);
	if (null)
		calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
			"Detected %s on column '%s.%s'",
			model->nullable ? "NULL" : "NOT NULL",
			table->target->name, model->name);
	return tell_options(table, target, model, database) || type || null;
}

static void compare_column(
	struct differ_table *table, const struct sql_column *target)
{
	const struct sql_column *model =
		calx__table_column(table->model, target->name);
	const struct sql_column *database =
		calx__table_column(table->database, target->name);

	if (model && database && !calx__ignore_column(table, target->name) &&
		tell_changes(table, target, model, database))
		plan_column(table, PHASE_ALTER_COLUMNS,
			CALX_OPERATION_ALTER_COLUMN, target->name);
}

/* ---- removed -------------------------------------------------------------- */

static void remove_column(
	struct differ_table *table, const struct sql_column *column)
{
	calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
		"Detected removed column '%s.%s'", table->target->name,
		column->name);
	plan_column(table,
		column->computed ? PHASE_DROP_COMPUTED : PHASE_DROP_COLUMNS,
		CALX_OPERATION_DROP_COLUMN, column->name);
}

/* The columns that came with the type of one that went. */
static void hint_renames(
	struct differ_table *table, const struct sql_column *removed)
{
	const char *name = table->target->name;

	for (size_t i = 0; i < table->model->column_count; i++) {
		const struct sql_column *added = &table->model->columns[i];

		if (!calx__table_column(table->database, added->name) &&
			calx__type_same(added, removed))
			calx__differ_tell(table->differ, AUTOGENERATE_HINT,
				"Column '%s.%s' has the type of '%s': if it was renamed, write calx_rename_column(op, \"%s\", \"%s\", \"%s\") instead, or its data is lost",
				name, added->name, removed->name, name,
				removed->name, added->name);
	}
}

static void compare_removed(struct differ_table *table)
{
	for (size_t i = 0; i < table->database->column_count; i++) {
		const struct sql_column *column = &table->database->columns[i];

		if (calx__table_column(table->target, column->name) ||
			calx__ignore_column(table, column->name))
			continue;
		remove_column(table, column);
		hint_renames(table, column);
	}
}

/* ---- options of the table -------------------------------------------------- */

/* What the model does not say is the database's own. */
static bool option_differs(
	const struct differ_table *table, const struct option_info *option)
{
	return table->target->says_options &&
	       calx__option_is_said(table->target, option) &&
	       !calx__option_same(table->model, table->database, option);
}

/* The options of one side; a text that stays the same is not mentioned, and one
 * that is not there on this side goes. */
static const struct sql_table *options_of(
	struct differ_table *table, const struct sql_table *side)
{
	const struct option_info *option = calx__table_options;
	struct sql_table *copy =
		calx__arena_zero(table->differ->arena, 1, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *side;
	for (; option->title; option++) {
		const bool differs = option_differs(table, option);

		if (option->form == OPTION_TRUTH ||
			(differs && calx__option_is_set(side, option)))
			continue;
		calx__option_put(copy, option, differs ? CALX_NONE : NULL);
	}
	return copy;
}

/* The types of a strict table are chosen when it becomes one: so that stands
 * last, and on the way back first. */
static void plan_options(struct differ_table *table)
{
	const struct sql_table *target = table->target;

	calx__differ_table_plan(table,
		target->strict ? PHASE_TIGHTEN : PHASE_LOOSEN,
		&(struct operation){ .kind = CALX_OPERATION_ALTER_TABLE,
			.schema = target->schema,
			.table = target->name,
			.definition = options_of(table, target),
			.before = options_of(table, table->database) });
}

static void compare_options(struct differ_table *table)
{
	const struct sql_table *target = table->target;
	const struct option_info *option = calx__table_options;
	bool any = false;

	for (; option->title; option++) {
		if (!option_differs(table, option))
			continue;
		any = true;
		calx__differ_tell(table->differ, AUTOGENERATE_DETECTED,
			"Detected %s%s on table '%s'",
			calx__option_is_set(target, option) ? "" : "no ",
			option->title, target->name);
	}
	if (any)
		plan_options(table);
}

/* ---- what the model does not say -------------------------------------------- */

static void add_word(
	struct strbuf *words, const char *title, const char *column)
{
	calx__strbuf_addf(words, "%s%s", words->length > 0 ? ", " : "", title);
	if (column)
		calx__strbuf_addf(words, " of '%s'", column);
}

static void silence_of_columns(
	const struct differ_table *table, struct strbuf *words)
{
	for (size_t i = 0; i < table->target->column_count; i++) {
		const struct sql_column *target = &table->target->columns[i];
		const struct sql_column *there =
			calx__table_column(table->database, target->name);
		const struct option_info *option = calx__column_options;

		if (!there || calx__ignore_column(table, target->name))
			continue;
		for (; option->title; option++)
			if (option->stays &&
				!calx__option_is_said(target, option) &&
				calx__option_is_set(there, option))
				add_word(words, option->title, target->name);
	}
}

static void silence_of_key(
	const struct differ_table *table, struct strbuf *words)
{
	const struct sql_constraint *target =
		calx__table_primary_key(table->target);
	const struct sql_constraint *there =
		calx__table_primary_key(table->database);
	const struct option_info *option = calx__constraint_options;

	for (; target && there && option->title; option++)
		if (calx__option_is_of(option, CALX_PRIMARY_KEY) &&
			option->role == OPTION_OF_ITSELF &&
			!calx__option_is_set(target, option) &&
			calx__option_is_set(there, option))
			add_word(words, option->title, NULL);
}

static void silence_of_table(
	const struct differ_table *table, struct strbuf *words)
{
	const struct option_info *option = calx__table_options;

	for (; option->title; option++)
		if ((!table->target->says_options ||
			    !calx__option_is_said(table->target, option)) &&
			calx__option_is_set(table->database, option))
			add_word(words, option->title, NULL);
}

/* A word that was taken out of a model looks like one that never was in it: what
 * the database has stays, and is told. */
static void hint_silence(struct differ_table *table)
{
	struct strbuf words = STRBUF_INIT;

	silence_of_columns(table, &words);
	silence_of_key(table, &words);
	silence_of_table(table, &words);
	if (words.failed)
		calx__differ_memory(table->differ);
	else if (words.length > 0)
		calx__differ_tell(table->differ, AUTOGENERATE_HINT,
			"Table '%s' keeps what its model does not say: %s",
			table->target->name, words.data);
	calx__strbuf_release(&words);
}

void calx__differ_table(struct differ *differ, const struct sql_table *target,
	const struct sql_table *model, const struct sql_table *database)
{
	struct differ_table table = { .differ = differ,
		.target = target,
		.model = model,
		.database = database };

	for (size_t i = 0; i < PHASE_COUNT; i++)
		table.planned[i] = (struct vec)VEC_INIT(struct operation);
	compare_added(&table);
	for (size_t i = 0; i < target->column_count; i++)
		compare_column(&table, &target->columns[i]);
	calx__differ_constraints(&table);
	compare_removed(&table);
	compare_options(&table);
	hint_silence(&table);
	plan_in_order(&table);
	for (size_t i = 0; i < PHASE_COUNT; i++)
		calx__vec_release(&table.planned[i]);
}
