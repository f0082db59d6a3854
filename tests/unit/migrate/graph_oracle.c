/* Random graphs and questions with the answers that Alembic gave: the same set
 * of steps, the same heads, the same kind of error. The order of the steps need
 * only respect the edges.
 *
 * Where calx answers otherwise on purpose:
 * - Alembic fails inside (AssertionError) when a relative target leads past
 *   the end: "relative target out of range" or, if there are several places
 *   to start from, "ambiguous".
 * - Alembic loses track of its heads (KeyError): calx answers.
 * - Alembic keeps a row for a revision on which another row stands. calx
 *   counts heads only, and takes such rows for applied where Alembic finds
 *   them ambiguous or overlapping.
 * - "-1" with several revisions current: Alembic takes the first row with a
 *   warning, calx refuses.
 * - "stamp heads" with a head current: Alembic forgets that one.
 * - Alembic does not notice every cycle. */
#include <jansson.h>

#include "check.h"
#include "migrate/graph/graph.h"
#include "util/strbuf.h"
#include "migrate/graph/link.h"
#include "migrate/graph/path.h"
#include "migrate/graph/target.h"

struct tally {
	size_t graphs, questions;
	size_t assertion, key, first_row, overlap, stamp;
	size_t wrong;
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* ---- building ------------------------------------------------------------- */

static const char *joined(struct arena *arena, const json_t *array)
{
	struct strbuf text = STRBUF_INIT;
	const char *copy;
	json_t *item;
	size_t i;

	json_array_foreach(array, i, item) calx__strbuf_addf(
		&text, "%s%s", i ? ", " : "", json_string_value(item));
	copy = calx__arena_strdup(arena, text.data);
	calx__strbuf_release(&text);
	return copy;
}

static enum calx_status build(struct graph *graph, struct arena *arena,
	const json_t *line, calx_error *error)
{
	json_t *revision;
	size_t i;

	json_array_foreach(json_object_get(line, "revisions"), i, revision)
	{
		struct graph_source source = {
			.id = text_of(revision, "id"),
			.down = joined(
				arena, json_object_get(revision, "down")),
			.depends_on = joined(
				arena, json_object_get(revision, "depends")),
			.labels = joined(
				arena, json_object_get(revision, "labels")),
		};
		enum calx_status status =
			calx__graph_add(graph, &source, error);

		if (status)
			return status;
	}
	return calx__graph_link(graph, error);
}

/* ---- comparing ------------------------------------------------------------ */

static bool list_has(struct node_list list, const struct graph_node *node)
{
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i] == node)
			return true;
	return false;
}

static bool set_is(const struct graph *graph, struct node_list list,
	const json_t *expected)
{
	json_t *item;
	size_t i;

	if (list.count != json_array_size(expected))
		return false;
	json_array_foreach(expected, i,
		item) if (!list_has(list, calx__graph_node(graph,
						  json_string_value(
							  item)))) return false;
	return true;
}

static bool order_is_legal(struct node_list steps, bool up)
{
	for (size_t i = 0; i < steps.count; i++) {
		struct node_list later = { steps.items + i + 1,
			steps.count - i - 1 };
		struct node_list first =
			up ? steps.items[i]->needs : steps.items[i]->followers;

		for (size_t k = 0; k < first.count; k++)
			if (list_has(later, first.items[k]))
				return false;
	}
	return true;
}

static struct node_list without(
	struct arena *arena, struct node_list list, struct node_list removed)
{
	struct node_list rest = {
		calx__arena_zero(arena, list.count + 1, sizeof(*rest.items)), 0
	};

	for (size_t i = 0; i < list.count; i++)
		if (!list_has(removed, list.items[i]))
			rest.items[rest.count++] = list.items[i];
	return rest;
}

static struct node_list with(
	struct arena *arena, struct node_list list, struct node_list added)
{
	struct node_list all = { calx__arena_zero(arena,
					 list.count + added.count + 1,
					 sizeof(*all.items)),
		0 };

	for (size_t i = 0; i < list.count; i++)
		all.items[all.count++] = list.items[i];
	for (size_t i = 0; i < added.count; i++)
		all.items[all.count++] = added.items[i];
	return all;
}

/* ---- one question --------------------------------------------------------- */

