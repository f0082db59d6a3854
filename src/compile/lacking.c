#include "compile/lacking.h"

#include "sql/schema/items.h"
#include "util/fail.h"
#include "util/text.h"

/* One row for each thing that some database lacks: how it is seen in a constraint
 * or an index, what it is called, and what can be done instead. */

static bool has_expression(const struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->item_count; i++)
		if (constraint->items[i].expression)
			return true;
	return false;
}

static bool has_included(const struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->item_count; i++)
		if (constraint->items[i].included)
			return true;
	return false;
}

static bool has_class(const struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->item_count; i++)
		if (calx__item_class(&constraint->items[i]))
			return true;
	return false;
}

static bool is_partial(const struct sql_constraint *constraint)
{
	return constraint->where && constraint->kind == CALX_INDEX;
}

static bool has_equal_nulls(const struct sql_constraint *constraint)
{
	return constraint->nulls_not_distinct;
}

static bool is_exclusion(const struct sql_constraint *constraint)
{
	return constraint->kind == CALX_EXCLUDE;
}

static bool is_deferrable(const struct sql_constraint *constraint)
{
	return constraint->deferrable || constraint->deferred;
}

static bool is_deferrable_key(const struct sql_constraint *constraint)
{
	return constraint->kind == CALX_FOREIGN_KEY &&
	       is_deferrable(constraint);
}

static bool is_deferrable_unique(const struct sql_constraint *constraint)
{
	return constraint->kind != CALX_FOREIGN_KEY &&
	       is_deferrable(constraint);
}

static bool sets_default(const struct sql_constraint *constraint)
{
	return calx__text_equal(constraint->on_delete, "SET DEFAULT") ||
	       calx__text_equal(constraint->on_update, "SET DEFAULT");
}

static bool has_conflict(const struct sql_constraint *constraint)
{
	return constraint->on_conflict;
}

static const char leave_it[] =
	"Leave it out, or let the program do what it would do.";

static const struct lacking {
	enum dialect_lack lack;
	bool (*has)(const struct sql_constraint *constraint);
	const char *what, *hint;
} rows[] = {
	{ LACKS_PARTIAL_INDEX, is_partial, "index on some of the rows",
		"A generated column that is NULL in the other rows can have one." },
	{ LACKS_EXPRESSION_INDEX, has_expression, "index on an expression",
		"A computed() column of the expression can have one." },
	{ LACKS_INCLUDED_COLUMN, has_included, "index with .include",
		"Put the columns behind the others of the index, which then serves the same queries." },
	{ LACKS_OPERATOR_CLASS, has_class, "operator classes",
		"Leave it out; a .collation may say how the column is compared." },
	{ LACKS_NULLS_NOT_DISTINCT, has_equal_nulls, "NULLS NOT DISTINCT",
		"Declare the columns without nullable(), with a value that stands for none." },
	{ LACKS_EXCLUSION, is_exclusion, "exclusion constraint", leave_it },
	{ LACKS_DEFERRABLE_KEY, is_deferrable_key, "deferrable constraint",
		leave_it },
	{ LACKS_DEFERRABLE_UNIQUE, is_deferrable_unique,
		"deferrable unique constraint", leave_it },
	{ LACKS_SET_DEFAULT, sets_default, "ON DELETE or ON UPDATE SET DEFAULT",
		leave_it },
	{ LACKS_CONFLICT_CLAUSE, has_conflict, "ON CONFLICT of a constraint",
		"Leave it out; on_conflict() of a statement can say it." },
};

static enum calx_status fail_of(const struct dialect *dialect,
	const char *table, const struct lacking *lacking, const char *name,
	calx_error *error)
{
	calx__fail(error, CALX_UNSUPPORTED,
		"%s has no %s, and table '%s' has one: '%s'", dialect->title,
		lacking->what, table, name ? name : "?");
	calx__fail_hint(error, "%s", lacking->hint);
	return CALX_UNSUPPORTED;
}

/* An index is kept in a way that the database does not know. */
static enum calx_status method_check(const struct dialect *dialect,
	const char *table, const struct sql_constraint *index,
	calx_error *error)
{
	const char *const *method = dialect->index_methods;

	if (!index->method || !method ||
		calx__text_equal_nocase(index->method, "btree"))
		return CALX_OK;
	for (; *method; method++)
		if (calx__text_equal_nocase(index->method, *method))
			return CALX_OK;
	calx__fail(error, CALX_UNSUPPORTED,
		"%s keeps no index by .method = \"%s\", and table '%s' has one: '%s'",
		dialect->title, index->method, table,
		index->name ? index->name : "?");
	calx__fail_hint(
		error, "Leave .method out: an index is a B-tree by itself.");
	return CALX_UNSUPPORTED;
}

