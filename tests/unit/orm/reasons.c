#include "shop_test.h"
#include "trigger.h"

/* What an error adds to a database's word of a constraint, case by case. */

CALX_MODEL(Base, "bases", column(id, integer(), .primary_key = true),
	column(code, string(10), .unique = true),
	column(room, nullable(integer())), column(place, nullable(integer())),
	unique(room, place));
/* goes along with its base */
CALX_MODEL(Annex, "annexes", column(id, integer(), .primary_key = true),
	column(base_id, nullable(integer()), .references = "bases.id",
		.on_delete = "cascade"),
	column(base_code, nullable(string(10)), .references = "bases.code",
		.on_update = "set null", .on_delete = "no action"));
CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(low, nullable(integer())), column(lowest, nullable(integer())),
	column(slow, nullable(integer())), column(word, nullable(text())),
	column(base_id, nullable(integer()), .references = "bases.id"),
	column(base_code, nullable(string(10)), .references = "bases.code"),
	check("lowest < 10"), check("slow>0", .name = "ck_slow"),
	check("LOW <> 5 AND low<>6"), unique_index(sql("lower(word)")));
CALX_MODEL(Never, "nevers", column(id, integer(), .primary_key = true),
	check("1 > 2"));
/* checked at the end */
CALX_MODEL(Late, "lates", column(id, integer(), .primary_key = true),
	column(early_id, nullable(integer()), .references = "bases.id"),
	column(code, nullable(string(10)), .references = "bases.code",
		.deferrable = true, .initially_deferred = true),
	column(room, nullable(integer())), column(place, nullable(integer())),
	foreign_key((room, place), "bases(room, place)", .deferrable = true,
		.initially_deferred = true));
/* refers to the first base, if nobody says otherwise */
CALX_MODEL(Guest, "guests", column(id, integer(), .primary_key = true),
	column(base_id, integer(), .references = "bases.id",
		.server_default = "1"),
	column(base_code, nullable(string(10)), .references = "bases.code"));
