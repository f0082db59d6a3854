#include "migrate/script/render.h"

#include <string.h>

#include "migrate/script/item_write.h"
#include "migrate/script/literal.h"
#include "util/fail.h"
#include "util/text.h"

/* Operations as statements. The rows of calx__operations say what stands in each
 * call; operation_read.c reads it back by the same rows. */

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
	const struct sql_constraint *constraints, size_t count,
	const char *indent)
{
	for (size_t i = 0; i < count; i++) {
		if (calx__render_is_option(renderer, &constraints[i]))
			continue;
		calx__strbuf_addf(renderer->text, ",\n%s", indent);
		calx__render_constraint(renderer, &constraints[i]);
	}
}

void calx__render_items(struct renderer *renderer, const char *indent)
{
	const struct sql_table *table = renderer->table;
	size_t width = widest_identifier(renderer);

	for (size_t i = 0; i < table->column_count; i++) {
		calx__strbuf_addf(
			renderer->text, "%s\n%s", i > 0 ? "," : "", indent);
		calx__render_column(renderer, i, width);
	}
	add_constraint_items(
		renderer, table->constraints, table->constraint_count, indent);
	add_constraint_items(
		renderer, table->indexes, table->index_count, indent);
	if (!calx__render_has_table_options(table))
		return;
	calx__strbuf_adds(renderer->text, ",\n");
	calx__strbuf_adds(renderer->text, indent);
	calx__render_table_options(renderer, table);
}

/* ---- by form ---------------------------------------------------------------- */

typedef void argument_writer(struct renderer *renderer, const void *value);

static void write_name(struct renderer *renderer, const void *value)
{
	calx__literal_write(renderer->text, value);
}

/* SQL of several lines stays that, one literal for each */
static void write_sql(struct renderer *renderer, const void *value)
{
	const char *sql = value;
	struct view rest = calx__view(sql);
	bool lines = strchr(sql, '\n') != NULL;

	if (!lines) {
		calx__literal_write(renderer->text, sql);
		return;
	}
	while (rest.length > 0) {
		struct view line = calx__view_split(&rest, '\n');
		bool ended = line.data[line.length] == '\n';
		const char *copy = calx__arena_strndup(
			renderer->arena, line.data, line.length + ended);

		calx__strbuf_adds(renderer->text, "\n" ITEM_INDENT);
		if (copy)
			calx__literal_write(renderer->text, copy);
	}
}

static void write_column(struct renderer *renderer, const void *value)
{
	renderer->table = value;
	calx__render_column(renderer, 0, 0);
}

static void write_constraint(struct renderer *renderer, const void *value)
{
	calx__render_constraint(renderer, value);
}

static void write_items(struct renderer *renderer, const void *value)
{
	renderer->table = value;
	calx__render_items(renderer, ITEM_INDENT);
}

static void write_options(struct renderer *renderer, const void *value)
{
	calx__render_table_options(renderer, value);
}

static argument_writer *const argument_writers[] = {
	[FORM_NAME] = write_name,
	[FORM_SQL] = write_sql,
	[FORM_COLUMN] = write_column,
	[FORM_CONSTRAINT] = write_constraint,
	[FORM_ITEMS] = write_items,
	[FORM_OPTIONS] = write_options,
};

_Static_assert(
	sizeof(argument_writers) / sizeof(*argument_writers) == FORM_COUNT,
	"every form of argument has its writer");

/* CALX_IN("shop", "books") */
static void add_relation(
	struct renderer *renderer, const struct operation *operation)
{
	calx__strbuf_adds(renderer->text, "CALX_IN(");
	calx__literal_write(renderer->text, operation->schema);
	calx__strbuf_adds(renderer->text, ", ");
	calx__literal_write(renderer->text, operation->table);
	calx__strbuf_addc(renderer->text, ')');
}

static void add_argument(struct renderer *renderer,
	const struct operation *operation, enum operation_argument argument)
{
	const void *value = calx__operation_value(operation, argument);

	if (argument == ARGUMENT_TABLE && value && operation->schema) {
		add_relation(renderer, operation);
		return;
	}
	/* what is not there makes the file say less than was planned, which
	 * reading it back finds out */
	if (value)
		argument_writers[calx__arguments[argument].form](
			renderer, value);
	else
		calx__literal_write(renderer->text, "");
}

/* ---- statements ----------------------------------------------------------- */

static const enum operation_argument *last_argument(
	const struct operation_info *info)
{
	const enum operation_argument *last = info->arguments;

	while (last - info->arguments < ARGUMENTS_MAX - 1 && last[1])
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
	if (operation->cascade)
		calx__strbuf_adds(renderer->text, ", .cascade = true");
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
	if (renderer.status < 0)
		return renderer.status;
	return text->failed ? calx__fail_memory(error) : CALX_OK;
}

enum calx_status calx__render_operations(struct strbuf *text,
	const struct operation *operations, size_t count, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i++)
		status = calx__render_operation(text, &operations[i], error);
	return status;
}
