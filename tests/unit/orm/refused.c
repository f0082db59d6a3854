#include "check.h"
#include "database.h"
#include "said.h"
#include "spelled.h"

#include <stdio.h>

#include "torture.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Which constraint has refused a row, with which values, and where the row comes
 * from: of everything that writes. */

CALX_MODEL(Owner, "owners", column(id, integer(), .primary_key = true),
	column(name, string(100), .unique = true),
	column(code, string(10), .unique = true));

CALX_MODEL(Thing, "things", column(id, integer(), .primary_key = true),
	column(title, string(100)),
	column(owner_id, integer(), .references = "owners.id"),
	column(maker, nullable(string(10)), .references = "owners.code"),
	column(low, integer()), column(high, integer()),
	column(place, nullable(date())), check("low < high"),
	check("length(title) > 1"), unique(low, place),
	unique_index(high, title));

CALX_MODEL(Note, "notes", column(id, integer(), .primary_key = true),
	column(owner_id, integer(), .references = "owners.id"),
	column(thing_id, nullable(integer()), .references = "things",
		.deferrable = true, .initially_deferred = true),
	column(code, nullable(string(10)), .references = "owners.code",
		.deferrable = true, .initially_deferred = true));

CALX_MODEL(Shelf, "shelves", column(room, string(9)), column(number, integer()),
	column(label, nullable(string(9)), .unique = true),
	primary_key(room, number));
CALX_MODEL(Copy, "copies", column(id, integer(), .primary_key = true),
	column(room, nullable(string(9))), column(number, nullable(integer())),
	column(label, nullable(string(9)), .references = "shelves.label",
		.on_delete = "set null"),
	column(owner_id, integer(), .references = "owners",
		.on_delete = "restrict", .on_update = "restrict",
		.server_default = "1"),
	foreign_key((room, number), "shelves(room, number)",
		.on_update = "no action", .on_delete = "no action"));

CALX_METADATA(house, Owner, Thing, Note, Shelf, Copy);

struct fixture {
	calx_engine *engine;
	calx_session *session;
};

static struct fixture open_fixture(void)
{
	struct fixture f = { database_engine(), NULL };

	spelled_create_all(f.engine, &house, NULL);
	f.session = calx_session_open(f.engine);
	calx_add(f.session, Owner, .id = 1, .name = "Ann", .code = "A");
	calx_add(f.session, Owner, .id = 2, .name = "Bob", .code = "B");
	calx_add(f.session, Thing, .id = 1, .owner_id = 1, .maker = "A",
		.low = 1, .high = 2, .title = "lamp",
		.place = calx_some(calx_date_of(2020, 1, 2)));
	calx_commit(f.session);
	database_count_on(f.engine, "owners");
	database_count_on(f.engine, "things");
	return f;
}

/* nothing is known of what is there */
static void forget(struct fixture *f)
{
	calx_session_close(f->session);
	f->session = calx_session_open(f->engine);
}

static void close_fixture(struct fixture *f)
{
	calx_session_close(f->session);
	database_engine_close(f->engine);
}

/* The error of a flush that a constraint has refused; the row comes from a few
 * lines before the call. */
static void check_error(calx_session *session, const char *message,
	const char *constraint, const char *table, const char *column, int line)
{
	const calx_error *error;
	const char *colon;

	assert_int_equal(calx_flush(session), CALX_CONSTRAINT);
	error = calx_session_error(session);
	CHECK_SAID(error->message, message);
	CHECK_NAMED(error->constraint, constraint);
	CHECK_NAMED(error->table, table);
	CHECK_NAMED(error->column, column);
	colon = strrchr(error->where, ':');
	assert_non_null(colon);
	assert_non_null(strstr(error->where, "refused.c:"));
	assert_in_range(strtol(colon + 1, NULL, 10), line - 12, line - 1);
	calx_rollback(session);
}

