#include "orm/write/refused.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/inspect.h"
#include "engine/prepare.h"
#include "orm/model/constraint.h"
#include "orm/store/describe.h"
#include "orm/write/affected.h"
#include "sql/schema/resolve.h"
#include "sql/type/value.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* Whatever fails in here leaves the error as the database gave it. */

struct explanation {
	struct refused refused;
	calx_session *session;
	calx_error *error;
	struct arena arena;
	struct sql_table *table;
	struct strbuf text;
	/* by column: the row does not say it; NULL: it says all */
	const bool *unknown;
};

/* ---- columns and values --------------------------------------------------------- */

/* The columns of the table that are called so. */
static bool numbers_of(struct explanation *e, const char **names, size_t count,
	struct column_set *ret_set)
{
	return calx__constraints_numbers(
		e->refused.table, names, count, &e->arena, ret_set);
}

/* a, b */
static void add_names(struct strbuf *text, const char **names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		calx__strbuf_adds(text, i ? ", " : "");
		calx__strbuf_adds(text, names[i]);
	}
}

/* (a, b) = (1, "x") */
static void add_values(struct explanation *e, const char **names, size_t count,
	const void *row)
{
	struct column_set set;

	calx__strbuf_addc(&e->text, '(');
	add_names(&e->text, names, count);
	calx__strbuf_addc(&e->text, ')');
	if (!row || !numbers_of(e, names, count, &set))
		return;
	calx__strbuf_adds(&e->text, " = (");
	for (size_t i = 0; i < count; i++) {
		char value[CALX_TEMPORAL_TEXT_MAX];

		calx__describe_value(
			calx__column_at(e->refused.table, set.numbers[i]), row,
			value);
		calx__strbuf_adds(&e->text, i ? ", " : "");
		calx__strbuf_adds(&e->text, value);
	}
	calx__strbuf_addc(&e->text, ')');
}

/* Names the constraint in the error, and in the text. */
static void add_constraint(
	struct explanation *e, const struct sql_constraint *constraint)
{
	calx_error *error = e->error;
	struct strbuf names = STRBUF_INIT;

	if (constraint->name) {
		calx__fail_copy(error->constraint, sizeof(error->constraint),
			constraint->name);
		calx__strbuf_addf(&e->text, "%s: ", constraint->name);
	}
	add_names(&names, constraint->columns, constraint->column_count);
	if (names.length)
		calx__fail_copy(
			error->column, sizeof(error->column), names.data);
	calx__strbuf_release(&names);
}

/* ---- unique ----------------------------------------------------------------------- */

static bool has_columns(
	const struct sql_constraint *constraint, const char *columns)
{
	struct strbuf names = STRBUF_INIT;
	bool same;

	add_names(&names, constraint->columns, constraint->column_count);
	same = names.length && calx__text_equal_nocase(names.data, columns);
	calx__strbuf_release(&names);
	return same;
}

/* A primary key has no name of its own on MariaDB. */
static bool is_called(const struct sql_constraint *constraint, const char *name)
{
	return *name && (calx__text_equal_nocase(constraint->name, name) ||
				(constraint->kind == CALX_PRIMARY_KEY &&
					calx__text_equal(name, "PRIMARY")));
}

static const struct sql_constraint *find_unique(const struct explanation *e,
	const struct sql_constraint *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool unique = list[i].kind == CALX_UNIQUE ||
			      list[i].kind == CALX_PRIMARY_KEY ||
			      list[i].unique;
		bool named = is_called(&list[i], e->error->constraint);

		if (unique && (named || (!e->error->constraint[0] &&
						has_columns(&list[i],
							e->error->column))))
			return &list[i];
	}
	return NULL;
}

/* (a, lower(b)): nobody says what values expressions have */
static void add_items(struct explanation *e, const struct sql_constraint *index)
{
	for (size_t i = 0; i < index->item_count; i++) {
		const struct sql_item *item = &index->items[i];

		calx__strbuf_adds(&e->text, i ? ", " : "(");
		calx__strbuf_adds(&e->text,
			item->column ? item->column : item->expression);
	}
	calx__strbuf_addc(&e->text, ')');
}

