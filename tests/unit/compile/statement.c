#include "check.h"

#include <sqlite3.h>

#include "standard.h"
#include "torture.h"

#include "driver/sqlite/function/decimal.h"
#include "compile/statement.h"
#include "compile/ddl.h"
#include "dialect/sqlite/dialect.h"
#include "sql/type/type.h"
#include "util/alloc.h"

#include "items.h"
#include "sql/schema/resolve.h"

#include <calx/short.h>

/* Statements as they are written, and the SQL that becomes of them. SQLite
 * itself prepares each: it must be valid, and must want as many values as were
 * collected. */

static sqlite3 *database;

static int compare_bytes(
	void *context, int a_size, const void *a, int b_size, const void *b)
{
	(void)context;
	return memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));
}

static void create(const calx_table *model)
{
	struct arena arena = { 0 };
	struct strbuf sql = STRBUF_INIT;
	struct sql_table *table;

	assert_int_equal(
		calx__table_resolve(&arena, model, &table, NULL), CALX_OK);
	calx__ddl_create_table(&sql, &calx__sqlite_dialect, table);
	assert_false(sql.failed);
	assert_int_equal(
		sqlite3_exec(database, sql.data, NULL, NULL, NULL), SQLITE_OK);
	calx__strbuf_release(&sql);
	calx__arena_release(&arena);
}

static void answer_nothing(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	sqlite3_result_null(context);
}

static int open_database(void **state)
{
	static const char *const collations[] = { "calx_decimal", "calx_time",
		"calx_datetime", "calx_timestamp", "calx_interval",
		"calx_uuid" };
	static const char *const functions[] = { "calx_first_day",
		"calx_last_day" };

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
	/* a column that is not there is an error, and not a string */
	sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	assert_int_equal(calx__sqlite_decimals_add(database), SQLITE_OK);
	for (size_t i = 0; i < sizeof(collations) / sizeof(*collations); i++)
		sqlite3_create_collation(database, collations[i], SQLITE_UTF8,
			NULL, compare_bytes);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		sqlite3_create_function(database, functions[i], 1, SQLITE_UTF8,
			NULL, answer_nothing, NULL, NULL);
	create(&Item_calx_table_);
	create(&Other_calx_table_);
	create(&pairs_calx_table_);
	return 0;
}

static int close_database(void **state)
{
	(void)state;
	return sqlite3_close(database);
}

static void check_prepares(const char *sql, size_t values)
{
	sqlite3_stmt *prepared = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &prepared, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	assert_int_equal(sqlite3_bind_parameter_count(prepared), values);
	sqlite3_finalize(prepared);
}

/* ---- trees that no macro writes ------------------------------------------- */

static const calx_node no_nodes[] = { { .kind = CALX_NODE_END } };

/* A kind that is none, beyond the table and in a gap of it. */
static void damage_kind_beyond(calx_node *node)
{
	node->kind = (enum calx_node_kind)NODE_KIND_COUNT;
}

static void damage_kind_gap(calx_node *node)
{
	node->kind = (enum calx_node_kind)99;
}

static void damage_end(calx_node *node)
{
	node->kind = CALX_NODE_END;
}

static void damage_children(calx_node *node)
{
	node->children = NULL;
}

static void damage_list(calx_node *node)
{
	node->children = no_nodes;
}

static void damage_text(calx_node *node)
{
	node->text = NULL;
}

static void damage_word(calx_node *node)
{
	node->text = "; DROP";
}

/* the column, table or type that it points at */
static void damage_pointer(calx_node *node)
{
	if (calx__node_info(node)->has_type)
		node->type = NULL;
	else
		node->object = NULL;
}

static void damage_value(calx_node *node)
{
	node->value.kind = CALX_NULL;
}

static void damage_flags(calx_node *node)
{
	node->flags = ~node->flags;
}

struct damage {
	void (*damage)(calx_node *node);
	bool refused; /* always */
};

static const struct damage damages[] = {
	{ damage_kind_beyond, true },
	{ damage_kind_gap, true },
	{ damage_end, false },
	{ damage_children, false },
	{ damage_list, false },
	{ damage_text, false },
	{ damage_word, false },
	{ damage_pointer, false },
	{ damage_value, false },
	{ damage_flags, false },
};

/* It is refused with a reason, or becomes SQL that is one statement. */
static void check_damaged(const struct statement *statement, bool refused)
{
	struct strbuf key = STRBUF_INIT, sql = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };

	calx__statement_key(statement, &key, &values);
	assert_false(key.failed || values.failed);
	if (calx__compile(&calx__sqlite_dialect, statement, &sql, &places,
		    &error) < 0)
		assert_true(error.status < 0 && *error.message);
	else if (refused)
		fail_msg("accepted: %s", sql.data);
	else
		assert_null(strstr(sql.data, "DROP"));
	calx__vec_release(&places);
	calx__vec_release(&values);
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
}

static void damage_all(const struct statement *statement, calx_node *node)
{
	for (; node->kind != CALX_NODE_END; node++) {
		const calx_node whole = *node;

		for (size_t i = 0; i < sizeof(damages) / sizeof(*damages);
			i++) {
			damages[i].damage(node);
			check_damaged(statement, damages[i].refused);
			*node = whole;
		}
		if (node->children)
			damage_all(statement,
				(calx_node *)(uintptr_t)node->children);
	}
}

static void check_hostile(const struct statement *statement)
{
	struct arena arena = { 0 };
	struct statement damaged = *statement;
	calx_node *copy = calx__nodes_copy(&arena, statement->clauses);

	assert_non_null(copy);
	damaged.clauses = copy;
	damage_all(&damaged, copy);
	calx__arena_release(&arena);
}

/* With each allocation failing: the whole SQL, or none. */
struct in_need {
	const struct statement *statement;
	const char *expected; /* NULL: it is refused */
};

static void compile_in_need(void *context)
{
	const struct in_need *in_need = context;
	struct strbuf key = STRBUF_INIT, sql = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };
	enum calx_status status;

	calx__statement_key(in_need->statement, &key, &values);
	status = calx__compile(&calx__sqlite_dialect, in_need->statement, &sql,
		&places, &error);
	assert_int_equal(error.status, status < 0 ? status : CALX_OK);
	if (status >= 0)
		CHECK_TEXT(sql.data, in_need->expected);
	else if (torture_is_clean())
		assert_null(in_need->expected);
	else if (in_need->expected)
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
	calx__vec_release(&values);
	calx__vec_release(&places);
}

static void check_in_need(
	const struct statement *statement, const char *expected)
{
	struct in_need in_need = { statement, expected };

	torture(compile_in_need, &in_need);
}