static void an_insert_says_what_is_there_already(void **state)
{
	struct fixture f = open_fixture();

	(void)state;
	calx_add(f.session, Owner, .name = "Eve", .code = "E");
	calx_add(f.session, Owner, .name = "Bob", .code = "C");
	check_error(f.session,
		"flush: insert into owners (name = \"Bob\"): UNIQUE constraint failed: owners.name: uq_owners_name: (name) = (\"Bob\") is there already",
		"uq_owners_name", "owners", "name", __LINE__);
	calx_add(f.session, Owner, .id = 2, .name = "x", .code = "x");
	check_error(f.session,
		"flush: insert into owners (id = 2): UNIQUE constraint failed: owners.id: pk_owners: (id) = (2) is there already",
		"pk_owners", "owners", "id", __LINE__);
	calx_add(f.session, Thing, .owner_id = 1, .low = 1, .high = 9,
		.title = "cup", .place = calx_some(calx_date_of(2020, 1, 2)));
	check_error(f.session,
		"flush: insert into things (title = \"cup\"): UNIQUE constraint failed: things.low, things.place: uq_things_low_place: (low, place) = (1, 2020-01-02) is there already",
		"uq_things_low_place", "things", "low, place", __LINE__);
	calx_add(f.session, Thing, .owner_id = 1, .low = 0, .high = 2,
		.title = "lamp");
	check_error(f.session,
		"flush: insert into things (title = \"lamp\"): UNIQUE constraint failed: things.high, things.title: ix_things_high_title: (high, title) = (2, \"lamp\") is there already",
		"ix_things_high_title", "things", "high, title", __LINE__);
	close_fixture(&f);
}

static void an_insert_says_which_check_and_which_parent(void **state)
{
	struct fixture f = open_fixture();

	(void)state;
	calx_add(f.session, Thing, .owner_id = 1, .low = 7, .high = 5,
		.title = "cup");
	assert_int_equal(calx_flush(f.session), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(f.session)->message,
		": CHECK (low < high) with (low, high) = (7, 5)"));
	CHECK_TEXT(calx_session_error(f.session)->column, "");
	assert_non_null(strstr(
		calx_session_error(f.session)->constraint, "ck_things_"));
	calx_rollback(f.session);
	calx_add(f.session, Thing, .owner_id = 9, .maker = "B", .low = 1,
		.high = 3, .title = "cup");
	check_error(f.session,
		"flush: insert into things (title = \"cup\"): FOREIGN KEY constraint failed: fk_things_owner_id_owners: (owner_id) = (9), which is no row of owners (id)",
		"fk_things_owner_id_owners", "things", "owner_id", __LINE__);
	calx_add(f.session, Thing, .owner_id = 2, .maker = "Q", .low = 1,
		.high = 3, .title = "cup");
	check_error(f.session,
		"flush: insert into things (title = \"cup\"): FOREIGN KEY constraint failed: fk_things_maker_owners: (maker) = (\"Q\"), which is no row of owners (code)",
		"fk_things_maker_owners", "things", "maker", __LINE__);
	calx_add(f.session, Thing, .owner_id = 2, .low = 1, .high = 3);
	check_error(f.session,
		"flush: insert into things (title = NULL): NOT NULL constraint failed: things.title: title has no value",
		"", "things", "title", __LINE__);
	close_fixture(&f);
}

/* of the many that go in one statement */
static void the_row_of_a_block_is_found(void **state)
{
	struct fixture f = open_fixture();
	struct Owner rows[300];
	char names[300][16];
	int line;

	(void)state;
	line = __LINE__ + 8;
	for (int i = 0; i < 300; i++) {
		snprintf(names[i], sizeof(names[i]), "n%d", i);
		rows[i] = (struct Owner){ .name = names[i], .code = names[i] };
		/* one line, that all come from */
		calx_add(f.session, Owner, .name = i == 201 ? "Bob" : names[i],
			.code = names[i]);
	}
	check_error(f.session,
		"flush: insert into owners (name = \"Bob\"): UNIQUE constraint failed: owners.name: uq_owners_name: (name) = (\"Bob\") is there already",
		"uq_owners_name", "owners", "name", line);
	rows[270].code = rows[14].code;
	assert_int_equal(
		calx_bulk_save(f.session, Owner, rows, 300), CALX_CONSTRAINT);
	CHECK_SAID(calx_session_error(f.session)->message,
		"calx_bulk_save: row 271 of 300: UNIQUE constraint failed: owners.code: uq_owners_code: (code) = (\"n14\") is there already");
	calx_rollback(f.session);
	assert_int_equal(calx_count(f.session, Owner), 2);
	/* nothing is left of the search */
	assert_int_equal(calx_bulk_save(f.session, Owner, rows, 200), CALX_OK);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_count(f.session, Owner), 202);
	close_fixture(&f);
}