struct question {
	struct graph *graph;
	struct arena *arena;
	struct tally *tally;
	const json_t *json;
	const char *op, *target;
	struct node_list current, applied;
};

static const struct {
	const char *kind, *message;
	enum calx_status status;
} kinds[] = {
	{ "MultipleHeads", "", CALX_AMBIGUOUS },
	{ "ResolutionError", "", CALX_NOT_FOUND },
	{ "RangeNotAncestorError", "", CALX_INVALID },
	{ "RevisionError", "Ambiguous", CALX_AMBIGUOUS },
	{ "RevisionError", "Relative", CALX_RANGE },
	{ "RevisionError", "Walked too far", CALX_RANGE },
	{ "RevisionError", "Not a valid", CALX_INVALID },
};

static bool status_fits(const json_t *fault, enum calx_status status)
{
	const char *kind = text_of(fault, "kind");
	const char *message = text_of(fault, "message");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i].kind) &&
			!strncmp(message, kinds[i].message,
				strlen(kinds[i].message)))
			return status == kinds[i].status;
	return false;
}

/* Alembic's rows, without those on which another row stands */
static struct node_list rows_of(
	const struct question *question, const json_t *rows)
{
	struct node_list list = { calx__arena_zero(question->arena,
					  json_array_size(rows) + 1,
					  sizeof(*list.items)),
		0 };
	struct node_list all, heads = { 0 };
	json_t *item;
	size_t i;

	json_array_foreach(rows, i, item) list.items[list.count++] =
		calx__graph_node(question->graph, json_string_value(item));
	calx__graph_ancestors(question->graph, list, &all, NULL);
	calx__graph_applied_heads(question->graph, all, &heads, NULL);
	return heads;
}

/* whether the answers differ, and are meant to */
static bool differs_on_purpose(
	const struct question *question, enum calx_status status)
{
	const json_t *fault = json_object_get(question->json, "error");
	const char *kind = text_of(fault, "kind");
	struct tally *tally = question->tally;

	if (question->current.count !=
		rows_of(question, json_object_get(question->json, "current"))
			.count) {
		tally->overlap++;
		return true;
	}
	if (!strcmp(kind, "internal:AssertionError")) {
		tally->assertion++;
		return status == CALX_RANGE || status == CALX_AMBIGUOUS;
	}
	if (!strcmp(kind, "internal:KeyError")) {
		tally->key++;
		return !status;
	}
	if (!fault && question->target[0] == '-' &&
		question->current.count > 1) {
		tally->first_row++;
		return status == CALX_AMBIGUOUS;
	}
	if (!strcmp(question->op, "stamp") &&
		!strcmp(question->target, "heads")) {
		tally->stamp++;
		return !status;
	}
	return false;
}

static enum calx_status answer(const struct question *question,
	struct node_list *ret_nodes, calx_error *error)
{
	const char *op = question->op;

	if (!strcmp(op, "resolve"))
		return calx__graph_resolve(
			question->graph, question->target, ret_nodes, error);
	if (!strcmp(op, "upgrade"))
		return calx__graph_upgrade(question->graph, question->applied,
			question->target, ret_nodes, error);
	if (!strcmp(op, "downgrade"))
		return calx__graph_downgrade(question->graph, question->applied,
			question->target, ret_nodes, error);
	return calx__graph_stamp(question->graph, question->applied,
		question->target, ret_nodes, error);
}

static bool heads_are(const struct question *question, struct node_list applied)
{
	const json_t *ok = json_object_get(question->json, "ok");
	struct node_list expected =
		rows_of(question, json_object_get(ok, "heads"));
	struct node_list heads = { 0 };

	if (calx__graph_applied_heads(question->graph, applied, &heads, NULL))
		return false;
	for (size_t i = 0; i < heads.count; i++)
		if (!list_has(expected, heads.items[i]))
			return false;
	return heads.count == expected.count;
}

static bool answer_is_right(
	const struct question *question, struct node_list nodes)
{
	const json_t *ok = json_object_get(question->json, "ok");
	bool up = !strcmp(question->op, "upgrade");

	if (!strcmp(question->op, "resolve"))
		return set_is(question->graph, nodes, ok);
	if (!strcmp(question->op, "stamp"))
		return heads_are(question, nodes);
	return order_is_legal(nodes, up) &&
	       set_is(question->graph, nodes, json_object_get(ok, "steps")) &&
	       heads_are(question,
		       up ? with(question->arena, question->applied, nodes)
			  : without(question->arena, question->applied, nodes));
}