CALX_METADATA(reasons, Guest, Base, Annex, Item, Never, Late);

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(
		spelled_create_all(db.engine, &reasons, NULL), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* The session has failed so; it goes on. */
static void check_reason(const char *message, const char *constraint,
	const char *table, const char *column)
{
	const calx_error *error = calx_session_error(S);

	assert_non_null(error);
	CHECK_SAID(error->message, message);
	assert_int_equal(error->status, CALX_CONSTRAINT);
	CHECK_NAMED(error->constraint, constraint);
	CHECK_NAMED(error->table, table);
	CHECK_NAMED(error->column, column);
	calx_rollback(S);
	CHECK_WELL(S);
}

/* A foreign key has refused it, and SQLite does not say which: others do. */
static void check_unknown(void)
{
	if (database_is("sqlite"))
		check_reason("FOREIGN KEY constraint failed", "", "", "");
	else
		CHECK_TEXT(calx_session_error(S)->sqlstate, "23503");
	calx_rollback(S);
}

/* ---- CHECK and UNIQUE ---------------------------------------------------------------- */

/* Only the columns that it names, which are no parts of other words. */
static void checks_name_their_columns(void **state)
{
	(void)state;
	calx_add(S, Item, .id = 1, .lowest = calx_some(10), .low = calx_some(1),
		.slow = calx_some(1));
	calx_flush(S);
	check_reason(
		"flush: insert into items (id = 1): CHECK constraint failed: ck_items_944fe43b: ck_items_944fe43b: CHECK (lowest < 10) with (lowest) = (10)",
		"ck_items_944fe43b", "items", "");
	calx_add(S, Item, .id = 1, .slow = calx_some(0));
	calx_flush(S);
	CHECK_TEXT(calx_session_error(S)->detail,
		"ck_slow: CHECK (slow>0) with (slow) = (0).");
	check_reason(
		"flush: insert into items (id = 1): CHECK constraint failed: ck_slow: ck_slow: CHECK (slow>0) with (slow) = (0)",
		"ck_slow", "items", "");
	calx_add(S, Item, .id = 1, .low = calx_some(6), .lowest = calx_some(1));
	calx_flush(S);
	check_reason(
		"flush: insert into items (id = 1): CHECK constraint failed: ck_items_d5c7e83f: ck_items_d5c7e83f: CHECK (LOW <> 5 AND low<>6) with (low) = (6)",
		"ck_items_d5c7e83f", "items", "");
	calx_add(S, Never, .id = 1);
	calx_flush(S);
	check_reason(
		"flush: insert into nevers (id = 1): CHECK constraint failed: ck_nevers_cf981ae7: ck_nevers_cf981ae7: CHECK (1 > 2)",
		"ck_nevers_cf981ae7", "nevers", "");
	assert_true(calx_insert(S, Item, set(Item.lowest, 12)) < 0);
	check_reason(
		"CHECK constraint failed: ck_items_944fe43b: ck_items_944fe43b: CHECK (lowest < 10) with (lowest)",
		"ck_items_944fe43b", "", "");
}

static void unique_expressions(void **state)
{
	(void)state;
	NEEDS(CAN_INDEX_EXPRESSIONS);
	calx_add(S, Item, .id = 1, .word = "Word");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_add(S, Item, .id = 2, .word = "wORD");
	calx_flush(S);
	check_reason(
		"flush: insert into items (id = 2): UNIQUE constraint failed: index 'ix_items_lower_word': ix_items_lower_word: (lower(word)) is there already",
		"ix_items_lower_word", "items", "");
}

static void unique_keys_of_all_kinds(void **state)
{
	(void)state;
	calx_add(S, Base, .id = 1, .code = "a", .room = calx_some(1),
		.place = calx_some(2));
	assert_int_equal(calx_commit(S), CALX_OK);
	database_count_on(db.engine, "bases");
	calx_add(S, Base, .id = 2, .code = "b", .room = calx_some(1),
		.place = calx_some(2));
	calx_flush(S);
	check_reason(
		"flush: insert into bases (id = 2): UNIQUE constraint failed: bases.room, bases.place: uq_bases_room_place: (room, place) = (1, 2) is there already",
		"uq_bases_room_place", "bases", "room, place");
	assert_true(calx_insert(S, Base, set(Base.code, "a")) < 0);
	check_reason(
		"UNIQUE constraint failed: bases.code: uq_bases_code: (code) is there already",
		"uq_bases_code", "bases", "code");
	assert_true(calx_insert(S, Base, set(Base.room, 7)) < 0);
	check_reason(
		"NOT NULL constraint failed: bases.code: code has no value", "",
		"bases", "code");
}

/* A constraint that the model does not know is as the database tells it. */
static void what_the_model_does_not_know(void **state)
{
	(void)state;
	calx_rollback(S);
	shop_run(&db, "CREATE UNIQUE INDEX own ON bases (place)");
	calx_add(S, Base, .id = 1, .code = "a", .place = calx_some(2));
	calx_add(S, Base, .id = 2, .code = "b", .place = calx_some(2));
	calx_flush(S);
	check_reason(
		"flush: insert into bases (id = 2): UNIQUE constraint failed: bases.place",
		"", "bases", "place");
	shop_run(&db, "DROP TABLE nevers");
	shop_run(&db,
		"CREATE TABLE nevers (id INTEGER PRIMARY KEY, CONSTRAINT other CHECK (id > 5))");
	calx_add(S, Never, .id = 1);
	calx_flush(S);
	check_reason(
		"flush: insert into nevers (id = 1): CHECK constraint failed: other",
		"other", "nevers", "");
	trigger_make(db.engine,
		"CREATE TRIGGER no BEFORE INSERT ON bases BEGIN SELECT RAISE(ABORT, 'not today'); END");
	calx_add(S, Base, .id = 1, .code = "a");
	calx_flush(S);
	check_reason("flush: insert into bases (id = 1): not today", "",
		"bases", "");
}

/* ---- foreign keys ------------------------------------------------------------------------ */

/* Who goes along is not in the way of a delete, and who follows not in that of
 * an update. */
static void who_is_in_the_way(void **state)
{
	struct Base *base = calx_add(S, Base, .id = 1, .code = "a");

	(void)state;
	calx_add(S, Annex, .id = 1, .base_id = calx_some(1));
	calx_add(S, Annex, .id = 2, .base_code = "a");
	calx_add(S, Part, .id = 1, .parent_id = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, base);
	calx_flush(S);
	check_reason(
		"flush: delete from bases (id = 1): FOREIGN KEY constraint failed: fk_annexes_base_code_bases: (code) = (\"a\") is still referred to by annexes (base_code)",
		"fk_annexes_base_code_bases", "annexes", "base_code");
	base = calx_get(S, Base, 1);
	base->id = 2;
	calx_flush(S);
	check_reason(
		"flush: update of bases (id = 1): FOREIGN KEY constraint failed: fk_annexes_base_id_bases: (id) = (1) is still referred to by annexes (base_id)",
		"fk_annexes_base_id_bases", "annexes", "base_id");
	calx_add(S, Item, .id = 1, .base_id = calx_some(1), .base_code = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	base->code = "b";
	calx_flush(S);
	check_reason(
		"flush: update of bases (id = 1): FOREIGN KEY constraint failed: fk_items_base_code_bases: (code) = (\"a\") is still referred to by items (base_code)",
		"fk_items_base_code_bases", "items", "base_code");
	calx_update(S, Base, set(Base.code, "c"), all_rows());
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_code_bases: (code) = (\"a\") is still referred to by items (base_code)",
		"fk_items_base_code_bases", "items", "base_code");
	calx_update(S, Base, set(Base.code, "c"), set(Base.id, 5), all_rows());
	check_reason(
		"FOREIGN KEY constraint failed: fk_annexes_base_id_bases: (id) = (1) is still referred to by annexes (base_id)",
		"fk_annexes_base_id_bases", "annexes", "base_id");
	/* of a table by itself */
	calx_add(S, Part, .id = 2, .parent_id = calx_some(1));
	calx_flush(S);
	calx_delete(S, calx_get(S, Part, 1));
	calx_flush(S);
	check_reason(
		"flush: delete from parts (id = 1): FOREIGN KEY constraint failed: fk_parts_parent_id_parts: (id) = (1) is still referred to by parts (parent_id)",
		"fk_parts_parent_id_parts", "parts", "parent_id");
}

/* The only key of which nothing is known, if there is one. */
static void what_an_expression_breaks(void **state)
{
	(void)state;
	calx_add(S, Base, .id = 1, .code = "a");
	calx_add(S, Item, .id = 1, .base_id = calx_some(1), .word = "q");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_update(
		S, Item, set(Item.base_id, calc(Item.id, +, 6)), all_rows());
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_id_bases: (base_id) is no row of bases",
		"fk_items_base_id_bases", "", "base_id");
	calx_update(S, Item, set(Item.base_code, lower(Item.word)), all_rows());
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_code_bases: (base_code) is no row of bases",
		"fk_items_base_code_bases", "", "base_code");
	calx_update(S, Item, set(Item.base_code, lower(Item.word)),
		set(Item.base_id, calc(Item.id, +, 6)), all_rows());
	check_unknown();
	/* what is known comes first */
	calx_update(S, Item, set(Item.base_code, "x"),
		set(Item.base_id, calc(Item.id, +, 0)), all_rows());
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_code_bases: (base_code) = (\"x\"), which is no row of bases (code)",
		"fk_items_base_code_bases", "", "base_code");
	calx_delete_all(S, Base);
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_id_bases: (id) = (1) is still referred to by items (base_id)",
		"fk_items_base_id_bases", "items", "base_id");
}

