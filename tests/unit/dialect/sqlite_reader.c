#include <check.h>
#include <torture.h>

#include "dialect/sqlite/alter/alter.h"
#include "dialect/sqlite/dialect.h"
#include "dialect/sqlite/inspect.h"
#include "dialect/sqlite/text/create.h"
#include "util/text.h"

/* ---- tokens ------------------------------------------------------------------ */

static void text_is_cut_into_tokens(void **state)
{
	static const enum lexeme_kind kinds[] = { LEXEME_WORD, LEXEME_QUOTED,
		LEXEME_QUOTED, LEXEME_QUOTED, LEXEME_STRING, LEXEME_BLOB,
		LEXEME_NUMBER, LEXEME_NUMBER, LEXEME_NUMBER, LEXEME_VARIABLE,
		LEXEME_OPERATOR, LEXEME_OPERATOR, LEXEME_WORD };
	struct arena arena = { 0 };
	struct lexemes lexemes;

	(void)state;
	assert_int_equal(calx__lexemes_read(&arena,
				 "a /* b */ \"b\"\"b\" `c` [d] 'it''s' -- x\n"
				 "x'0F' 1.5e-3 .5 0xfF ?1 || ) \xc3\xa9t$1",
				 &lexemes, NULL),
		CALX_OK);
	assert_int_equal(lexemes.count, sizeof(kinds) / sizeof(*kinds));
	for (size_t i = 0; i < lexemes.count; i++)
		assert_int_equal(lexemes.items[i].kind, kinds[i]);
	assert_int_equal(lexemes.items[lexemes.count].kind, LEXEME_END);
	CHECK_TEXT(calx__lexeme_name(&arena, &lexemes, 1), "b\"b");
	CHECK_TEXT(calx__lexeme_name(&arena, &lexemes, 3), "d");
	CHECK_TEXT(calx__lexeme_name(&arena, &lexemes, 4), "it's");
	assert_true(calx__lexeme_names(&lexemes, 1, "B\"b"));
	assert_false(calx__lexeme_names(&lexemes, 1, "b"));
	assert_false(calx__lexeme_names(&lexemes, 0, "ab"));
	assert_true(calx__lexeme_is(&lexemes, 10, "||"));
	calx__arena_release(&arena);
}

static void what_is_no_sql_is_refused(void **state)
{
	static const char *const texts[] = { "'open", "\"open", "`open",
		"[open", "x'0", "x'012'", "1abc", "a # b", "a \\ b", "{", "!",
		"\x01" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct lexemes lexemes;
		calx_error error = { 0 };

		assert_int_equal(
			calx__lexemes_read(&arena, texts[i], &lexemes, &error),
			CALX_INVALID);
		assert_non_null(strstr(error.message, "cannot read"));
	}
	calx__arena_release(&arena);
}

/* ---- tables ------------------------------------------------------------------ */

static const char everything[] =
	"CREATE TABLE \"my \"\"table\"\"\" (\n"
	"\tid INTEGER CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT ABORT "
	"AUTOINCREMENT, -- the key\n"
	"\t[a b] VARCHAR ( 80 , 2 ) NOT NULL ON CONFLICT FAIL "
	"DEFAULT 'it''s' COLLATE \"NOCASE\",\n"
	"\tc REFERENCES other (x, y) ON DELETE SET NULL ON UPDATE no action "
	"MATCH FULL NOT DEFERRABLE INITIALLY DEFERRED NULL,\n"
	"\t'd' numeric DEFAULT (1 + (2)) CHECK (d > ')') UNIQUE,\n"
	"\te double precision GENERATED ALWAYS AS (d * 2) STORED,\n"
	"\tf AS (1), g DEFAULT -5 CONSTRAINT lonely, h long generated text,\n"
	"\tCONSTRAINT ck CHECK (id <> 1 AND g /* , */ > 0)\n"
	"\tUNIQUE (c, \"d\" COLLATE nocase DESC) ON CONFLICT IGNORE,\n"
	"\tCONSTRAINT fk FOREIGN KEY (c, g) REFERENCES p ON DELETE CASCADE "
	"DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT, WITHOUT ROWID";

