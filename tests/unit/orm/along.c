#include "shop_test.h"

/* Rows that go, or change, along with what they refer to: the unique values that
 * they had can be taken in the same flush. */

CALX_MODEL(Hall, "halls", column(code, string(9), .primary_key = true),
	column(floor, integer(), .unique = true));
CALX_MODEL(Stand, "stands", column(id, uuid(), .primary_key = true),
	column(hall, string(9), .references = "halls.code",
		.on_delete = "cascade", .on_update = "cascade"),
	column(letter, string(3), .unique = true), column(note, text()));
CALX_MODEL(Lamp, "lamps", /* two steps away */
	column(serial, blob(), .primary_key = true),
	column(stand_id, uuid(), .references = "stands.id",
		.on_delete = "cascade"),
	column(watts, numeric(6, 2)), column(socket, integer()),
	unique(watts, socket));
CALX_MODEL(Visit, "visits", /* goes along with nothing */
	column(id, integer(), .primary_key = true),
	column(stand_id, uuid(), .references = "stands.id"));
CALX_MODEL(Box, "boxes", /* two columns refer, and one is part of a key */
	column(hall, string(9), .references = "halls.code"),
	column(number, integer()), primary_key(hall, number));
CALX_MODEL(Ticket, "tickets", column(id, big_integer(), .primary_key = true),
	column(hall, nullable(string(9))), column(box, nullable(integer())),
	column(price, numeric(6, 2)), unique(price, hall),
	foreign_key((hall, box), "boxes(hall, number)", .on_delete = "set null",
		.on_update = "cascade"));
CALX_MODEL(Branch, "branches", /* a tree */
	column(id, integer(), .primary_key = true),
	column(parent_id, nullable(integer()), .references = "branches.id",
		.on_delete = "cascade"),
	column(name, string(9), .unique = true));
CALX_METADATA(fair, Hall, Stand, Lamp, Visit, Box, Ticket, Branch);

static struct Hall *east, *west;
static struct Stand *stand;

static calx_uuid number(unsigned char first)
{
	return (calx_uuid){ { first, 7 } };
}

static struct Stand *stand_add(
	unsigned char first, const char *hall, const char *letter)
{
	return calx_add(S, Stand, .id = number(first), .hall = hall,
		.letter = letter, .note = "");
}

static struct Lamp *lamp_add(
	const char *serial, unsigned char first, const char *watts, int socket)
{
	return calx_add(S, Lamp, .serial = { serial, 1 },
		.stand_id = number(first), .watts = calx_decimal_of(watts),
		.socket = socket);
}

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &fair, NULL), CALX_OK);
	east = calx_add(S, Hall, .code = "east", .floor = 1);
	west = calx_add(S, Hall, .code = "west", .floor = 2);
	stand = stand_add(1, "east", "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

static void by_what_is_added(void **state)
{
	(void)state;
	calx_delete(S, east);
	stand_add(2, "west", "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Stand), 1);
	stand->note = "gone";
	assert_int_equal(calx_commit(S), CALX_STALE);
}

static void by_what_is_changed(void **state)
{
	struct Stand *other = stand_add(2, "west", "b");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	other->letter = "a";
	calx_delete(S, east);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_refresh(S, other), CALX_OK);
	CHECK_TEXT(other->letter, "a");
}

/* Its own key as well, and a second one has it after that. */
static void by_the_same_key(void **state)
{
	struct Stand *other = stand_add(2, "west", "b");
	struct Stand *third;

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, east);
	other->letter = "a";
	third = stand_add(1, "west", "b");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Stand, number(1)), third);
	assert_int_equal(calx_count(S, Stand), 2);
}

static void two_steps_away(void **state)
{
	struct Lamp *lamp = lamp_add("x", 1, "60", 4);
	struct Lamp *other = lamp_add("y", 2, "60", 5);

	(void)state;
	stand_add(2, "west", "b");
	assert_int_equal(calx_commit(S), CALX_OK);
	other->socket = 4;
	lamp_add("x", 2, "75.5", 9);
	calx_delete(S, east);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Lamp), 2);
	lamp->socket = 1;
	assert_int_equal(calx_commit(S), CALX_STALE);
}

