#include "migrate/compare/object.h"

#include "compile/identifier.h"
#include "util/strbuf.h"

/* Views and triggers are no models' business, but for those of a table that
 * goes. */

struct object_search {
	struct differ *differ;
	const struct sql_schema *tables; /* those that go */
	const struct sql_schema *database;
	bool *gone; /* by object */
};

static bool uses(const struct object_search *search,
	const struct sql_object *object, const char *name)
{
	const struct dialect *dialect = search->differ->input->dialect;

	return (object->table &&
		       calx__names_equal(dialect, object->table, name)) ||
	       dialect->mentions(search->differ->arena, object->sql, name);
}

static bool uses_gone(
	const struct object_search *search, const struct sql_object *object)
{
	for (size_t i = 0; i < search->tables->table_count; i++)
		if (uses(search, object, search->tables->tables[i]->name))
			return true;
	for (size_t i = 0; i < search->database->object_count; i++)
		if (search->gone[i] && !search->database->objects[i].table &&
			uses(search, object, search->database->objects[i].name))
			return true;
	return false;
}

/* A view may use a view: until nothing is found any more. */
static void find_gone(const struct object_search *search)
{
	bool found = true;

	while (found) {
		found = false;
		for (size_t i = 0; i < search->database->object_count; i++)
			if (!search->gone[i] &&
				uses_gone(
					search, &search->database->objects[i]))
				found = search->gone[i] = true;
	}
}

static void plan_drop(struct differ *differ, const struct sql_object *object)
{
	const char *kind = object->table ? "trigger" : "view";
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql, object->table ? "DROP TRIGGER " : "DROP VIEW ");
	calx__sql_identifier(&sql, differ->input->dialect, object->name);
	calx__differ_tell(differ, AUTOGENERATE_DETECTED,
		"Detected %s '%s' of what is removed", kind, object->name);
	calx__differ_plan(
		differ, &(struct operation){ .kind = CALX_OPERATION_EXECUTE,
				.sql = calx__strbuf_keep(&sql, differ->arena),
				.sql_before = object->sql });
}

void calx__differ_objects(
	struct differ *differ, const struct sql_schema *tables)
{
	const struct object_search search = { differ, tables,
		differ->input->database,
		calx__arena_zero(differ->arena,
			differ->input->database->object_count,
			sizeof(*search.gone)) };

	if (!search.gone) {
		calx__differ_memory(differ);
		return;
	}
	if (!tables->table_count || !differ->input->dialect->mentions)
		return;
	find_gone(&search);
	for (size_t i = search.database->object_count; i-- > 0;)
		if (search.gone[i])
			plan_drop(differ, &search.database->objects[i]);
}