static void check_sql(const char *expected, size_t value_count,
	const struct statement *statement)
{
	struct strbuf key = STRBUF_INIT;
	struct strbuf sql = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };

	calx__statement_key(statement, &key, &values);
	assert_false(key.failed || values.failed);
	if (calx__compile(&calx__sqlite_dialect, statement, &sql, &places,
		    &error) < 0)
		fail_msg("%s: %s", expected, error.message);
	assert_string_equal(sql.data, expected);
	if (places.count)
		assert_int_equal(places.count, value_count);
	else if (statement->kind < STATEMENT_INSERT)
		assert_int_equal(values.count, value_count);
	check_prepares(sql.data, value_count);
	check_hostile(statement);
	check_in_need(statement, expected);
	calx__vec_release(&places);
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
	calx__vec_release(&values);
}

static void check_refused(const char *expected, const char *hint,
	const struct statement *statement)
{
	struct strbuf sql = STRBUF_INIT;
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };

	assert_true(calx__compile(&calx__sqlite_dialect, statement, &sql,
			    &places, &error) < 0);
	assert_string_equal(error.message, expected);
	assert_true(error.status < 0);
	if (hint && !strstr(error.hint, hint))
		fail_msg("'%s' is not in the hint '%s'", hint, error.hint);
	check_in_need(statement, NULL);
	calx__strbuf_release(&sql);
	calx__vec_release(&places);
}

#define STATEMENT(kind_, table_, ...)                       \
	&(const struct statement)                           \
	{                                                   \
		.kind = STATEMENT_##kind_, .table = table_, \
		.clauses = CALX_CLAUSES_(__VA_ARGS__)       \
	}
#define CHECK_SQL(expected, values, kind, ...) \
	check_sql(expected, values,            \
		STATEMENT(kind, &Item_calx_table_, __VA_ARGS__))
/* a select of one column */
#define CHECK_WHERE(expected, values, ...)                             \
	check_sql("SELECT \"id\" FROM \"items\"" expected, values,     \
		STATEMENT(SELECT, &Item_calx_table_, columns(Item.id), \
			__VA_ARGS__, ))
#define CHECK_REFUSED(expected, hint, kind, ...) \
	check_refused(expected, hint,            \
		STATEMENT(kind, &Item_calx_table_, __VA_ARGS__))

/* what other languages may hand over, and the macros do not */
#define NODE(kind_, ...)                               \
	(calx_node)                                    \
	{                                              \
		.kind = CALX_NODE_##kind_, __VA_ARGS__ \
	}
#define BARE(kind_)                       \
	(calx_node)                       \
	{                                 \
		.kind = CALX_NODE_##kind_ \
	}
#define OF(...) .children = CALX_NODES_(__VA_ARGS__)

static const calx_node *const nothing = NULL;

static void selects(void **state)
{
	(void)state;
	CHECK_SQL("SELECT \"id\", \"title\", \"note\", \"amount\", \"small\", "
		  "\"big\", \"active\", \"weight\", \"ratio\", \"price\", "
		  "\"exact\", \"free\", \"data\", \"day\", \"clock\", "
		  "\"made\", \"seen\", \"lasts\", \"code\", \"doc\", "
		  "\"color\", \"order\" FROM \"items\"",
		0, SELECT, );
	check_sql("SELECT \"id\", \"title\" FROM \"others\"", 0,
		STATEMENT(SELECT, &Other_calx_table_, ));
	check_sql("SELECT \"id\", \"title\" FROM \"others\"", 0,
		&(const struct statement){ .kind = STATEMENT_SELECT,
			.table = &Other_calx_table_,
			.clauses = nothing });
	CHECK_SQL("SELECT \"title\", \"order\" FROM \"items\"", 0, SELECT,
		columns(Item.title, Item.rank), );
	CHECK_SQL("SELECT \"title\", \"id\" FROM \"items\"", 0, SELECT,
		columns(Item.title), columns(Item.id), );
	/* a row query says its table by its columns */
	check_sql("SELECT \"title\" FROM \"items\" ORDER BY \"title\"", 0,
		STATEMENT(SELECT, NULL, columns(Item.title),
			order_by(Item.title), ));
	check_sql("SELECT \"left_id\" FROM \"pairs\"", 0,
		STATEMENT(SELECT, NULL, columns(pairs.left_id), ));
}

static void compares(void **state)
{
	(void)state;
	CHECK_WHERE(" WHERE \"title\" = ?", 1, where(Item.title, ==, "a"));
	CHECK_WHERE(" WHERE \"title\" <> ?", 1, where(Item.title, !=, "a"));
	CHECK_WHERE(" WHERE \"amount\" < ?", 1, where(Item.amount, <, 3));
	CHECK_WHERE(" WHERE \"amount\" <= ?", 1, where(Item.amount, <=, 3));
	CHECK_WHERE(" WHERE \"amount\" > ?", 1, where(Item.amount, >, 3));
	CHECK_WHERE(" WHERE \"amount\" >= ?", 1, where(Item.amount, >=, 3));
	CHECK_WHERE(" WHERE \"title\" LIKE ? ESCAPE '\\'", 1,
		where(Item.title, like, "a%"));
	CHECK_WHERE(" WHERE \"note\" NOT LIKE ? ESCAPE '\\'", 1,
		where(Item.note, not_like, "a%"));
	CHECK_WHERE(" WHERE \"doc\" LIKE ? ESCAPE '\\'", 1,
		where(Item.doc, like, "{%"));
	CHECK_WHERE(" WHERE \"amount\" BETWEEN ? AND ?", 2,
		where(Item.amount, between, 1, 3));
	CHECK_WHERE(" WHERE \"note\" IS NULL", 0, where(Item.note, is_null));
	CHECK_WHERE(" WHERE \"note\" IS NOT NULL", 0,
		where(Item.note, is_not_null));
	CHECK_WHERE(" WHERE \"order\" = ?", 1, where(Item.rank, ==, 1));
	CHECK_WHERE(" WHERE \"active\" = ?", 1, where(Item.active, ==, true));
	CHECK_WHERE(" WHERE \"color\" = ?", 1, where(Item.color, ==, 1));
	CHECK_WHERE(" WHERE \"weight\" > ?", 1, where(Item.weight, >, 1.5));
	CHECK_WHERE(" WHERE \"data\" = ?", 1,
		where(Item.data, ==, ((calx_blob){ "a", 1 })));
	CHECK_WHERE(" WHERE \"day\" >= ?", 1,
		where(Item.day, >=, calx_date_of(2020, 1, 2)));
	CHECK_WHERE(" WHERE (\"clock\" COLLATE calx_time < ?"
		    " AND \"clock\" < substr(?1, 1, 5) || ';')",
		1, where(Item.clock, <, calx_time_of(12, 0)));
	CHECK_WHERE(" WHERE (\"made\" COLLATE calx_datetime >= ?"
		    " AND \"made\" >= substr(?1, 1, 10))",
		1, where(Item.made, >=, calx_datetime_of(1992, 8, 19)));
	CHECK_WHERE(" WHERE (\"code\" COLLATE calx_uuid = ?"
		    " AND (\"code\" IN (?1, upper(?1), replace(?1, '-', ''),"
		    " upper(replace(?1, '-', '')))))",
		1, where(Item.code, ==, ((calx_uuid){ { 1 } })));
	CHECK_WHERE(" WHERE \"price\" > ?", 1,
		where(Item.price, >, calx_decimal_of("1.5")));
}

