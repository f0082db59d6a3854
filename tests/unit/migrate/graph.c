#include "migrate/graph/graph.h"

#include <stdio.h>

#include "check.h"
#include "torture.h"
#include "util/strbuf.h"
#include "migrate/graph/link.h"
#include "migrate/graph/path.h"
#include "migrate/graph/target.h"

/* ---- small graphs --------------------------------------------------------- */

/* up to one without id */
static enum calx_status build(struct graph *graph,
	const struct graph_source *sources, calx_error *error)
{
	*graph = (struct graph){ 0 };
	for (; sources->id; sources++) {
		enum calx_status status =
			calx__graph_add(graph, sources, error);

		if (status)
			return status;
	}
	return calx__graph_link(graph, error);
}

/* one line, a branch off it, and a merge:
 *     aaaa - bbbb - cccc - eeee
 *               \          /
 *                - dddd --        ffff (a base, depends on cccc) */
static const struct graph_source history[] = {
	{ .id = "aaaa1", .message = "first" },
	{ .id = "bbbb1", .down = "aaaa1" },
	{ .id = "cccc1", .down = "bbbb1" },
	{ .id = "dddd1", .down = "bbbb1", .labels = "side" },
	{ .id = "eeee1", .down = "cccc1, dddd1" },
	{ .id = "ffff1", .depends_on = "cccc1", .labels = "other" },
	{ 0 },
};

static void check_list(struct node_list list, const char *expected)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < list.count; i++)
		calx__strbuf_addf(
			&text, "%s%s", i ? " " : "", list.items[i]->id);
	CHECK_TEXT(text.data, expected);
	calx__strbuf_release(&text);
}

static struct node_list applied_at(struct graph *graph, const char *target)
{
	struct node_list nodes = { 0 }, all = { 0 };

	assert_int_equal(
		calx__graph_resolve(graph, target, &nodes, NULL), CALX_OK);
	assert_int_equal(
		calx__graph_ancestors(graph, nodes, &all, NULL), CALX_OK);
	return all;
}

/* ---- building ------------------------------------------------------------- */

static const struct broken {
	struct graph_source sources[4];
	const char *message;
} broken_graphs[] = {
	{ { { .id = "a1", .file = "x.c" }, { .id = "a1", .file = "y.c" } },
		"revision 'a1' is there twice" },
	{ { { .id = "b1", .down = "a1" } },
		"revision 'b1' revises 'a1', which does not exist" },
	{ { { .id = "b1", .depends_on = "nope" } },
		"revision 'b1' depends on 'nope', which does not exist" },
	{ { { .id = "b1", .down = "b1" } }, "revision 'b1' revises itself" },
	{ { { .id = "b1", .depends_on = "b1" } },
		"revision 'b1' depends on itself" },
	{ { { .id = "b1", .labels = "me", .depends_on = "me" } },
		"revision 'b1' depends on itself" },
	{ { { .id = "a-b" } },
		"character '-' is not allowed in revision id 'a-b'" },
	{ { { .id = "a@b" } },
		"character '@' is not allowed in revision id 'a@b'" },
	{ { { .id = "" } }, "empty revision id" },
	{ { { .id = "\xff" } }, "revision id is not valid UTF-8" },
	{ { { .id = "head" } },
		"'head' cannot be a revision id: the word has a meaning of "
		"its own" },
	{ { { .id = "a1", .labels = "x" },
		  { .id = "b1", .down = "a1", .labels = "x" } },
		"branch label 'x' of revision 'b1' is used already by "
		"revision 'a1'" },
	{ { { .id = "a1", .labels = "b1" }, { .id = "b1", .down = "a1" } },
		"branch label 'b1' of revision 'a1' is used already by "
		"revision 'b1'" },
	{ { { .id = "a1", .down = "b1" }, { .id = "b1", .down = "a1" } },
		"cycle in the history: a1 -> b1 -> a1" },
	{ { { .id = "a1", .depends_on = "b1" }, { .id = "b1", .down = "a1" } },
		"dependency cycle in the history: a1 -> b1 -> a1" },
	/* a way in from a base and a way out to a head do not hide a cycle */
	{ { { .id = "a1" }, { .id = "b1", .down = "a1, c1" },
		  { .id = "c1", .down = "b1" } },
		"cycle in the history: b1 -> c1 -> b1" },
};

