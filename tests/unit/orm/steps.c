#include "seen.h"

/* In which order a flush writes the rows of several tables, and what it does in
 * between: step by step, as triggers see it. */

/* a row of one table may refer to two others of it */
CALX_MODEL(Node, "nodes", column(id, integer(), .primary_key = true),
	column(left_id, nullable(integer()), .references = "nodes.id"),
	column(right_id, integer(), .references = "nodes.id"));
/* keys of several columns, one of which may be NULL */
CALX_MODEL(Seat, "seats", column(id, integer(), .primary_key = true),
	column(hall, nullable(integer())), column(line, integer()),
	column(side, integer()), column(guest, integer()),
	column(host, integer()), column(card, nullable(integer())),
	unique(hall, line), unique(hall, side), unique(guest), unique(host),
	unique(card));
/* tables that refer to each other */
CALX_MODEL(Town, "towns", column(id, integer(), .primary_key = true),
	column(mayor_id, nullable(integer()), .references = "people.id"));
CALX_MODEL(Person, "people", column(id, integer(), .primary_key = true),
	column(town_id, nullable(integer()), .references = "towns.id"));
CALX_MODEL(Street, "streets", column(id, integer(), .primary_key = true),
	column(town_id, nullable(integer()), .references = "towns.id"));
/* the same, but there the database minds at the end only */
CALX_MODEL(Cause, "causes", column(id, integer(), .primary_key = true),
	column(effect_id, nullable(integer()), .references = "causes.id",
		.deferrable = true, .initially_deferred = true));
/* and where NULL is not what an INSERT leaves out */
CALX_MODEL(Friend, "friends", column(id, integer(), .primary_key = true),
	column(best_id, nullable(integer()), .references = "friends.id",
		.server_default = "7"),
	column(next_id, nullable(integer()), .references = "friends.id"));
/* a key that others refer to, and that goes along */
CALX_MODEL(Lock, "locks", column(id, integer(), .primary_key = true),
	column(number, nullable(integer()), .unique = true),
	column(code, integer(), .unique = true));
CALX_MODEL(Door, "doors", column(id, integer(), .primary_key = true),
	column(number, nullable(integer()), .references = "locks.number",
		.on_update = "cascade"));
/* and one that must refer to it */
CALX_MODEL(Gate, "gates", column(id, integer(), .primary_key = true),
	column(number, integer(), .references = "locks.number"));
/* a reference that is unique */
CALX_MODEL(Mayor, "mayors", column(id, integer(), .primary_key = true),
	column(town_id, integer(), .references = "towns.id", .unique = true));
CALX_METADATA(city, Node, Seat, Town, Person, Street, Cause, Friend, Lock, Door,
	Gate, Mayor);

static int set_up(void **state)
{
	static const char *const tables[] = { "nodes", "seats", "towns",
		"people", "streets", "causes", "friends", "locks", "doors",
		"gates", "mayors" };
	static const struct {
		const char *event, *sign, *row;
	} events[] = {
		{ "INSERT", "+", "NEW" },
		{ "UPDATE", "~", "OLD" },
		{ "DELETE", "-", "OLD" },
	};

	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &city, NULL), CALX_OK);
	seen_make();
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (size_t j = 0; j < 3; j++) {
			char sql[256];

			snprintf(sql, sizeof(sql),
				"CREATE TRIGGER %s_%s AFTER %s ON %s BEGIN INSERT INTO seen (step) VALUES ('%s%c' || %s.id); END",
				tables[i], events[j].event, events[j].event,
				tables[i], events[j].sign, tables[i][0],
				events[j].row);
			trigger_make(db.engine, sql);
		}
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* Commits, and checks what was written: + inserted, ~ updated, - deleted; the
 * table's first letter; the row's key. */
static void check_steps(const char *steps)
{
	if (calx_commit(S) < 0)
		fail_msg("%s", calx_session_error(S)->message);
	CHECK_TEXT(held_list("step", "seen", "number", " "), steps);
	shop_run(&db, "DELETE FROM seen");
}

static struct Node *node(int id, int left, int right)
{
	return calx_add(S, Node, .id = id, .left_id = { left, left != 0 },
		.right_id = right);
}

/* ---- rows that refer to rows of their table -------------------------------------- */

static void what_is_waited_for_comes_first(void **state)
{
	struct Node *a, *b, *c;

	(void)state;
	a = node(1, 0, 3);
	b = node(2, 1, 3);
	c = node(3, 0, 3);
	check_steps("+n3 +n1 +n2");
	NEEDS(CAN_DELETE_WHAT_REFERS_TO_ITSELF);
	calx_delete(S, c);
	calx_delete(S, a);
	calx_delete(S, b);
	check_steps("-n2 -n1 -n3");
	/* what is in order stays in it */
	node(5, 0, 5);
	node(4, 0, 4);
	node(6, 4, 5);
	check_steps("+n5 +n4 +n6");
}

