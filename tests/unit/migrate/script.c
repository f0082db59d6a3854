/* Reading revision files as data. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "faults.h"
#include "torture.h"

#include "migrate/script/script.h"
#include "migrate/script/script_id.h"
#include "util/text.h"

struct reading {
	struct arena arena;
	struct script script;
	calx_error error;
	enum calx_status status;
};

static void reading_start(struct reading *reading, const char *text)
{
	*reading = (struct reading){ 0 };
	reading->status = calx__script_parse(&reading->arena, "r.c", text,
		strlen(text), &reading->script, &reading->error);
}

static void reading_end(struct reading *reading)
{
	calx__arena_release(&reading->arena);
}

#define HEAD "#include <calx/revision.h>\n"
#define TAIL "\nCALX_REVISION(a1, .upgrade = upgrade);\n"
#define BODY(statements) \
	HEAD "static void upgrade(calx_op *op)\n{\n" statements "\n}" TAIL

/* ---- the files of the tutorial -------------------------------------------- */

static const char *data_path(char *path, const char *name)
{
	(void)snprintf(path, 512, "%s/bookstore/migrations/versions/%s",
		getenv("CALX_EXAMPLES"), name);
	return path;
}

static void reads_a_generated_file(void **state)
{
	char path[512];
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script s;
	const struct sql_table *table;

	(void)state;
	assert_int_equal(
		calx__script_read(&arena,
			data_path(path, "0817994fdbf9_create_table_books.c"),
			&s, &error),
		CALX_OK);
	CHECK_TEXT(s.id, "0817994fdbf9");
	CHECK_TEXT(s.down_revision, "");
	CHECK_TEXT(s.message, "Create table books");
	CHECK_TEXT(s.create_date, "2026-11-22 16:04:51.060065");
	CHECK_TEXT(s.path, path);
	assert_int_equal(s.upgrade.code_line, 0);
	assert_int_equal(s.upgrade.count, 1);
	assert_int_equal(
		s.upgrade.operations[0].kind, CALX_OPERATION_CREATE_TABLE);
	assert_int_equal(s.upgrade.operations[0].line, 12);
	table = s.upgrade.operations[0].definition;
	assert_int_equal(table->column_count, 5);
	CHECK_TEXT(table->columns[4].name, "publish_date");
	assert_int_equal(table->columns[4].type.kind, CALX_DATETIME);
	assert_true(table->columns[4].nullable);
	CHECK_TEXT(calx__table_primary_key(table)->name, "pk_books");
	assert_int_equal(s.downgrade.count, 1);
	CHECK_TEXT(s.downgrade.operations[0].table, "books");
	calx__arena_release(&arena);
}

static void code_is_found_and_left_to_the_compiler(void **state)
{
	char path[512];
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script s;

	(void)state;
	assert_int_equal(
		calx__script_read(&arena,
			data_path(path, "a7323c275f5a_add_table_salespeople.c"),
			&s, &error),
		CALX_OK);
	CHECK_TEXT(s.down_revision, "0817994fdbf9");
	assert_int_equal(s.upgrade.code_line, 34);
	CHECK_TEXT(s.upgrade.code_reason, "something else than an operation");
	assert_int_equal(s.upgrade.count, 0);
	assert_int_equal(s.downgrade.code_line, 0);
	assert_int_equal(s.downgrade.count, 2);
	assert_int_equal(
		s.downgrade.operations[0].kind, CALX_OPERATION_DROP_COLUMN);
	CHECK_TEXT(s.downgrade.operations[0].name, "cost");
	calx__arena_release(&arena);
}

/* ---- operations and items ------------------------------------------------- */

static void every_operation_is_read(void **state)
{
	static const char text[] = BODY(
		"calx_create_table(op, \"t\", column(id, integer()));\n"
		"calx_drop_table(op, \"t\");\n"
		"calx_rename_table(op, \"t\", \"u\");\n"
		"calx_add_column(op, \"t\", column(a, text()));\n"
		"calx_drop_column(op, \"t\", \"a\");\n"
		"calx_alter_column(op, \"t\", column(a, string(9)));\n"
		"calx_rename_column(op, \"t\", \"a\", \"b\");\n"
		"calx_add_constraint(op, \"t\", unique(a, b));\n"
		"calx_drop_constraint(op, \"t\", \"uq_t_a_b\");\n"
		"calx_create_index(op, \"t\", index(a));\n"
		"calx_drop_index(op, \"t\", \"ix_t_a\");\n"
		"calx_execute(op, \"SELECT \" /* two */ \"1\");\n"
		"calx_alter_table(op, \"t\", table_options(.strict = true));\n"
		"calx_create_view(op, \"v\", \"SELECT 1\");\n"
		"calx_drop_view(op, \"v\");\n"
		"calx_create_sequence(op, CALX_IN(\"s\", \"q\"), \"START WITH 5\");\n"
		"calx_drop_sequence(op, \"s.q\");\n"
		"(void)op; ;");
	struct reading r;

	(void)state;
	reading_start(&r, text);
	assert_int_equal(r.status, CALX_OK);
	assert_int_equal(r.script.upgrade.code_line, 0);
	assert_int_equal(r.script.upgrade.count, CALX_OPERATION_KIND_COUNT - 1);
	for (size_t i = 0; i < r.script.upgrade.count; i++)
		assert_int_equal(r.script.upgrade.operations[i].kind, i + 1);
	CHECK_TEXT(r.script.upgrade.operations[6].name, "a");
	CHECK_TEXT(r.script.upgrade.operations[6].new_name, "b");
	CHECK_TEXT(r.script.upgrade.operations[7].name, "uq_t_a_b");
	CHECK_TEXT(r.script.upgrade.operations[11].sql, "SELECT 1");
	CHECK_TEXT(r.script.upgrade.operations[15].schema, "s");
	CHECK_TEXT(r.script.upgrade.operations[15].table, "q");
	assert_null(r.script.upgrade.operations[16].schema);
	CHECK_TEXT(r.script.upgrade.operations[16].table, "s.q");
	assert_int_equal(r.script.upgrade.operations[11].line, 15);
	reading_end(&r);
}

