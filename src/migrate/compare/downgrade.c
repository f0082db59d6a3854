#include "migrate/compare/downgrade.h"

#include "compile/alter.h"
#include "compile/ddl.h"
#include "migrate/operation/reverse.h"
#include "migrate/script/render.h"
#include "util/strbuf.h"

/* The downgrade restores what was in the database, and a database knows more
 * than calx has words for: types of its own, collations, indexes on
 * expressions. Such things are kept as the SQL that made them. */

struct restorer {
	struct differ *differ;
	struct vec operations; /* of struct operation */
};

static void restore(
	struct restorer *restorer, const struct operation *operation)
{
	if (!calx__vec_append(&restorer->operations, operation))
		calx__differ_memory(restorer->differ);
}

static void restore_sql(struct restorer *restorer, const char *sql)
{
	if (sql)
		restore(restorer,
			&(struct operation){
				.kind = CALX_OPERATION_EXECUTE, .sql = sql });
	else
		calx__differ_memory(restorer->differ);
}

/* Takes what a string builder holds. */
static void restore_text(struct restorer *restorer, struct strbuf *text)
{
	restore_sql(restorer, calx__strbuf_keep(text, restorer->differ->arena));
}

static bool has_words(
	struct restorer *restorer, const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;
	enum calx_status status =
		calx__render_operation(&text, operation, NULL);

	calx__strbuf_release(&text);
	if (status == CALX_OUT_OF_MEMORY)
		calx__differ_memory(restorer->differ);
	return status != CALX_UNSUPPORTED;
}

static void restore_index(
	struct restorer *restorer, const struct operation *operation)
{
	const struct sql_constraint *index = operation->constraint;
	struct strbuf text = STRBUF_INIT;

	if (index->text) {
		restore_sql(restorer, index->text);
		return;
	}
	calx__ddl_create_index(&text, restorer->differ->input->dialect,
		operation->schema, operation->table, index);
	restore_text(restorer, &text);
}

static void restore_table(
	struct restorer *restorer, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;
	struct strbuf text = STRBUF_INIT;

	if (table->sql) {
		restore_sql(restorer, table->sql);
	} else {
		calx__ddl_create_table(
			&text, restorer->differ->input->dialect, table);
		restore_text(restorer, &text);
	}
	for (size_t i = 0; i < table->index_count; i++) {
		const struct operation index = {
			.kind = CALX_OPERATION_CREATE_INDEX,
			.table = operation->table,
			.name = table->indexes[i].name,
			.constraint = &table->indexes[i]
		};

		if (has_words(restorer, &index))
			restore(restorer, &index);
		else
			restore_index(restorer, &index);
	}
}

static void restore_column(
	struct restorer *restorer, const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;

	calx__alter_add_column(
		&text, restorer->differ->input->dialect, operation);
	restore_text(restorer, &text);
}

static void restore_nothing(
	struct restorer *restorer, const struct operation *operation)
{
	calx__differ_tell(restorer->differ, AUTOGENERATE_HINT,
		"The downgrade leaves '%s.%s' as it is: calx has no words for how it was",
		operation->table, operation->name ? operation->name : "");
}

/* By kind; those without one say that they leave things as they are. */
static void (*const restorers[CALX_OPERATION_KIND_COUNT])(
	struct restorer *restorer, const struct operation *operation) = {
	[CALX_OPERATION_CREATE_TABLE] = restore_table,
	[CALX_OPERATION_ADD_COLUMN] = restore_column,
	[CALX_OPERATION_CREATE_INDEX] = restore_index,
};

/* What was there twice, once with a name and once without, comes back once. */
static bool is_restored(
	struct restorer *restorer, const struct operation *operation)
{
	if (operation->kind != CALX_OPERATION_ADD_CONSTRAINT)
		return false;
	for (size_t i = 0; i < restorer->operations.count; i++)
		if (calx__operation_equal(
			    calx__vec_at(&restorer->operations, i), operation))
			return true;
	return false;
}

static void restore_any(
	struct restorer *restorer, const struct operation *operation)
{
	if (is_restored(restorer, operation))
		return;
	if (has_words(restorer, operation))
		restore(restorer, operation);
	else if (restorers[operation->kind])
		restorers[operation->kind](restorer, operation);
	else
		restore_nothing(restorer, operation);
}

struct operation *calx__differ_downgrade(struct differ *differ,
	const struct operation *upgrade, size_t count, size_t *ret_count)
{
	struct restorer restorer = { differ, VEC_INIT(struct operation) };
	struct operation *reversed, *kept;

	differ->status = calx__operations_reverse(
		differ->arena, upgrade, count, &reversed, differ->error);
	for (size_t i = 0; differ->status >= 0 && i < count; i++)
		restore_any(&restorer, &reversed[i]);
	kept = calx__vec_keep(&restorer.operations, differ->arena, ret_count);
	calx__vec_release(&restorer.operations);
	return kept;
}