/* Whether the database has chosen the key: the row does not know it. */
static bool is_made_up(struct explanation *e, const struct sql_constraint *key)
{
	struct column_set set;
	calx_value value;

	if (key->kind != CALX_PRIMARY_KEY || key->column_count != 1 ||
		!e->refused.row || e->refused.old ||
		!numbers_of(e, key->columns, 1, &set))
		return false;
	calx__field_read(calx__column_at(e->refused.table, set.numbers[0]),
		e->refused.row, &value);
	return value.kind >= CALX_SMALL_INTEGER &&
	       value.kind <= CALX_BIG_INTEGER && value.as.integer == 0;
}

static void explain_unique(struct explanation *e)
{
	const struct sql_constraint *found = find_unique(
		e, e->table->constraints, e->table->constraint_count);

	if (!found)
		found = find_unique(
			e, e->table->indexes, e->table->index_count);
	if (!found)
		return;
	add_constraint(e, found);
	if (found->column_count < found->item_count)
		add_items(e, found);
	else
		add_values(e, found->columns, found->column_count,
			is_made_up(e, found) ? NULL : e->refused.row);
	calx__strbuf_adds(&e->text, " is there already");
}

/* ---- NOT NULL and CHECK -------------------------------------------------------------- */

static void explain_null(struct explanation *e)
{
	calx__strbuf_addf(&e->text, "%s has no value", e->error->column);
}

/* Whether the name stands in the condition as a word of its own. */
static bool mentions(const char *condition, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = condition; *at; at++) {
		struct view word = { at, strnlen(at, length) };

		if (calx__view_is_nocase(word, name) &&
			(at == condition || !calx__ascii_is_word(at[-1])) &&
			!calx__ascii_is_word(at[length]))
			return true;
	}
	return false;
}

/* name: CHECK (a > b) with (a, b) = (1, 2) */
static void explain_check(struct explanation *e)
{
	const struct sql_table *table = e->table;
	const struct sql_constraint *check = NULL;
	const char **names = calx__arena_zero(
		&e->arena, table->column_count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < table->constraint_count && !check; i++) {
		const struct sql_constraint *one = &table->constraints[i];

		if (one->kind == CALX_CHECK &&
			(calx__text_equal_nocase(
				 one->name, e->error->constraint) ||
				calx__text_equal(
					one->text, e->error->constraint)))
			check = one;
	}
	if (!check || !names)
		return;
	for (size_t i = 0; i < table->column_count; i++)
		if (mentions(check->text, table->columns[i].name))
			names[count++] = table->columns[i].name;
	add_constraint(e, check);
	calx__strbuf_addf(&e->text, "CHECK (%s)", check->text);
	if (!count)
		return;
	calx__strbuf_adds(&e->text, " with ");
	add_values(e, names, count, e->refused.row);
}

/* ---- foreign keys ------------------------------------------------------------------------ */

/* A question that fails, as one of a table that is not there, fails for itself:
 * the next one may be answered. */
static void question_end(
	struct explanation *e, struct prepared *prepared, struct strbuf *sql)
{
	calx_error ignored;

	calx__finish(prepared);
	calx__strbuf_release(sql);
	calx__connection_set_aside(e->session->connection, &ignored);
}

/* Whether `relation` has a row in which `columns` are what ours are; < 0: that
 * cannot be said. NULL is nowhere, and asks for nothing. */