static void every_item_is_read(void **state)
{
	static const char text[] =
		BODY("calx_create_table(op, \"t\",\n"
		     " column(id, big_integer(), .primary_key = true),\n"
		     " column(n, numeric(10, 2), .server_default = \"0\", ),\n"
		     " column(e, nullable(enumeration(\"a\", \"b,)\")), .name "
		     "= \"E\"),\n"
		     " column(o, integer(), .references = \"o.id\",\n"
		     "   .on_delete = \"cascade\", .index = true, .unique = "
		     "false),\n"
		     " column(p, integer(), .references = NULL),\n"
		     " unique(n, e), named(\"x\", unique_index(o , n)),\n"
		     " column(w, text(), .index = 1, .unique = 0),\n"
		     " check(\"n > 0\"), foreign_key((o, p), \"u(a, b)\",\n"
		     "   .on_update = \"set null\"), foreign_key(n, \"v\"));");
	struct reading r;
	const struct sql_table *t;

	(void)state;
	reading_start(&r, text);
	CHECK_TEXT(r.error.message, "table 't', column 'o': 'set null' needs a "
				    "nullable() column");
	CHECK_TEXT(r.error.where, "r.c:5:2");
	reading_end(&r);

	char fixed[sizeof(text)];
	memcpy(fixed, text, sizeof(text));
	memcpy(strstr(fixed, "set null"), "cascade\"", 8);
	memcpy(strstr(fixed, "cascade\"\")"), "restrict\")", 10);
	reading_start(&r, fixed);
	assert_int_equal(r.status, CALX_OK);
	assert_int_equal(r.script.upgrade.code_line, 0);
	t = r.script.upgrade.operations[0].definition;
	assert_int_equal(t->column_count, 6);
	assert_int_equal(t->columns[1].type.length, 10);
	assert_int_equal(t->columns[1].type.scale, 2);
	CHECK_TEXT(t->columns[1].server_default, "0");
	CHECK_TEXT(t->columns[2].name, "E");
	CHECK_TEXT(t->columns[2].type.labels[1], "b,)");
	assert_null(t->columns[2].type.labels[2]);
	assert_int_equal(t->index_count, 3);
	reading_end(&r);
}

static void strings_mean_what_c_says(void **state)
{
	static const char text[] =
		BODY("calx_execute(op, \"a\\n\\t\\\"\\\\\\x41\\101\\?\\u00e9"
		     "\\u3042\\U0001F600\"\n \"\\\nb\");");
	struct reading r;

	(void)state;
	reading_start(&r, text);
	assert_int_equal(r.status, CALX_OK);
	assert_int_equal(r.script.upgrade.count, 1);
	CHECK_TEXT(r.script.upgrade.operations[0].sql,
		"a\n\t\"\\AA?\xc3\xa9\xe3\x81\x82\xf0\x9f\x98\x80"
		"b");
	reading_end(&r);
}

/* ---- what needs a compiler ------------------------------------------------ */

static void code_needs_a_compiler(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *reason;
	} cases[] = {
		{ BODY("puts(\"x\");"), 4, "something else than an operation" },
		{ BODY("(void)op;\nif (x) calx_drop_table(op, \"t\");"), 5,
			"something else than an operation" },
		{ BODY("calx_drop_table(op, \"t\", .cascade = all);"), 4,
			"a truth value that is not a literal" },
		{ BODY("calx_drop_table(op, name);"), 4,
			"a text that is not a literal" },
		{ BODY("calx_drop_table(other, \"t\");"), 4,
			"an operation on something else" },
		{ BODY("calx_drop_table(op, \"t\" + 1);"), 4, "an expression" },
		{ BODY("calx_drop_table(op, \"t\"), f();"), 4,
			"an expression" },
		{ BODY("calx_drop_table(op, L\"t\");"), 4,
			"a text that is not a literal" },
		{ BODY("calx_drop_table(op, \"a\\0b\");"), 4,
			"a string with a NUL in it" },
		{ BODY("calx_drop_table(op, \"a?"
		       "?/b\");"),
			4, "a string with a trigraph in it" },
		{ BODY("calx_drop_table(op, \"\\xff\");"), 4,
			"a string that is not UTF-8" },
		{ BODY("calx_drop_table(op, \"\\q\");"), 4,
			"an escape that C does not know" },
		{ BODY("calx_add_column(op, \"t\", column(a, string(MAX)));"),
			4, "a number that is not a plain decimal one" },
		{ BODY("calx_add_column(op, \"t\", column(a, string(9 * 2)));"),
			4, "an expression" },
		{ BODY("calx_add_column(op, \"t\", column(a, text(), "
		       ".index = yes));"),
			4, "a truth value that is not a literal" },
		{ BODY("calx_create_table(op, \"t\", COLUMNS);"), 4,
			"an item that is not a call" },
		{ BODY("#pragma x\ncalx_drop_table(op, \"t\");"), 4,
			"a preprocessor line" },
		{ "#include \"mine.h\"\n" BODY("calx_create_table(op, \"t\", "
					       "audit(x));"),
			5, "unknown item 'audit'" },
		{ "#if X\n#endif\n" BODY(""), 8, "the file has #if" },
		{ HEAD "void downgrade(calx_op *op) { }" TAIL, 3,
			"the function is not in this file" },
		{ BODY("calx_drop_table op, \"t\";"), 4,
			"something else than an operation" },
		{ BODY("(int)op;"), 4, "something else than an operation" },
		{ BODY("(void)other;"), 4, "something else than an operation" },
		{ BODY("(void)op, x;"), 4, "something else than an operation" },
		{ BODY("calx_drop_table(op, \"\\400\");"), 4,
			"an escape that is not one byte" },
		{ BODY("calx_drop_table(op, \"\\xg\");"), 4,
			"an escape that is not one byte" },
		{ BODY("calx_drop_table(op, \"\\ud800\");"), 4,
			"an escape that is not a character" },
		{ BODY("calx_drop_table(op, \"\\udfff\");"), 4,
			"an escape that is not a character" },
		{ BODY("calx_drop_table(op, \"\\U00110000\");"), 4,
			"an escape that is not a character" },
		{ BODY("calx_drop_table(op, \"\\u12g4\");"), 4,
			"an escape that is not a character" },
		{ BODY("calx_drop_table(op, \"\\u0000\");"), 4,
			"an escape that is not a character" },
		{ BODY("calx_add_column(op, \"t\", column(a, string(010)));"),
			4, "a number that is not a plain decimal one" },
		{ BODY("calx_add_column(op, \"t\", column(a, string(9u)));"), 4,
			"a number that is not a plain decimal one" },
		{ BODY("calx_add_column(op, \"t\", "
		       "column(a, string(2147483648)));"),
			4, "a number that is not a plain decimal one" },
		{ BODY("calx_add_column(op, \"t\", "
		       "column(a, enumeration(\"a\", B)));"),
			4, "a text that is not a literal" },
		{ BODY("calx_add_column(op, \"t\", "
		       "column(a, enumeration(\"a\" B)));"),
			4, "an expression" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "check(\"a\" 1));"),
			4, "an expression" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "check(A));"),
			4, "a text that is not a literal" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "foreign_key(a, T));"),
			4, "a text that is not a literal" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "foreign_key(a, \"t\" T));"),
			4, "an expression" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(N, unique(a)));"),
			4, "a text that is not a literal" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(\"n\" N, unique(a)));"),
			4, "an expression" },
		{ BODY("calx_add_column(op, \"t\", column(a, text(), "
		       ".index = true + 1));"),
			4, "an expression" },
		{ BODY("calx_drop_table(op, \"t\", .cascade = true + 1);"), 4,
			"an expression" },
		{ BODY("calx_add_column(op, \"t\", column(a, numeric(N, 2)));"),
			4, "a number that is not a plain decimal one" },
		{ BODY("(f)(op);"), 4, "something else than an operation" },
		{ HEAD "void upgrade() {\ncalx_drop_table(op, \"t\");}" TAIL, 3,
			"an operation on something else" },
		{ HEAD "void upgrade(void *(*f)(calx_op *)) {\n"
		       "calx_drop_table(op, \"t\");}" TAIL,
			3, "an operation on something else" },
		{ "#if X\nvoid f() {\n#else\nvoid f() { {\n#endif\n}\n" BODY(
			  ""),
			12, "the file has #if" },
		{ BODY("calx_create_index(op, \"t\", "
		       "index(a, .where = WHERE));"),
			4, "an option that is not a literal" },
		{ "#include <stdio.h>\n" BODY("calx_drop_column(op, \"t\");"),
			5, "expected ',' and more arguments" },
		{ "#define X\n" BODY("calx_drop_column(op, \"t\");"), 5,
			"expected ',' and more arguments" },
		{ HEAD "void upgrade(calx_op *op) { } void upgrade(calx_op *op)"
		       "{ }" TAIL,
			3, "the function is there twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading r;

		reading_start(&r, cases[i].text);
		if (r.status != CALX_OK)
			fail_msg("case %zu: %s", i, r.error.message);
		if (!r.script.upgrade.code_reason)
			fail_msg("case %zu is data", i);
		CHECK_TEXT(r.script.upgrade.code_reason, cases[i].reason);
		assert_int_equal(r.script.upgrade.code_line, cases[i].line);
		assert_int_equal(r.script.upgrade.count, 0);
		reading_end(&r);
	}
}

