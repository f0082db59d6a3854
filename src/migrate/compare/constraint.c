#include "migrate/compare/constraint.h"

#include <string.h>

#include "compile/identifier.h"
#include "migrate/compare/ignore.h"
#include "sql/schema/schema.h"
#include "sql/schema/compare.h"
#include "sql/schema/kind.h"
#include "sql/schema/naming.h"
#include "sql/schema/option.h"
#include "util/ascii.h"
#include "util/strbuf.h"
#include "util/text.h"

/* The constraints and indexes of a table that is on both sides. Primary keys
 * and foreign keys are known by what they do, the others by their names and
 * what they do: a revision drops them by name. */

/* ---- telling -------------------------------------------------------------- */

/* "books(author_id, title)" */
static void add_place(struct strbuf *text, const struct differ_table *table,
	const struct sql_constraint *constraint)
{
	calx__strbuf_adds(text, table->target->name);
	if (constraint->column_count == 0 || constraint->kind == CALX_CHECK)
		return;
	for (size_t i = 0; i < constraint->column_count; i++) {
		calx__strbuf_adds(text, i > 0 ? ", " : "(");
		calx__strbuf_adds(text, constraint->columns[i]);
	}
	calx__strbuf_addc(text, ')');
}

static void tell(struct differ_table *table, enum autogenerate_event_kind kind,
	const char *verb, const struct sql_constraint *constraint)
{
	const char *title = calx__constraints[constraint->kind].title;
	struct strbuf place = STRBUF_INIT;

	add_place(&place, table, constraint);
	if (place.failed)
		calx__differ_memory(table->differ);
	else if (constraint->name)
		calx__differ_tell(table->differ, kind, "%s %s '%s' on '%s'",
			verb, title, constraint->name, place.data);
	else
		calx__differ_tell(table->differ, kind, "%s unnamed %s on '%s'",
			verb, title, place.data);
	calx__strbuf_release(&place);
}

/* ---- matching ------------------------------------------------------------- */

/* A foreign key that names no columns refers to the primary key. */
static const char **referred_columns(
	const struct sql_schema *schema, const struct sql_constraint *key)
{
	const struct sql_table *table;
	const struct sql_constraint *primary;

	if (key->referred_columns)
		return key->referred_columns;
	table = calx__schema_table(
		schema, key->referred_schema, key->referred_table);
	primary = table ? calx__table_primary_key(table) : NULL;
	return primary && primary->column_count == key->column_count
		       ? primary->columns
		       : NULL;
}

static bool foreign_key_same(const struct differ *differ,
	const struct sql_constraint *model,
	const struct sql_constraint *database)
{
	struct sql_constraint a = *model, b = *database;

	a.referred_columns = referred_columns(&differ->model, &a);
	b.referred_columns = referred_columns(differ->input->database, &b);
	return calx__constraint_same(&a, &b);
}

/* They stand behind the others. */
static bool includes(const struct sql_constraint *key)
{
	return key->item_count && key->items[key->item_count - 1].included;
}

/* A key of the database without what the model leaves to it. */
static bool key_same(const struct sql_constraint *model,
	const struct sql_constraint *database)
{
	struct sql_constraint said = *database;

	if (!model->on_conflict)
		said.on_conflict = NULL;
	if (!model->autoincrement)
		said.autoincrement = false;
	if (!model->items && !includes(database)) {
		said.items = NULL;
		said.item_count = 0;
	}
	return calx__constraint_same(model, &said);
}

static bool matches(const struct differ_table *table,
	const struct sql_constraint *model,
	const struct sql_constraint *database)
{
	if (model->kind != database->kind)
		return false;
	if (model->kind == CALX_FOREIGN_KEY)
		return foreign_key_same(table->differ, model, database);
	if (model->kind != CALX_PRIMARY_KEY && database->name &&
		!calx__text_equal(model->name, database->name))
		return false;
	return model->kind == CALX_PRIMARY_KEY || model->kind == CALX_UNIQUE
		       ? key_same(model, database)
		       : calx__constraint_same(model, database);
}

/* one of the two lists of a table */
struct list {
	const struct sql_constraint *items;
	size_t count;
};

static struct list list_of(const struct sql_table *table, bool indexes)
{
	return indexes ? (struct list){ table->indexes, table->index_count }
		       : (struct list){ table->constraints,
				 table->constraint_count };
}