static void compares_columns(void **state)
{
	(void)state;
	CHECK_WHERE(" WHERE \"title\" = \"note\"", 0,
		where(Item.title, ==, Item.note));
	CHECK_WHERE(" WHERE \"amount\" < \"big\"", 0,
		where(Item.amount, <, Item.big));
	CHECK_WHERE(" WHERE \"amount\" BETWEEN \"small\" AND ?", 1,
		where(Item.amount, between, Item.small, 3));
	CHECK_WHERE(" WHERE \"title\" LIKE \"note\" ESCAPE '\\'", 0,
		where(Item.title, like, Item.note));
	CHECK_WHERE(" WHERE \"exact\" COLLATE calx_decimal = \"free\"", 0,
		where(Item.exact, ==, Item.free));
}

static void compares_by_value(void **state)
{
	(void)state;
	CHECK_WHERE(" WHERE \"exact\" COLLATE calx_decimal = ?", 1,
		where(Item.exact, ==, calx_decimal_of("1.50")));
	CHECK_WHERE(" WHERE \"free\" COLLATE calx_decimal IN (?, ?)", 2,
		where(Item.free, in, calx_decimal_of("1"),
			calx_decimal_of("2")));
	CHECK_WHERE(" WHERE (\"seen\" COLLATE calx_timestamp < ?"
		    " AND \"seen\" < calx_last_day(?1) || 'U')",
		1, where(Item.seen, <, calx_timestamp_of(2020, 1, 2)));
	CHECK_WHERE(" WHERE \"lasts\" COLLATE calx_interval BETWEEN ? AND ?", 2,
		where(Item.lasts, between, ((calx_interval){ 1, 0, 0 }),
			((calx_interval){ 2, 0, 0 })));
	CHECK_WHERE(" WHERE \"seen\" IS NULL", 0, where(Item.seen, is_null));
	CHECK_WHERE(" ORDER BY \"exact\" COLLATE calx_decimal DESC, "
		    "\"seen\" COLLATE calx_timestamp",
		0, order_by(desc(Item.exact), Item.seen));
}

static void looks_into_lists(void **state)
{
	const int64_t numbers[] = { 4, 5, 6 };

	(void)state;
	CHECK_WHERE(" WHERE \"amount\" IN (?, ?, ?)", 3,
		where(Item.amount, in, 1, 2, 3));
	CHECK_WHERE(" WHERE \"amount\" NOT IN (?)", 1,
		where(Item.amount, not_in, 1));
	CHECK_WHERE(" WHERE \"title\" IN (?, ?)", 2,
		where(Item.title, in, "a", "b"));
	CHECK_WHERE(" WHERE \"ratio\" IN (?)", 1, where(Item.ratio, in, 0.5));
	CHECK_WHERE(" WHERE \"day\" IN (?)", 1,
		where(Item.day, in, calx_date_of(2020, 1, 2)));
	CHECK_WHERE(" WHERE (\"clock\" COLLATE calx_time IN (?, ?)"
		    " AND ((\"clock\" >= substr(?1, 1, 5)"
		    " AND \"clock\" < substr(?1, 1, 5) || ';')"
		    " OR (\"clock\" >= substr(?2, 1, 5)"
		    " AND \"clock\" < substr(?2, 1, 5) || ';')))",
		2, where(Item.clock, in, calx_time_of(1), calx_time_of(2)));
	CHECK_WHERE(" WHERE (\"code\" COLLATE calx_uuid IN (?)"
		    " AND (\"code\" IN (?1, upper(?1), replace(?1, '-', ''),"
		    " upper(replace(?1, '-', '')))))",
		1, where(Item.code, in, ((calx_uuid){ { 1 } })));
	CHECK_WHERE(
		" WHERE \"color\" IN (?, ?)", 2, where(Item.color, in, 0, 1));
	CHECK_WHERE(" WHERE \"amount\" IN (?, ?, ?)", 3,
		where(Item.amount, in, array(numbers, 3)));
	/* nothing is in an empty list */
	CHECK_WHERE(" WHERE 1 = 0", 0,
		where(Item.amount, in, array((const int *)NULL, 0)));
	CHECK_WHERE(" WHERE 1 = 1", 0,
		where(Item.title, not_in, array((const char **)NULL, 0)));
}

static void joins_conditions(void **state)
{
	(void)state;
	CHECK_WHERE(" WHERE \"amount\" > ? AND \"amount\" < ?", 2,
		where(Item.amount, >, 1), where(Item.amount, <, 3));
	CHECK_WHERE(" WHERE \"amount\" > ? AND \"amount\" < ?", 2,
		where(Item.amount, >, 1), where(Item.amount, <, 3));
	CHECK_WHERE(" WHERE (\"amount\" = ? OR \"amount\" = ?)", 2,
		any_of(where(Item.amount, ==, 1), where(Item.amount, ==, 2)));
	CHECK_WHERE(" WHERE (\"amount\" = ? AND \"title\" = ?)", 2,
		all_of(where(Item.amount, ==, 1), where(Item.title, ==, "")));
	CHECK_WHERE(" WHERE NOT (\"amount\" = ? OR \"amount\" = ?)", 2,
		none_of(where(Item.amount, ==, 1), where(Item.amount, ==, 2)));
	CHECK_WHERE(" WHERE NOT (\"amount\" = ?)", 1,
		none_of(where(Item.amount, ==, 1)));
	CHECK_WHERE(" WHERE \"big\" = ? AND (\"amount\" = ? OR (\"small\" = ? "
		    "AND \"title\" LIKE ? ESCAPE '\\'))",
		4, where(Item.big, ==, 1),
		any_of(where(Item.amount, ==, 1),
			all_of(where(Item.small, ==, 2),
				where(Item.title, like, "x"))));
	CHECK_WHERE(" WHERE (NOT (\"note\" IS NULL) OR 1 = 0)", 0,
		any_of(none_of(where(Item.note, is_null)),
			where(Item.amount, in, array((const int *)NULL, 0))));
}