static void says_what_is_wrong_with_a_graph(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(broken_graphs) / sizeof(*broken_graphs);
		i++) {
		const struct broken *broken = &broken_graphs[i];
		calx_error error = { 0 };
		struct graph graph;

		/* "" is an id to refuse, and not the end */
		if (broken->sources[0].id[0]) {
			assert_int_equal(build(&graph, broken->sources, &error),
				CALX_INVALID);
		} else {
			graph = (struct graph){ 0 };
			assert_int_equal(calx__graph_add(&graph,
						 broken->sources, &error),
				CALX_INVALID);
		}
		CHECK_TEXT(error.message, broken->message);
		calx__graph_release(&graph);
	}
}

static void names_both_files_of_a_duplicate(void **state)
{
	calx_error error = { 0 };
	struct graph graph;

	(void)state;
	assert_int_equal(
		build(&graph, broken_graphs[0].sources, &error), CALX_INVALID);
	CHECK_TEXT(error.detail, "It is in x.c and in y.c.");
	CHECK_TEXT(error.where, "y.c");
	calx__graph_release(&graph);
}

#define LETTERS_64 \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	struct graph_source sources[3];
	const char *message, *where, *hint;
} misfits[] = {
	{ { { .id = LETTERS_64 "a", .file = "x.c" } },
		"revision id is longer than 64 bytes", "x.c", "" },
	{ { { .id = "a\tb" } },
		"character '?' is not allowed in revision id 'a b'", "", "" },
	{ { { .id = "a1", .labels = "x-y", .file = "x.c" } },
		"character '-' is not allowed in branch label 'x-y'", "x.c",
		"" },
	{ { { .id = "a1", .labels = "base" } },
		"'base' cannot be a branch label: the word has a meaning of its own",
		"", "" },
	{ { { .id = "a1", .labels = "x" },
		  { .id = "b1", .labels = "y, x", .file = "y.c" } },
		"branch label 'x' of revision 'b1' is used already by revision 'a1'",
		"y.c", "" },
	{ { { .id = "a1", .labels = "x, x" } },
		"branch label 'x' of revision 'a1' is used already by revision 'a1'",
		"", "" },
	{ { { .id = "a1", .down = "b1", .file = "x.c" } },
		"revision 'a1' revises 'b1', which does not exist", "x.c",
		"Bring the missing file back, or change what this one says." },
	{ { { .id = "a1", .down = "a1", .file = "x.c" } },
		"revision 'a1' revises itself", "x.c",
		"Change it in the file." },
	/* a label will do for a dependency, and for no parent */
	{ { { .id = "a1", .labels = "x" }, { .id = "b1", .down = "x" } },
		"revision 'b1' revises 'x', which does not exist", "",
		"Bring the missing file back, or change what this one says." },
	{ { { .id = "a1", .down = "b1" }, { .id = "b1", .down = "a1" } },
		"cycle in the history: a1 -> b1 -> a1", "",
		"Change .down_revision in the file of one of them." },
	{ { { .id = "a1", .depends_on = "b1" },
		  { .id = "b1", .depends_on = "a1" } },
		"dependency cycle in the history: a1 -> b1 -> a1", "",
		"Change .depends_on in the file of one of them." },
	{ { { .id = "a1", .file = "x.c" }, { .id = "a1" } },
		"revision 'a1' is there twice", "", "" },
	{ { { .id = "a1" }, { .id = "a1", .file = "y.c" } },
		"revision 'a1' is there twice", "", "" },
};

static void says_where_and_what_to_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(misfits) / sizeof(*misfits); i++) {
		calx_error error = { 0 };
		struct graph graph;

		assert_int_equal(build(&graph, misfits[i].sources, &error),
			CALX_INVALID);
		CHECK_TEXT(error.message, misfits[i].message);
		CHECK_TEXT(error.where, misfits[i].where);
		CHECK_TEXT(error.hint, misfits[i].hint);
		CHECK_TEXT(error.detail, "");
		calx__graph_release(&graph);
	}
}

