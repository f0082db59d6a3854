#include "orm/store/mapper.h"

#include "layout.h"

#include "check.h"
#include "database.h"
#include "spelled.h"

/* Models are private to their file: a session tells tables by content. */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_MODEL(Keyless, "keyless", column(name, string(20)));
CALX_TABLE(
	structless, "structless", column(id, integer(), .primary_key = true));
CALX_MODEL(Step, "steps", column(at, numeric(8, 2), .primary_key = true),
	column(name, string(20)));
CALX_MODEL(Base, "bases", column(id, integer(), .primary_key = true),
	column(name, string(20)), column(note, nullable(text())),
	unique(name, note), check("name <> ''"),
	index(name, .where = "id > 1"));
CALX_METADATA(all, Item, Keyless, Step, structless, Base);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void check_error(const char *message)
{
	assert_non_null(calx_session_error(session));
	CHECK_TEXT(calx_session_error(session)->message, message);
	assert_int_equal(calx_session_error(session)->status, CALX_MISUSE);
	calx_rollback(session);
	assert_null(calx_session_error(session));
}

static void equal_models_are_one(void **state)
{
	struct Item *item = calx_add(session, Item, .name = "a");

	(void)state;
	calx_flush(session);
	assert_ptr_equal(other_item(session, item->id), item);
	assert_null(calx_session_error(session));
}

/* What an engine knows of a table holds for what it was made of, and not for
 * what comes to lie at its address; and of too many, each session keeps its
 * own. */
static void tables_follow_each_other(void **state)
{
	static calx_table table;
	static calx_column columns[2];
	const calx_table *item = &Item_calx_table_;
	struct mapper *mapper;

	(void)state;
	for (int i = 0; i < 300; i++) {
		calx_session_close(session);
		session = calx_session_open(engine);
		memcpy(columns, item->columns, sizeof(columns));
		table = *item;
		table.columns = columns;
		columns[1].nullable = i % 2;
		table.column_count = 1 + (size_t)i / 2 % 2;
		mapper = calx__mapper(session, &table);
		assert_non_null(mapper);
		assert_int_equal(mapper->plan.layout.count, table.column_count);
		if (table.column_count == 2)
			assert_int_equal(
				mapper->plan.layout.fields[1].nullable, i % 2);
		assert_int_equal(mapper->plan.key.count, 1);
	}
}

static void different_models_are_an_error(void **state)
{
	(void)state;
	assert_null(calx_get(session, Item, 1));
	assert_null(wider_item(session, 1));
	check_error(
		"two models of table \"items\" differ in column \"name\": its type, its options, or where it lies in the struct");
	assert_null(single_item(session, 1));
	check_error(
		"two models of table \"items\" differ in column \"name\": its type, its options, or where it lies in the struct");
	assert_null(longer_item(session, 1));
	check_error("two models of table \"items\" differ: column 3 is no "
		    "column in one and more in the other");
}

static void objects_need_a_key_and_a_struct(void **state)
{
	const struct Keyless rows[] = { { "a" }, { "b" } };
	size_t seen = 0;

	(void)state;
	assert_null(calx_add(session, Keyless, .name = "a"));
	check_error("table \"keyless\" has no primary key, so its rows cannot "
		    "be objects of a session");
	assert_null(calx_session_add(
		session, &structless_calx_table_, &seen, "here"));
	check_error("table \"structless\" has no struct: use calx_each_row()");
	/* rows that are no objects do without */
	calx_bulk_save(session, Keyless, rows, 2);
	calx_each(session, Keyless, row, calx_untracked())
		seen += row->name[0] == 'a' || row->name[0] == 'b';
	assert_int_equal(seen, 2);
	assert_int_equal(calx_count(session, Keyless), 2);
	assert_null(calx_session_error(session));
}

static void keys_of_the_wrong_type_are_told(void **state)
{
	(void)state;
	assert_null(calx_get(session, Item, "1"));
	check_error("calx_get: a value of the wrong type for column \"id\"");
	assert_null(calx_get(session, Item, 1, 2));
	check_error("calx_get: too many values for the key of table \"items\"");
}

