#ifndef CALX_SQL_KEY_H
#define CALX_SQL_KEY_H

#include "sql/statement/node.h"
#include "sql/type/stored.h"
#include "util/strbuf.h"
#include "util/vec.h"

/* Statements, and the bytes by which a prepared one is found again. */

enum statement_kind {
	STATEMENT_SELECT,
	STATEMENT_COUNT,
	STATEMENT_EXISTS,
	STATEMENT_INSERT_SET,
	STATEMENT_UPDATE,
	STATEMENT_DELETE,
	/* of the unit of work: by column numbers, not by clauses */
	STATEMENT_INSERT,
	STATEMENT_UPDATE_BY_KEY,
	STATEMENT_DELETE_BY_KEY,
	STATEMENT_GET
};

/* A statement to be compiled. The clause kinds use `clauses`; the others bind
 * the columns numbered in `numbers` (INSERT: `rows` times; UPDATE_BY_KEY: those
 * to set), and then the primary key (`keys`). SELECT without a COLUMNS clause,
 * and GET, fetch all columns of `table` in its order. */
struct statement {
	enum statement_kind kind;
	const calx_table *table;
	const calx_node *clauses; /* up to CALX_NODE_END; may be NULL */
	int64_t limit;		  /* of rows, if no clause says one; 0: none */
	const unsigned *numbers;
	size_t number_count;
	const unsigned *keys;
	size_t key_count;
	size_t rows;
	const unsigned *returning; /* INSERT: columns to read back */
	size_t returning_count;
	/* SELECT and GET: all rows are meant for structs of `table` */
	bool fills_structs;
};

/* A value on its way into a statement, and the column it is meant for (NULL if
 * none): that column's type says how it is checked and stored. An integer that is
 * meant for none is a CALX_BIG_INTEGER where 32 bits have no room for it, and a
 * CALX_INTEGER where they have. */
struct bound_value {
	calx_value value;
	const calx_column *column;
	/* where it was found: `value` of its node in the plain form */
	const calx_value *from;
	/* not stored: it need not fit the column's length, as any text may be
	 * looked for */
	enum compared compared;
};

/* The structure of a clause statement as bytes, without its values: two
 * statements with equal keys compile to the same SQL, or both to an error: a
 * value that no SQL can be made for (a negative limit, NULL where it cannot
 * match) shows in the key. In the same walk the values are collected into
 * `values` (of struct bound_value), in the order of the clauses; the compiler
 * says which of them each placeholder stands for. The statements of the unit of
 * work have a key too, and no values. Failure (no memory) sticks to `key` and
 * `values`. */
void calx__statement_key(const struct statement *statement, struct strbuf *key,
	struct vec *values);

/* Whether the operand of limit() or offset() is an integer from 0 on. */
bool calx__limit_is_valid(const calx_value *value);

#endif
