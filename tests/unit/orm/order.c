#include "shop_test.h"
#include "trigger.h"

/* Units of work whose end is right, and which only one order of statements
 * reaches, or none without a step in between. */

CALX_MODEL(Owner, "owners", column(id, big_integer(), .primary_key = true),
	column(name, string(4), .unique = true),
	column(rank, small_integer(), .unique = true),
	column(price, nullable(numeric(4, 2)), .unique = true));

CALX_MODEL(Pet, "pets", column(code, uuid(), .primary_key = true),
	column(owner_id, big_integer(), .references = "owners.id",
		.on_delete = "cascade"),
	column(home_id, nullable(big_integer()), .references = "owners.id"),
	column(place, integer()), column(since, date()),
	unique(owner_id, place), unique_index(since));

CALX_MODEL(Egg, "eggs", column(code, string(9), .primary_key = true),
	column(hen, nullable(string(9)), .references = "hens.code"));
CALX_MODEL(Hen, "hens", column(code, string(9), .primary_key = true),
	column(egg, nullable(string(9)), .references = "eggs.code"),
	column(name, nullable(text())));
CALX_MODEL(Seal, "seals", column(mark, blob(), .primary_key = true),
	column(note, text()));
CALX_MODEL(Letter, "letters", column(id, integer(), .primary_key = true),
	column(letter, string(1), .unique = true));
CALX_METADATA(farm, Owner, Pet, Egg, Hen, Seal, Letter);

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &farm, NULL), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* What the database holds now, by nobody's objects. */
static long long held(const char *sql)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	calx_connection_close(connection);
	return number;
}

static struct Owner *owner(const char *name, int16_t rank, const char *price)
{
	return calx_add(S, Owner, .name = name, .rank = rank,
		.price = { calx_decimal_of(price), true });
}

static void rings_of_each_type(void **state)
{
	struct Owner *owners[3] = { owner("a", 1, "1"), owner("b", 2, "2"),
		owner("c", 3, "3") };
	struct Owner first;

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	first = *owners[0];
	for (int i = 0; i < 3; i++) {
		const struct Owner *next = i < 2 ? owners[i + 1] : &first;

		owners[i]->name = next->name;
		owners[i]->rank = next->rank;
		owners[i]->price = next->price;
	}
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(
		held("SELECT count(*) FROM owners WHERE name = 'b' AND rank = 2 AND id = 1 OR name = 'a' AND rank = 1 AND id = 3"),
		2);
	CHECK_TEXT(owners[2]->name, "a");
	/* what was in between has left nothing behind */
	assert_int_equal(calx_refresh(S, owners[2]), CALX_OK);
	CHECK_TEXT(owners[2]->name, "a");
	CHECK_TEXT(calx_str(owners[2]->price.value), "1.00");
}

static void keys_are_exchanged(void **state)
{
	struct Owner *a = owner("a", 1, "1"), *b = owner("b", 2, "2");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	a->id = 2;
	b->id = 1;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Owner, 2), a);
	assert_ptr_equal(calx_get(S, Owner, 1), b);
	assert_int_equal(held("SELECT id FROM owners WHERE name = 'a'"), 2);
	/* and back, as if it had never been */
	a->id = 1;
	b->id = 2;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Owner, 1), a);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Owner, 2), a);
	assert_ptr_equal(calx_get(S, Owner, 1), b);
	assert_int_equal(a->id, 2);
}

static struct Pet *pet(struct Owner *of, int place)
{
	return calx_add(S, Pet, .code = calx_uuid_new(), .owner_id = of->id,
		.place = place, .since = calx_date_of(2020, 1, place));
}

static void places_of_a_composite_key(void **state)
{
	struct Owner *a = owner("a", 1, "1");
	struct Pet *x, *y;

	(void)state;
	calx_flush(S);
	x = pet(a, 1);
	y = pet(a, 2);
	assert_int_equal(calx_commit(S), CALX_OK);
	x->place = 2;
	y->place = 1;
	x->since.day = 2;
	y->since.day = 1;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT place FROM pets ORDER BY since"), 1);
	assert_int_equal(x->place, 2);
	CHECK_WELL(S);
}

/* The old owner goes, the new one takes his name, and the pet moves. */
static void a_child_lets_go_before_its_parent_goes(void **state)
{
	struct Owner *old = owner("x", 1, "1");
	struct Pet *stays;

	(void)state;
	calx_flush(S);
	stays = pet(old, 1);
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, old);
	calx_add(S, Owner, .id = 7, .name = "x", .rank = 1);
	stays->owner_id = 7;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT owner_id FROM pets"), 7);
	assert_int_equal(held("SELECT count(*) FROM owners"), 1);
}

