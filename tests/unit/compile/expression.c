#include "check.h"

#include "standard.h"
#include "torture.h"

#include "compile/ddl.h"
#include "compile/statement.h"
#include "dialect/sqlite/dialect.h"

#include "items.h"

#include <calx/short.h>

/* What a dialect without words of its own writes, and what is refused of columns
 * that keep their values in the form of another program. */

CALX_MODEL(Kept, "kept", column(id, integer(), .primary_key = true),
	column(at, datetime(.stored = CALX_UNIX_SECONDS), .index = true),
	column(seen, nullable(datetime(.stored = CALX_UNIX_MILLISECONDS))),
	column(plain, nullable(datetime())),
	column(price, numeric(10, 2, .stored = CALX_SCALED_INTEGER)),
	column(exact, numeric(10, 3, .stored = CALX_SCALED_INTEGER)),
	column(truth, boolean(.stored = CALX_TRUE_FALSE)));

CALX_ROW(Pair, column(number, nullable(integer())),
	column(moment, nullable(datetime())));
CALX_ROW(Full, column(number, integer()),
	column(moment, nullable(datetime(.stored = CALX_UNIX_SECONDS))));

struct outcome {
	const struct dialect *dialect;
	const struct statement *statement;
	const char *text; /* SQL, or the error */
	enum calx_status status;
};

static void compile_once(void *context)
{
	const struct outcome *expected = context;
	struct strbuf key = STRBUF_INIT, sql = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };
	enum calx_status status;

	calx__statement_key(expected->statement, &key, &values);
	status = calx__compile(
		expected->dialect, expected->statement, &sql, &places, &error);
	if (status >= 0)
		CHECK_TEXT(sql.data, expected->text);
	else if (status != CALX_OUT_OF_MEMORY || torture_is_clean())
		CHECK_TEXT(error.message, expected->text);
	if (status != CALX_OUT_OF_MEMORY || torture_is_clean())
		assert_int_equal(status, expected->status);
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
	calx__vec_release(&values);
	calx__vec_release(&places);
}

static void check_outcome(const struct dialect *dialect,
	const struct statement *statement, const char *text,
	enum calx_status status)
{
	struct outcome expected = { dialect, statement, text, status };

	compile_once(&expected);
	torture(compile_once, &expected);
}

#define STATEMENT(kind_, table_, ...)                       \
	&(const struct statement)                           \
	{                                                   \
		.kind = STATEMENT_##kind_, .table = table_, \
		.clauses = CALX_CLAUSES_(__VA_ARGS__)       \
	}
/* of Item, by the standard */
#define CHECK_STANDARD(expected, kind, ...)                                  \
	check_outcome(&standard_dialect,                                     \
		STATEMENT(kind, &Item_calx_table_, __VA_ARGS__, ), expected, \
		CALX_OK)
#define CHECK_STANDARD_WHERE(expected, ...)                             \
	CHECK_STANDARD("SELECT \"id\" FROM \"items\"" expected, SELECT, \
		columns(Item.id), __VA_ARGS__)
/* of Kept, on SQLite */
#define CHECK_KEPT(expected, ...)                                      \
	check_outcome(&calx__sqlite_dialect,                           \
		STATEMENT(SELECT, &Kept_calx_table_, columns(Kept.id), \
			__VA_ARGS__, ),                                \
		"SELECT \"id\" FROM \"kept\"" expected, CALX_OK)
#define CHECK_KEPT_REFUSED(expected, status, kind, ...)                      \
	check_outcome(&calx__sqlite_dialect,                                 \
		STATEMENT(kind, &Kept_calx_table_, __VA_ARGS__, ), expected, \
		status)