static int is_there(struct explanation *e, const char *space,
	const char *relation, const char **columns, struct column_set ours,
	const void *row)
{
	calx_connection *connection = e->session->connection;
	const struct dialect *dialect = calx__connection_dialect(connection);
	struct strbuf sql = STRBUF_INIT;
	struct bound_value *bound =
		calx__arena_zero(&e->arena, ours.count, sizeof(*bound));
	struct prepared *prepared = NULL;
	int found = -1;

	for (size_t i = 0; bound && i < ours.count; i++) {
		bound[i].column =
			calx__column_at(e->refused.table, ours.numbers[i]);
		bound[i].compared = COMPARED_EQUAL;
		calx__field_read(bound[i].column, row, &bound[i].value);
		if (bound[i].value.kind == CALX_NULL)
			return -1;
	}
	calx__strbuf_adds(&sql, "SELECT 1 FROM ");
	calx__sql_relation(&sql, dialect, space, relation);
	for (size_t i = 0; i < ours.count; i++) {
		calx__strbuf_adds(&sql, i ? " AND " : " WHERE ");
		calx__sql_identifier(&sql, dialect, columns[i]);
		calx__strbuf_adds(&sql, " = ");
		calx__sql_placeholder(&sql, dialect, i + 1);
	}
	if (bound && !sql.failed)
		prepared = calx__prepare_sql(
			connection, sql.data, sql.length, NULL);
	if (prepared && calx__bind(prepared, 0, bound, ours.count) >= 0)
		found = calx__step(prepared);
	question_end(e, prepared, &sql);
	return found;
}

/* The columns that the key refers to, in the database where the model does not
 * name them. */
static const char **referred_columns(
	const struct sql_schema *schema, const struct sql_constraint *key)
{
	const struct sql_table *table;
	const struct sql_constraint *primary = NULL;

	if (key->referred_columns)
		return key->referred_columns;
	table = calx__schema_table(
		schema, key->referred_schema, key->referred_table);
	if (table)
		primary = calx__table_primary_key(table);
	return primary && primary->column_count == key->column_count
		       ? primary->columns
		       : NULL;
}

/* Whether what the row will hold in them is not known. */
static bool is_unknown(const struct explanation *e, struct column_set columns)
{
	for (size_t i = 0; e->unknown && i < columns.count; i++)
		if (e->unknown[columns.numbers[i]])
			return true;
	return false;
}

/* A parent that is missing. */
static bool explain_parent(struct explanation *e,
	const struct sql_schema *schema, const struct sql_constraint *key)
{
	const char **referred = referred_columns(schema, key);
	const void *row = e->refused.row;
	struct column_set ours;

	if (!row || !referred ||
		!numbers_of(e, key->columns, key->column_count, &ours) ||
		is_unknown(e, ours) ||
		is_there(e, key->referred_schema, key->referred_table, referred,
			ours, row) != 0)
		return false;
	add_constraint(e, key);
	add_values(e, key->columns, key->column_count, row);
	calx__strbuf_addf(
		&e->text, ", which is no row of %s (", key->referred_table);
	add_names(&e->text, referred, key->column_count);
	calx__strbuf_addc(&e->text, ')');
	return true;
}

/* Whether the row is about to be another one in these columns, or to go. */
static bool gives_up(const struct refused *refused, struct column_set columns)
{
	for (size_t i = 0; refused->row && i < columns.count; i++) {
		const calx_column *column =
			calx__column_at(refused->table, columns.numbers[i]);
		calx_value before, after;

		calx__field_read(column, refused->old, &before);
		calx__field_read(column, refused->row, &after);
		if (!calx__value_equal(&before, &after))
			return true;
	}
	return !refused->row;
}

/* A row that still refers to ours. */
static bool explain_child(struct explanation *e,
	const struct sql_schema *schema, const struct sql_table *child,
	const struct sql_constraint *key)
{
	const char **referred;
	const void *old = e->refused.old;
	struct column_set ours;

	if (key->kind != CALX_FOREIGN_KEY || !old ||
		!calx__text_equal_nocase(key->referred_table, e->table->name))
		return false;
	referred = referred_columns(schema, key);
	if (!referred || !numbers_of(e, referred, key->column_count, &ours) ||
		(!is_unknown(e, ours) && !gives_up(&e->refused, ours)) ||
		is_there(e, child->schema, child->name, key->columns, ours,
			old) != 1)
		return false;
	add_constraint(e, key);
	calx__fail_copy(e->error->table, sizeof(e->error->table), child->name);
	add_values(e, referred, key->column_count, old);
	calx__strbuf_addf(
		&e->text, " is still referred to by %s (", child->name);
	add_names(&e->text, key->columns, key->column_count);
	calx__strbuf_addc(&e->text, ')');
	return true;
}

