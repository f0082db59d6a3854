/* Altering a column changes what is mentioned, and nothing else: columns with
 * all that calx has words for, one property of which changes. What comes out is
 * what a table would be that was made so. */

#include "check.h"
#include "data.h"
#include "database.h"
#include "evolve.h"
#include "migrate/script/literal.h"
#include "migrate/script/render.h"
#include "sql/schema/compare.h"

enum property { TYPE, NULLABLE, DEFAULT, COMMENT, PROPERTIES };

/* Two of each, all of which a column can be changed between. */
static const struct {
	const char *types[2], *defaults[2];
	bool is_text;
} kinds[] = {
	{ { "string(20)", "string(40)" }, { "'it''s \\ \"q\"'", "'b'" }, true },
	{ { "integer()", "big_integer()" }, { "5", "-1" }, false },
	{ { "numeric(10, 2)", "numeric(12, 2)" }, { "1.50", "0.25" }, false },
	{ { "enumeration(\"a\", \"it's\")",
		  "enumeration(\"a\", \"it's\", \"c\")" },
		{ "'it''s'", "'a'" }, false },
	{ { "datetime()", "timestamp()" },
		{ "CURRENT_TIMESTAMP", "'2020-01-02 03:04:05'" }, false },
	{ { "boolean()", "boolean()" }, { "true", "false" }, false },
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static const char *const comments[] = { "it's a \\ \"comment\"; --", "b" };

/* What a column has; which of two values each property has. */
struct column {
	size_t kind;
	unsigned values[PROPERTIES];
	bool has_default, has_comment, has_collation, is_unique, is_indexed,
		is_reference;
};

static bool one_in(unsigned long long *seed, unsigned count)
{
	return (unsigned)(data_random(seed) >> 33) % count == 0;
}

static struct column column_random(unsigned long long *seed)
{
	struct column column = {
		.kind = (data_random(seed) >> 33) % KINDS,
		.has_default = one_in(seed, 2),
		.has_comment = one_in(seed, 2) && !database_is("sqlite"),
		.is_unique = one_in(seed, 3),
		.is_indexed = one_in(seed, 3),
	};

	column.values[NULLABLE] = one_in(seed, 2);
	column.has_collation = kinds[column.kind].is_text && one_in(seed, 2);
	column.is_reference =
		column.kind == 1 && !column.has_default && one_in(seed, 2);
	return column;
}

static void option_write(
	struct strbuf *text, const char *name, const char *value)
{
	calx__strbuf_addf(text, ", .%s = ", name);
	calx__literal_write(text, value);
}

static const char *collation(void)
{
	return database_is("sqlite")	   ? "NOCASE"
	       : database_is("postgresql") ? "C"
					   : "utf8mb4_general_ci";
}

/* `mentioned`: only that one, with the type and NULL, which are mentioned
 * always; otherwise all that it has. */
static void column_write(struct strbuf *text, const struct column *column,
	enum property mentioned)
{
	const bool all = mentioned == PROPERTIES;
	const unsigned *values = column->values;

	calx__strbuf_addf(text,
		values[NULLABLE] ? "column(c, nullable(%s)" : "column(c, %s",
		kinds[column->kind].types[values[TYPE]]);
	if (all ? column->has_default : mentioned == DEFAULT)
		option_write(text, "server_default",
			kinds[column->kind].defaults[values[DEFAULT]]);
	if (all ? column->has_comment : mentioned == COMMENT)
		option_write(text, "comment", comments[values[COMMENT]]);
	if (all && column->has_collation)
		option_write(text, "collation", collation());
	if (all && column->is_reference) {
		option_write(text, "references", "p.id");
		option_write(text, "on_delete", "cascade");
	}
	if (all && column->is_unique)
		calx__strbuf_adds(text, ", .unique = true");
	if (all && column->is_indexed)
		calx__strbuf_adds(text, ", .index = true");
	calx__strbuf_addc(text, ')');
}

static void run(struct evolve *evolve, struct strbuf *text)
{
	const struct script_body body = evolve_read(&evolve->arena, text->data);

	evolve_apply(evolve, body.operations, body.count);
	calx__strbuf_release(text);
}

static void table_create(struct evolve *evolve, const struct column *column)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_adds(&text,
		"calx_create_table(op, \"t\", column(id, integer(), .primary_key = true), ");
	column_write(&text, column, PROPERTIES);
	calx__strbuf_adds(&text, ", column(z, nullable(integer())));\n");
	run(evolve, &text);
}

