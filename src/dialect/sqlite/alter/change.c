#include "dialect/sqlite/alter/change.h"

#include "compile/ddl.h"
#include "dialect/sqlite/alter/column.h"
#include "dialect/sqlite/alter/constraint.h"
#include "dialect/sqlite/alter/edit.h"
#include "dialect/sqlite/alter/expression.h"
#include "dialect/sqlite/text/create.h"
#include "sql/schema/option.h"
#include "sql/type/type.h"
#include "util/text.h"
#include "sql/schema/condition.h"

/* ALTER COLUMN: type and nullability become as given, and so do default and
 * collation if they are mentioned. Clauses that need not change keep the spelling that they
 * have. */

/* what calx would write for the column */
struct wanted {
	const char *type;
	const char *value; /* the default; NULL: it stays */
	bool not_null;
	/* clauses; NULL: they stay */
	const char *generated, *conflict;
};

static const char *part_text(struct arena *arena, const struct lexemes *lexemes,
	const struct parsed_part *part)
{
	return part ? calx__span_text(arena, lexemes->text, part->body) : NULL;
}

/* The clause of that kind that was written for what is given; CALX_NONE if it is
 * to go. */
static const char *wanted_clause(struct alteration *a,
	const struct parsed_table *parsed, enum part_kind kind,
	const char *given)
{
	const struct parsed_part *part =
		calx__parsed_part(&parsed->columns[0], kind);

	if (!given || calx__option_is_none(given))
		return given;
	return part ? calx__span_text(
			      a->arena, parsed->lexemes.text, part->clause)
		    : NULL;
}

/* The column without what is to go. */
static struct sql_column without_none(const struct sql_column *column)
{
	struct sql_column shown = *column;
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->stays &&
			calx__option_is_none(calx__option_text(&shown, option)))
			calx__option_put(&shown, option, NULL);
	return shown;
}

/* Reads back what calx writes, so that there is one place that writes it. */
static struct wanted wanted_of(
	struct alteration *a, const struct sql_column *column, bool only_key)
{
	const bool goes = calx__option_is_none(column->server_default);
	const struct sql_column shown = without_none(column);
	struct wanted wanted = { 0 };
	struct parsed_table parsed;
	const char *text;

	calx__alteration_put(a, "CREATE TABLE x (");
	calx__sqlite_put_column(a, &shown, only_key);
	calx__alteration_put(a, ")");
	text = calx__alteration_take(a);
	if (!text)
		return wanted;
	a->status = calx__create_table_read(a->arena, text, &parsed, a->error);
	if (a->status < 0)
		return wanted;
	wanted.type =
		calx__span_text(a->arena, text, parsed.columns[0].type_span);
	wanted.value = part_text(a->arena, &parsed.lexemes,
		calx__parsed_part(&parsed.columns[0], PART_DEFAULT));
	if (goes)
		wanted.value = CALX_NONE;
	wanted.not_null = !column->nullable;
	wanted.generated =
		wanted_clause(a, &parsed, PART_GENERATED, column->computed);
	wanted.conflict = wanted_clause(
		a, &parsed, PART_NOT_NULL, column->on_conflict_not_null);
	if (calx__option_is_none(wanted.conflict))
		wanted.conflict = "NOT NULL";
	return wanted;
}

static bool is_only_key(const struct alteration *a, const char *stored)
{
	const struct parsed_part *key = calx__parsed_primary_key(&a->parsed);

	return key && key->column_count == 1 &&
	       calx__parsed_part_has(key, stored);
}

/* Removes all clauses of that kind: SQLite lets them be written twice. */
static void remove_clause(
	struct alteration *a, const char *stored, enum part_kind kind)
{
	const struct parsed_part *part;

	while (a->status >= 0 &&
		(part = calx__parsed_part(
			 calx__parsed_column(&a->parsed, stored), kind)))
		calx__edit_remove_clause(a, part->span);
}

static void set_default(
	struct alteration *a, const char *stored, const char *value)
{
	const struct parsed_part *part = calx__parsed_part(
		calx__parsed_column(&a->parsed, stored), PART_DEFAULT);
	const char *now = part_text(a->arena, &a->parsed.lexemes, part);
	const bool goes = calx__option_is_none(value);

	if (!value || (goes && !now) || calx__text_equal(now, value))
		return;
	a->rebuild = true;
	if (now && !goes) {
		struct edit edit = { part->body, value };

		calx__edit_apply(a, &edit, 1);
		return;
	}
	remove_clause(a, stored, PART_DEFAULT);
	if (goes)
		return;
	calx__alteration_put(a, "DEFAULT ");
	calx__alteration_put(a, value);
	calx__edit_insert_clause(a, stored, calx__alteration_take(a));
}