static void takes_names_as_they_are_written(void **state)
{
	static const struct graph_source sources[] = {
		{ .id = LETTERS_64, .labels = " , x ,, y," },
		{ .id = "b1",
			.down = LETTERS_64 ", " LETTERS_64,
			.depends_on = "x, y, x" },
		{ 0 },
	};
	const struct graph_source nameless = { 0 };
	calx_error error = { 0 };
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, sources, &error), CALX_OK);
	assert_int_equal(graph.nodes[0]->label_count, 2);
	assert_int_equal(graph.nodes[0]->children.count, 1);
	assert_int_equal(graph.nodes[0]->followers.count, 1);
	assert_int_equal(graph.nodes[1]->dependencies.count, 1);
	assert_int_equal(graph.nodes[1]->needs.count, 1);
	assert_int_equal(
		calx__graph_add(&graph, &nameless, &error), CALX_INVALID);
	CHECK_TEXT(error.message, "empty revision id");
	calx__graph_release(&graph);
}

static void knows_ends_and_forks(void **state)
{
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	check_list(graph.heads, "eeee1 ffff1");
	check_list(graph.real_heads, "eeee1 ffff1");
	check_list(graph.bases, "aaaa1 ffff1");
	check_list(graph.real_bases, "aaaa1");
	assert_true(
		calx__graph_is_branch_point(calx__graph_node(&graph, "bbbb1")));
	assert_true(
		calx__graph_is_merge_point(calx__graph_node(&graph, "eeee1")));
	assert_true(calx__graph_is_head(calx__graph_node(&graph, "ffff1")));
	assert_true(calx__graph_is_base(calx__graph_node(&graph, "ffff1")));
	assert_null(calx__graph_node(&graph, "side"));
	CHECK_TEXT(calx__graph_node(&graph, "eeee1")->labels[0], "side");
	assert_int_equal(calx__graph_node(&graph, "bbbb1")->label_count, 0);
	calx__graph_release(&graph);
}

static void accepts_an_empty_history(void **state)
{
	struct graph_source none = { 0 };
	struct node_list nodes = { NULL, 7 };
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, &none, NULL), CALX_OK);
	assert_int_equal(calx__graph_upgrade(&graph, (struct node_list){ 0 },
				 "head", &nodes, NULL),
		CALX_OK);
	assert_int_equal(nodes.count, 0);
	assert_int_equal(calx__graph_history(&graph, (struct node_list){ 0 },
				 NULL, &nodes, NULL),
		CALX_OK);
	assert_int_equal(nodes.count, 0);
	calx__graph_release(&graph);
}

/* ---- targets -------------------------------------------------------------- */

