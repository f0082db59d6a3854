#include "compile/ddl.h"

#include <assert.h>
#include <string.h>

#include "compile/identifier.h"
#include "compile/lacking.h"
#include "sql/schema/expression.h"
#include "sql/schema/items.h"
#include "sql/schema/option.h"
#include "sql/type/custom.h"
#include "sql/type/native.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* CREATE and DROP of tables and indexes, in the standard's words; what a dialect
 * says otherwise is asked of its row. */

/* ---- names ---------------------------------------------------------------- */

/* ("a", "b") */
static void add_columns(struct strbuf *sql, const struct dialect *dialect,
	const char *const *columns, size_t count)
{
	calx__strbuf_addc(sql, '(');
	for (size_t i = 0; i < count; i++) {
		if (i)
			calx__strbuf_adds(sql, ", ");
		calx__sql_identifier(sql, dialect, columns[i]);
	}
	calx__strbuf_addc(sql, ')');
}

static enum calx_status constraint_names_check(const struct dialect *dialect,
	const struct sql_constraint *constraint, calx_error *error)
{
	enum calx_status status = CALX_OK;

	if (constraint->name && constraint->kind == CALX_INDEX)
		status = calx__relation_check(dialect, constraint->name, error);
	else if (constraint->name)
		status = calx__identifier_check(
			dialect, constraint->name, error);
	if (status < 0 || !constraint->referred_table)
		return status;
	if ((status = calx__schema_check(
		     dialect, constraint->referred_schema, error)) < 0)
		return status;
	return calx__identifier_check(
		dialect, constraint->referred_table, error);
}

static enum calx_status names_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	enum calx_status status;

	if ((status = calx__schema_check(dialect, table->schema, error)) < 0 ||
		(status = calx__relation_check(dialect, table->name, error)) <
			0)
		return status;
	for (size_t i = 0; status >= 0 && i < table->column_count; i++)
		status = calx__identifier_check(
			dialect, table->columns[i].name, error);
	for (size_t i = 0; status >= 0 && i < table->constraint_count; i++)
		status = constraint_names_check(
			dialect, &table->constraints[i], error);
	for (size_t i = 0; status >= 0 && i < table->index_count; i++)
		status = constraint_names_check(
			dialect, &table->indexes[i], error);
	return status;
}

/* A type that this database has not got. */
static enum calx_status natives_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct sql_column *column = &table->columns[i];
		const struct native_type *native =
			&calx__natives[column->type.native];

		if (!column->type.native || column->type_text ||
			calx__custom_sql(&column->type, dialect->name) ||
			(dialect->natives &&
				dialect->natives[column->type.native]))
			continue;
		calx__fail(error, CALX_UNSUPPORTED,
			"column '%s' is a %s(), and %s has no such type",
			column->name, native->name, dialect->title);
		if (native->instead)
			calx__fail_hint(error,
				"%s is what it has; a custom() type has a name of its own in each database.",
				native->instead);
		return CALX_UNSUPPORTED;
	}
	return CALX_OK;
}

enum calx_status calx__ddl_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error)
{
	enum calx_status status = names_check(dialect, table, error);

	if (status >= 0)
		status = natives_check(dialect, table, error);
	if (status >= 0)
		return calx__lacking_check(dialect, table, error);
	calx__fail_context(error, "table '%s'", table->name ? table->name : "");
	return status;
}

/* ---- expressions that come as SQL ----------------------------------------- */

/* A comment at the end must not swallow what stands behind it. */
static void add_expression(struct strbuf *sql, const char *text)
{
	assert(text);
	calx__strbuf_addc(sql, '(');
	calx__strbuf_adds(sql, text);
	if (strstr(text, "--"))
		calx__strbuf_addc(sql, '\n');
	calx__strbuf_addc(sql, ')');
}

/* the length of a literal between quotes at the start of `text`, 0 if none */
static size_t quoted_length(const char *text)
{
	size_t i = 1;

	if (*text != '\'')
		return 0;
	for (; text[i]; i++) {
		if (text[i] != '\'')
			continue;
		if (text[i + 1] != '\'')
			return i + 1;
		i++;
	}
	return 0;
}