static void an_update_says_where_the_object_comes_from(void **state)
{
	struct fixture f = open_fixture();
	struct Owner *owner;
	struct Thing *thing;

	(void)state;
	forget(&f);
	owner = calx_get(f.session, Owner, 1);
	owner->name = "Bob";
	check_error(f.session,
		"flush: update of owners (id = 1): UNIQUE constraint failed: owners.name: uq_owners_name: (name) = (\"Bob\") is there already",
		"uq_owners_name", "owners", "name", __LINE__);
	thing = calx_first(f.session, Thing);
	thing->owner_id = 77;
	check_error(f.session,
		"flush: update of things (id = 1): FOREIGN KEY constraint failed: fk_things_owner_id_owners: (owner_id) = (77), which is no row of owners (id)",
		"fk_things_owner_id_owners", "things", "owner_id", __LINE__);
	calx_each(f.session, Thing, one)
		one->high = -5;
	assert_int_equal(calx_flush(f.session), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(f.session)->message,
		"CHECK (low < high) with (low, high) = (1, -5)"));
	close_fixture(&f);
}

static void a_delete_says_who_still_refers(void **state)
{
	struct fixture f = open_fixture();
	struct Owner *owner;

	(void)state;
	forget(&f);
	owner = calx_get(f.session, Owner, 1);
	calx_delete(f.session, owner);
	check_error(f.session,
		"flush: delete from owners (id = 1): FOREIGN KEY constraint failed: fk_things_owner_id_owners: (id) = (1) is still referred to by things (owner_id)",
		"fk_things_owner_id_owners", "things", "owner_id", __LINE__);
	owner = calx_get(f.session, Owner, 1);
	owner->code = "Z";
	check_error(f.session,
		"flush: update of owners (id = 1): FOREIGN KEY constraint failed: fk_things_maker_owners: (code) = (\"A\") is still referred to by things (maker)",
		"fk_things_maker_owners", "things", "maker", __LINE__);
	close_fixture(&f);
}

/* what is checked at the end only */
static void a_commit_says_what_refers_to_nothing(void **state)
{
	struct fixture f = open_fixture();
	const calx_error *error;

	(void)state;
	NEEDS(CAN_DEFER);
	calx_add(f.session, Note, .owner_id = 1, .code = "A",
		.thing_id = calx_some(1));
	calx_add(f.session, Note, .owner_id = 1, .code = "nobody",
		.thing_id = calx_some(1));
	assert_int_equal(calx_flush(f.session), CALX_OK);
	assert_int_equal(calx_commit(f.session), CALX_CONSTRAINT);
	error = calx_session_error(f.session);
	CHECK_SAID(error->message,
		"FOREIGN KEY constraint failed: fk_notes_code_owners: notes (code) = (\"nobody\"), which is no row of owners (code)");
	CHECK_NAMED(error->constraint, "fk_notes_code_owners");
	CHECK_NAMED(error->table, "notes");
	CHECK_NAMED(error->column, "code");
	calx_rollback(f.session);
	calx_add(f.session, Note, .owner_id = 1, .thing_id = calx_some(44));
	assert_int_equal(calx_commit(f.session), CALX_CONSTRAINT);
	assert_true(said_holds(calx_session_error(f.session)->message,
		"notes (thing_id) = (44), which is no row of things (id)"));
	close_fixture(&f);
}

static void a_statement_names_the_constraint(void **state)
{
	struct fixture f = open_fixture();

	(void)state;
	assert_int_equal(calx_insert(f.session, Owner, set(Owner.name, "Bob"),
				 set(Owner.code, "C")),
		CALX_CONSTRAINT);
	CHECK_TEXT(calx_session_error(f.session)->constraint, "uq_owners_name");
	calx_rollback(f.session);
	assert_true(calx_update(f.session, Thing, set(Thing.high, -1),
			    where(Thing.id, ==, 1)) < 0);
	assert_non_null(strstr(
		calx_session_error(f.session)->message, "CHECK (low < high)"));
	close_fixture(&f);
}

/* ---- foreign keys of statements, and of keys of several columns ---------------- */

static struct fixture open_library(void)
{
	struct fixture f = open_fixture();

	calx_add(f.session, Shelf, .room = "north", .number = 1, .label = "N");
	calx_add(f.session, Shelf, .room = "north", .number = 2);
	calx_add(f.session, Copy, .id = 1, .room = "north",
		.number = calx_some(2), .label = "N", .owner_id = 1);
	calx_add(f.session, Copy, .id = 2, .owner_id = 2);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	database_count_on(f.engine, "copies");
	forget(&f);
	return f;
}

#define BROKEN "FOREIGN KEY constraint failed: "

/* The call is refused, and says why; "": all that is known is what the database
 * says. */
