#include "migrate/run/revision.h"

#include "migrate/operation/op.h"
#include "migrate/run/journal.h"
#include "migrate/run/ledger.h"
#include "migrate/run/record.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"
#include "util/clock.h"
#include "util/fail.h"

/* The operations of a revision, and its row of the ledger: all of it or nothing,
 * or with a journal of how far it came. */

/* ---- one revision ---------------------------------------------------------- */

static void sink_tell(void *context, const char *sql)
{
	calx__tell_sql(context, sql);
}

static void cascade_tell(void *context, const char *text)
{
	calx__tell_cascade(context, text);
}

static void program_run(
	struct calx_op *op, const struct revision_program *program)
{
	if (program->function) {
		program->function(op);
		return;
	}
	for (size_t i = 0; i < program->operation_count; i++)
		if (calx__op_add(op, &program->operations[i]) < 0)
			return;
}

/* `journal` may be NULL. */
static enum calx_status operations_run(struct runner *runner,
	const struct revision_program *program, struct journal *journal)
{
	enum calx_status status;
	struct calx_op op;

	calx__op_init(&op, runner->connection);
	op.sink = runner->migration->dry_run ? sink_tell : NULL;
	op.sink_context = runner;
	op.damage.harmless = &runner->harmless;
	op.cascaded = cascade_tell;
	op.perform = journal ? calx__journal_perform : NULL;
	op.perform_context = journal;
	op.begin = journal && !runner->plans ? calx__journal_begin : NULL;
	program_run(&op, program);
	if (calx__op_finish(&op) < 0 && runner->error)
		*runner->error = op.error;
	status = op.error.status;
	calx__op_release(&op);
	return status;
}

/* Each statement commits by itself, and is entered in the journal. */
static enum calx_status operations_journal(struct runner *runner,
	const struct graph_node *node, const struct revision_program *program)
{
	struct journal journal;
	enum calx_status status;

	if ((status = calx__journal_open(&journal, runner, node)) < 0 ||
		(status = operations_run(runner, program, &journal)) < 0)
		return status;
	return calx__journal_finish(&journal);
}

static enum calx_status program_do(struct runner *runner,
	const struct graph_node *node, const struct revision_program *program)
{
	if (runner->dialect->migration.transactional)
		return operations_run(runner, program, NULL);
	return operations_journal(runner, node, program);
}

/* Whether what a revision stands on, or what stands on it, is still as it was
 * when the path was made. */
static enum calx_status other_look(
	const struct runner *runner, const char *other)
{
	const bool up = runner->direction == MIGRATE_UPGRADE;
	const bool there = calx__ledger_has(runner->connection, other);
	enum calx_status status = calx__runner_status(runner);

	if (status < 0 || there == up)
		return status;
	return calx__fail(runner->error, CALX_CONFLICT,
		"revision '%s' was %s by another runner meanwhile", other,
		up ? "taken back" : "applied");
}

/* Whether another runner was here since the path was made: the revision is
 * done already, or what it stands on has gone. */
static enum calx_status revision_look(const struct runner *runner,
	const struct graph_node *node, bool *ret_done)
{
	const bool up = runner->direction == MIGRATE_UPGRADE;
	const struct node_list others = up ? node->needs : node->followers;
	enum calx_status status;

	/* nobody has done anything of what a plan has told before */
	if (runner->plans)
		return CALX_OK;
	*ret_done = calx__ledger_has(runner->connection, node->id) == up;
	status = calx__runner_status(runner);
	for (size_t i = 0; !*ret_done && status >= 0 && i < others.count; i++)
		status = other_look(runner, others.items[i]->id);
	return status;
}

/* The row of the ledger comes or goes. */
static enum calx_status revision_record(
	struct runner *runner, struct graph_node *node, int64_t started)
{
	enum calx_status status;

	if ((status = calx__turn_record(runner)) < 0)
		return status;
	if (!runner->plans && (status = calx__journal_forget(runner)) < 0)
		return status;
	if (runner->direction == MIGRATE_DOWNGRADE)
		status = calx__record_remove(runner, node->id);
	else
		status = calx__record_add(runner, node, "upgrade",
			(calx__clock() - started) / 1000000);
	if (runner->plans)
		calx__tell_commit(runner);
	return status;
}

static enum calx_status revision_do(struct runner *runner,
	struct graph_node *node, const struct revision_program *program)
{
	const int64_t started = calx__clock();
	enum calx_status status;

	calx__tell_run(runner, node);
	if ((status = program_do(runner, node, program)) < 0)
		return status;
	return revision_record(runner, node, started);
}

/* In its turn: looks again, runs, records. */
static enum calx_status revision_apply(struct runner *runner,
	struct graph_node *node, const struct revision_program *program,
	bool *ret_done)
{
	enum calx_status status;

	if ((status = calx__record_table(runner)) < 0 ||
		(status = revision_look(runner, node, ret_done)) < 0 ||
		*ret_done)
		return status;
	return revision_do(runner, node, program);
}

static enum calx_status revision_transact(struct runner *runner,
	struct graph_node *node, const struct revision_program *program,
	bool *ret_done)
{
	enum calx_status status;

	if (runner->migration->dry_run)
		return revision_apply(runner, node, program, ret_done);
	status = calx__turn_begin(runner);
	if (status >= 0)
		status = revision_apply(runner, node, program, ret_done);
	return calx__turn_end(runner, status);
}

int calx__revision_run(struct runner *runner, struct graph_node *node)
{
	const struct migration *migration = runner->migration;
	struct revision_program program = { 0 };
	int64_t started = calx__clock();
	enum calx_status status;
	bool done = false;

	status = migration->load(migration->load_context, node,
		runner->direction, &program, runner->error);
	if (status >= 0)
		status = revision_transact(runner, node, &program, &done);
	calx__arena_reset(&runner->arena);
	if (status < 0) {
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
