#ifndef CALX_EXPRESSION_H
#define CALX_EXPRESSION_H

#include <string.h>

#include <calx/each.h>
#include <calx/model.h>

/* the macros are laid out by hand */
/* clang-format off */

/* Expressions and clauses as data. A statement is a tree of calx_node; the
 * macros below write its nodes as initialisers, so they mean something only
 * inside a call that takes clauses: they cannot be stored, returned or
 * assigned, and nothing that lives on the stack can outlive its block. To
 * build a query across blocks, add clauses to a calx_query, which copies them
 * (docs/decisions/003-expressions.md). Building costs no allocation. */

/* a relationship between models; nodes only point at it */
typedef struct calx_relationship calx_relationship;

/** What a node is; src/sql/statement/node.c says which members each kind uses. The
 * numbers are compiled into programs: they never change. */
enum calx_node_kind {
	CALX_NODE_END = 0, /* ends every array of nodes */
	CALX_NODE_COLUMN = 1,
	CALX_NODE_VALUE = 2,
	CALX_NODE_ARRAY = 3,   /* values: .value.kind and .value.as.text {items, count} */
	CALX_NODE_INVALID = 4, /* an operand that cannot be: .text says why */
	CALX_NODE_COMPARE = 5, /* .text is the operator, children its operands */
	CALX_NODE_ALL_OF = 6,
	CALX_NODE_ANY_OF = 7,
	CALX_NODE_NONE_OF = 8,
	CALX_NODE_CALL = 9,       /* .text the function, children its arguments */
	CALX_NODE_OPERATOR = 10,  /* .text between two children */
	CALX_NODE_CASE = 11,      /* children: WHEN ..., OTHERWISE */
	CALX_NODE_WHEN = 12,      /* children: the value, conditions */
	CALX_NODE_OTHERWISE = 13,
	CALX_NODE_CAST = 14,      /* .type, one child */
	CALX_NODE_EXTRACT = 15,   /* .text the field, one child */
	CALX_NODE_JSON_VALUE = 16, /* .type, .text the path, one child */
	CALX_NODE_SUBQUERY = 17,  /* children: clauses */
	CALX_NODE_EXISTS = 18,    /* children: clauses */
	CALX_NODE_HAS = 19,       /* .relationship; children: conditions */
	CALX_NODE_OVER = 20,      /* children: the function, PARTITION_BY, ORDER_BY, FRAME */
	CALX_NODE_FILTERED = 21,  /* children: the aggregate, conditions */
	CALX_NODE_DISTINCT = 22,  /* inside of an aggregate: one child */
	CALX_NODE_ORDERING = 23,  /* .flags the direction, one child */
	CALX_NODE_EXCLUDED = 24,  /* one child: a column of the refused row */
	CALX_NODE_TUPLE = 25,
	CALX_NODE_PARAM = 26,     /* .text its name, one child: the value */
	CALX_NODE_ROW = 27,       /* .object: a table object whose columns are what is selected */
	CALX_NODE_ALL_COLUMNS = 28, /* the * of count(*) */
	CALX_NODE_COUNT_RELATED = 29,  /* .relationship: how many rows are related */
	/* clauses */
	CALX_NODE_NOTHING = 100,  /* a clause that was left out */
	CALX_NODE_COLUMNS = 101,
	CALX_NODE_SET = 102,      /* children: the column and its value */
	CALX_NODE_WHERE = 103,    /* children: conditions, all of which must hold; NULL: left out */
	CALX_NODE_ORDER_BY = 104,
	CALX_NODE_LIMIT = 105,    /* of several the last one counts */
	CALX_NODE_OFFSET = 106,
	CALX_NODE_ALL_ROWS = 107,
	CALX_NODE_UNTRACKED = 108,
	CALX_NODE_SELECT = 109,   /* .table, child: ROW */
	CALX_NODE_FROM = 110,     /* .table, .text the alias; children: the clauses of a subquery */
	CALX_NODE_JOIN = 111,     /* .flags; .relationship and .text, or .table; children: SOURCE, conditions */
	CALX_NODE_SOURCE = 112,   /* .table, .text the alias */
	CALX_NODE_GROUP_BY = 113,
	CALX_NODE_HAVING = 114,
	CALX_NODE_DISTINCT_ROWS = 115, /* children: those of DISTINCT ON */
	CALX_NODE_WITH = 116,     /* .table a row, .flags; children: clauses */
	CALX_NODE_VALUES = 117,   /* .table a row; child: ARRAY of structs */
	CALX_NODE_COMBINE = 118,  /* .text "union all" ...; children: clauses */
	CALX_NODE_LOAD = 119,     /* .relationship; children: clauses */
	CALX_NODE_FOR_UPDATE = 120, /* .flags */
	CALX_NODE_SQL = 121,      /* .text; children: PARAM */
	CALX_NODE_PARTITION_BY = 122,
	CALX_NODE_FRAME = 123,    /* .text */
	CALX_NODE_ON_CONFLICT = 124,
	CALX_NODE_DO_NOTHING = 125,
	CALX_NODE_DO_UPDATE = 126, /* children: columns that take the new values */
	CALX_NODE_DO_SET = 127,   /* children: the column and its value */
	CALX_NODE_AFTER = 128,    /* .table, child: ROW, the last row of the page before */
	CALX_NODE_ORDER_BY_NAME = 129, /* .text; children: the columns allowed */
	CALX_NODE_CLAUSES = 130,  /* children: the clauses of a calx_query */
	CALX_NODE_INSERT = 131,   /* .table: the statement changes it, and returns rows */
	CALX_NODE_UPDATE = 132,
	CALX_NODE_DELETE = 133,
	CALX_NODE_BY_JOIN = 134,  /* in load(): with the same query */
};