static const struct {
	const char *target;
	enum calx_status status;
	const char *expected; /* ids, or the message */
} targets[] = {
	{ "aaaa1", CALX_OK, "aaaa1" },
	{ "aaaa", CALX_OK, "aaaa1" },
	{ "aaa", CALX_NOT_FOUND, "no such revision or branch: 'aaa'" },
	{ "aaab1", CALX_NOT_FOUND, "no such revision or branch: 'aaab1'" },
	{ "heads", CALX_OK, "eeee1 ffff1" },
	{ "head", CALX_AMBIGUOUS,
		"'head' is ambiguous, there are 2 heads: eeee1, ffff1" },
	{ "base", CALX_OK, "" },
	{ "side", CALX_OK, "dddd1" },
	{ "side@head", CALX_OK, "eeee1" },
	{ "side@base", CALX_OK, "" },
	{ "nope@base", CALX_NOT_FOUND, "no such branch: 'nope'" },
	{ "side@cccc", CALX_NOT_FOUND, "no such revision or branch: 'cccc'" },
	{ "side@cccc1", CALX_NOT_FOUND,
		"revision 'cccc1' is not a member of branch 'side'" },
	{ "aaaa1+1", CALX_OK, "bbbb1" },
	{ "aaaa1+2", CALX_AMBIGUOUS,
		"the way up from 'bbbb1' is ambiguous: cccc1, dddd1" },
	{ "side@aaaa1+2", CALX_OK, "dddd1" },
	{ "cccc1-2", CALX_OK, "aaaa1" },
	{ "cccc1-3", CALX_OK, "" },
	{ "cccc1-4", CALX_RANGE,
		"relative target out of range: 'cccc1-4' leads past the end "
		"of the history" },
	{ "base+1", CALX_AMBIGUOUS,
		"the way up from 'base' is ambiguous: aaaa1, ffff1" },
	{ "+1", CALX_INVALID,
		"'+1' is relative to what has been applied, which has no "
		"meaning here" },
	{ "", CALX_INVALID, "empty revision" },
	{ "@", CALX_NOT_FOUND, "no such branch: ''" },
	{ "aaaa1+", CALX_NOT_FOUND, "no such revision or branch: 'aaaa1+'" },
	{ "aaaa1+x", CALX_NOT_FOUND, "no such revision or branch: 'aaaa1+x'" },
	{ "aaaa1+100000", CALX_AMBIGUOUS,
		"the way up from 'bbbb1' is ambiguous: cccc1, dddd1" },
	{ "bbbb1-100001", CALX_RANGE,
		"relative target out of range: 'bbbb1-100001' leads past the "
		"end of the history" },
	{ "ffff1+1", CALX_RANGE,
		"relative target out of range: 'ffff1+1' leads past the end of "
		"the history" },
	{ "eeee1-1", CALX_AMBIGUOUS,
		"the way down from 'eeee1' is ambiguous: cccc1, dddd1" },
	{ "heads-1", CALX_AMBIGUOUS, "'heads-1' is ambiguous: eeee1, ffff1" },
	{ "nope+1", CALX_NOT_FOUND, "no such revision or branch: 'nope'" },
	{ "nope@heads", CALX_NOT_FOUND, "no such branch: 'nope'" },
	{ "side@heads", CALX_OK, "eeee1" },
	{ "other@heads", CALX_OK, "ffff1" },
	{ "aaaa1@heads", CALX_OK, "eeee1" },
	{ "othe", CALX_OK, "ffff1" },
	{ "side@bbbb", CALX_OK, "bbbb1" },
	{ "side@ffff", CALX_NOT_FOUND, "no such revision or branch: 'ffff'" },
	{ NULL, CALX_INVALID, "empty revision" },
	{ "aaaa1+99999999999999999999", CALX_NOT_FOUND,
		"no such revision or branch: 'aaaa1+99999999999999999999'" },
};

static void resolves_targets(void **state)
{
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		struct node_list nodes = { 0 };
		calx_error error = { 0 };

		print_message(
			"# %s\n", targets[i].target ? targets[i].target : "");
		assert_int_equal(calx__graph_resolve(&graph, targets[i].target,
					 &nodes, &error),
			targets[i].status);
		if (targets[i].status)
			CHECK_TEXT(error.message, targets[i].expected);
		else
			check_list(nodes, targets[i].expected);
	}
	calx__graph_release(&graph);
}

static void suggests_what_is_near(void **state)
{
	static const struct {
		const char *target, *hint;
	} cases[] = {
		{ "aaab1", "Did you mean 'aaaa1'?" },
		{ "aabb1", "Did you mean 'aaaa1'?" },
		{ "sidee", "Did you mean 'side'?" },
		{ "uther@head", "Did you mean 'other'?" },
		{ "xyzuv", "" },
		{ "xyzu", "" },
		{ "xyz", "The start of an id needs at least 4 characters." },
		/* all of it would have to change */
		{ "si", "The start of an id needs at least 4 characters." },
		{ "cccc1-9",
			"'calx history -i' shows where the database is and how "
			"many steps there are." },
		{ "head",
			"Name one of them, give '<branch>@head', or say 'heads' "
			"for all." },
	};
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct node_list nodes = { 0 };
		calx_error error = { 0 };

		assert_true(calx__graph_resolve(&graph, cases[i].target, &nodes,
				    &error) < 0);
		CHECK_TEXT(error.hint, cases[i].hint);
	}
	calx__graph_release(&graph);
}