static void table_drop(struct evolve *evolve)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_adds(&text, "calx_drop_table(op, \"t\");\n");
	run(evolve, &text);
}

static void column_alter(struct evolve *evolve, const struct column *column,
	enum property mentioned)
{
	struct strbuf text = STRBUF_INIT;

	calx__strbuf_adds(&text, "calx_alter_column(op, \"t\", ");
	column_write(&text, column, mentioned);
	calx__strbuf_adds(&text, ");\n");
	run(evolve, &text);
}

/* Where a column refers to another, its type stays. */
static enum property property_random(
	unsigned long long *seed, const struct column *column)
{
	enum property property =
		(enum property)((data_random(seed) >> 33) % PROPERTIES);

	if (property == COMMENT && database_is("sqlite"))
		return NULLABLE;
	if (column->is_reference && (property == TYPE || property == DEFAULT))
		return NULLABLE;
	return property;
}

/* As it is to be, made at once. */
static struct sql_schema expected(
	struct evolve *evolve, struct column column, enum property property)
{
	struct sql_schema schema;

	column.has_default |= property == DEFAULT;
	column.has_comment |= property == COMMENT;
	table_create(evolve, &column);
	schema = evolve_inspect(evolve);
	table_drop(evolve);
	return schema;
}

/* The table in the words of a revision, and what the column has. */
static struct strbuf table_text(const struct sql_schema *schema)
{
	const struct sql_table *table = calx__schema_table(schema, NULL, "t");
	const struct operation create = { .kind = CALX_OPERATION_CREATE_TABLE,
		.table = "t",
		.definition = table };
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };

	if (calx__render_operation(&text, &create, &error) < 0)
		fail_msg("%s", error.message);
	return text;
}

static void check_same(
	const struct sql_schema *actual, const struct sql_schema *wanted)
{
	struct strbuf a = table_text(actual), b = table_text(wanted);

	CHECK_TEXT(a.data, b.data);
	assert_true(calx__table_same(calx__schema_table(actual, NULL, "t"),
		calx__schema_table(wanted, NULL, "t")));
	calx__strbuf_release(&a);
	calx__strbuf_release(&b);
}

static void check_one(struct evolve *evolve, unsigned long long *seed)
{
	const struct column before = column_random(seed);
	const enum property property = property_random(seed, &before);
	struct column after = before;
	struct sql_schema wanted, actual;

	after.values[property] ^= 1;
	wanted = expected(evolve, after, property);
	table_create(evolve, &before);
	column_alter(evolve, &after, property);
	actual = evolve_inspect(evolve);
	check_same(&actual, &wanted);
	table_drop(evolve);
}

static void the_rest_of_a_column_stays(void **state)
{
	const char *text = getenv("CALX_COLUMNS");
	const long count = text ? strtol(text, NULL, 10) : 60;
	unsigned long long seed = 5;
	struct evolve evolve;
	struct strbuf parent = STRBUF_INIT;

	(void)state;
	evolve_open(&evolve);
	calx__strbuf_adds(&parent,
		"calx_create_table(op, \"p\", column(id, integer(), .primary_key = true));\n");
	run(&evolve, &parent);
	for (long i = 0; i < count; i++)
		check_one(&evolve, &seed);
	evolve_close(&evolve);
}

CHECK_MAIN("mentioned", cmocka_unit_test(the_rest_of_a_column_stays))
