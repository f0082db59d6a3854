#ifndef CALX_TESTS_FUZZ_TABLES_H
#define CALX_TESTS_FUZZ_TABLES_H

#include <calx/calx.h>
#include <sqlite3.h>
#include <stdint.h>

/* The tables of the session's fuzzer. A value of any type is a small number
 * here, or NIL: what it is in C and in the database is made of that. */

#define NIL INT64_MIN
/* what is in a field or in the database, and was never put there */
#define ODD (INT64_MIN + 1)
#define COLUMNS_MAX 6
#define SETS_MAX 4

typedef int64_t cell;

enum action { NO_ACTION, CASCADE, SET_NULL, SET_DEFAULT };

struct set {
	unsigned count, columns[2];
};

struct reference {
	struct set from;
	unsigned table;
	struct set to;
	enum action on_delete, on_update;
	bool deferred;
};

struct table {
	const calx_table *table;
	unsigned domain; /* its values are below it */
	bool generated;	 /* the key is an integer that the database makes up */
	struct set uniques[SETS_MAX]; /* the key first; up to one of none */
	struct reference references[SETS_MAX]; /* likewise */
	cell defaults[COLUMNS_MAX];	       /* 0: none, else the value + 1 */
};

enum { TABLE_COUNT = 14 };
extern const struct table tables[TABLE_COUNT];
extern const calx_metadata fuzz_metadata;

/* The number of columns of a table. */
unsigned column_count(unsigned table);
/* Whether the column may be NULL. */
bool column_nullable(unsigned table, unsigned column);
/* Whether it is text or a blob, which the program lends. */
bool column_is_bytes(unsigned table, unsigned column);
/* Whether it is a whole number as it is. */
bool column_is_integer(unsigned table, unsigned column);
/* Whether it is part of the set. */
bool set_has(const struct set *set, unsigned column);

/* Puts a value into a row struct. Text and blobs are allocated: the pointer, to
 * be freed by the caller, or NULL. */
void *field_put(unsigned table, unsigned column, void *row, cell value);
/* What a field holds, read to its last byte; ODD if nobody has put it there. */
cell field_get(unsigned table, unsigned column, const void *row);
/* What a column of a result holds. */
cell column_get(
	unsigned table, unsigned column, sqlite3_stmt *statement, int at);
/* Learns how the database holds each value. */
void columns_learn(calx_engine *engine);

#endif