/** What .flags may hold. The numbers never change either. */
enum calx_node_flag {
	CALX_ASCENDING = 1,
	CALX_DESCENDING = 2,
	CALX_NULLS_FIRST = 4,
	CALX_NULLS_LAST = 8,
	CALX_OUTER_LEFT = 16, /* joins */
	CALX_OUTER_RIGHT = 32,
	CALX_LATERAL = 64,
	CALX_CROSS = 128,
	CALX_RECURSIVE = 256, /* with_recursive() */
	CALX_NOT = 512,
	CALX_IF_GIVEN = 1024, /* no condition if the value is NULL */
	CALX_SKIP_LOCKED = 2048,
	CALX_NO_WAIT = 4096,
	CALX_SHARED = 8192
};

/** One node. Unused members are zero. */
typedef struct calx_node {
	enum calx_node_kind kind;
	unsigned flags;
	const char *text;
	const struct calx_node *children; /* up to one of kind CALX_NODE_END */
	union {
		const calx_column *column;
		const calx_table *table;
		const calx_relationship *relationship;
		const calx_type *type;
		const void *object;
	};
	calx_value value;
} calx_node;

/* bindings of other languages, and dumps, rely on it */
#if defined(__LP64__) && !defined(__cplusplus)
_Static_assert(sizeof(calx_node) == 64, "a node is 64 bytes");
#endif

/* ---- operands: values lifted into a type that names what they are --------- */
#define CALX_OPERAND_(name) \
	typedef struct calx_##name##_operand { calx_node node; } calx_##name##_operand
CALX_OPERAND_(integer);
CALX_OPERAND_(real);
CALX_OPERAND_(decimal);
CALX_OPERAND_(string);
CALX_OPERAND_(blob);
CALX_OPERAND_(date);
CALX_OPERAND_(time);
CALX_OPERAND_(datetime);
CALX_OPERAND_(timestamp);
CALX_OPERAND_(interval);
CALX_OPERAND_(uuid);
/* what NULL becomes, which fits no column */
CALX_OPERAND_(NULL_use_is_null_or_set_null);
#undef CALX_OPERAND_

#ifndef __cplusplus

/* ---- conditions ----------------------------------------------------------- */

/** cmp(column, operator, value): a condition. Operators: == != < <= > >=
 * like, not_like, in, not_in (with a list), between (two values), is_null and
 * is_not_null (none). */
#define calx_cmp(...) CALX_CAT_(CALX_CMP_, CALX_COUNT_(__VA_ARGS__))(__VA_ARGS__)
#define CALX_CMP_2(column_, operator_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_))
#define CALX_CMP_3(column_, operator_, value_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_), CALX_CHECKED_(column_, value_))
#define CALX_CMP_4(column_, operator_, low_, high_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_), CALX_CHECKED_(column_, low_), CALX_CHECKED_(column_, high_))
#define CALX_COMPARE_(operator_, ...) \
	{ .kind = CALX_NODE_COMPARE, .text = operator_, .children = CALX_NODES_(__VA_ARGS__) }
#define CALX_LEFT_(column_) { .kind = CALX_NODE_COLUMN, .column = (column_).column }
#define CALX_NODES_(...) (const calx_node[]){ __VA_ARGS__, { .kind = CALX_NODE_END } }

/** all_of(cmp(...), cmp(...)): every condition holds. */
#define calx_all_of(...) { .kind = CALX_NODE_ALL_OF, .children = CALX_NODES_(__VA_ARGS__) }
/** any_of(cmp(...), cmp(...)): at least one holds. */
#define calx_any_of(...) { .kind = CALX_NODE_ANY_OF, .children = CALX_NODES_(__VA_ARGS__) }
/** none_of(cmp(...), ...): not one of them holds. */
#define calx_none_of(...) { .kind = CALX_NODE_NONE_OF, .children = CALX_NODES_(__VA_ARGS__) }