static void the_standard_says_it_so(void **state)
{
	(void)state;
	CHECK_STANDARD_WHERE(" WHERE EXTRACT(year FROM \"day\") = ?",
		where(extract(year, Item.day), ==, 2020));
	CHECK_STANDARD_WHERE(" WHERE CAST(\"amount\" AS CHARACTER VARYING(5)) "
			     "LIKE ? ESCAPE '\\'",
		where(cast(Item.amount, string(5)), like, "1%"));
	CHECK_STANDARD_WHERE(" WHERE \"made\" >= ?",
		where(Item.made, >=, calx_datetime_of(2024, 1, 1)));
	CHECK_STANDARD_WHERE(" WHERE \"exact\" = ? AND \"price\" + ? < ?",
		where(Item.exact, ==, decimal("1.5")),
		where(calc(Item.price, +, 1), <, decimal("2")));
	CHECK_STANDARD_WHERE(" WHERE \"code\" IN (?)",
		where(Item.code, in, ((calx_uuid){ { 1 } })));
	CHECK_STANDARD_WHERE(" WHERE \"active\"", where(Item.active));
	CHECK_STANDARD_WHERE(" WHERE (\"note\" = ? OR \"amount\" > ?)",
		any_of(where(Item.note, ==, "a"), where(Item.amount, >, 1)));
	CHECK_STANDARD_WHERE(" WHERE \"note\" IS DISTINCT FROM ?",
		where(Item.note, is_distinct_from, "a"));
	CHECK_STANDARD_WHERE(" WHERE lower(\"title\") LIKE lower(?) ESCAPE "
			     "'\\'",
		where(Item.title, ilike, "a%"));
	CHECK_STANDARD_WHERE(" WHERE \"title\" LIKE replace(replace(replace(?, "
			     "'\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' "
			     "ESCAPE '\\'",
		where(Item.title, starts_with, "a"));
	CHECK_STANDARD_WHERE(" WHERE \"title\" LIKE '%' || replace(replace("
			     "replace(?, '\\', '\\\\'), '%', '\\%'), '_', "
			     "'\\_') ESCAPE '\\'",
		where(Item.title, ends_with, "a"));
	CHECK_STANDARD_WHERE(" WHERE \"title\" LIKE '%' || replace(replace("
			     "replace(?, '\\', '\\\\'), '%', '\\%'), '_', "
			     "'\\_') || '%' ESCAPE '\\'",
		where(Item.title, contains, "a"));
	CHECK_STANDARD_WHERE(" WHERE (\"title\" || ?) = ?",
		where(concat(Item.title, "x"), ==, "a"));
	CHECK_STANDARD_WHERE(" WHERE CASE WHEN \"amount\" < ? THEN ? END = ?",
		where(case_when(string(), when("a", Item.amount, <, 5)), ==,
			"d"));
	CHECK_STANDARD_WHERE(" ORDER BY \"exact\" DESC, \"made\" LIMIT ?",
		order_by(desc(Item.exact), Item.made), limit(2));
	CHECK_STANDARD_WHERE(" GROUP BY \"active\" HAVING sum(\"amount\") > ?",
		group_by(Item.active), where(sum(Item.amount), >, 3));
	CHECK_STANDARD("SELECT DISTINCT max(\"exact\"), count(DISTINCT "
		       "\"made\") FROM \"items\"",
		SELECT, distinct(),
		columns(max(Item.exact), count_distinct(Item.made)));
	CHECK_STANDARD("UPDATE \"items\" SET \"exact\" = ?, \"note\" = ? "
		       "WHERE \"id\" = ?",
		UPDATE, set(Item.exact, decimal("1")), set_null(Item.note),
		where(Item.id, ==, 1));
	CHECK_STANDARD("DELETE FROM \"items\" WHERE NOT (\"id\" = ?)", DELETE,
		none_of(where(Item.id, ==, 1)));
	CHECK_STANDARD("SELECT count(*) FROM \"items\" WHERE \"id\" = ?", COUNT,
		where(Item.id, ==, 1));
}

