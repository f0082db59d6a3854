/* Tables as models: the header that `calx inspect --models` writes. */

#include "migrate/script/model_write.h"

#include "check.h"
#include "evolve.h"
#include "torture.h"

struct writing {
	struct arena arena;
	struct strbuf text, left_out;
	calx_error error;
};

static void hear(void *context, const char *table, const calx_error *why)
{
	calx__strbuf_addf(context, "%s: %s\n", table, why->message);
}

static void writing_end(struct writing *writing)
{
	calx__strbuf_release(&writing->text);
	calx__strbuf_release(&writing->left_out);
	calx__arena_release(&writing->arena);
}

static enum calx_status write_schema(
	struct writing *writing, const struct sql_schema *schema)
{
	const struct models_plan plan = { .schema = schema,
		.comment = "From */ there",
		.metadata = "models",
		.left_out = hear,
		.context = &writing->left_out };

	return calx__models_write(&writing->text, &plan, &writing->error);
}

/* The tables that statements create, as models. */
static void writing_start(struct writing *writing, const char *statements)
{
	struct sql_schema schema;

	*writing = (struct writing){ .text = STRBUF_INIT,
		.left_out = STRBUF_INIT };
	schema = evolve_tables(
		&writing->arena, evolve_read(&writing->arena, statements));
	assert_int_equal(write_schema(writing, &schema), CALX_OK);
}

static void a_header_is_written(void **state)
{
	struct writing writing;

	(void)state;
	writing_start(&writing,
		"calx_create_table(op, \"authors\", column(id, integer(), .primary_key = true),"
		" column(name, string(9), .collation = \"NOCASE\"));\n"
		"calx_create_table(op, \"books\", column(id, integer(), .primary_key = true),"
		" column(author, integer(), .references = \"authors.id\"),"
		" column(b, nullable(text())), unique(b, author), index(lower(b)), table_options(.strict = true));\n");
	CHECK_TEXT(writing.text.data,
		"/* From * / there */\n"
		"#ifndef MODELS_H\n"
		"#define MODELS_H\n"
		"\n"
		"#include <calx/calx.h>\n"
		"\n"
		"CALX_MODEL(Author, \"authors\",\n"
		"    column(id,   integer(), .primary_key = true),\n"
		"    column(name, string(9), .collation = \"NOCASE\"));\n"
		"\n"
		"CALX_MODEL(Book, \"books\",\n"
		"    column(id,     integer(), .primary_key = true),\n"
		"    column(author, integer(), .references = \"authors.id\"),\n"
		"    column(b,      nullable(text())),\n"
		"    unique(b, author),\n"
		"    index(lower(b)),\n"
		"    table_options(.strict = true));\n"
		"\n"
		"CALX_METADATA(models,\n"
		"    Author, Book);\n"
		"\n"
		"#endif\n");
	CHECK_TEXT(writing.left_out.data, "");
	writing_end(&writing);
}

/* ---- names ---------------------------------------------------------------- */