static void sorts_and_cuts(void **state)
{
	(void)state;
	CHECK_WHERE(" ORDER BY \"title\"", 0, order_by(Item.title));
	CHECK_WHERE(" ORDER BY \"title\" DESC", 0, order_by(desc(Item.title)));
	CHECK_WHERE(" ORDER BY \"title\" ASC", 0, order_by(asc(Item.title)));
	CHECK_WHERE(" ORDER BY \"title\", \"id\" DESC", 0,
		order_by(Item.title, desc(Item.id)));
	CHECK_WHERE(" ORDER BY \"title\", \"id\" DESC", 0, order_by(Item.title),
		order_by(desc(Item.id)));
	CHECK_WHERE(" LIMIT ?", 1, limit(3));
	CHECK_WHERE(" LIMIT ?", 1, limit(0));
	CHECK_WHERE(" LIMIT ? OFFSET ?", 2, limit(3), offset(4));
	CHECK_WHERE(" LIMIT ? OFFSET ?", 2, offset(4), limit(3));
	CHECK_WHERE(" LIMIT -1 OFFSET ?", 1, offset(4));
	/* the last one counts */
	CHECK_WHERE(" LIMIT ? OFFSET ?", 2, limit(3), offset(1), limit(4),
		offset(2));
	CHECK_WHERE(" LIMIT ?", 1, limit(-1), limit(4));
	/* any order of clauses */
	CHECK_WHERE(" WHERE \"amount\" = ? ORDER BY \"title\" LIMIT ?", 2,
		limit(3), order_by(Item.title), where(Item.amount, ==, 1));
}

static void computes(void **state)
{
	(void)state;
	CHECK_WHERE(" WHERE \"amount\" + ? > ?", 2,
		where(calc(Item.amount, +, 1), >, 3));
	CHECK_WHERE(" WHERE (\"amount\" + ?) * \"order\" > ?", 2,
		where(calc(calc(Item.amount, +, 1), *, Item.rank), >, 3));
	CHECK_WHERE(" WHERE \"amount\" - (\"order\" + ?) = ?", 2,
		where(calc(Item.amount, -, calc(Item.rank, +, 1)), ==, 3));
	/* up to 15 digits they are numbers in SQLite, with more they are text */
	CHECK_WHERE(" WHERE calx_mul(calx_decimal(\"price\", 2), ?) COLLATE "
		    "calx_decimal < ?",
		2, where(calc(Item.price, *, 2), <, decimal("13")));
	CHECK_WHERE(" WHERE calx_mul(\"exact\", ?) COLLATE calx_decimal < "
		    "calx_decimal(?)",
		2, where(calc(Item.exact, *, 2), <, 13));
	CHECK_WHERE(" WHERE calx_decimal(\"price\", 2) COLLATE calx_decimal = "
		    "\"exact\"",
		0, where(Item.price, ==, Item.exact));
	CHECK_REFUSED("select from 'items': the operator '&' is not one of "
		      "decimals, which have + - * / %",
		NULL, SELECT, where(calc(Item.price, &, 2), ==, 1), );
	CHECK_WHERE(" WHERE coalesce(\"note\", \"title\", ?) = ?", 2,
		where(coalesce(Item.note, Item.title, "-"), ==, "a"));
	CHECK_WHERE(" WHERE lower(\"title\") = ?", 1,
		where(lower(Item.title), ==, "a"));
	CHECK_WHERE(" WHERE (\"title\" || ? || \"note\") LIKE ? ESCAPE '\\'", 2,
		where(concat(Item.title, " ", Item.note), like, "a%"));
	CHECK_WHERE(" WHERE CASE WHEN \"amount\" < ? THEN ? WHEN \"note\" IS "
		    "NULL AND \"active\" THEN ? ELSE ? END = ?",
		5,
		where(case_when(string(), when("a", Item.amount, <, 5),
			      when_all("b", where(Item.note, is_null),
				      where(Item.active)),
			      otherwise("c")),
			==, "d"));
	CHECK_WHERE(" WHERE CAST(\"amount\" AS TEXT) = ?", 1,
		where(cast(Item.amount, text()), ==, "1"));
	CHECK_WHERE(" WHERE CAST(strftime('%Y', \"day\") AS INTEGER) = ?", 1,
		where(extract(year, Item.day), ==, 2020));
	CHECK_REFUSED("select from 'items': extract() takes year, month, day, "
		      "hour, minute or second, not 'eon'",
		NULL, SELECT, where(extract(eon, Item.day), ==, 2020), );
	CHECK_WHERE(" WHERE ? = ?", 2, where(literal(1), ==, 1));
	CHECK_SQL(
		"SELECT DISTINCT count(*), count(DISTINCT \"title\"), "
		"calx_decimal(max(\"price\"), 2) COLLATE calx_decimal, max(\"exact\" COLLATE calx_decimal) COLLATE calx_decimal FROM \"items\" WHERE "
		"\"id\" > ? GROUP BY \"active\" HAVING sum(\"amount\") > ? "
		"ORDER BY \"active\" NULLS FIRST",
		2, SELECT,
		columns(count_rows(), count_distinct(Item.title),
			max(Item.price), max(Item.exact)),
		where(sum(Item.amount), >, 3), where(Item.id, >, 1),
		group_by(Item.active), order_by(nulls_first(Item.active)),
		distinct(), );
	CHECK_REFUSED("select from 'items': SQLite does not compute with "
		      "intervals",
		NULL, SELECT, order_by(sum(Item.lasts)), );
	CHECK_REFUSED("count of 'items': a condition on groups has no meaning "
		      "here",
		NULL, COUNT, where(sum(Item.amount), >, 3), );
	CHECK_REFUSED("select from 'items': a function has no proper name",
		NULL, SELECT,
		NODE(ORDER_BY,
			OF(NODE(CALL, .text = "a(\"", OF(BARE(VALUE))))), );
	CHECK_REFUSED("select from 'items': the operator '; DROP' is not "
		      "known, or has not two operands",
		NULL, SELECT,
		NODE(ORDER_BY, OF(NODE(OPERATOR, .text = "; DROP",
				       OF(BARE(VALUE), BARE(VALUE))))), );
}

/* sum(DISTINCT x), which no macro writes */
#define DISTINCT_OF(function, column)                 \
	NODE(COLUMNS, OF(NODE(CALL, .text = function, \
			      OF(NODE(DISTINCT,       \
				      OF(*(column).column_or_expression))))))