/* What a default will be is not known before. */
static void a_default_may_refer(void **state)
{
	(void)state;
	calx_add(S, Base, .id = 1, .code = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_true(calx_insert(S, Guest, set(Guest.base_code, "q")) < 0);
	check_reason(
		"FOREIGN KEY constraint failed: fk_guests_base_code_bases: (base_code) = (\"q\"), which is no row of bases (code)",
		"fk_guests_base_code_bases", "", "base_code");
	assert_int_equal(calx_insert(S, Guest, set(Guest.base_code, "a")), 1);
	assert_int_equal(calx_delete_all(S, Guest), 1);
	calx_delete_all(S, Base);
	calx_commit(S);
	assert_true(calx_insert(S, Guest, set(Guest.id, 3)) < 0);
	check_reason(
		"FOREIGN KEY constraint failed: fk_guests_base_id_bases: (base_id) is no row of bases",
		"fk_guests_base_id_bases", "", "base_id");
}

/* A thousand rows of a statement are looked at. */
static void the_last_row_that_is_looked_at(void **state)
{
	(void)state;
	shop_run(&db,
		spelled("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO bases (id, code) SELECT i, 'c' || i FROM n",
			"INSERT INTO bases (id, code) SELECT i, 'c' || i FROM generate_series(1, 1001) AS n(i)",
			"INSERT INTO bases (id, code) SELECT seq, 'c' || seq FROM seq_1_to_1001"));
	shop_run(&db, "INSERT INTO items (id, base_id) VALUES (1, 1000)");
	calx_delete_all(S, Base);
	check_reason(
		"FOREIGN KEY constraint failed: fk_items_base_id_bases: (id) = (1000) is still referred to by items (base_id)",
		"fk_items_base_id_bases", "items", "base_id");
	shop_run(&db, "UPDATE items SET base_id = 1001");
	calx_delete_all(S, Base);
	check_unknown();
}

/* ---- at the end of a transaction ----------------------------------------------------------- */

/* As a program that does not mind foreign keys. */
static void run_unchecked(const char *sql)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);

	calx_connection_execute(
		connection, "PRAGMA foreign_keys = OFF", NULL, 0);
	assert_int_equal(calx_connection_execute(connection, sql, NULL, 0), 1);
	calx_connection_execute(
		connection, "PRAGMA foreign_keys = ON", NULL, 0);
	calx_connection_close(connection);
}