static void windows_are_written(void **state)
{
	(void)state;
	CHECK_STANDARD("SELECT sum(\"amount\") OVER (PARTITION BY \"title\", "
		       "\"note\" ORDER BY \"id\" DESC) FROM \"items\"",
		SELECT,
		columns(over(sum(Item.amount),
			partition_by(Item.title, Item.note),
			order_by(desc(Item.id)))));
	CHECK_STANDARD("SELECT sum(\"amount\") OVER ( ORDER BY \"id\" ROWS "
		       "BETWEEN 1 preceding AND current row) FROM \"items\"",
		SELECT,
		columns(over(sum(Item.amount), order_by(Item.id),
			rows_between(1 preceding, current row))));
	CHECK_STANDARD("SELECT row_number() OVER () FROM \"items\"", SELECT,
		columns(over(row_number())));
	CHECK_STANDARD("SELECT count(\"id\") FILTER (WHERE \"id\" > ?) FROM "
		       "\"items\"",
		SELECT,
		columns(filtered(count(Item.id), where(Item.id, >, 1))));
}

/* ---- columns of other programs -------------------------------------------- */

static void stored_forms_are_compared_with_their_like(void **state)
{
	(void)state;
	CHECK_KEPT(" WHERE \"at\" = ?",
		where(Kept.at, ==, calx_datetime_of(2024, 1, 1)));
	CHECK_KEPT(" WHERE \"at\" IN (?, ?)",
		where(Kept.at, in, calx_datetime_of(2024, 1, 1),
			calx_datetime_of(2024, 1, 2)));
	CHECK_KEPT(" WHERE \"at\" = \"at\"", where(Kept.at, ==, Kept.at));
	CHECK_KEPT(
		" WHERE \"truth\" COLLATE NOCASE = 'true'", where(Kept.truth));
	CHECK_KEPT(" WHERE max(\"at\", \"at\") = ?",
		where(greatest(Kept.at, Kept.at), ==,
			calx_datetime_of(2024, 1, 1)));
	CHECK_KEPT(" WHERE coalesce(\"seen\", ?) = ?",
		where(coalesce(Kept.seen, calx_datetime_of(2024, 1, 1)), ==,
			calx_datetime_of(2024, 1, 1)));
	CHECK_KEPT(" GROUP BY \"at\" HAVING count(\"at\") > ?",
		group_by(Kept.at), where(count(Kept.at), >, 1));
}

#define BESIDE ", and what stands beside it is not"
#define COMPUTED ", and cannot be computed with"

static void stored_forms_are_not_mixed(void **state)
{
	(void)state;
	CHECK_KEPT_REFUSED("select from 'kept': 'at' is stored as "
			   "CALX_UNIX_SECONDS" BESIDE,
		CALX_UNSUPPORTED, SELECT, where(Kept.at, ==, Kept.seen));
	CHECK_KEPT_REFUSED("select from 'kept': 'at' is stored as "
			   "CALX_UNIX_SECONDS" BESIDE,
		CALX_UNSUPPORTED, SELECT, where(Kept.plain, ==, Kept.at));
	CHECK_KEPT_REFUSED("select from 'kept': 'at' is stored as "
			   "CALX_UNIX_SECONDS" BESIDE,
		CALX_UNSUPPORTED, SELECT, where(Kept.at, ==, Kept.plain));
	CHECK_KEPT_REFUSED("select from 'kept': 'price' is stored as "
			   "CALX_SCALED_INTEGER" BESIDE,
		CALX_UNSUPPORTED, SELECT, where(Kept.price, <, Kept.exact));
	CHECK_KEPT_REFUSED("update of 'kept': 'at' is stored as "
			   "CALX_UNIX_SECONDS" BESIDE,
		CALX_UNSUPPORTED, UPDATE, set(Kept.plain, Kept.at), all_rows());
	CHECK_KEPT_REFUSED("select from 'kept': 'seen' is stored as "
			   "CALX_UNIX_MILLISECONDS" BESIDE,
		CALX_UNSUPPORTED, SELECT,
		order_by(coalesce(Kept.seen, Kept.at)));
	CHECK_KEPT_REFUSED("select from 'kept': 'price' is stored as "
			   "CALX_SCALED_INTEGER" COMPUTED,
		CALX_UNSUPPORTED, SELECT,
		where(calc(Kept.price, +, 1), ==, decimal("2")));
	CHECK_KEPT_REFUSED("select from 'kept': 'price' is stored as "
			   "CALX_SCALED_INTEGER" COMPUTED,
		CALX_UNSUPPORTED, SELECT,
		where(cast(Kept.price, text()), ==, "2"));
	check_outcome(&standard_dialect,
		STATEMENT(SELECT, &Kept_calx_table_,
			where(extract(year, Kept.at), ==, 2020), ),
		"select from 'kept': 'at' is stored as CALX_UNIX_SECONDS" COMPUTED,
		CALX_UNSUPPORTED);
	CHECK_KEPT_REFUSED("select from 'kept': cast() cannot make a type with "
			   ".stored",
		CALX_UNSUPPORTED, SELECT,
		order_by(cast(
			Kept.plain, datetime(.stored = CALX_UNIX_SECONDS))));
}