/* Of a statement of which no row tells: the only foreign key that there is
 * of columns that are not known. */
static void explain_only(struct explanation *e)
{
	const struct sql_constraint *only = NULL;
	struct column_set ours;

	for (size_t i = 0; i < e->table->constraint_count; i++) {
		const struct sql_constraint *key = &e->table->constraints[i];

		if (key->kind != CALX_FOREIGN_KEY ||
			!numbers_of(
				e, key->columns, key->column_count, &ours) ||
			(e->unknown && !is_unknown(e, ours)))
			continue;
		if (only)
			return;
		only = key;
	}
	if (!only)
		return;
	add_constraint(e, only);
	add_values(e, only->columns, only->column_count, NULL);
	calx__strbuf_addf(&e->text, " is no row of %s", only->referred_table);
}

/* Those that a delete takes care of are not what is in its way. */
static bool is_in_the_way(
	const struct refused *refused, const struct sql_constraint *key)
{
	const char *action = refused->row ? key->on_update : key->on_delete;

	return !action || calx__text_equal_nocase(action, "RESTRICT") ||
	       calx__text_equal_nocase(action, "NO ACTION");
}

/* Not if the server names another one. */
static bool may_be_it(
	const struct explanation *e, const struct sql_constraint *constraint)
{
	const char *named = e->error->constraint;

	return !*named || !constraint->name ||
	       calx__text_equal_nocase(constraint->name, named);
}

static bool explain_row(struct explanation *e, const struct sql_schema *schema)
{
	for (size_t i = 0; i < e->table->constraint_count; i++)
		if (e->table->constraints[i].kind == CALX_FOREIGN_KEY &&
			may_be_it(e, &e->table->constraints[i]) &&
			explain_parent(e, schema, &e->table->constraints[i]))
			return true;
	for (size_t i = 0; e->refused.old && i < schema->table_count; i++) {
		const struct sql_table *child = schema->tables[i];

		for (size_t j = 0; j < child->constraint_count; j++)
			if (may_be_it(e, &child->constraints[j]) &&
				is_in_the_way(
					&e->refused, &child->constraints[j]) &&
				explain_child(e, schema, child,
					&child->constraints[j]))
				return true;
	}
	return false;
}

/* The first of its rows that breaks a key. */
static void explain_statement(
	struct explanation *e, const struct sql_schema *schema)
{
	const struct refused whole = e->refused;
	struct affected affected;
	bool is_found = false;

	if (calx__affected_open(
		    &affected, e->session, whole.statement, &e->arena))
		while (!is_found && calx__affected_next(&affected)) {
			e->refused.row = affected.after;
			e->refused.old = affected.before;
			e->unknown = affected.unknown;
			is_found = explain_row(e, schema);
		}
	calx__affected_close(&affected);
	e->refused = whole;
	if (!is_found && whole.statement->kind != STATEMENT_DELETE)
		explain_only(e);
}

/* The key of the table that the server names, where it is the row that breaks
 * it: nothing has to be asked, and after a failure some servers answer nothing. */
static bool explain_named(struct explanation *e)
{
	const struct sql_constraint *key = NULL;
	const void *row = e->refused.row;
	struct column_set ours;

	for (size_t i = 0; i < e->table->constraint_count && !key; i++)
		if (e->table->constraints[i].kind == CALX_FOREIGN_KEY &&
			calx__text_equal_nocase(e->table->constraints[i].name,
				e->error->constraint))
			key = &e->table->constraints[i];
	if (!key || !row || !key->referred_columns ||
		!numbers_of(e, key->columns, key->column_count, &ours) ||
		(e->refused.old && !gives_up(&e->refused, ours)))
		return false;
	add_constraint(e, key);
	add_values(e, key->columns, key->column_count, row);
	calx__strbuf_addf(
		&e->text, ", which is no row of %s (", key->referred_table);
	add_names(&e->text, key->referred_columns, key->column_count);
	calx__strbuf_addc(&e->text, ')');
	return true;
}