static bool is_in_database(
	const struct differ_table *table, const struct sql_constraint *model)
{
	struct list list = list_of(table->database, model->kind == CALX_INDEX);

	for (size_t i = 0; i < list.count; i++)
		if (matches(table, model, &list.items[i]))
			return true;
	return false;
}

static bool is_in_model(
	const struct differ_table *table, const struct sql_constraint *database)
{
	struct list list = list_of(table->model, database->kind == CALX_INDEX);

	for (size_t i = 0; i < list.count; i++)
		if (matches(table, &list.items[i], database))
			return true;
	return false;
}

/* Whether a word stands in SQL text: a name, or what looks like one. */
static bool has_word(const char *text, const char *word)
{
	const size_t length = strlen(word);
	bool inside = false;

	for (; text && *text; text++) {
		const bool letter = calx__ascii_is_word(*text);

		if (letter && !inside &&
			calx__view_is_nocase(
				(struct view){ text, strnlen(text, length) },
				word) &&
			!calx__ascii_is_word(text[length]))
			return true;
		inside = letter;
	}
	return false;
}

static bool mentions(const struct sql_constraint *index, const char *column)
{
	for (size_t i = 0; i < index->item_count; i++)
		if (has_word(index->items[i].expression, column))
			return true;
	return calx__constraint_has_column(index, column) ||
	       has_word(index->where, column);
}

/* Whether an index uses a column that the models do not have: it goes with it,
 * and comes back with it. */
static bool mentions_removed(
	const struct differ_table *table, const struct sql_constraint *index)
{
	for (size_t i = 0; i < table->database->column_count; i++) {
		const char *column = table->database->columns[i].name;

		if (!calx__table_column(table->target, column) &&
			mentions(index, column))
			return true;
	}
	return false;
}

/* Whether the rest of a name is made of words of the text, in their order; what
 * follows them is returned. */
static const char *words_follow(const char *name, const char *text)
{
	while (*text) {
		size_t length = 0;

		while (calx__ascii_is_word(text[length]))
			length++;
		if (length && *name == '_' &&
			!strncmp(name + 1, text, length) &&
			(!name[length + 1] || name[length + 1] == '_'))
			name += length + 1;
		text += length ? length : 1;
	}
	return name;
}

/* Whether an index has the name that calx gives: where the database spells SQL
 * anew, of expressions some of the words, and of a condition any hash. */
static bool has_name_of_convention(
	const struct differ_table *table, const struct sql_constraint *index)
{
	struct arena *arena = table->differ->arena;
	const char *name = index->name;
	const char *start;

	if (calx__constraint_has_default_name(
		    arena, table->database->name, index))
		return true;
	start = calx__arena_printf(arena, "ix_%s", table->database->name);
	if (table->differ->input->dialect->keeps_sql || !start || !name ||
		!calx__text_starts(name, start))
		return false;
	name += strlen(start);
	for (size_t i = 0; i < index->item_count; i++)
		if (!index->items[i].included)
			name = words_follow(
				name, index->items[i].column
					      ? index->items[i].column
					      : index->items[i].expression);
	for (size_t i = 0; !index->items && i < index->column_count; i++)
		name = words_follow(name, index->columns[i]);
	return !*name || (index->where && *name == '_' && strlen(name) == 9);
}

/* Whether an index is the database's own: one on more than columns that neither
 * has the name of a model's index, nor one that calx gives. A model that never
 * had it must not drop it. */
static bool is_foreign_index(
	const struct differ_table *table, const struct sql_constraint *index)
{
	struct list list = list_of(table->model, true);

	if (mentions_removed(table, index))
		return false;
	if (index->kind != CALX_INDEX || calx__constraint_is_plain(index) ||
		has_name_of_convention(table, index))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (calx__text_equal(list.items[i].name, index->name))
			return false;
	return true;
}

/* Whether it comes or goes with its column, which `other` does not have. */
static bool goes_with_column(const struct differ_table *table,
	const struct sql_constraint *constraint, const struct sql_table *other)
{
	return calx__constraint_is_option(
		       table->differ->arena, table->target->name, constraint) &&
	       !calx__table_column(other, constraint->columns[0]);
}

/* ---- planning ------------------------------------------------------------- */

static void plan_add(
	struct differ_table *table, const struct sql_constraint *constraint)
{
	calx__differ_table_plan(table, PHASE_ADD_CONSTRAINTS,
		&(struct operation){
			.kind = calx__operation_adding(constraint->kind),
			.schema = table->target->schema,
			.table = table->target->name,
			.name = constraint->name,
			.constraint = constraint });
}