static void check_span(const struct parsed_table *table, struct span span,
	const char *expected)
{
	assert_int_equal(span.end - span.start, strlen(expected));
	assert_memory_equal(
		table->lexemes.text + span.start, expected, strlen(expected));
}

static void columns_are_read(void **state)
{
	struct arena arena = { 0 };
	struct parsed_table table;
	struct parsed_column *column;

	(void)state;
	assert_int_equal(
		calx__create_table_read(&arena, everything, &table, NULL),
		CALX_OK);
	CHECK_TEXT(table.name.text, "my \"table\"");
	assert_true(table.strict && table.without_rowid);
	assert_int_equal(table.column_count, 8);
	assert_int_equal(everything[table.open], '(');
	CHECK_TEXT(everything + table.close, ") STRICT, WITHOUT ROWID");

	column = calx__parsed_column(&table, "ID");
	check_span(&table, column->type_span, "INTEGER");
	assert_true(column->parts[0].autoincrement);
	CHECK_TEXT(column->parts[0].name, "pk");
	CHECK_TEXT(column->parts[0].conflict, "ABORT");
	CHECK_TEXT(column->parts[0].columns[0].text, "id");

	column = calx__parsed_column(&table, "a b");
	check_span(&table, column->type_span, "VARCHAR ( 80 , 2 )");
	CHECK_TEXT(calx__parsed_part(column, PART_NOT_NULL)->conflict, "FAIL");
	check_span(&table, calx__parsed_part(column, PART_DEFAULT)->body,
		"'it''s'");
	check_span(&table, calx__parsed_part(column, PART_COLLATE)->span,
		"COLLATE \"NOCASE\"");

	column = calx__parsed_column(&table, "d");
	check_span(&table, calx__parsed_part(column, PART_DEFAULT)->body,
		"(1 + (2))");
	check_span(
		&table, calx__parsed_part(column, PART_CHECK)->body, "d > ')'");
	assert_non_null(calx__parsed_part(column, PART_UNIQUE));

	column = calx__parsed_column(&table, "e");
	check_span(&table, column->type_span, "double precision");
	assert_true(calx__parsed_part(column, PART_GENERATED)->stored);
	column = calx__parsed_column(&table, "f");
	check_span(&table, column->type_span, "");
	check_span(
		&table, calx__parsed_part(column, PART_GENERATED)->body, "1");
	column = calx__parsed_column(&table, "g");
	check_span(&table, calx__parsed_part(column, PART_DEFAULT)->body, "-5");
	CHECK_TEXT(column->parts[1].name, "lonely");
	assert_int_equal(column->parts[1].kind, PART_NAME);
	column = calx__parsed_column(&table, "h");
	check_span(&table, column->type_span, "long generated text");
	assert_null(calx__parsed_column(&table, "i"));
	calx__arena_release(&arena);
}

static void constraints_are_read(void **state)
{
	struct arena arena = { 0 };
	struct parsed_table table;
	struct parsed_part *part;

	(void)state;
	assert_int_equal(
		calx__create_table_read(&arena, everything, &table, NULL),
		CALX_OK);
	part = calx__parsed_part(
		calx__parsed_column(&table, "c"), PART_FOREIGN_KEY);
	CHECK_TEXT(part->referred.text, "other");
	assert_int_equal(part->referred_count, 2);
	CHECK_TEXT(part->referred_columns[1].text, "y");
	CHECK_TEXT(part->on_delete, "SET NULL");
	assert_null(part->on_update);
	assert_false(part->deferred);

	assert_int_equal(table.constraint_count, 3);
	part = table.constraints;
	assert_int_equal(part->kind, PART_CHECK);
	CHECK_TEXT(part->name, "ck");
	check_span(&table, part->body, "id <> 1 AND g /* , */ > 0");
	part++;
	assert_int_equal(part->kind, PART_UNIQUE);
	assert_null(part->name);
	CHECK_TEXT(part->conflict, "IGNORE");
	CHECK_TEXT(part->columns[1].text, "d");
	part++;
	assert_int_equal(part->kind, PART_FOREIGN_KEY);
	assert_int_equal(part->column_count, 2);
	assert_null(part->referred_columns);
	assert_true(part->deferred);
	CHECK_TEXT(part->on_delete, "CASCADE");
	calx__arena_release(&arena);
}