static bool is_number(const char *text)
{
	static const char digits[] = "0123456789";
	size_t length;

	if (*text == '+' || *text == '-')
		text++;
	length = strspn(text, digits);
	if (text[length] == '.')
		length += 1 + strspn(text + length + 1, digits);
	return calx__ascii_is_digit(text[0]) && !text[length];
}

/* Whether the text is one name, with quotes or without. */
static bool is_name(const char *text)
{
	const char *end = *text == '"' ? strchr(text + 1, '"') : NULL;

	if (end)
		return !end[1];
	while (calx__ascii_is_word(*text))
		text++;
	return !*text;
}

/* Whether a default may stand without parentheses: a literal, or a word, some of
 * which the standard allows there (ISO/IEC 9075-2, 11.5). SQLite takes others
 * for texts, but in parentheses for columns. */
static bool default_is_plain(const char *text)
{
	const size_t quoted = quoted_length(text);

	return (quoted && !text[quoted]) || is_number(text) || is_name(text);
}

/* whether the parenthesis that opens the text is closed by its last byte */
static bool is_wrapped(const char *text)
{
	size_t depth = 0;

	if (*text != '(')
		return false;
	for (; *text; text++) {
		const size_t quoted = quoted_length(text);

		if (quoted)
			text += quoted - 1;
		else if (*text == '(')
			depth++;
		else if (*text == ')')
			depth--;
		if (!depth)
			break;
	}
	return *text == ')' && !text[1];
}

void calx__ddl_default(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_column *column)
{
	if (dialect->default_write)
		dialect->default_write(sql, column);
	else
		calx__ddl_default_plain(sql, column->server_default);
}

void calx__ddl_default_plain(struct strbuf *sql, const char *text)
{
	if (default_is_plain(text) || is_wrapped(text))
		calx__strbuf_adds(sql, text);
	else
		add_expression(sql, text);
}

/* ---- columns -------------------------------------------------------------- */

static bool is_only_key(
	const struct sql_table *table, const struct sql_column *column)
{
	const struct sql_constraint *key = calx__table_primary_key(table);

	return key && key->column_count == 1 &&
	       !strcmp(key->columns[0], column->name);
}

/* The length of what a type is made of that is neither word nor number: a string
 * of set('a', 'b'), the brackets of integer[]; 0: it is something else. */
static size_t odd_part(const char *text)
{
	return !strncmp(text, "[]", 2) ? 2 : quoted_length(text);
}

/* Type names that a catalog gave are words, numbers and parentheses, and may
 * be written as they are, as may strings and brackets where the database's types
 * have such; anything else becomes an identifier. */
static void add_type_text(
	struct strbuf *sql, const struct dialect *dialect, const char *text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ (),.+-";

	const char *end = text;
	size_t length = 1;

	for (; *end && length; end += length) {
		length = strspn(end, plain);
		if (!length && dialect->odd_types)
			length = odd_part(end);
	}
	if (!*end && !strstr(text, "--"))
		calx__strbuf_adds(sql, text);
	else
		calx__sql_identifier(sql, dialect, text);
}

void calx__ddl_type(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_column *column, unsigned place)
{
	const char *custom = calx__custom_sql(&column->type, dialect->name);

	if (column->type_text)
		add_type_text(sql, dialect, column->type_text);
	else if (custom)
		add_type_text(sql, dialect, custom);
	else
		dialect->type(sql, column, place);
}

static bool is_in_key(
	const struct sql_table *table, const struct sql_column *column)
{
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind != CALX_CHECK &&
			calx__constraint_has_column(
				&table->constraints[i], column->name))
			return true;
	return false;
}

unsigned calx__ddl_place(
	const struct sql_table *table, const struct sql_column *column)
{
	return (column->identity ? TYPE_IDENTITY : 0) |
	       (is_only_key(table, column) ? TYPE_ONLY_KEY : 0) |
	       (is_in_key(table, column) ? TYPE_IN_KEY : 0) |
	       (table->strict ? TYPE_STRICT : 0);
}