/* One column of a row in a circle waits, the others are as they were. */
static void one_column_waits(void **state)
{
	struct Node *a, *b, *c;

	(void)state;
	a = node(1, 2, 3);
	b = node(2, 1, 3);
	c = node(3, 0, 3);
	check_steps("+n3 +n2 +n1 ~n2");
	CHECK_TEXT(held_list("'' || id || left_id || right_id", "nodes", "id",
			   ","),
		"123,213");
	assert_int_equal(b->left_id.value, 1);
	assert_true(b->left_id.has);
	/* nothing is left to write */
	check_steps("");
	NEEDS(CAN_DELETE_WHAT_REFERS_TO_ITSELF);
	calx_delete(S, a);
	calx_delete(S, b);
	calx_delete(S, c);
	check_steps("~n1 -n2 -n1 -n3");
	CHECK_TEXT(held_text("SELECT count(*) FROM nodes"), "0");
}

/* Where no column can be NULL the database says why. */
static void no_way_out_is_told(void **state)
{
	(void)state;
	node(1, 0, 2);
	node(2, 0, 1);
	calx_commit(S);
	CHECK_FAILED(S, CALX_CONSTRAINT,
		"flush: insert into nodes (id = 2): FOREIGN KEY constraint failed: fk_nodes_right_id_nodes: (right_id) = (1), which is no row of nodes (id)");
}

/* What is checked at the end needs no step in between. */
static void what_is_deferred_needs_no_step(void **state)
{
	struct Cause *a =
		calx_add(S, Cause, .id = 1, .effect_id = calx_some(2));
	struct Cause *b =
		calx_add(S, Cause, .id = 2, .effect_id = calx_some(1));

	(void)state;
	NEEDS(CAN_DEFER);
	check_steps("+c2 +c1");
	calx_delete(S, a);
	calx_delete(S, b);
	check_steps("-c1 -c2");
}

/* A column with a default cannot be left out: the other row gives way, which is
 * not the last of the circle. */
static void a_default_is_not_left_out(void **state)
{
	struct Friend *a, *b;

	(void)state;
	a = calx_add(S, Friend, .id = 1, .next_id = calx_some(2));
	b = calx_add(S, Friend, .id = 2, .best_id = calx_some(1));
	a->best_id = calx_some(1);
	check_steps("+f1 +f2 ~f1");
	assert_int_equal(a->next_id.value, 2);
	assert_int_equal(b->best_id.value, 1);
	assert_int_equal(a->best_id.value, 1);
	/* a row that goes may do without it, and need not be put right */
	NEEDS(CAN_DELETE_WHAT_REFERS_TO_ITSELF);
	calx_delete(S, a);
	calx_delete(S, b);
	check_steps("~f2 -f1 -f2");
	/* nobody can */
	a = calx_add(S, Friend, .id = 1, .best_id = calx_some(2));
	b = calx_add(S, Friend, .id = 2, .best_id = calx_some(1));
	calx_commit(S);
	CHECK_FAILED(S, CALX_CONSTRAINT,
		"flush: insert into friends (id = 2): FOREIGN KEY constraint failed: fk_friends_best_id_friends: (best_id) = (1), which is no row of friends (id)");
}

/* ---- tables that refer to each other ------------------------------------------------ */

static void tables_of_a_circle_have_an_order(void **state)
{
	(void)state;
	calx_add(S, Street, .id = 1);
	calx_add(S, Town, .id = 1);
	calx_add(S, Person, .id = 1);
	check_steps("+t1 +s1 +p1");
	calx_expunge_all(S);
	calx_delete(S, calx_get(S, Person, 1));
	calx_delete(S, calx_get(S, Street, 1));
	calx_delete(S, calx_get(S, Town, 1));
	check_steps("-p1 -s1 -t1");
}

/* A table that refers to itself waits for no other one. */
static void a_table_of_its_own(void **state)
{
	(void)state;
	node(1, 0, 1);
	calx_add(S, Street, .id = 1);
	calx_add(S, Lock, .id = 1, .code = 1);
	check_steps("+n1 +s1 +l1");
	NEEDS(CAN_DELETE_WHAT_REFERS_TO_ITSELF);
	calx_delete(S, calx_get(S, Lock, 1));
	calx_delete(S, calx_get(S, Node, 1));
	calx_delete(S, calx_get(S, Street, 1));
	check_steps("-l1 -s1 -n1");
	/* the last that is deleted goes first */
	for (int i = 1; i <= 3; i++)
		calx_add(S, Lock, .id = i, .code = i);
	check_steps("+l1 +l2 +l3");
	calx_delete(S, calx_get(S, Lock, 2));
	calx_delete(S, calx_get(S, Lock, 3));
	calx_delete(S, calx_get(S, Lock, 1));
	check_steps("-l1 -l3 -l2");
}