static void what_is_no_function_is_ignored(void **state)
{
	static const char text[] = HEAD
		"struct upgrade { int upgrade; };\n"
		"static void upgrade(calx_op *o);\n"
		"static const char *s = \"upgrade(x) {\"; // upgrade(x) {\n"
		"static void upgrade(calx_op *o)\n"
		"{ calx_drop_table(o, \"t\"); }\n"
		"CALX_REVISION(1e5, .upgrade = &upgrade, .downgrade = NULL, "
		".branch_labels = \"b\", .depends_on = \"x, y\",);\n";
	struct reading r;

	(void)state;
	reading_start(&r, text);
	assert_int_equal(r.status, CALX_OK);
	CHECK_TEXT(r.script.id, "1e5");
	CHECK_TEXT(r.script.branch_labels, "b");
	CHECK_TEXT(r.script.depends_on, "x, y");
	assert_int_equal(r.script.upgrade.count, 1);
	assert_null(r.script.downgrade.function);
	reading_end(&r);
}

/* ---- what is wrong -------------------------------------------------------- */

static void mistakes_are_shown_where_they_are(void **state)
{
	static const struct {
		const char *text, *where, *message;
	} cases[] = {
		{ "", "r.c:1:1", "the file has no CALX_REVISION(...)" },
		{ "/* a\n", "r.c:1:1", "the comment does not end" },
		{ "x\n  \"abc\n", "r.c:2:3",
			"the string does not end on its line" },
		{ "'a\n", "r.c:1:1",
			"the character constant does not end on its line" },
		{ "int a[2;\n", "r.c:1:6", "this '[' is not closed" },
		{ "void f() {\n(\n", "r.c:2:1", "this '(' is not closed" },
		{ "void f() {\n  f(g(1);\n}\n", "r.c:2:4",
			"this '(' is not closed" },
		{ "void f() {\n  a[1;\n}\n", "r.c:2:4",
			"this '[' is not closed" },
		{ "void f() {\n  if (x) {\n}\n", "r.c:1:10",
			"this '{' is not closed" },
		{ "void f() {\n  a[1)];\n}\n", "r.c:2:6",
			"this ')' closes nothing that is open" },
		{ "void f() {\n  f(1));\n}\n", "r.c:2:7",
			"this ')' closes nothing that is open" },
		{ "}\n", "r.c:1:1", "this '}' closes nothing that is open" },
		{ "a\n\xff\n", "r.c:2:1", "the file is not UTF-8 text" },
		{ "CALX_REVISION(a);\nCALX_REVISION(b);\n", "r.c:2:1",
			"a second CALX_REVISION(...)" },
		{ "CALX_REVISION a;\n", "r.c:1:15", "expected '('" },
		{ "CALX_REVISION(\"a\");\n", "r.c:1:15",
			"expected the revision's id" },
		{ "CALX_REVISION(a.b);\n", "r.c:1:16", "expected ',' or ')'" },
		{ "CALX_REVISION(1.5);\n", "r.c:1:15",
			"an id has at most 64 letters, digits and '_'" },
		{ "CALX_REVISION(a, .up = up);\n", "r.c:1:19",
			"expected .upgrade, .downgrade, .down_revision, "
			".branch_labels, .depends_on or .message" },
		{ "CALX_REVISION(a, .upgrade = 5);\n", "r.c:1:29",
			"expected a function's name" },
		{ "CALX_REVISION(a, .upgrade up);\n", "r.c:1:27",
			"expected '='" },
		{ "CALX_REVISION(a, up);\n", "r.c:1:18",
			"expected an option, such as .down_revision = "
			"\"...\"" },
		{ "CALX_REVISION(a, .message = \"m\" \"n\" x);\n", "r.c:1:37",
			"expected ',' or ')'" },
		{ "  \"abc\\", "r.c:1:3",
			"the string does not end on its line" },
		{ "  \"abc", "r.c:1:3", "the string does not end on its line" },
		{ "\xff", "r.c:1:1", "the file is not UTF-8 text" },
		{ "// a comment", "r.c:1:13",
			"the file has no CALX_REVISION(...)" },
		{ "CALX_REVISION(a, .down_revision = DOWN);\n", "r.c:1:35",
			"CALX_REVISION takes literals only: a text that is not "
			"a literal" },
		{ BODY("calx_create_table(op, \"t\", colum(a, text()));"),
			"r.c:4:28",
			"unknown item 'colum', did you mean 'column'?" },
		{ BODY("calx_add_column(op, \"t\", column(a, txt()));"),
			"r.c:4:36",
			"unknown type 'txt', did you mean 'text'?" },
		{ BODY("calx_add_column(op, \"t\", column(a, nul()));"),
			"r.c:4:36", "unknown type 'nul'" },
		{ BODY("calx_add_column(op, \"t\", column(a, text));"),
			"r.c:4:40",
			"expected '(' after the type's name, found "
			"')'" },
		{ BODY("calx_add_column(op, \"t\", column(a));"), "r.c:4:34",
			"expected ',' and the column's type, found ')'" },
		{ BODY("calx_add_column(op, \"t\", column(a, text(), "
		       ".indx = true));"),
			"r.c:4:45",
			"unknown option 'indx', did you mean "
			"'index'?" },
		{ BODY("calx_add_column(op, \"t\", column(a, text(3)));"),
			"r.c:4:41", "expected ')' after the type, found '3'" },
		{ BODY("calx_add_column(op, \"t\", unique(a));"), "r.c:4:26",
			"expected one column(...)" },
		{ BODY("calx_add_constraint(op, \"t\", column(a, text()));"),
			"r.c:4:30", "expected one constraint or index" },
		{ BODY("calx_drop_column(op, \"t\");"), "r.c:4:25",
			"expected ',' and more arguments" },
		{ BODY("calx_drop_table(op, \"t\", .cascade true);"),
			"r.c:4:35", "expected .cascade = true" },
		{ BODY("calx_drop_table(op, \"t\", .with = true);"), "r.c:4:27",
			"expected .cascade = true" },
		/* what takes no .cascade ends before it */
		{ BODY("calx_drop_index(op, \"t\", \"i\", .cascade = true);"),
			"r.c:4:29", "expected ')'" },
		{ BODY("calx_alter_table(op, \"t\", unique(a));"), "r.c:4:27",
			"expected one table_options(...)" },
		{ BODY("calx_alter_table(op, \"t\", table_options(), "
		       "column(a, text()));"),
			"r.c:4:27", "expected one table_options(...)" },
		{ BODY("calx_alter_table(op, \"t\", table_options(), "
		       "unique(a));"),
			"r.c:4:27", "expected one table_options(...)" },
		{ BODY("calx_add_column(op, \"t\", column(a, text()), "
		       "table_options());"),
			"r.c:4:26", "expected one column(...)" },
		{ BODY("calx_add_column(op, \"t\", column(a, text()), "
		       "unique(a));"),
			"r.c:4:26", "expected one column(...)" },
		{ BODY("calx_add_column(op, \"t\", column(a, text()), "
		       "column(b, text()));"),
			"r.c:4:26", "expected one column(...)" },
		{ BODY("calx_add_constraint(op, \"t\", unique(a), unique(b));"),
			"r.c:4:30", "expected one constraint or index" },
		{ BODY("calx_add_constraint(op, \"t\", unique(a), "
		       "table_options());"),
			"r.c:4:30", "expected one constraint or index" },
		{ BODY("calx_add_constraint(op, \"t\", unique(a), "
		       "column(b, text()));"),
			"r.c:4:30", "expected one constraint or index" },
		{ BODY("calx_create_table(op, \"t\", table_options(strict));"),
			"r.c:4:42",
			"expected an option, such as .name = \"...\", found "
			"'strict'" },
		{ BODY("calx_create_table(op, \"t\", table_options(.strit = "
		       "true));"),
			"r.c:4:43",
			"unknown option 'strit', did you mean 'strict'?" },
		{ BODY("calx_create_table(op, \"t\", \"x\");"), "r.c:4:28",
			"expected an item, such as column(...), found "
			"'\"x\"'" },
		{ BODY("calx_create_table(op, \"t\", column(\"a\", text()));"),
			"r.c:4:35",
			"expected the column's name, found '\"a\"'" },
		{ BODY("calx_create_table(op, \"t\", column(a, 5));"),
			"r.c:4:38",
			"expected a type, such as integer(), found '5'" },
		{ BODY("calx_create_table(op, \"t\", column(a, nullable));"),
			"r.c:4:46", "expected '(' after nullable, found ')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, defaulted));"),
			"r.c:4:47", "expected '(' after defaulted, found ')'" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, nullable(text(), 1)));"),
			"r.c:4:53", "expected ')' after the type, found ','" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, numeric(9, 2, 3)));"),
			"r.c:4:52", "expected ')' after the type, found '3'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text() .index "
		       "= true));"),
			"r.c:4:45", "expected ',' or ')', found '.'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text(), .index "
		       "true));"),
			"r.c:4:53", "expected '=', found 'true'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text(), index "
		       "= true));"),
			"r.c:4:46",
			"expected an option, such as .name = \"...\", found "
			"'index'" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, uuid(stored = CALX_UUID_HEX)));"),
			"r.c:4:43",
			"expected ')' after the type, found 'stored'" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, uuid(.store = CALX_UUID_HEX)));"),
			"r.c:4:44", "expected '.stored =', found 'store'" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, uuid(.stored = CALX_UUID_HEXX)));"),
			"r.c:4:53",
			"unknown form 'CALX_UUID_HEXX', did you mean "
			"'CALX_UUID_HEX'?" },
		{ BODY("calx_create_table(op, \"t\", "
		       "column(a, uuid(.stored = CALX_UNIX_SECONDS)));"),
			"r.c:4:53",
			"values of its type cannot be stored in that form" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(\"x\", unique(a) y));"),
			"r.c:4:68", "expected ')', found 'y'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "foreign_key(a));"),
			"r.c:4:60",
			"expected ',' and the target, \"table(column)\", found "
			"')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(\"x\"));"),
			"r.c:4:56",
			"expected ',' and what is named, found ')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(\"x\", uniqe(a)));"),
			"r.c:4:58",
			"unknown item 'uniqe', did you mean 'unique'?" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "named(\"x\", unique));"),
			"r.c:4:64", "expected '(', found ')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "check(\"a\", .where = \"b\"));"),
			"r.c:4:59", "unknown option 'where'" },
		{ BODY("calx_create_table(op, \"t\", "
		       "a_name_that_is_longer_than_sixty_three_letters_and_thus_no_misspelt_one("
		       "a));"),
			"r.c:4:28",
			"expected item, found "
			"'a_name_that_is_longer_than_sixty_three_l'" },
		{ BODY("calx_drop_table(op, \"t\", \"u\");"), "r.c:4:24",
			"expected ')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()) "
		       "column(b, text()));"),
			"r.c:4:46", "expected ',' or ')', found 'column'" },
		{ BODY("calx_create_table(op, \"t\", unique());"), "r.c:4:35",
			"expected a column, found ')'" },
		{ BODY("calx_create_table(op, \"t\", column(a, text()), "
		       "unique(b));"),
			"r.c:4:28", "table 't' has no column 'b'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading r;

		reading_start(&r, cases[i].text);
		if (r.status != CALX_INVALID)
			fail_msg("case %zu: %d", i, (int)r.status);
		CHECK_TEXT(r.error.message, cases[i].message);
		CHECK_TEXT(r.error.where, cases[i].where);
		reading_end(&r);
	}
}

