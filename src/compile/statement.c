#include "compile/statement.h"

#include <string.h>

#include "compile/clause.h"
#include "compile/compiler.h"
#include "compile/expression.h"
#include "sql/schema/descriptor.h"
#include "sql/type/type.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* The kinds of statement, from the first keyword to the last: the plain form of
 * its clauses, whether they mean something there, and their order. */

/* the clauses that a kind of statement takes, by their number */
#define CLAUSE(kind) (UINT64_C(1) << (CALX_NODE_##kind - CALX_NODE_NOTHING))

_Static_assert(NODE_KIND_COUNT - CALX_NODE_NOTHING <= 64,
	"a set of clauses is one word");

#define MATCHES \
	(CLAUSE(WHERE) | CLAUSE(ORDER_BY) | CLAUSE(LIMIT) | CLAUSE(OFFSET))
#define GROUPS (CLAUSE(GROUP_BY) | CLAUSE(HAVING) | CLAUSE(DISTINCT_ROWS))

struct statement_info {
	const char *title;
	uint64_t clauses; /* those that mean something */
	void (*write)(struct compiler *compiler);
};

/* ---- pieces --------------------------------------------------------------- */

static const calx_node *clause_from(
	const calx_node *clause, enum calx_node_kind kind)
{
	for (; clause && clause->kind != CALX_NODE_END; clause++)
		if (clause->kind == kind)
			return clause;
	return NULL;
}

static bool has_clause(
	const struct compiler *compiler, enum calx_node_kind kind)
{
	return clause_from(compiler->clauses, kind) != NULL;
}

/* all clauses of a kind, as one */
static void write_clauses(struct compiler *compiler, enum calx_node_kind kind,
	const char *keyword, const char *separator)
{
	const calx_node *clause = clause_from(compiler->clauses, kind);

	calx__compile_text(compiler, clause ? keyword : "");
	while (clause) {
		calx__compile_node(compiler, clause);
		clause = clause_from(clause + 1, kind);
		if (clause)
			calx__compile_text(compiler, separator);
	}
}

static bool is_condition(const calx_node *clause)
{
	return calx__node_info(clause)->role == NODE_CONDITION;
}

/* a condition on groups: written as one, or with an aggregate in it */
static bool is_of_groups(const calx_node *clause)
{
	return clause->kind == CALX_NODE_HAVING ||
	       (is_condition(clause) && calx__aggregates(clause));
}

static void write_conditions(
	struct compiler *compiler, bool of_groups, const char *keyword)
{
	const calx_node *clause = compiler->clauses;

	for (; clause && clause->kind != CALX_NODE_END; clause++) {
		if (!is_condition(clause) && clause->kind != CALX_NODE_HAVING)
			continue;
		if (is_of_groups(clause) != of_groups)
			continue;
		calx__compile_text(compiler, keyword);
		calx__compile_node(compiler, clause);
		keyword = " AND ";
	}
}

static void write_where(struct compiler *compiler)
{
	write_conditions(compiler, false, " WHERE ");
}

static void write_limits(struct compiler *compiler)
{
	const calx_node *limit =
		calx__clause(compiler->clauses, CALX_NODE_LIMIT);
	const calx_node *offset =
		calx__clause(compiler->clauses, CALX_NODE_OFFSET);

	if (limit)
		calx__compile_node(compiler, limit);
	if (offset)
		calx__compile_node(compiler, offset);
}

static void write_table(struct compiler *compiler)
{
	const calx_table *table = calx__compile_table(compiler);

	calx__compile_relation(compiler, calx__table_space(table), table->name);
}

static void write_from(struct compiler *compiler)
{
	calx__compile_text(compiler, " FROM ");
	write_table(compiler);
}

/* the column of that number; numbers come from the unit of work */
static void write_numbered(struct compiler *compiler, unsigned number)
{
	if (number < calx__compile_table(compiler)->column_count)
		calx__compile_column(compiler,
			calx__column_at(calx__compile_table(compiler), number),
			false);
	else
		calx__compile_fail(compiler, CALX_MISUSE,
			"there is no column number %u", number);
}

static void write_numbers(
	struct compiler *compiler, const unsigned *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			calx__compile_text(compiler, ", ");
		write_numbered(compiler, numbers[i]);
	}
}

