#include "cli/project/diagram.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/ascii.h"
#include "util/text.h"
#include "util/utf8.h"

/* DOT of a schema: each table is a label in graphviz's HTML. And Mermaid of it,
 * which pages of documentation draw by themselves. */

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

static bool column_has(const struct sql_table *table,
	const struct sql_column *column, enum calx_constraint_kind kind)
{
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind == kind &&
			constraint_has(&table->constraints[i], column->name))
			return true;
	return false;
}

/* "PK", "FK" or both; or nothing. `unique`: the word for that. */
static void put_keys(struct strbuf *text, const struct sql_table *table,
	const struct sql_column *column, const char *unique,
	const char *separator)
{
	const struct {
		enum calx_constraint_kind kind;
		const char *mark;
	} kinds[] = { { CALX_PRIMARY_KEY, "PK" }, { CALX_FOREIGN_KEY, "FK" },
		{ CALX_UNIQUE, unique } };
	const char *before = "";

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (!column_has(table, column, kinds[k].kind))
			continue;
		calx__strbuf_addf(text, "%s%s", before, kinds[k].mark);
		before = separator;
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
	put_keys(dot, table, column, "U", " ");
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

/* A foreign key, from its first column to the table that it refers to. */
struct arrow {
	size_t from, to;
	const struct sql_column *column;
};

static bool find_arrow(const struct sql_schema *schema, size_t from,
	const struct sql_constraint *key, struct arrow *ret_arrow)
{
	if (key->kind != CALX_FOREIGN_KEY)
		return false;
	*ret_arrow = (struct arrow){ from,
		table_number(schema, key->referred_table),
		calx__table_column(schema->tables[from], key->columns[0]) };
	return ret_arrow->to < schema->table_count && ret_arrow->column;
}

static void put_arrows(struct strbuf *text, const struct sql_schema *schema,
	void (*put)(struct strbuf *text, const struct arrow *arrow))
{
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];
		struct arrow arrow;

		for (size_t j = 0; j < table->constraint_count; j++)
			if (find_arrow(
				    schema, i, &table->constraints[j], &arrow))
				put(text, &arrow);
	}
}

static void put_edge(struct strbuf *dot, const struct arrow *arrow)
{
	calx__strbuf_addf(dot, "\tt%zu:c%zu -> t%zu;\n", arrow->from,
		arrow->column->number, arrow->to);
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
	put_arrows(dot, schema, put_edge);
	calx__strbuf_adds(dot, "}\n");
}

/* ---- Mermaid ---------------------------------------------------------------- */

/* mermaid.js.org, "Entity Relationship Diagrams": what is quoted holds anything
 * but quotes and line ends, for which it has codes as HTML has. */
static void put_quoted(struct strbuf *text, const char *name)
{
	size_t length = strlen(name), size;

	calx__strbuf_addc(text, '"');
	for (size_t i = 0; i < length; i += size) {
		int32_t point = calx__utf8_next(name + i, length - i, &size);

		if (point < 0x20 || (point > 0x7e && point < 0xa0))
			calx__strbuf_adds(text, "\xef\xbf\xbd");
		else if (strchr("\"#;<>&%", name[i]))
			calx__strbuf_addf(text, "#%d;", (int)point);
		else
			calx__strbuf_add(text, name + i, size);
	}
	calx__strbuf_addc(text, '"');
}

/* Behind the keys, if there are any. */
static void put_comment(struct strbuf *text, const char *comment)
{
	if (text->data[text->length - 1] != ' ')
		calx__strbuf_addc(text, ' ');
	put_quoted(text, comment);
}

/* A word of it: a letter, then letters, digits and '_'. Says whether that is
 * all of the text. */
static bool put_word(struct strbuf *text, const char *name)
{
	bool whole = calx__ascii_is_letter(*name);

	if (!whole)
		calx__strbuf_addc(text, 'x');
	for (const char *c = name; *c; c++) {
		bool ok = calx__ascii_is_word(*c);

		whole &= ok;
		calx__strbuf_addc(text, ok ? *c : '_');
	}
	return whole;
}

/* "numeric_10_2" */
static void put_mermaid_type(
	struct strbuf *text, const struct sql_column *column)
{
	const struct type_info *info = &calx__types[column->type.kind];

	if (column->type.kind == CALX_NULL) {
		put_word(text, column->type_text ? column->type_text : "");
		return;
	}
	put_word(text, info->name);
	if (column->type.length > 0)
		calx__strbuf_addf(text, "_%d", column->type.length);
	if (column->type.length > 0 && column->type.scale > 0)
		calx__strbuf_addf(text, "_%d", column->type.scale);
}

static void put_mermaid_table(
	struct strbuf *text, const struct sql_table *table, size_t number)
{
	calx__strbuf_addf(text, "    t%zu[", number);
	put_quoted(text, table->name);
	calx__strbuf_adds(text, "] {\n");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct sql_column *column = &table->columns[i];
		bool whole;

		calx__strbuf_adds(text, "        ");
		put_mermaid_type(text, column);
		calx__strbuf_addc(text, ' ');
		whole = put_word(text, column->name);
		calx__strbuf_addc(text, ' ');
		put_keys(text, table, column, "UK", ", ");
		if (!whole)
			put_comment(text, column->name);
		while (text->length > 0 && text->data[text->length - 1] == ' ')
			calx__strbuf_truncate(text, text->length - 1);
		calx__strbuf_addc(text, '\n');
	}
	calx__strbuf_adds(text, "    }\n");
}

/* Many rows, or none, refer to one, or to none where the key may be NULL. */
static void put_relation(struct strbuf *text, const struct arrow *arrow)
{
	calx__strbuf_addf(text, "    t%zu }o--%s t%zu : ", arrow->from,
		arrow->column->nullable ? "o|" : "||", arrow->to);
	put_quoted(text, arrow->column->name);
	calx__strbuf_addc(text, '\n');
}

void cli_diagram_mermaid(struct strbuf *text, const struct sql_schema *schema)
{
	calx__strbuf_adds(text, "erDiagram\n");
	for (size_t i = 0; i < schema->table_count; i++)
		put_mermaid_table(text, schema->tables[i], i);
	put_arrows(text, schema, put_relation);
}
