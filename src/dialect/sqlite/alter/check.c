#include "dialect/sqlite/alter/check.h"

#include "dialect/sqlite/alter/expression.h"
#include "dialect/sqlite/alter/readable.h"
#include "dialect/sqlite/text/create.h"
#include "dialect/sqlite/text/storage.h"
#include "sql/type/stored.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "sql/schema/condition.h"

/* SQLite would convert a value that does not fit a column's new type as far as
 * it can, or keep it as it is; NULL and duplicates it would refuse without
 * saying in which row. So the data is looked at first. */

/* ---- which values survive -------------------------------------------------------- */

struct fit {
	const char *condition;
	long long numbers[2];
};

static struct fit fit_of(const calx_type *type)
{
	const calx_type kept = calx__stored_as(type);
	const struct type_info *info = &calx__types[kept.kind];
	struct fit fit = { calx__storage(type)->fits,
		{ info->minimum, info->maximum } };

	if (kept.kind == CALX_STRING)
		fit.numbers[0] = kept.length;
	if (kept.kind == CALX_NUMERIC) {
		fit.numbers[0] = kept.length - kept.scale;
		fit.numbers[1] = kept.scale;
	}
	return fit;
}

static void put_fit(struct alteration *a, struct fit fit, const char *stored)
{
	for (const char *at = fit.condition; *at; at++) {
		if (*at == '$') {
			calx__alteration_put_name(a, stored);
		} else if (*at == '@') {
			at++;
			calx__strbuf_addf(
				&a->sql, "%lld", fit.numbers[*at - '1']);
		} else {
			calx__strbuf_addc(&a->sql, *at);
		}
	}
}

/* ---- asking ------------------------------------------------------------------------ */

/* A name of the rowid; NULL if there is none. */
static const char *rowid_of(const struct alteration *a)
{
	struct parsed_table table;

	if (calx__create_table_read(a->arena, a->original, &table, NULL) < 0)
		return NULL;
	return calx__parsed_rowid(&table, &table);
}

static void put_offence(struct alteration *a, const char *value)
{
	const char *rowid = rowid_of(a);

	calx__alteration_put(a, "SELECT count(*), ");
	calx__alteration_put(a, rowid ? "min(" : "");
	calx__alteration_put(a, rowid ? rowid : "NULL");
	calx__alteration_put(a, rowid ? "), " : ", ");
	if (value) {
		calx__alteration_put(a, "quote(substr(");
		calx__alteration_put_name(a, value);
		calx__alteration_put(a, ", 1, 40))");
	} else {
		calx__alteration_put(a, "NULL");
	}
	calx__alteration_put(a, " FROM ");
	calx__alteration_put_name(a, a->table);
}

static bool ask(struct alteration *a, struct offence *ret_offence)
{
	const char *values[3] = { NULL, NULL, NULL };

	if (!calx__alteration_fetch(a, values, 3) || !values[0] ||
		calx__text_equal(values[0], "0"))
		return false;
	*ret_offence = (struct offence){ values[0], values[1], values[2] };
	return true;
}

/* ", such as rowid 7" */
static const char *example(struct alteration *a, const struct offence *offence)
{
	const char *text = "";

	if (offence->rowid)
		text = calx__arena_printf(
			a->arena, ", such as rowid %s", offence->rowid);
	return text ? text : "";
}

static const char *rows(const struct offence *offence)
{
	return calx__text_equal(offence->count, "1") ? "row has" : "rows have";
}

/* ---- columns ------------------------------------------------------------------------ */

/* The new type as the table spells it, or as a model does if that says more. */
static const char *type_text(
	struct alteration *a, const struct column_state *column)
{
	const char *text = calx__types[column->type->kind].name;

	if (column->type->kind != CALX_BOOLEAN &&
		column->type->kind != CALX_ENUMERATION)
		text = calx__span_text(a->arena, a->text,
			calx__alteration_parsed(a, column)->type_span);
	return text ? text : "";
}

