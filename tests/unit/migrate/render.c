/* Operations as C text. */

#include <stdio.h>

#include "check.h"
#include "schemas.h"
#include "torture.h"

#include "migrate/script/render.h"
#include "migrate/operation/reverse.h"
#include "migrate/script/script.h"
#include "sql/schema/resolve.h"
#include "migrate/operation/summary.h"

/* ---- from text to operations and back ------------------------------------- */

struct program {
	struct arena arena;
	struct script script;
};

static void program_read(struct program *program, const char *statements)
{
	calx_error error = { 0 };
	struct strbuf text = STRBUF_INIT;
	const char *copy;

	*program = (struct program){ 0 };
	calx__strbuf_addf(&text,
		"#include <calx/revision.h>\nvoid f(calx_op *op) {\n%s}\n"
		"CALX_REVISION(r, .upgrade = f);\n",
		statements);
	copy = calx__arena_strndup(&program->arena, text.data, text.length);
	calx__strbuf_release(&text);
	if (calx__script_parse(&program->arena, "r.c", copy, strlen(copy),
		    &program->script, &error) != CALX_OK)
		fail_msg(
			"%s: %s\n%s", error.where, error.message, error.detail);
	if (program->script.upgrade.code_line)
		fail_msg("line %u: %s\n%s", program->script.upgrade.code_line,
			program->script.upgrade.code_reason, copy);
}

static void program_end(struct program *program)
{
	calx__arena_release(&program->arena);
}

static void check_render(
	const struct operation *operations, size_t count, const char *expected)
{
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };

	if (calx__render_operations(&text, operations, count, &error) !=
		CALX_OK)
		fail_msg("%s", error.message);
	CHECK_TEXT(text.data, expected);
	calx__strbuf_release(&text);
}

static void what_is_canonical_stays(void **state)
{
	static const char *const texts[] = {
		"    calx_create_table(op, \"books\",\n"
		"        column(id,    integer(), .primary_key = true),\n"
		"        column(title, nullable(string(200)), .index = "
		"true));\n",
		"    calx_create_table(op, \"t\",\n"
		"        column(a, big_integer(), .primary_key = true),\n"
		"        column(b, small_integer(), .primary_key = true),\n"
		"        column(c, numeric(10, 2), .unique = true, "
		".server_default = \"0\"),\n"
		"        column(d, numeric(10)),\n"
		"        column(e, enumeration(\"a\", \"b\"), .references = "
		"\"u.e\", .on_delete = \"cascade\", .on_update = "
		"\"restrict\"),\n"
		"        unique(c, d),\n"
		"        check(\"c > 0\"),\n"
		"        foreign_key((c, d), \"u(a, b)\"),\n"
		"        foreign_key((b, a), \"v\"),\n"
		"        named(\"mine\", unique(d)),\n"
		"        index(a, b),\n"
		"        named(\"x\", unique_index(c)));\n",
		"    calx_create_table(op, \"t\",\n"
		"        column(a, integer()),\n"
		"        column(b, integer()),\n"
		"        named(\"key\", primary_key(b, a)));\n",
		"    calx_drop_table(op, \"a \\\"table\\\"\");\n",
		"    calx_rename_table(op, \"t\", \"u\");\n",
		"    calx_add_column(op, \"t\", column(c, "
		"nullable(json())));\n",
		"    calx_add_column(op, \"salespeople\",\n"
		"        column(last_clocked_out, nullable(timestamp()), "
		".index "
		"= true));\n",
		"    calx_drop_column(op, \"t\", \"c\");\n",
		"    calx_alter_column(op, \"t\", column(c, string()));\n",
		"    calx_rename_column(op, \"t\", \"c\", \"d\");\n",
		"    calx_add_constraint(op, \"t\", check(\"a > "
		"'\\?\\?/'\"));\n",
		"    calx_drop_constraint(op, \"t\", \"uq_t_a\");\n",
		"    calx_add_constraint(op, \"t\",\n"
		"        foreign_key((a, \"b, \\\"c\\\"\"), \"\\\"x.(y\\\"(i, "
		"\\\"j)\\\")\"));\n",
		"    calx_add_column(op, \"t\",\n"
		"        column(a, integer(), .references = "
		"\"\\\"x.(y\\\".\\\"b "
		"c\\\"\"));\n",
		"    calx_create_index(op, \"t\", unique_index(a, b));\n",
		"    calx_drop_index(op, \"t\", \"ix_t_a\");\n",
		"    calx_execute(op, \"DELETE FROM t\");\n",
		"    calx_execute(op,\n"
		"        \"CREATE VIEW v AS\\n\"\n"
		"        \"\\n\"\n"
		"        \"SELECT 1\\n\");\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct program program;
		char fixed[2048];

		/* two question marks are written as one escaped */
		(void)snprintf(fixed, sizeof(fixed), "%s", texts[i]);
		program_read(&program, fixed);
		if (strstr(fixed, "\\?\\?"))
			memmove(strstr(fixed, "\\?\\?"),
				strstr(fixed, "\\?\\?") + 1,
				strlen(strstr(fixed, "\\?\\?")));
		check_render(program.script.upgrade.operations,
			program.script.upgrade.count, fixed);
		program_end(&program);
	}
}