bool calx__ddl_type_is_usual(const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	struct strbuf text = STRBUF_INIT;
	bool usual = !column->type_text;

	if (!usual && column->type.kind != CALX_NULL) {
		dialect->type(&text, column, calx__ddl_place(table, column));
		usual = !text.failed &&
			calx__sql_same(text.data, column->type_text);
	}
	calx__strbuf_release(&text);
	return usual;
}

/* What a column says, in the order in which it is written: each writes its part
 * with a blank before it, or nothing. An option of column() that shows in DDL is
 * one of these. */
typedef void column_clause(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column);

static void add_type(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	if (column->type_text && !*column->type_text)
		return;
	calx__strbuf_addc(sql, ' ');
	calx__ddl_type(sql, dialect, column, calx__ddl_place(table, column));
}

static void add_collation(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	(void)table;
	if (!column->collation)
		return;
	calx__strbuf_adds(sql, " COLLATE ");
	calx__sql_identifier(sql, dialect, column->collation);
}

static void add_computed(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	const bool stored = column->persisted || dialect->computed_is_stored;

	(void)table;
	if (!column->computed)
		return;
	calx__strbuf_adds(sql, " GENERATED ALWAYS AS ");
	add_expression(sql, column->computed);
	calx__strbuf_adds(sql, stored ? " STORED" : " VIRTUAL");
}

static void add_default(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	(void)table;
	if (!column->server_default)
		return;
	calx__strbuf_adds(sql, " DEFAULT ");
	calx__ddl_default(sql, dialect, column);
}

static void add_conflict(
	struct strbuf *sql, const struct dialect *dialect, const char *action)
{
	if (!action || !dialect->conflict_clauses)
		return;
	calx__strbuf_adds(sql, " ON CONFLICT ");
	calx__strbuf_adds(sql, action);
}

static void add_not_null(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	(void)table;
	if (column->nullable ||
		(column->computed && dialect->computed_nullable))
		return;
	calx__strbuf_adds(sql, " NOT NULL");
	add_conflict(sql, dialect, column->on_conflict_not_null);
}

void calx__ddl_comment(struct strbuf *sql, const struct dialect *dialect,
	const char *before, const char *comment)
{
	if (dialect->comments != COMMENTS_INSIDE || !comment)
		return;
	calx__strbuf_adds(sql, before);
	calx__sql_literal(
		sql, dialect, calx__option_is_none(comment) ? "" : comment);
}

static void add_comment(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	(void)table;
	calx__ddl_comment(sql, dialect, " COMMENT ", column->comment);
}

static column_clause *const column_clauses[] = { add_type, add_collation,
	add_computed, add_default, add_not_null, add_comment };

void calx__ddl_column(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	calx__sql_identifier(sql, dialect, column->name);
	for (size_t i = 0; i < sizeof(column_clauses) / sizeof(*column_clauses);
		i++)
		column_clauses[i](sql, dialect, table, column);
}

/* ---- constraints ---------------------------------------------------------- */

static void add_action(
	struct strbuf *sql, const char *keyword, const char *action)
{
	const char *known = calx__option_word(calx__reference_actions, action);

	if (action && !known)
		sql->failed = true;
	if (!known)
		return;
	calx__strbuf_adds(sql, keyword);
	calx__strbuf_adds(sql, known);
}

/* Whether an expression needs no brackets of its own: f(...), or (...). */
static bool is_call(const char *text)
{
	assert(text);
	while (calx__ascii_is_word(*text))
		text++;
	return is_wrapped(text);
}

static void add_list_item(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_item *item)
{
	if (item->column)
		calx__sql_identifier(sql, dialect, item->column);
	else if (is_call(item->expression))
		calx__strbuf_adds(sql, item->expression);
	else
		add_expression(sql, item->expression);
	if (item->collation) {
		calx__strbuf_adds(sql, " COLLATE ");
		calx__sql_identifier(sql, dialect, item->collation);
	}
	if (calx__item_class(item)) {
		calx__strbuf_addc(sql, ' ');
		calx__sql_identifier(sql, dialect, item->operators);
	}
	if (item->parameters)
		calx__strbuf_addf(sql, " (%s)", item->parameters);
	if (item->descending)
		calx__strbuf_adds(sql, " DESC");
	if (item->with)
		calx__strbuf_addf(sql, " WITH %s", item->with);
}

