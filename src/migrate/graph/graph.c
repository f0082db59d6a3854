#include "migrate/graph/graph.h"

#include <string.h>

#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* Revisions as nodes: adding them, and finding one by its id. What leads from
 * one to the other is link.c's. */

/* ---- adding --------------------------------------------------------------- */

/* of ids and labels: the ledger has room for that much */
#define NAME_MAX_BYTES 64

/* what targets and lists are made of */
static const char illegal_characters[] = "@-+:, \t\r\n";

static const char *const reserved_names[] = { "head", "heads", "base",
	"current" };

static bool name_is_reserved(const char *name)
{
	for (size_t i = 0; i < sizeof(reserved_names) / sizeof(*reserved_names);
		i++)
		if (!strcmp(name, reserved_names[i]))
			return true;
	return false;
}

enum calx_status calx__graph_name_check(
	const char *what, const char *name, const char *file, calx_error *error)
{
	size_t length = strlen(name);
	size_t legal = strcspn(name, illegal_characters);
	enum calx_status status = CALX_OK;

	if (length > NAME_MAX_BYTES)
		status = calx__fail(error, CALX_INVALID,
			"%s is longer than %d bytes", what, NAME_MAX_BYTES);
	else if (!length)
		status = calx__fail(error, CALX_INVALID, "empty %s", what);
	else if (!calx__utf8_valid(name, length))
		status = calx__fail(
			error, CALX_INVALID, "%s is not valid UTF-8", what);
	else if (name[legal])
		status = calx__fail(error, CALX_INVALID,
			"character '%c' is not allowed in %s '%s'",
			name[legal] < ' ' ? '?' : name[legal], what, name);
	else if (name_is_reserved(name))
		status = calx__fail(error, CALX_INVALID,
			"'%s' cannot be a %s: the word has a meaning of its own",
			name, what);
	if (status < 0 && file)
		calx__fail_where(error, "%s", file);
	return status;
}

static enum calx_status duplicate_fail(const struct graph_node *first,
	const struct graph_source *second, calx_error *error)
{
	calx__fail(error, CALX_INVALID, "revision '%s' is there twice",
		second->id);
	if (first->source.file && second->file) {
		calx__fail_detail(error, "It is in %s and in %s.",
			first->source.file, second->file);
		calx__fail_hint(error,
			"Remove the one that is a copy, or give it an id of its own in CALX_REVISION and in the file's name.");
		calx__fail_where(error, "%s", second->file);
	}
	return CALX_INVALID;
}

static bool nodes_grow(struct graph *graph)
{
	size_t capacity = graph->capacity ? graph->capacity * 2 : 16;
	struct graph_node **nodes;

	if (graph->count < graph->capacity)
		return true;
	nodes = calx__arena_zero(
		&graph->arena, capacity, sizeof(struct graph_node *));
	if (!nodes)
		return false;
	if (graph->count)
		memcpy(nodes, graph->nodes,
			graph->count * sizeof(struct graph_node *));
	graph->nodes = nodes;
	graph->capacity = capacity;
	return true;
}

enum calx_status calx__graph_add(struct graph *graph,
	const struct graph_source *source, calx_error *error)
{
	const char *id = source->id ? source->id : "";
	struct graph_node *node;
	enum calx_status status;

	status = calx__graph_name_check("revision id", id, source->file, error);
	if (status < 0)
		return status;
	node = calx__map_get(&graph->names, id);
	if (node)
		return duplicate_fail(node, source, error);
	node = calx__arena_zero(&graph->arena, 1, sizeof(*node));
	if (!node || !nodes_grow(graph) ||
		!calx__map_set(&graph->names, id, node))
		return calx__fail_memory(error);
	node->source = *source;
	node->id = id;
	node->number = graph->count;
	graph->nodes[graph->count++] = node;
	return CALX_OK;
}

void calx__graph_release(struct graph *graph)
{
	calx__map_release(&graph->names);
	calx__arena_release(&graph->arena);
	*graph = (struct graph){ 0 };
}

struct graph_node *calx__graph_node(const struct graph *graph, const char *id)
{
	struct graph_node *node = calx__map_get(&graph->names, id);

	return node && !strcmp(node->id, id) ? node : NULL;
}

bool calx__graph_is_head(const struct graph_node *node)
{
	return !node->children.count;
}

bool calx__graph_is_base(const struct graph_node *node)
{
	return !node->down.count;
}

bool calx__graph_is_branch_point(const struct graph_node *node)
{
	return node->children.count > 1;
}

bool calx__graph_is_merge_point(const struct graph_node *node)
{
	return node->down.count > 1;
}