/* ---- rows ------------------------------------------------------------------- */

static void rows_are_of_what_their_fields_say(void **state)
{
	(void)state;
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL,
			select(Full, .number = Kept.id, .moment = Kept.at),
			order_by(Full.number), ),
		"SELECT \"kept\".\"id\" AS \"number\", \"kept\".\"at\" AS "
		"\"moment\" FROM \"kept\" ORDER BY \"number\"",
		CALX_OK);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL,
			select(Pair, .number = count(Kept.id),
				.moment = Kept.plain),
			group_by(Pair.moment), ),
		"SELECT count(\"kept\".\"id\") AS \"number\", "
		"\"kept\".\"plain\" AS \"moment\" FROM \"kept\" GROUP BY 2 "
		"COLLATE calx_datetime",
		CALX_OK);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL, select(Pair, .number = Kept.id), ),
		"SELECT \"kept\".\"id\" AS \"number\", NULL AS \"moment\" FROM "
		"\"kept\"",
		CALX_OK);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL,
			select(Pair, .number = Kept.id, .moment = Kept.at), ),
		"select from 'kept': the field 'moment' of 'Pair' has not the "
		".stored of what fills it",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL,
			select(Full, .number = Kept.id,
				.moment = Kept.plain), ),
		"select from 'kept': the field 'moment' of 'Full' has not the "
		".stored of what fills it",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL, select(Full, .moment = Kept.at), ),
		"select from 'kept': the field 'number' of 'Full' is left out "
		"or NULL, and not nullable()",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL, select(Full, .number = Item.amount), ),
		"select from 'items': what fills the field 'number' of 'Full' "
		"may be NULL",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, &Kept_calx_table_,
			select(Pair, .number = Kept.id), ),
		"select from 'kept': select() makes rows of 'Pair', not of the "
		"table",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, NULL, select(Pair, .number = Kept.id),
			columns(Kept.id), ),
		"select from 'kept': select() and columns() both say what a row "
		"is",
		CALX_INVALID);
	check_outcome(&calx__sqlite_dialect,
		STATEMENT(SELECT, &Kept_calx_table_, order_by(Pair.number), ),
		"select from 'kept': column 'number' is of the row 'Pair', "
		"which only order_by() and group_by() of its select() take",
		CALX_INVALID);
}