static void what_is_no_table_is_refused(void **state)
{
	static const char *const texts[] = { "", "CREATE", "CREATE TABLE",
		"CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t ()",
		"CREATE TABLE t (a", "CREATE TABLE t (a,)",
		"CREATE TABLE t (CHECK (1))", "CREATE TABLE t (a) x",
		"CREATE TABLE t (a DEFAULT)", "CREATE TABLE t (a DEFAULT (1)",
		"CREATE TABLE t (a CHECK)", "CREATE TABLE t (a NOT)",
		"CREATE TABLE t (a PRIMARY)", "CREATE TABLE t (a REFERENCES)",
		"CREATE TABLE t (a REFERENCES b ON)",
		"CREATE TABLE t (a REFERENCES b ON DELETE SET)",
		"CREATE TABLE t (a, UNIQUE)", "CREATE TABLE t (a, UNIQUE ())",
		"CREATE TABLE t (a, FOREIGN KEY (a))",
		"CREATE TABLE t (a DEFERRABLE INITIALLY)",
		"CREATE TABLE t (a GENERATED ALWAYS)",
		"CREATE TABLE t (a UNIQUE ON CONFLICT)",
		"CREATE TABLE t (a) WITHOUT", "CREATE TABLE t AS SELECT 1",
		"CREATE VIRTUAL TABLE t USING fts5(a)",
		"CREATE INDEX i ON t (a)" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct parsed_table table;
		calx_error error = { 0 };

		assert_int_equal(calx__create_table_read(
					 &arena, texts[i], &table, &error),
			CALX_INVALID);
		assert_non_null(strstr(error.message, "expected at"));
	}
	calx__arena_release(&arena);
}

/* Parentheses may nest as deep as they like: nothing recurses. */
static void nesting_is_no_danger(void **state)
{
	enum { DEPTH = 200000 };
	char *text = malloc(2 * DEPTH + 64);
	struct arena arena = { 0 };
	struct parsed_table table;
	size_t length = strlen("CREATE TABLE t (a CHECK ");

	(void)state;
	assert_non_null(text);
	memcpy(text, "CREATE TABLE t (a CHECK ", length + 1);
	memset(text + length, '(', DEPTH);
	memset(text + length + DEPTH, ')', DEPTH + 1);
	text[length + 2 * DEPTH + 1] = '\0';
	assert_int_equal(
		calx__create_table_read(&arena, text, &table, NULL), CALX_OK);
	text[length + 2 * DEPTH] = '\0';
	assert_int_equal(calx__create_table_read(&arena, text, &table, NULL),
		CALX_INVALID);
	calx__arena_release(&arena);
	free(text);
}

/* ---- indexes ----------------------------------------------------------------- */

static void indexes_are_read(void **state)
{
	static const struct {
		const char *text;
		bool plain, unique;
		size_t count;
	} cases[] = {
		{ "CREATE INDEX i ON t (a, \"b\")", true, false, 2 },
		{ "CREATE UNIQUE INDEX main.i ON t(a)", true, true, 1 },
		{ "CREATE INDEX i ON t (a DESC)", false, false, 1 },
		{ "CREATE INDEX i ON t (a COLLATE x)", false, false, 1 },
		{ "CREATE INDEX i ON t (lower(a), b)", false, false, 2 },
		{ "CREATE INDEX i ON t (a) WHERE a > (1)", false, false, 1 },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct parsed_index index;

		assert_int_equal(calx__create_index_read(
					 &arena, cases[i].text, &index, NULL),
			CALX_OK);
		CHECK_TEXT(index.name.text, "i");
		CHECK_TEXT(index.table.text, "t");
		assert_int_equal(index.plain, cases[i].plain);
		assert_int_equal(index.unique, cases[i].unique);
		assert_int_equal(index.column_count, cases[i].count);
	}
	calx__arena_release(&arena);
}

