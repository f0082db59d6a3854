#include "migrate/operation/op.h"

#include <string.h>

#include "compile/alter.h"
#include "orm/borrowed.h"
#include "util/fail.h"
#include "sql/schema/resolve.h"
#include "sql/schema/constraint.h"

/* ---- the inside ----------------------------------------------------------- */

void calx__op_init(struct calx_op *op, calx_connection *connection)
{
	*op = (struct calx_op){
		.connection = connection,
		.queue = VEC_INIT(const struct operation *),
	};
}

void calx__op_release(struct calx_op *op)
{
	calx__connection_trace(op->connection, NULL, NULL);
	calx_session_close(op->session);
	calx__vec_release(&op->queue);
	calx__arena_release(&op->arena);
}

/* Takes over the connection's or the session's failure. */
static enum calx_status op_failed(struct calx_op *op, const calx_error *cause)
{
	if (!op->error.status && cause)
		op->error = *cause;
	return op->error.status;
}

enum calx_status calx__op_run(struct calx_op *op, const char *sql)
{
	enum calx_status status;

	if (op->error.status)
		return op->error.status;
	if (op->sink)
		op->sink(op->sink_context, sql);
	calx__connection_trace(op->connection, NULL, NULL);
	status = calx__run(op->connection, sql);
	if (op->session)
		calx__connection_trace(
			op->connection, op->sink, op->sink_context);
	if (status < 0)
		return op_failed(op, calx_connection_error(op->connection));
	if (!calx__connection_in_transaction(op->connection)) {
		calx__fail(&op->error, CALX_MISUSE,
			"the statement ended the transaction of its revision");
		calx__fail_copy(
			op->error.statement, sizeof(op->error.statement), sql);
	}
	return op->error.status;
}

/* ---- where it went wrong --------------------------------------------------- */

/* Says in the error which operations it was. */
static enum calx_status group_failed(
	struct calx_op *op, const struct operation_group *group)
{
	const struct operation *first = group->operations[0];
	const struct operation *last = group->operations[group->count - 1];

	if (first->kind == OPERATION_EXECUTE || group->count == 1)
		calx__fail_context(&op->error, "%s",
			calx__operations[first->kind].function);
	else
		calx__fail_context(
			&op->error, "changing table '%s'", first->table);
	if (first->file && !*op->error.where)
		calx__fail_where(&op->error, "%s:%u", first->file, first->line);
	if (first->file && first->line < last->line && !*op->error.detail)
		calx__fail_detail(&op->error,
			"It is one of the %zu operations on the table from line %u to line %u.",
			group->count, first->line, last->line);
	return op->error.status;
}

/* the kinds that cannot leave a row that refers to nothing */
static const bool kind_is_safe[OPERATION_KIND_COUNT] = {
	[OPERATION_CREATE_TABLE] = true,
	[OPERATION_CREATE_INDEX] = true,
	[OPERATION_DROP_INDEX] = true,
	[OPERATION_ADD_COLUMN] = true, /* unless it refers to something */
};

static bool operation_is_suspect(const struct operation *operation)
{
	return !kind_is_safe[operation->kind] ||
	       (operation->kind == OPERATION_ADD_COLUMN &&
		       operation->definition->constraint_count > 0);
}

/* ---- doing ---------------------------------------------------------------- */

static enum calx_status statements_run(
	struct calx_op *op, const struct vec *statements)
{
	for (size_t i = 0; i < statements->count; i++) {
		const char **sql = calx__vec_at(statements, i);

		if (calx__op_run(op, *sql))
			return op->error.status;
	}
	return CALX_OK;
}

static enum calx_status group_alter(
	struct calx_op *op, const struct operation_group *group)
{
	const struct dialect *dialect =
		calx__connection_dialect(op->connection);
	struct catalog catalog = calx__connection_catalog(op->connection);
	struct vec statements = VEC_INIT(const char *);
	calx_error error = { 0 };