static void write_all_columns(struct compiler *compiler)
{
	const calx_table *table = calx__compile_table(compiler);
	const size_t begin = compiler->sql->length;

	for (unsigned i = 0; i < table->column_count; i++) {
		if (i)
			calx__compile_text(compiler, ", ");
		write_numbered(compiler, i);
	}
	compiler->listed =
		(struct listed){ begin, compiler->sql->length - begin, table };
}

static void key_compare(struct compiler *compiler, unsigned number)
{
	const calx_table *table = calx__compile_table(compiler);
	const struct comparison comparison = {
		.column = calx__column_at(table, number),
		.operator= "==",
		.count = 1,
	};

	calx__compile_comparison(compiler, &comparison);
}

/* the primary key, compared with as many values */
static void write_key(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	if (!statement->key_count)
		calx__compile_fail(
			compiler, CALX_INVALID, "the table has no primary key");
	for (size_t i = 0; i < statement->key_count; i++) {
		const unsigned number = statement->keys[i];

		calx__compile_text(compiler, i ? " AND " : " WHERE ");
		if (number >= calx__compile_table(compiler)->column_count)
			write_numbered(compiler, number); /* which refuses */
		else
			key_compare(compiler, number);
	}
}

/* ---- queries -------------------------------------------------------------- */

/* What the rows have in them: fields of a row, columns, or all of the table. */
static void write_selected(struct compiler *compiler)
{
	const calx_node *select =
		calx__clause(compiler->clauses, CALX_NODE_SELECT);
	const bool columns = has_clause(compiler, CALX_NODE_COLUMNS);

	if (select && select->table && compiler->statement->table)
		calx__compile_fail(compiler, CALX_INVALID,
			"select() makes rows of '%s', not of the table",
			select->table->name);
	else if (select && columns)
		calx__compile_fail(compiler, CALX_INVALID,
			"select() and columns() both say what a row is");
	/* so that a column is not taken for the label of that name */
	compiler->row = select ? select->table : NULL;
	compiler->qualified = select != NULL;
	if (select)
		calx__compile_node(compiler, select);
	else if (columns)
		write_clauses(compiler, CALX_NODE_COLUMNS, "", ", ");
	else
		write_all_columns(compiler);
}

/* The words of the column's table that list an index which begins with it. */
static bool list_begins_with(const char *columns, const calx_column *column)
{
	const char *const names[] = { column->name, calx__column_name(column) };

	if (!columns)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t length = strlen(names[i]);

		columns += strspn(columns, " (");
		if (!strncmp(columns, names[i], length) &&
			!calx__ascii_is_word(columns[length]))
			return true;
	}
	return false;
}

static bool has_index(const calx_table *table, const calx_column *column)
{
	const calx_constraint *item = calx__constraint_first(table);

	if (column->options.index || column->options.unique ||
		column->options.primary_key)
		return true;
	for (; item; item = calx__constraint_after(table, item))
		if (item->kind != CALX_CHECK &&
			item->kind != CALX_FOREIGN_KEY &&
			list_begins_with(item->columns, column))
			return true;
	return false;
}

/* The column by which whole rows are sorted first, if only some are wanted and
 * an index could find them; NULL otherwise. */
static const calx_column *first_column(
	const struct compiler *compiler, bool *ret_descending)
{
	static const enum calx_node_kind others[] = { CALX_NODE_SELECT,
		CALX_NODE_COLUMNS, CALX_NODE_GROUP_BY, CALX_NODE_HAVING,
		CALX_NODE_DISTINCT_ROWS };
	const calx_node *order =
		calx__clause(compiler->clauses, CALX_NODE_ORDER_BY);
	const calx_node *term = order ? order->children : NULL;

	if (!term || !has_clause(compiler, CALX_NODE_LIMIT))
		return NULL;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (has_clause(compiler, others[i]))
			return NULL;
	*ret_descending = false;
	for (; term->kind == CALX_NODE_ORDERING; term = term->children)
		*ret_descending |= (term->flags & CALX_DESCENDING) != 0;
	if (term->kind != CALX_NODE_COLUMN || !term->column ||
		term->column->nullable ||
		!has_index(calx__compile_table(compiler), term->column))
		return NULL;
	return term->column;
}

