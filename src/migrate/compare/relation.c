#include "migrate/compare/relation.h"

#include "compile/identifier.h"
#include "compile/lacking.h"
#include "sql/schema/expression.h"
#include "util/strbuf.h"

/* What stands among the models' tables and is none. */

static void plan_creation(
	struct differ *differ, const struct sql_table *relation)
{
	const struct operation operation =
		calx__relation_creation(differ->arena, relation);

	calx__differ_tell(differ, AUTOGENERATE_DETECTED,
		"Detected added %s '%s'", relation->view ? "view" : "sequence",
		relation->name);
	calx__differ_plan(differ, &operation);
}

/* ---- sequences ------------------------------------------------------------ */

static const char *sequence_alter(struct differ *differ,
	const struct sql_table *sequence, long long start, long long increment)
{
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql, "ALTER SEQUENCE ");
	calx__sql_relation(
		&sql, differ->input->dialect, sequence->schema, sequence->name);
	calx__strbuf_addf(
		&sql, " START WITH %lld INCREMENT BY %lld", start, increment);
	return calx__strbuf_keep(&sql, differ->arena);
}

static void compare_sequence(
	struct differ *differ, const struct sql_table *sequence)
{
	const struct sql_sequence *there =
		calx__schema_sequence(differ->input->database, sequence);
	const long long start = sequence->start ? sequence->start : 1;
	const long long step = sequence->increment ? sequence->increment : 1;

	if (!there) {
		plan_creation(differ, sequence);
		return;
	}
	if (there->start == start && there->increment == step)
		return;
	calx__differ_tell(differ, AUTOGENERATE_DETECTED,
		"Detected other numbers of sequence '%s'", sequence->name);
	calx__differ_plan(differ,
		&(struct operation){ .kind = CALX_OPERATION_EXECUTE,
			.sql = sequence_alter(differ, sequence, start, step),
			.sql_before = sequence_alter(differ, sequence,
				there->start, there->increment) });
}

void calx__differ_sequences(
	struct differ *differ, const struct relations *relations)
{
	for (size_t i = 0; i < relations->sequence_count && differ->status >= 0;
		i++) {
		differ->status = calx__lacking_check(differ->input->dialect,
			relations->sequences[i], differ->error);
		if (differ->status >= 0)
			compare_sequence(differ, relations->sequences[i]);
	}
}

/* ---- views ---------------------------------------------------------------- */

static bool view_same(struct differ *differ, const struct sql_table *view,
	const struct sql_object *there)
{
	const struct dialect *dialect = differ->input->dialect;
	bool same = false;

	if (!dialect->view_same)
		return calx__sql_same(view->view, there->select);
	differ->status = dialect->view_same(differ->input->catalog,
		differ->arena, view, there, &same, differ->error);
	return same;
}

/* What is done about the views of the models, each in its place. */
struct view_plan {
	const struct sql_object *there; /* NULL: it is missing */
	bool renewed; /* it, or one that it selects from, is another one */
};

/* Where it has to go so that one that it selects from can. */
static bool selects_from_renewed(struct differ *differ,
	const struct relations *relations, const struct view_plan *plans,
	size_t number)
{
	const struct dialect *dialect = differ->input->dialect;
	const char *select = relations->views[number]->view;

	for (size_t i = 0; dialect->mentions && i < number; i++)
		if (plans[i].renewed && dialect->mentions(differ->arena, select,
						relations->views[i]->name))
			return true;
	return false;
}

static void view_plan(struct differ *differ, const struct relations *relations,
	struct view_plan *plans, size_t number)
{
	const struct sql_table *view = relations->views[number];
	struct view_plan *plan = &plans[number];
	bool same;

	plan->there = calx__schema_view(differ->input->database, view);
	if (!plan->there)
		return;
	same = view_same(differ, view, plan->there);
	if (!same && differ->status >= 0)
		calx__differ_tell(differ, AUTOGENERATE_DETECTED,
			"Detected another SELECT of view '%s'", view->name);
	plan->renewed =
		!same || selects_from_renewed(differ, relations, plans, number);
}

static void view_drop(struct differ *differ, const struct sql_table *view,
	const struct view_plan *plan)
{
	struct sql_table before = *view;
	struct operation drop;

	if (!plan->renewed)
		return;
	before.view =
		plan->there->select ? plan->there->select : plan->there->sql;
	drop = calx__relation_removal(differ->arena, &before);
	calx__differ_plan(differ, &drop);
}

static void view_create(struct differ *differ, const struct sql_table *view,
	const struct view_plan *plan)
{
	struct operation creation;

	if (!plan->there) {
		plan_creation(differ, view);
	} else if (plan->renewed) {
		creation = calx__relation_creation(differ->arena, view);
		calx__differ_plan(differ, &creation);
	}
}

/* The last ones go first: they select from those before them. */
void calx__differ_views(
	struct differ *differ, const struct relations *relations)
{
	const size_t count = relations->view_count;
	struct view_plan *plans =
		calx__arena_zero(differ->arena, count, sizeof(*plans));

	if (!plans) {
		calx__differ_memory(differ);
		return;
	}
	for (size_t i = 0; i < count && differ->status >= 0; i++)
		view_plan(differ, relations, plans, i);
	for (size_t i = count; i-- > 0 && differ->status >= 0;)
		view_drop(differ, relations->views[i], &plans[i]);
	for (size_t i = 0; i < count && differ->status >= 0; i++)
		view_create(differ, relations->views[i], &plans[i]);
}