static void fail_type(struct alteration *a, const struct column_state *column,
	const struct offence *offence)
{
	calx__alteration_fail(a, CALX_TYPE_MISMATCH,
		"%s %s a value in column \"%s\" that does not fit %s: %s%s",
		offence->count, rows(offence), column->name,
		type_text(a, column), offence->value, example(a, offence));
	calx__alteration_name_column(a, column->name);
	calx__fail_hint(a->error, "Change these values first.");
}

/* Values that would change: a condition finds them. */
static bool fits(struct alteration *a, const struct column_state *column,
	struct offence *ret_offence)
{
	const char *condition =
		calx__type_condition(a->arena, column->stored, column->type);
	struct fit fit = fit_of(column->type);

	if (!condition && !fit.condition)
		return true;
	put_offence(a, column->stored);
	calx__alteration_put(a, " WHERE ");
	calx__alteration_put_name(a, column->stored);
	calx__alteration_put(a, " IS NOT NULL AND NOT (");
	if (condition)
		calx__alteration_put(a, condition);
	else
		put_fit(a, fit, column->stored);
	calx__alteration_put(a, ")");
	return !ask(a, ret_offence);
}

static void check_type(struct alteration *a, const struct column_state *column)
{
	const char *rowid = rowid_of(a);
	struct offence offence;

	if (!fits(a, column, &offence)) {
		fail_type(a, column, &offence);
		return;
	}
	offence = calx__readable_check(
		a, column->stored, column->type, rowid ? rowid : "NULL");
	if (offence.count)
		fail_type(a, column, &offence);
}

static void check_not_null(
	struct alteration *a, const struct column_state *column)
{
	struct offence offence;

	put_offence(a, NULL);
	calx__alteration_put(a, " WHERE ");
	calx__alteration_put_name(a, column->stored);
	calx__alteration_put(a, " IS NULL");
	if (!ask(a, &offence))
		return;
	calx__alteration_fail(a, CALX_CONSTRAINT,
		"%s %s NULL in column \"%s\", which is to be NOT NULL%s",
		offence.count, rows(&offence), column->name,
		example(a, &offence));
	calx__alteration_name_column(a, column->name);
	calx__fail_hint(a->error,
		"Give the column a server_default, or fill these rows first.");
}

/* A new column has no value for the rows that are there. */
static void check_added(struct alteration *a, const struct column_state *column)
{
	struct offence offence;

	put_offence(a, NULL);
	if (!ask(a, &offence))
		return;
	calx__alteration_fail(a, CALX_CONSTRAINT,
		"column \"%s\" is NOT NULL without a default, and %s %s nothing to put there",
		column->name, offence.count, rows(&offence));
	calx__alteration_name_column(a, column->name);
	calx__fail_hint(a->error,
		"Give the column a server_default, or add it as nullable and fill it first.");
}

static bool needs_value(
	const struct alteration *a, const struct column_state *column)
{
	const struct parsed_column *parsed = calx__alteration_parsed(a, column);

	return calx__parsed_part(parsed, PART_NOT_NULL) &&
	       !calx__parsed_has_default(&a->parsed, parsed) &&
	       !calx__parsed_part(parsed, PART_GENERATED) &&
	       !calx__parsed_is_rowid(&a->parsed, parsed);
}

static bool was_nullable(
	const struct parsed_table *before, const struct column_state *column)
{
	const struct parsed_column *parsed =
		calx__parsed_column(before, column->stored);

	return parsed && !calx__parsed_part(parsed, PART_NOT_NULL) &&
	       !calx__parsed_is_rowid(before, parsed);
}

void calx__sqlite_check_columns(struct alteration *a)
{
	struct parsed_table before;

	if (a->status < 0 || a->fresh)
		return;
	a->status = calx__create_table_read(
		a->arena, a->original, &before, a->error);
	for (size_t i = 0; i < a->columns.count && a->status >= 0; i++) {
		const struct column_state *column =
			calx__vec_at(&a->columns, i);

		if (column->added && needs_value(a, column))
			check_added(a, column);
		else if (!column->added && needs_value(a, column) &&
			 was_nullable(&before, column))
			check_not_null(a, column);
		if (!column->added && column->type && a->status >= 0)
			check_type(a, column);
	}
}