/* what may be NULL, and so needs a field that may */
static void fields_may_be_null_only_if_they_say_so(void **state)
{
	static const char refused[] =
		"select from 'items': what fills the field 'number' of 'Full' "
		"may be NULL";

	(void)state;
#define FILLS(...)                                                           \
	check_outcome(&standard_dialect,                                     \
		STATEMENT(SELECT, NULL, select(Full, .number = __VA_ARGS__), \
			group_by(Item.id), limit(1), ),                      \
		expected, status)
	{
		const char *expected = refused;
		const enum calx_status status = CALX_INVALID;

		FILLS(Item.amount);
		FILLS(calc(Item.id, +, Item.amount));
		FILLS(cast(Item.note, integer()));
		FILLS(extract(year, Item.day));
		FILLS(call(length, Item.note));
		FILLS(coalesce(Item.amount, Item.rank));
		FILLS(nullif(Item.id, 5));
		FILLS(min(Item.amount));
		FILLS(case_when(integer(), when(1, Item.id, ==, 1)));
		FILLS(case_when(integer(), when(Item.amount, Item.id, ==, 1),
			otherwise(2)));
		FILLS(case_when(integer(), when(1, Item.id, ==, 1),
			otherwise(Item.amount)));
		FILLS(over(lag(Item.id), order_by(Item.id)));
	}
#undef FILLS
#define FILLS(sql, ...)                                                      \
	check_outcome(&standard_dialect,                                     \
		STATEMENT(SELECT, NULL, select(Full, .number = __VA_ARGS__), \
			group_by(Item.id), ),                                \
		"SELECT " sql " AS \"number\", NULL AS \"moment\" FROM "     \
		"\"items\" GROUP BY \"items\".\"id\"",                       \
		CALX_OK)
	FILLS("\"items\".\"id\"", Item.id);
	FILLS("\"items\".\"id\" + ?", calc(Item.id, +, 1));
	FILLS("length(\"items\".\"title\")", call(length, Item.title));
	FILLS("coalesce(\"items\".\"amount\", \"items\".\"id\")",
		coalesce(Item.amount, Item.id));
	FILLS("count(\"items\".\"amount\")", count(Item.amount));
	FILLS("min(\"items\".\"id\")", min(Item.id));
	FILLS("CASE WHEN \"items\".\"id\" = ? THEN ? ELSE ? END",
		case_when(integer(), when(1, Item.id, ==, 1), otherwise(2)));
#undef FILLS
}

/* ---- what a dialect has not --------------------------------------------------- */

static void what_a_dialect_lacks_is_told(void **state)
{
	static const unsigned first[] = { 0 }, beyond[] = { 99 };
	struct statement statement = { .kind = STATEMENT_INSERT,
		.table = &Other_calx_table_,
		.numbers = first,
		.number_count = 1,
		.rows = 1,
		.returning = first,
		.returning_count = 1 };

	(void)state;
	check_outcome(&standard_dialect, &statement,
		"insert into 'others': Standard SQL has no RETURNING",
		CALX_UNSUPPORTED);
	statement.returning_count = 0;
	check_outcome(&standard_dialect, &statement,
		"INSERT INTO \"others\" (\"id\") VALUES (?)", CALX_OK);
	statement.rows = 1001;
	check_outcome(&standard_dialect, &statement,
		"insert into 'others': more than the 1000 values that Standard "
		"SQL takes in one statement",
		CALX_RANGE);
	statement.kind = STATEMENT_UPDATE_BY_KEY;
	statement.keys = first;
	statement.key_count = 1;
	check_outcome(&standard_dialect, &statement,
		"UPDATE \"others\" SET \"id\" = ? WHERE \"id\" = ?", CALX_OK);
	statement.keys = beyond;
	check_outcome(&standard_dialect, &statement,
		"update of 'others': there is no column number 99",
		CALX_MISUSE);
	statement.keys = first;
	statement.number_count = 0;
	check_outcome(&standard_dialect, &statement,
		"update of 'others': there is nothing to set", CALX_MISUSE);
	statement.kind = STATEMENT_SELECT;
	statement.table = &(const calx_table){ CALX_TABLE_SIZES, .name = "e" };
	check_outcome(&standard_dialect, &statement,
		"select from 'e': the table has no columns", CALX_INVALID);
}

CHECK_MAIN("expression", cmocka_unit_test(the_standard_says_it_so),
	cmocka_unit_test(windows_are_written),
	cmocka_unit_test(stored_forms_are_compared_with_their_like),
	cmocka_unit_test(stored_forms_are_not_mixed),
	cmocka_unit_test(rows_are_of_what_their_fields_say),
	cmocka_unit_test(fields_may_be_null_only_if_they_say_so),
	cmocka_unit_test(what_a_dialect_lacks_is_told), )
