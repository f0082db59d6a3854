#include <calx/calx.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"

/* Rows that go to the database together: what is written is what was meant, and
 * the one that is refused is told, wherever it stands. */

enum { COUNT = 5000 };

CALX_MODEL(Crate, "crates", column(id, big_integer(), .primary_key = true),
	column(label, string(20), .unique = true),
	column(weight, nullable(integer())), column(price, numeric(10, 2)),
	column(state, enumeration("new", "used")), column(filled, date()),
	column(seen, timestamp()), column(code, uuid()), column(data, blob()),
	column(notes, nullable(text())), column(ratio, double()),
	column(sealed, boolean()), check("weight < 1000000"));

CALX_MODEL(Sack, "sacks", column(id, integer(), .primary_key = true),
	column(crate_id, big_integer(), .references = "crates.id"),
	column(label, string(20), .unique = true));

CALX_METADATA(store, Crate, Sack);

static calx_engine *engine;
static calx_session *session;
static struct Crate rows[COUNT];
static char labels[COUNT][16];

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &store, &error) < 0)
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

static void rows_make(void)
{
	for (int i = 0; i < COUNT; i++) {
		snprintf(labels[i], sizeof(labels[i]), "c%d", i);
		rows[i] = (struct Crate){ .id = i + 1,
			.label = labels[i],
			.weight = { i % 3 ? i : 0, i % 3 != 0 },
			.price = calx_decimal_of_integer(i, 2),
			.state = i % 2,
			.filled = { 2026, 1, (uint8_t)(1 + i % 28) },
			.seen = calx_timestamp_of(2026, 2, 3, 4),
			.code = { { 1, (uint8_t)i, (uint8_t)(i >> 8) } },
			.data = { labels[i], 2 },
			.notes = i % 5 ? labels[i] : NULL,
			.ratio = i / 8.0,
			.sealed = i % 2 };
	}
}

static struct Crate *crate_add(int i)
{
	const struct Crate *row = &rows[i];

	return calx_add(session, Crate, .id = row->id, .label = row->label,
		.weight = row->weight, .price = row->price, .state = row->state,
		.filled = row->filled, .seen = row->seen, .code = row->code,
		.data = row->data, .notes = row->notes, .ratio = row->ratio,
		.sealed = row->sealed);
}

static void check_same(const struct Crate *found, const struct Crate *meant)
{
	CHECK_TEXT(found->label, meant->label);
	assert_int_equal(found->weight.has, meant->weight.has);
	assert_int_equal(found->weight.value, meant->weight.value);
	assert_int_equal(calx_decimal_compare(found->price, meant->price), 0);
	assert_int_equal(found->state, meant->state);
	assert_int_equal(found->filled.day, meant->filled.day);
	assert_memory_equal(&found->code, &meant->code, sizeof(meant->code));
	assert_int_equal(found->data.size, meant->data.size);
	assert_memory_equal(
		found->data.data, meant->data.data, meant->data.size);
	assert_int_equal(found->notes == NULL, meant->notes == NULL);
	assert_true(found->ratio == meant->ratio);
	assert_int_equal(found->sealed, meant->sealed);
}

static void check_all(void)
{
	struct Crate_list list;

	calx_session_close(session);
	session = calx_session_open(engine);
	list = calx_all(session, Crate, order_by(Crate.id));
	assert_int_equal(list.count, COUNT);
	for (int i = 0; i < COUNT; i++)
		check_same(list.items[i], &rows[i]);
}

static void check_failed(enum calx_status status, const char *text)
{
	const calx_error *error = calx_session_error(session);

	assert_non_null(error);
	if (error->status != status || !strstr(error->message, text))
		fail_msg("not '%s': %s", text, error->message);
}

/* Nothing of it is there, and the session goes on. */
static void check_goes_on(size_t count)
{
	calx_rollback(session);
	assert_int_equal(calx_count(session, Crate), count);
	rows_make();
	rows[0].id = (long long)(100000 + count);
	rows[0].label = count ? "goes on" : "begins";
	crate_add(0);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Crate), count + 1);
}

/* ---- what goes well ---------------------------------------------------------- */