/* ---- clauses -------------------------------------------------------------- */

/** where(column, operator, value): only rows for which it holds. Several
 * where() and filter() clauses must hold together. */
#define calx_where(...) calx_filter(calx_cmp(__VA_ARGS__))
/** filter(condition, ...): only rows for which all the conditions hold. */
#define calx_filter(...) { .kind = CALX_NODE_WHERE, .children = CALX_NODES_(__VA_ARGS__) }
/** order_by(column, desc(column), ...) */
#define calx_order_by(...) \
	{ .kind = CALX_NODE_ORDER_BY, .children = CALX_NODES_(CALX_LIST_(CALX_TERM_, , __VA_ARGS__)) }
/** columns(column, ...): what a row of calx_each_row() holds. */
#define calx_columns(...) \
	{ .kind = CALX_NODE_COLUMNS, .children = CALX_NODES_(CALX_LIST_(CALX_TERM_, , __VA_ARGS__)) }
#define CALX_TERM_(context, term) CALX_NODE_OF_(term)
/** limit(n): at most n rows. */
#define calx_limit(n) \
	{ .kind = CALX_NODE_LIMIT, .children = CALX_NODES_(calx_limit_takes_an_integer(CALX_LIFT_(n))) }
/** offset(n): not the first n rows. */
#define calx_offset(n) \
	{ .kind = CALX_NODE_OFFSET, .children = CALX_NODES_(calx_offset_takes_an_integer(CALX_LIFT_(n))) }
/** set(column, value): what calx_update() changes. */
#define calx_set(column_, value_) \
	{ .kind = CALX_NODE_SET, .children = CALX_NODES_(CALX_LEFT_(column_), CALX_CHECKED_(column_, value_)) }
/** set_null(column): change it to NULL. */
#define calx_set_null(column_) \
	{ .kind = CALX_NODE_SET, .children = CALX_NODES_(CALX_LEFT_(column_), { .kind = CALX_NODE_VALUE }) }
/** all_rows(): yes, an update or delete without a condition is meant. */
#define calx_all_rows() { .kind = CALX_NODE_ALL_ROWS }
/** untracked(): rows that are only read. They do not become objects of the
 * session: changes to them are not written, and two queries give two copies. */
#define calx_untracked() { .kind = CALX_NODE_UNTRACKED }

/** desc(column), asc(column): the direction of an ordering term. */
#define calx_desc(term) calx_directed_(CALX_NODE_OF_(term), CALX_DESCENDING)
#define calx_asc(term) calx_directed_(CALX_NODE_OF_(term), CALX_ASCENDING)

/* ---- lists for `in` ------------------------------------------------------- */

/** integers(1, 2, 3), strings("a", "b") ...: the list on the right of `in`. An
 * empty list matches nothing. For arrays made at run time: calx_integer_list
 * (items, count) and so on, whose items the statement borrows. */
#define calx_integers(...) \
	CALX_ARRAY_(calx_integer_list, int64_t, CALX_LIST_(CALX_INTEGER_ITEM_, , __VA_ARGS__))
#define calx_reals(...) \
	CALX_ARRAY_(calx_real_list, double, CALX_LIST_(CALX_REAL_ITEM_, , __VA_ARGS__))
#define calx_strings(...) \
	CALX_ARRAY_(calx_string_list, char *const, CALX_LIST_(CALX_STRING_ITEM_, , __VA_ARGS__))
#define calx_decimals(...) CALX_ARRAY_(calx_decimal_list, calx_decimal, __VA_ARGS__)
#define calx_dates(...) CALX_ARRAY_(calx_date_list, calx_date, __VA_ARGS__)
#define calx_datetimes(...) CALX_ARRAY_(calx_datetime_list, calx_datetime, __VA_ARGS__)
#define calx_timestamps(...) CALX_ARRAY_(calx_timestamp_list, calx_timestamp, __VA_ARGS__)
#define calx_uuids(...) CALX_ARRAY_(calx_uuid_list, calx_uuid, __VA_ARGS__)
/* operators that take nothing but integers, and numbers */
#define CALX_INTEGER_ITEM_(context, item) ~~(item)
#define CALX_REAL_ITEM_(context, item) +(item)
#define CALX_STRING_ITEM_(context, item) \
	_Generic((item), char *: (item), const char *: (item))
#define CALX_ARRAY_(function, type, ...) \
	function((const type[]){ __VA_ARGS__ }, CALX_COUNT_(__VA_ARGS__))

/* ---- how the compiler tells types apart ----------------------------------- */

