#include "migrate/compare/downgrade.h"

#include "compile/alter.h"
#include "compile/ddl.h"
#include "migrate/operation/reverse.h"
#include "migrate/script/reread.h"
#include "migrate/script/spoken.h"
#include "sql/schema/expression.h"
#include "util/strbuf.h"

/* The downgrade restores what was in the database, and a database knows more
 * than calx has words for. Where the words of an operation would make anything
 * else than the text that the database keeps, that text is run instead. */

struct restorer {
	struct differ *differ;
	struct vec operations; /* of struct operation */
	struct vec notes;      /* of const char * */
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

/* ---- in words ------------------------------------------------------------- */

/* What the words of the operation will do; false if there are none. */
static bool words_of(struct restorer *restorer,
	const struct operation *operation, struct operation *ret_words)
{
	const enum calx_status status = calx__operation_reread(
		restorer->differ->arena, operation, ret_words, NULL);

	if (status == CALX_OUT_OF_MEMORY)
		calx__differ_memory(restorer->differ);
	return status >= 0;
}

/* Whether a statement that was written says the same as `sql`; NULL: it is not
 * known. */
static bool writes(
	struct restorer *restorer, struct strbuf *text, const char *sql)
{
	const bool same =
		!text->failed && (!sql || calx__sql_same(text->data, sql));

	if (text->failed)
		calx__differ_memory(restorer->differ);
	calx__strbuf_release(text);
	return same;
}

static bool any_in_words(
	struct restorer *restorer, const struct operation *operation)
{
	struct operation words;

	return words_of(restorer, operation, &words) &&
	       calx__operation_equal(&words, operation);
}

/* Where the database keeps the text itself, that is compared. */
static bool index_in_words(
	struct restorer *restorer, const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;
	struct operation words;

	if (!restorer->differ->input->dialect->keeps_sql)
		return any_in_words(restorer, operation);
	if (!words_of(restorer, operation, &words))
		return false;
	calx__ddl_create_index(&text, restorer->differ->input->dialect,
		operation->schema, operation->table, words.constraint);
	return writes(restorer, &text, operation->constraint->sql);
}

static struct operation creating_index(
	const struct operation *operation, const struct sql_constraint *index)
{
	return (struct operation){ .kind = CALX_OPERATION_CREATE_INDEX,
		.schema = operation->schema,
		.table = operation->table,
		.name = index->name,
		.constraint = index };
}

/* How the table was made, as far as that is known: without its keys that are
 * added later it has no text of its own. */
static const char *text_of(
	struct restorer *restorer, const struct sql_table *table)
{
	struct strbuf text = STRBUF_INIT;

	if (table->sql)
		return table->sql;
	calx__ddl_create_table(&text, restorer->differ->input->dialect, table);
	return calx__strbuf_keep(&text, restorer->differ->arena);
}

/* A key that has no name in the database, as none has on MariaDB, gets none by
 * words either. */
static void key_unname(
	const struct sql_table *words, const struct sql_table *table)
{
	const struct sql_constraint *there = calx__table_primary_key(table);
	struct sql_constraint *key = calx__table_primary_key(words);

	if (there && key && !there->name)
		key->name = NULL;
}

/* The indexes stand in the call, too. */
static bool table_in_words(
	struct restorer *restorer, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;
	struct strbuf text = STRBUF_INIT;
	struct operation words;

	if (!words_of(restorer, operation, &words))
		return false;
	if (!restorer->differ->input->dialect->keeps_sql)
		key_unname(words.definition, table);
	calx__ddl_create_table(
		&text, restorer->differ->input->dialect, words.definition);
	if (!writes(restorer, &text, text_of(restorer, table)))
		return false;
	for (size_t i = 0; i < table->index_count; i++) {
		const struct operation index =
			creating_index(operation, &table->indexes[i]);

		if (!index_in_words(restorer, &index))
			return false;
	}
	return true;
}

/* ---- in SQL --------------------------------------------------------------- */

static void restore_index(
	struct restorer *restorer, const struct operation *operation)
{
	const struct sql_constraint *index = operation->constraint;
	struct strbuf text = STRBUF_INIT;

