#include "dialect/mariadb/view/view.h"

#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* Whether a view of the database is that of a model: the server says how it has
 * understood both. */

struct printed {
	struct arena *arena;
	const char *text;
};

static enum calx_status explained_row(
	void *context, const char *const *values, size_t count)
{
	(void)context;
	(void)values;
	(void)count;
	return CALX_OK;
}

/* Of SHOW WARNINGS: level, number, message. */
static enum calx_status printed_row(
	void *context, const char *const *values, size_t count)
{
	struct printed *printed = context;

	if (count == 3 && calx__text_equal(values[1], "1003"))
		printed->text = calx__arena_strdup(printed->arena, values[2]);
	return CALX_OK;
}

/* A SELECT as the server has understood it. EXPLAIN EXTENDED has it printed as a
 * note (number 1003), and what WITH names and nobody asks for is resolved, but
 * not optimised, which would lose conditions by what is in the tables. Nothing is
 * changed by it. */
static enum calx_status select_print(const struct catalog *catalog,
	struct arena *arena, const char *select, const char **ret_text,
	calx_error *error)
{
	struct printed printed = { arena, NULL };
	const char *sql = calx__arena_printf(arena,
		"EXPLAIN EXTENDED WITH calx_view AS (%s\n) SELECT 1", select);
	enum calx_status status;

	if (!sql)
		return calx__fail_memory(error);
	if ((status = catalog->query(
		     catalog, sql, explained_row, NULL, error)) < 0 ||
		(status = catalog->query(catalog, "SHOW WARNINGS", printed_row,
			 &printed, error)) < 0)
		return status;
	*ret_text = printed.text;
	return arena->failed ? calx__fail_memory(error) : CALX_OK;
}

/* A SELECT that does not work as things are is of no view that is there. */
enum calx_status calx__mariadb_view_same(const struct catalog *catalog,
	struct arena *arena, const struct sql_table *view,
	const struct sql_object *there, bool *ret_same, calx_error *error)
{
	const char *a = NULL, *b = NULL;
	enum calx_status status;

	*ret_same = !catalog;
	if (!catalog || !there->select ||
		catalog->probe(catalog, view->view, false, NULL) < 0)
		return CALX_OK;
	if ((status = select_print(catalog, arena, view->view, &a, error)) <
			0 ||
		(status = select_print(
			 catalog, arena, there->select, &b, error)) < 0)
		return status;
	*ret_same = a && b && !strcmp(a, b);
	return CALX_OK;
}
