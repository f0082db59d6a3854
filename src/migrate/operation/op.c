#include "migrate/operation/op.h"

#include <string.h>

#include "compile/alter.h"
#include "migrate/operation/group.h"
#include "orm/borrowed.h"
#include "util/fail.h"

/* ---- the inside ----------------------------------------------------------- */

void calx__op_init(struct calx_op *op, calx_connection *connection)
{
	*op = (struct calx_op){
		.connection = connection,
		.queue = VEC_INIT(const struct operation *),
		.done = VEC_INIT(const struct operation *),
	};
}

void calx__op_release(struct calx_op *op)
{
	calx__connection_trace(op->connection, NULL, NULL);
	calx_session_close(op->session);
	calx__vec_release(&op->queue);
	calx__vec_release(&op->done);
	calx__damage_release(&op->damage);
	calx__arena_release(&op->arena);
}

/* Takes over the connection's or the session's failure. */
static enum calx_status op_failed(struct calx_op *op, const calx_error *cause)
{
	op->error = *cause;
	return op->error.status;
}

/* On the connection, in the transaction of the revision. */
static enum calx_status run_in_transaction(struct calx_op *op, const char *sql)
{
	enum calx_status status;

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

static enum calx_status statement_run(struct calx_op *op, const char *sql)
{
	if (op->sink)
		op->sink(op->sink_context, sql);
	return run_in_transaction(op, sql);
}

/* ---- where it went wrong --------------------------------------------------- */

/* Says in the error which operations it was. */
static enum calx_status group_failed(
	struct calx_op *op, const struct operation_group *group)
{
	const struct operation *first = group->operations[0];
	const struct operation *last = group->operations[group->count - 1];

	if (group->count == 1)
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

/* Looks at how things are before the first operation that may break some. */
static enum calx_status damage_expect(
	struct calx_op *op, const struct operation *operation)
{
	const unsigned flags = calx__operations[operation->kind].flags;

	if (!calx__vec_append(&op->done, &operation))
		return calx__fail_memory(&op->error);
	if (op->perform || !(flags & OPERATION_BREAKS))
		return CALX_OK;
	return calx__damage_take(&op->damage, op->connection, true, &op->error);
}

/* ---- doing ---------------------------------------------------------------- */

static enum calx_status statements_run(
	struct calx_op *op, const struct vec *statements)
{
	for (size_t i = 0; i < statements->count; i++) {
		const char **sql = calx__vec_at(statements, i);

		if (statement_run(op, *sql) < 0)
			return op->error.status;
	}
	return CALX_OK;
}

/* A table that is there may be made of text that a new one may not be made
 * of. */
static enum calx_status statements_replay(
	struct calx_op *op, const struct vec *statements)
{
	enum calx_status status;

	if (calx__connection_replay(op->connection, true) < 0)
		return op_failed(op, calx_connection_error(op->connection));
	status = statements_run(op, statements);
	if (calx__connection_replay(op->connection, false) < 0 && status >= 0)
		return op_failed(op, calx_connection_error(op->connection));
	return status;
}

static enum calx_status group_statements(struct calx_op *op,
	const struct operation_group *group, struct vec *statements)
{
	const struct dialect *dialect =
		calx__connection_dialect(op->connection);
	struct catalog catalog = calx__connection_catalog(op->connection);
	calx_error error = { 0 };

	return calx__alter(dialect, &catalog, group, &op->arena, statements,
		       &error) < 0
		       ? op_failed(op, &error)
		       : CALX_OK;
}

enum calx_status calx__op_statements(struct calx_op *op,
	const struct operation *operation, struct vec *statements)
{
	if (!operation->sql)
		return group_statements(op,
			&(struct operation_group){ &operation, 1 }, statements);
	return calx__vec_append(statements, &operation->sql)
		       ? CALX_OK
		       : calx__fail_memory(&op->error);
}

static enum calx_status group_alter(
	struct calx_op *op, const struct operation_group *group)
{
	struct vec statements = VEC_INIT(const char *);