/* What refers to it lets it go first: by a change, and by going itself. */
static void after_who_refers_to_it(void **state)
{
	struct Visit *visit =
		calx_add(S, Visit, .id = 1, .stand_id = number(1));
	struct Visit *other =
		calx_add(S, Visit, .id = 2, .stand_id = number(1));
	struct Lamp *lamp = lamp_add("x", 1, "40", 1);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, east);
	calx_delete(S, lamp);
	calx_delete(S, other);
	stand_add(2, "west", "a");
	visit->stand_id = number(2);
	/* the new one is needed before the old one goes, and has its letter */
	assert_int_equal(calx_commit(S), CALX_OK);
	stand = calx_get(S, Stand, number(2));
	CHECK_TEXT(stand->letter, "a");
	assert_int_equal(calx_refresh(S, stand), CALX_OK);
	CHECK_TEXT(stand->letter, "a");
	assert_int_equal(calx_count(S, Visit), 1);
	assert_int_equal(calx_count(S, Lamp), 0);
}

/* One row of the key is set to NULL, and so gives up another key. */
static void by_what_is_set_null(void **state)
{
	struct Box *box = calx_add(S, Box, .hall = "east", .number = 1);
	struct Ticket *ticket = calx_add(S, Ticket, .hall = "east",
		.box = calx_some(1), .price = calx_decimal_of("9.50"));
	struct Ticket *other = calx_add(S, Ticket, .hall = "east",
		.box = calx_some(2), .price = calx_decimal_of("8"));

	(void)state;
	calx_add(S, Box, .hall = "east", .number = 2);
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, box);
	other->price = calx_decimal_of("9.50");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_null(ticket->hall);
	assert_false(ticket->box.has);
	ticket->price = calx_decimal_of("1");
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* What follows to a new key takes a unique value there. */
static void for_what_follows(void **state)
{
	struct Box *box = calx_add(S, Box, .hall = "east", .number = 1);
	struct Ticket *ticket = calx_add(S, Ticket, .hall = "east",
		.box = calx_some(1), .price = calx_decimal_of("9.50"));
	struct Ticket *other = calx_add(S, Ticket, .hall = "west",
		.box = calx_some(2), .price = calx_decimal_of("9.50"));
	struct Ticket *third = calx_add(S, Ticket, .hall = "east",
		.box = calx_some(3), .price = calx_decimal_of("8"));

	(void)state;
	calx_add(S, Box, .hall = "west", .number = 2);
	calx_add(S, Box, .hall = "east", .number = 3);
	assert_int_equal(calx_commit(S), CALX_OK);
	box->hall = "west";
	other->price = calx_decimal_of("7");
	third->price = calx_decimal_of("9.50");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(ticket->hall, "west");
	calx_delete(S, other);
	ticket->price = calx_decimal_of("7");
	assert_int_equal(calx_commit(S), CALX_OK);
}

static void in_a_tree(void **state)
{
	struct Branch *left = calx_add(
		S, Branch, .id = 2, .parent_id = calx_some(1), .name = "left");
	struct Branch *twig = calx_add(
		S, Branch, .id = 3, .parent_id = calx_some(2), .name = "twig");
	struct Branch *right = calx_add(
		S, Branch, .id = 4, .parent_id = calx_some(1), .name = "right");

	(void)state;
	calx_add(S, Branch, .id = 1, .name = "root");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, left);
	right->name = "twig";
	calx_add(S, Branch, .id = 5, .parent_id = calx_some(4), .name = "left");
	assert_int_equal(calx_commit(S), CALX_OK);
	twig->name = "gone";
	assert_int_equal(calx_commit(S), CALX_STALE);
	assert_int_equal(calx_rollback(S), CALX_OK);
	/* a branch that is kept gets another parent */
	right->parent_id.has = false;
	calx_delete(S, calx_get(S, Branch, 1));
	calx_add(S, Branch, .id = 6, .name = "root");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Branch), 3);
}

/* ---- rows that are no objects ------------------------------------------------- */

/* Another session, which has objects of halls alone. */
static void forget(void)
{
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_session_close(S);
	S = calx_session_open(db.engine);
	east = calx_get(S, Hall, "east");
	west = calx_get(S, Hall, "west");
}

static void unseen_by_what_is_added(void **state)
{
	(void)state;
	forget();
	calx_delete(S, east);
	stand = stand_add(1, "west", "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_refresh(S, stand), CALX_OK);
	CHECK_TEXT(stand->hall, "west");
}

static void unseen_by_what_is_changed(void **state)
{
	struct Stand *other;

	(void)state;
	stand_add(2, "west", "b");
	forget();
	other = calx_get(S, Stand, number(2));
	other->letter = "a";
	calx_delete(S, east);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Stand), 1);
}