static void names_that_c_cannot_say_are_options(void **state)
{
	static const char *const columns[] = { "bool", "a b", "a_b", "9lives",
		"NULL", "x\"y" };
	calx_column list[6] = { { 0 } };
	calx_constraint items[] = {
		{ .kind = CALX_UNIQUE, .columns = "bool, a b, 9lives" }, { 0 }
	};
	const calx_table table = { CALX_TABLE_SIZES, .name = "t",
		.columns = list, .column_count = 6, .constraints = items };
	struct arena arena = { 0 };
	struct sql_table *definition;
	struct operation operation = { .kind = CALX_OPERATION_CREATE_TABLE,
		.table = "t" };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		list[i] = (calx_column){ .name = columns[i],
			.type = { .kind = CALX_TEXT } };
	assert_int_equal(calx__table_resolve(&arena, &table, &definition, NULL),
		CALX_OK);
	operation.definition = definition;
	check_render(&operation, 1,
		"    calx_create_table(op, \"t\",\n"
		"        column(bool_,         text(), .name = \"bool\"),\n"
		"        column(a_b_1_,        text(), .name = \"a b\"),\n"
		"        column(a_b,           text()),\n"
		"        column(column_9lives, text(), .name = \"9lives\"),\n"
		"        column(NULL_,         text(), .name = \"NULL\"),\n"
		"        column(x_y,           text(), .name = \"x\\\"y\"),\n"
		"        unique(bool_, a_b_1_, column_9lives));\n");
	calx__arena_release(&arena);
}

/* What C could not read, or the reader would take for something else, is SQL. */
static void expressions_are_said_as_they_can_be(void **state)
{
	static const struct {
		const char *expression, *written;
	} cases[] = {
		{ "lower(a)", "lower(a)" },
		{ "_f(a, 2) + b", "_f(a, 2) + b" },
		{ "f(a) * (b - 1) % 2 <= 3", "f(a) * (b - 1) % 2 <= 3" },
		{ "f(int)", "sql(\"f(int)\")" },
		{ "f(a) desc", "sql(\"f(a) desc\")" },
		{ "f(ASC)", "sql(\"f(ASC)\")" },
		{ "f(sql)", "sql(\"f(sql)\")" },
		{ "a + 1", "sql(\"a + 1\")" },
		{ "1 + f(a)", "sql(\"1 + f(a)\")" },
		{ "f(a), b", "sql(\"f(a), b\")" },
		{ "f(a) + b)", "sql(\"f(a) + b)\")" },
		{ "f((a)", "sql(\"f((a)\")" },
		{ "f(a) --b", "sql(\"f(a) --b\")" },
		{ "f('a')", "sql(\"f('a')\")" },
		{ "f(a || b)", "sql(\"f(a || b)\")" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sql_item item = { .expression = cases[i].expression };
		const struct sql_constraint index = { .kind = CALX_INDEX,
			.name = "x",
			.items = &item,
			.item_count = 1 };
		const struct operation operation = {
			.kind = CALX_OPERATION_CREATE_INDEX,
			.table = "t",
			.constraint = &index
		};
		struct strbuf expected = STRBUF_INIT;

		calx__strbuf_addf(&expected,
			"    calx_create_index(op, \"t\", named(\"x\", index(%s)));\n",
			cases[i].written);
		check_render(&operation, 1, expected.data);
		calx__strbuf_release(&expected);
	}
}

static void references_may_name_a_schema(void **state)
{
	const char *columns[] = { "a" }, *referred[] = { "b c" };
	const struct sql_constraint key = { .kind = CALX_FOREIGN_KEY,
		.name = "k",
		.columns = columns,
		.column_count = 1,
		.referred_schema = "s",
		.referred_table = "t",
		.referred_columns = referred };
	const struct operation operation = {
		.kind = CALX_OPERATION_ADD_CONSTRAINT,
		.table = "u",
		.constraint = &key
	};

	(void)state;
	check_render(&operation, 1,
		"    calx_add_constraint(op, \"u\", "
		"named(\"k\", foreign_key(a, \"s.t(\\\"b c\\\")\")));\n");
}

/* ---- what there are no words for ------------------------------------------ */

static void what_has_no_words_is_refused(void **state)
{
	static struct sql_column column = { .name = "a" };
	const struct sql_table table = {
		.name = "t", .columns = &column, .column_count = 1
	};
	const struct operation operation = { .kind = CALX_OPERATION_ADD_COLUMN,
		.table = "t",
		.name = "a",
		.definition = &table };
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx__render_operation(&text, &operation, &error),
		CALX_UNSUPPORTED);
	CHECK_TEXT(error.message, "the type of 't.a' is not known");
	CHECK_TEXT(
		error.hint, "Write it in SQL, with calx_execute(op, \"...\").");
	calx__strbuf_release(&text);
}

