#include "engine/relation.h"

#include "compile/identifier.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"

/* Views and sequences of a database as tables of metadata. The columns of all
 * views are asked for at once. */

struct relations_work {
	const struct dialect *dialect;
	struct catalog catalog;
	struct arena *arena;
	struct vec views;   /* of struct sql_table * */
	struct vec columns; /* of struct sql_column: of the view below */
	struct sql_table *view;
	calx_error *error;
};

static struct sql_table *view_named(
	const struct relations_work *work, const char *schema, const char *name)
{
	struct sql_table *const *views = work->views.items;

	for (size_t i = 0; i < work->views.count; i++)
		if (calx__text_equal(views[i]->name, name) &&
			calx__text_equal(views[i]->schema, schema))
			return views[i];
	return NULL;
}

static void columns_keep(struct relations_work *work)
{
	if (work->view)
		work->view->columns = calx__vec_keep(
			&work->columns, work->arena, &work->view->column_count);
	work->view = NULL;
}

/* schema, view, column, type, whether it may be NULL */
static enum calx_status column_row(
	void *context, const char *const *values, size_t count)
{
	struct relations_work *work = context;
	struct sql_table *view = view_named(work, values[0], values[1]);
	struct sql_column *column;

	(void)count;
	if (view != work->view)
		columns_keep(work);
	work->view = view;
	if (!view)
		return CALX_OK; /* made since the views were read */
	column = calx__vec_push(&work->columns);
	if (!column)
		return calx__fail_memory(work->error);
	*column = (struct sql_column){
		.name = calx__arena_strdup(work->arena, values[2]),
		.type = work->dialect->type_of(work->arena, values[3]),
		.type_text = calx__arena_strdup(work->arena, values[3]),
		.nullable = calx__text_equal(values[4], "1"),
		.number = work->columns.count - 1,
	};
	if (!*values[3]) {
		/* an expression, of any type */
		column->type = work->dialect->type_like("");
		column->type_text = NULL;
	}
	return work->arena->failed ? calx__fail_memory(work->error) : CALX_OK;
}

/* Where one view that does not work makes the whole query fail. */
static bool works(const struct relations_work *work, const char *view)
{
	struct strbuf sql = STRBUF_INIT;
	bool answers;

	if (!work->dialect->views_break)
		return true;
	calx__strbuf_adds(&sql, "SELECT * FROM ");
	calx__sql_identifier(&sql, work->dialect, view);
	answers = !sql.failed && work->catalog.probe(&work->catalog, sql.data,
					 true, NULL) >= 0;
	calx__strbuf_release(&sql);
	return answers;
}

static bool views_list(
	struct relations_work *work, const struct sql_schema *schema)
{
	for (size_t i = 0; i < schema->object_count; i++) {
		const struct sql_object *object = &schema->objects[i];
		struct sql_table *view;

		if (object->table || !object->select ||
			!works(work, object->name))
			continue;
		view = calx__arena_zero(work->arena, 1, sizeof(*view));
		if (!view || !calx__vec_append(&work->views, &view))
			return false;
		view->name = object->name;
		view->schema = object->schema;
		view->view = object->select;
	}
	return true;
}

/* The query of those that work. */
static enum calx_status columns_ask(struct relations_work *work)
{
	struct sql_table *const *views = work->views.items;
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	calx__strbuf_adds(&sql, work->dialect->views);
	for (size_t i = 0; work->dialect->views_break && i < work->views.count;
		i++) {
		calx__strbuf_adds(&sql, i ? ", " : " AND v.name IN (");
		calx__sql_literal(&sql, work->dialect, views[i]->name);
	}
	calx__strbuf_adds(&sql, work->dialect->views_break ? ")" : "");
	status = sql.failed ? calx__fail_memory(work->error)
			    : work->catalog.query(&work->catalog, sql.data,
				      column_row, work, work->error);
	calx__strbuf_release(&sql);
	columns_keep(work);
	return status;
}

static struct sql_table *sequence_table(
	struct arena *arena, const struct sql_sequence *from)
{
	struct sql_table *sequence =
		calx__arena_zero(arena, 1, sizeof(*sequence));

	if (sequence)
		*sequence = (struct sql_table){
			.name = from->name,
			.schema = from->schema,
			.sequence = true,
			.start = from->start == 1 ? 0 : from->start,
			.increment = from->increment == 1 ? 0 : from->increment,
		};
	return sequence;
}

static enum calx_status tables_append(
	struct relations_work *work, struct sql_schema *schema)
{
	struct sql_table *const *views = work->views.items;
	struct sql_table **all = calx__arena_zero(work->arena,
		schema->table_count + work->views.count +
			schema->sequence_count,
		sizeof(*all));
	size_t count = 0;

	for (; all && count < schema->table_count; count++)
		all[count] = schema->tables[count];
	for (size_t i = 0; all && i < work->views.count; i++)
		if (views[i]->column_count)
			all[count++] = views[i];
	for (size_t i = 0; all && i < schema->sequence_count; i++)
		all[count++] =
			sequence_table(work->arena, &schema->sequences[i]);
	if (work->arena->failed)
		return calx__fail_memory(work->error);
	schema->tables = all;
	schema->table_count = count;
	return calx__schema_index(work->arena, schema)
		       ? CALX_OK
		       : calx__fail_memory(work->error);
}

enum calx_status calx__inspect_relations(calx_connection *connection,
	struct arena *arena, struct sql_schema *schema)
{
	struct relations_work work = {
		.dialect = calx__connection_dialect(connection),
		.catalog = calx__connection_catalog(connection),
		.arena = arena,
		.views = VEC_INIT(struct sql_table *),
		.columns = VEC_INIT(struct sql_column),
		.error = calx__connection_failing(connection),
	};
	enum calx_status status = views_list(&work, schema)
					  ? CALX_OK
					  : calx__fail_memory(work.error);

	if (status >= 0 && work.views.count && work.dialect->views)
		status = columns_ask(&work);
	if (status >= 0)
		status = tables_append(&work, schema);
	calx__vec_release(&work.views);
	calx__vec_release(&work.columns);
	return status;
}