static void unseen_two_steps_away(void **state)
{
	(void)state;
	lamp_add("x", 1, "60", 4);
	stand_add(2, "west", "b");
	lamp_add("y", 2, "60", 5);
	forget();
	assert_null(calx_get(S, Stand, number(9)));
	calx_delete(S, east);
	lamp_add("z", 2, "60", 4);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Lamp), 2);
}

/* An object of the last table, and none of the one between. */
static void unseen_between(void **state)
{
	struct Lamp *lamp;
	struct Visit *visit;

	(void)state;
	lamp_add("x", 1, "60", 4);
	stand_add(2, "west", "b");
	calx_add(S, Visit, .id = 1, .stand_id = number(1));
	forget();
	assert_null(calx_get(S, Stand, number(9)));
	lamp = calx_get(S, Lamp, ((calx_blob){ "x", 1 }));
	visit = calx_get(S, Visit, 1);
	calx_delete(S, east);
	lamp_add("z", 2, "60", 4);
	visit->stand_id = number(2);
	assert_int_equal(calx_commit(S), CALX_OK);
	lamp->socket = 9;
	assert_int_equal(calx_commit(S), CALX_STALE);
}

static void unseen_and_set_null(void **state)
{
	struct Ticket *other = calx_add(S, Ticket, .id = 2, .hall = "east",
		.box = calx_some(2), .price = calx_decimal_of("8"));

	(void)state;
	calx_add(S, Box, .hall = "east", .number = 1);
	calx_add(S, Box, .hall = "east", .number = 2);
	calx_add(S, Ticket, .id = 1, .hall = "east", .box = calx_some(1),
		.price = calx_decimal_of("9.50"));
	forget();
	other = calx_get(S, Ticket, 2);
	calx_delete(S, calx_get(S, Box, "east", 1));
	other->price = calx_decimal_of("9.5");
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* What the model cannot have is passed over. */
static void unseen_and_unreadable(void **state)
{
	(void)state;
	NEEDS(CAN_HOLD_ANY_TYPE);
	assert_int_equal(
		calx_connection_execute(calx_session_connection(S),
			"INSERT INTO stands (id, hall, letter, note) VALUES ('no uuid', 'east', 'b', x'00')",
			NULL, 0),
		1);
	forget();
	calx_delete(S, east);
	stand_add(2, "west", "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Stand), 1);
}

/* ---- circles ------------------------------------------------------------------- */

/* It leaves the hall, and takes what another stand of it had. */
static void who_leaves_takes_it(void **state)
{
	struct Stand *other = stand_add(2, "east", "b");
	struct Stand *third = stand_add(3, "west", "c");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	other->hall = "west";
	other->letter = "a";
	third->letter = "b";
	other->note = "moved";
	calx_delete(S, east);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_refresh(S, other), CALX_OK);
	CHECK_TEXT(other->letter, "a");
	CHECK_TEXT(other->hall, "west");
	assert_int_equal(calx_refresh(S, third), CALX_OK);
	CHECK_TEXT(third->letter, "b");
}

/* The same with a key, and back again. */
static void who_leaves_takes_its_key(void **state)
{
	struct Stand *other = stand_add(2, "east", "b");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	other->hall = "west";
	other->id = number(1);
	calx_delete(S, east);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Stand, number(1)), other);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Stand, number(1)), stand);
	assert_ptr_equal(calx_get(S, Stand, number(2)), other);
	CHECK_TEXT(other->hall, "east");
}

/* A change of what goes along as well is as good as any. */
static void who_goes_along_takes_it(void **state)
{
	struct Stand *other = stand_add(2, "east", "b");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	other->letter = "a";
	other->id = number(1);
	calx_delete(S, east);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Stand), 0);
	assert_int_equal(calx_commit(S), CALX_OK);
}

CHECK_MAIN("along", TEST(unseen_by_what_is_added),
	TEST(unseen_by_what_is_changed), TEST(unseen_two_steps_away),
	TEST(unseen_between), TEST(unseen_and_set_null),
	TEST(unseen_and_unreadable), TEST(who_leaves_takes_it),
	TEST(who_leaves_takes_its_key), TEST(who_goes_along_takes_it),
	TEST(by_what_is_added), TEST(by_what_is_changed), TEST(by_the_same_key),
	TEST(two_steps_away), TEST(after_who_refers_to_it),
	TEST(by_what_is_set_null), TEST(for_what_follows), TEST(in_a_tree))