/* Not only the reference: what else was changed is written before as well. */
static void a_change_before_the_row_goes_along(void **state)
{
	struct Owner *old = owner("x", 1, "1");
	struct Pet *goes;

	(void)state;
	calx_flush(S);
	goes = pet(old, 1);
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, old);
	owner("x", 1, "1");
	goes->place = 5;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT count(*) FROM pets"), 0);
	assert_int_equal(held("SELECT count(*) FROM owners"), 1);
	/* it went with its owner */
	goes->place = 6;
	assert_int_equal(calx_commit(S), CALX_STALE);
}

static void circles_come_and_go(void **state)
{
	struct Egg *egg = calx_add(S, Egg, .code = "e", .hen = "h");
	struct Hen *hen =
		calx_add(S, Hen, .code = "h", .egg = "e", .name = "whole");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(egg->hen, "h");
	CHECK_TEXT(hen->egg, "e");
	assert_int_equal(
		held("SELECT count(*) FROM eggs JOIN hens ON hen = hens.code AND egg = eggs.code WHERE name = 'whole'"),
		1);
	calx_delete(S, egg);
	calx_delete(S, hen);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT count(*) FROM eggs"), 0);
}

static void rows_that_refer_to_each_other(void **state)
{
	struct Part *a = calx_add(S, Part, .id = 1, .parent_id = calx_some(2));
	struct Part *b = calx_add(S, Part, .id = 2, .parent_id = calx_some(1));

	(void)state;
	calx_add(S, Part, .id = 3, .parent_id = calx_some(3));
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT sum(parent_id) FROM parts"), 6);
	assert_int_equal(a->parent_id.value, 2);
	calx_delete(S, a);
	calx_delete(S, b);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT count(*) FROM parts"), 1);
}

/* A value that somebody else has, outside of the session, is refused, and all
 * of it is taken back. */
static void a_ring_that_is_refused(void **state)
{
	struct Owner *a = owner("a", 1, "1"), *b = owner("b", 2, "2");

	(void)state;
	calx_commit(S);
	shop_run(&db, "INSERT INTO owners (name, rank) VALUES ('c', 3)");
	a->name = "b";
	b->name = "a";
	b->rank = 3;
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(a->name, "a");
	CHECK_TEXT(b->name, "b");
	assert_int_equal(b->rank, 2);
	assert_int_equal(held("SELECT id FROM owners WHERE name = 'a'"), 1);
}

/* All values that the column can have are in use. */
static void no_value_is_left_to_put_in_between(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	struct Letter *rows[36];

	(void)state;
	for (int i = 0; i < 36; i++)
		rows[i] = calx_add(S, Letter, .id = i + 1,
			.letter = (char[]){ letters[i], 0 });
	assert_int_equal(calx_commit(S), CALX_OK);
	rows[0]->letter = "b";
	rows[1]->letter = "a";
	calx_commit(S);
	CHECK_FAILED(S, CALX_CONFLICT,
		"flush: update of letters (id = 1): column \"letters.letter\": rows exchange its values, and there is none to put in between");
	calx_delete(S, rows[35]);
	assert_int_equal(calx_commit(S), CALX_OK);
	rows[0]->letter = "b";
	rows[1]->letter = "a";
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT id FROM letters WHERE letter = 'a'"), 2);
	assert_int_equal(held("SELECT count(*) FROM letters"), 35);
}

/* ---- rows that are not there any more ---------------------------------------- */

static void a_key_that_came_again(void **state)
{
	struct Owner *a = owner("a", 1, "1"), *b = owner("b", 2, "2"), *c;

	(void)state;
	NEEDS(CAN_GIVE_KEYS_AGAIN);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(
		calx_delete_where(S, Owner, where(Owner.name, ==, "b")), 1);
	b->rank = 9;
	c = owner("c", 3, "3");
	assert_int_equal(calx_commit(S), CALX_STALE);
	assert_int_equal(calx_rollback(S), CALX_OK);
	/* the delete was taken back as well */
	assert_int_equal(b->rank, 2);
	assert_int_equal(calx_refresh(S, b), CALX_OK);
	/* and the same with the change after the new row is known */
	calx_delete_where(S, Owner, where(Owner.name, ==, "b"));
	c = owner("c", 3, "3");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(c->id, b->id);
	b->rank = 9;
	assert_int_equal(calx_flush(S), CALX_STALE);
	calx_rollback(S);
	assert_int_equal(c->rank, 3);
	assert_int_equal(calx_delete(S, b), CALX_OK);
	assert_int_equal(calx_flush(S), CALX_STALE);
	calx_rollback(S);
	assert_int_equal(calx_refresh(S, b), CALX_NOT_FOUND);
	calx_rollback(S);
	assert_int_equal(calx_expunge(S, b), CALX_OK);
	assert_int_equal(held("SELECT rank FROM owners WHERE name = 'c'"), 3);
	assert_ptr_equal(calx_get(S, Owner, 1), a);
	CHECK_WELL(S);
}