	if (calx__alter(dialect, &catalog, group, &op->arena, &statements,
		    &error) < 0)
		op_failed(op, &error);
	else
		statements_run(op, &statements);
	calx__vec_release(&statements);
	return op->error.status;
}

static enum calx_status group_run(
	struct calx_op *op, const struct operation_group *group)
{
	const struct operation *first = group->operations[0];
	enum calx_status status;

	for (size_t i = 0; i < group->count; i++)
		op->suspect |= operation_is_suspect(group->operations[i]);
	status = first->kind == OPERATION_EXECUTE ? calx__op_run(op, first->sql)
						  : group_alter(op, group);
	return status ? group_failed(op, group) : CALX_OK;
}

enum calx_status calx__op_flush(struct calx_op *op)
{
	struct vec groups = VEC_INIT(struct operation_group);
	enum calx_status status = op->error.status;

	if (!status)
		status = calx__operations_group(&op->arena, op->queue.items,
			op->queue.count, &groups, &op->error);
	for (size_t i = 0; !status && i < groups.count; i++)
		status = group_run(op, calx__vec_at(&groups, i));
	calx__vec_clear(&op->queue);
	calx__vec_release(&groups);
	return status;
}

static enum calx_status session_flush(struct calx_op *op)
{
	if (op->error.status || !op->session)
		return op->error.status;
	calx_flush(op->session);
	return op_failed(op, calx_session_error(op->session));
}

enum calx_status calx__op_add(
	struct calx_op *op, const struct operation *operation)
{
	if (session_flush(op))
		return op->error.status;
	if (!calx__vec_append(&op->queue, &operation))
		return calx__fail_memory(&op->error);
	/* someone with a session in hand may look at any time */
	if (op->session)
		return calx__op_flush(op);
	return CALX_OK;
}

enum calx_status calx__op_finish(struct calx_op *op)
{
	if (calx__op_flush(op) || session_flush(op))
		return op->error.status;
	if (!calx__connection_in_transaction(op->connection))
		calx__fail(&op->error, CALX_MISUSE,
			"its code ended the transaction");
	return op->error.status;
}

/* ---- the operations -------------------------------------------------------- */

/* An operation in the arena; NULL if the context has failed. */
static struct operation *operation_new(
	struct calx_op *op, enum operation_kind kind, const char *table)
{
	struct operation *operation;

	if (!op || op->error.status)
		return NULL;
	operation = calx__arena_zero(&op->arena, 1, sizeof(*operation));
	if (!operation) {
		calx__fail_memory(&op->error);
		return NULL;
	}
	operation->kind = kind;
	if (!table && kind != OPERATION_EXECUTE) {
		calx__fail(&op->error, CALX_MISUSE, "%s: there is no table",
			calx__operations[kind].function);
		return NULL;
	}
	if (table)
		operation->table = calx__arena_strdup(&op->arena, table);
	return operation;
}

/* Copies an argument into the operation. */
static void argument_set(struct calx_op *op, const struct operation *operation,
	const char **member, const char *text)
{
	if (!text)
		calx__fail(&op->error, CALX_MISUSE, "%s: an argument is NULL",
			calx__operations[operation->kind].function);
	else
		*member = calx__arena_strdup(&op->arena, text);
}

/* The last step of each call: the operation is whole, or the error sticks. */
static void operation_queue(struct calx_op *op, struct operation *operation)
{
	if (op->error.status)
		return;
	if (op->arena.failed)
		calx__fail_memory(&op->error);
	else
		calx__op_add(op, operation);
}

/* an operation on a table with up to two names */
static void operation_by_name(struct calx_op *op, enum operation_kind kind,
	const char *table, const char *const *name, const char *const *new_name)
{
	struct operation *operation = operation_new(op, kind, table);

	if (!operation)
		return;
	if (name)
		argument_set(op, operation, &operation->name, *name);
	if (new_name)
		argument_set(op, operation, &operation->new_name, *new_name);
	operation_queue(op, operation);
}

