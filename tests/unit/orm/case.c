#include "check.h"
#include "database.h"

#include <calx/calx.h>
#include <calx/short.h>

/* Models and references whose names differ by case: one table on SQLite. */

CALX_MODEL(Owner, "Owners", column(Id, integer()), column(name, text()),
	primary_key("ID"));
CALX_MODEL(Pet, "pets", column(id, integer(), .primary_key = true),
	column(owner, integer(), .references = "OWNERS.iD"));
/* the same once more, as another file may spell it */
CALX_MODEL(OwnerAgain, "owners", column(Id, integer()), column(name, text()),
	primary_key("ID"));

CALX_MODEL(Stray, "strays", column(id, integer(), .primary_key = true),
	column(owner, integer(), .references = "owners.number"));

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	calx_connection *connection;

	(void)state;
	engine = database_engine();
	connection = calx_connection_open(engine, NULL);
	calx_connection_execute(connection,
		"CREATE TABLE oWNERS(id INTEGER PRIMARY KEY, NAME TEXT)", NULL,
		0);
	calx_connection_execute(connection,
		"CREATE TABLE pets(ID INTEGER PRIMARY KEY, OWNER INTEGER NOT NULL "
		"REFERENCES owners(ID))",
		NULL, 0);
	calx_connection_close(connection);
	session = calx_session_open(engine);
	return session ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

/* The foreign key would refuse the pet if it were written first. */
static void rows_are_ordered_by_references_in_any_case(void **state)
{
	(void)state;
	NEEDS(CAN_NAME_IN_ANY_CASE);
	for (int i = 1; i <= 3; i++) {
		calx_add(session, Pet, .id = i, .owner = 10 + i);
		calx_add(session, Owner, .Id = 10 + i, .name = "n");
		if (calx_commit(session) < 0)
			fail_msg("%s", calx_session_error(session)->message);
	}
	assert_int_equal(calx_count(session, Pet), 3);
	calx_delete(session, calx_get(session, Owner, 11));
	calx_delete(session, calx_get(session, Pet, 1));
	assert_int_equal(calx_commit(session), CALX_OK);
}

static void a_row_is_one_object_in_any_case(void **state)
{
	struct Owner *owner =
		calx_add(session, Owner, .Id = 1, .name = "before");
	struct OwnerAgain *again;

	(void)state;
	NEEDS(CAN_NAME_IN_ANY_CASE);
	assert_int_equal(calx_commit(session), CALX_OK);
	owner->name = "after";
	again = calx_first(session, OwnerAgain, where(OwnerAgain.Id, ==, 1));
	if (!again)
		fail_msg("%s", calx_session_error(session)->message);
	assert_ptr_equal(again, owner);
	CHECK_TEXT(again->name, "after");
}

/* It took the last column of the other table. */
static void a_reference_to_no_column_is_told(void **state)
{
	const calx_error *error;

	(void)state;
	NEEDS(CAN_NAME_IN_ANY_CASE);
	calx_add(session, Stray, .id = 1, .owner = 1);
	calx_add(session, Owner, .Id = 1, .name = "n");
	assert_int_equal(calx_count(session, Stray), CALX_INVALID);
	error = calx_session_error(session);
	CHECK_TEXT(error->message,
		"table 'strays': a foreign key refers to a column 'number' that 'Owners' does not have");
	assert_non_null(strstr(error->where, "case.c:"));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("case", FRESH(rows_are_ordered_by_references_in_any_case),
	FRESH(a_row_is_one_object_in_any_case),
	FRESH(a_reference_to_no_column_is_told))