static bool has_condition(const struct compiler *compiler);

/* So that a sum of two is a number still; no table has so many rows. */
static void write_bounded(struct compiler *compiler, const calx_node *number)
{
	calx__compile_text(compiler, "CASE WHEN ");
	calx__compile_node(compiler, number);
	calx__compile_text(compiler, " < 1000000000000000 THEN ");
	calx__compile_node(compiler, number);
	calx__compile_text(compiler, " ELSE 1000000000000000 END");
}

/* (SELECT c FROM t WHERE ... ORDER BY c LIMIT 1 OFFSET limit + offset - 1) */
static void write_last_of_first(struct compiler *compiler,
	const calx_column *column, bool descending, const char *readable)
{
	const calx_node *limit =
		calx__clause(compiler->clauses, CALX_NODE_LIMIT);
	const calx_node *offset =
		calx__clause(compiler->clauses, CALX_NODE_OFFSET);

	calx__compile_text(compiler, "(SELECT ");
	calx__compile_column(compiler, column, false);
	write_from(compiler);
	write_where(compiler);
	calx__compile_text(
		compiler, has_condition(compiler) ? " AND " : " WHERE ");
	calx__compile_text(compiler, readable);
	calx__compile_text(compiler, "(");
	calx__compile_column(compiler, column, false);
	calx__compile_text(compiler, ") ORDER BY ");
	calx__compile_column(compiler, column, false);
	calx__compile_text(compiler,
		descending ? " DESC LIMIT 1 OFFSET " : " LIMIT 1 OFFSET ");
	write_bounded(compiler, limit->children);
	calx__compile_text(compiler, offset ? " + " : "");
	if (offset)
		write_bounded(compiler, offset->children);
	calx__compile_text(compiler, " - 1)");
}

/* The first rows by value are found with an index that sorts by text. */
static void write_first(struct compiler *compiler)
{
	const struct dialect *dialect = compiler->dialect;
	bool descending;
	const calx_column *column = first_column(compiler, &descending);

	if (column && dialect->first && compiler->status >= 0)
		dialect->first(compiler, column, descending,
			has_condition(compiler) ? " AND " : " WHERE ",
			write_last_of_first);
}

/* Whether the database reads whole rows one after the other, each when it is
 * asked for. */
static bool is_listed(const struct compiler *compiler)
{
	static const enum calx_node_kind others[] = { CALX_NODE_ORDER_BY,
		CALX_NODE_GROUP_BY, CALX_NODE_HAVING, CALX_NODE_DISTINCT_ROWS };
	const calx_node *clause = compiler->clauses;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (has_clause(compiler, others[i]))
			return false;
	for (; clause && clause->kind != CALX_NODE_END; clause++)
		if (is_of_groups(clause))
			return false;
	return compiler->listed.table != NULL;
}

static void write_select(struct compiler *compiler)
{
	calx__compile_text(
		compiler, has_clause(compiler, CALX_NODE_DISTINCT_ROWS)
				  ? "SELECT DISTINCT "
				  : "SELECT ");
	write_selected(compiler);
	write_from(compiler);
	write_where(compiler);
	write_first(compiler);
	write_clauses(compiler, CALX_NODE_GROUP_BY, " GROUP BY ", ", ");
	write_conditions(compiler, true, " HAVING ");
	compiler->labels = true;
	write_clauses(compiler, CALX_NODE_ORDER_BY, " ORDER BY ", ", ");
	compiler->labels = false;
	write_limits(compiler);
	if (!is_listed(compiler))
		compiler->listed.table = NULL;
}

/* the rows that match, without what is in them; their order is no matter */
static void write_matches(struct compiler *compiler)
{
	calx__compile_text(compiler, "SELECT 1");
	write_from(compiler);
	write_where(compiler);
	write_limits(compiler);
}

static void write_count(struct compiler *compiler)
{
	if (has_clause(compiler, CALX_NODE_LIMIT) ||
		has_clause(compiler, CALX_NODE_OFFSET)) {
		calx__compile_text(compiler, "SELECT count(*) FROM (");
		write_matches(compiler);
		calx__compile_text(compiler, ") AS matches");
		return;
	}
	calx__compile_text(compiler, "SELECT count(*)");
	write_from(compiler);
	write_where(compiler);
}