	if (group_statements(op, group, &statements) < 0)
		; /* and nothing runs */
	else if (group->operations[0]->kind == CALX_OPERATION_CREATE_TABLE)
		statements_run(op, &statements);
	else
		statements_replay(op, &statements);
	calx__vec_release(&statements);
	return op->error.status;
}

/* ---- what goes along --------------------------------------------------------- */

static void cascade_tell(
	const struct calx_op *op, const struct schema_thing *thing)
{
	struct strbuf text = STRBUF_INIT;

	if (!op->cascaded)
		return;
	calx__strbuf_addf(&text, "Dropped the %s %s%s%s%s, which needed it",
		thing->kind, thing->is_constraint ? "(" : "", thing->name,
		thing->is_constraint ? ") of table " : "",
		thing->is_constraint ? thing->table : "");
	if (!text.failed)
		op->cascaded(op->sink_context, text.data);
	calx__strbuf_release(&text);
}

static enum calx_status thing_drop(
	struct calx_op *op, const struct schema_thing *thing)
{
	const struct operation drop = { .kind = CALX_OPERATION_DROP_CONSTRAINT,
		.table = thing->table,
		.name = thing->drop };
	const struct operation *operations[] = { &drop };

	cascade_tell(op, thing);
	if (!thing->is_constraint)
		return statement_run(op, thing->drop);
	return group_alter(op, &(struct operation_group){ operations, 1 });
}

/* Drops what does not work any more, until there is nothing of that. */
static enum calx_status cascade(struct calx_op *op, const struct damage *before)
{
	struct schema_thing thing = { 0 };
	enum calx_status status;

	do {
		status = calx__damage_first(
			before, op->connection, &op->arena, &thing, &op->error);
		if (status >= 0 && thing.kind)
			status = thing_drop(op, &thing);
	} while (status >= 0 && thing.kind);
	return status;
}

static enum calx_status group_cascade(
	struct calx_op *op, const struct operation_group *group)
{
	struct damage before = { 0 };
	enum calx_status status;

	if ((status = calx__damage_take(
		     &before, op->connection, false, &op->error)) >= 0 &&
		(status = group_alter(op, group)) >= 0)
		status = cascade(op, &before);
	calx__damage_release(&before);
	return status;
}

static bool group_cascades(const struct operation_group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->operations[i]->cascade)
			return true;
	return false;
}

static enum calx_status group_do(
	struct calx_op *op, const struct operation_group *group)
{
	if (op->perform)
		return op->perform(
			op->perform_context, op, group->operations[0]);
	if (group->operations[0]->sql)
		return statement_run(op, group->operations[0]->sql);
	return group_cascades(group) ? group_cascade(op, group)
				     : group_alter(op, group);
}

static enum calx_status group_run(
	struct calx_op *op, const struct operation_group *group)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < group->count && status >= 0; i++)
		status = damage_expect(op, group->operations[i]);
	if (status >= 0)
		status = group_do(op, group);
	return status < 0 ? group_failed(op, group) : CALX_OK;
}

/* Only where a dialect does many operations at once, they have groups: what one
 * is to do may depend on what the one before it has done. */
static enum calx_status groups_make(struct calx_op *op, struct vec *groups)
{
	const struct dialect *dialect =
		calx__connection_dialect(op->connection);
	const struct operation **operations = op->queue.items;

	if (dialect && dialect->alter && !op->perform)
		return calx__operations_group(&op->arena, op->queue.items,
			op->queue.count, groups, &op->error);
	for (size_t i = 0; i < op->queue.count; i++)
		if (!calx__vec_append(groups,
			    &(struct operation_group){ &operations[i], 1 }))
			return calx__fail_memory(&op->error);
	return CALX_OK;
}

enum calx_status calx__op_flush(struct calx_op *op)
{
	struct vec groups = VEC_INIT(struct operation_group);
	enum calx_status status = op->error.status;

	if (status >= 0)
		status = groups_make(op, &groups);
	for (size_t i = 0; status >= 0 && i < groups.count; i++)
		status = group_run(op, calx__vec_at(&groups, i));
	calx__vec_clear(&op->queue);
	calx__vec_release(&groups);
	return status;
}