/* 5 is 5.00 */
static void an_integer_is_a_decimal_key(void **state)
{
	struct Step *step = calx_add(
		session, Step, .at = calx_decimal_of("5"), .name = "five");

	(void)state;
	calx_commit(session);
	assert_ptr_equal(calx_get(session, Step, 5), step);
	assert_ptr_equal(
		calx_get(session, Step, calx_decimal_of("5.00")), step);
	calx_expunge_all(session);
	CHECK_TEXT(calx_get(session, Step, 5)->name, "five");
	assert_null(calx_get(session, Step, 6));
	assert_null(calx_session_error(session));
	assert_null(calx_get(session, Step, 5.0));
	check_error("calx_get: a value of the wrong type for column \"at\"");
	assert_null(calx_get(session, Item, calx_decimal_of("1")));
	check_error("calx_get: a value of the wrong type for column \"id\"");
}

/* ---- which differences there are ------------------------------------------- */

/* Base once more, to be changed. */
static struct {
	calx_column columns[Base_calx_count_];
	calx_constraint constraints[4];
	calx_table table;
} copy;

enum { UNIQUE, CHECK, INDEX };

static void copy_make(void)
{
	memcpy(copy.columns, Base_calx_columns_, sizeof(copy.columns));
	memcpy(copy.constraints, Base_calx_constraints_,
		sizeof(copy.constraints));
	copy.table = Base_calx_table_;
	copy.table.columns = copy.columns;
	copy.table.constraints = copy.constraints;
	for (size_t i = 0; i < Base_calx_count_; i++)
		copy.columns[i].table = &copy.table;
}

static void change_nothing(void)
{
}
static void change_name(void)
{
	copy.columns[1].name = "title";
}
static void change_length(void)
{
	copy.columns[1].type.length++;
}
static void change_nullable(void)
{
	copy.columns[1].nullable = true;
}
static void change_defaulted(void)
{
	copy.columns[1].defaulted = true;
}
static void change_offset(void)
{
	copy.columns[1].offset++;
}
static void change_size(void)
{
	copy.columns[1].size++;
}
static void change_unique(void)
{
	copy.columns[1].options.unique = true;
}
static void change_default(void)
{
	copy.columns[1].options.server_default = "'x'";
}
static void change_key(void)
{
	copy.columns[0].options.primary_key = false;
}
static void change_count(void)
{
	copy.table.column_count--;
}
static void change_row_size(void)
{
	copy.table.row_size += 8;
}
static void change_row_align(void)
{
	copy.table.row_align *= 2;
}
static void change_kind(void)
{
	copy.constraints[UNIQUE].kind = CALX_PRIMARY_KEY;
}
static void change_columns(void)
{
	copy.constraints[UNIQUE].columns = "note, name";
}
static void change_text(void)
{
	copy.constraints[CHECK].text = "id > 1";
}
static void change_index(void)
{
	copy.constraints[INDEX].unique = true;
}
static void change_where(void)
{
	copy.constraints[INDEX].columns = "name, .where = \"id > 2\"";
}
static void change_options(void)
{
	copy.constraints[UNIQUE].options.name = "mine";
}
static void change_end(void)
{
	memset(&copy.constraints[INDEX], 0, sizeof(*copy.constraints));
}
static void change_all(void)
{
	memset(copy.constraints, 0, sizeof(copy.constraints));
}

#define IN(column)                                                 \
	"two models of table \"bases\" differ in column \"" column \
	"\": its type, its options, or where it lies in the struct"
#define ELSEWHERE                                                             \
	"two models of table \"bases\" differ in their constraints or their " \
	"struct"