static void write_exists(struct compiler *compiler)
{
	calx__compile_text(compiler, "SELECT EXISTS (");
	write_matches(compiler);
	calx__compile_text(compiler, ")");
}

static void write_get(struct compiler *compiler)
{
	calx__compile_text(compiler, "SELECT ");
	write_all_columns(compiler);
	write_from(compiler);
	write_key(compiler);
}

/* ---- changes -------------------------------------------------------------- */

static bool has_condition(const struct compiler *compiler)
{
	const calx_node *clause = compiler->clauses;

	while (clause && clause->kind != CALX_NODE_END && !is_condition(clause))
		clause++;
	return clause && clause->kind != CALX_NODE_END;
}

/* An UPDATE or DELETE of every row must be meant. */
static void check_condition(struct compiler *compiler)
{
	if (has_condition(compiler) || has_clause(compiler, CALX_NODE_ALL_ROWS))
		return;
	calx__compile_fail(compiler, CALX_MISUSE, "there is no condition");
	calx__compile_hint(compiler,
		"Add where(...), or all_rows() if every row is meant.");
}

static const calx_column *set_column(const calx_node *clause)
{
	return clause->children ? clause->children->column : NULL;
}

static void check_sets(struct compiler *compiler)
{
	const calx_node *first = clause_from(compiler->clauses, CALX_NODE_SET);
	const calx_node *a, *b;

	if (!first)
		calx__compile_fail(
			compiler, CALX_INVALID, "there is no set(...)");
	for (a = first; a; a = clause_from(a + 1, CALX_NODE_SET))
		for (b = first; b != a; b = clause_from(b + 1, CALX_NODE_SET))
			if (set_column(a) && set_column(a) == set_column(b))
				calx__compile_fail(compiler, CALX_INVALID,
					"column '%s' is set twice",
					calx__column_name(set_column(a)));
}

static void write_update(struct compiler *compiler)
{
	check_condition(compiler);
	check_sets(compiler);
	calx__compile_text(compiler, "UPDATE ");
	write_table(compiler);
	write_clauses(compiler, CALX_NODE_SET, " SET ", ", ");
	write_where(compiler);
}

/* the columns of all set(), or what they are set to */
static void write_sets(struct compiler *compiler, size_t operand)
{
	const calx_node *set = clause_from(compiler->clauses, CALX_NODE_SET);
	const char *separator = "(";

	for (; set; set = clause_from(set + 1, CALX_NODE_SET)) {
		if (!calx__set_is_right(compiler, set))
			return;
		calx__compile_text(compiler, separator);
		if (operand)
			calx__compile_stored(
				compiler, set_column(set), &set->children[1]);
		else
			calx__compile_node(compiler, &set->children[0]);
		separator = ", ";
	}
	calx__compile_text(compiler, ")");
}

static void write_insert_set(struct compiler *compiler)
{
	check_sets(compiler);
	calx__compile_text(compiler, "INSERT INTO ");
	write_table(compiler);
	calx__compile_text(compiler, " ");
	write_sets(compiler, 0);
	calx__compile_text(compiler, " VALUES ");
	write_sets(compiler, 1);
}

static void write_delete(struct compiler *compiler)
{
	check_condition(compiler);
	calx__compile_text(compiler, "DELETE");
	write_from(compiler);
	write_where(compiler);
}

static void write_update_by_key(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	if (!statement->number_count)
		calx__compile_fail(
			compiler, CALX_MISUSE, "there is nothing to set");
	calx__compile_text(compiler, "UPDATE ");
	write_table(compiler);
	for (size_t i = 0; i < statement->number_count; i++) {
		calx__compile_text(compiler, i ? ", " : " SET ");
		write_numbered(compiler, statement->numbers[i]);
		calx__compile_text(compiler, " = ");
		calx__compile_placeholder(compiler, NULL, 0);
	}
	write_key(compiler);
}

static void write_delete_by_key(struct compiler *compiler)
{
	calx__compile_text(compiler, "DELETE");
	write_from(compiler);
	write_key(compiler);
}