static void check_refused(calx_session *session, long long result,
	const char *constraint, const char *message)
{
	assert_int_equal(result, CALX_CONSTRAINT);
	assert_non_null(calx_session_error(session));
	CHECK_SAID(calx_session_error(session)->message, message);
	CHECK_TEXT(calx_session_error(session)->constraint, constraint);
	calx_rollback(session);
	assert_null(calx_session_error(session));
}

#define SHELF "fk_copies_room_number_shelves"
#define LABEL "fk_copies_label_shelves"
#define OWNER "fk_copies_owner_id_owners"

static void a_statement_names_the_foreign_key(void **state)
{
	struct fixture f = open_library();
	calx_session *s = f.session;
	calx_query *query;

	(void)state;
	check_refused(s,
		calx_insert(s, Copy, set(Copy.room, "south"),
			set(Copy.number, 1), set(Copy.owner_id, 1)),
		SHELF,
		BROKEN SHELF
		": (room, number) = (\"south\", 1), which is no row of shelves (room, number)");
	check_refused(s,
		calx_insert(
			s, Copy, set(Copy.label, "Q"), set(Copy.owner_id, 1)),
		LABEL,
		BROKEN LABEL
		": (label) = (\"Q\"), which is no row of shelves (label)");
	check_refused(s, calx_insert(s, Copy, set(Copy.owner_id, 7)), OWNER,
		BROKEN OWNER
		": (owner_id) = (7), which is no row of owners (id)");
	/* an expression: the only key of such columns */
	check_refused(s,
		calx_update(s, Copy, set(Copy.owner_id, calc(Copy.id, +, 7)),
			where(Copy.id, ==, 2)),
		OWNER, BROKEN OWNER ": (owner_id) is no row of owners");
	check_refused(s, calx_update(s, Copy, set(Copy.number, 9), all_rows()),
		SHELF,
		BROKEN SHELF
		": (room, number) = (\"north\", 9), which is no row of shelves (room, number)");
	query = calx_query_new(s);
	calx_query_add(query, set(Copy.label, "Z"), where(Copy.id, ==, 2));
	check_refused(s, calx_update(s, Copy, clauses(query)), LABEL,
		BROKEN LABEL
		": (label) = (\"Z\"), which is no row of shelves (label)");
	calx_query_free(query);
	close_fixture(&f);
}

static void a_statement_says_who_still_refers(void **state)
{
	struct fixture f = open_library();
	calx_session *s = f.session;

	(void)state;
	check_refused(s, calx_delete_where(s, Shelf, where(Shelf.number, >, 0)),
		SHELF,
		BROKEN SHELF
		": (room, number) = (\"north\", 2) is still referred to by copies (room, number)");
	check_refused(s,
		calx_update(s, Shelf, set(Shelf.room, "west"), all_rows()),
		SHELF,
		BROKEN SHELF
		": (room, number) = (\"north\", 2) is still referred to by copies (room, number)");
	check_refused(s,
		calx_update(s, Shelf,
			set(Shelf.number, calc(Shelf.number, +, 5)),
			all_rows()),
		SHELF,
		BROKEN SHELF
		": (room, number) = (\"north\", 2) is still referred to by copies (room, number)");
	check_refused(s,
		calx_update(s, Shelf, set(Shelf.label, "M"),
			where(Shelf.number, ==, 1)),
		LABEL,
		BROKEN LABEL
		": (label) = (\"N\") is still referred to by copies (label)");
	check_refused(s, calx_delete_where(s, Owner, where(Owner.id, ==, 2)),
		OWNER,
		BROKEN OWNER
		": (id) = (2) is still referred to by copies (owner_id)");
	/* this one sets its copies' labels NULL */
	assert_int_equal(
		calx_delete_where(s, Shelf, where(Shelf.number, ==, 1)), 1);
	assert_int_equal(calx_commit(s), CALX_OK);
	/* of a table without a foreign key of its own, and with two that may
	 * be in the way: the one that the server names, if it does */
	if (database_is("sqlite"))
		check_refused(s, calx_delete_all(s, Owner), OWNER,
			BROKEN OWNER
			": (id) = (1) is still referred to by copies (owner_id)");
	else
		assert_int_equal(calx_delete_all(s, Owner), CALX_CONSTRAINT);
	close_fixture(&f);
}

