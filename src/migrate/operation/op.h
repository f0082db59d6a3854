#ifndef CALX_MIGRATE_OPERATION_OP_H
#define CALX_MIGRATE_OPERATION_OP_H

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/operation/damage.h"
#include "sql/schema/operation.h"
#include "util/vec.h"
#include <calx/op.h>

/* The inside of a calx_op: operations wait in a queue until something needs to
 * see what they do, and then each table is changed once. The connection is in
 * the runner's transaction, if the database has such. The first failure
 * sticks. */

/* Told of each statement just before it runs, also of the session's. */
typedef void op_sink(void *context, const char *sql);

/* Does an operation in place of the connection; what fails is in op->error. */
typedef enum calx_status op_perform(
	void *context, calx_op *op, const struct operation *operation);

typedef enum calx_status op_begin(void *context);

struct calx_op {
	calx_connection *connection;
	struct arena arena;    /* what is in the queue, and statements */
	struct vec queue;      /* const struct operation *, in their order */
	calx_session *session; /* NULL until somebody asks */
	calx_error error;      /* the first one sticks */
	op_sink *sink;	       /* may be NULL */
	void *sink_context;
	/* not NULL where a revision has no transaction: keeps a journal, or just
	 * plans */
	op_perform *perform;
	void *perform_context;
	/* Begins the transaction in which such a revision is recorded: what a
	 * session does is a part of it, so that it is done once, and nothing
	 * comes behind it that would commit. NULL: there is no session. */
	op_begin *begin;
	op_sink *cascaded;    /* told what went with something; may be NULL */
	struct damage damage; /* how things were before */
	struct vec done;      /* const struct operation *: all that ran */
};

void calx__op_init(struct calx_op *op, calx_connection *connection);
/* Queues an operation that must live until the queue has run. */
enum calx_status calx__op_add(
	struct calx_op *op, const struct operation *operation);
/* Does what is waiting. */
enum calx_status calx__op_flush(struct calx_op *op);
/* The end of a revision: the queue, then the session. */
enum calx_status calx__op_finish(struct calx_op *op);
/* Appends the statements (const char *, in op->arena) that do an operation to the
 * database as it is now. */
enum calx_status calx__op_statements(struct calx_op *op,
	const struct operation *operation, struct vec *statements);
void calx__op_release(struct calx_op *op);

#endif