static void the_line_is_shown_with_a_mark(void **state)
{
	struct reading r;

	(void)state;
	reading_start(&r, BODY("\tcalx_drop_table(op, \"t\", 1);"));
	CHECK_TEXT(r.error.detail,
		" calx_drop_table(op, \"t\", 1);\n                        ^");
	reading_end(&r);
	/* the end of a line that is too long, whole characters of it */
	reading_start(&r,
		"/* ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé */ }\n");
	CHECK_TEXT(r.error.message, "this '}' closes nothing that is open");
	CHECK_TEXT(r.error.detail,
		"éééééééééééééééééééééééééééééééééééééééééééééééééééééééééé */ }\n                                                              ^");
	reading_end(&r);
	/* nobody need look */
	r = (struct reading){ 0 };
	assert_int_equal(
		calx__script_parse(&r.arena, "r.c", "}", 1, &r.script, NULL),
		CALX_INVALID);
	reading_end(&r);
}

static void an_open_bracket_is_told_with_its_place(void **state)
{
	static const struct {
		const char *text, *hint;
	} cases[] = {
		{ "f(\n\n}\n", "" },
		{ "{ f(\n\n}\n", "It should be before the '}' in line 3." },
		{ "{ a[1)\n}\n", "" },
		{ "( a[1\n)\n", "It should be before the ')' in line 2." },
		{ "f(\n\n", "The file ends before it is." },
		{ ")\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reading r;

		reading_start(&r, cases[i].text);
		assert_int_equal(r.status, CALX_INVALID);
		CHECK_TEXT(r.error.hint, cases[i].hint);
		reading_end(&r);
	}
}

/* Whatever stands before and behind it, the first byte that is wrong is told. */
static void a_wrong_byte_is_told_with_its_place(void **state)
{
	enum { SIZE = 48 };

	(void)state;
	for (size_t place = 0; place < SIZE; place++)
		for (size_t length = place + 1; length <= SIZE; length++) {
			char text[SIZE + 1], where[32];
			struct reading r;

			memset(text, 'a', SIZE);
			text[length] = '\0';
			text[place] = '\xff';
			text[place / 2] = place > 4 ? '\n' : text[place / 2];
			(void)snprintf(where, sizeof(where), "r.c:%d:%zu",
				place > 4 ? 2 : 1,
				place > 4 ? place - place / 2 : place + 1);
			reading_start(&r, text);
			CHECK_TEXT(
				r.error.message, "the file is not UTF-8 text");
			CHECK_TEXT(r.error.where, where);
			reading_end(&r);
		}
}

static void a_byte_of_zero_is_told(void **state)
{
	static const char text[] = "int a;\n\0CALX_REVISION(a);\n";
	struct reading r = { 0 };

	(void)state;
	r.status = calx__script_parse(
		&r.arena, "r.c", text, sizeof(text) - 1, &r.script, &r.error);
	assert_int_equal(r.status, CALX_INVALID);
	CHECK_TEXT(r.error.message, "the file has a NUL byte in it");
	CHECK_TEXT(r.error.where, "r.c:2:1");
	reading_end(&r);
}

/* What the preprocessor is told is none of the program, and a lone quote means
 * nothing there. */
static void preprocessor_lines_are_no_program(void **state)
{
	static const char *const texts[] = {
		"#define F CALX_REVISION(b)\n" BODY("(void)op;"),
		"#pragma it's\n" BODY("(void)op;"),
		"#pragma x \\\n ( { \" \n" BODY("(void)op;"),
		"#pragma x \\\r\n CALX_REVISION(b)\n" BODY("(void)op;"),
		" /* */ #pragma CALX_REVISION(b)\n" BODY("(void)op;"),
		"double x[] = { 1.5e+3, .5, 0x1p-2, 1e5f };\n" BODY(
			"(void)op;"),
		"char c = '\\'', d = '\"';\n" BODY("(void)op;"),
		"// CALX_REVISION(b) \\\n CALX_REVISION(c)\n" BODY("(void)op;"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct reading r;

		reading_start(&r, texts[i]);
		if (r.status != CALX_OK)
			fail_msg("case %zu: %s", i, r.error.message);
		CHECK_TEXT(r.script.id, "a1");
		assert_int_equal(r.script.upgrade.code_line, 0);
		reading_end(&r);
	}
}

static void depth_and_size_do_no_harm(void **state)
{
	const size_t size = 200000;
	char *text = malloc(size + 1);
	struct reading r;

	(void)state;
	assert_non_null(text);
	memset(text, '(', size);
	text[size] = '\0';
	reading_start(&r, text);
	assert_int_equal(r.status, CALX_INVALID);
	reading_end(&r);
	memset(text, ')', size / 2);
	memset(text, '(', size / 2);
	memset(text + size / 2, ')', size / 2);
	reading_start(&r, text);
	CHECK_TEXT(r.error.message, "the file has no CALX_REVISION(...)");
	reading_end(&r);
	free(text);
}

/* ---- the head comment ----------------------------------------------------- */

static void head_comments_come_in_all_styles(void **state)
{
	static const char *const texts[] = {
		"/* Add it\n *\n * Revision ID: a\n * Create Date: now\n */\n",
		"// Add it\n//\n// Create Date: now\n",
		"/**\n * Add it\n * Create Date: now\n **/\n",
		"\xef\xbb\xbf/* Add it\r\n * Create Date: now\r\n */\r\n",
		("/* SPDX-License-Identifier: MIT */\n\n/* Add it\n"
		 "   Revision ID: a\n   Create Date: now */\n"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char text[512];
		struct reading r;

		(void)snprintf(
			text, sizeof(text), "%sCALX_REVISION(a);\n", texts[i]);
		reading_start(&r, text);
		assert_int_equal(r.status, CALX_OK);
		CHECK_TEXT(r.script.message, "Add it");
		CHECK_TEXT(r.script.create_date, "now");
		reading_end(&r);
	}
}

/* The message is the first line; the description is the whole. */
static void head_comments_are_taken_apart(void **state)
{
	static const struct {
		const char *head, *message, *date, *description;
	} cases[] = {
		{ "", "", "", "" },
		{ "/* Add it */\n", "Add it", "", "Add it" },
		{ "/* Revision ID: a */\n", "Revision ID: a", "",
			"Revision ID: a" },
		{ "/*\n * Revision ID: a\n * Create Date: now\n */\n", "",
			"now", "Revision ID: a\nCreate Date: now" },
		{ "/*\n * Revises: a\n */\n", "", "", "Revises: a" },
		{ "/*\n * Create Date: x\n */\n", "", "x", "Create Date: x" },
		{ "/*\n *\n * Add it\n *\n *\n * one\n *\n * two\n *\n */\n",
			"Add it", "", "Add it\n\n\none\n\ntwo" },
		{ "// Add it\n//\n// one\n// two\n", "Add it", "",
			"Add it\n\none\ntwo" },
		/* lines with a blank one between them are two comments */
		{ "// Add it\n\n// two\n", "Add it", "", "Add it" },
		{ "// Add it\n\n// Revision ID: a\n", "Revision ID: a", "",
			"Revision ID: a" },
		/* and the first that says the id stays */
		{ "// x\n// Revision ID: a\n\n// y\n// Revision ID: b\n", "x",
			"", "x\nRevision ID: a" },
		{ "/* */\n", "", "", "" },
		{ "/*\n * /a/path\n * /\n */\n", "/a/path", "", "/a/path\n/" },
		/* of two kinds */
		{ "/* a */\n// Revision ID: b\n", "Revision ID: b", "",
			"Revision ID: b" },
		{ "// a\n/* Revision ID: b */\n", "Revision ID: b", "",
			"Revision ID: b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[512];
		struct reading r;

		(void)snprintf(text, sizeof(text), "%sCALX_REVISION(a);\n",
			cases[i].head);
		reading_start(&r, text);
		assert_int_equal(r.status, CALX_OK);
		print_message("# %zu\n", i);
		CHECK_TEXT(r.script.message, cases[i].message);
		CHECK_TEXT(r.script.create_date, cases[i].date);
		CHECK_TEXT(r.script.description, cases[i].description);
		reading_end(&r);
	}
}

static void a_later_comment_is_no_head(void **state)
{
	struct reading r;

	(void)state;
	reading_start(&r, "CALX_REVISION(a); /* Revision ID: b */\n");
	assert_int_equal(r.status, CALX_OK);
	CHECK_TEXT(r.script.message, "");
	CHECK_TEXT(r.script.description, "");
	reading_end(&r);
}

/* ---- checksums ------------------------------------------------------------ */

static void checksum_of(const char *text, char checksum[33])
{
	struct reading r;

	reading_start(&r, text);
	assert_int_equal(r.status, CALX_OK);
	memcpy(checksum, r.script.checksum, 33);
	reading_end(&r);
}

static void reformatting_is_no_edit(void **state)
{
	static const char *const same[] = {
		"#include <stdio.h>\nCALX_REVISION(a, .message = \"x y\");\n",
		"\xef\xbb\xbf#include <stdio.h>\r\nCALX_REVISION(a, .message = "
		"\"x y\");\r\n",
		"/* new */ # include  < stdio.h >\n\n// c\nCALX_REVISION\n(\ta "
		", . message=\"x \" /* */ \"y\")\\\n;",
		"#include <stdio.h>\nCALX_REVISION(a, .message = \"x "
		"\\\ny\");\n",
	};
	static const char *const other[] = {
		"#include <stdlib.h>\nCALX_REVISION(a, .message = \"x y\");\n",
		"#include <stdio.h>\nCALX_REVISION(a, .message = \"xy\");\n",
		"#include <stdio.h>\nCALX_REVISION(b, .message = \"x y\");\n",
		"#include <stdio.h>\nCALX_REVISION(a, .message = \"x y\");;\n",
		"#include <stdio.h>\nint ab; CALX_REVISION(a, .message = "
		"\"x y\");\n",
		"#include <stdio.h>\nint a b; CALX_REVISION(a, .message = "
		"\"x y\");\n",
	};
	char first[33], next[6][33];

	(void)state;
	checksum_of(same[0], first);
	assert_int_equal(strlen(first), 32);
	for (size_t i = 1; i < sizeof(same) / sizeof(*same); i++) {
		checksum_of(same[i], next[0]);
		CHECK_TEXT(next[0], first);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		checksum_of(other[i], next[i]);
		assert_string_not_equal(next[i], first);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(next[i], next[j]);
	}
}

/* ---- directories ---------------------------------------------------------- */

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/calx-script-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static const char *in_folder(char *path, const char *name)
{
	(void)snprintf(path, 256, "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const char *text)
{
	char path[256];
	FILE *file = fopen(in_folder(path, name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void a_directory_is_read_in_order(void **state)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	char path[256];
	size_t count;

	(void)state;
	put_file("b_second.c", "CALX_REVISION(b);\n");
	put_file("a_first.c", "CALX_REVISION(a);\n");
	put_file("c_x_.c", "CALX_REVISION(c_x);\n");
	put_file("notes.txt", "CALX_REVISION(n);\n");
	put_file(".d_hidden.c", "CALX_REVISION(d);\n");
	put_file("helper.c", "nothing");
	put_file("e_blank name.c", "nothing");
	symlink("a_first.c", in_folder(path, "a_link.c"));
	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_WHOLE,
				 &scripts, &count, &error),
		CALX_OK);
	assert_int_equal(count, 4);
	CHECK_TEXT(scripts[0].id, "a");
	CHECK_TEXT(scripts[1].path, path);
	CHECK_TEXT(scripts[2].id, "b");
	CHECK_TEXT(scripts[3].id, "c_x");
	calx__arena_release(&arena);
}

/* Only what the history needs: what the functions do may even be wrong. */
static void a_history_is_read_without_what_it_does(void **state)
{
	struct arena arena = { 0 };
	struct script *scripts;
	size_t count;

	(void)state;
	put_file("h_one.c",
		"/* one\n *\n * Create Date: today\n */\n"
		"#include <calx/revision.h>\n"
		"static void up(calx_op *op) { calx_drop_table(op, 7); }\n"
		"CALX_REVISION(h, .down_revision = \"g\", .upgrade = up);\n");
	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_HEAD,
				 &scripts, &count, NULL),
		CALX_OK);
	assert_int_equal(count, 1);
	CHECK_TEXT(scripts[0].id, "h");
	CHECK_TEXT(scripts[0].down_revision, "g");
	CHECK_TEXT(scripts[0].message, "one");
	CHECK_TEXT(scripts[0].description, "one\n\nCreate Date: today");
	CHECK_TEXT(scripts[0].create_date, "today");
	CHECK_TEXT(scripts[0].upgrade.function, "up");
	assert_null(scripts[0].upgrade.operations);
	assert_null(scripts[0].text);
	calx__arena_release(&arena);
}

/* Many are read by several threads: in order, and the first that is wrong is
 * told. */
static void many_files_are_read_in_order(void **state)
{
	enum { MANY = 9000 };
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	size_t count;
	char name[32], text[64];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "r%05d_x.c", i);
		snprintf(text, sizeof(text), "CALX_REVISION(r%05d);\n", i);
		put_file(name, text);
	}
	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_HEAD,
				 &scripts, &count, &error),
		CALX_OK);
	assert_int_equal(count, MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "r%05d", i);
		CHECK_TEXT(scripts[i].id, name);
	}
	put_file("r08000_x.c", "");
	put_file("r07000_x.c", "");
	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_HEAD,
				 &scripts, &count, &error),
		CALX_INVALID);
	assert_non_null(strstr(error.where, "r07000_x.c"));
	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_WHOLE,
				 &scripts, &count, NULL),
		CALX_INVALID);
	calx__arena_release(&arena);
}

