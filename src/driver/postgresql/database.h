#ifndef CALX_DRIVER_POSTGRESQL_DATABASE_H
#define CALX_DRIVER_POSTGRESQL_DATABASE_H

#include <libpq-fe.h>
#include <stdatomic.h>

#include "driver/driver.h"
#include "driver/postgresql/wire/wire.h"
#include "util/arena.h"
#include "util/strbuf.h"
#include "util/vec.h"

/* The inside of the driver, which its files share. */

struct db {
	PGconn *connection;
	PGcancel *cancel; /* for interrupt(), which may be in a handler */
	atomic_bool interrupted; /* it was called, since the last BEGIN */
	const struct listener *listener;    /* NULL: nobody listens */
	const struct driver_waiter *waiter; /* NULL: libpq may wait */
	long long timeout; /* for locks, in milliseconds, as the URL says; less
			    * than 0: as the server says */
	long long limit;   /* for statements; 0: none */
	unsigned long long names; /* given to statements so far */
	/* Statements that the server can forget, which it is told with the next
	 * that it is to prepare: DEALLOCATE of each. */
	struct strbuf forgotten;
	/* rises with each statement that may change what others return */
	unsigned schema;
	unsigned schema_began;	/* what it was when the transaction began */
	struct stmt *streaming; /* whose rows are on the wire; NULL: nobody's */
};

/* Room for what a parameter of fixed size has on the wire. */
struct room {
	char bytes[16];
};

struct batch; /* many.c's */

/* Rows that come as they are read (stream.c). */
struct stream {
	bool is_asked;	 /* the rows of this run are to */
	bool is_whole;	 /* and all of them will be read */
	bool is_open;	 /* and there may be more on the wire */
	bool is_inside;	 /* a transaction, and of a savepoint */
	bool is_cut;	 /* its rows went with a rollback */
	bool is_short;	 /* there was no memory to read it ahead */
	bool is_lost;	 /* the connection was lost meanwhile */
	PGresult *rest;	 /* what was read ahead; NULL: nothing */
	PGresult *end;	 /* the failure behind that; NULL: there was none */
	long long count; /* of the rows so far */
};

/* A column of the current row. */
struct cell {
	const char *at; /* ends in NUL */
	int size;	/* -1: NULL */
};

/* Rows that a COPY sends (stream/copied.c). */
struct copied {
	bool is_on;	    /* those of this run are */
	bool is_begun;	    /* the first one has come, with what heads it */
	bool is_done;	    /* the server has said that those were all */
	bool is_changed;    /* it would send other types than it used to */
	char *row;	    /* the current one, libpq's; NULL: there is none */
	struct cell *cells; /* its columns */
	struct vec rest;    /* of copied_row, those that were read ahead */
	size_t rest_at;	    /* how many of them were shown */
	struct strbuf sql;
};

struct stmt {
	struct db *db;
	struct view sql; /* ends in NUL */
	char name[24];	 /* of the server; "": it has not got it */
	Oid *asked;	 /* types of parameters as they were asked for */
	size_t asked_count;
	PGresult *shape; /* what the server said of it: types and names */
	unsigned schema; /* db->schema when it did */
	size_t parameter_count, column_count;
	Oid *types;  /* of the columns, as in the shape */
	bool binary; /* all columns come so; otherwise all as text */
	bool writes; /* it may change something */
	bool locks;  /* or keep others from that, which lasts */
	/* of parameters, as libpq takes them */
	const char **values;
	int *lengths;
	int *formats;
	struct room *rooms;
	struct arena text;  /* what has no room in those, until the rewind */
	struct arena shown; /* text that was made of the current row */
	PGresult *result;   /* of the run; NULL: it has not begun */
	int row, row_count; /* the current one; how many there are */
	struct outcome outcome; /* of its last run */
	struct stream stream;
	struct copied copied;
	long long row_total; /* of the run before; -1: there was none */
	struct batch *batch; /* of runs for many rows; NULL: there was none */
	void (*batch_free)(struct batch *batch);
};

static inline struct cell calx__cell(const struct stmt *stmt, int column)
{
	const PGresult *result = stmt->result;
	const int row = stmt->row;

	if (stmt->copied.row)
		return stmt->copied.cells[column];
	return (struct cell){ PQgetvalue(result, row, column),
		PQgetisnull(result, row, column)
			? -1
			: PQgetlength(result, row, column) };
}

#endif