enum calx_status calx__lacking_check_constraint(const struct dialect *dialect,
	const char *table, const struct sql_constraint *constraint,
	calx_error *error)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if ((dialect->lacks & rows[i].lack) && rows[i].has(constraint))
			return fail_of(dialect, table, &rows[i],
				constraint->name, error);
	return method_check(dialect, table, constraint, error);
}

static enum calx_status columns_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	static const struct lacking not_null = { LACKS_CONFLICT_CLAUSE, NULL,
		"ON CONFLICT of a column", leave_it };

	for (size_t i = 0; i < table->column_count; i++)
		if ((dialect->lacks & not_null.lack) &&
			table->columns[i].on_conflict_not_null)
			return fail_of(dialect, table->name, &not_null,
				table->columns[i].name, error);
	return CALX_OK;
}

static bool is_only_key(
	const struct sql_table *table, const struct sql_column *column)
{
	const struct sql_constraint *key = calx__table_primary_key(table);

	return key && key->column_count == 1 &&
	       calx__text_equal(key->columns[0], column->name);
}

static enum calx_status fail_identity(const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column,
	const char *what, calx_error *error)
{
	calx__fail(error, CALX_UNSUPPORTED,
		"%s has no %s, and table '%s' has one: column '%s'",
		dialect->title, what, table->name, column->name);
	calx__fail_hint(error,
		"A primary key of one integer numbers itself without it; leave it out.");
	return CALX_UNSUPPORTED;
}

/* What columns that number themselves are told of it. */
static enum calx_status identity_check(const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column,
	calx_error *error)
{
	const unsigned lacks = dialect->lacks;

	if (calx__text_starts(
		    column->server_default ? column->server_default : "",
		    "nextval(") &&
		(lacks & LACKS_SEQUENCE))
		return fail_identity(dialect, table, column,
			"sequence to take a default from", error);
	if ((lacks & LACKS_IDENTITY) && column->identity &&
		(calx__text_equal(column->identity, "ALWAYS") ||
			!is_only_key(table, column)))
		return fail_identity(dialect, table, column,
			"such .identity of a column", error);
	if ((lacks & LACKS_IDENTITY_START) && column->identity_start)
		return fail_identity(
			dialect, table, column, ".identity_start", error);
	if ((lacks & LACKS_IDENTITY_STEP) && column->identity_increment)
		return fail_identity(
			dialect, table, column, ".identity_increment", error);
	return CALX_OK;
}

/* What temporary tables are told of it. */
static enum calx_status temporary_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	static const struct lacking key = { LACKS_TEMPORARY_KEY, NULL,
		"foreign key of a temporary table", leave_it };

	if (table->on_commit && !table->temporary)
		return calx__fail(error, CALX_INVALID,
			"table '%s' is .on_commit, and not .temporary",
			table->name);
	if (table->on_commit && (dialect->lacks & LACKS_ON_COMMIT)) {
		calx__fail(error, CALX_UNSUPPORTED,
			"%s has no .on_commit of temporary tables, and table '%s' has one",
			dialect->title, table->name);
		calx__fail_hint(error, "%s", leave_it);
		return CALX_UNSUPPORTED;
	}
	if (!table->temporary || !(dialect->lacks & key.lack))
		return CALX_OK;
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind == CALX_FOREIGN_KEY)
			return fail_of(dialect, table->name, &key,
				table->constraints[i].name, error);
	return CALX_OK;
}

enum calx_status calx__lacking_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	enum calx_status status = temporary_check(dialect, table, error);

	if ((dialect->lacks & LACKS_SEQUENCE) && table->sequence) {
		calx__fail(error, CALX_UNSUPPORTED,
			"%s has no sequences, and here is one: '%s'",
			dialect->title, table->name);
		calx__fail_hint(error,
			"A table with a key that numbers itself gives out numbers, too.");
		return CALX_UNSUPPORTED;
	}
	for (size_t i = 0; i < table->column_count && status >= 0; i++)
		status = identity_check(
			dialect, table, &table->columns[i], error);
	if (status < 0)
		return status;

	if ((dialect->lacks & LACKS_STRICT_TABLE) &&
		(table->strict || table->without_rowid))
		return calx__fail(error, CALX_UNSUPPORTED,
			"%s has no such table_options(), and table '%s' has one",
			dialect->title, table->name ? table->name : "?");
	status = columns_check(dialect, table, error);
	for (size_t i = 0; i < table->constraint_count && status >= 0; i++)
		status = calx__lacking_check_constraint(
			dialect, table->name, &table->constraints[i], error);
	for (size_t i = 0; i < table->index_count && status >= 0; i++)
		status = calx__lacking_check_constraint(
			dialect, table->name, &table->indexes[i], error);
	return status;
}
