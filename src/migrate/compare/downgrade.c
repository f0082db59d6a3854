#include "migrate/compare/diff.h"

#include <string.h>

#include "compile/alter.h"
#include "compile/ddl.h"
#include "util/strbuf.h"
#include "migrate/script/render.h"
#include "migrate/operation/reverse.h"

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
				.kind = OPERATION_EXECUTE, .sql = sql });
	else
		calx__differ_memory(restorer->differ);
}

/* Takes what a string builder holds. */
static void restore_text(struct restorer *restorer, struct strbuf *text)
{
	restore_sql(restorer,
		text->failed ? NULL
			     : calx__arena_strndup(restorer->differ->arena,
				       text->data, text->length));
	calx__strbuf_release(text);
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
		const struct operation index = { .kind = OPERATION_CREATE_INDEX,
			.table = operation->table,
			.name = table->indexes[i].name,
			.constraint = &table->indexes[i] };

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

static void restore_otherwise(
	struct restorer *restorer, const struct operation *operation)
{
	switch (operation->kind) {
	case OPERATION_CREATE_TABLE:
		restore_table(restorer, operation);
		break;
	case OPERATION_ADD_COLUMN:
		restore_column(restorer, operation);
		break;
	case OPERATION_CREATE_INDEX:
		restore_index(restorer, operation);
		break;
	default:
		restore_nothing(restorer, operation);
	}
}

void calx__differ_downgrade(
	struct differ *differ, struct autogenerate_result *result)
{
	struct restorer restorer = { differ, VEC_INIT(struct operation) };
	struct operation *reversed;

	differ->status =
		calx__operations_reverse(differ->arena, result->upgrade,
			result->upgrade_count, &reversed, differ->error);
	for (size_t i = 0;
		differ->status == CALX_OK && i < result->upgrade_count; i++) {
		if (has_words(&restorer, &reversed[i]))
			restore(&restorer, &reversed[i]);
		else
			restore_otherwise(&restorer, &reversed[i]);
	}
	result->downgrade_count = restorer.operations.count;
	result->downgrade = calx__arena_zero(differ->arena,
		result->downgrade_count, sizeof(*result->downgrade));
	if (!result->downgrade)
		calx__differ_memory(differ);
	else if (result->downgrade_count > 0)
		memcpy(result->downgrade, restorer.operations.items,
			result->downgrade_count * sizeof(*result->downgrade));
	calx__vec_release(&restorer.operations);
}