static void structs_get_names_of_their_own(void **state)
{
	static const struct {
		const char *tables[4];
		const char *names;
	} cases[] = {
		{ { "order_items", "orderLines", "HTTP_logs", "a-b c" },
			"OrderItem, OrderLine, HTTPLog, ABC" },
		{ { "books", "book", "Books", "BOOK" },
			"Book, Book2, Books, BOOK" },
		{ { "people", "x.books", "x_books", "x books" },
			"Person, XBook, XBooks, XBooks2" },
		{ { "2020", "null", "NULL", "i" },
			"Table2020, Null, TableNULL, TableI" },
		{ { "größe", "книги", "eof", "true" },
			"Grosse, Knigi, Eof, True" },
		{ { "TRUE", "FALSE", "BUFSIZ", "EOF" },
			"TableTRUE, TableFALSE, TableBUFSIZ, TableEOF" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf statements = STRBUF_INIT, expected = STRBUF_INIT;
		struct writing writing;

		for (size_t j = 0; j < 4; j++)
			calx__strbuf_addf(&statements,
				"calx_create_table(op, \"%s\", column(a, text()));\n",
				cases[i].tables[j]);
		calx__strbuf_addf(&expected,
			"CALX_METADATA(models,\n    %s);\n\n#endif\n",
			cases[i].names);
		writing_start(&writing, statements.data);
		CHECK_TEXT(strstr(writing.text.data, "CALX_METADATA"),
			expected.data);
		writing_end(&writing);
		calx__strbuf_release(&statements);
		calx__strbuf_release(&expected);
	}
}

/* A name of any length has a struct of a bearable one. */
static void a_long_name_is_cut(void **state)
{
	char statement[400], name[200], expected[200];
	struct writing writing;

	(void)state;
	memset(name, 'x', 199);
	name[199] = '\0';
	(void)snprintf(statement, sizeof(statement),
		"calx_create_table(op, \"%s\", column(a, text()));\n", name);
	(void)snprintf(
		expected, sizeof(expected), "CALX_MODEL(X%.127s, \"x", name);
	writing_start(&writing, statement);
	assert_non_null(strstr(writing.text.data, expected));
	writing_end(&writing);
}

/* ---- what no model can say ------------------------------------------------ */

static void what_has_no_type_is_left_out(void **state)
{
	struct sql_column column = { .name = "a" };
	struct sql_column fine = { .name = "a", .type = { .kind = CALX_TEXT } };
	struct sql_table table = {
		.name = "t", .columns = &column, .column_count = 1
	};
	struct sql_table other = {
		.name = "u", .columns = &fine, .column_count = 1
	};
	struct sql_table *tables[] = { &table, &other };
	const struct sql_schema schema = { .tables = tables, .table_count = 2 };
	struct writing writing = { .text = STRBUF_INIT,
		.left_out = STRBUF_INIT };

	(void)state;
	assert_int_equal(write_schema(&writing, &schema), CALX_OK);
	CHECK_TEXT(strstr(writing.text.data, "/* left"),
		"/* left out: the type of 't.a' is not known */\n"
		"\n"
		"CALX_MODEL(U, \"u\",\n"
		"    column(a, text()));\n"
		"\n"
		"CALX_METADATA(models,\n"
		"    U);\n"
		"\n"
		"#endif\n");
	CHECK_TEXT(
		writing.left_out.data, "t: the type of 't.a' is not known\n");
	writing_end(&writing);
	/* nobody needs to listen */
	calx__strbuf_init(&writing.text, 0);
	assert_int_equal(calx__models_write(&writing.text,
				 &(const struct models_plan){ .schema = &schema,
					 .comment = "c",
					 .metadata = "m" },
				 NULL),
		CALX_OK);
	calx__strbuf_release(&writing.text);
}

static void a_table_of_many_columns_is_left_out(void **state)
{
	struct sql_column columns[201] = { { 0 } };
	char names[201][8];
	struct sql_table table = { .name = "t", .columns = columns };
	struct sql_table *tables[] = { &table };
	const struct sql_schema schema = { .tables = tables, .table_count = 1 };

	(void)state;
	for (size_t i = 0; i < 201; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "c%zu", i);
		columns[i] = (struct sql_column){ .name = names[i],
			.type = { .kind = CALX_TEXT } };
	}
	for (table.column_count = 200; table.column_count < 202;
		table.column_count++) {
		struct writing writing = { .text = STRBUF_INIT,
			.left_out = STRBUF_INIT };

		assert_int_equal(write_schema(&writing, &schema), CALX_OK);
		CHECK_TEXT(writing.left_out.data,
			table.column_count == 200
				? ""
				: "t: 't' has 201 columns, constraints and indexes, and a model takes 200\n");
		writing_end(&writing);
	}
}