/* met in another order */
static void a_table_waits_for_a_circle(void **state)
{
	(void)state;
	calx_add(S, Person, .id = 1);
	calx_add(S, Town, .id = 1);
	calx_add(S, Street, .id = 1);
	check_steps("+t1 +p1 +s1");
}

static void rows_of_a_circle(void **state)
{
	const struct Person *mayor;

	(void)state;
	calx_add(S, Town, .id = 1, .mayor_id = calx_some(1));
	calx_add(S, Town, .id = 2, .mayor_id = calx_some(1));
	mayor = calx_add(S, Person, .id = 1, .town_id = calx_some(1));
	calx_add(S, Street, .id = 1, .town_id = calx_some(2));
	check_steps("+p1 +t1 +t2 +s1 ~p1");
	assert_int_equal(mayor->town_id.value, 1);
	CHECK_TEXT(held_text("SELECT town_id FROM people"), "1");
}

/* Rows that follow each other go in one statement, also row by row. */
static void rows_go_together(void **state)
{
	size_t inserts = 0;

	(void)state;
	for (int i = 8; i > 0; i--)
		node(i, 0, i % 4 ? i + 1 : i);
	db.statements = 0;
	assert_int_equal(calx_flush(S), CALX_OK);
	for (size_t i = 0; i < db.statements; i++)
		inserts += !strncmp(db.sql[i], "INSERT INTO \"nodes\"", 19);
	/* how many statements the driver makes of them is its own business */
	if (database_is("sqlite"))
		assert_int_equal(inserts, 2);
	check_steps("+n8 +n7 +n6 +n5 +n4 +n3 +n2 +n1");
}

/* ---- unique keys ---------------------------------------------------------------------- */

static struct Seat *seat(int id)
{
	return calx_add(S, Seat, .id = id, .hall = calx_some(id), .line = id,
		.side = id, .guest = id, .host = id, .card = calx_some(id));
}

/* Says which column has no value for a while. */
static void seats_watch(void)
{
	trigger_make(db.engine,
		"CREATE TRIGGER no_hall AFTER UPDATE OF hall ON seats WHEN NEW.hall IS NULL BEGIN INSERT INTO seen (step) VALUES ('hall'); END");
	trigger_make(db.engine,
		"CREATE TRIGGER no_card AFTER UPDATE OF card ON seats WHEN NEW.card IS NULL BEGIN INSERT INTO seen (step) VALUES ('card'); END");
}

/* Of a key of several columns the one that can be NULL is, if the row writes it. */
static void the_cheapest_column_gives_way(void **state)
{
	struct Seat *a = seat(1), *b = seat(2);

	(void)state;
	check_steps("+s1 +s2");
	seats_watch();
	a->hall = calx_some(2);
	b->hall = calx_some(1);
	a->line = 2;
	b->line = 1;
	check_steps(spelled(
		"hall ~s1 ~s2 ~s1", "hall ~s1 ~s2 ~s1", "~s1 hall ~s2 ~s1"));
	/* one that is the same all the time would not be put right again */
	a->hall = b->hall = calx_some(5);
	check_steps("~s1 ~s2");
	a->line = 1;
	b->line = 2;
	check_steps("~s1 ~s2 ~s1");
	CHECK_TEXT(
		held_list("'' || hall || line", "seats", "id", ","), "51,52");
	/* two keys that the same rows exchange */
	a->guest = 2;
	b->guest = 1;
	a->card = calx_some(2);
	b->card = calx_some(1);
	check_steps(spelled("~s1 card ~s1 ~s2 ~s1", "~s1 card ~s1 ~s2 ~s1",
		"~s1 ~s1 card ~s2 ~s1"));
}

/* The second one waits for the third one, which waits for both others. When the
 * second one has given way, the first one has nothing to do with it any more. */
static void who_waits_no_more_goes_on(void **state)
{
	struct Seat *first = seat(1), *second = seat(2), *third = seat(3);
	struct Seat *fourth = seat(4);

	(void)state;
	check_steps("+s1 +s2 +s3 +s4");
	seats_watch();
	*first = (struct Seat){ 1, calx_some(2), 2, 1, 1, 11, calx_some(4) };
	*second = (struct Seat){ 2, calx_some(22), 2, 2, 3, 2, calx_some(2) };
	*third = (struct Seat){ 3, calx_some(2), 3, 2, 33, 1, calx_some(3) };
	fourth->card = calx_some(44);
	check_steps(spelled("hall ~s2 ~s4 ~s1 ~s3 ~s2",
		"hall ~s2 ~s4 ~s1 ~s3 ~s2", "~s2 hall ~s4 ~s1 ~s3 ~s2"));
	CHECK_TEXT(
		held_list(
			"'' || hall || '-' || line || '-' || side || '-' || guest || '-' || host || '-' || card",
			"seats", "id", ","),
		"2-2-1-1-11-4,22-2-2-3-2-2,2-3-2-33-1-3,4-4-4-4-4-44");
}