	if (index->sql) {
		restore_sql(restorer, index->sql);
		return;
	}
	calx__ddl_create_index(&text, restorer->differ->input->dialect,
		operation->schema, operation->table, index);
	restore_text(restorer, &text);
}

/* The statements of an operation, with the types that a table needs. */
static void restore_statements(
	struct restorer *restorer, const struct operation *operation)
{
	struct differ *differ = restorer->differ;
	const struct operation_group group = { &operation, 1 };
	struct vec statements = VEC_INIT(const char *);

	differ->status = calx__alter(differ->input->dialect, NULL, &group,
		differ->arena, &statements, differ->error);
	for (size_t i = 0; differ->status >= 0 && i < statements.count; i++)
		restore_sql(
			restorer, *(const char **)calx__vec_at(&statements, i));
	calx__vec_release(&statements);
}

static void restore_table(
	struct restorer *restorer, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;

	if (!restorer->differ->input->dialect->keeps_sql) {
		restore_statements(restorer, operation);
		return;
	}
	restore_sql(restorer, text_of(restorer, table));
	for (size_t i = 0; i < table->index_count; i++) {
		const struct operation index =
			creating_index(operation, &table->indexes[i]);

		restore_index(restorer, &index);
	}
}

static void restore_column(
	struct restorer *restorer, const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;

	if (!restorer->differ->input->dialect->keeps_sql) {
		restore_statements(restorer, operation);
		return;
	}
	calx__alter_add_column(
		&text, restorer->differ->input->dialect, operation);
	restore_text(restorer, &text);
}

/* What cannot be restored is said in the file, where the one who runs it looks,
 * and in the log. */
static void restore_nothing(
	struct restorer *restorer, const struct operation *operation)
{
	const char *note = calx__arena_printf(restorer->differ->arena,
		"'%s.%s' stays as it is: calx has no words for how it was",
		operation->table, operation->name ? operation->name : "");

	if (!note || !calx__vec_append(&restorer->notes, &note)) {
		calx__differ_memory(restorer->differ);
		return;
	}
	calx__differ_tell(restorer->differ, AUTOGENERATE_HINT,
		"The downgrade leaves %s", note);
}

/* ---- by kind -------------------------------------------------------------- */

/* how it is restored; what has no row is in words, or not at all */
static const struct restoring {
	bool (*in_words)(
		struct restorer *restorer, const struct operation *operation);
	void (*in_sql)(
		struct restorer *restorer, const struct operation *operation);
} restorings[CALX_OPERATION_KIND_COUNT] = {
	[CALX_OPERATION_CREATE_TABLE] = { table_in_words, restore_table },
	[CALX_OPERATION_ADD_COLUMN] = { any_in_words, restore_column },
	[CALX_OPERATION_CREATE_INDEX] = { index_in_words, restore_index },
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
	const struct restoring *row = &restorings[operation->kind];
	struct operation words = *operation;

	if (is_restored(restorer, operation))
		return;
	if (words.definition)
		words.definition = calx__spoken(restorer->differ->arena,
			restorer->differ->input->dialect, words.definition);
	if (operation->definition && !words.definition) {
		calx__differ_memory(restorer->differ);
		return;
	}
	if (row->in_words ? row->in_words(restorer, &words)
			  : any_in_words(restorer, &words))
		restore(restorer, &words);
	else if (row->in_sql)
		row->in_sql(restorer, operation);
	else
		restore_nothing(restorer, operation);
}

enum calx_status calx__differ_downgrade(struct differ *differ,
	const struct operation *upgrade, size_t count,
	struct downgrade *ret_downgrade)
{
	struct restorer restorer = { differ, VEC_INIT(struct operation),
		VEC_INIT(const char *) };
	struct operation *reversed;

	differ->status = calx__operations_reverse(
		differ->arena, upgrade, count, &reversed, differ->error);
	for (size_t i = 0; differ->status >= 0 && i < count; i++)
		restore_any(&restorer, &reversed[i]);
	ret_downgrade->operations = calx__vec_keep(
		&restorer.operations, differ->arena, &ret_downgrade->count);
	ret_downgrade->notes = calx__vec_keep(
		&restorer.notes, differ->arena, &ret_downgrade->note_count);
	calx__vec_release(&restorer.operations);
	calx__vec_release(&restorer.notes);
	return differ->status;
}
