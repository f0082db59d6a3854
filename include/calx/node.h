#ifndef CALX_NODE_H
#define CALX_NODE_H

#include <calx/schema.h>

/* the macros are laid out by hand */
/* clang-format off */

/* The tree of a statement. Each condition, clause and expression is a calx_node;
 * the macros of expression.h write them, and other languages fill them in. A
 * node is 64 bytes on LP64; kinds and flags have fixed numbers, expressions
 * below 100 and clauses from 100 on, because they are compiled into programs.
 *
 * What has a type in SQL has one in C: calx_string_expression,
 * calx_decimal_expression ... A column of a model is one of them. */

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
	CALX_NODE_ROW = 27,       /* .object: a table object (struct AuthorStat_columns) of what is selected */
	CALX_NODE_ALL_COLUMNS = 28, /* the * of count(*) */
	CALX_NODE_COUNT_RELATED = 29,  /* .relationship: how many rows are related */
	CALX_NODE_LIFTED = 30,    /* stands for its operand, or what .right holds */
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
	CALX_NODE_SELECT = 109,   /* .table, child: ROW; or children: an expression for each column */
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
	CALX_SHARED = 8192,
	CALX_ALIKE = 16384 /* CALL: the arguments are of the type of the first */
};

/** How an operand is said in few bytes, see calx_operand. */
enum calx_operand_kind {
	CALX_OPERAND_NONE = 0,
	CALX_OPERAND_VALUE = 1,  /* .kind, and .word has the first 8 bytes of what calx_value.as would */
	CALX_OPERAND_TEXT = 2,   /* .word points at text that ends in NUL; 0: NULL */
	CALX_OPERAND_AT = 3,     /* .word points at a calx_value */
	CALX_OPERAND_NODE = 4,   /* .word points at a calx_node */
	CALX_OPERAND_INVALID = 5 /* .word points at text that says why */
};

/** A value on its way into a node, in two words, which compilers keep in
 * registers: what makes a query cheap to compile. */
typedef struct calx_operand {
	/** Of a value: what it is. */
	enum calx_kind kind;
	/** What .word is. */
	enum calx_operand_kind what;
	/** The value, or a pointer to it. */
	uint64_t word;
} calx_operand;

/** One node. Unused members are zero. src/sql/statement/node.c says which each
 * kind uses. */
typedef struct calx_node {
	/** What it is. */
	enum calx_node_kind kind;
	/** Of enum calx_node_flag. */
	unsigned flags;
	/** A name, an operator, an alias, or SQL. */
	const char *text;
	/** Its parts, up to one of kind CALX_NODE_END. */
	const struct calx_node *children;
	union {
		/** COLUMN: which. */
		const calx_column *column;
		/** Sources and changes: of which table. */
		const calx_table *table;
		/** JOIN, LOAD, HAS: by which relationship. */
		const calx_relationship *relationship;
		/** CAST and its like: to which type. */
		const calx_type *type;
		/** Rows of the program's. */
		const void *object;
		/** The first operand; the children come behind it. */
		const struct calx_node *operand;
	};
	union {
		/** VALUE, ARRAY: what it holds. */
		calx_value value;
		/** Of all other kinds: the last operand, behind the children. */
		calx_operand right;
	};
} calx_node;

/* bindings of other languages, and dumps, rely on it */
#if defined(__LP64__) && !defined(__cplusplus)
_Static_assert(sizeof(calx_node) == 64, "a node is 64 bytes");
#endif

/* ---- typed expressions ------------------------------------------------------
 * Distinct types, so that the compiler tells them apart. A column is one, and
 * so is what lower(), sum(), calc() ... make. The `const` keeps one from being
 * assigned to a variable of an outer block: what a function-like word made
 * lives in the block where it was written. `no_value` is NULL: it is there so
 * that select(Row, .field = 5) does not pass for an expression, and says why. */
#define CALX_EXPRESSION_(name) \
	typedef struct calx_##name##_expression {                              \
		const struct calx_##name##_expression_is_needed *no_value;     \
		const calx_node *const column_or_expression;                   \
	} calx_##name##_expression
CALX_EXPRESSION_(boolean);
CALX_EXPRESSION_(integer);
CALX_EXPRESSION_(real);
CALX_EXPRESSION_(decimal);
CALX_EXPRESSION_(string);
CALX_EXPRESSION_(json);
CALX_EXPRESSION_(blob);
CALX_EXPRESSION_(date);
CALX_EXPRESSION_(time);
CALX_EXPRESSION_(datetime);
CALX_EXPRESSION_(timestamp);
CALX_EXPRESSION_(interval);
CALX_EXPRESSION_(uuid);
CALX_EXPRESSION_(enumeration);
CALX_EXPRESSION_(any);	    /* of a type known at run time only */
CALX_EXPRESSION_(ordering); /* desc(), nulls_first() ... */
#undef CALX_EXPRESSION_

/* the associations of a _Generic that tells the families apart: each picks
 * what `prefix` and the family's name make */
#define CALX_BY_FAMILY_(prefix)                                                \
	calx_boolean_expression: prefix##boolean,                              \
	calx_integer_expression: prefix##integer,                              \
	calx_real_expression: prefix##real,                                    \
	calx_decimal_expression: prefix##decimal,                              \
	calx_string_expression: prefix##string,                                \
	calx_json_expression: prefix##json,                                    \
	calx_blob_expression: prefix##blob,                                    \
	calx_date_expression: prefix##date,                                    \
	calx_time_expression: prefix##time,                                    \
	calx_datetime_expression: prefix##datetime,                            \
	calx_timestamp_expression: prefix##timestamp,                          \
	calx_interval_expression: prefix##interval,                            \
	calx_uuid_expression: prefix##uuid,                                    \
	calx_enumeration_expression: prefix##enumeration

/* a column of a model: its node is constant data, T_calx_nodes_, and the typed
 * expression in the table object points at it */
#define CALX_COLUMN_NODE_(column_) { .kind = CALX_NODE_COLUMN, .column = (column_) }
#define CALX_COLUMN_HANDLE_(node_) { NULL, (node_) }

/* clang-format on */

#endif