static void check_directory_error(enum calx_status status, const char *message)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	size_t count;

	assert_int_equal(calx__scripts_read(&arena, folder, SCRIPT_WHOLE,
				 &scripts, &count, &error),
		status);
	if (!strstr(error.message, message))
		CHECK_TEXT(error.message, message);
	calx__arena_release(&arena);
}

static void what_is_no_plain_file_is_refused(void **state)
{
	char path[256];

	(void)state;
	symlink("/etc/passwd", in_folder(path, "a_out.c"));
	check_directory_error(CALX_INVALID, "leads out of its directory");
	unlink(path);
	symlink("gone_away.c", path);
	check_directory_error(CALX_INVALID, "leads out of its directory");
	unlink(path);
	mkdir(path, 0700);
	check_directory_error(CALX_INVALID, "is not a regular file");
	rmdir(path);
	mkfifo(path, 0600);
	check_directory_error(CALX_INVALID, "is not a regular file");
	unlink(path);
	put_file("a_out.c", "CALX_REVISION(b);\n");
	check_directory_error(CALX_INVALID, "does not begin with");
	put_file("a_out.c", "");
	assert_int_equal(truncate(path, SCRIPT_SIZE_MAX + 1), 0);
	check_directory_error(CALX_INVALID, "is larger than 4 MiB");
}

