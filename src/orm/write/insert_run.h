#ifndef CALX_ORM_INSERT_RUN_H
#define CALX_ORM_INSERT_RUN_H

#include "engine/run.h"
#include "orm/write/omitted.h"

/* A run of rows of one table that leave out the same columns. */

/* The rows that are to be inserted, in their order. */
struct insert {
	struct mapper *mapper;
	const char *rows;      /* an array of structs, or NULL: */
	const uint32_t *slots; /* objects, which then are in the session */
	size_t count;
	const char *where;
	size_t at; /* the first row of the statement that runs */
};

struct insert_run {
	struct insert *insert;
	struct statement statement;
	bool key_by_id;	  /* the key comes as the last inserted id */
	bool follows;	  /* that is all that comes, and keys are numbered on */
	bool in_order;	  /* many rows can return what comes */
	bool fragile;	  /* a failure takes the transaction with it */
	int64_t last_id;  /* of the row before, once there is one */
	bool reads_back;  /* something is chosen by the database */
	bool reloads;	  /* and it cannot say so in the same statement */
	bool has_columns; /* the columns of what is bound are set */
};

/* The struct of a row. */
static inline void *calx__insert_row(const struct insert *insert, size_t i)
{
	struct mapper *mapper = insert->mapper;

	if (insert->slots)
		return calx__slot_row(&mapper->slots, insert->slots[i]);
	/* only read */
	return (char *)(uintptr_t)insert->rows + i * mapper->table->row_size;
}

/* The same as it was when it was added; NULL: it is no object. */
static inline const void *calx__insert_row_before(
	const struct insert *insert, size_t i)
{
	return insert->slots ? calx__slot_snapshot(
				       &insert->mapper->slots, insert->slots[i])
			     : NULL;
}

/* Decides what is sent and what comes back, for rows that leave this out. */
void calx__insert_run_plan(
	struct insert_run *run, const struct omitted *omitted);
/* Binds row `i` of the statement. */
enum calx_status calx__insert_run_bind(
	struct insert_run *run, struct prepared *prepared, size_t i);

#endif