static const struct {
	void (*change)(void);
	const char *message; /* NULL: they are one */
} changes[] = {
	{ change_nothing, NULL },
	{ change_name,
		"two models of table \"bases\" differ: column 2 is name in one and title in the other" },
	{ change_length, IN("name") },
	{ change_nullable, IN("name") },
	{ change_defaulted, IN("name") },
	{ change_offset, IN("name") },
	{ change_size, IN("name") },
	{ change_unique, IN("name") },
	{ change_default, IN("name") },
	{ change_key, IN("id") },
	{ change_count,
		"two models of table \"bases\" differ: column 3 is note in one and no column in the other" },
	{ change_row_size, ELSEWHERE },
	{ change_row_align, ELSEWHERE },
	{ change_kind, ELSEWHERE },
	{ change_columns, ELSEWHERE },
	{ change_text, ELSEWHERE },
	{ change_index, ELSEWHERE },
	{ change_where, ELSEWHERE },
	{ change_options, ELSEWHERE },
	{ change_end, ELSEWHERE },
	{ change_all, ELSEWHERE },
};

static void each_difference_is_told(void **state)
{
	const calx_node key[] = {
		{ .kind = CALX_NODE_VALUE,
			.value = { .kind = CALX_INTEGER, .as.integer = 1 } },
		{ 0 },
	};
	struct Base *base;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		copy_make();
		changes[i].change();
		calx_expunge_all(session);
		base = calx_add(session, Base, .id = 1, .name = "a");
		calx_flush(session);
		assert_ptr_equal(
			calx_session_get(session, &copy.table, key, "here:7"),
			changes[i].message ? NULL : base);
		if (changes[i].message) {
			assert_non_null(calx_session_error(session));
			CHECK_TEXT(
				calx_session_error(session)->where, "here:7");
			CHECK_TEXT(calx_session_error(session)->hint,
				"A session takes one layout of a table. Include the same model in all files that use the session.");
			check_error(changes[i].message);
		}
		calx_rollback(session);
		/* the other way round */
		calx_expunge_all(session);
		assert_null(
			calx_session_get(session, &copy.table, key, "here"));
		if (!calx_session_error(session))
			calx_get(session, Base, 1);
		assert_int_equal(calx_session_error(session) != NULL,
			changes[i].message != NULL);
		calx_rollback(session);
	}
}

/* what select() makes may be of another file's CALX_ROW of that name, too */
CALX_ROW(Line, column(id, integer()), column(name, string()));
CALX_ROW(Other, column(id, integer()), column(name, string()));

static void rows_of_select_are_told_apart(void **state)
{
	calx_column columns[Line_calx_count_];
	calx_table line = Line_calx_table_;
	const calx_node *clauses = CALX_NODES_(
		calx_select(Line, .id = Base.id, .name = Base.name));
	calx_object_list list;

	(void)state;
	memcpy(columns, Line_calx_columns_, sizeof(columns));
	line.columns = columns;
	calx_add(session, Base, .id = 1, .name = "a");
	list = calx_session_all(session, &line, clauses, "here");
	assert_null(calx_session_error(session));
	assert_int_equal(list.count, 1);
	CHECK_TEXT(((struct Line *)list.items[0])->name, "a");
	columns[1].type.length = 7;
	calx_expunge_all(session);
	assert_int_equal(
		calx_session_all(session, &line, clauses, "here").count, 0);
	check_error(
		"calx_all: select() makes rows of \"Line\", not of \"Line\"");
	assert_int_equal(
		calx_session_all(session, &Other_calx_table_, clauses, "here")
			.count,
		0);
	check_error(
		"calx_all: select() makes rows of \"Line\", not of \"Other\"");
	assert_null(calx_first(session, Line));
	check_error("calx_first: \"Line\" is a CALX_ROW: which select()?");
	assert_null(calx_one(
		session, Line, calx_select(Line, .name = calx_literal("a"))));
	check_error("calx_one: no column says the table: which from()?");
}

CHECK_MAIN("layout",
	cmocka_unit_test_setup_teardown(
		each_difference_is_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_of_select_are_told_apart, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		equal_models_are_one, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		tables_follow_each_other, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		different_models_are_an_error, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		objects_need_a_key_and_a_struct, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		keys_of_the_wrong_type_are_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		an_integer_is_a_decimal_key, set_up, tear_down))
