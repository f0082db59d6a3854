#include "migrate/script/render.h"

#include <string.h>

#include "util/fail.h"
#include "util/text.h"
#include "migrate/script/item_write.h"

/* Operations as statements. The table calx__operations says what stands in
 * each call; script_operation.c reads it back by the same table. */

enum { LINE_WIDTH = 80 };

#define ITEM_INDENT "        "

/* ---- arguments ------------------------------------------------------------ */

static size_t widest_identifier(struct renderer *renderer)
{
	size_t width = 0;

	for (size_t i = 0; i < renderer->table->column_count; i++) {
		const char *word = calx__render_identifier(renderer, i);
		size_t length = word ? strlen(word) : 0;

		width = length > width ? length : width;
	}
	return width;
}

static void add_constraint_items(struct renderer *renderer,
	const struct sql_constraint *constraints, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (calx__render_is_option(renderer, &constraints[i]))
			continue;
		calx__strbuf_adds(renderer->text, ",\n" ITEM_INDENT);
		calx__render_constraint(renderer, &constraints[i]);
	}
}

/* one item on each line */
static void add_items(struct renderer *renderer)
{
	const struct sql_table *table = renderer->table;
	size_t width = widest_identifier(renderer);

	for (size_t i = 0; i < table->column_count; i++) {
		calx__strbuf_adds(renderer->text,
			i > 0 ? ",\n" ITEM_INDENT : "\n" ITEM_INDENT);
		calx__render_column(renderer, i, width);
	}
	add_constraint_items(
		renderer, table->constraints, table->constraint_count);
	add_constraint_items(renderer, table->indexes, table->index_count);
}

/* SQL of several lines stays that, one literal for each */
static void add_sql(struct renderer *renderer, const char *sql)
{
	struct view rest = calx__view(sql);
	bool lines = strchr(sql, '\n') != NULL;

	if (!lines) {
		calx__render_literal(renderer->text, sql);
		return;
	}
	while (rest.length > 0) {
		struct view line = calx__view_split(&rest, '\n');
		bool ended = line.data[line.length] == '\n';
		const char *copy = calx__arena_strndup(
			renderer->arena, line.data, line.length + ended);

		calx__strbuf_adds(renderer->text, "\n" ITEM_INDENT);
		if (copy)
			calx__render_literal(renderer->text, copy);
	}
}

static void add_argument(struct renderer *renderer,
	const struct operation *operation, enum operation_argument argument)
{
	const char *texts[] = {
		[ARGUMENT_TABLE] = operation->table,
		[ARGUMENT_NAME] = operation->name,
		[ARGUMENT_NEW_NAME] = operation->new_name,
		[ARGUMENT_SQL] = NULL,
	};

	switch (argument) {
	case ARGUMENT_SQL:
		add_sql(renderer, operation->sql);
		break;
	case ARGUMENT_ITEMS:
		renderer->table = operation->definition;
		add_items(renderer);
		break;
	case ARGUMENT_COLUMN:
		renderer->table = operation->definition;
		calx__render_column(renderer, 0, 0);
		break;
	case ARGUMENT_CONSTRAINT:
	case ARGUMENT_INDEX:
		calx__render_constraint(renderer, operation->constraint);
		break;
	default:
		calx__render_literal(
			renderer->text, texts[argument] ? texts[argument] : "");
	}
}

/* ---- statements ----------------------------------------------------------- */

static const enum operation_argument *last_argument(
	const struct operation_info *info)
{
	const enum operation_argument *last = info->arguments;

	while (last - info->arguments < 3 && last[1] != ARGUMENT_END)
		last++;
	return last;
}

static void add_last_argument(struct renderer *renderer,
	const struct operation *operation, enum operation_argument argument,
	size_t begin)
{
	struct strbuf *text = renderer->text;
	struct strbuf last = STRBUF_INIT;
	size_t line = text->length - begin;
	bool breaks;

	renderer->text = &last;
	add_argument(renderer, operation, argument);
	renderer->text = text;
	breaks = line + 1 + last.length + 2 > LINE_WIDTH;
	text->failed |= last.failed;
	if (last.length > 0 && last.data[0] != '\n')
		calx__strbuf_adds(text, breaks ? "\n" ITEM_INDENT : " ");
	calx__strbuf_add(text, last.data, last.length);
	calx__strbuf_release(&last);
}

static void add_statement(
	struct renderer *renderer, const struct operation *operation)
{
	const struct operation_info *info = &calx__operations[operation->kind];
	const enum operation_argument *last = last_argument(info);
	size_t begin = renderer->text->length;

	calx__strbuf_addf(renderer->text, "    %s(op", info->function);
	for (const enum operation_argument *a = info->arguments; a < last;
		a++) {
		calx__strbuf_adds(renderer->text, ", ");
		add_argument(renderer, operation, *a);
	}
	calx__strbuf_addc(renderer->text, ',');
	add_last_argument(renderer, operation, *last, begin);
	calx__strbuf_adds(renderer->text, ");\n");
}