/* ---- whatever it is, it comes back ---------------------------------------- */

static void check_comes_back(const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;
	struct program program;
	calx_error error = { 0 };

	if (calx__render_operation(&text, operation, &error) != CALX_OK)
		fail_msg("%s", error.message);
	program_read(&program, text.data);
	assert_int_equal(program.script.upgrade.count, 1);
	if (!calx__operation_equal(
		    &program.script.upgrade.operations[0], operation))
		fail_msg("not the same:\n%s", text.data);
	program_end(&program);
	calx__strbuf_release(&text);
}

static void check_schema_comes_back(const struct sql_schema *schema)
{
	for (size_t i = 0; i < schema->table_count; i++)
		check_comes_back(&(struct operation){
			.kind = CALX_OPERATION_CREATE_TABLE,
			.table = schema->tables[i]->name,
			.definition = schema->tables[i] });
}

static void namespaces_are_said(void **state)
{
	const struct operation operation = { .kind = CALX_OPERATION_DROP_TABLE,
		.schema = "sales",
		.table = "t" };
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx__render_operation(&text, &operation, &error), CALX_OK);
	CHECK_TEXT(text.data,
		"    calx_drop_table(op, CALX_IN(\"sales\", \"t\"));\n");
	calx__strbuf_clear(&text);
	calx__operation_summary(&text, &operation);
	CHECK_TEXT(text.data, "remove table sales.t");
	calx__strbuf_release(&text);
}

static void random_tables_come_back(void **state)
{
	unsigned long long seed = 1;

	(void)state;
	for (int i = 0; i < 600; i++) {
		struct arena arena = { 0 };
		struct sql_schema schema =
			schemas_random(&arena, &seed, i % 3 == 0);

		check_schema_comes_back(&schema);
		calx__arena_release(&arena);
	}
}

static void random_columns_come_back(void **state)
{
	static const char *const names[] = { "a", "it's", "select", "bool",
		"tab\there", "\xc3\xa9" };
	unsigned long long seed = 2;

	(void)state;
	for (int i = 0; i < 600; i++) {
		struct arena arena = { 0 };
		calx_column column =
			schemas_column(&seed, names[i % 6], i % 2 == 0);
		const calx_table model = { CALX_TABLE_SIZES, .name = "t*/",
			.columns = &column, .column_count = 1 };
		struct sql_table *definition;
		calx_error error = { 0 };

		if (calx__table_resolve(&arena, &model, &definition, &error) !=
			CALX_OK)
			fail_msg("%s", error.message);
		check_comes_back(&(struct operation){
			.kind = i % 2 == 0 ? CALX_OPERATION_ADD_COLUMN
					   : CALX_OPERATION_ALTER_COLUMN,
			.table = "t*/",
			.name = names[i % 6],
			.definition = definition });
		calx__arena_release(&arena);
	}
}