static struct node_list current_of(const struct question *question)
{
	const json_t *current = json_object_get(question->json, "current");
	struct node_list list = { calx__arena_zero(question->arena,
					  json_array_size(current) + 1,
					  sizeof(*list.items)),
		0 };
	json_t *item;
	size_t i;

	json_array_foreach(current, i, item) list.items[list.count++] =
		calx__graph_node(question->graph, json_string_value(item));
	return list;
}

static void ask(struct question *question)
{
	const json_t *fault = json_object_get(question->json, "error");
	struct node_list nodes = { 0 };
	calx_error error = { 0 };
	enum calx_status status;
	char *dump;

	question->op = text_of(question->json, "op");
	question->target = text_of(question->json, "target");
	question->current = current_of(question);
	question->tally->questions++;
	assert_int_equal(calx__graph_ancestors(question->graph,
				 question->current, &question->applied, NULL),
		CALX_OK);
	status = answer(question, &nodes, &error);
	if (fault ? status_fits(fault, status) && error.message[0]
		  : !status && answer_is_right(question, nodes))
		return;
	if (differs_on_purpose(question, status))
		return;
	question->tally->wrong++;
	dump = json_dumps(question->json, 0);
	print_message(
		"# %s: %s %s\n", dump, calx_status_name(status), error.message);
	free(dump);
	for (size_t i = 0; i < nodes.count; i++)
		print_message("#     %s\n", nodes.items[i]->id);
}

/* ---- files ---------------------------------------------------------------- */

static void check_line(const json_t *line, struct tally *tally)
{
	const json_t *queries = json_object_get(line, "queries");
	struct arena arena = { 0 };
	struct graph graph = { 0 };
	calx_error error = { 0 };
	json_t *query;
	size_t i;

	tally->graphs++;
	if (build(&graph, &arena, line, &error)) {
		assert_non_null(json_object_get(line, "load_error"));
		assert_int_equal(error.status, CALX_INVALID);
		assert_non_null(strstr(error.message, "cycle"));
	} else {
		assert_null(json_object_get(line, "load_error"));
		assert_true(set_is(
			&graph, graph.heads, json_object_get(line, "heads")));
		assert_true(set_is(&graph, graph.real_heads,
			json_object_get(line, "real_heads")));
		assert_true(set_is(
			&graph, graph.bases, json_object_get(line, "bases")));
		assert_true(set_is(&graph, graph.real_bases,
			json_object_get(line, "real_bases")));
	}
	json_array_foreach(queries, i, query)
		ask(&(struct question){ .graph = &graph,
			.arena = &arena,
			.tally = tally,
			.json = query });
	calx__graph_release(&graph);
	calx__arena_release(&arena);
}

static void check_file(
	const char *folder, const char *name, struct tally *tally)
{
	char path[512];
	json_t *line;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL))) {
		check_line(line, tally);
		json_decref(line);
	}
	fclose(file);
	assert_int_equal(tally->wrong, 0);
	print_message("# %zu graphs, %zu questions; on purpose: %zu out of "
		      "range, %zu lost heads, %zu first row, %zu overlap, %zu "
		      "stamps\n",
		tally->graphs, tally->questions, tally->assertion, tally->key,
		tally->first_row, tally->overlap, tally->stamp);
}

/* the samples, and the whole collection where there is one */
static void answers_as_alembic(void **state)
{
	const char *shared = getenv("CALX_SHARED");
	struct tally samples = { 0 }, all = { 0 };

	(void)state;
	check_file(getenv("CALX_TEST_DATA"), "revision-graphs.jsonl", &samples);
	assert_true(samples.graphs >= 20);
	assert_true(samples.questions >= 200);
	if (!shared)
		return;
	check_file(shared, "oracle/revision-graphs.jsonl", &all);
	assert_true(all.questions > 3000);
}

CHECK_MAIN("migrate: graph oracle", cmocka_unit_test(answers_as_alembic))
