#include "faker/judge.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "sql/type/field.h"
#include "util/fail.h"

/* One SELECT of all questions, about one row that is bound. The row is the second
 * half of a UNION whose first half is the table without its rows: so its columns
 * have the types, and compare as, those of the table. */

struct judge {
	struct vec questions; /* of const char *: SQL */
	struct prepared *prepared;
	enum calx_kind *kinds; /* all CALX_NULL: as it comes */
	calx_value *answers;
	struct bound_value *bound;
};

/* ---- the statement --------------------------------------------------------------- */

/* The columns that a row is made of; what the database computes of them is not
 * among them. */
static void add_columns(
	const struct seeder *seeder, struct strbuf *sql, bool as_values)
{
	const struct dialect *dialect = calx__connection_dialect(
		calx_session_connection(seeder->session));
	size_t number = 0;

	for (size_t i = 0; i < seeder->table->column_count; i++) {
		if (seeder->resolved->columns[i].computed)
			continue;
		calx__strbuf_adds(sql, number++ ? ", " : "");
		if (as_values)
			calx__sql_placeholder(sql, dialect, number);
		else
			calx__sql_identifier(sql, dialect,
				calx__column_name(seeder->fillers[i].column));
	}
}

/* SELECT *, (a + b) AS "c" FROM ( */
static void add_computed(const struct seeder *seeder, struct strbuf *sql)
{
	const struct dialect *dialect = calx__connection_dialect(
		calx_session_connection(seeder->session));

	calx__strbuf_adds(sql, "SELECT *");
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		const struct sql_column *column = &seeder->resolved->columns[i];

		if (!column->computed)
			continue;
		calx__strbuf_addf(sql, ", (%s) AS ", column->computed);
		calx__sql_identifier(sql, dialect, column->name);
	}
	calx__strbuf_adds(sql, " FROM (");
}

/* SELECT questions FROM (SELECT columns FROM t WHERE 1 = 0 UNION SELECT ?, ?) */
static struct prepared *prepare(
	struct seeder *seeder, const char *const *questions, size_t count)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	const struct dialect *dialect = calx__connection_dialect(connection);
	struct strbuf sql = STRBUF_INIT;
	struct prepared *prepared = NULL;

	calx__strbuf_adds(&sql, "SELECT ");
	for (size_t i = 0; i < count; i++) {
		calx__strbuf_adds(&sql, i ? ", " : "");
		calx__strbuf_adds(&sql, questions[i]);
	}
	calx__strbuf_adds(&sql, " FROM (");
	add_computed(seeder, &sql);
	calx__strbuf_adds(&sql, "SELECT ");
	add_columns(seeder, &sql, false);
	calx__strbuf_adds(&sql, " FROM ");
	calx__sql_relation(&sql, dialect, seeder->resolved->schema,
		seeder->resolved->name);
	calx__strbuf_adds(&sql, " WHERE 1 = 0 UNION SELECT ");
	add_columns(seeder, &sql, true);
	calx__strbuf_adds(&sql, ") AS ");
	calx__sql_identifier(&sql, dialect, seeder->resolved->name);
	calx__strbuf_adds(&sql, ") AS ");
	calx__sql_identifier(&sql, dialect, seeder->resolved->name);
	if (sql.failed)
		calx__fail_memory(&seeder->error);
	else
		prepared = calx__prepare_sql(
			connection, sql.data, sql.length, seeder->where);
	calx__strbuf_release(&sql);
	return prepared;
}

/* ---- asking ----------------------------------------------------------------------- */

static struct judge *judge_need(struct seeder *seeder)
{
	if (!seeder->judge)
		seeder->judge = calx__arena_zero(
			&seeder->plan, 1, sizeof(*seeder->judge));
	if (!seeder->judge)
		calx__fail_memory(&seeder->error);
	else if (!seeder->judge->questions.size)
		seeder->judge->questions = (struct vec)VEC_INIT(const char *);
	return seeder->judge;
}

