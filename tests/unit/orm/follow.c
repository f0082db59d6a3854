#include "shop_test.h"

/* Objects whose rows the database deletes or changes itself. */

CALX_MODEL(Top, "tops", column(code, string(9), .primary_key = true),
	column(mark, nullable(integer()), .unique = true));
CALX_MODEL(Middle, "middles", column(id, integer(), .primary_key = true),
	column(top, string(9), .references = "tops.code",
		.on_delete = "cascade", .on_update = "cascade"),
	column(name, nullable(text())));
CALX_MODEL(Leaf, "leaves", /* its key follows */
	column(top, string(9)), column(number, integer()),
	column(middle_id, nullable(integer()), .references = "middles.id",
		.on_delete = "set null"),
	column(name, nullable(text())), primary_key(top, number),
	foreign_key((top), "tops(code)", .on_update = "cascade",
		.on_delete = "cascade"));
CALX_MODEL(Loose, "looses", column(id, integer(), .primary_key = true),
	column(mark, nullable(integer()), .references = "tops.mark",
		.on_update = "set null", .on_delete = "set default",
		.server_default = "5"));
CALX_METADATA(trees, Top, Middle, Leaf, Loose);

static struct Top *top;
static struct Middle *middle;
static struct Leaf *leaf;
static struct Loose *loose;

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &trees, NULL), CALX_OK);
	calx_add(S, Top, .code = "five", .mark = calx_some(5));
	top = calx_add(S, Top, .code = "a", .mark = calx_some(1));
	middle = calx_add(S, Middle, .id = 1, .top = "a");
	leaf = calx_add(
		S, Leaf, .top = "a", .number = 1, .middle_id = calx_some(1));
	loose = calx_add(S, Loose, .mark = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

static void what_is_cascaded_away_is_lost(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	calx_delete(S, top);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_null(calx_get(S, Middle, 1));
	assert_null(calx_get(S, Leaf, "a", 1));
	/* the key comes again: another row, by no object */
	assert_int_equal(calx_insert(S, Middle, set(Middle.id, 1),
				 set(Middle.top, "five")),
		1);
	assert_ptr_not_equal(calx_get(S, Middle, 1), middle);
	middle->name = "changed";
	assert_int_equal(calx_commit(S), CALX_STALE);
	assert_int_equal(calx_rollback(S), CALX_OK);
	/* all are back */
	assert_ptr_equal(calx_get(S, Middle, 1), middle);
	assert_ptr_equal(calx_get(S, Leaf, "a", 1), leaf);
	middle->name = "changed";
	leaf->name = "changed";
	assert_int_equal(calx_commit(S), CALX_OK);
}

static void what_is_set_null_is_null(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	calx_delete(S, middle);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_false(leaf->middle_id.has);
	/* the same key again is a change, then */
	calx_add(S, Middle, .id = 1, .top = "a");
	calx_flush(S);
	leaf->middle_id = (calx_opt_int32){ 1, true };
	assert_int_equal(calx_flush(S), CALX_OK);
	calx_refresh(S, leaf);
	assert_true(leaf->middle_id.has);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(leaf->middle_id.value, 1);
	assert_true(leaf->middle_id.has);
}

static void what_gets_its_default_is_read(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	calx_delete(S, top);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(loose->mark.value, 5);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(loose->mark.value, 1);
}

/* A statement may have deleted it before: nothing is left that has a default. */
static void what_is_gone_gets_no_default(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	assert_int_equal(
		calx_delete_where(S, Loose, where(Loose.id, ==, loose->id)), 1);
	calx_delete(S, top);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_null(calx_get(S, Loose, loose->id));
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(loose->mark.value, 1);
	assert_ptr_equal(calx_get(S, Loose, loose->id), loose);
}

static void keys_follow(void **state)
{
	char code[] = "b";

	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	top->code = code;
	assert_int_equal(calx_flush(S), CALX_OK);
	code[0] = '#';
	CHECK_TEXT(middle->top, "b");
	CHECK_TEXT(leaf->top, "b");
	assert_ptr_equal(calx_get(S, Leaf, "b", 1), leaf);
	assert_null(calx_get(S, Leaf, "a", 1));
	leaf->name = "changed";
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(leaf->top, "a");
	CHECK_TEXT(middle->top, "a");
	assert_ptr_equal(calx_get(S, Leaf, "a", 1), leaf);
}

/* Two exchange their keys, and what refers to them goes along: no object may
 * stand for the other one's row. */
static void exchanged_keys_are_followed(void **state)
{
	struct Top *other = calx_get(S, Top, "five");
	struct Leaf *others = calx_add(S, Leaf, .top = "five", .number = 1);

	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	assert_int_equal(calx_commit(S), CALX_OK);
	top->code = "five";
	other->code = "a";
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(leaf->top, "five");
	CHECK_TEXT(others->top, "a");
	assert_ptr_equal(calx_get(S, Leaf, "a", 1), others);
	leaf->name = "mine";
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_expunge_all(S), CALX_OK);
	CHECK_TEXT(calx_get(S, Leaf, "five", 1)->name, "mine");
	assert_null(calx_get(S, Leaf, "a", 1)->name);
	top = NULL;
}

static void who_chose_another_does_not_follow(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	middle->top = "five";
	loose->mark.value = 5;
	top->mark.value = 7;
	calx_delete(S, leaf);
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, top);
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(middle->top, "five");
	assert_int_equal(loose->mark.value, 5);
	middle->name = "still there";
	assert_int_equal(calx_commit(S), CALX_OK);
}

static void set_null_by_a_change(void **state)
{
	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	top->mark.value = 2;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_false(loose->mark.has);
	loose->mark = (calx_opt_int32){ 2, true };
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_WELL(S);
}

CHECK_MAIN("follow", TEST(what_is_cascaded_away_is_lost),
	TEST(what_is_set_null_is_null), TEST(what_gets_its_default_is_read),
	TEST(what_is_gone_gets_no_default), TEST(keys_follow),
	TEST(exchanged_keys_are_followed),
	TEST(who_chose_another_does_not_follow), TEST(set_null_by_a_change))