/* What is as large as can be is read. */
static void the_largest_file_is_read(void **state)
{
	char *text = malloc(SCRIPT_SIZE_MAX + 1), path[256];
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script script;

	(void)state;
	assert_non_null(text);
	memset(text, ' ', SCRIPT_SIZE_MAX);
	text[SCRIPT_SIZE_MAX] = '\0';
	memcpy(text + SCRIPT_SIZE_MAX - 18, "\nCALX_REVISION(a);", 18);
	put_file("a_large.c", text);
	assert_int_equal(calx__script_read(&arena, in_folder(path, "a_large.c"),
				 &script, &error),
		CALX_OK);
	CHECK_TEXT(script.id, "a");
	assert_int_equal(script.line, 2);
	calx__arena_release(&arena);
	free(text);
}

static void one_file_is_looked_at_as_all_are(void **state)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script script;
	char path[256], expected[320];

	(void)state;
	assert_int_equal(calx__script_read(&arena, in_folder(path, "gone.c"),
				 &script, &error),
		CALX_NOT_FOUND);
	(void)snprintf(expected, sizeof(expected),
		"could not read %s: No such file or directory", path);
	CHECK_TEXT(error.message, expected);
	assert_int_equal(calx__script_read(&arena, folder, &script, &error),
		CALX_INVALID);
	(void)snprintf(
		expected, sizeof(expected), "%s is not a regular file", folder);
	CHECK_TEXT(error.message, expected);
	put_file("a_b.c", "CALX_REVISION(b);\n");
	assert_int_equal(calx__script_read(&arena, in_folder(path, "a_b.c"),
				 &script, &error),
		CALX_OK);
	put_file("ab_b.c", "CALX_REVISION(a);\n");
	unlink(path);
	check_directory_error(CALX_INVALID,
		"the file's name does not begin with the revision's id, a_");
	calx__arena_release(&arena);
}