static void computes_with_decimals(void **state)
{
	(void)state;
	CHECK_SQL("SELECT calx_sum(calx_decimal(\"price\", 2)) FROM \"items\"",
		0, SELECT, columns(sum(Item.price)), );
	CHECK_SQL("SELECT calx_avg(\"exact\") FROM \"items\"", 0, SELECT,
		columns(avg(Item.exact)), );
	CHECK_SQL("SELECT calx_sum(DISTINCT \"exact\") FROM \"items\"", 0,
		SELECT, DISTINCT_OF("sum", Item.exact), );
	CHECK_SQL("SELECT calx_avg(DISTINCT calx_decimal(\"price\", 2)) FROM "
		  "\"items\"",
		0, SELECT, DISTINCT_OF("avg", Item.price), );
	CHECK_SQL("SELECT sum(DISTINCT \"amount\") FROM \"items\"", 0, SELECT,
		DISTINCT_OF("sum", Item.amount), );
	CHECK_SQL("SELECT calx_decimal(max(\"price\") FILTER (WHERE \"id\" > "
		  "?), 2) FROM \"items\"",
		1, SELECT,
		columns(filtered(max(Item.price), where(Item.id, >, 1))), );
	CHECK_SQL(
		"SELECT calx_sum(calx_decimal(\"price\", 2)) OVER ( ORDER BY \"id\") FROM "
		"\"items\"",
		0, SELECT, columns(over(sum(Item.price), order_by(Item.id))), );
	CHECK_SQL("SELECT calx_decimal(lag(\"price\") OVER ( ORDER BY "
		  "\"id\"), 2) FROM \"items\"",
		0, SELECT, columns(over(lag(Item.price), order_by(Item.id))), );
	CHECK_SQL("SELECT lag(\"exact\") OVER ( ORDER BY \"id\") FROM "
		  "\"items\"",
		0, SELECT, columns(over(lag(Item.exact), order_by(Item.id))), );
	CHECK_WHERE(" WHERE max(\"exact\" COLLATE calx_decimal, ?) COLLATE "
		    "calx_decimal = ?",
		2, where(greatest(Item.exact, decimal("2")), ==, decimal("3")));
	CHECK_WHERE(" WHERE nullif(\"exact\" COLLATE calx_decimal, ?) COLLATE "
		    "calx_decimal = ?",
		2, where(nullif(Item.exact, decimal("2")), ==, decimal("3")));
	CHECK_WHERE(" WHERE min(\"amount\", ?) = ?", 2,
		where(least(Item.amount, 5), ==, 3));
	CHECK_WHERE(" WHERE min(\"exact\" COLLATE calx_decimal, ?) COLLATE "
		    "calx_decimal = ?",
		2, where(least(Item.exact, decimal("2")), ==, decimal("3")));
	CHECK_REFUSED("select from 'items': SQLite does not compute with "
		      "intervals",
		NULL, SELECT, order_by(avg(Item.lasts)), );
	CHECK_WHERE(" WHERE calx_mod(\"exact\", ?) COLLATE "
		    "calx_decimal = ?",
		2, where(calc(Item.exact, %, 2), ==, decimal("3")));
}

static void counts(void **state)
{
	(void)state;
	CHECK_SQL("SELECT count(*) FROM \"items\"", 0, COUNT, );
	CHECK_SQL("SELECT count(*) FROM \"items\" WHERE \"amount\" > ?", 1,
		COUNT, where(Item.amount, >, 3), );
	CHECK_SQL("SELECT count(*) FROM \"items\"", 0, COUNT,
		order_by(Item.id), );
	CHECK_SQL("SELECT count(*) FROM (SELECT 1 FROM \"items\" WHERE "
		  "\"amount\" > ? LIMIT ? OFFSET ?) AS matches",
		3, COUNT, where(Item.amount, >, 3), offset(1), limit(10), );
	CHECK_SQL("SELECT count(*) FROM (SELECT 1 FROM \"items\" LIMIT -1 "
		  "OFFSET ?) AS matches",
		1, COUNT, offset(1), );
	CHECK_SQL("SELECT EXISTS (SELECT 1 FROM \"items\")", 0, EXISTS, );
	CHECK_SQL("SELECT EXISTS (SELECT 1 FROM \"items\" WHERE \"id\" = ?)", 1,
		EXISTS, where(Item.id, ==, 1), );
	CHECK_SQL("SELECT EXISTS (SELECT 1 FROM \"items\" LIMIT ?)", 1, EXISTS,
		limit(1), order_by(Item.id), );
}

static void changes(void **state)
{
	(void)state;
	CHECK_SQL("UPDATE \"items\" SET \"title\" = ? WHERE \"id\" = ?", 2,
		UPDATE, set(Item.title, "a"), where(Item.id, ==, 1), );
	CHECK_SQL("UPDATE \"items\" SET \"title\" = ?, \"order\" = ? WHERE "
		  "\"id\" = ?",
		3, UPDATE, where(Item.id, ==, 1), set(Item.title, "a"),
		set(Item.rank, 1), );
	CHECK_SQL("UPDATE \"items\" SET \"note\" = ?", 1, UPDATE,
		set_null(Item.note), all_rows(), );
	CHECK_SQL("UPDATE \"items\" SET \"note\" = \"title\"", 0, UPDATE,
		set(Item.note, Item.title), all_rows(), );
	CHECK_SQL("UPDATE \"items\" SET \"exact\" = ? WHERE \"exact\" COLLATE "
		  "calx_decimal = ?",
		2, UPDATE, set(Item.exact, calx_decimal_of("1")),
		where(Item.exact, ==, calx_decimal_of("2")), );
	CHECK_SQL("DELETE FROM \"items\" WHERE \"title\" LIKE ? ESCAPE '\\'", 1,
		DELETE, where(Item.title, like, "a%"), );
	CHECK_SQL("DELETE FROM \"items\"", 0, DELETE, all_rows(), );
	/* a condition counts even if every row is meant */
	CHECK_SQL("DELETE FROM \"items\" WHERE \"id\" = ?", 1, DELETE,
		all_rows(), where(Item.id, ==, 1), );
}

#define NUMBERS(...) (const unsigned[]){ __VA_ARGS__ }, CALX_COUNT_(__VA_ARGS__)

static struct statement by_numbers(enum statement_kind kind,
	const calx_table *table, const unsigned *numbers, size_t count)
{
	return (struct statement){ .kind = kind,
		.table = table,
		.numbers = numbers,
		.number_count = count,
		.rows = 1 };
}

static void with_key(
	struct statement *statement, const unsigned *keys, size_t count)
{
	statement->keys = keys;
	statement->key_count = count;
}

