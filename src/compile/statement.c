#include "compile/compiler.h"

#include "sql/type/type.h"
#include "util/text.h"

/* The kinds of statement, from the first keyword to the last. */

enum {
	COLUMNS = 1 << (CALX_NODE_COLUMNS - NODE_CLAUSE_FIRST),
	SET = 1 << (CALX_NODE_SET - NODE_CLAUSE_FIRST),
	WHERE = 1 << (CALX_NODE_WHERE - NODE_CLAUSE_FIRST),
	ORDER_BY = 1 << (CALX_NODE_ORDER_BY - NODE_CLAUSE_FIRST),
	LIMIT = 1 << (CALX_NODE_LIMIT - NODE_CLAUSE_FIRST),
	OFFSET = 1 << (CALX_NODE_OFFSET - NODE_CLAUSE_FIRST),
	ALL_ROWS = 1 << (CALX_NODE_ALL_ROWS - NODE_CLAUSE_FIRST),
	UNTRACKED = 1 << (CALX_NODE_UNTRACKED -
			    NODE_CLAUSE_FIRST), /* writes nothing */
};

struct statement_info {
	const char *title;
	unsigned clauses; /* those that mean something */
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

/* all clauses of a kind, as one */
static void write_clauses(struct compiler *compiler, enum calx_node_kind kind,
	const char *keyword, const char *separator)
{
	const calx_node *clause =
		clause_from(compiler->statement->clauses, kind);

	calx__compile_text(compiler, clause ? keyword : "");
	while (clause) {
		calx__compile_node(compiler, clause);
		clause = clause_from(clause + 1, kind);
		if (clause)
			calx__compile_text(compiler, separator);
	}
}

static void write_where(struct compiler *compiler)
{
	write_clauses(compiler, CALX_NODE_WHERE, " WHERE ", " AND ");
}

static void write_limits(struct compiler *compiler)
{
	const calx_node *limit =
		calx__compile_clause(compiler, CALX_NODE_LIMIT);
	const calx_node *offset =
		calx__compile_clause(compiler, CALX_NODE_OFFSET);

	if (limit)
		calx__compile_node(compiler, limit);
	if (offset)
		calx__compile_node(compiler, offset);
}

static void write_from(struct compiler *compiler)
{
	calx__compile_text(compiler, " FROM ");
	calx__compile_identifier(compiler, compiler->table->name);
}

/* the column of that number; numbers come from the unit of work */
static void write_numbered(struct compiler *compiler, unsigned number)
{
	if (number < compiler->table->column_count)
		calx__compile_column(compiler,
			calx__column_at(compiler->table, number), false);
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
	for (unsigned i = 0; i < compiler->table->column_count; i++) {
		if (i)
			calx__compile_text(compiler, ", ");
		write_numbered(compiler, i);
	}
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
		if (number >= compiler->table->column_count)
			write_numbered(compiler, number); /* which refuses */
		else
			calx__compile_column(compiler,
				calx__column_at(compiler->table, number), true);
		calx__compile_text(compiler, " = ");
		calx__compile_placeholder(compiler);
	}
}

/* ---- queries -------------------------------------------------------------- */

