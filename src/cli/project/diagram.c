#include "cli/project/diagram.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/text.h"
#include "util/utf8.h"

/* DOT of a schema: each table is a label in graphviz's HTML. */

/* Text inside an HTML-like label. Control characters and bytes that are not
 * UTF-8 have no place in XML, so they become question marks in a diamond. */
static void put_text(struct strbuf *dot, const char *text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" } };
	size_t length = strlen(text), size;

	for (size_t i = 0; i < length; i += size) {
		int32_t point = calx__utf8_next(text + i, length - i, &size);
		const char *entity = NULL;

		if (point < 0x20 || (point > 0x7e && point < 0xa0))
			entity = "\xef\xbf\xbd";
		for (size_t j = 0; !entity && j < 4; j++)
			entity = text[i] == entities[j].c ? entities[j].entity
							  : NULL;
		if (entity)
			calx__strbuf_adds(dot, entity);
		else
			calx__strbuf_add(dot, text + i, size);
	}
}

static void put_type(struct strbuf *dot, const struct sql_column *column)
{
	const struct type_info *info = &calx__types[column->type.kind];

	if (column->type.kind == CALX_NULL) {
		put_text(dot, column->type_text ? column->type_text : "?");
		return;
	}
	calx__strbuf_adds(dot, info->name);
	if (column->type.length > 0 && column->type.scale > 0)
		calx__strbuf_addf(dot, "(%d, %d)", column->type.length,
			column->type.scale);
	else if (column->type.length > 0)
		calx__strbuf_addf(dot, "(%d)", column->type.length);
}

static bool constraint_has(
	const struct sql_constraint *constraint, const char *column)
{
	for (size_t i = 0; i < constraint->column_count; i++) {
		if (calx__text_equal(constraint->columns[i], column))
			return true;
	}
	return false;
}

/* "PK", "FK" or both; or nothing */
static void put_keys(struct strbuf *dot, const struct sql_table *table,
	const struct sql_column *column)
{
	static const struct {
		enum calx_constraint_kind kind;
		const char *mark;
	} kinds[] = { { CALX_PRIMARY_KEY, "PK" }, { CALX_FOREIGN_KEY, "FK" },
		{ CALX_UNIQUE, "U" } };
	const char *blank = "";

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (size_t i = 0; i < table->constraint_count; i++) {
			if (table->constraints[i].kind != kinds[k].kind ||
				!constraint_has(
					&table->constraints[i], column->name))
				continue;
			calx__strbuf_addf(dot, "%s%s", blank, kinds[k].mark);
			blank = " ";
			break;
		}
	}
}

static void put_column(struct strbuf *dot, const struct sql_table *table,
	const struct sql_column *column)
{
	calx__strbuf_adds(dot, "\t\t<tr><td align=\"left\">");
	put_text(dot, column->name);
	calx__strbuf_addf(
		dot, "</td><td align=\"left\"><font color=\"#555555\">");
	put_type(dot, column);
	calx__strbuf_adds(dot, column->nullable ? "?" : "");
	calx__strbuf_addf(dot,
		"</font></td><td port=\"c%zu\" align=\"left\"><font color=\"#1f5f9f\">",
		column->number);
	put_keys(dot, table, column);
	/* an empty font element is an error to graphviz */
	calx__strbuf_adds(dot, " </font></td></tr>\n");
}

static void put_table(
	struct strbuf *dot, const struct sql_table *table, size_t number)
{
	calx__strbuf_addf(dot,
		"\tt%zu [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"5\">\n"
		"\t\t<tr><td colspan=\"3\" bgcolor=\"#e8eef5\"><b>",
		number);
	put_text(dot, table->name);
	calx__strbuf_adds(dot, "</b></td></tr>\n");
	for (size_t i = 0; i < table->column_count; i++)
		put_column(dot, table, &table->columns[i]);
	calx__strbuf_adds(dot, "\t</table>>];\n");
}

static size_t table_number(const struct sql_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->table_count; i++) {
		if (calx__text_equal(schema->tables[i]->name, name))
			return i;
	}
	return schema->table_count;
}

static void put_arrow(struct strbuf *dot, const struct sql_schema *schema,
	size_t from, const struct sql_constraint *key)
{
	const struct sql_table *table = schema->tables[from];
	size_t to = table_number(schema, key->referred_table);
	const struct sql_column *column =
		calx__table_column(table, key->columns[0]);

	if (to == schema->table_count || !column)
		return;
	calx__strbuf_addf(
		dot, "\tt%zu:c%zu -> t%zu;\n", from, column->number, to);
}

void cli_diagram(struct strbuf *dot, const struct sql_schema *schema)
{
	calx__strbuf_adds(dot,
		"digraph schema {\n"
		"\tgraph [rankdir=LR, nodesep=0.4, ranksep=0.9];\n"
		"\tnode [shape=plain, fontname=\"Helvetica\", fontsize=11];\n"
		"\tedge [arrowhead=normal, color=\"#555555\"];\n");
	for (size_t i = 0; i < schema->table_count; i++)
		put_table(dot, schema->tables[i], i);
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = 0; j < table->constraint_count; j++) {
			if (table->constraints[j].kind == CALX_FOREIGN_KEY)
				put_arrow(
					dot, schema, i, &table->constraints[j]);
		}
	}
	calx__strbuf_adds(dot, "}\n");
}
