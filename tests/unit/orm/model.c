#include "check.h"
#include "database.h"

#include <stdio.h>

#include <calx/calx.h>
#include <calx/short.h>

/* What a model may hold: any name, 200 items, metadata of metadata. */

CALX_MODEL(Odd, "table", column(count, integer(), .primary_key = true),
	column(table, nullable(string(20)), .index = true),
	column(columns, integer(), .unique = true),
	column(constraints, nullable(integer())), column(list, boolean()),
	column(index, double()), column(name, text()), column(size, integer()),
	column(type, integer()), column(options, integer()),
	column(at, integer()), column(key, integer()), column(Odd, integer()),
	column(calx, integer()), column(node, integer()),
	column(column, nullable(big_integer())), column(session, integer()),
	column(where, integer()), column(limit, integer()),
	column(set, integer()), column(T, integer()), column(nodes, integer()),
	column(handle, integer()), column(providers, integer()),
	unique(count, table, index), check("\"size\" > 0"),
	named("x", foreign_key(constraints, "table(columns)")));
CALX_METADATA(odd, Odd);

#define TEN(p)                                                      \
	column(p##0, integer()), column(p##1, nullable(integer())), \
		column(p##2, integer()), column(p##3, integer()),   \
		column(p##4, integer()), column(p##5, string(5)),   \
		column(p##6, integer()), column(p##7, integer()),   \
		column(p##8, integer()), column(p##9, big_integer())
#define FIFTY(p) TEN(p##0), TEN(p##1), TEN(p##2), TEN(p##3), TEN(p##4)
CALX_MODEL(Wide, "wide", column(id, integer(), .primary_key = true), FIFTY(a),
	FIFTY(b), FIFTY(c), TEN(d0), TEN(d1), TEN(d2), TEN(d3),
	column(d41, integer()), column(d42, integer()), column(d43, integer()),
	column(d44, integer()), column(d45, integer()), column(d46, integer()),
	column(d47, integer()), column(d48, integer()), column(d49, integer()));
CALX_METADATA(wide, Wide);

#define TABLE(name) \
	CALX_TABLE(name, #name, column(id, integer(), .primary_key = true));
#define TEN_TABLES(p) \
	TABLE(p##0)   \
	TABLE(p##1)   \
	TABLE(p##2)   \
	TABLE(p##3)   \
	TABLE(p##4)   \
	TABLE(p##5) TABLE(p##6) TABLE(p##7) TABLE(p##8) TABLE(p##9)
#define HUNDRED_TABLES(p) \
	TEN_TABLES(p##0)  \
	TEN_TABLES(p##1)  \
	TEN_TABLES(p##2)  \
	TEN_TABLES(p##3)  \
	TEN_TABLES(p##4)  \
	TEN_TABLES(p##5)  \
	TEN_TABLES(p##6) TEN_TABLES(p##7) TEN_TABLES(p##8) TEN_TABLES(p##9)
HUNDRED_TABLES(t0)
HUNDRED_TABLES(t1)
TEN_TABLES(u0)
TEN_TABLES(u1)
TEN_TABLES(u2)
TEN_TABLES(u3)
TEN_TABLES(u4)
#define TEN_NAMES(p) p##0, p##1, p##2, p##3, p##4, p##5, p##6, p##7, p##8, p##9
#define HUNDRED_NAMES(p)                                                    \
	TEN_NAMES(p##0), TEN_NAMES(p##1), TEN_NAMES(p##2), TEN_NAMES(p##3), \
		TEN_NAMES(p##4), TEN_NAMES(p##5), TEN_NAMES(p##6),          \
		TEN_NAMES(p##7), TEN_NAMES(p##8), TEN_NAMES(p##9)
CALX_METADATA(most, HUNDRED_NAMES(t0), HUNDRED_NAMES(t1));
CALX_METADATA(others, TEN_NAMES(u0), TEN_NAMES(u1), TEN_NAMES(u2),
	TEN_NAMES(u3), TEN_NAMES(u4));
CALX_METADATA_OF(all_of_them, most, others);

CALX_ROW(Shape, column(count, big_integer()), column(list, nullable(text())));

static calx_engine *engine_with(const calx_metadata *metadata)
{
	calx_engine *engine = database_engine();
	calx_error error = { 0 };

	if (calx_create_all(engine, metadata, &error) < 0)
		fail_msg("%s", error.message);
	return engine;
}

static void columns_have_any_name(void **state)
{
	calx_engine *engine = engine_with(&odd);
	calx_session *session = calx_session_open(engine);
	struct Odd *row;

	(void)state;
	calx_add(session, Odd, .table = "a", .columns = 1, .list = true,
		.name = "n", .size = 7, .column = calx_some((int64_t)9));
	calx_commit(session);
	calx_expunge_all(session);
	row = calx_first(session, Odd, where(Odd.count, ==, 1),
		where(Odd.table, ==, "a"), where(Odd.list, ==, true),
		where(Odd.column, >, 8), order_by(Odd.index, desc(Odd.limit)));
	if (calx_session_error(session))
		fail_msg("%s", calx_session_error(session)->message);
	assert_non_null(row);
	assert_int_equal(row->size, 7);
	assert_int_equal(calx_update(session, Odd, set(Odd.set, 5),
				 where(Odd.where, ==, 0)),
		1);
	calx_session_close(session);
	database_engine_close(engine);
}

static void a_model_has_200_items(void **state)
{
	calx_engine *engine = engine_with(&wide);
	calx_session *session = calx_session_open(engine);
	struct Wide *row = calx_add(session, Wide, .a00 = 1, .b01 = { 2, true },
		.c25 = "three", .d49 = 4, .a05 = "", .a15 = "", .a25 = "",
		.a35 = "", .a45 = "", .b05 = "", .b15 = "", .b25 = "",
		.b35 = "", .b45 = "", .c05 = "", .c15 = "", .c35 = "",
		.c45 = "", .d05 = "", .d15 = "", .d25 = "", .d35 = "");

	(void)state;
	assert_int_equal(Wide_calx_count_, 200);
	calx_commit(session);
	calx_expunge_all(session);
	row = calx_one(session, Wide, where(Wide.d49, ==, 4));
	assert_null(calx_session_error(session));
	assert_int_equal(row->b01.value, 2);
	assert_string_equal(row->c25, "three");
	calx_session_close(session);
	database_engine_close(engine);
}

static void metadata_is_of_metadata(void **state)
{
	calx_engine *engine = engine_with(&all_of_them);
	calx_connection *connection = calx_connection_open(engine, NULL);
	calx_inspector *inspector = calx_inspect(connection, NULL);
	size_t count = 0;

	(void)state;
	while (calx_inspector_metadata(inspector)->tables[count])
		count++;
	assert_int_equal(count, 250);
	assert_non_null(calx_inspector_table(inspector, "t199"));
	assert_non_null(calx_inspector_table(inspector, "u49"));
	calx_inspector_close(inspector);
	calx_connection_close(connection);
	database_engine_close(engine);
}

static void check_refused(const calx_metadata *metadata, const char *message)
{
	calx_engine *engine = database_engine();
	calx_error error = { 0 };

	assert_int_equal(
		calx_create_all(engine, metadata, &error), CALX_MISUSE);
	assert_string_equal(error.message, message);
	database_engine_close(engine);
}

static void wrong_metadata_is_refused(void **state)
{
	static calx_metadata circle;
	static const calx_metadata *const parts[] = { &circle, NULL };
	static const calx_table *const row[] = { &Shape_calx_table_, NULL };
	static const calx_metadata rows = { .size = sizeof(rows),
		.tables = row };
	static const calx_metadata sizeless = { .tables = row };

	(void)state;
	circle = (calx_metadata){ .size = sizeof(circle), .parts = parts };
	check_refused(&circle, "the metadata is a part of itself");
	check_refused(&rows, "'Shape' is a CALX_ROW, which is in no table");
	check_refused(&sizeless, "the metadata does not say its size");
}

static void a_row_is_in_no_table(void **state)
{
	calx_engine *engine = engine_with(&odd);
	calx_session *session = calx_session_open(engine);

	(void)state;
	assert_null(calx_first(session, Shape));
	assert_string_equal(calx_session_error(session)->message,
		"calx_first: \"Shape\" is a CALX_ROW: which select()?");
	calx_session_close(session);
	database_engine_close(engine);
}

/* fields of a struct that was there before: 64 bits are what they are called */
struct Counter {
	long long id;
	int64_t here;
	long there;
};
#if __LONG_MAX__ > 0x7fffffff
CALX_MAP(Counter, "counters", column(id, big_integer(), .primary_key = true),
	column(here, big_integer()), column(there, big_integer()));
#else
CALX_MAP(Counter, "counters", column(id, big_integer(), .primary_key = true),
	column(here, big_integer()));
#endif
CALX_METADATA(counters, Counter);

static void big_integers_are_64_bits(void **state)
{
	calx_engine *engine = engine_with(&counters);
	calx_session *session = calx_session_open(engine);
	struct Counter *counter = calx_add(session, Counter, .here = INT64_MAX);
	const struct Shape shape = { .count = 5 };
	char text[32];

	(void)state;
	calx_commit(session);
	calx_refresh(session, counter);
	assert_true(counter->here == INT64_MAX);
	snprintf(text, sizeof(text), "%lld %lld", counter->id, shape.count);
	assert_string_equal(text, "1 5");
	calx_session_close(session);
	database_engine_close(engine);
}

CHECK_MAIN("model", cmocka_unit_test(columns_have_any_name),
	cmocka_unit_test(a_model_has_200_items),
	cmocka_unit_test(metadata_is_of_metadata),
	cmocka_unit_test(wrong_metadata_is_refused),
	cmocka_unit_test(a_row_is_in_no_table),
	cmocka_unit_test(big_integers_are_64_bits))