static void rows_are_saved(void **state)
{
	(void)state;
	rows_make();
	assert_int_equal(calx_bulk_save(session, Crate, rows, COUNT), CALX_OK);
	assert_int_equal(calx_commit(session), CALX_OK);
	check_all();
}

static void objects_are_inserted_changed_and_deleted(void **state)
{
	struct Crate *crates[COUNT];

	(void)state;
	rows_make();
	for (int i = 0; i < COUNT; i++)
		crates[i] = crate_add(i);
	assert_int_equal(calx_commit(session), CALX_OK);
	for (int i = 0; i < COUNT; i++) {
		rows[i].ratio = crates[i]->ratio = -i;
		rows[i].notes = crates[i]->notes = i % 2 ? NULL : "changed";
		rows[i].state = crates[i]->state = 0;
	}
	assert_int_equal(calx_commit(session), CALX_OK);
	check_all();
	for (int i = 0; i < COUNT; i += 2)
		calx_delete(session, calx_get(session, Crate, i + 1));
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Crate), COUNT / 2);
	assert_null(calx_get(session, Crate, 1));
	assert_non_null(calx_get(session, Crate, 2));
}

/* ---- what is refused --------------------------------------------------------- */

static void the_row_of_a_bulk_is_told(void **state)
{
	(void)state;
	rows_make();
	rows[3217].label = "c17";
	assert_int_equal(
		calx_bulk_save(session, Crate, rows, COUNT), CALX_CONSTRAINT);
	check_failed(CALX_CONSTRAINT, "row 3218 of 5000");
	assert_non_null(strstr(calx_session_error(session)->column, "label"));
	check_goes_on(0);
	rows_make();
	rows[4000].weight = (calx_opt_int32){ 2000000, true };
	assert_int_equal(
		calx_bulk_save(session, Crate, rows, COUNT), CALX_CONSTRAINT);
	check_failed(CALX_CONSTRAINT, "row 4001 of 5000");
	check_goes_on(1);
}

/* The library refuses it, in the middle of what is on its way. */
static void a_value_of_a_bulk_is_told(void **state)
{
	(void)state;
	rows_make();
	rows[2999].label = "no\xff text";
	assert_true(calx_bulk_save(session, Crate, rows, COUNT) < 0);
	check_failed(calx_session_error(session)->status, "row 3000 of 5000");
	check_goes_on(0);
}

static void the_inserted_object_is_told(void **state)
{
	(void)state;
	rows_make();
	for (int i = 0; i < COUNT; i++) {
		struct Crate *crate = crate_add(i);

		if (i == 4321)
			crate->label = "c5";
	}
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	check_failed(CALX_CONSTRAINT, "insert into crates (id = 4322)");
	check_goes_on(0);
}

static void the_updated_object_is_told(void **state)
{
	(void)state;
	rows_make();
	calx_bulk_save(session, Crate, rows, COUNT);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_each(session, Crate, crate)
		crate->weight =
			(calx_opt_int32){ crate->id == 2345 ? 1000000 : 1,
				true };
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	check_failed(CALX_CONSTRAINT, "update of crates (id = 2345)");
	check_goes_on(COUNT);
	assert_int_equal(calx_count(session, Crate, where(Crate.weight, ==, 1)),
		rows[1].weight.value == 1 && rows[1].weight.has);
}

static void the_row_that_is_gone_is_told(void **state)
{
	struct Crate_list list;

	(void)state;
	rows_make();
	calx_bulk_save(session, Crate, rows, COUNT);
	assert_int_equal(calx_commit(session), CALX_OK);
	list = calx_all(session, Crate, order_by(Crate.id));
	calx_commit(session);
	database_run(engine, "DELETE FROM crates WHERE id = 777");
	for (size_t i = 0; i < list.count; i++)
		list.items[i]->ratio = 1;
	assert_int_equal(calx_commit(session), CALX_STALE);
	check_failed(CALX_STALE, "update of crates (id = 777)");
	calx_rollback(session);
	for (size_t i = 0; i < list.count; i++)
		calx_delete(session, list.items[i]);
	assert_int_equal(calx_commit(session), CALX_STALE);
	check_failed(CALX_STALE, "delete from crates (id = 777)");
	check_goes_on(COUNT - 1);
}