static void a_deleted_object_whose_key_came_again(void **state)
{
	struct Owner *b;

	(void)state;
	NEEDS(CAN_GIVE_KEYS_AGAIN);
	owner("a", 1, "1");
	b = owner("b", 2, "2");
	calx_commit(S);
	calx_delete_where(S, Owner, where(Owner.name, ==, "b"));
	calx_delete(S, b);
	owner("c", 3, "3");
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	assert_int_equal(held("SELECT count(*) FROM owners"), 2);
	CHECK_WELL(S);
}

/* Rows that come without an object, with a key that an object had. */
static void keys_taken_by_rows_without_objects(void **state)
{
	struct Owner *b, *c;

	(void)state;
	NEEDS(CAN_GIVE_KEYS_AGAIN);
	owner("a", 1, "1");
	b = owner("b", 2, "2");
	c = owner("c", 3, "3");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete_where(S, Owner, where(Owner.id, >, 1));
	calx_add_all(S, Owner, { .name = "x", .rank = 12 });
	assert_int_equal(calx_insert(S, Owner, set(Owner.name, "y"),
				 set(Owner.rank, 13)),
		1);
	assert_ptr_not_equal(calx_get(S, Owner, 2), b);
	CHECK_TEXT(calx_get(S, Owner, 3)->name, "y");
	c->rank = 99;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Owner, 2), b);
	CHECK_WELL(S);
}

/* Plain SQL on the session's connection, and a trigger. */
static void rows_that_go_by_plain_sql(void **state)
{
	calx_connection *connection;
	struct Owner *a, *b;

	(void)state;
	a = owner("a", 1, "1");
	b = owner("b", 2, "2");
	trigger_make(db.engine,
		"CREATE TRIGGER gone AFTER DELETE ON seals BEGIN DELETE FROM owners WHERE name = 'b'; END");
	shop_run(&db, spelled("INSERT INTO seals VALUES (x'00', 'n')",
			      "INSERT INTO seals VALUES ('\\x00', 'n')",
			      "INSERT INTO seals VALUES (x'00', 'n')"));
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_delete_all(S, Seal), 1);
	assert_null(calx_get(S, Owner, 2));
	assert_int_equal(
		calx_insert(S, Owner, set(Owner.name, "y"), set(Owner.rank, 9)),
		1);
	b->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	connection = calx_session_connection(S);
	calx_connection_execute(
		connection, "DELETE FROM owners WHERE name = 'a'", NULL, 0);
	assert_null(calx_get(S, Owner, 1));
	calx_add_all(S, Owner, { .id = 1, .name = "new", .rank = 9 });
	a->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	a->rank = 5;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT rank FROM owners WHERE name = 'a'"), 5);
}

/* A trigger, fired by the flush of another table. */
static void rows_that_go_by_a_flush(void **state)
{
	struct Owner *b;
	struct Seal *seal;

	(void)state;
	owner("a", 1, "1");
	b = owner("b", 2, "2");
	seal = calx_add(S, Seal, .mark = { "m", 1 }, .note = "n");
	trigger_make(db.engine,
		"CREATE TRIGGER gone AFTER UPDATE ON seals BEGIN DELETE FROM owners WHERE name = 'b'; END");
	assert_int_equal(calx_commit(S), CALX_OK);
	seal->note = "changed";
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_null(calx_get(S, Owner, 2));
	assert_non_null(calx_get(S, Owner, 1));
	b->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Owner, 2), b);
	CHECK_WELL(S);
}