/* ---- insert --------------------------------------------------------------- */

static void write_row(struct compiler *compiler)
{
	for (size_t i = 0; i < compiler->statement->number_count; i++) {
		calx__compile_text(compiler, i ? ", " : "(");
		calx__compile_placeholder(compiler, NULL, 0);
	}
	calx__compile_text(compiler, ")");
}

static void write_values(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	calx__compile_text(compiler, " (");
	write_numbers(compiler, statement->numbers, statement->number_count);
	calx__compile_text(compiler, ") VALUES ");
	for (size_t i = 0; i < statement->rows && compiler->status >= 0; i++) {
		calx__compile_text(compiler, i ? ", " : "");
		write_row(compiler);
	}
}

static void check_rows(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	if (!statement->rows)
		calx__compile_fail(compiler, CALX_MISUSE, "there are no rows");
	if (statement->rows > 1 && !statement->number_count)
		calx__compile_fail(compiler, CALX_MISUSE,
			"rows of default values come one at a time");
	if (statement->returning_count && !compiler->dialect->returning)
		calx__compile_fail(compiler, CALX_UNSUPPORTED,
			"%s has no RETURNING", compiler->dialect->title);
}

static void write_insert(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	check_rows(compiler);
	calx__compile_text(compiler, "INSERT INTO ");
	write_table(compiler);
	if (statement->number_count)
		write_values(compiler);
	else
		calx__compile_text(
			compiler, compiler->dialect->default_row
					  ? compiler->dialect->default_row
					  : " DEFAULT VALUES");
	if (!statement->returning_count)
		return;
	calx__compile_text(compiler, " RETURNING ");
	write_numbers(
		compiler, statement->returning, statement->returning_count);
}

/* ---- the table ------------------------------------------------------------ */

static const struct statement_info statements[] = {
	[STATEMENT_SELECT] = { "select from",
		MATCHES | GROUPS | CLAUSE(COLUMNS) | CLAUSE(SELECT) |
			CLAUSE(FROM) | CLAUSE(UNTRACKED),
		write_select },
	[STATEMENT_COUNT] = { "count of", MATCHES, write_count },
	[STATEMENT_EXISTS] = { "select from", MATCHES, write_exists },
	[STATEMENT_INSERT_SET] = { "insert into", CLAUSE(SET),
		write_insert_set },
	[STATEMENT_UPDATE] = { "update of",
		CLAUSE(SET) | CLAUSE(WHERE) | CLAUSE(ALL_ROWS), write_update },
	[STATEMENT_DELETE] = { "delete from", CLAUSE(WHERE) | CLAUSE(ALL_ROWS),
		write_delete },
	[STATEMENT_INSERT] = { "insert into", 0, write_insert },
	[STATEMENT_UPDATE_BY_KEY] = { "update of", 0, write_update_by_key },
	[STATEMENT_DELETE_BY_KEY] = { "delete from", 0, write_delete_by_key },
	[STATEMENT_GET] = { "select from", 0, write_get },
};

/* the number of a clause; all conditions have that of WHERE */
static unsigned clause_bit(const calx_node *clause)
{
	const size_t kind = (size_t)(calx__node_info(clause) - calx__nodes);

	return (unsigned)(is_condition(clause) ? CALX_NODE_WHERE : kind) -
	       CALX_NODE_NOTHING;
}

static void check_clauses(struct compiler *compiler, uint64_t allowed)
{
	const calx_node *clause = compiler->clauses;

	if (!calx__compile_check(compiler, clause, NODE_CLAUSE | NODE_CONDITION,
		    "a statement"))
		return;
	for (; clause && clause->kind != CALX_NODE_END; clause++)
		if (!(allowed >> clause_bit(clause) & 1))
			calx__compile_fail(compiler, CALX_INVALID,
				"%s has no meaning here",
				calx__node_info(clause)->name);
}

/* Aggregates in WHERE are HAVING, which an UPDATE or a DELETE has not. */
static void check_groups(struct compiler *compiler, uint64_t allowed)
{
	const calx_node *clause = compiler->clauses;

	if (allowed & CLAUSE(HAVING))
		return;
	for (; clause && clause->kind != CALX_NODE_END; clause++)
		if (is_of_groups(clause))
			calx__compile_fail(compiler, CALX_INVALID,
				"a condition on groups has no meaning here");
}

