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

/* CREATE VIEW, as it is written for the model. */
static const char *view_text(
	struct differ *differ, const struct sql_table *view)
{
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql, "CREATE VIEW ");
	calx__sql_relation(
		&sql, differ->input->dialect, view->schema, view->name);
	calx__strbuf_addf(&sql, " AS %s", view->view);
	return calx__strbuf_keep(&sql, differ->arena);
}

static bool view_same(struct differ *differ, const struct sql_table *view,
	const struct sql_object *there)
{
	const struct dialect *dialect = differ->input->dialect;
	bool same = false;

	if (!dialect->view_same)
		return calx__sql_same(view_text(differ, view), there->sql);
	differ->status = dialect->view_same(differ->input->catalog,
		differ->arena, view, there, &same, differ->error);
	return same;
}

static void compare_view(struct differ *differ, const struct sql_table *view)
{
	const struct sql_object *there =
		calx__schema_view(differ->input->database, view);
	struct sql_table before = *view;
	struct operation drop;

	if (there && (view_same(differ, view, there) || differ->status < 0))
		return;
	if (!there) {
		plan_creation(differ, view);
		return;
	}
	before.view = there->select ? there->select : there->sql;
	drop = calx__relation_removal(differ->arena, &before);
	calx__differ_tell(differ, AUTOGENERATE_DETECTED,
		"Detected another SELECT of view '%s'", view->name);
	calx__differ_plan(differ, &drop);
	drop = calx__relation_creation(differ->arena, view);
	calx__differ_plan(differ, &drop);
}

void calx__differ_views(
	struct differ *differ, const struct relations *relations)
{
	for (size_t i = 0; i < relations->view_count && differ->status >= 0;
		i++)
		compare_view(differ, relations->views[i]);
}