static void any_text_is_one_literal(void **state)
{
	unsigned long long seed = 3;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		static const char alphabet[] =
			"ab0?\?/\\\"'\n\r\t\x01\x7f*%=!<(";
		char sql[24] = { 0 };

		for (size_t j = 0; j < sizeof(sql) - 1; j++) {
			seed = seed * 6364136223846793005ull +
			       1442695040888963407ull;
			sql[j] =
				alphabet[(seed >> 33) % (sizeof(alphabet) - 1)];
		}
		check_comes_back(&(struct operation){
			.kind = CALX_OPERATION_EXECUTE, .sql = sql });
	}
}

/* ---- reversing ------------------------------------------------------------ */

static void reversing_twice_changes_nothing(void **state)
{
	struct program program;
	struct operation *back, *again;
	size_t count;

	(void)state;
	program_read(&program,
		"calx_create_table(op, \"t\", column(a, text()));"
		"calx_rename_table(op, \"t\", \"u\");"
		"calx_add_column(op, \"u\", column(b, date(), .index = true));"
		"calx_rename_column(op, \"u\", \"b\", \"c\");"
		"calx_add_constraint(op, \"u\", unique(a, c));"
		"calx_create_index(op, \"u\", index(c, a));");
	count = program.script.upgrade.count;
	assert_int_equal(
		calx__operations_reverse(&program.arena,
			program.script.upgrade.operations, count, &back, NULL),
		CALX_OK);
	check_render(back, count,
		"    calx_drop_index(op, \"u\", \"ix_u_c_a\");\n"
		"    calx_drop_constraint(op, \"u\", \"uq_u_a_c\");\n"
		"    calx_rename_column(op, \"u\", \"c\", \"b\");\n"
		"    calx_drop_column(op, \"u\", \"b\");\n"
		"    calx_rename_table(op, \"u\", \"t\");\n"
		"    calx_drop_table(op, \"t\");\n");
	assert_int_equal(calx__operations_reverse(
				 &program.arena, back, count, &again, NULL),
		CALX_OK);
	for (size_t i = 0; i < count; i++)
		assert_true(calx__operation_equal(
			&again[i], &program.script.upgrade.operations[i]));
	program_end(&program);
}

static void what_is_not_known_is_not_reversed(void **state)
{
	static const char *const statements[] = {
		"calx_drop_table(op, \"t\");",
		"calx_drop_column(op, \"t\", \"a\");",
		"calx_alter_column(op, \"t\", column(a, text()));",
		"calx_drop_constraint(op, \"t\", \"u\");",
		"calx_drop_index(op, \"t\", \"i\");",
		"calx_execute(op, \"x\");",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		struct program program;
		struct operation *back;
		calx_error error = { 0 };

		program_read(&program, statements[i]);
		assert_int_equal(calx__operations_reverse(&program.arena,
					 program.script.upgrade.operations, 1,
					 &back, &error),
			CALX_UNSUPPORTED);
		assert_non_null(strstr(error.message, "cannot be reversed"));
		program_end(&program);
	}
}

/* ---- summaries ------------------------------------------------------------ */

