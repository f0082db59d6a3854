#include <check.h>
#include <torture.h>

#include "dialect/sqlite/dialect.h"
#include "dialect/sqlite/survey/trigger.h"
#include "util/strbuf.h"
#include "util/vec.h"

/* What of a trigger must compile so that it works: its columns, its condition
 * and its body, as statements that can be prepared without firing it. */

static const struct {
	const char *text, *statements;
} cases[] = {
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
		"[ SELECT 1]" },
	/* the row that was, and the one that is */
	{ "CREATE TRIGGER r AFTER UPDATE ON t BEGIN "
	  "INSERT INTO u VALUES (NEW.a, old.\"b\"); DELETE FROM u; END",
		"[ INSERT INTO u VALUES ( (SELECT NEW . a FROM \"x y\" AS NEW)"
		" , (SELECT old . \"b\" FROM \"x y\" AS old) )]"
		"[ DELETE FROM u]" },
	/* not what is called so */
	{ "CREATE TRIGGER r AFTER UPDATE ON t BEGIN "
	  "SELECT t.new.a, new, 'new', news.a FROM u; END",
		"[ SELECT t . new . a , new , 'new' , news . a FROM u]" },
	/* columns */
	{ "CREATE TRIGGER r AFTER UPDATE OF a, b ON t BEGIN SELECT 1; END",
		"[SELECT a , b FROM \"x y\"][ SELECT 1]" },
	{ "CREATE TRIGGER r INSTEAD OF UPDATE OF a ON t BEGIN SELECT 1; END",
		"[SELECT a FROM \"x y\"][ SELECT 1]" },
	{ "CREATE TRIGGER r INSTEAD OF UPDATE ON t BEGIN SELECT 1; END",
		"[ SELECT 1]" },
	{ "CREATE TRIGGER main.r AFTER UPDATE OF a ON t BEGIN SELECT 1; END",
		"[SELECT a FROM \"x y\"][ SELECT 1]" },
	/* conditions */
	{ "CREATE TRIGGER r AFTER INSERT ON t WHEN NEW.a > 1 BEGIN "
	  "SELECT 2; END",
		"[SELECT ( (SELECT NEW . a FROM \"x y\" AS NEW) > 1)]"
		"[ SELECT 2]" },
	{ "CREATE TRIGGER r AFTER UPDATE OF a ON t FOR EACH ROW WHEN 1 BEGIN "
	  "SELECT 2; END",
		"[SELECT a FROM \"x y\"][SELECT ( 1)][ SELECT 2]" },
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	  "SELECT CASE WHEN 1 THEN 2 END; END",
		"[ SELECT CASE WHEN 1 THEN 2 END]" },
	/* what fails on purpose */
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	  "SELECT RAISE(ABORT, 'no (way)') WHERE NEW.a; END",
		"[ SELECT NULL WHERE (SELECT NEW . a FROM \"x y\" AS NEW)]" },
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	  "SELECT raise (IGNORE), 2; SELECT raise FROM u; END",
		"[ SELECT NULL , 2][ SELECT raise FROM u]" },
	/* names that are words */
	{ "CREATE TRIGGER \"on\" AFTER INSERT ON \"when\" BEGIN SELECT 1; END",
		"[ SELECT 1]" },
	{ "CREATE TRIGGER r AFTER INSERT ON t WHEN NEW.begin BEGIN "
	  "SELECT NEW.\"when\"; END",
		"[SELECT ( (SELECT NEW . begin FROM \"x y\" AS NEW))]"
		"[ SELECT (SELECT NEW . \"when\" FROM \"x y\" AS NEW)]" },
	/* comments and blanks are left out, strings stay as they are */
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN\n\t-- ; END\n"
	  "SELECT 'a;  b' /* ; */;\nEND",
		"[ SELECT 'a;  b']" },
	/* what is no trigger, or ends too early, gives what there is */
	{ "CREATE TRIGGER r AFTER INSERT ON t", "" },
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT NEW.; END",
		"[ SELECT (SELECT NEW . ; FROM \"x y\" AS NEW)]" },
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT NEW.", "" },
	{ "CREATE TRIGGER r AFTER INSERT ON t WHEN NEW.", "[SELECT ( NEW .)]" },
	{ "CREATE TRIGGER", "" },
	{ "", "" },
	{ "CREATE TRIGGER 'r", "" },
};

static enum calx_status trigger_read(
	const char *text, struct arena *arena, struct vec *statements)
{
	const struct schema_thing trigger = {
		.name = "r", .table = "x y", .text = text
	};

	return calx__trigger_statements(
		&calx__sqlite_dialect, arena, &trigger, statements, NULL);
}

static void statements_join(const struct vec *statements, struct strbuf *text)
{
	for (size_t i = 0; i < statements->count; i++)
		calx__strbuf_addf(text, "[%s]",
			*(const char **)calx__vec_at(statements, i));
}

static void triggers_become_statements(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct vec statements = VEC_INIT(const char *);
		struct strbuf text = STRBUF_INIT;

		assert_int_equal(
			trigger_read(cases[i].text, &arena, &statements),
			CALX_OK);
		statements_join(&statements, &text);
		CHECK_TEXT(text.data, cases[i].statements);
		calx__strbuf_release(&text);
		calx__vec_release(&statements);
		calx__arena_release(&arena);
	}
}

static void read_in_need(void *context)
{
	struct arena arena = { 0 };
	struct vec statements = VEC_INIT(const char *);
	const enum calx_status status =
		trigger_read(context, &arena, &statements);

	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	assert_true(status == CALX_OUT_OF_MEMORY || statements.count == 4);
	calx__vec_release(&statements);
	calx__arena_release(&arena);
}

static void reading_survives_the_lack_of_memory(void **state)
{
	char text[] = "CREATE TRIGGER r AFTER UPDATE OF a ON t WHEN NEW.a "
		      "BEGIN SELECT NEW.b; SELECT OLD.b; END";

	(void)state;
	torture(read_in_need, text);
}

CHECK_MAIN("sqlite trigger", cmocka_unit_test(triggers_become_statements),
	cmocka_unit_test(reading_survives_the_lack_of_memory), )