static void set_collation(
	struct alteration *a, const char *stored, const char *collation)
{
	const struct parsed_part *part = calx__parsed_part(
		calx__parsed_column(&a->parsed, stored), PART_COLLATE);
	const bool goes = calx__option_is_none(collation);

	if (!collation || (goes && !part))
		return;
	if (part &&
		calx__lexeme_names(&a->parsed.lexemes,
			calx__lexemes_at(&a->parsed.lexemes, part->body.start),
			collation))
		return;
	a->rebuild = true;
	remove_clause(a, stored, PART_COLLATE);
	if (goes)
		return;
	calx__alteration_put(a, "COLLATE ");
	calx__alteration_put_name(a, collation);
	calx__edit_insert_clause(a, stored, calx__alteration_take(a));
}

/* A clause becomes as given; NULL: it stays, CALX_NONE: it goes. */
static void set_clause(struct alteration *a, const char *stored,
	enum part_kind kind, const char *clause)
{
	const struct parsed_part *part = calx__parsed_part(
		calx__parsed_column(&a->parsed, stored), kind);
	const bool goes = calx__option_is_none(clause);
	const char *now =
		part ? calx__span_text(a->arena, a->text, part->clause) : NULL;

	if (!clause || (goes && !part) || a->status < 0 ||
		(now && a->dialect->sql_same(a->arena, now, clause)))
		return;
	a->rebuild = true;
	if (goes)
		calx__edit_remove_clause(a, part->span);
	else if (part)
		calx__edit_apply(a, &(struct edit){ part->clause, clause }, 1);
	else
		calx__edit_insert_clause(a, stored, clause);
}

/* What a computed value leaves no room for. */
static void set_generated(
	struct alteration *a, const char *stored, const char *clause)
{
	set_clause(a, stored, PART_GENERATED, clause);
	if (clause && !calx__option_is_none(clause))
		set_clause(a, stored, PART_DEFAULT, CALX_NONE);
}

static void set_not_null(
	struct alteration *a, const char *stored, bool not_null, bool only_key)
{
	const bool now = calx__parsed_part(
		calx__parsed_column(&a->parsed, stored), PART_NOT_NULL);
	const struct parsed_part *key = calx__parsed_primary_key(&a->parsed);
	const bool in_key = key && calx__parsed_part_has(key, stored);

	/* a column of a key is not NULL because of the key, or may be as an old
	 * database has it */
	if (now == not_null || (not_null && (only_key || in_key)))
		return;
	a->rebuild = true;
	remove_clause(a, stored, PART_NOT_NULL);
	if (not_null) {
		remove_clause(a, stored, PART_NULL);
		calx__edit_insert_clause(a, stored, "NOT NULL");
	}
}

/* Whether two spellings stand for one type: then the table's own is kept. */
static bool same_type(struct alteration *a, const char *x, const char *y)
{
	calx_type a_type, b_type;

	if (calx__text_equal_nocase(x, y))
		return true;
	a_type = a->dialect->type_of(a->arena, x);
	b_type = a->dialect->type_of(a->arena, y);
	return a_type.kind != CALX_NULL && calx__type_equal(&a_type, &b_type);
}

/* `exact`: the type was given in SQL's own words. */
static bool set_type(
	struct alteration *a, const char *stored, const char *type, bool exact)
{
	const struct parsed_column *column =
		calx__parsed_column(&a->parsed, stored);
	const char *now = calx__span_text(a->arena, a->text, column->type_span);
	struct edit edit = { column->type_span, type };

	if (!now || !type ||
		(exact ? calx__text_equal_nocase(now, type)
		       : same_type(a, now, type)))
		return false;
	if (*now)
		calx__edit_apply(a, &edit, 1);
	else
		calx__edit_insert_clause(a, stored, type);
	a->rebuild = true;
	return true;
}

/* Whether a check restates the column's type. STRICT tables have too few names
 * of types to tell. */
static bool tells_type(struct alteration *a, const struct parsed_column *column,
	const struct parsed_part *part)
{
	const char *text = part_text(a->arena, &a->parsed.lexemes, part);
	const char *now = calx__span_text(a->arena, a->text, column->type_span);
	enum calx_kind kind;

	if (part->kind != PART_CHECK || !text || !now)
		return false;
	kind = calx__type_of_condition(a->arena, column->name, text).kind;
	return kind != CALX_NULL &&
	       (a->parsed.strict ||
		       calx__condition_tells_type(
			       kind, a->dialect->type_of(a->arena, now).kind));
}