/* ("a" DESC, lower("b")), without what is only included; `end` stands behind the
 * last, or is NULL */
static void add_list(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint, const char *end)
{
	const bool plain = !constraint->items;
	const size_t count =
		plain ? constraint->column_count : constraint->item_count;

	calx__strbuf_addc(sql, '(');
	for (size_t i = 0; i < count; i++) {
		struct sql_item column = { 0 };

		if (!plain && constraint->items[i].included)
			break; /* the others are, too */
		if (plain)
			column.column = constraint->columns[i];
		calx__strbuf_adds(sql, i ? ", " : "");
		add_list_item(
			sql, dialect, plain ? &column : &constraint->items[i]);
	}
	calx__strbuf_adds(sql, end ? end : "");
	calx__strbuf_addc(sql, ')');
}

/* INCLUDE ("a", "b") */
static void add_included(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *index)
{
	const char *before = " INCLUDE (";

	for (size_t i = 0; i < index->item_count; i++) {
		if (!index->items[i].included)
			continue;
		calx__strbuf_adds(sql, before);
		calx__sql_identifier(sql, dialect, index->items[i].column);
		before = ", ";
	}
	calx__strbuf_adds(sql, *before == ',' ? ")" : "");
}

static void add_deferral(
	struct strbuf *sql, const struct sql_constraint *constraint)
{
	if (constraint->deferrable || constraint->deferred)
		calx__strbuf_adds(sql, " DEFERRABLE");
	if (constraint->deferred)
		calx__strbuf_adds(sql, " INITIALLY DEFERRED");
}

static void add_primary_key(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	calx__strbuf_adds(sql, "PRIMARY KEY ");
	add_list(sql, dialect, constraint,
		constraint->autoincrement ? dialect->autoincrement : NULL);
	add_included(sql, dialect, constraint);
	add_conflict(sql, dialect, constraint->on_conflict);
	add_deferral(sql, constraint);
}

static void add_unique(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	calx__strbuf_adds(sql, "UNIQUE ");
	if (constraint->nulls_not_distinct)
		calx__strbuf_adds(sql, "NULLS NOT DISTINCT ");
	add_list(sql, dialect, constraint, NULL);
	add_included(sql, dialect, constraint);
	add_conflict(sql, dialect, constraint->on_conflict);
	add_deferral(sql, constraint);
}

static void add_foreign_key(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	calx__strbuf_adds(sql, "FOREIGN KEY ");
	add_columns(
		sql, dialect, constraint->columns, constraint->column_count);
	calx__strbuf_adds(sql, " REFERENCES ");
	calx__sql_relation(sql, dialect,
		dialect->keys_in_schema ? NULL : constraint->referred_schema,
		constraint->referred_table);
	if (constraint->referred_columns) {
		calx__strbuf_addc(sql, ' ');
		add_columns(sql, dialect, constraint->referred_columns,
			constraint->column_count);
	}
	add_action(sql, " ON DELETE ", constraint->on_delete);
	add_action(sql, " ON UPDATE ", constraint->on_update);
	add_deferral(sql, constraint);
}

static void add_check(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	(void)dialect;
	calx__strbuf_adds(sql, "CHECK ");
	add_expression(sql, constraint->text);
}

static void add_method(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	if (!constraint->method || dialect->method_before_index)
		return;
	calx__strbuf_adds(sql, "USING ");
	calx__sql_identifier(sql, dialect, constraint->method);
	calx__strbuf_addc(sql, ' ');
}

static void add_exclude(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	calx__strbuf_adds(sql, "EXCLUDE ");
	add_method(sql, dialect, constraint);
	add_list(sql, dialect, constraint, NULL);
	if (constraint->where) {
		calx__strbuf_adds(sql, " WHERE ");
		add_expression(sql, constraint->where);
	}
	add_deferral(sql, constraint);
}

typedef void constraint_visitor(struct strbuf *sql,
	const struct dialect *dialect, const struct sql_constraint *constraint);