static void keys_changed_by_a_statement(void **state)
{
	struct Owner *a, *b;

	(void)state;
	a = owner("a", 1, "1");
	b = owner("b", 2, "2");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_update(S, Owner, set(Owner.id, 9), where(Owner.id, ==, 2));
	assert_null(calx_get(S, Owner, 2));
	calx_add_all(S, Owner, { .id = 2, .name = "new", .rank = 7 });
	b->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	/* each row takes the key of the one before */
	assert_int_equal(calx_delete(S, b), CALX_OK);
	assert_int_equal(
		calx_update(S, Owner, set(Owner.id, calc(Owner.id, +, 1)),
			all_rows()),
		1);
	a->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Owner, 1), a);
	CHECK_WELL(S);
}

/* The same of clauses that were collected: one value is no expression, and
 * leaves all other objects alone. */
static void keys_changed_by_a_query(void **state)
{
	struct Owner *a = owner("a", 1, "1"), *b = owner("b", 2, "2");
	calx_query *query = calx_query_new(S);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_query_add(query, set(Owner.id, 9), where(Owner.id, ==, 2));
	assert_int_equal(calx_update(S, Owner, clauses(query)), 1);
	a->rank = 5;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_null(calx_get(S, Owner, 2));
	b->rank = 6;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	calx_query_free(query);
	/* what is no key loses nobody */
	query = calx_query_new(S);
	calx_query_add(
		query, set(Owner.rank, calc(Owner.rank, +, 10)), all_rows());
	assert_int_equal(calx_update(S, Owner, clauses(query)), 2);
	a->name = "x";
	b->name = "y";
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT sum(rank) FROM owners"), 23);
	calx_query_free(query);
	query = calx_query_new(S);
	calx_query_add(query, set(Owner.id, calc(Owner.id, +, 10)), all_rows());
	assert_int_equal(calx_update(S, Owner, clauses(query)), 2);
	a->rank = 5;
	assert_int_equal(calx_commit(S), CALX_STALE);
	calx_rollback(S);
	calx_query_free(query);
	CHECK_WELL(S);
}

static void a_row_that_is_left_out(void **state)
{
	struct Owner *left;

	(void)state;
	NEEDS(CAN_LEAVE_OUT);
	owner("a", 1, "1");
	assert_int_equal(calx_commit(S), CALX_OK);
	trigger_make(db.engine,
		"CREATE TRIGGER out BEFORE INSERT ON owners WHEN NEW.name = 'no' BEGIN SELECT RAISE(IGNORE); END");
	left = owner("no", 2, "2");
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(calx_delete(S, left), CALX_MISUSE);
	calx_rollback(S);
	CHECK_WELL(S);
}

static void bulk_save_sees_what_objects_give_up(void **state)
{
	struct Owner *a = owner("a", 1, "1");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	a->name = "b";
	a->rank = 2;
	assert_int_equal(
		calx_add_all(S, Owner, { .name = "a", .rank = 1 }), CALX_OK);
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* bytes that end in no NUL */
static void bytes_in_an_error(void **state)
{
	static const char mark[40] = { 1, 2, '%', 's' };
	struct Seal *seal = calx_add(S, Seal, .mark = { mark, 4 }, .note = "a");
	struct Seal *large =
		calx_add(S, Seal, .mark = { mark, sizeof(mark) }, .note = "a");

	(void)state;
	calx_commit(S);
	shop_run(&db, "DELETE FROM seals");
	seal->note = "b";
	calx_commit(S);
	CHECK_FAILED(S, CALX_STALE,
		"flush: update of seals (mark = x'01022573'): the row was changed or deleted by someone else");
	large->note = "b";
	calx_commit(S);
	CHECK_FAILED(S, CALX_STALE,
		"flush: update of seals (mark = x'01022573000000000000000000000000000000000000000000000000...'): the row was changed or deleted by someone else");
}

CHECK_MAIN("order", TEST(rings_of_each_type),
	TEST(no_value_is_left_to_put_in_between), TEST(keys_are_exchanged),
	TEST(places_of_a_composite_key),
	TEST(a_child_lets_go_before_its_parent_goes),
	TEST(a_change_before_the_row_goes_along), TEST(circles_come_and_go),
	TEST(rows_that_refer_to_each_other), TEST(a_ring_that_is_refused),
	TEST(a_key_that_came_again),
	TEST(a_deleted_object_whose_key_came_again),
	TEST(keys_taken_by_rows_without_objects),
	TEST(rows_that_go_by_plain_sql), TEST(keys_changed_by_a_statement),
	TEST(rows_that_go_by_a_flush), TEST(keys_changed_by_a_query),
	TEST(a_row_that_is_left_out), TEST(bulk_save_sees_what_objects_give_up),
	TEST(bytes_in_an_error))