/* Two histories whose ids begin alike, and many heads. */
static void a_beginning_may_be_of_several(void **state)
{
	static const struct graph_source sources[] = {
		{ .id = "abcd1", .labels = "left" },
		{ .id = "abcd2", .labels = "right" }, { .id = "abcd3" },
		{ .id = "abcd4" }, { .id = "abcd5" }, { .id = "abcd6" },
		{ .id = "abcd7" }, { 0 }
	};
	struct node_list nodes = { 0 };
	calx_error error = { 0 };
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, sources, NULL), CALX_OK);
	assert_int_equal(calx__graph_resolve(&graph, "abcd", &nodes, &error),
		CALX_AMBIGUOUS);
	CHECK_TEXT(error.message,
		"several revisions start with 'abcd': abcd1, abcd2, abcd3, "
		"abcd4, abcd5 and 2 more");
	assert_int_equal(
		calx__graph_resolve(&graph, "right@abcd", &nodes, &error),
		CALX_OK);
	check_list(nodes, "abcd2");
	calx__graph_release(&graph);
	/* as many as are told */
	assert_int_equal(build(&graph, sources + 2, NULL), CALX_OK);
	assert_int_equal(calx__graph_resolve(&graph, "head", &nodes, &error),
		CALX_AMBIGUOUS);
	CHECK_TEXT(error.message,
		"'head' is ambiguous, there are 5 heads: abcd3, abcd4, abcd5, "
		"abcd6, abcd7");
	calx__graph_release(&graph);
}

static void resolves_one_only(void **state)
{
	struct graph_node *node = NULL;
	calx_error error = { 0 };
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	assert_int_equal(calx__graph_resolve_one(&graph, "side", &node, &error),
		CALX_OK);
	CHECK_TEXT(node->id, "dddd1");
	assert_int_equal(
		calx__graph_resolve_one(&graph, "heads", &node, &error),
		CALX_AMBIGUOUS);
	CHECK_TEXT(error.message,
		"'heads' means 2 revisions where one is needed: eeee1, ffff1");
	assert_int_equal(calx__graph_resolve_one(&graph, "nope", &node, &error),
		CALX_NOT_FOUND);
	assert_int_equal(calx__graph_resolve_one(&graph, "base", &node, &error),
		CALX_OK);
	assert_null(node);
	calx__graph_release(&graph);
}

/* ---- paths ---------------------------------------------------------------- */