/* Whatever the system says of a file is told with the file. */
static void what_the_system_refuses_is_said(void **state)
{
	static const struct {
		const char *call;
		int error;
		size_t after;
		enum calx_status status;
	} cases[] = {
		{ "read", EIO, 0, CALX_IO },
		{ "read", EINTR, 0, CALX_OK },
		{ "read", 0, 0, CALX_OK },
		/* what is whole is not read on, and what has become shorter
		 * is what it is */
		{ "read", EIO, 1, CALX_OK },
		{ "read", -1, 0, CALX_INVALID },
	};
	struct arena arena = { 0 };
	char path[256], expected[320];

	(void)state;
	put_file("a_b.c", "CALX_REVISION(a);\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_error error = { 0 };
		struct script script;
		enum calx_status status;

		faults_set(cases[i].call, cases[i].error, cases[i].after);
		status = calx__script_read(
			&arena, in_folder(path, "a_b.c"), &script, &error);
		(void)faults_clear();
		assert_int_equal(status, cases[i].status);
		if (status >= 0) {
			CHECK_TEXT(script.id, "a");
			continue;
		}
		(void)snprintf(expected, sizeof(expected),
			"could not read %s: Input/output error", path);
		CHECK_TEXT(error.message,
			status == CALX_IO
				? expected
				: "the file has no CALX_REVISION(...)");
	}
	calx__arena_release(&arena);
}