static void explain_key(struct explanation *e)
{
	struct sql_schema schema = { 0 };

	if (explain_named(e) ||
		calx__inspect(e->session->connection, &e->arena, &schema) < 0)
		return;
	if (e->refused.statement)
		explain_statement(e, &schema);
	else
		explain_row(e, &schema);
}

/* ---- the error ------------------------------------------------------------------------------ */

static const struct {
	const char *sqlstate;
	void (*explain)(struct explanation *e);
} kinds[] = {
	{ "23505", explain_unique },
	{ "23502", explain_null },
	{ "23514", explain_check },
	{ "23503", explain_key },
	/* RESTRICT, where it is told apart */
	{ "23001", explain_key },
};

/* Behind what the database says. */
static void append(calx_error *error, const char *text)
{
	struct strbuf message = STRBUF_INIT;
	struct calx_error clean;

	calx__strbuf_addf(&message, "%s: %s", error->message, text);
	/* control characters of values do not get through */
	calx__fail(&clean, error->status, "%s", message.data);
	calx__fail_detail(&clean, "%s.", text);
	if (!message.failed) {
		memcpy(error->message, clean.message, sizeof(clean.message));
		memcpy(error->detail, clean.detail, sizeof(clean.detail));
	}
	calx__strbuf_release(&message);
}

/* ---- at the end of a transaction ---------------------------------------------------------- */

/* SELECT a FROM child AS c WHERE a IS NOT NULL AND NOT EXISTS (...) */
static void add_orphans(struct strbuf *sql, const struct dialect *dialect,
	const struct sql_table *child, const struct sql_constraint *key,
	const char **referred)
{
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, i ? ", c." : "SELECT c.");
		calx__sql_identifier(sql, dialect, key->columns[i]);
	}
	calx__strbuf_adds(sql, " FROM ");
	calx__sql_relation(sql, dialect, child->schema, child->name);
	calx__strbuf_adds(sql, " AS c WHERE NOT EXISTS (SELECT 1 FROM ");
	calx__sql_relation(
		sql, dialect, key->referred_schema, key->referred_table);
	calx__strbuf_adds(sql, " AS p");
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, i ? " AND p." : " WHERE p.");
		calx__sql_identifier(sql, dialect, referred[i]);
		calx__strbuf_adds(sql, " = c.");
		calx__sql_identifier(sql, dialect, key->columns[i]);
	}
	calx__strbuf_addc(sql, ')');
	for (size_t i = 0; i < key->column_count; i++) {
		calx__strbuf_adds(sql, " AND c.");
		calx__sql_identifier(sql, dialect, key->columns[i]);
		calx__strbuf_adds(sql, " IS NOT NULL");
	}
}

/* (a, b) = (1, "x"), which is no row of parent (c, d) */
static void add_orphan(struct explanation *e, const struct sql_table *child,
	const struct sql_constraint *key, const char **referred,
	const calx_value *values)
{
	add_constraint(e, key);
	calx__fail_copy(e->error->table, sizeof(e->error->table), child->name);
	calx__strbuf_addf(&e->text, "%s (", child->name);
	add_names(&e->text, key->columns, key->column_count);
	calx__strbuf_adds(&e->text, ") = (");
	for (size_t i = 0; i < key->column_count; i++) {
		char value[CALX_TEMPORAL_TEXT_MAX];

		calx__describe_plain(&values[i], value);
		calx__strbuf_adds(&e->text, i ? ", " : "");
		calx__strbuf_adds(&e->text, value);
	}
	calx__strbuf_addf(
		&e->text, "), which is no row of %s (", key->referred_table);
	add_names(&e->text, referred, key->column_count);
	calx__strbuf_addc(&e->text, ')');
}