static const struct {
	const char *applied, *target;
	bool down;
	enum calx_status status;
	const char *expected;
} paths[] = {
	{ "base", "cccc1", false, CALX_OK, "aaaa1 bbbb1 cccc1" },
	{ "base", "ffff1", false, CALX_OK, "aaaa1 bbbb1 cccc1 ffff1" },
	{ "bbbb1", "side@+1", false, CALX_OK, "dddd1" },
	{ "bbbb1", "+1", false, CALX_AMBIGUOUS,
		"the way up from 'bbbb1' is ambiguous: cccc1, dddd1" },
	{ "eeee1", "aaaa1", false, CALX_OK, "" },
	{ "eeee1", "+1", false, CALX_RANGE,
		"relative target out of range: '+1' leads past the end of the "
		"history" },
	{ "eeee1", "-1", false, CALX_RANGE,
		"relative target out of range: '-1' leads past the end of the "
		"history" },
	{ "bbbb1", "-1", true, CALX_OK, "bbbb1" },
	{ "bbbb1", "+1", true, CALX_RANGE,
		"relative target out of range: '+1' leads past the end of the "
		"history" },
	{ "bbbb1", "base", true, CALX_OK, "bbbb1 aaaa1" },
	{ "eeee1", "bbbb1", true, CALX_OK, "eeee1 cccc1 dddd1" },
	/* what depends on it goes too */
	{ "ffff1", "bbbb1", true, CALX_OK, "ffff1 cccc1" },
	{ "bbbb1", "bbbb1", true, CALX_OK, "" },
	{ "bbbb1", "cccc1", true, CALX_INVALID,
		"'cccc1' is not a valid downgrade target from the current "
		"revisions" },
	{ "heads", "-1", true, CALX_AMBIGUOUS,
		"'-1' is ambiguous, the database is at 2 revisions: eeee1, "
		"ffff1" },
	{ "heads", "other@-1", true, CALX_OK, "ffff1" },
	{ "heads", "heads", true, CALX_AMBIGUOUS,
		"'heads' means 2 revisions where one is needed: eeee1, ffff1" },
	{ "heads", "nope", true, CALX_NOT_FOUND,
		"no such revision or branch: 'nope'" },
	{ "heads", "", true, CALX_INVALID, "empty revision" },
	{ "heads", "nope@-1", true, CALX_NOT_FOUND, "no such branch: 'nope'" },
	{ "heads", "nope@base", true, CALX_NOT_FOUND,
		"no such branch: 'nope'" },
	{ "base", "nope@+1", false, CALX_NOT_FOUND, "no such branch: 'nope'" },
	{ "base", "nope+1", false, CALX_NOT_FOUND,
		"no such revision or branch: 'nope'" },
	{ "base", "", false, CALX_INVALID, "empty revision" },
	{ "base", "other@+1", false, CALX_OK, "aaaa1 bbbb1 cccc1 ffff1" },
	{ "cccc1", "aaaa1-1", false, CALX_RANGE,
		"relative target out of range: 'aaaa1-1' leads past the end of "
		"the history" },
	{ "base", "+0", false, CALX_RANGE,
		"relative target out of range: '+0' leads past the end of the "
		"history" },
	{ "bbbb1", "-0", true, CALX_RANGE,
		"relative target out of range: '-0' leads past the end of the "
		"history" },
	{ "aaaa1", "-2", true, CALX_RANGE,
		"relative target out of range: '-2' leads past the end of the "
		"history" },
	{ "bbbb1", "aaaa1+1", true, CALX_OK, "" },
	{ "cccc1", "aaaa1+1", true, CALX_OK, "cccc1" },
	{ "cccc1", "cccc1-1", true, CALX_OK, "cccc1" },
	{ "heads", "other@base", true, CALX_OK, "ffff1" },
	{ "base", "base", true, CALX_OK, "" },
	{ "eeee1", "side@bbbb1", true, CALX_OK, "eeee1 dddd1" },
	{ "cccc1", "other@bbbb1", true, CALX_NOT_FOUND,
		"revision 'bbbb1' is not a member of branch 'other'" },
	/* upwards from where a branch's last revision is */
	{ "cccc1", "side@+1", false, CALX_OK, "dddd1" },
	{ "dddd1", "side@+1", false, CALX_OK, "cccc1 eeee1" },
};

static void finds_paths(void **state)
{
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct node_list applied = applied_at(&graph, paths[i].applied);
		struct node_list steps = { 0 };
		calx_error error = { 0 };

		print_message("# %s %s\n", paths[i].applied, paths[i].target);
		assert_int_equal(
			(paths[i].down ? calx__graph_downgrade
				       : calx__graph_upgrade)(&graph, applied,
				paths[i].target, &steps, &error),
			paths[i].status);
		if (paths[i].status)
			CHECK_TEXT(error.message, paths[i].expected);
		else
			check_list(steps, paths[i].expected);
	}
	calx__graph_release(&graph);
}

/* a revision that was merged in later below an applied one is still run */
static void runs_what_was_left_out(void **state)
{
	struct graph_node *items[2];
	struct node_list applied = { items, 2 };
	struct node_list steps = { 0 };
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	items[0] = calx__graph_node(&graph, "aaaa1");
	items[1] = calx__graph_node(&graph, "cccc1");
	assert_int_equal(
		calx__graph_upgrade(&graph, applied, "cccc1", &steps, NULL),
		CALX_OK);
	check_list(steps, "bbbb1");
	calx__graph_release(&graph);
}

static const struct {
	const char *applied, *target, *expected;
} stamps[] = {
	{ "base", "cccc1", "aaaa1 bbbb1 cccc1" },
	{ "cccc1", "base", "" },
	{ "eeee1", "bbbb1", "aaaa1 bbbb1" },
	{ "cccc1", "dddd1", "aaaa1 bbbb1 dddd1 cccc1" },
	{ "base", "cccc1, dddd1", "aaaa1 bbbb1 dddd1 cccc1" },
	{ "heads", "other@base", "aaaa1 bbbb1 dddd1 cccc1 eeee1" },
	{ "heads", "base", "" },
	{ "base", "heads", "aaaa1 bbbb1 cccc1 ffff1 dddd1 eeee1" },
};