static constraint_visitor *const constraint_visitors[] = {
	[CALX_CONSTRAINT_END] = NULL,
	[CALX_PRIMARY_KEY] = add_primary_key,
	[CALX_UNIQUE] = add_unique,
	[CALX_FOREIGN_KEY] = add_foreign_key,
	[CALX_CHECK] = add_check,
	[CALX_INDEX] = NULL, /* a statement of its own */
	[CALX_EXCLUDE] = add_exclude,
};

_Static_assert(sizeof(constraint_visitors) / sizeof(*constraint_visitors) ==
		       CALX_CONSTRAINT_KIND_COUNT,
	"every kind of constraint has its visitor");

void calx__ddl_constraint(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *constraint)
{
	if (constraint->name) {
		calx__strbuf_adds(sql, "CONSTRAINT ");
		calx__sql_identifier(sql, dialect, constraint->name);
		calx__strbuf_addc(sql, ' ');
	}
	if (constraint_visitors[constraint->kind])
		constraint_visitors[constraint->kind](sql, dialect, constraint);
	else
		sql->failed = true;
}

/* ---- statements ----------------------------------------------------------- */

/* [UNIQUE ]INDEX, and how it is kept where that stands before it */
static void add_index_words(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_constraint *index)
{
	const bool method_first = index->method && dialect->method_before_index;

	calx__strbuf_addf(sql, "%s%s%sINDEX ", index->unique ? "UNIQUE " : "",
		method_first ? index->method : "", method_first ? " " : "");
}

static void add_indexes_inside(struct strbuf *sql,
	const struct dialect *dialect, const struct sql_table *table)
{
	if (!table->temporary || !dialect->temporary_indexes_inside)
		return;
	for (size_t i = 0; i < table->index_count; i++) {
		calx__strbuf_adds(sql, ",\n\t");
		add_index_words(sql, dialect, &table->indexes[i]);
		calx__sql_identifier(sql, dialect, table->indexes[i].name);
		calx__strbuf_addc(sql, ' ');
		add_list(sql, dialect, &table->indexes[i], NULL);
	}
}

void calx__ddl_create_table(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *table)
{
	calx__strbuf_adds(sql, table->temporary
				       ? "CREATE TEMPORARY TABLE IF NOT EXISTS "
				       : "CREATE TABLE ");
	calx__sql_relation(sql, dialect, table->schema, table->name);
	calx__strbuf_adds(sql, " (");
	for (size_t i = 0; i < table->column_count; i++) {
		calx__strbuf_adds(sql, i ? ",\n\t" : "\n\t");
		calx__ddl_column(sql, dialect, table, &table->columns[i]);
	}
	for (size_t i = 0; i < table->constraint_count; i++) {
		if (table->constraints[i].of_type && !dialect->type_checks)
			continue;
		calx__strbuf_adds(sql, ",\n\t");
		calx__ddl_constraint(sql, dialect, &table->constraints[i]);
	}
	add_indexes_inside(sql, dialect, table);
	calx__strbuf_adds(sql, "\n)");
	if (dialect->table_options)
		dialect->table_options(sql, table);
	calx__ddl_comment(sql, dialect, " COMMENT=", table->comment);
	if (table->on_commit)
		calx__strbuf_addf(sql, " ON COMMIT %s", table->on_commit);
}

void calx__ddl_create_index(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *table,
	const struct sql_constraint *index)
{
	const bool in_schema = dialect->index_in_schema;

	calx__strbuf_adds(sql, "CREATE ");
	add_index_words(sql, dialect, index);
	calx__sql_relation(
		sql, dialect, in_schema ? schema : NULL, index->name);
	calx__strbuf_adds(sql, " ON ");
	calx__sql_relation(sql, dialect, in_schema ? NULL : schema, table);
	calx__strbuf_addc(sql, ' ');
	add_method(sql, dialect, index);
	add_list(sql, dialect, index, NULL);
	add_included(sql, dialect, index);
	if (index->nulls_not_distinct)
		calx__strbuf_adds(sql, " NULLS NOT DISTINCT");
	if (!index->where)
		return;
	calx__strbuf_adds(sql, " WHERE ");
	calx__strbuf_adds(sql, index->where);
}

void calx__ddl_drop_table(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *table)
{
	calx__strbuf_adds(sql, "DROP TABLE ");
	calx__sql_relation(sql, dialect, schema, table);
}