static void what_a_commit_misses(void **state)
{
	(void)state;
	NEEDS(CAN_REFER_TO_NOTHING);
	/* tables of others, that nobody can ask */
	shop_run(&db,
		"CREATE TABLE aa (x REFERENCES nowhere DEFERRABLE INITIALLY DEFERRED, y REFERENCES nowhere (z) DEFERRABLE INITIALLY DEFERRED)");
	shop_run(&db, "CREATE TABLE bb (x REFERENCES aa DEFERRABLE)");
	calx_add(S, Base, .id = 1, .code = "a", .room = calx_some(1),
		.place = calx_some(2));
	calx_add(S, Late, .id = 1, .early_id = calx_some(1), .code = "a",
		.room = calx_some(1), .place = calx_some(2));
	/* NULL refers to nothing */
	calx_add(S, Late, .id = 2, .room = calx_some(9));
	calx_add(S, Late, .id = 3, .place = calx_some(9));
	assert_int_equal(calx_commit(S), CALX_OK);
	/* what was broken before is not what the commit minds */
	shop_run(&db,
		"CREATE TABLE cc (x, y, FOREIGN KEY (x) REFERENCES bases (id))");
	run_unchecked("INSERT INTO cc (x) VALUES (99)");
	calx_add(S, Late, .id = 4, .room = calx_some(1), .place = calx_some(3));
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	CHECK_TEXT(calx_session_error(S)->where, "");
	check_reason(
		"FOREIGN KEY constraint failed: fk_lates_room_place_bases: lates (room, place) = (1, 3), which is no row of bases (room, place)",
		"fk_lates_room_place_bases", "lates", "room, place");
	calx_add(S, Late, .id = 4, .code = "z");
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	check_reason(
		"FOREIGN KEY constraint failed: fk_lates_code_bases: lates (code) = (\"z\"), which is no row of bases (code)",
		"fk_lates_code_bases", "lates", "code");
	/* it is as if nothing had been */
	assert_int_equal(calx_count(S, Late), 3);
	calx_add(S, Late, .id = 4, .code = "z");
	calx_add(S, Base, .id = 2, .code = "z");
	assert_int_equal(calx_commit(S), CALX_OK);
	/* what was committed stays */
	calx_rollback(S);
	assert_int_equal(calx_count(S, Late), 4);
}

CHECK_MAIN("reasons", TEST(checks_name_their_columns), TEST(unique_expressions),
	TEST(unique_keys_of_all_kinds), TEST(what_the_model_does_not_know),
	TEST(who_is_in_the_way), TEST(what_an_expression_breaks),
	TEST(a_default_may_refer), TEST(the_last_row_that_is_looked_at),
	TEST(what_a_commit_misses))