static void stamps_what_counts_as_applied(void **state)
{
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(stamps) / sizeof(*stamps); i++) {
		struct node_list applied =
			applied_at(&graph, stamps[i].applied);
		struct node_list after = { 0 };

		assert_int_equal(calx__graph_stamp(&graph, applied,
					 stamps[i].target, &after, NULL),
			CALX_OK);
		check_list(after, stamps[i].expected);
	}
	calx__graph_release(&graph);
}

static void refuses_to_stamp_what_is_not_there(void **state)
{
	static const struct {
		const char *target, *message;
	} cases[] = {
		{ "", "empty revision" },
		{ "nope", "no such revision or branch: 'nope'" },
		{ "aaaa1, nope", "no such revision or branch: 'nope'" },
		{ "nope@base", "no such branch: 'nope'" },
		{ "aaaa1,, bbbb1", "empty revision" },
		{ "+1", "'+1' is relative to what has been applied, which has "
			"no meaning here" },
	};
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct node_list applied = applied_at(&graph, "base");
		struct node_list after = { NULL, 7 };
		calx_error error = { 0 };

		assert_true(calx__graph_stamp(&graph, applied, cases[i].target,
				    &after, &error) < 0);
		CHECK_TEXT(error.message, cases[i].message);
		assert_int_equal(after.count, 7);
	}
	calx__graph_release(&graph);
}

/* ---- history -------------------------------------------------------------- */

static const struct {
	const char *range;
	enum calx_status status;
	const char *expected;
} ranges[] = {
	{ NULL, CALX_OK, "eeee1 dddd1 ffff1 cccc1 bbbb1 aaaa1" },
	{ ":bbbb1", CALX_OK, "bbbb1 aaaa1" },
	{ "bbbb1:eeee1", CALX_OK, "eeee1 cccc1 dddd1 bbbb1" },
	{ "base:+1", CALX_AMBIGUOUS,
		"the way up from 'base' is ambiguous: aaaa1, ffff1" },
	{ "aaaa1:+1", CALX_OK, "bbbb1 aaaa1" },
	{ "-1:cccc1", CALX_OK, "cccc1 bbbb1" },
	{ "-9:cccc1", CALX_OK, "cccc1 bbbb1 aaaa1" },
	{ "current:eeee1", CALX_OK, "eeee1 cccc1 dddd1 bbbb1" },
	{ ":current", CALX_OK, "bbbb1 aaaa1" },
	{ "cccc1:bbbb1", CALX_INVALID,
		"'cccc1' is not an ancestor of 'bbbb1'" },
	{ "-1:+1", CALX_AMBIGUOUS,
		"'-1' is ambiguous in a range, '+1' being relative too" },
	{ "aaaa1", CALX_INVALID,
		"'aaaa1' is not a range: it must be start:end, start: or "
		":end" },
	{ "a:b:c", CALX_INVALID,
		"'a:b:c' is not a range: it must be start:end, start: or "
		":end" },
	{ "nope:", CALX_NOT_FOUND, "no such revision or branch: 'nope'" },
	{ ":nope", CALX_NOT_FOUND, "no such revision or branch: 'nope'" },
	{ ":@", CALX_NOT_FOUND, "no such branch: ''" },
	{ "", CALX_INVALID,
		"'' is not a range: it must be start:end, start: or :end" },
	{ ":", CALX_OK, "eeee1 dddd1 ffff1 cccc1 bbbb1 aaaa1" },
	{ " aaaa1:bbbb1 ", CALX_OK, "bbbb1 aaaa1" },
	{ "aaaa1+1:cccc1", CALX_OK, "cccc1 bbbb1" },
	{ "side@-1:cccc1", CALX_INVALID,
		"'side@-1' is relative to what has been applied, which has no "
		"meaning here" },
	{ "-1:heads", CALX_AMBIGUOUS,
		"'-1' is ambiguous in a range, 'heads' being several "
		"revisions" },
	{ "cccc1:+2", CALX_OK, "eeee1 cccc1" },
	{ "-1:eeee1", CALX_AMBIGUOUS,
		"the way down from 'eeee1' is ambiguous: cccc1, dddd1" },
	{ ":-1", CALX_OK, "" },
};