size_t calx__judge_ask(struct seeder *seeder, const char *expression)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	struct judge *judge = judge_need(seeder);
	struct prepared *prepared;
	calx_error aside;

	if (!judge)
		return SIZE_MAX;
	/* one that cannot be asked alone would spoil all others */
	prepared = prepare(seeder, &expression, 1);
	calx__finish(prepared);
	if (!prepared) {
		if (calx__connection_status(connection) != CALX_OUT_OF_MEMORY)
			calx__connection_set_aside(connection, &aside);
		return SIZE_MAX;
	}
	if (!calx__vec_append_pointer(
		    &judge->questions, (char *)(uintptr_t)expression)) {
		calx__fail_memory(&seeder->error);
		return SIZE_MAX;
	}
	return judge->questions.count - 1;
}

/* What is needed for all questions together. */
static enum calx_status judge_begin(struct seeder *seeder)
{
	struct judge *judge = seeder->judge;
	size_t count = judge->questions.count;
	size_t columns = seeder->table->column_count;

	judge->kinds =
		calx__arena_zero(&seeder->plan, count, sizeof(*judge->kinds));
	judge->answers =
		calx__arena_zero(&seeder->plan, count, sizeof(*judge->answers));
	judge->bound =
		calx__arena_zero(&seeder->plan, columns, sizeof(*judge->bound));
	if (!judge->kinds || !judge->answers || !judge->bound)
		return calx__fail_memory(&seeder->error);
	judge->prepared = prepare(seeder, judge->questions.items, count);
	return calx__seeder_status(seeder);
}

static enum calx_status bind_row(struct seeder *seeder, const void *row)
{
	struct judge *judge = seeder->judge;
	size_t count = 0;

	for (size_t i = 0; i < seeder->table->column_count; i++) {
		const struct filler *filler = &seeder->fillers[i];
		struct bound_value *bound = &judge->bound[count];

		if (seeder->resolved->columns[i].computed)
			continue;
		bound->column = filler->column;
		if (filler->fill)
			calx__field_read(filler->column, row, &bound->value);
		else
			bound->value.kind = CALX_NULL;
		/* NULL is no value of a column that has none */
		if (bound->value.kind == CALX_NULL)
			bound->column = NULL;
		count++;
	}
	return calx__bind(judge->prepared, 0, judge->bound, count);
}

enum calx_status calx__judge_look(
	struct seeder *seeder, const void *row, const calx_value **ret_answers)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	struct judge *judge = seeder->judge;
	enum calx_status status = CALX_OK;
	calx_error aside;
	int found;

	*ret_answers = NULL;
	if (!judge->questions.count)
		return CALX_OK;
	if (!judge->prepared && (status = judge_begin(seeder)) < 0)
		return status;
	calx__rewind(judge->prepared);
	if ((status = bind_row(seeder, row)) < 0)
		return status;
	found = calx__step(judge->prepared);
	if (found == 1 &&
		calx__row(judge->prepared, judge->kinds, judge->questions.count,
			judge->answers) >= 0) {
		*ret_answers = judge->answers;
		return CALX_OK;
	}
	status = calx__connection_status(connection);
	if (status == CALX_OUT_OF_MEMORY || status == CALX_INTERRUPTED ||
		status == CALX_TIMEOUT || status == CALX_IO)
		return status;
	/* an expression that fails of this row would fail the INSERT, too */
	calx__connection_set_aside(connection, &aside);
	return CALX_OK;
}

enum calx_status calx__judge_each(struct seeder *seeder, const char *select,
	const enum calx_kind *kinds, size_t count,
	enum calx_status (*add)(void *context, const calx_value *values),
	void *context)
{
	calx_value *values =
		calx__arena_zero(&seeder->plan, count, sizeof(*values));
	struct prepared *prepared;
	enum calx_status status = CALX_OK;

	if (!values)
		return calx__fail_memory(&seeder->error);
	prepared = calx__prepare_sql(calx_session_connection(seeder->session),
		select, strlen(select), seeder->where);
	while (status >= 0 && calx__step(prepared) == 1 &&
		calx__row(prepared, kinds, count, values) >= 0)
		status = add(context, values);
	calx__finish(prepared);
	return status < 0 ? status : calx__seeder_status(seeder);
}

void calx__judge_release(struct seeder *seeder)
{
	if (!seeder->judge)
		return;
	calx__finish(seeder->judge->prepared);
	calx__vec_release(&seeder->judge->questions);
}
