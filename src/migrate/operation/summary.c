#include "migrate/operation/summary.h"

#include "migrate/script/item_write.h"
#include "sql/schema/option.h"

/* One line for people: the verb of the operation's row, and what it is done
 * to, by its subject. */

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

/* "books", or "sales.books" in a namespace */
static void add_relation(struct strbuf *text, const struct operation *operation)
{
	if (operation->schema) {
		add_printable(text, operation->schema);
		calx__strbuf_addc(text, '.');
	}
	add_printable(text, operation->table);
}

/* "books.cost", or "books" */
static void add_place(struct strbuf *text, const struct operation *operation)
{
	add_relation(text, operation);
	if (!operation->name)
		return;
	calx__strbuf_addc(text, '.');
	add_printable(text, operation->name);
}

/* " (a, b)": the name of each of `count` items, which is their first member */
static void add_name(struct strbuf *text, const char *name, size_t number)
{
	calx__strbuf_adds(text, number > 0 ? ", " : " (");
	add_printable(text, name);
}

/* What calx_alter_column() may change besides the type. */
static void add_options(struct strbuf *text, const struct sql_column *column)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++) {
		const char *value = option->stays
					    ? calx__option_text(column, option)
					    : NULL;

		if (calx__option_is_none(value)) {
			calx__strbuf_addf(text, " without %s", option->title);
		} else if (value) {
			calx__strbuf_addf(text, " %s ", option->title);
			add_printable(text, value);
		}
	}
}

static void add_column(struct strbuf *text, const struct operation *operation)
{
	const struct sql_table *before = operation->before;
	const struct sql_table *definition = operation->definition;

	add_place(text, operation);
	if (before && definition) {
		calx__strbuf_adds(text, " from ");
		calx__render_type(text, &before->columns[0]);
		calx__strbuf_adds(text, " to");
	}
	if (!definition)
		return;
	calx__strbuf_addc(text, ' ');
	calx__render_type(text, &definition->columns[0]);
	add_options(text, &definition->columns[0]);
}

static void add_table(struct strbuf *text, const struct operation *operation)
{
	const struct sql_table *table = operation->definition;

	add_place(text, operation);
	for (size_t i = 0; table && i < table->column_count; i++)
		add_name(text, table->columns[i].name, i);
	if (table && table->column_count > 0)
		calx__strbuf_addc(text, ')');
}

static void add_constraint(
	struct strbuf *text, const struct operation *operation)
{
	const struct sql_constraint *constraint =
		operation->constraint ? operation->constraint
				      : operation->constraint_before;

	add_printable(text, operation->name);
	calx__strbuf_adds(text, " on ");
	add_relation(text, operation);
	for (size_t i = 0; constraint && i < constraint->column_count; i++)
		add_name(text, constraint->columns[i], i);
	if (constraint && constraint->column_count > 0)
		calx__strbuf_addc(text, ')');
	if (constraint && constraint->kind == CALX_CHECK) {
		calx__strbuf_adds(text, ": ");
		add_printable(text, constraint->text);
	}
}

static void add_sql(struct strbuf *text, const struct operation *operation)
{
	add_printable(text, operation->sql);
}

void calx__operation_summary(
	struct strbuf *text, const struct operation *operation)
{
	static void (*const subjects[SUBJECT_COUNT])(
		struct strbuf * text, const struct operation *operation) = {
		[SUBJECT_TABLE] = add_table,
		[SUBJECT_COLUMN] = add_column,
		[SUBJECT_CONSTRAINT] = add_constraint,
		[SUBJECT_SQL] = add_sql,
	};
	const struct operation_info *info = &calx__operations[operation->kind];

	calx__strbuf_addf(text, "%s ", info->verb);
	if (!operation->new_name) {
		subjects[info->subject](text, operation);
		return;
	}
	add_place(text, operation);
	calx__strbuf_adds(text, " to ");
	add_printable(text, operation->new_name);
}