static void summaries_are_one_line(void **state)
{
	static const struct {
		const char *statement, *summary;
	} cases[] = {
		{ "calx_create_table(op, \"t\", column(a, text()), column(b, "
		  "text()));",
			"add table t (a, b)" },
		{ "calx_drop_table(op, \"t\\n\");", "remove table t\\x0a" },
		{ "calx_rename_table(op, \"t\", \"u\");",
			"rename table t to u" },
		{ "calx_add_column(op, \"t\", column(a, nullable(integer()), "
		  ".server_default = \"1\"));",
			"add column t.a nullable(integer()) server default 1" },
		{ "calx_drop_column(op, \"t\", \"a\");", "remove column t.a" },
		{ "calx_alter_column(op, \"t\", column(a, text()));",
			"change column t.a text()" },
		{ "calx_alter_column(op, \"t\", column(a, text(), "
		  ".collation = \"NOCASE\", .server_default = CALX_NONE));",
			"change column t.a text() collation NOCASE without "
			"server default" },
		{ "calx_rename_column(op, \"t\", \"a\", \"b\");",
			"rename column t.a to b" },
		{ "calx_add_constraint(op, \"t\", unique(a, b));",
			"add constraint uq_t_a_b on t (a, b)" },
		{ "calx_add_constraint(op, \"t\", named(\"c\", check(\"a > "
		  "0\")));",
			"add constraint c on t: a > 0" },
		{ "calx_drop_constraint(op, \"t\", \"u\");",
			"remove constraint u on t" },
		{ "calx_create_index(op, \"t\", index(a));",
			"add index ix_t_a on t (a)" },
		{ "calx_drop_index(op, \"t\", \"i\");", "remove index i on t" },
		{ "calx_execute(op, \"x\");", "execute x" },
		{ "calx_alter_table(op, \"t\", table_options(.strict = true));",
			"change table t" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf text = STRBUF_INIT;
		struct program program;

		program_read(&program, cases[i].statement);
		calx__operation_summary(
			&text, program.script.upgrade.operations);
		CHECK_TEXT(text.data, cases[i].summary);
		program_end(&program);
		calx__strbuf_release(&text);
	}
}

static void summaries_tell_both_sides(void **state)
{
	struct sql_column text = { .name = "a", .type = { .kind = CALX_TEXT } };
	struct sql_column date = { .name = "a", .type = { .kind = CALX_DATE } };
	const struct sql_table after = {
		.name = "t", .columns = &text, .column_count = 1
	};
	const struct sql_table before = {
		.name = "t", .columns = &date, .column_count = 1
	};
	struct operation operation = { .kind = CALX_OPERATION_ALTER_COLUMN,
		.table = "t",
		.name = "a",
		.definition = &after,
		.before = &before };
	struct strbuf summary = STRBUF_INIT;

	(void)state;
	calx__operation_summary(&summary, &operation);
	CHECK_TEXT(summary.data, "change column t.a from date() to text()");
	calx__strbuf_clear(&summary);
	operation.kind = CALX_OPERATION_DROP_COLUMN;
	operation.definition = NULL;
	calx__operation_summary(&summary, &operation);
	CHECK_TEXT(summary.data, "remove column t.a");
	calx__strbuf_release(&summary);
}

/* ---- every allocation may fail -------------------------------------------- */

static void render_once(void *context)
{
	struct strbuf text = STRBUF_INIT;
	const struct operation *operation = context;
	calx_error error = { 0 };
	enum calx_status status =
		calx__render_operation(&text, operation, &error);

	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	else if (status < 0)
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	calx__strbuf_release(&text);
}

static void rendering_survives_without_memory(void **state)
{
	unsigned long long seed = 4;
	struct arena arena = { 0 };
	struct sql_schema schema = schemas_random(&arena, &seed, true);
	struct operation operation = { .kind = CALX_OPERATION_CREATE_TABLE,
		.table = schema.tables[0]->name,
		.definition = schema.tables[0] };

	(void)state;
	torture(render_once, &operation);
	calx__arena_release(&arena);
}

static void what_goes_along_comes_back(void **state)
{
	(void)state;
	for (int cascade = 0; cascade < 2; cascade++) {
		check_comes_back(
			&(struct operation){ .kind = CALX_OPERATION_DROP_TABLE,
				.table = "t",
				.cascade = cascade });
		check_comes_back(
			&(struct operation){ .kind = CALX_OPERATION_DROP_COLUMN,
				.table = "t",
				.name = "c",
				.cascade = cascade });
	}
}

CHECK_MAIN("render", cmocka_unit_test(what_goes_along_comes_back),
	cmocka_unit_test(what_is_canonical_stays),
	cmocka_unit_test(names_that_c_cannot_say_are_options),
	cmocka_unit_test(expressions_are_said_as_they_can_be),
	cmocka_unit_test(references_may_name_a_schema),
	cmocka_unit_test(what_has_no_words_is_refused),
	cmocka_unit_test(namespaces_are_said),
	cmocka_unit_test(random_tables_come_back),
	cmocka_unit_test(random_columns_come_back),
	cmocka_unit_test(any_text_is_one_literal),
	cmocka_unit_test(reversing_twice_changes_nothing),
	cmocka_unit_test(what_is_not_known_is_not_reversed),
	cmocka_unit_test(summaries_are_one_line),
	cmocka_unit_test(summaries_tell_both_sides),
	cmocka_unit_test(rendering_survives_without_memory))