void calx_op_create_table(calx_op *op, const calx_table *table)
{
	struct operation *operation = operation_new(
		op, OPERATION_CREATE_TABLE, table ? table->name : NULL);
	struct sql_table *definition = NULL;

	if (!operation)
		return;
	calx__table_resolve(&op->arena, table, &definition, &op->error);
	operation->definition = definition;
	operation_queue(op, operation);
}

static void operation_on_column(struct calx_op *op, enum operation_kind kind,
	const char *table, const calx_column *column)
{
	struct operation *operation = operation_new(op, kind, table);
	struct sql_table *definition = NULL;

	if (!operation)
		return;
	if (!column) {
		calx__fail(&op->error, CALX_MISUSE, "%s: there is no column",
			calx__operations[kind].function);
		return;
	}
	if (!calx__column_resolve(&op->arena, operation->table, column,
		    &definition, &op->error))
		operation->name = definition->columns[0].name;
	operation->definition = definition;
	operation_queue(op, operation);
}

void calx_op_add_column(
	calx_op *op, const char *table, const calx_column *column)
{
	operation_on_column(op, OPERATION_ADD_COLUMN, table, column);
}

void calx_op_alter_column(
	calx_op *op, const char *table, const calx_column *column)
{
	operation_on_column(op, OPERATION_ALTER_COLUMN, table, column);
}

void calx_op_add_constraint(
	calx_op *op, const char *table, const calx_constraint *constraint)
{
	bool index = constraint && constraint->kind == CALX_INDEX;
	struct operation *operation = operation_new(op,
		index ? OPERATION_CREATE_INDEX : OPERATION_ADD_CONSTRAINT,
		table);
	struct sql_constraint *resolved;

	if (!operation)
		return;
	resolved = calx__arena_zero(&op->arena, 1, sizeof(*resolved));
	if (!resolved)
		calx__fail_memory(&op->error);
	else if (!constraint || constraint->kind == CALX_CONSTRAINT_END)
		calx__fail(&op->error, CALX_MISUSE,
			"%s: there is no constraint",
			calx__operations[operation->kind].function);
	else if (!calx__constraint_resolve(&op->arena, operation->table,
			 constraint, resolved, &op->error))
		operation->name = resolved->name;
	operation->constraint = resolved;
	operation_queue(op, operation);
}

void calx_drop_table(calx_op *op, const char *table)
{
	operation_by_name(op, OPERATION_DROP_TABLE, table, NULL, NULL);
}

void calx_rename_table(calx_op *op, const char *table, const char *new_name)
{
	operation_by_name(op, OPERATION_RENAME_TABLE, table, NULL, &new_name);
}

void calx_drop_column(calx_op *op, const char *table, const char *column)
{
	operation_by_name(op, OPERATION_DROP_COLUMN, table, &column, NULL);
}

void calx_rename_column(calx_op *op, const char *table, const char *column,
	const char *new_name)
{
	operation_by_name(
		op, OPERATION_RENAME_COLUMN, table, &column, &new_name);
}

void calx_drop_constraint(calx_op *op, const char *table, const char *name)
{
	operation_by_name(op, OPERATION_DROP_CONSTRAINT, table, &name, NULL);
}

void calx_drop_index(calx_op *op, const char *table, const char *name)
{
	operation_by_name(op, OPERATION_DROP_INDEX, table, &name, NULL);
}

void calx_execute(calx_op *op, const char *sql)
{
	struct operation *operation =
		operation_new(op, OPERATION_EXECUTE, NULL);

	if (!operation)
		return;
	argument_set(op, operation, &operation->sql, sql);
	operation_queue(op, operation);
	calx__op_flush(op);
}

calx_session *calx_op_session(calx_op *op)
{
	if (!op || calx__op_flush(op))
		return NULL;
	op->suspect = true;
	if (!op->session)
		op->session = calx__session_on_connection(op->connection);
	if (!op->session)
		calx__fail_memory(&op->error);
	else
		calx__connection_trace(
			op->connection, op->sink, op->sink_context);
	return op->session;
}
