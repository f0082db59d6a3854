#include "dialect/sqlite/survey/survey.h"

#include "compile/identifier.h"
#include "dialect/sqlite/survey/reference.h"
#include "dialect/sqlite/survey/trigger.h"
#include "util/fail.h"
#include "util/text.h"

/* What of a schema works. SQLite notices late that a view or a trigger uses what
 * is gone: when somebody reads the view or writes to the table. So each is
 * compiled, in parts that are its own. */

/* ---- one thing ------------------------------------------------------------- */

static bool all_compile(const struct catalog *catalog,
	const struct vec *statements, bool replayed, calx_error *error)
{
	for (size_t i = 0; i < statements->count; i++) {
		const char *sql = *(const char **)calx__vec_at(statements, i);

		if (catalog->probe(catalog, sql, replayed, error) < 0)
			return false;
	}
	return true;
}

enum calx_status calx__sqlite_judge(const struct catalog *catalog,
	struct arena *arena, const struct vec *statements,
	struct schema_thing *thing, calx_error *error)
{
	calx_error first = { 0 }, second = { 0 };

	if (all_compile(catalog, statements, false, &first))
		thing->state = THING_WORKS;
	else if (all_compile(catalog, statements, true, &second))
		thing->state = THING_LENIENT;
	if (first.status == CALX_OUT_OF_MEMORY ||
		second.status == CALX_OUT_OF_MEMORY)
		return calx__fail_memory(error);
	if (thing->state == THING_WORKS)
		return CALX_OK;
	thing->problem = calx__arena_strdup(arena, first.message);
	return thing->problem ? CALX_OK : calx__fail_memory(error);
}

/* ---- views and triggers ------------------------------------------------------ */

struct loading {
	const struct dialect *dialect;
	struct survey *survey;
	calx_error *error;
};

/* a thing by its type, name, table and text */
static enum calx_status thing_row(
	void *context, const char *const *values, size_t count)
{
	struct loading *loading = context;
	struct survey *survey = loading->survey;
	const bool is_view = calx__text_equal(values[0], "view");
	struct schema_thing thing = {
		.kind = is_view ? "view" : "trigger",
		.name = calx__arena_strdup(survey->arena, values[1]),
		.table = is_view ? NULL
				 : calx__arena_strdup(survey->arena, values[2]),
		.text = calx__arena_strdup(survey->arena, values[3]),
	};

	(void)count;
	/* what cannot be named cannot be asked for */
	if (thing.name &&
		calx__identifier_check(loading->dialect, thing.name, NULL) < 0)
		return CALX_OK;
	if (!thing.name || !thing.text || (!is_view && !thing.table) ||
		!calx__vec_append(&survey->things, &thing))
		return calx__fail_memory(loading->error);
	return CALX_OK;
}

/* what a view is made of must be there when it is read */
static enum calx_status view_statement(const struct dialect *dialect,
	struct arena *arena, const struct schema_thing *view,
	struct vec *statements, calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;
	const char *text;

	calx__strbuf_adds(&sql, "SELECT * FROM ");
	calx__sql_identifier(&sql, dialect, view->name);
	text = calx__strbuf_keep(&sql, arena);
	calx__strbuf_release(&sql);
	if (!text || !calx__vec_append(statements, &text))
		return calx__fail_memory(error);
	return CALX_OK;
}

static const char *drop_text(struct arena *arena, const struct dialect *dialect,
	const struct schema_thing *thing)
{
	struct strbuf sql = STRBUF_INIT;
	const char *text;

	calx__strbuf_adds(&sql, thing->table ? "DROP TRIGGER " : "DROP VIEW ");
	calx__sql_identifier(&sql, dialect, thing->name);
	text = calx__strbuf_keep(&sql, arena);
	calx__strbuf_release(&sql);
	return text;
}

static enum calx_status thing_look(const struct dialect *dialect,
	const struct catalog *catalog, struct arena *arena,
	struct schema_thing *thing, calx_error *error)
{
	struct vec statements = VEC_INIT(const char *);
	enum calx_status status;

	thing->drop = drop_text(arena, dialect, thing);
	if (!thing->drop)
		return calx__fail_memory(error);
	status = thing->table ? calx__trigger_statements(dialect, arena, thing,
					&statements, error)
			      : view_statement(dialect, arena, thing,
					&statements, error);
	if (status >= 0)
		status = calx__sqlite_judge(
			catalog, arena, &statements, thing, error);
	calx__vec_release(&statements);
	return status;
}

/* ---- the whole ------------------------------------------------------------------ */

/* views first: what is broken with one is broken by it */
static const char things_query[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema"
	" WHERE type IN ('view', 'trigger') AND sql IS NOT NULL"
	" ORDER BY type DESC, rowid";

enum calx_status calx__objects_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey, calx_error *error)
{
	struct loading loading = { dialect, survey, error };
	enum calx_status status = catalog->query(
		catalog, things_query, thing_row, &loading, error);

	for (size_t i = 0; i < survey->things.count && status >= 0; i++)
		status = thing_look(dialect, catalog, survey->arena,
			calx__vec_at(&survey->things, i), error);
	return status;
}

enum calx_status calx__sqlite_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey, calx_error *error)
{
	const enum calx_status status =
		calx__objects_survey(dialect, catalog, survey, error);

	return status < 0 ? status
			  : calx__references_survey(
				    dialect, catalog, survey, error);
}