/* ---- constraints --------------------------------------------------------------------- */

/* Whether the column is as the database has it. */
static bool is_settled(const struct alteration *a, const char *stored)
{
	const struct column_state *column =
		calx__alteration_stored_column(a, stored);

	return column && !column->added && !column->type;
}

static bool can_ask(
	struct alteration *a, const struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->column_count; i++) {
		if (!is_settled(a, constraint->columns[i]))
			return false;
	}
	for (size_t i = 0; i < a->columns.count; i++) {
		const struct column_state *column =
			calx__vec_at(&a->columns, i);

		if (constraint->text && !is_settled(a, column->stored) &&
			calx__expression_text_mentions(
				a, constraint->text, column->stored))
			return false;
	}
	return a->status >= 0 && !a->fresh;
}

static void put_names(struct alteration *a,
	const struct sql_constraint *constraint, const char *separator,
	const char *suffix)
{
	for (size_t i = 0; i < constraint->column_count; i++) {
		if (i)
			calx__alteration_put(a, separator);
		calx__alteration_put_name(a, constraint->columns[i]);
		calx__alteration_put(a, suffix);
	}
}

/* SELECT one row for each value that is there more than once. */
static void put_duplicates(
	struct alteration *a, const struct sql_constraint *constraint)
{
	calx__alteration_put(
		a, "SELECT count(*), NULL, NULL FROM (SELECT 1 FROM ");
	calx__alteration_put_name(a, a->table);
	calx__alteration_put(a, " WHERE ");
	put_names(a, constraint, " AND ", " IS NOT NULL");
	calx__alteration_put(a, " GROUP BY ");
	put_names(a, constraint, ", ", "");
	calx__alteration_put(a, " HAVING count(*) > 1)");
}

static void check_unique(
	struct alteration *a, const struct sql_constraint *constraint)
{
	struct offence offence;
	const char *many;

	put_duplicates(a, constraint);
	if (!ask(a, &offence))
		return;
	many = calx__arena_printf(a->arena, "%s values are", offence.count);
	if (!many)
		many = "values are";
	calx__alteration_fail(a, CALX_CONSTRAINT,
		"constraint %s cannot hold: %s there more than once",
		constraint->name ? constraint->name : "",
		calx__text_equal(offence.count, "1") ? "1 value is" : many);
}

static void check_condition(
	struct alteration *a, const struct sql_constraint *constraint)
{
	struct offence offence;

	put_offence(a, NULL);
	calx__alteration_put(a, " WHERE NOT (");
	calx__alteration_put(a, constraint->text);
	/* a comment at its end must not swallow the parenthesis */
	calx__alteration_put(a, "\n)");
	if (!ask(a, &offence)) {
		if (a->status < 0)
			calx__fail_context(a->error,
				"cannot alter table %s: constraint %s",
				a->table,
				constraint->name ? constraint->name : "");
		return;
	}
	calx__alteration_fail(a, CALX_CONSTRAINT,
		"constraint %s cannot hold: %s %s other values%s",
		constraint->name ? constraint->name : "", offence.count,
		rows(&offence), example(a, &offence));
}

void calx__sqlite_check_constraint(
	struct alteration *a, const struct sql_constraint *constraint)
{
	if (!can_ask(a, constraint))
		return;
	if (constraint->kind == CALX_UNIQUE ||
		constraint->kind == CALX_PRIMARY_KEY)
		check_unique(a, constraint);
	else if (constraint->kind == CALX_CHECK && constraint->text)
		check_condition(a, constraint);
	if (a->status < 0 && a->error && constraint->name)
		calx__fail_copy(a->error->constraint,
			sizeof(a->error->constraint), constraint->name);
}