static void names_of_files_are_words(void **state)
{
	static const struct {
		const char *name;
		bool is;
	} cases[] = {
		{ "a_.c", true },
		{ "a_b.c", true },
		{ "a-b_c.c", true },
		{ "\xc3\xa4_b.c", true },
		{ "_.c", false },
		{ "_ab.c", false },
		{ "ab.c", false },
		{ "a_b.h", false },
		{ "a_b", false },
		{ "a_c", false },
		{ "a_b.cc", false },
		{ "a_b c.c", false },
		{ "a_b.d.c", false },
		{ "a_\xff.c", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (calx__script_is_name(cases[i].name) != cases[i].is)
			fail_msg("%s", cases[i].name);
}

static void a_missing_directory_is_said(void **state)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	size_t count;

	(void)state;
	assert_int_equal(calx__scripts_read(&arena, "/no/such/place",
				 SCRIPT_WHOLE, &scripts, &count, &error),
		CALX_NOT_FOUND);
	CHECK_TEXT(error.message,
		"could not read /no/such/place: No such file or directory");
	calx__arena_release(&arena);
}

/* ---- every allocation may fail -------------------------------------------- */

static void read_once(void *context)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	size_t count;
	enum calx_status status = calx__scripts_read(
		&arena, context, SCRIPT_WHOLE, &scripts, &count, &error);

	if (torture_is_clean()) {
		assert_int_equal(status, CALX_OK);
		assert_int_equal(count, 2);
	} else if (status < 0) {
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	}
	calx__arena_release(&arena);
}

static void reading_survives_without_memory(void **state)
{
	char path[512];

	(void)state;
	torture(read_once, (void *)(uintptr_t)data_path(path, ""));
}

/* a file that says all that can be said, and code besides */
static const char everything[] = HEAD
	"#define MAX 5\n"
	"static void upgrade(calx_op *op)\n{\n"
	"calx_create_table(op, \"t\", column(id, integer(), .primary_key = true),\n"
	" column(e, nullable(enumeration(\"a\", \"b\")), .name = \"E\"),\n"
	" column(n, numeric(10, 2, .stored = CALX_SCALED_INTEGER)),\n"
	" column(d, defaulted(date()), .server_default = \"'2024-01-01'\"),\n"
	" column(o, integer(), .references = \"o.id\", .on_delete = \"cascade\"),\n"
	" unique(n, e), named(\"x\", unique_index(lower(e), .where = \"o > 1\")),\n"
	" check(\"n > 0\"), foreign_key((o, n), \"u(a, b)\"),\n"
	" table_options(.strict = true));\n"
	"calx_drop_column(op, \"t\", \"a\", .cascade = true);\n"
	"calx_execute(op, \"SELECT \" \"1\");\n"
	"calx_alter_column(op, \"t\", column(a, text(), .collation = CALX_NONE));\n"
	"}\n"
	"static void downgrade(calx_op *op) { calx_drop_table(op, t); }\n"
	"CALX_REVISION(a1, .down_revision = \"b\", .branch_labels = \"l\", "
	".depends_on = \"d\", .message = \"m\", .upgrade = upgrade, "
	".downgrade = &downgrade);\n";

static void parse_once(void *context)
{
	struct reading r;

	reading_start(&r, context);
	if (torture_is_clean())
		assert_int_equal(r.status, CALX_OK);
	else if (r.status < 0)
		assert_int_equal(r.status, CALX_OUT_OF_MEMORY);
	if (r.status >= 0) {
		assert_int_equal(r.script.upgrade.count, 4);
		CHECK_TEXT(r.script.downgrade.code_reason,
			"a text that is not a literal");
		CHECK_TEXT(r.script.message, "m");
	}
	reading_end(&r);
}

/* What is wrong in a file with macros is left to the compiler; a lack of memory
 * is none of that. */
static void mistake_once(void *context)
{
	struct reading r;

	reading_start(&r, context);
	if (r.status >= 0)
		CHECK_TEXT(r.script.upgrade.code_reason,
			"unknown item 'colum', did you mean 'column'?");
	else
		assert_int_equal(r.status, CALX_OUT_OF_MEMORY);
	reading_end(&r);
}

static void parsing_survives_without_memory(void **state)
{
	char mistake[] = "#define X\n" BODY(
		"calx_create_table(op, \"t\", colum(a, text()));");

	(void)state;
	torture(parse_once, (void *)(uintptr_t)everything);
	torture(mistake_once, mistake);
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

CHECK_MAIN("script", cmocka_unit_test(reads_a_generated_file),
	cmocka_unit_test(code_is_found_and_left_to_the_compiler),
	cmocka_unit_test(every_operation_is_read),
	cmocka_unit_test(every_item_is_read),
	cmocka_unit_test(strings_mean_what_c_says),
	cmocka_unit_test(code_needs_a_compiler),
	cmocka_unit_test(what_is_no_function_is_ignored),
	cmocka_unit_test(mistakes_are_shown_where_they_are),
	cmocka_unit_test(the_line_is_shown_with_a_mark),
	cmocka_unit_test(an_open_bracket_is_told_with_its_place),
	cmocka_unit_test(a_wrong_byte_is_told_with_its_place),
	cmocka_unit_test(a_byte_of_zero_is_told),
	cmocka_unit_test(preprocessor_lines_are_no_program),
	cmocka_unit_test(depth_and_size_do_no_harm),
	cmocka_unit_test(head_comments_are_taken_apart),
	cmocka_unit_test(head_comments_come_in_all_styles),
	cmocka_unit_test(a_later_comment_is_no_head),
	cmocka_unit_test(reformatting_is_no_edit),
	IN_FOLDER(a_directory_is_read_in_order),
	IN_FOLDER(a_history_is_read_without_what_it_does),
	IN_FOLDER(many_files_are_read_in_order),
	IN_FOLDER(what_is_no_plain_file_is_refused),
	IN_FOLDER(the_largest_file_is_read),
	IN_FOLDER(one_file_is_looked_at_as_all_are),
	IN_FOLDER(what_the_system_refuses_is_said),
	cmocka_unit_test(names_of_files_are_words),
	cmocka_unit_test(a_missing_directory_is_said),
	cmocka_unit_test(reading_survives_without_memory),
	cmocka_unit_test(parsing_survives_without_memory))