static enum calx_status session_flush(struct calx_op *op)
{
	if (op->error.status < 0 || !op->session)
		return op->error.status;
	return calx_flush(op->session) < 0
		       ? op_failed(op, calx_session_error(op->session))
		       : CALX_OK;
}

/* Whether a session is open where each statement of the schema would commit. */
static bool session_is_last(const struct calx_op *op)
{
	return op->session && op->perform;
}

static enum calx_status fail_behind(struct calx_op *op)
{
	calx__fail(&op->error, CALX_UNSUPPORTED,
		"an operation stands behind what a session does, and %s would commit that",
		calx__connection_dialect(op->connection)->title);
	calx__fail_hint(&op->error,
		"Write it before the session, or into a revision of its own.");
	return CALX_UNSUPPORTED;
}

enum calx_status calx__op_add(
	struct calx_op *op, const struct operation *operation)
{
	if (session_flush(op) < 0)
		return op->error.status;
	if (session_is_last(op))
		return fail_behind(op);
	if (!calx__vec_append(&op->queue, &operation))
		return calx__fail_memory(&op->error);
	/* someone with a session in hand may look at any time */
	if (op->session)
		return calx__op_flush(op);
	return CALX_OK;
}

enum calx_status calx__op_finish(struct calx_op *op)
{
	if (calx__op_flush(op) < 0 || session_flush(op) < 0)
		return op->error.status;
	if ((!op->perform || op->session) &&
		!calx__connection_in_transaction(op->connection))
		calx__fail(&op->error, CALX_MISUSE,
			"its code ended the transaction");
	if (op->error.status >= 0)
		calx__damage_check(
			&op->damage, op->connection, &op->done, &op->error);
	return op->error.status;
}

/* ---- what revisions call ------------------------------------------------------ */

/* An operation in the arena, with all that was given copied; NULL on failure. */
static struct operation *operation_new(
	struct calx_op *op, const calx_operation *operation)
{
	struct operation *copy = calx__arena_zero(&op->arena, 1, sizeof(*copy));
	calx_operation given = { 0 };

	if (!copy) {
		calx__fail_memory(&op->error);
		return NULL;
	}
	/* a program of another age knows more members, or fewer */
	memcpy(&given, operation,
		operation->size < sizeof(given) ? operation->size
						: sizeof(given));
	return calx__operation_resolve(&op->arena, &given, copy, &op->error) < 0
		       ? NULL
		       : copy;
}

void calx_op_add(calx_op *op, const calx_operation *operation)
{
	struct operation *copy;

	if (!op || op->error.status < 0)
		return;
	if (!operation || !operation->size) {
		calx__fail(&op->error, CALX_MISUSE,
			"an operation does not say its size");
		return;
	}
	copy = operation_new(op, operation);
	if (!copy || calx__op_add(op, copy) < 0)
		return;
	if (calx__operations[copy->kind].flags & OPERATION_OPAQUE)
		calx__op_flush(op);
}

static void fail_session(struct calx_op *op)
{
	const struct dialect *dialect =
		calx__connection_dialect(op->connection);

	calx__fail(&op->error, CALX_UNSUPPORTED,
		"%s has no transaction around a revision, and a session needs one",
		dialect->title);
	calx__fail_hint(&op->error,
		"Say what is to be done to the rows with calx_execute().");
}

static bool session_begin(struct calx_op *op)
{
	if (!op->begin)
		fail_session(op);
	else if (op->begin(op->perform_context) < 0)
		op_failed(op, calx_connection_error(op->connection));
	return op->error.status >= 0;
}

calx_session *calx_op_session(calx_op *op)
{
	if (!op || calx__op_flush(op) < 0)
		return NULL;
	if (op->perform && !op->session && !session_begin(op))
		return NULL;
	if (calx__damage_take(&op->damage, op->connection, true, &op->error) <
		0)
		return NULL;
	if (!op->session)
		op->session = calx__session_on_connection(op->connection);
	if (!op->session)
		calx__fail_memory(&op->error);
	else
		calx__connection_trace(
			op->connection, op->sink, op->sink_context);
	return op->session;
}