static void works_by_key(void **state)
{
	static const unsigned first[] = { 0 }, both[] = { 0, 1 };
	struct statement statement;

	(void)state;
	statement = by_numbers(STATEMENT_GET, &Other_calx_table_, NULL, 0);
	with_key(&statement, first, 1);
	check_sql("SELECT \"id\", \"title\" FROM \"others\" WHERE \"id\" = ?",
		1, &statement);
	statement = by_numbers(STATEMENT_GET, &pairs_calx_table_, NULL, 0);
	with_key(&statement, both, 2);
	check_sql("SELECT \"left_id\", \"right_id\" FROM \"pairs\" WHERE "
		  "\"left_id\" = ? AND (\"right_id\" COLLATE calx_timestamp = ?"
		  " AND ((\"right_id\" >= calx_first_day(?2)"
		  " AND \"right_id\" < calx_last_day(?2) || 'U')))",
		2, &statement);
	statement = by_numbers(
		STATEMENT_UPDATE_BY_KEY, &Item_calx_table_, NUMBERS(1, 21));
	with_key(&statement, first, 1);
	check_sql("UPDATE \"items\" SET \"title\" = ?, \"order\" = ? WHERE "
		  "\"id\" = ?",
		3, &statement);
	statement = by_numbers(
		STATEMENT_DELETE_BY_KEY, &Other_calx_table_, NULL, 0);
	with_key(&statement, first, 1);
	check_sql("DELETE FROM \"others\" WHERE \"id\" = ?", 1, &statement);
}

static void inserts(void **state)
{
	static const unsigned returning[] = { 0 };
	struct statement statement;

	(void)state;
	statement =
		by_numbers(STATEMENT_INSERT, &Item_calx_table_, NUMBERS(1, 21));
	check_sql("INSERT INTO \"items\" (\"title\", \"order\") VALUES (?, ?)",
		2, &statement);
	statement.rows = 3;
	check_sql("INSERT INTO \"items\" (\"title\", \"order\") VALUES (?, ?), "
		  "(?, ?), (?, ?)",
		6, &statement);
	statement.returning = returning;
	statement.returning_count = 1;
	statement.rows = 1;
	check_sql("INSERT INTO \"items\" (\"title\", \"order\") VALUES (?, ?) "
		  "RETURNING \"id\"",
		2, &statement);
	statement = by_numbers(STATEMENT_INSERT, &Other_calx_table_, NULL, 0);
	check_sql("INSERT INTO \"others\" DEFAULT VALUES", 0, &statement);
	statement.returning = returning;
	statement.returning_count = 1;
	check_sql("INSERT INTO \"others\" DEFAULT VALUES RETURNING \"id\"", 0,
		&statement);
	statement.rows = 2;
	check_refused("insert into 'others': rows of default values come one "
		      "at a time",
		NULL, &statement);
	statement.rows = 0;
	check_refused(
		"insert into 'others': there are no rows", NULL, &statement);
	statement =
		by_numbers(STATEMENT_INSERT, &Other_calx_table_, NUMBERS(0, 1));
	statement.rows = 16384;
	check_refused("insert into 'others': more than the 32766 values that "
		      "SQLite takes in one statement",
		NULL, &statement);
	statement =
		by_numbers(STATEMENT_INSERT, &Other_calx_table_, NUMBERS(2));
	check_refused("insert into 'others': there is no column number 2", NULL,
		&statement);
}

static void refuses_changes_without_condition(void **state)
{
	struct statement keyless =
		by_numbers(STATEMENT_DELETE_BY_KEY, &Item_calx_table_, NULL, 0);

	(void)state;
	CHECK_REFUSED("update of 'items': there is no condition", "all_rows()",
		UPDATE, set(Item.title, "a"), );
	CHECK_REFUSED("delete from 'items': there is no condition",
		"all_rows()", DELETE, );
	CHECK_REFUSED("delete from 'items': where() is empty", NULL, DELETE,
		NODE(WHERE, .children = NULL), );
	CHECK_REFUSED("delete from 'items': where() is empty", NULL, DELETE,
		NODE(WHERE, OF(BARE(END))), );
	CHECK_REFUSED("delete from 'items': any_of() is empty", NULL, DELETE,
		NODE(WHERE, OF(BARE(ANY_OF))), );
	CHECK_REFUSED("delete from 'items': all_of() is empty", NULL, DELETE,
		NODE(WHERE, OF(BARE(ALL_OF))), );
	CHECK_REFUSED("delete from 'items': none_of() is empty", NULL, DELETE,
		NODE(WHERE, OF(BARE(NONE_OF))), );
	check_refused("delete from 'items': the table has no primary key", NULL,
		&keyless);
}

static void refuses_operators(void **state)
{
	const calx_node id = *Item.id.column_or_expression;
	const char *texts[] = { "a" };

	(void)state;
	CHECK_REFUSED("select from 'items': the operator 'lik' is not known",
		"'like'", SELECT, where(Item.title, lik, "a"), );
	CHECK_REFUSED("select from 'items': the operator '=' is not known",
		"'=='", SELECT, where(Item.title, =, "a"), );
	CHECK_REFUSED("select from 'items': the operator '<>' is not known",
		"'!='", SELECT, where(Item.amount, <>, 1), );
	CHECK_REFUSED("select from 'items': the operator 'resembles' is not "
		      "known",
		"The operators are", SELECT,
		where(Item.title, resembles, "a"), );
	CHECK_REFUSED("select from 'items': the operator '' is not known", NULL,
		SELECT, NODE(COMPARE, OF(id)), );
	CHECK_REFUSED("select from 'items': a condition is empty", NULL, SELECT,
		BARE(COMPARE), );
	CHECK_REFUSED("select from 'items': 'is_null' takes no value, not 1",
		NULL, SELECT, where(Item.title, is_null, "a"), );
	CHECK_REFUSED("select from 'items': '==' takes one value, not 0", NULL,
		SELECT, where(Item.title, ==), );
	CHECK_REFUSED("select from 'items': 'between' takes two values, not 1",
		NULL, SELECT, where(Item.amount, between, 1), );
	CHECK_REFUSED("select from 'items': '<' takes one value, not 2", NULL,
		SELECT, where(Item.amount, <, 1, 2), );
	CHECK_REFUSED("select from 'items': 'like' is for text, and column "
		      "'amount' is integer",
		NULL, SELECT, where(Item.amount, like, 1), );
	CHECK_REFUSED("select from 'items': 'like' is for text, and column "
		      "'color' is enumeration",
		NULL, SELECT, where(Item.color, like, 1), );
	CHECK_REFUSED("select from 'items': 'like' is for text, and what is "
		      "before it is integer",
		NULL, SELECT, where(calc(Item.amount, +, 1), like, 1), );
	CHECK_REFUSED("select from 'items': when() takes a value and "
		      "conditions",
		NULL, SELECT,
		NODE(ORDER_BY,
			OF(NODE(CASE, OF(NODE(WHEN, OF(where(Item.id, ==, 1),
							    where(Item.id, ==,
								    2))))))), );
	CHECK_REFUSED("select from 'items': 'in' takes values or one array(), "
		      "not 0",
		NULL, SELECT, where(Item.title, in), );
	CHECK_REFUSED("select from 'items': '==' takes no list", "in and",
		SELECT, where(Item.title, ==, array(texts, 1)), );
}