/* any term: a column, or a node that a function such as desc() made */
#define CALX_NODE_OF_(term)                                                    \
	_Generic((term),                                                       \
		calx_node: calx_node_itself_,                                  \
		calx_boolean_column: calx_boolean_column_node_,                \
		calx_integer_column: calx_integer_column_node_,                \
		calx_real_column: calx_real_column_node_,                      \
		calx_decimal_column: calx_decimal_column_node_,                \
		calx_string_column: calx_string_column_node_,                  \
		calx_blob_column: calx_blob_column_node_,                      \
		calx_date_column: calx_date_column_node_,                      \
		calx_time_column: calx_time_column_node_,                      \
		calx_datetime_column: calx_datetime_column_node_,              \
		calx_timestamp_column: calx_timestamp_column_node_,            \
		calx_interval_column: calx_interval_column_node_,              \
		calx_uuid_column: calx_uuid_column_node_,                      \
		calx_enumeration_column: calx_enumeration_column_node_,        \
		default: calx_term_must_be_a_column)(term)

/* a value, of a type that fits the column: the function's name is the error
 * message that gcc prints, its parameter's type the one that clang prints */
#define CALX_CHECKED_(column_, value_)                                         \
	_Generic((column_),                                                    \
		calx_boolean_column: calx_boolean_column_takes_a_boolean,      \
		calx_integer_column: calx_integer_column_takes_an_integer,     \
		calx_real_column: calx_real_column_takes_a_double,             \
		calx_decimal_column: calx_numeric_column_takes_a_calx_decimal, \
		calx_string_column: calx_text_column_takes_a_string,           \
		calx_blob_column: calx_blob_column_takes_a_calx_blob,          \
		calx_date_column: calx_date_column_takes_a_calx_date,          \
		calx_time_column: calx_time_column_takes_a_calx_time,          \
		calx_datetime_column: calx_datetime_column_takes_a_calx_datetime, \
		calx_timestamp_column: calx_timestamp_column_takes_a_calx_timestamp, \
		calx_interval_column: calx_interval_column_takes_a_calx_interval, \
		calx_uuid_column: calx_uuid_column_takes_a_calx_uuid,          \
		calx_enumeration_column: calx_enumeration_column_takes_an_integer)(CALX_LIFT_(value_))

#define CALX_LIFT_(value_)                                                     \
	_Generic((value_),                                                     \
		bool: calx_lift_bool_,                                         \
		char: calx_lift_int64_,                                        \
		signed char: calx_lift_int64_,                                 \
		unsigned char: calx_lift_int64_,                               \
		short: calx_lift_int64_,                                       \
		unsigned short: calx_lift_int64_,                              \
		int: calx_lift_int64_,                                         \
		unsigned int: calx_lift_int64_,                                \
		long: calx_lift_int64_,                                        \
		long long: calx_lift_int64_,                                   \
		unsigned long: calx_lift_uint64_,                              \
		unsigned long long: calx_lift_uint64_,                         \
		float: calx_lift_double_,                                      \
		double: calx_lift_double_,                                     \
		void *: calx_lift_null_,                                       \
		char *: calx_lift_string_,                                     \
		const char *: calx_lift_string_,                               \
		calx_decimal: calx_lift_decimal_,                              \
		calx_blob: calx_lift_blob_,                                    \
		calx_date: calx_lift_date_,                                    \
		calx_time: calx_lift_time_,                                    \
		calx_datetime: calx_lift_datetime_,                            \
		calx_timestamp: calx_lift_timestamp_,                          \
		calx_interval: calx_lift_interval_,                            \
		calx_uuid: calx_lift_uuid_,                                    \
		calx_integer_operand: calx_lift_integer_operand_,              \
		calx_real_operand: calx_lift_real_operand_,                    \
		calx_string_operand: calx_lift_string_operand_,                \
		calx_decimal_operand: calx_lift_decimal_operand_,              \
		calx_date_operand: calx_lift_date_operand_,                    \
		calx_datetime_operand: calx_lift_datetime_operand_,            \
		calx_timestamp_operand: calx_lift_timestamp_operand_,          \
		calx_uuid_operand: calx_lift_uuid_operand_,                    \
		calx_boolean_column: calx_lift_boolean_column_,                \
		calx_integer_column: calx_lift_integer_column_,                \
		calx_real_column: calx_lift_real_column_,                      \
		calx_decimal_column: calx_lift_decimal_column_,                \
		calx_string_column: calx_lift_string_column_,                  \
		calx_blob_column: calx_lift_blob_column_,                      \
		calx_date_column: calx_lift_date_column_,                      \
		calx_time_column: calx_lift_time_column_,                      \
		calx_datetime_column: calx_lift_datetime_column_,              \
		calx_timestamp_column: calx_lift_timestamp_column_,            \
		calx_interval_column: calx_lift_interval_column_,              \
		calx_uuid_column: calx_lift_uuid_column_)(value_)

#include <calx/operand.h>

#endif

/* clang-format on */

#endif