/* The check that restates the column's type, NULL if there is none. */
static const struct parsed_part *type_check(
	struct alteration *a, const char *stored, bool *ret_own)
{
	struct parsed_column *column = calx__parsed_column(&a->parsed, stored);
	const struct parsed_part *parts[2] = { column->parts,
		a->parsed.constraints };
	size_t counts[2] = { column->part_count, a->parsed.constraint_count };

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < counts[i]; j++) {
			const struct parsed_part *part = &parts[i][j];

			*ret_own = i == 0;
			if (tells_type(a, column, part))
				return part;
		}
	}
	return NULL;
}

static const struct sql_constraint *wanted_check(
	const struct alteration *a, const struct sql_table *definition)
{
	for (size_t i = 0; i < definition->constraint_count; i++) {
		const struct sql_constraint *constraint =
			&definition->constraints[i];

		if (constraint->of_type && a->dialect->type_checks)
			return constraint;
	}
	return NULL;
}

/* Booleans and enumerations are told by their check. */
static bool set_type_check(struct alteration *a,
	const struct column_state *column, const struct sql_table *definition)
{
	bool own = false;
	const struct parsed_part *part = type_check(a, column->stored, &own);
	const struct sql_constraint *wanted = wanted_check(a, definition);
	struct sql_constraint constraint;

	if (!part && !wanted)
		return false;
	if (part && wanted) {
		const char *now = part_text(a->arena, &a->parsed.lexemes, part);
		const char *then = calx__expression_stored(a, wanted->text);

		if (calx__text_equal(now, then))
			return false;
	}
	a->rebuild = true;
	if (part && own)
		calx__edit_remove_clause(a, part->span);
	else if (part)
		calx__edit_remove_item(a, part->span);
	if (wanted) {
		constraint = calx__sqlite_stored_constraint(a, wanted);
		calx__ddl_constraint(&a->sql, a->dialect, &constraint);
		calx__edit_insert_constraint(a, calx__alteration_take(a));
	}
	return true;
}

/* Whether the table has such a constraint on that column alone. */
static bool has_constraint(
	const struct alteration *a, enum part_kind kind, const char *stored)
{
	if (calx__parsed_part(calx__parsed_column(&a->parsed, stored), kind))
		return true;
	for (size_t i = 0; i < a->parsed.constraint_count; i++) {
		const struct parsed_part *part = &a->parsed.constraints[i];

		if (part->kind == kind && part->column_count == 1 &&
			calx__parsed_part_has(part, stored))
			return true;
	}
	return false;
}

/* Keys and references that the new definition asks for, and that are not there
 * yet. */
static void add_keys(struct alteration *a, const char *stored,
	const struct sql_table *definition)
{
	static const enum part_kind kinds[CALX_CONSTRAINT_KIND_COUNT] = {
		[CALX_PRIMARY_KEY] = PART_PRIMARY_KEY,
		[CALX_UNIQUE] = PART_UNIQUE,
		[CALX_FOREIGN_KEY] = PART_FOREIGN_KEY,
	};

	for (size_t i = 0; i < definition->constraint_count; i++) {
		const struct sql_constraint *constraint =
			&definition->constraints[i];
		const enum part_kind kind = kinds[constraint->kind];

		if (a->status >= 0 && kind && !has_constraint(a, kind, stored))
			calx__sqlite_add_constraint(
				a, &(struct operation){
					   .constraint = constraint });
	}
}

static void add_indexes(
	struct alteration *a, const struct sql_table *definition)
{
	for (size_t i = 0; i < definition->index_count; i++) {
		const struct sql_constraint *index = &definition->indexes[i];

		if (a->status >= 0 && !calx__alteration_object(a, index->name))
			calx__sqlite_create_index(
				a, &(struct operation){ .constraint = index });
	}
}

void calx__sqlite_alter_column(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	struct column_state *column =
		calx__alteration_need_column(a, definition->columns[0].name);
	struct sql_column wanted_column = definition->columns[0];
	struct wanted wanted;
	bool only_key, rechecked;

	if (!column)
		return;
	only_key = is_only_key(a, column->stored);
	wanted_column.name = column->stored;
	wanted = wanted_of(a, &wanted_column, only_key);
	if (a->status < 0)
		return;
	set_default(a, column->stored, wanted.value);
	set_collation(a, column->stored, definition->columns[0].collation);
	set_generated(a, column->stored, wanted.generated);
	set_not_null(a, column->stored, wanted.not_null, only_key);
	if (wanted.not_null)
		set_clause(a, column->stored, PART_NOT_NULL, wanted.conflict);
	/* the check first: what it is hangs on the type that is there */
	rechecked = set_type_check(a, column, definition);
	if (set_type(a, column->stored, wanted.type,
		    wanted_column.type_text != NULL) ||
		rechecked)
		column->type = &definition->columns[0].type;
	add_keys(a, column->stored, definition);
	add_indexes(a, definition);
}
