#include "migrate/run/tell.h"

#include "engine/connection.h"
#include "migrate/graph/path.h"

/* All that a user reads of a run is written here, but for errors. */

static const char *const verbs[] = {
	[MIGRATE_UPGRADE] = "upgrade",
	[MIGRATE_DOWNGRADE] = "downgrade",
};

const char *calx__tell_direction(const struct runner *runner)
{
	return verbs[runner->direction];
}

static void tell(
	const struct migration *migration, const struct migrate_event *event)
{
	if (migration->listen)
		migration->listen(migration->listen_context, event);
}

static void tell_text(const struct migration *migration,
	enum migrate_event_kind kind, const char *text)
{
	tell(migration, &(struct migrate_event){ .kind = kind, .text = text });
}

void calx__tell_sql(const struct runner *runner, const char *sql)
{
	if (runner->migration->dry_run)
		tell_text(runner->migration, MIGRATE_SQL, sql);
}

void calx__tell_begin(struct runner *runner)
{
	calx__tell_sql(runner, "BEGIN");
	runner->begin_told = true;
}

void calx__tell_commit(struct runner *runner)
{
	if (runner->begin_told)
		calx__tell_sql(runner, "COMMIT");
	runner->begin_told = false;
}

void calx__tell_end(struct runner *runner)
{
	calx__tell_commit(runner);
	for (const char *const *sql = runner->dialect->migration.after;
		sql && *sql; sql++)
		calx__tell_sql(runner, *sql);
}

void calx__tell_context(const struct migration *migration)
{
	const struct dialect *dialect =
		calx__connection_dialect(migration->connection);
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_addf(&text, "Context impl %s.", dialect->title);
	tell_text(migration, MIGRATE_CONTEXT, text.data);
	tell_text(migration, MIGRATE_ASSUME,
		dialect->migration.transactional
			? "Will assume transactional DDL."
			: "Will assume non-transactional DDL.");
	calx__strbuf_release(&text);
}

static void ids_add(struct strbuf *text, struct node_list nodes)
{
	for (size_t i = 0; i < nodes.count; i++)
		calx__strbuf_addf(
			text, "%s%s", i ? ", " : "", nodes.items[i]->id);
}

static void tell_node(const struct runner *runner, enum migrate_event_kind kind,
	const char *text, const struct graph_node *node, int64_t nanoseconds)
{
	tell(runner->migration, &(struct migrate_event){ .kind = kind,
					.text = text,
					.node = node,
					.index = runner->index,
					.total = runner->total,
					.nanoseconds = nanoseconds });
}

void calx__tell_run(const struct runner *runner, struct graph_node *node)
{
	static const char comment[] = "-- ";
	bool up = runner->direction == MIGRATE_UPGRADE;
	const char *message = node->source.message;
	struct node_list self = { &node, 1 };
	struct strbuf text = STRBUF_INIT;
	const char *line;

	calx__strbuf_addf(
		&text, "%sRunning %s ", comment, verbs[runner->direction]);
	ids_add(&text, up ? node->down : self);
	calx__strbuf_adds(&text, " -> ");
	ids_add(&text, up ? self : node->down);
	if (message && *message)
		calx__strbuf_addf(&text, ", %s", message);
	line = text.data + (text.failed ? 0 : sizeof(comment) - 1);
	tell_node(runner, MIGRATE_RUN, line, node, 0);
	calx__tell_sql(runner, text.data);
	calx__strbuf_release(&text);
}

void calx__tell_skip(const struct runner *runner, const struct graph_node *node)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_addf(&text,
		"Skipping %s %s, which another runner has done meanwhile",
		verbs[runner->direction], node->id);
	tell_node(runner, MIGRATE_SKIP, text.data, node, 0);
	calx__strbuf_release(&text);
}

void calx__tell_done(const struct runner *runner, const struct graph_node *node,
	int64_t nanoseconds)
{
	tell_node(runner, MIGRATE_DONE, "", node, nanoseconds);
}

void calx__tell_cascade(const struct runner *runner, const char *text)
{
	tell_text(runner->migration, MIGRATE_CASCADE, text);
}

void calx__tell_settled(const struct runner *runner, int number,
	const char *statement, bool done)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_addf(&text, "Statement %d was %s: %s", number,
		done ? "done" : "not done", statement);
	tell_text(runner->migration, MIGRATE_SETTLED, text.data);
	calx__strbuf_release(&text);
}

void calx__tell_wait(const struct runner *runner)
{
	tell(runner->migration,
		&(struct migrate_event){ .kind = MIGRATE_WAIT,
			.warning = true,
			.text = "Waiting for another process that has the database locked" });
}

void calx__tell_edited(const struct migration *migration,
	const char *applied_at, const struct graph_node *node)
{
	const char *file = node->source.file;
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_addf(&text,
		"Revision %s was edited after it was applied at %s UTC",
		node->id, applied_at);
	if (file)
		calx__strbuf_addf(&text, ": %s", file);
	tell(migration, &(struct migrate_event){ .kind = MIGRATE_EDITED,
				.warning = true,
				.text = text.data,
				.node = node });
	calx__strbuf_release(&text);
}

void calx__tell_stamp(const struct runner *runner, struct node_list before,
	struct node_list after)
{
	struct graph *graph = runner->migration->graph;
	struct strbuf text = STRBUF_INIT;
	struct node_list heads = { 0 };

	calx__strbuf_adds(&text, "Running stamp_revision ");
	calx__graph_applied_heads(graph, before, &heads, NULL);
	ids_add(&text, heads);
	calx__strbuf_adds(&text, " -> ");
	heads = (struct node_list){ 0 };
	calx__graph_applied_heads(graph, after, &heads, NULL);
	ids_add(&text, heads);
	tell_text(runner->migration, MIGRATE_RUN, text.data);
	calx__strbuf_release(&text);
}