enum calx_status calx__render_operation(struct strbuf *text,
	const struct operation *operation, calx_error *error)
{
	struct arena arena = { 0 };
	struct renderer renderer = { .text = text,
		.arena = &arena,
		.table_name = operation->table,
		.error = error };

	if (!text->failed)
		add_statement(&renderer, operation);
	text->failed |= arena.failed;
	calx__arena_release(&arena);
	if (renderer.status != CALX_OK)
		return renderer.status;
	return text->failed ? calx__fail_memory(error) : CALX_OK;
}

enum calx_status calx__render_operations(struct strbuf *text,
	const struct operation *operations, size_t count, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status == CALX_OK; i++)
		status = calx__render_operation(text, &operations[i], error);
	return status;
}

/* ---- for people ----------------------------------------------------------- */

static void add_printable(struct strbuf *text, const char *value)
{
	for (; value && *value; value++) {
		if ((unsigned char)*value < ' ' || *value == 0x7f)
			calx__strbuf_addf(
				text, "\\x%02x", (unsigned char)*value);
		else
			calx__strbuf_addc(text, *value);
	}
}

static void add_column_summary(
	struct strbuf *text, const struct operation *operation)
{
	const struct sql_table *before = operation->before;
	const struct sql_table *definition = operation->definition;

	add_printable(text, operation->table);
	calx__strbuf_addc(text, '.');
	add_printable(text, operation->name);
	if (operation->kind == OPERATION_ALTER_COLUMN && before) {
		calx__strbuf_adds(text, " from ");
		calx__render_type(text, &before->columns[0]);
		calx__strbuf_adds(text, " to");
	}
	if (definition) {
		calx__strbuf_addc(text, ' ');
		calx__render_type(text, &definition->columns[0]);
		if (definition->columns[0].server_default) {
			calx__strbuf_adds(text, " default ");
			add_printable(
				text, definition->columns[0].server_default);
		}
	}
}

static void add_table_summary(
	struct strbuf *text, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;

	add_printable(text, operation->table);
	for (size_t i = 0; table && i < table->column_count; i++) {
		calx__strbuf_adds(text, i > 0 ? ", " : " (");
		add_printable(text, table->columns[i].name);
	}
	if (table && table->column_count > 0)
		calx__strbuf_addc(text, ')');
}

static void add_constraint_summary(
	struct strbuf *text, const struct operation *operation)
{
	const struct sql_constraint *constraint = operation->constraint;
	const struct sql_table *before = operation->before;

	if (!constraint && before)
		constraint = before->constraint_count > 0 ? before->constraints
							  : before->indexes;
	add_printable(text, operation->name);
	calx__strbuf_adds(text, " on ");
	add_printable(text, operation->table);
	for (size_t i = 0; constraint && i < constraint->column_count; i++) {
		calx__strbuf_adds(text, i > 0 ? ", " : " (");
		add_printable(text, constraint->columns[i]);
	}
	if (constraint && constraint->column_count > 0)
		calx__strbuf_addc(text, ')');
	if (constraint && constraint->kind == CALX_CHECK) {
		calx__strbuf_adds(text, ": ");
		add_printable(text, constraint->text);
	}
}

static void add_rename_summary(
	struct strbuf *text, const struct operation *operation)
{
	add_printable(text, operation->table);
	if (operation->name) {
		calx__strbuf_addc(text, '.');
		add_printable(text, operation->name);
	}
	calx__strbuf_adds(text, " to ");
	add_printable(text, operation->new_name);
}

static void add_sql_summary(
	struct strbuf *text, const struct operation *operation)
{
	add_printable(text, operation->sql);
}

void calx__render_summary(
	struct strbuf *text, const struct operation *operation)
{
	static const struct {
		const char *verb;
		void (*add)(
			struct strbuf *text, const struct operation *operation);
	} summaries[] = {
		[OPERATION_CREATE_TABLE] = { "add table ", add_table_summary },
		[OPERATION_DROP_TABLE] = { "remove table ", add_table_summary },
		[OPERATION_RENAME_TABLE] = { "rename table ",
			add_rename_summary },
		[OPERATION_ADD_COLUMN] = { "add column ", add_column_summary },
		[OPERATION_DROP_COLUMN] = { "remove column ",
			add_column_summary },
		[OPERATION_ALTER_COLUMN] = { "change column ",
			add_column_summary },
		[OPERATION_RENAME_COLUMN] = { "rename column ",
			add_rename_summary },
		[OPERATION_ADD_CONSTRAINT] = { "add constraint ",
			add_constraint_summary },
		[OPERATION_DROP_CONSTRAINT] = { "remove constraint ",
			add_constraint_summary },
		[OPERATION_CREATE_INDEX] = { "add index ",
			add_constraint_summary },
		[OPERATION_DROP_INDEX] = { "remove index ",
			add_constraint_summary },
		[OPERATION_EXECUTE] = { "execute ", add_sql_summary },
	};

	_Static_assert(
		sizeof(summaries) / sizeof(*summaries) == OPERATION_KIND_COUNT,
		"every operation has its line");
	calx__strbuf_adds(text, summaries[operation->kind].verb);
	summaries[operation->kind].add(text, operation);
}