/* The first one waits for a circle that it is not in: it is none of its rows. */
static void who_waits_for_a_circle(void **state)
{
	struct Seat *first = seat(1), *second = seat(2), *third = seat(3);

	(void)state;
	check_steps("+s1 +s2 +s3");
	seats_watch();
	first->card = calx_some(2);
	second->card = calx_some(22);
	second->guest = 3;
	third->guest = 2;
	check_steps("~s2 ~s3 ~s2 ~s1");
}

/* What must refer to a row has no value of its own. */
static void a_unique_reference_has_no_way_out(void **state)
{
	struct Mayor *a, *b;

	(void)state;
	calx_add(S, Town, .id = 1);
	calx_add(S, Town, .id = 2);
	a = calx_add(S, Mayor, .id = 1, .town_id = 1);
	b = calx_add(S, Mayor, .id = 2, .town_id = 2);
	check_steps("+t1 +t2 +m1 +m2");
	a->town_id = 2;
	b->town_id = 1;
	calx_commit(S);
	CHECK_FAILED(S, CALX_CONSTRAINT,
		"flush: update of mayors (id = 2): UNIQUE constraint failed: mayors.town_id: uq_mayors_town_id: (town_id) = (1) is there already");
}

/* A row that goes gives its key to the one that comes, as long as another has to
 * refer to it. */
static void a_key_is_given_up_before_its_row_goes(void **state)
{
	struct Lock *old, *come;
	struct Gate *gate;

	(void)state;
	old = calx_add(S, Lock, .id = 1, .number = calx_some(1), .code = 1);
	gate = calx_add(S, Gate, .id = 1, .number = 1);
	check_steps("+l1 +g1");
	calx_delete(S, old);
	come = calx_add(S, Lock, .id = 1, .number = calx_some(2), .code = 2);
	gate->number = 2;
	check_steps("~l1 +l1 ~g1 -l722909341");
	assert_ptr_equal(calx_get(S, Lock, 1), come);
	assert_null(calx_get(S, Lock, 722909341));
	CHECK_TEXT(held_list("'' || id || '-' || code", "locks", "id", ","),
		"1-2");
	CHECK_WELL(S);
}

/* Others refer to the number, and not to the code. */
static void a_key_that_others_refer_to(void **state)
{
	struct Lock *a, *b;
	struct Door *door;

	(void)state;
	a = calx_add(S, Lock, .id = 1, .number = calx_some(1), .code = 1);
	b = calx_add(S, Lock, .id = 2, .number = calx_some(2), .code = 2);
	door = calx_add(S, Door, .id = 1, .number = calx_some(1));
	check_steps("+l1 +l2 +d1");
	a->number = calx_some(2);
	b->number = calx_some(1);
	NEEDS(CAN_ORDER_CASCADES);
	check_steps("~d1 ~l1 ~l2 ~d1 ~l1");
	assert_int_equal(door->number.value, 2);
	a->code = 2;
	b->code = 1;
	a->number = calx_some(1);
	b->number = calx_some(2);
	check_steps("~d1 ~l1 ~l1 ~l2 ~d1 ~l1");
	/* the door goes to the number that its lock gets */
	a->number = calx_some(5);
	door->number = calx_some(5);
	check_steps("~d1 ~l1 ~d1");
	calx_delete(S, door);
	a->number = calx_some(6);
	check_steps("-d1 ~l1");
	/* the code is made up rather than the number, whoever has it */
	a->code = 1;
	b->code = 22;
	a->number = calx_some(7);
	b->number = calx_some(6);
	check_steps("~l2 ~l1 ~l2");
	a->code = 11;
	b->code = 1;
	a->number = calx_some(6);
	b->number = calx_some(5);
	check_steps("~l1 ~l2 ~l1");
}

CHECK_MAIN("steps", TEST(what_is_waited_for_comes_first),
	TEST(one_column_waits), TEST(no_way_out_is_told),
	TEST(what_is_deferred_needs_no_step), TEST(a_default_is_not_left_out),
	TEST(tables_of_a_circle_have_an_order), TEST(a_table_of_its_own),
	TEST(a_table_waits_for_a_circle), TEST(rows_of_a_circle),
	TEST(rows_go_together), TEST(the_cheapest_column_gives_way),
	TEST(who_waits_no_more_goes_on), TEST(who_waits_for_a_circle),
	TEST(a_unique_reference_has_no_way_out),
	TEST(a_key_is_given_up_before_its_row_goes),
	TEST(a_key_that_others_refer_to))