/* Whether a row of the child refers to nothing by that key. */
static bool explain_orphan(struct explanation *e,
	const struct sql_schema *schema, const struct sql_table *child,
	const struct sql_constraint *key)
{
	calx_connection *connection = e->session->connection;
	const char **referred;
	calx_value *values;
	struct strbuf sql = STRBUF_INIT;
	struct prepared *prepared = NULL;
	bool found;

	if (key->kind != CALX_FOREIGN_KEY || !key->deferrable)
		return false;
	referred = referred_columns(schema, key);
	values =
		calx__arena_zero(&e->arena, key->column_count, sizeof(*values));
	if (!referred || !values)
		return false;
	add_orphans(&sql, calx__connection_dialect(connection), child, key,
		referred);
	if (!sql.failed)
		prepared = calx__prepare_sql(
			connection, sql.data, sql.length, NULL);
	found = prepared && calx__step(prepared) == 1 &&
		calx__row(prepared, NULL, key->column_count, values) >= 0;
	if (found)
		add_orphan(e, child, key, referred, values);
	question_end(e, prepared, &sql);
	return found;
}

static void explain_commit(struct explanation *e)
{
	struct sql_schema schema = { 0 };

	if (calx__inspect(e->session->connection, &e->arena, &schema) < 0)
		return;
	for (size_t i = 0; i < schema.table_count; i++) {
		const struct sql_table *child = schema.tables[i];

		for (size_t j = 0; j < child->constraint_count; j++)
			if (explain_orphan(
				    e, &schema, child, &child->constraints[j]))
				return;
	}
}

/* What a server says of values and tables beside its message, where it answers
 * nothing after a failure. */
static void explain_by_detail(struct explanation *e)
{
	const calx_error *error = e->error;
	const size_t length = strlen(error->detail);

	if ((strcmp(error->sqlstate, "23503") != 0 &&
		    strcmp(error->sqlstate, "23001") != 0) ||
		!length)
		return;
	if (error->constraint[0])
		calx__strbuf_addf(&e->text, "%s: ", error->constraint);
	calx__strbuf_add(&e->text, error->detail,
		length - (error->detail[length - 1] == '.'));
	/* these are the columns of who is referred to, and not of who refers */
	if ((e->refused.old && !e->refused.row) ||
		(e->refused.table && !calx__text_equal_nocase(error->table,
					     e->refused.table->name)))
		e->error->column[0] = '\0';
}

static void finish(struct explanation *e)
{
	if (!e->text.length)
		explain_by_detail(e);
	if (e->text.length && !e->text.failed)
		append(&e->session->error, e->text.data);
	calx__strbuf_release(&e->text);
	calx__arena_release(&e->arena);
}

void calx__refused_commit(calx_session *session)
{
	struct explanation e = { .session = session,
		.error = &session->error,
		.text = STRBUF_INIT };
	calx_error aside = { 0 };

	if (session->error.status != CALX_CONSTRAINT)
		return;
	calx__connection_set_aside(session->connection, &aside);
	explain_commit(&e);
	calx__connection_put_back(session->connection, &aside);
	finish(&e);
}

void calx__refused_explain(const struct refused *refused)
{
	calx_session *session = refused->session;
	struct explanation e = { .refused = *refused,
		.session = session,
		.error = &session->error,
		.text = STRBUF_INIT };
	calx_error aside = { 0 };

	if (session->error.status != CALX_CONSTRAINT)
		return;
	calx__connection_set_aside(session->connection, &aside);
	if (calx__table_resolve(&e.arena, refused->table, &e.table, NULL) >= 0)
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			if (!strcmp(kinds[i].sqlstate, session->error.sqlstate))
				kinds[i].explain(&e);
	calx__connection_put_back(session->connection, &aside);
	finish(&e);
}