static void write_select(struct compiler *compiler)
{
	calx__compile_text(compiler, "SELECT ");
	if (calx__compile_clause(compiler, CALX_NODE_COLUMNS))
		write_clauses(compiler, CALX_NODE_COLUMNS, "", ", ");
	else
		write_all_columns(compiler);
	write_from(compiler);
	write_where(compiler);
	write_clauses(compiler, CALX_NODE_ORDER_BY, " ORDER BY ", ", ");
	write_limits(compiler);
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
	if (calx__compile_clause(compiler, CALX_NODE_LIMIT) ||
		calx__compile_clause(compiler, CALX_NODE_OFFSET)) {
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

/* An UPDATE or DELETE of every row must be meant. */
static void check_condition(struct compiler *compiler)
{
	if (calx__compile_clause(compiler, CALX_NODE_WHERE) ||
		calx__compile_clause(compiler, CALX_NODE_ALL_ROWS))
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
	const calx_node *first =
		clause_from(compiler->statement->clauses, CALX_NODE_SET);
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
	calx__compile_identifier(compiler, compiler->table->name);
	write_clauses(compiler, CALX_NODE_SET, " SET ", ", ");
	write_where(compiler);
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
	calx__compile_identifier(compiler, compiler->table->name);
	for (size_t i = 0; i < statement->number_count; i++) {
		calx__compile_text(compiler, i ? ", " : " SET ");
		write_numbered(compiler, statement->numbers[i]);
		calx__compile_text(compiler, " = ");
		calx__compile_placeholder(compiler);
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
		calx__compile_placeholder(compiler);
	}
	calx__compile_text(compiler, ")");
}

static void write_values(struct compiler *compiler)
{
	const struct statement *statement = compiler->statement;

	calx__compile_text(compiler, " (");
	write_numbers(compiler, statement->numbers, statement->number_count);
	calx__compile_text(compiler, ") VALUES ");
	for (size_t i = 0; i < statement->rows && compiler->status == CALX_OK;
		i++) {
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
	calx__compile_identifier(compiler, compiler->table->name);
	if (statement->number_count)
		write_values(compiler);
	else
		calx__compile_text(compiler, " DEFAULT VALUES");
	if (!statement->returning_count)
		return;
	calx__compile_text(compiler, " RETURNING ");
	write_numbers(
		compiler, statement->returning, statement->returning_count);
}

/* ---- the table ------------------------------------------------------------ */

static const struct statement_info statements[] = {
	[STATEMENT_SELECT] = { "select from",
		COLUMNS | WHERE | ORDER_BY | LIMIT | OFFSET | UNTRACKED,
		write_select },
	[STATEMENT_COUNT] = { "count of", WHERE | ORDER_BY | LIMIT | OFFSET,
		write_count },
	[STATEMENT_EXISTS] = { "select from", WHERE | ORDER_BY | LIMIT | OFFSET,
		write_exists },
	[STATEMENT_UPDATE] = { "update of", SET | WHERE | ALL_ROWS,
		write_update },
	[STATEMENT_DELETE] = { "delete from", WHERE | ALL_ROWS, write_delete },
	[STATEMENT_INSERT] = { "insert into", 0, write_insert },
	[STATEMENT_UPDATE_BY_KEY] = { "update of", 0, write_update_by_key },
	[STATEMENT_DELETE_BY_KEY] = { "delete from", 0, write_delete_by_key },
	[STATEMENT_GET] = { "select from", 0, write_get },
};

const char *calx__statement_title(enum statement_kind kind)
{
	return statements[kind].title;
}

static void check_clauses(struct compiler *compiler, unsigned allowed)
{
	const calx_node *clause = compiler->statement->clauses;

	for (; clause && clause->kind != CALX_NODE_END; clause++) {
		const struct node_info *info = calx__node_info(clause);

		if (info->is_clause &&
			allowed >> (info - calx__nodes - NODE_CLAUSE_FIRST) & 1)
			continue;
		if (info->is_clause)
			calx__compile_fail(compiler, CALX_INVALID,
				"%s() has no meaning here", info->name);
		else
			calx__compile_fail(compiler, CALX_INVALID,
				"%s stands alone; where() or filter() take it",
				info->name);
	}
}

void calx__compile_statement(struct compiler *compiler)
{
	const struct statement_info *info =
		&statements[compiler->statement->kind];

	if (!compiler->table->column_count) {
		calx__compile_fail(
			compiler, CALX_INVALID, "the table has no columns");
		return;
	}
	check_clauses(compiler, info->clauses);
	if (compiler->status == CALX_OK)
		info->write(compiler);
}