static void plan_drop(
	struct differ_table *table, const struct sql_constraint *constraint)
{
	calx__differ_table_plan(table, PHASE_DROP_CONSTRAINTS,
		&(struct operation){
			.kind = calx__operation_dropping(constraint->kind),
			.schema = table->target->schema,
			.table = table->target->name,
			.name = constraint->name,
			.constraint_before = constraint });
}

/* ---- those without a name -------------------------------------------------- */

/* Whether the name is that of a constraint that stays, or says something else. */
static bool is_taken(const struct differ_table *table,
	const struct sql_constraint *constraint, const char *name)
{
	const struct sql_table *database = table->database;

	for (size_t i = 0; i < database->constraint_count; i++) {
		const struct sql_constraint *other = &database->constraints[i];

		if (other->name &&
			calx__names_equal(table->differ->input->dialect,
				other->name, name) &&
			(is_in_model(table, other) ||
				!calx__constraint_same(other, constraint)))
			return true;
	}
	return false;
}

/* A revision drops by name, and takes that of the naming convention for what has
 * none. NULL where that would be something else's. */
static const struct sql_constraint *with_name(
	struct differ_table *table, const struct sql_constraint *constraint)
{
	struct arena *arena = table->differ->arena;
	struct sql_constraint *named;

	if (constraint->name)
		return constraint;
	named = calx__arena_zero(arena, 1, sizeof(*named));
	if (!named)
		return NULL;
	*named = *constraint;
	named->name = calx__constraint_default_name(
		arena, table->target->name, constraint);
	return named->name && !is_taken(table, constraint, named->name) ? named
									: NULL;
}

/* ---- both ways ------------------------------------------------------------ */

/* What the model says, as the model says it. */
static const struct sql_constraint *as_written(
	const struct differ_table *table, const struct sql_constraint *model)
{
	struct list list = list_of(table->target, model->kind == CALX_INDEX);

	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].kind == model->kind &&
			calx__text_equal(list.items[i].name, model->name))
			return list.items + i;
	return model;
}

static void compare_added(struct differ_table *table, bool indexes)
{
	struct list list = list_of(table->model, indexes);

	for (size_t i = 0; i < list.count; i++) {
		const struct sql_constraint *constraint = &list.items[i];

		if (constraint->of_type || is_in_database(table, constraint) ||
			calx__ignore_constraint(table, constraint))
			continue;
		tell(table, AUTOGENERATE_DETECTED, "Detected added",
			constraint);
		if (!goes_with_column(table, constraint, table->database))
			plan_add(table, as_written(table, constraint));
	}
}

static void remove_constraint(
	struct differ_table *table, const struct sql_constraint *constraint)
{
	const struct sql_constraint *named = with_name(table, constraint);

	if (goes_with_column(table, constraint, table->target)) {
		tell(table, AUTOGENERATE_DETECTED, "Detected removed",
			constraint);
	} else if (!named) {
		tell(table, AUTOGENERATE_WARNING, "Cannot remove", constraint);
	} else {
		tell(table, AUTOGENERATE_DETECTED, "Detected removed",
			constraint);
		plan_drop(table, named);
	}
}

/* A foreign key to what is not there, or is no key: no model can have it. */
static bool is_broken(const struct differ_table *table,
	const struct sql_constraint *constraint)
{
	const struct differ *differ = table->differ;

	return constraint->kind == CALX_FOREIGN_KEY &&
	       !calx__schema_key_fits(differ->arena, differ->input->database,
		       table->database, constraint);
}

/* Those with a name first: the name is theirs. */
static void compare_removed(
	struct differ_table *table, bool indexes, bool with_names)
{
	struct list list = list_of(table->database, indexes);

	for (size_t i = 0; i < list.count; i++) {
		const struct sql_constraint *constraint = &list.items[i];

		if ((constraint->name != NULL) == with_names &&
			!constraint->of_type &&
			!is_in_model(table, constraint) &&
			!is_foreign_index(table, constraint) &&
			!is_broken(table, constraint) &&
			!calx__ignore_constraint(table, constraint))
			remove_constraint(table, constraint);
	}
}

void calx__differ_constraints(struct differ_table *table)
{
	compare_removed(table, true, true);
	compare_removed(table, false, true);
	compare_removed(table, false, false);
	compare_added(table, true);
	compare_added(table, false);
}