/* A key of what is no key stands below as a comment, the others in the model. */
static void a_foreign_key_of_nothing_is_told(void **state)
{
	struct writing writing;

	(void)state;
	writing_start(&writing,
		"calx_create_table(op, \"p\", column(id, integer(), .primary_key = true), column(b, integer()));\n"
		"calx_create_table(op, \"c\", column(x, integer(), .references = \"p.b\"),"
		" column(y, integer(), .references = \"p.id\"), column(z, integer()),"
		" foreign_key((x, z), \"gone*/(a, b)\"));\n");
	CHECK_TEXT(strstr(writing.text.data, "CALX_MODEL(C,"),
		"CALX_MODEL(C, \"c\",\n"
		"    column(x, integer()),\n"
		"    column(y, integer(), .references = \"p.id\"),\n"
		"    column(z, integer()));\n"
		"/* no key of 'p' is what it refers to: the foreign key of x */\n"
		"/* no key of 'gone* /' is what it refers to: the foreign key of x, z */\n"
		"\n"
		"CALX_METADATA(models,\n"
		"    P, C);\n"
		"\n"
		"#endif\n");
	writing_end(&writing);
}

/* ---- many tables ---------------------------------------------------------- */

static void many_tables(
	struct strbuf *statements, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		calx__strbuf_addf(statements,
			"calx_create_table(op, \"%s%03zu\", column(a, text()));\n",
			name, i);
}

static void check_metadata(size_t count, const char *begin, const char *end)
{
	struct strbuf statements = STRBUF_INIT;
	struct writing writing;
	const char *metadata;

	many_tables(&statements, count, "t");
	writing_start(&writing, statements.data);
	metadata = strstr(writing.text.data, "CALX_METADATA");
	if (strncmp(metadata, begin, strlen(begin)) != 0)
		fail_msg("%s", metadata);
	CHECK_TEXT(metadata + strlen(metadata) - strlen(end), end);
	writing_end(&writing);
	calx__strbuf_release(&statements);
}

static void many_tables_are_several_metadata(void **state)
{
	(void)state;
	/* a line has as many as fit: 4 + 12 * 6 is 76 */
	check_metadata(15,
		"CALX_METADATA(models,\n"
		"    T000, T001, T002, T003, T004, T005, T006, T007, T008, T009, T010, T011,\n"
		"    T012, T013, T014);\n",
		"T014);\n\n#endif\n");
	check_metadata(200, "CALX_METADATA(models,\n", " T199);\n\n#endif\n");
	check_metadata(201, "CALX_METADATA(models_1,\n",
		" T199);\n"
		"CALX_METADATA(models_2,\n"
		"    T200);\n"
		"CALX_METADATA_OF(models, models_1, models_2);\n"
		"\n#endif\n");
	check_metadata(401, "CALX_METADATA(models_1,\n",
		"CALX_METADATA(models_3,\n"
		"    T400);\n"
		"CALX_METADATA_OF(models, models_1, models_2, models_3);\n"
		"\n#endif\n");
}

/* ---- every allocation may fail -------------------------------------------- */

static void write_once(void *context)
{
	struct writing writing = { .text = STRBUF_INIT,
		.left_out = STRBUF_INIT };
	enum calx_status status = write_schema(&writing, context);

	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	else if (status < 0)
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	else
		assert_non_null(strstr(writing.text.data,
			"CALX_METADATA(models,\n    P, C);\n\n#endif\n"));
	writing_end(&writing);
}

static void writing_survives_without_memory(void **state)
{
	struct arena arena = { 0 };
	struct sql_schema schema = evolve_tables(&arena,
		evolve_read(&arena,
			"calx_create_table(op, \"p\", column(id, integer(), .primary_key = true), index(lower(id)));\n"
			"calx_create_table(op, \"c\", column(x, integer(), .references = \"p.id\"),"
			" column(y, integer(), .references = \"q.id\"), check(\"x > 1\"));\n"));

	(void)state;
	torture(write_once, &schema);
	calx__arena_release(&arena);
}

CHECK_MAIN("models", cmocka_unit_test(a_header_is_written),
	cmocka_unit_test(structs_get_names_of_their_own),
	cmocka_unit_test(a_long_name_is_cut),
	cmocka_unit_test(what_has_no_type_is_left_out),
	cmocka_unit_test(a_table_of_many_columns_is_left_out),
	cmocka_unit_test(a_foreign_key_of_nothing_is_told),
	cmocka_unit_test(many_tables_are_several_metadata),
	cmocka_unit_test(writing_survives_without_memory))