static void refuses_operands(void **state)
{
	const char *text = NULL;
	const char *nulls[] = { NULL }, *holey[] = { "a", NULL };
	const calx_node null = { .kind = CALX_NODE_VALUE };
	const calx_node id = { .kind = CALX_NODE_COLUMN,
		.column = Item.id.column_or_expression->column };
	calx_node strange = { .kind = (enum calx_node_kind)99 };

	(void)state;
	CHECK_REFUSED("select from 'items': '==' with NULL holds for no row",
		"where_given()", SELECT, where(Item.title, ==, text), );
	CHECK_REFUSED("select from 'items': the integer is larger than "
		      "9223372036854775807",
		NULL, SELECT, where(Item.big, ==, UINT64_MAX), );
	CHECK_REFUSED("select from 'items': '==' with NULL holds for no row",
		"is_null", SELECT,
		NODE(WHERE, OF(NODE(COMPARE, .text = "==", OF(id, null)))), );
	CHECK_REFUSED("select from 'items': the list of 'in' has a NULL in it",
		NULL, SELECT, where(Item.title, in, array(holey, 2)), );
	CHECK_REFUSED("select from 'items': the list of 'not_in' has a NULL "
		      "in it",
		NULL, SELECT, where(Item.title, not_in, array(nulls, 1)), );
	CHECK_REFUSED("select from 'items': an operand is of no known kind",
		NULL, SELECT,
		NODE(WHERE,
			OF(NODE(COMPARE, .text = "==", OF(id, strange)))), );
	CHECK_REFUSED(
		"select from 'items': a condition cannot stand in a condition",
		NULL, SELECT,
		NODE(WHERE, OF(NODE(COMPARE, .text = "==",
				    OF(id, where(Item.id, ==, 1))))), );
	CHECK_REFUSED("select from 'items': a column cannot stand in where()",
		NULL, SELECT, NODE(WHERE, OF(id)), );
	CHECK_REFUSED("select from 'items': limit() cannot stand in any_of()",
		NULL, SELECT, any_of(where(Item.id, ==, 1), limit(1)), );
}

static void refuses_limits(void **state)
{
	(void)state;
	CHECK_REFUSED("select from 'items': limit() takes an integer that is "
		      "not negative",
		NULL, SELECT, limit(-1), );
	CHECK_REFUSED("select from 'items': offset() takes an integer that is "
		      "not negative",
		NULL, SELECT, offset(-7), );
	CHECK_REFUSED("count of 'items': limit() takes an integer that is not "
		      "negative",
		NULL, COUNT, limit(-1), );
	CHECK_REFUSED("select from 'items': limit() takes an integer that is "
		      "not negative",
		NULL, SELECT, limit(Item.id), );
	CHECK_REFUSED("select from 'items': limit() is empty", NULL, SELECT,
		BARE(LIMIT), );
	CHECK_REFUSED("select from 'items': the integer is larger than "
		      "9223372036854775807",
		NULL, SELECT, limit(UINT64_MAX), );
}

static void refuses_clauses(void **state)
{
	const char *texts[] = { "a" };

	(void)state;
	CHECK_REFUSED("update of 'items': order_by() has no meaning here", NULL,
		UPDATE, order_by(Item.id), set(Item.id, 1), all_rows(), );
	CHECK_REFUSED("delete from 'items': limit() has no meaning here", NULL,
		DELETE, all_rows(), limit(1), );
	CHECK_REFUSED("select from 'items': set() has no meaning here", NULL,
		SELECT, set(Item.id, 1), );
	CHECK_REFUSED("select from 'items': all_rows() has no meaning here",
		NULL, SELECT, all_rows(), );
	CHECK_REFUSED("count of 'items': columns() has no meaning here", NULL,
		COUNT, columns(Item.id), );
	CHECK_REFUSED("select from 'items': all_rows() cannot stand in "
		      "order_by()",
		NULL, SELECT, NODE(ORDER_BY, OF(BARE(ALL_ROWS))), );
	CHECK_REFUSED("select from 'items': columns() is empty", NULL, SELECT,
		BARE(COLUMNS), );
	CHECK_REFUSED("select from 'items': order_by() is empty", NULL, SELECT,
		BARE(ORDER_BY), );
	CHECK_REFUSED("select from 'items': asc() or desc() cannot stand in "
		      "columns()",
		NULL, SELECT, columns(desc(Item.id)), );
	CHECK_REFUSED("update of 'items': there is no set(...)", NULL, UPDATE,
		all_rows(), );
	CHECK_REFUSED("update of 'items': column 'title' is set twice", NULL,
		UPDATE, set(Item.title, "a"), set(Item.title, "b"),
		all_rows(), );
	CHECK_REFUSED("update of 'items': column 'title' is set to NULL and is "
		      "not nullable()",
		NULL, UPDATE, set_null(Item.title), all_rows(), );
	CHECK_REFUSED("update of 'items': column 'title' is set to a list",
		NULL, UPDATE, set(Item.title, array(texts, 1)), all_rows(), );
	CHECK_REFUSED("update of 'items': set() is empty", NULL, UPDATE,
		BARE(SET), all_rows(), );
	CHECK_REFUSED("update of 'items': set() takes a column and a value",
		NULL, UPDATE, set(calc(Item.amount, +, 1), 1), all_rows(), );
}