static void read_everything(void *context)
{
	struct arena arena = { 0 };
	struct parsed_table table;
	enum calx_status status;

	(void)context;
	status = calx__create_table_read(&arena, everything, &table, NULL);
	assert_true(status == CALX_OK || status == CALX_OUT_OF_MEMORY);
	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	calx__arena_release(&arena);
}

static void reading_survives_the_lack_of_memory(void **state)
{
	(void)state;
	torture(read_everything, NULL);
}

/* ---- what SQLite takes where it means nothing ---------------------------------- */

static void empty_words_mean_nothing(void **state)
{
	static const char text[] =
		"CREATE TABLE IF NOT EXISTS t (a INT NOT DEFERRABLE INITIALLY "
		"IMMEDIATE, b REFERENCES p ON DELETE NO ACTION ON UPDATE NO "
		"ACTION, c INT DEFERRABLE INITIALLY DEFERRED NOT NULL)";
	struct arena arena = { 0 };
	struct parsed_table table;
	struct parsed_part *part;
	calx_error error = { 0 };

	(void)state;
	if (calx__create_table_read(&arena, text, &table, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(table.column_count, 3);
	assert_null(calx__parsed_part(
		calx__parsed_column(&table, "a"), PART_NOT_NULL));
	part = calx__parsed_part(
		calx__parsed_column(&table, "b"), PART_FOREIGN_KEY);
	assert_non_null(part);
	assert_null(part->on_delete);
	assert_null(part->on_update);
	assert_non_null(calx__parsed_part(
		calx__parsed_column(&table, "c"), PART_NOT_NULL));
	calx__arena_release(&arena);
}

static void conditions_of_indexes_are_read(void **state)
{
	static const struct {
		const char *text, *where; /* NULL: it cannot be read */
	} cases[] = {
		{ "CREATE INDEX i ON t (a) WHERE a > 0", "a > 0" },
		{ "CREATE INDEX i ON t (a) WHERE a > 0 ;", "a > 0" },
		{ "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a) WHERE (a)",
			"(a)" },
		{ "CREATE INDEX i ON t (a)", "" },
		{ "CREATE INDEX i ON t (a);", "" },
		{ "CREATE INDEX i ON t (a) WHERE", NULL },
		{ "CREATE INDEX i ON t (a) WHERE ;", NULL },
		{ "CREATE INDEX i ON t (a) b", NULL },
		{ "CREATE INDEX IF EXISTS i ON t (a)", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct parsed_index index = { 0 };
		const enum calx_status status = calx__create_index_read(
			&arena, cases[i].text, &index, NULL);

		assert_int_equal(
			status, cases[i].where ? CALX_OK : CALX_INVALID);
		if (cases[i].where) {
			const size_t length =
				index.where.end - index.where.start;

			assert_int_equal(length, strlen(cases[i].where));
			assert_memory_equal(cases[i].text + index.where.start,
				cases[i].where, length);
		}
		calx__arena_release(&arena);
	}
}

CHECK_MAIN("sqlite reader", cmocka_unit_test(text_is_cut_into_tokens),
	cmocka_unit_test(what_is_no_sql_is_refused),
	cmocka_unit_test(columns_are_read),
	cmocka_unit_test(constraints_are_read),
	cmocka_unit_test(what_is_no_table_is_refused),
	cmocka_unit_test(nesting_is_no_danger),
	cmocka_unit_test(indexes_are_read),
	cmocka_unit_test(empty_words_mean_nothing),
	cmocka_unit_test(conditions_of_indexes_are_read),
	cmocka_unit_test(reading_survives_the_lack_of_memory), )