static void tells_the_history(void **state)
{
	struct graph graph;

	(void)state;
	assert_int_equal(build(&graph, history, NULL), CALX_OK);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		struct node_list applied = applied_at(&graph, "bbbb1");
		struct node_list nodes = { 0 };
		calx_error error = { 0 };

		print_message("# %s\n", ranges[i].range ? ranges[i].range : "");
		assert_int_equal(calx__graph_history(&graph, applied,
					 ranges[i].range, &nodes, &error),
			ranges[i].status);
		if (ranges[i].status)
			CHECK_TEXT(error.message, ranges[i].expected);
		else
			check_list(nodes, ranges[i].expected);
	}
	calx__graph_release(&graph);
}

/* ---- size and faults ------------------------------------------------------ */

#define MANY 3000

static void copes_with_a_long_history(void **state)
{
	static char ids[MANY][8];
	struct graph graph = { 0 };
	struct node_list steps = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++) {
		struct graph_source source = { .id = ids[i] };

		snprintf(ids[i], sizeof(ids[i]), "r%05d", i);
		if (i)
			source.down = ids[i - 1];
		assert_int_equal(
			calx__graph_add(&graph, &source, NULL), CALX_OK);
	}
	assert_int_equal(calx__graph_link(&graph, NULL), CALX_OK);
	assert_int_equal(calx__graph_upgrade(&graph, (struct node_list){ 0 },
				 "head", &steps, NULL),
		CALX_OK);
	assert_int_equal(steps.count, MANY);
	CHECK_TEXT(steps.items[0]->id, "r00000");
	CHECK_TEXT(steps.items[MANY - 1]->id, "r02999");
	calx__graph_release(&graph);
}

static void whole_round(void *context)
{
	struct node_list nodes = { 0 }, steps = { 0 };
	struct graph graph;

	(void)context;
	if (!build(&graph, history, NULL) &&
		!calx__graph_resolve(&graph, "dddd1", &nodes, NULL) &&
		!calx__graph_ancestors(&graph, nodes, &nodes, NULL)) {
		calx__graph_upgrade(&graph, nodes, "side@+1", &steps, NULL);
		calx__graph_downgrade(&graph, nodes, "-1", &steps, NULL);
		calx__graph_stamp(&graph, nodes, "heads", &steps, NULL);
		calx__graph_resolve(&graph, "nope", &steps, NULL);
		calx__graph_history(&graph, nodes, "-1:dddd1", &steps, NULL);
		if (torture_is_clean())
			assert_int_equal(steps.count, 2);
	}
	calx__graph_release(&graph);
}

static void survives_failing_allocations(void **state)
{
	(void)state;
	torture(whole_round, NULL);
}

CHECK_MAIN("graph", cmocka_unit_test(says_what_is_wrong_with_a_graph),
	cmocka_unit_test(names_both_files_of_a_duplicate),
	cmocka_unit_test(says_where_and_what_to_do),
	cmocka_unit_test(takes_names_as_they_are_written),
	cmocka_unit_test(knows_ends_and_forks),
	cmocka_unit_test(accepts_an_empty_history),
	cmocka_unit_test(resolves_targets),
	cmocka_unit_test(suggests_what_is_near),
	cmocka_unit_test(a_beginning_may_be_of_several),
	cmocka_unit_test(resolves_one_only), cmocka_unit_test(finds_paths),
	cmocka_unit_test(runs_what_was_left_out),
	cmocka_unit_test(stamps_what_counts_as_applied),
	cmocka_unit_test(refuses_to_stamp_what_is_not_there),
	cmocka_unit_test(tells_the_history),
	cmocka_unit_test(copes_with_a_long_history),
	cmocka_unit_test(survives_failing_allocations), )
