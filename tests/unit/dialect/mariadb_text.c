#include "dialect/mariadb/alter/column.h"
#include "dialect/mariadb/text/same.h"
#include "dialect/mariadb/text/storage.h"

#include "check.h"

/* What MariaDB prints of a schema, read without a server. */

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	calx__arena_release(&arena);
	return 0;
}

/* ---- expressions -------------------------------------------------------- */

static void what_says_the_same_is_the_same(void **state)
{
	static const char *const pairs[][2] = {
		{ "price >= 0", "\"price\" >= 0" },
		{ "(price>=0)", "`price` >= 0" },
		{ "a = 1 AND (b = 2 AND c = 3)",
			"\"a\" = 1 and \"b\" = 2 and \"c\" = 3" },
		{ "NOT length(s) > 3", "octet_length(\"s\") <= 3" },
		{ "NOT (a IS NULL)", "\"a\" is not null" },
		{ "a || b || 'x'", "concat(concat(\"a\",\"b\"),'x')" },
		{ "x != 5", "\"x\" <> 5" },
		{ "k IN ('a', 'b')", "\"k\" in ('a','b')" },
		{ "k NOT IN (1)", "\"k\" not in (1)" },
		{ "n BETWEEN 1 AND 5 OR n = 7",
			"\"n\" between 1 and 5 or \"n\" = 7" },
		{ "CASE WHEN a > 1 THEN 'x' ELSE 'y' END = 'x'",
			"case when \"a\" > 1 then 'x' else 'y' end = 'x'" },
		{ "(a + b) * c > -1", "(\"a\" + \"b\") * \"c\" > -1" },
		{ "s LIKE 'a%'", "\"s\" like 'a%'" },
		{ "s = _utf8mb4'a'", "\"s\" = 'a'" },
		{ "a % 2 = 0", "\"a\" MOD 2 = 0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (!calx__mariadb_sql_same(&arena, pairs[i][0], pairs[i][1]))
			fail_msg("%s is not %s", pairs[i][0], pairs[i][1]);
}

static void what_says_something_else_is_not(void **state)
{
	static const char *const pairs[][2] = {
		{ "price >= 0", "\"price\" > 0" },
		{ "(a + b) * c > 1", "\"a\" + \"b\" * \"c\" > 1" },
		{ "a = 1 AND b = 2 OR c = 3",
			"\"a\" = 1 and (\"b\" = 2 or \"c\" = 3)" },
		{ "k IN ('a', 'b')", "\"k\" in ('a','B')" },
		{ "k IN ('a')", "\"k\" not in ('a')" },
		{ "s = 'a'", "\"s\" = 'A'" },
		{ "s = 'a'", "\"s\" = a" },
		{ "a IS NULL", "\"a\" is not null" },
		{ "a = ", "a = "
			  "1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (calx__mariadb_sql_same(&arena, pairs[i][0], pairs[i][1]))
			fail_msg("%s is %s", pairs[i][0], pairs[i][1]);
	assert_true(calx__mariadb_sql_same(&arena, NULL, NULL));
	assert_false(calx__mariadb_sql_same(&arena, "a", NULL));
}

static void defaults_are_values(void **state)
{
	static const struct {
		enum calx_kind kind;
		const char *a, *b;
		bool same;
	} rows[] = {
		{ CALX_NUMERIC, "1.5", "1.50", true },
		{ CALX_NUMERIC, "1.5", "1.51", false },
		{ CALX_BOOLEAN, "TRUE", "1", true },
		{ CALX_BOOLEAN, "TRUE", "0", false },
		{ CALX_INTEGER, "(-5)", "-5", true },
		{ CALX_STRING, "5", "'5'", true },
		{ CALX_STRING, "'it''s'", "'it''s'", true },
		{ CALX_STRING, "'a'", "'A'", false },
		{ CALX_DATETIME, "CURRENT_TIMESTAMP", "current_timestamp(6)",
			true },
		{ CALX_DATETIME, "now()", "current_timestamp()", true },
		{ CALX_DATE, "'2024-02-29'", "'2024-02-29'", true },
		{ CALX_STRING, NULL, "NULL", true },
		{ CALX_STRING, NULL, "''", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct sql_column a = { .type = { .kind = rows[i].kind },
			.server_default = rows[i].a };
		const struct sql_column b = { .type = { .kind = rows[i].kind },
			.server_default = rows[i].b };

		if (calx__mariadb_defaults_same(&arena, &a, &b) != rows[i].same)
			fail_msg("%s, %s", rows[i].a ? rows[i].a : "none",
				rows[i].b);
	}
}

static void strings_become_standard(void **state)
{
	(void)state;
	CHECK_TEXT(calx__mariadb_expression(&arena, "'it\\'s \\\\ \\n'"),
		"'it''s \\ \n'");
	CHECK_TEXT(calx__mariadb_expression(&arena, "\"a b\" > 'x' and 1"),
		"\"a b\" > 'x' and 1");
}

/* ---- types --------------------------------------------------------------- */

static void types_are_read(void **state)
{
	static const struct {
		const char *text;
		enum calx_kind kind;
		int length, scale;
	} rows[] = {
		{ "tinyint(1)", CALX_BOOLEAN, 0, 0 },
		{ "tinyint(4)", CALX_SMALL_INTEGER, 0, 0 },
		{ "int(11)", CALX_INTEGER, 0, 0 },
		{ "int(10) unsigned", CALX_BIG_INTEGER, 0, 0 },
		{ "tinyint(1) unsigned", CALX_SMALL_INTEGER, 0, 0 },
		{ "int(10) unsigned zerofill", CALX_NULL, 0, 0 },
		{ "bit(3)", CALX_BIG_INTEGER, 3, 0 },
		{ "bigint(20)", CALX_BIG_INTEGER, 0, 0 },
		{ "decimal(10,2)", CALX_NUMERIC, 10, 2 },
		{ "decimal(65,38)", CALX_NUMERIC, 0, 0 },
		{ "decimal(50,2)", CALX_NULL, 0, 0 },
		{ "varchar(200)", CALX_STRING, 200, 0 },
		{ "longtext", CALX_TEXT, 0, 0 },
		{ "datetime(6)", CALX_DATETIME, 0, 0 },
		{ "timestamp", CALX_TIMESTAMP, 0, 0 },
		{ "uuid", CALX_UUID, 0, 0 },
		{ "set('a)')", CALX_STRING, 0, 0 },
		{ "point", CALX_NULL, 0, 0 },
		{ "", CALX_NULL, 0, 0 },
	};
	calx_type type;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		type = calx__mariadb_storage_read(&arena, rows[i].text);
		if (type.kind != rows[i].kind ||
			type.length != rows[i].length ||
			type.scale != rows[i].scale)
			fail_msg("%s is %d", rows[i].text, (int)type.kind);
	}
	type = calx__mariadb_storage_read(
		&arena, "enum('a','it\\'s','b\\\\c')");
	assert_int_equal(type.kind, CALX_ENUMERATION);
	CHECK_TEXT(type.labels[1], "it's");
	CHECK_TEXT(type.labels[2], "b\\c");
	assert_null(type.labels[3]);
}

/* ---- columns -------------------------------------------------------------- */

static const char table[] =
	"CREATE TABLE \"t\" (\n"
	"  \"id\" bigint(20) NOT NULL AUTO_INCREMENT COMMENT 'a, (b) \\'c\\'',\n"
	"  \"s\" varchar(200) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it\\'s' CHECK (\"s\" <> ''),\n"
	"  \"d\" decimal(10,2) unsigned DEFAULT NULL,\n"
	"  \"at\" datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),\n"
	"  \"g\" int(11) GENERATED ALWAYS AS (\"id\" + 1) STORED,\n"
	"  \"j\" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(\"j\")),\n"
	"  PRIMARY KEY (\"id\"),\n"
	"  KEY \"k\" (\"s\")\n"
	") ENGINE=InnoDB";

static struct column_text text_of(const char *column)
{
	struct column_text text = { 0 };

	if (!calx__mariadb_column_text(&arena, table, column, &text))
		fail_msg("%s is not there", column);
	return text;
}

static void a_column_is_cut_into_its_parts(void **state)
{
	struct column_text text;

	(void)state;
	text = text_of("id");
	CHECK_TEXT(text.type, "bigint(20)");
	CHECK_TEXT(text.comment, "COMMENT 'a, (b) ''c'''");
	CHECK_TEXT(text.numbers, "AUTO_INCREMENT");
	assert_null(text.rest);
	assert_null(text.value);
	text = text_of("S");
	CHECK_TEXT(text.type, "varchar(200)");
	CHECK_TEXT(text.collation, "CHARACTER SET latin1 COLLATE latin1_bin");
	CHECK_TEXT(text.value, "DEFAULT 'it''s'");
	CHECK_TEXT(text.rest, "CHECK (\"s\" <> '')");
	text = text_of("d");
	CHECK_TEXT(text.type, "decimal(10,2) unsigned");
	CHECK_TEXT(text.value, "DEFAULT NULL");
	text = text_of("at");
	CHECK_TEXT(text.value,
		"DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)");
	text = text_of("g");
	CHECK_TEXT(text.generated, "GENERATED ALWAYS AS (\"id\" + 1) STORED");
	text = text_of("j");
	assert_true(text.is_json);
	assert_null(text.rest);
	assert_false(calx__mariadb_column_text(&arena, table, "k", &text));
	assert_false(calx__mariadb_column_text(&arena, "", "k", &text));
}

#define TEST(test) cmocka_unit_test_teardown(test, tear_down)
CHECK_MAIN("mariadb_text", TEST(what_says_the_same_is_the_same),
	TEST(what_says_something_else_is_not), TEST(defaults_are_values),
	TEST(strings_become_standard), TEST(types_are_read),
	TEST(a_column_is_cut_into_its_parts), )