static void keys_of_several_columns_are_told(void **state)
{
	struct fixture f = open_library();
	calx_session *s = f.session;
	struct Shelf *shelf;

	(void)state;
	calx_add(s, Copy, .room = "x", .number = calx_some(3), .owner_id = 1);
	check_refused(s, calx_flush(s), SHELF,
		"flush: insert into copies (room = \"x\"): " BROKEN SHELF
		": (room, number) = (\"x\", 3), which is no row of shelves (room, number)");
	shelf = calx_get(s, Shelf, "north", 2);
	calx_delete(s, shelf);
	check_refused(s, calx_flush(s), SHELF,
		"flush: delete from shelves (room = \"north\", number = 2): " BROKEN
			SHELF
		": (room, number) = (\"north\", 2) is still referred to by copies (room, number)");
	shelf = calx_get(s, Shelf, "north", 2);
	shelf->number = 7;
	check_refused(s, calx_flush(s), SHELF,
		"flush: update of shelves (room = \"north\", number = 2): " BROKEN
			SHELF
		": (room, number) = (\"north\", 2) is still referred to by copies (room, number)");
	calx_delete(s, calx_get(s, Owner, 2));
	check_refused(s, calx_flush(s), OWNER,
		"flush: delete from owners (id = 2): " BROKEN OWNER
		": (id) = (2) is still referred to by copies (owner_id)");
	close_fixture(&f);
}

static void refuse_statements(void *context)
{
	struct fixture f;

	(void)context;
	torture_pause();
	f = open_library();
	torture_resume();
	calx_insert(
		f.session, Copy, set(Copy.label, "Q"), set(Copy.owner_id, 1));
	if (torture_is_clean())
		CHECK_TEXT(calx_session_error(f.session)->constraint, LABEL);
	calx_rollback(f.session);
	calx_update(f.session, Copy, set(Copy.number, 9), all_rows());
	if (torture_is_clean())
		CHECK_TEXT(calx_session_error(f.session)->constraint, SHELF);
	calx_rollback(f.session);
	calx_delete_where(f.session, Shelf, where(Shelf.number, >, 0));
	if (torture_is_clean())
		CHECK_TEXT(calx_session_error(f.session)->constraint, SHELF);
	torture_pause();
	close_fixture(&f);
	torture_resume();
}

static void statements_survive_failing_allocations(void **state)
{
	(void)state;
	torture(refuse_statements, NULL);
	torture_sqlite(refuse_statements, NULL);
}

/* a message is for people and logs: no long secrets, no control characters */
static void values_are_cut_and_clean(void **state)
{
	struct fixture f = open_fixture();
	const char *name =
		"a\033[31m very long text that goes on and on, more than anybody wants to read in a log";
	const calx_error *error;

	(void)state;
	calx_add(f.session, Owner, .name = name, .code = "L");
	calx_flush(f.session);
	calx_add(f.session, Owner, .name = name, .code = "M");
	assert_int_equal(calx_flush(f.session), CALX_CONSTRAINT);
	error = calx_session_error(f.session);
	assert_null(strchr(error->message, '\033'));
	assert_null(strstr(error->message, "read in a log"));
	assert_null(strchr(error->detail, '\033'));
	assert_null(strstr(error->detail, "read in a log"));
	close_fixture(&f);
}

static void refuse_some(void *context)
{
	struct fixture f = open_fixture();

	(void)context;
	for (int i = 0; i < 6; i++)
		calx_add(f.session, Owner, .name = i == 4 ? "Bob" : "x",
			.code = "A");
	calx_flush(f.session);
	calx_rollback(f.session);
	calx_add(f.session, Thing, .owner_id = 9, .low = 1, .high = 3,
		.title = "cup");
	calx_flush(f.session);
	if (torture_is_clean())
		CHECK_TEXT(calx_session_error(f.session)->constraint,
			"fk_things_owner_id_owners");
	close_fixture(&f);
}

static void survives_every_failing_allocation(void **state)
{
	(void)state;
	torture(refuse_some, NULL);
}

CHECK_MAIN("orm: refused",
	cmocka_unit_test(an_insert_says_what_is_there_already),
	cmocka_unit_test(an_insert_says_which_check_and_which_parent),
	cmocka_unit_test(the_row_of_a_block_is_found),
	cmocka_unit_test(an_update_says_where_the_object_comes_from),
	cmocka_unit_test(a_delete_says_who_still_refers),
	cmocka_unit_test(a_commit_says_what_refers_to_nothing),
	cmocka_unit_test(a_statement_names_the_constraint),
	cmocka_unit_test(a_statement_names_the_foreign_key),
	cmocka_unit_test(a_statement_says_who_still_refers),
	cmocka_unit_test(keys_of_several_columns_are_told),
	cmocka_unit_test(statements_survive_failing_allocations),
	cmocka_unit_test(values_are_cut_and_clean),
	cmocka_unit_test(survives_every_failing_allocation), )
