#include "migrate/run/runner.h"

#include "util/clock.h"
#include "util/fail.h"
#include "migrate/operation/op.h"

/* One revision in its transaction. */

/* ---- before COMMIT --------------------------------------------------------- */

/* The first row of migration.check, and how many there are. */
struct violation {
	calx_error *error;
	size_t count;
};

static enum calx_status violation_note(
	void *context, const char *const *values, size_t count)
{
	struct violation *violation = context;
	const char *const unknown = "?";
	const char *table = count > 0 && values[0] ? values[0] : unknown;
	const char *row = count > 1 && values[1] ? values[1] : unknown;
	const char *parent = count > 2 && values[2] ? values[2] : unknown;

	if (violation->count++)
		return CALX_OK;
	calx__fail(violation->error, CALX_CONSTRAINT,
		"row %s of table '%s' refers to a row of '%s' that does not exist",
		row, table, parent);
	if (violation->error)
		calx__fail_copy(violation->error->table,
			sizeof(violation->error->table), table);
	return CALX_OK;
}

static enum calx_status references_check(const struct runner *runner)
{
	struct catalog catalog = calx__connection_catalog(runner->connection);
	struct violation violation = { .error = runner->error };
	calx_error error = { 0 };
	enum calx_status status;

	if (!runner->dialect->migration.check)
		return CALX_OK;
	status = catalog.query(&catalog, runner->dialect->migration.check,
		violation_note, &violation, &error);
	if (status < 0 && !violation.count && runner->error)
		*runner->error = error;
	if (violation.count > 1)
		calx__fail_detail(runner->error,
			"%zu rows refer to something that does not exist.",
			violation.count);
	return violation.count ? CALX_CONSTRAINT : status;
}

/* ---- one revision ---------------------------------------------------------- */

static void sink_tell(void *context, const char *sql)
{
	calx__tell_sql(context, sql);
}

static void program_run(
	struct calx_op *op, const struct revision_program *program)
{
	if (program->function) {
		program->function(op);
		return;
	}
	for (size_t i = 0; i < program->operation_count; i++)
		if (calx__op_add(op, &program->operations[i]))
			return;
}

/* The operations, and a look at what they left. */
static enum calx_status operations_run(
	struct runner *runner, const struct revision_program *program)
{
	enum calx_status status;
	struct calx_op op;

	calx__op_init(&op, runner->connection);
	op.sink = runner->migration->dry_run ? sink_tell : NULL;
	op.sink_context = runner;
	program_run(&op, program);
	if (calx__op_finish(&op) && runner->error)
		*runner->error = op.error;
	status = op.error.status;
	if (!status && op.suspect)
		status = references_check(runner);
	calx__op_release(&op);
	return status;
}

/* Whether another runner was here since the path was made: the revision is
 * done already, or what it stands on has gone. */
static enum calx_status revision_look(const struct runner *runner,
	const struct graph_node *node, bool *ret_done)
{
	bool up = runner->direction == MIGRATE_UPGRADE;
	struct node_list others = up ? node->needs : node->followers;
	calx_connection *connection = runner->connection;
	enum calx_status status;

	*ret_done = calx__ledger_has(connection, node->id) == up;
	for (size_t i = 0; !*ret_done && i < others.count; i++) {
		const char *other = others.items[i]->id;
		bool there = calx__ledger_has(connection, other);

		status = calx__runner_status(runner);
		if (!status && there != up)
			status = calx__fail(runner->error, CALX_CONFLICT,
				"revision '%s' was %s by another runner meanwhile",
				other, up ? "taken back" : "applied");
		if (status)
			return status;
	}
	return calx__runner_status(runner);
}

static enum calx_status revision_do(struct runner *runner,
	struct graph_node *node, const struct revision_program *program)
{
	int64_t started = calx__clock();
	enum calx_status status;

	calx__tell_run(runner, node);
	status = operations_run(runner, program);
	if (status)
		return status;
	if (runner->direction == MIGRATE_DOWNGRADE)
		return calx__runner_remove(runner, node->id);
	return calx__runner_add(
		runner, node, "upgrade", (calx__clock() - started) / 1000000);
}

/* In the transaction: looks again, runs, records. */
static enum calx_status revision_apply(struct runner *runner,
	struct graph_node *node, const struct revision_program *program,
	bool *ret_done)
{
	enum calx_status status = calx__runner_ledger(runner);

	if (!status)
		status = revision_look(runner, node, ret_done);
	if (!status && !*ret_done)
		status = revision_do(runner, node, program);
	return status;
}

static enum calx_status revision_transact(struct runner *runner,
	struct graph_node *node, const struct revision_program *program,
	bool *ret_done)
{
	enum calx_status status;

	if (runner->migration->dry_run)
		return revision_apply(runner, node, program, ret_done);
	status = calx__runner_begin(runner);
	if (!status)
		status = revision_apply(runner, node, program, ret_done);
	return calx__runner_end(runner, status);
}

/* Returns 1 if it ran, 0 if another runner had done it. */
int calx__runner_revision(struct runner *runner, struct graph_node *node)
{
	const struct migration *migration = runner->migration;
	struct revision_program program = { 0 };
	int64_t started = calx__clock();
	enum calx_status status;
	bool done = false;

	status = migration->load(migration->load_context, node,
		runner->direction, &program, runner->error);
	if (!status)
		status = revision_transact(runner, node, &program, &done);
	calx__arena_reset(&runner->arena);
	if (status) {
		calx__fail_context(runner->error, "revision %s", node->id);
		return status;
	}
	if (done) {
		calx__tell_skip(runner, node);
		return 0;
	}
	calx__tell_done(runner, node, calx__clock() - started);
	return 1;
}