static void the_object_that_is_needed_is_told(void **state)
{
	struct Crate_list list;

	(void)state;
	rows_make();
	calx_bulk_save(session, Crate, rows, COUNT);
	calx_flush(session);
	calx_add(session, Sack, .crate_id = 4000, .label = "s");
	assert_int_equal(calx_commit(session), CALX_OK);
	list = calx_all(session, Crate);
	calx_commit(session);
	database_run(engine, "UPDATE sacks SET crate_id = 3000");
	for (size_t i = 0; i < list.count; i++)
		calx_delete(session, list.items[i]);
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	check_failed(CALX_CONSTRAINT, "delete from crates (id = 3000)");
	check_goes_on(COUNT);
}

/* ---- savepoints --------------------------------------------------------------- */

/* What was done before stays, and what a block has taken back is as it was. */
static void a_block_takes_back_its_own(void **state)
{
	calx_error refused;

	(void)state;
	rows_make();
	calx_bulk_save(session, Crate, rows, COUNT / 2);
	calx_savepoint(session, .error = &refused) {
		rows[COUNT - 1].label = "c1";
		calx_bulk_save(
			session, Crate, rows + COUNT / 2, COUNT - COUNT / 2);
	}
	assert_int_equal(refused.status, CALX_CONSTRAINT);
	assert_non_null(strstr(refused.message, "row 2500 of 2500"));
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Crate), COUNT / 2);
}

/* ---- how many at once ------------------------------------------------------ */

/* what says so is not told of each row */
static enum calx_status inserts_count(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	(void)connection;
	if (!strncmp(event->sql, "INSERT", 6))
		++*(int *)context;
	return CALX_OK;
}

/* How many statements 100 rows are, saved and added; they all arrive. */
static int inserts_of(int rows_at_once, bool adds)
{
	struct database database = database_make();
	calx_error error = { 0 };
	calx_engine *other = calx_engine_open(
		database.url, &error, .rows_at_once = rows_at_once);
	calx_session *s = calx_session_open(other);
	int count = 0;

	assert_int_equal(calx_create_all(other, &store, &error), CALX_OK);
	calx_engine_on(other, CALX_BEFORE_STATEMENT, inserts_count, &count);
	calx_bulk_save(s, Crate, rows, adds ? 1 : 100);
	for (int i = 0; adds && i < 100; i++)
		calx_add(s, Sack, .crate_id = 1, .label = labels[i]);
	assert_int_equal(calx_commit(s), CALX_OK);
	assert_int_equal(calx_count(s, Crate), adds ? 1 : 100);
	assert_int_equal(calx_count(s, Sack), adds ? 100 : 0);
	calx_session_close(s);
	calx_engine_close(other);
	database_remove(&database);
	return count - adds;
}

static void so_many_go_at_once(void **state)
{
	calx_error error = { 0 };

	(void)state;
	rows_make();
	for (int adds = 0; adds < 2; adds++) {
		const int all = inserts_of(0, adds);

		assert_in_range(all, 1, 20);
		assert_int_equal(inserts_of(1, adds), 100);
		/* 4 by 4 and 1 by 1, or 10 by 10 */
		assert_in_range(inserts_of(10, adds), 10, 30);
		assert_in_range(inserts_of(3, adds), 34, 100);
	}
	assert_null(calx_engine_open("sqlite://", &error, .rows_at_once = -1));
	assert_int_equal(error.status, CALX_RANGE);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

CHECK_MAIN("many", TEST(rows_are_saved),
	TEST(objects_are_inserted_changed_and_deleted),
	TEST(the_row_of_a_bulk_is_told), TEST(a_value_of_a_bulk_is_told),
	TEST(the_inserted_object_is_told), TEST(the_updated_object_is_told),
	TEST(the_row_that_is_gone_is_told),
	TEST(the_object_that_is_needed_is_told),
	TEST(a_block_takes_back_its_own), TEST(so_many_go_at_once), )
