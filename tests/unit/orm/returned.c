#include <calx/calx.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"

/* Many objects of which the database chooses keys and defaults: each gets its
 * own, and the one that is refused is told. */

enum { COUNT = 300 };

CALX_MODEL(Pupil, "pupils", column(id, integer(), .primary_key = true),
	column(name, string(20), .unique = true),
	column(grade, defaulted(integer()), .server_default = "7"));

CALX_METADATA(school, Pupil);

static calx_engine *engine;
static calx_session *session;
static char names[COUNT][16];

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &school, &error) < 0)
		fail_msg("%s", error.message);
	session = calx_session_open(engine);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void add_all(const char *prefix)
{
	for (int i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "%s%d", prefix, i);
		calx_add(session, Pupil, .name = names[i]);
	}
}

static void check_all(void)
{
	for (int i = 0; i < COUNT; i++) {
		const struct Pupil *pupil = calx_get(session, Pupil, i + 1);

		assert_non_null(pupil);
		CHECK_TEXT(pupil->name, names[i]);
		assert_int_equal(pupil->grade.value, 7);
	}
}

static void each_object_gets_its_own(void **state)
{
	(void)state;
	add_all("n");
	assert_int_equal(calx_commit(session), CALX_OK);
	check_all();
	calx_session_close(session);
	session = calx_session_open(engine);
	check_all();
}

static void the_refused_one_is_told(void **state)
{
	(void)state;
	calx_add(session, Pupil, .name = "n201");
	assert_int_equal(calx_commit(session), CALX_OK);
	add_all("n");
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(session)->message,
		"insert into pupils (name = \"n201\")"));
	calx_rollback(session);
	assert_int_equal(calx_count(session, Pupil), 1);
	calx_add(session, Pupil, .name = "goes on");
	assert_int_equal(calx_commit(session), CALX_OK);
}

CHECK_MAIN("returned",
	cmocka_unit_test_setup_teardown(
		each_object_gets_its_own, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		the_refused_one_is_told, set_up, tear_down), )