static void statement_write(struct compiler *compiler)
{
	const struct statement_info *info =
		&statements[compiler->statement->kind];

	if (!calx__compile_table(compiler)->column_count)
		calx__compile_fail(
			compiler, CALX_INVALID, "the table has no columns");
	check_clauses(compiler, info->clauses);
	check_groups(compiler, info->clauses);
	if (compiler->status >= 0)
		info->write(compiler);
}

/* ---- the plain form ------------------------------------------------------- */

/* The statement's clauses with its limit, if no clause says one. */
static const calx_node *clauses_plain(
	struct arena *arena, const struct statement *statement)
{
	const calx_node value[] = {
		{ .kind = CALX_NODE_VALUE,
			.value = { .kind = CALX_BIG_INTEGER,
				.as.integer = statement->limit } },
		{ .kind = CALX_NODE_END },
	};
	const bool limited = !statement->limit ||
			     calx__clause(statement->clauses, CALX_NODE_LIMIT);
	const calx_node all[] = {
		{ .kind = CALX_NODE_CLAUSES, .children = statement->clauses },
		{ .kind = limited ? CALX_NODE_NOTHING : CALX_NODE_LIMIT,
			.children = value },
		{ .kind = CALX_NODE_END },
	};

	return calx__nodes_copy(arena, all);
}

/* Whether the places are 0, 1, 2 ...: then nothing needs to be said. */
static bool places_are_plain(const struct vec *places, size_t values)
{
	const size_t *place = places->items;

	for (size_t i = 0; i < places->count; i++)
		if (place[i] != i)
			return false;
	return places->count == values;
}

/* Collects the values of the plain form, so that each node knows its own. */
static enum calx_status compile_plain(
	struct compiler *compiler, struct vec *values, struct strbuf *key)
{
	const struct statement plain = {
		.kind = compiler->statement->kind,
		.clauses = compiler->clauses,
	};

	calx__statement_key(&plain, key, values);
	if (key->failed || values->failed)
		return calx__fail_memory(compiler->error);
	compiler->values = values;
	statement_write(compiler);
	if (compiler->status >= 0 &&
		(compiler->sql->failed || compiler->places->failed))
		return calx__fail_memory(compiler->error);
	if (places_are_plain(compiler->places, values->count))
		calx__vec_clear(compiler->places);
	return compiler->status;
}

static enum calx_status compile(struct compiler *compiler, struct arena *arena)
{
	struct vec values = VEC_INIT(struct bound_value);
	struct strbuf key = STRBUF_INIT;
	struct scope scope = {
		.outer = compiler->scope,
		.table = compiler->statement->table,
	};
	enum calx_status status;

	if (compiler->statement->clauses || compiler->statement->limit) {
		compiler->clauses = clauses_plain(arena, compiler->statement);
		if (!compiler->clauses)
			return calx__fail_memory(compiler->error);
	}
	if (!scope.table)
		scope.table = calx__clauses_table(compiler->clauses);
	if (!scope.table)
		return calx__fail(compiler->error, CALX_INVALID,
			"a query without a model needs columns(...) of one");
	compiler->scope = &scope;
	status = compile_plain(compiler, &values, &key);
	compiler->scope = scope.outer;
	calx__strbuf_release(&key);
	calx__vec_release(&values);
	return status;
}

enum calx_status calx__compile_listed(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	struct vec *ret_places, struct listed *ret_listed, calx_error *error)
{
	struct arena arena = { 0 };
	struct compiler compiler = {
		.dialect = dialect,
		.statement = statement,
		.title = statements[statement->kind].title,
		.sql = sql,
		.places = ret_places,
		.error = error,
	};
	enum calx_status status = compile(&compiler, &arena);

	calx__arena_release(&arena);
	*ret_listed = compiler.listed;
	return status;
}

enum calx_status calx__compile(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	struct vec *ret_places, calx_error *error)
{
	struct listed ignored;

	return calx__compile_listed(
		dialect, statement, sql, ret_places, &ignored, error);
}