static void refuses_foreign_columns(void **state)
{
	const calx_column stray = { .name = "stray",
		.type = { .kind = CALX_INTEGER } };
	const calx_node node = CALX_COLUMN_NODE_(&stray);
	const calx_integer_expression handle = CALX_COLUMN_HANDLE_(&node);

	(void)state;
	CHECK_REFUSED("select from 'items': column 'title' belongs to table "
		      "'others'",
		"joins", SELECT, where(Other.title, ==, "a"), );
	CHECK_REFUSED("select from 'items': column 'id' belongs to table "
		      "'others'",
		"joins", SELECT, order_by(Other.id), );
	check_refused("select from 'items': column 'title' belongs to table "
		      "'others'",
		"joins",
		STATEMENT(SELECT, NULL, columns(Item.title, Other.title), ));
	CHECK_REFUSED("select from 'items': column 'stray' is not part of the "
		      "table",
		NULL, SELECT, where(handle, ==, 1), );
	check_refused("a query without a model needs columns(...) of one", NULL,
		STATEMENT(SELECT, NULL, limit(1), ));
	check_refused("a query without a model needs columns(...) of one", NULL,
		STATEMENT(SELECT, NULL, columns(handle), ));
}

/* Two files that include one model have two tables of one content. */
static void accepts_columns_of_an_equal_table(void **state)
{
	calx_table table = Other_calx_table_;
	calx_column twins[2];

	(void)state;
	memcpy(twins, Other_calx_table_.columns, sizeof(twins));
	table.columns = twins;
	twins[0].table = twins[1].table = &table;
	check_sql("SELECT \"id\", \"title\" FROM \"others\" WHERE \"title\" = "
		  "?",
		1, STATEMENT(SELECT, &table, where(Other.title, ==, "a"), ));
}

static void refuses_names(void **state)
{
	calx_table table = Other_calx_table_;
	struct vec places = VEC_INIT(size_t);
	struct strbuf sql = STRBUF_INIT;
	char text[1026];

	(void)state;
	table.name = "\xff";
	check_refused("select from '\xff': the name '\xff' is not valid UTF-8",
		NULL, STATEMENT(SELECT, &table, ));
	table.name = "";
	check_refused("select from '': a name is empty", NULL,
		STATEMENT(SELECT, &table, ));
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	table.name = text;
	assert_true(
		calx__compile(&calx__sqlite_dialect,
			STATEMENT(SELECT, &table, ), &sql, &places, NULL) < 0);
	calx__strbuf_release(&sql);
}

/* A dialect with schemas, whose placeholders are numbered. */
static void says_schemas_and_numbers(void **state)
{
	struct dialect dialect = standard_dialect;
	calx_table table = Other_calx_table_;
	struct strbuf sql = STRBUF_INIT, key = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct vec places = VEC_INIT(size_t);
	const struct statement *statement =
		STATEMENT(SELECT, &table, columns(Other.id),
			where(Other.title, ==, "a"), where(Other.id, ==, 1), );

	(void)state;
	table.schema = "shop";
	dialect.numbered_placeholders = true;
	check_refused(
		"select from 'others': SQLite has no schemas, and here is one: 'shop'",
		NULL, statement);
	calx__statement_key(statement, &key, &values);
	assert_int_equal(
		calx__compile(&dialect, statement, &sql, &places, NULL),
		CALX_OK);
	assert_string_equal(sql.data,
		"SELECT \"id\" FROM \"shop\".\"others\" WHERE \"title\" = $1 AND \"id\" = $2");
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
	calx__vec_release(&values);
	calx__vec_release(&places);
}

static void refuses_depth(void **state)
{
	/* node i is any_of(node i + 1), the last one a comparison */
	calx_node nodes[202][2] = { 0 };
	const calx_node operands[] = {
		{ .kind = CALX_NODE_COLUMN,
			.column = Item.id.column_or_expression->column },
		{ .kind = CALX_NODE_VALUE, .value.kind = CALX_INTEGER },
		{ .kind = CALX_NODE_END }
	};

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		nodes[i][0].kind = CALX_NODE_ANY_OF;
		nodes[i][0].children = nodes[i + 1];
	}
	nodes[200][0].kind = CALX_NODE_COMPARE;
	nodes[200][0].text = "==";
	nodes[200][0].children = operands;
	CHECK_REFUSED("select from 'items': conditions are nested more than "
		      "100 deep",
		NULL, SELECT, NODE(WHERE, .children = nodes[0]), );
	check_sql("SELECT \"id\" FROM \"items\" WHERE ((((\"id\" = ?))))", 1,
		STATEMENT(SELECT, &Item_calx_table_, columns(Item.id),
			NODE(WHERE, .children = nodes[196]), ));
}

/* ---- memory --------------------------------------------------------------- */

static void compile_once(void *context)
{
	struct strbuf key = STRBUF_INIT, sql = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	const struct statement *statement = STATEMENT(SELECT, &Item_calx_table_,
		where(Item.title, like, "a%"),
		any_of(where(Item.amount, in, 1, 2, 3, 4, 5, 6),
			where(Item.made, >=, calx_datetime_of(1992, 8, 19))),
		order_by(desc(Item.title)), limit(3), offset(4), );
	struct vec places = VEC_INIT(size_t);
	calx_error error = { 0 };

	(void)context;
	calx__statement_key(statement, &key, &values);
	if (calx__compile(&calx__sqlite_dialect, statement, &sql, &places,
		    &error) < 0)
		assert_int_equal(error.status, CALX_OUT_OF_MEMORY);
	if (torture_is_clean())
		assert_int_equal(values.count, 10);
	else
		assert_true(key.failed || values.failed || error.status < 0);
	calx__strbuf_release(&key);
	calx__strbuf_release(&sql);
	calx__vec_release(&values);
	calx__vec_release(&places);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(compile_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selects),
		cmocka_unit_test(compares),
		cmocka_unit_test(compares_columns),
		cmocka_unit_test(compares_by_value),
		cmocka_unit_test(looks_into_lists),
		cmocka_unit_test(joins_conditions),
		cmocka_unit_test(sorts_and_cuts),
		cmocka_unit_test(computes),
		cmocka_unit_test(computes_with_decimals),
		cmocka_unit_test(counts),
		cmocka_unit_test(changes),
		cmocka_unit_test(works_by_key),
		cmocka_unit_test(inserts),
		cmocka_unit_test(refuses_changes_without_condition),
		cmocka_unit_test(refuses_operators),
		cmocka_unit_test(refuses_operands),
		cmocka_unit_test(refuses_limits),
		cmocka_unit_test(refuses_clauses),
		cmocka_unit_test(refuses_foreign_columns),
		cmocka_unit_test(accepts_columns_of_an_equal_table),
		cmocka_unit_test(refuses_names),
		cmocka_unit_test(says_schemas_and_numbers),
		cmocka_unit_test(refuses_depth),
		cmocka_unit_test(survives_lack_of_memory),
	};
	const char *output = getenv("CMOCKA_MESSAGE_OUTPUT");
	int failed = cmocka_run_group_tests_name(
		"statement", tests, open_database, close_database);

	return output && !strcmp(output, "TAP") ? 0 : failed;
}
