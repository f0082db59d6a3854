#ifndef CALX_DRIVER_DRIVER_H
#define CALX_DRIVER_DRIVER_H

#include "compile/dialect.h"
#include "sql/type/field.h"
#include "util/text.h"
#include <calx/connection.h>

/* What a database's client library must do: one const struct per driver. The
 * driver includes the vendor's header, and nothing else does.
 *
 * A driver is a folder; each has the same files:
 *
 *     driver.c       the struct: calx__<folder>_driver
 *     open.c         the URL's parameters, opening and closing
 *     setup.c        what a fresh connection is told and taught
 *     transaction.c  begin, commit, rollback, state
 *     statement.c    prepare, describe, step, outcome, rewind, finalize
 *     bind.c row.c   values on their way in and out
 *     fields.c       the fields of structs on theirs
 *     error.c        the vendor's codes as statuses, names of what refused
 *     many.c         many rows of values at once, where the database takes them
 *     wait.c         what reads from the server, for who may not wait for it
 *     database.h     struct db and struct stmt, which those share
 *
 * A db and its statements are used by one thread at a time. A function that
 * can fail fills `error` with status, native code, SQLSTATE and message, and
 * with table, column and constraint where they can be known; what it returns
 * by pointer it sets on success only.
 *
 * The struct grows at its end. `size` says how far a driver's goes; a member
 * beyond it counts as NULL. Members are required unless it is said what the
 * engine does without them. */

/* a connection, and a statement that it has prepared: the driver's own */
struct db;
struct stmt;

/* The parts are decoded, and NULL if they were not given. */
struct url {
	const char *text;   /* with passwords masked */
	const char *scheme; /* "sqlite", lower case */
	const char *user, *password;
	const char *host; /* several: "a,b", and `port` "1,2" or "1," */
	const char *port;
	const char *database; /* what stands behind the slash */
	const struct url_parameter {
		const char *name, *value;
	} * parameters; /* up to one without name */
	/* how long to wait for a lock, in milliseconds, over what the
	 * parameters say; 0: nobody has said it */
	long long wait;
	/* how long a statement may run, in milliseconds; 0: as long as it takes */
	long long limit;
};

/* Whom a db tells what the server says by itself, while one of the db's
 * functions runs. It outlives the db. All text is borrowed for the call. */
struct listener {
	/* a warning or a note about what runs */
	void (*notice)(void *context, const char *text);
	/* what another connection has sent to those who listen to `channel` */
	void (*notification)(
		void *context, const char *channel, const char *payload);
	void *context;
};

/* What a descriptor may be waited for. */
#define WAIT_READ 1U
#define WAIT_WRITE 2U

/* Who waits in the place of a db's functions. */
struct driver_waiter {
	/* Comes back when the descriptor can be read (WAIT_READ) or written
	 * without waiting, or after so many milliseconds (less than 0: never):
	 * with what it is ready for; 0: nothing of it. Less than 0 is no
	 * descriptor: others may run meanwhile; and whatever is not 0 then
	 * says that nobody wants it any more. */
	unsigned (*wait)(void *context, int descriptor, unsigned events,
		long long milliseconds);
	void *context;
};

enum driver_feature {
	/* Several statements of one db can have rows open. Without it, the
	 * engine reads those of one into memory before it lets the db do
	 * anything else. */
	DRIVER_STREAMS = 1 << 0,
	/* outcome() knows the number that an INSERT gave to its last row.
	 * Without it, the ORM asks for keys with RETURNING. */
	DRIVER_LAST_ID = 1 << 1,
	/* An INSERT of several rows that leaves out an integer key gives each
	 * the next number, in their order, and outcome() knows the last one:
	 * true unless a trigger inserts into the same table, or the numbers
	 * have run out. Without it, keys are asked for. */
	DRIVER_KEYS_FOLLOW = 1 << 2,
	/* An INSERT of several rows that returns something does so in their
	 * order. Without it, those rows are inserted one by one. */
	DRIVER_RETURNS_IN_ORDER = 1 << 3,
	/* A statement that fails takes the transaction with it, unless there is
	 * a savepoint to go back to. */
	DRIVER_FAILURE_ENDS = 1 << 4
};

/* the bytes of the name of a transaction in two phases */
#define TWO_PHASE_MAX ((size_t)64)

enum transaction_state {
	TRANSACTION_NONE,
	TRANSACTION_OPEN,
	/* open, and good for nothing but a rollback */
	TRANSACTION_FAILED,
	/* gone with the connection, which cannot be used any more */
	TRANSACTION_LOST
};

/* what describe() tells of a statement */
struct stmt_shape {
	size_t parameters; /* placeholders in its text */
	size_t columns;	   /* of its rows; 0: it returns none */
};

/* What one run of a statement came to. */
struct outcome {
	long long changes; /* rows inserted, updated or deleted by it itself */
	long long last_id; /* see DRIVER_LAST_ID; 0: it has inserted none */
};

/* Columns of the current row that are just what they are to be, each in its C
 * type. Text is borrowed until the next step and ends in NUL. NULL, not
 * `is_usual` or of year 0: column() is asked, which knows all other values. They
 * come by value, which is in registers: a place on the stack would be guarded. */
struct column_integer {
	long long number;
	bool is_usual;
};
struct column_real {
	double number;
	bool is_usual;
};
struct driver_columns {
	const char *(*text)(struct stmt *stmt, size_t index);
	struct column_integer (*integer)(struct stmt *stmt, size_t index);
	struct column_real (*real)(struct stmt *stmt, size_t index);
	calx_date (*date)(struct stmt *stmt, size_t index);
};

/* How look() opens. */
enum look {
	/* a copy, which may be changed and is gone when it is closed */
	LOOK_COPY = 1 << 0,
	/* what is not there is an empty database */
	LOOK_EMPTY = 1 << 1
};

/* What somebody wants of a database; all 0: to work with it. */
struct purpose {
	bool looks;   /* only that: look() opens it */
	unsigned how; /* and so: of enum look; each connection has its copy */
	/* how long to wait for a lock, in milliseconds, over what the URL says;
	 * 0: as that says */
	long long wait;
};

/* Binds all parameters of row `i` of many, by bind() or put(). */
typedef enum calx_status many_bind(void *context, size_t i);

/* Rows of values that one statement is to run for. */
struct many {
	size_t count;
	many_bind *bind;
	void *context; /* of bind() */
};

/* A SELECT of columns of one table that nothing sorts, groups or makes distinct. */
struct plain_select {
	struct view sql;  /* ends in NUL */
	struct view list; /* the columns: a part of it */
	size_t columns;
	const char *space, *table; /* `space` NULL: what the name alone finds */
};

struct two_phases {
	/* The first phase of the transaction that is open. */
	enum calx_status (*prepare)(
		struct db *db, const char *name, calx_error *error);
	/* The second of one that is prepared, perhaps by another connection;
	 * CALX_NOT_FOUND: there is none. */
	enum calx_status (*finish)(struct db *db, const char *name,
		bool commits, calx_error *error);
	/* a query for the names of those that are prepared, which are in its
	 * last column */
	const char *names;
};

struct driver {
	size_t size;	     /* sizeof(struct driver) when it was compiled */
	const char *scheme;  /* of URLs: "sqlite" */
	const char *example; /* a URL, for hints */
	const struct dialect *dialect;
	unsigned features; /* of enum driver_feature */

	/* ---- the connection --------------------------------------------- */

	/* The URL and the listener outlive what is opened. */
	enum calx_status (*open)(const struct url *url,
		const struct listener *listener, struct db **ret_db,
		calx_error *error);
	/* with all statements finalized */
	void (*close)(struct db *db);
	/* The dialect of the server that answers, by its version. NULL: it is
	 * `dialect` always. */
	const struct dialect *(*dialect_of)(const struct db *db);
	/* Ends what is running, from another thread. NULL: nothing can be
	 * ended. */
	void (*interrupt)(struct db *db);

	/* ---- transactions ----------------------------------------------- */

	/* The options are complete, and make sense together. One that the
	 * database cannot grant is CALX_UNSUPPORTED; a stricter isolation than
	 * the one asked for is fine. */
	enum calx_status (*begin)(struct db *db,
		const calx_transaction_options *options, calx_error *error);
	enum calx_status (*commit)(struct db *db, calx_error *error);
	enum calx_status (*rollback)(struct db *db, calx_error *error);
	/* Without asking the server. */
	enum transaction_state (*state)(const struct db *db);

	/* ---- statements ------------------------------------------------- */

	/* `sql` ends in NUL, must hold exactly one statement and outlives what
	 * is made of it. kinds[i] says what will be bound to parameter i;
	 * CALX_NULL, and what lies beyond `count`: that is not known. */
	enum calx_status (*prepare)(struct db *db, struct view sql,
		const enum calx_kind *kinds, size_t count,
		struct stmt **ret_stmt, calx_error *error);
	/* As it is now: the columns of a SELECT * follow the schema. */
	void (*describe)(const struct stmt *stmt, struct stmt_shape *ret_shape);
	/* the name of a column, borrowed until the next step; NULL without
	 * memory */
	const char *(*label)(const struct stmt *stmt, size_t index);
	/* Also while another statement streams: what then needs the wire
	 * waits. */
	void (*finalize)(struct stmt *stmt);

	/* Binds values[0] to values[count - 1] from parameter `first` (from 0)
	 * on. Text is borrowed until the rewind. Whoever binds one parameter
	 * binds all before the next step. */
	enum calx_status (*bind)(struct stmt *stmt, size_t first,
		const calx_value *const *values, size_t count,
		calx_error *error);
	/* 1: a row, 0: done, < 0: failed */
	int (*step)(struct stmt *stmt, calx_error *error);
	/* The current row: `count` columns into values[]. kinds[i] says what
	 * column i is to become, and is a carrier of sql/type (CALX_NULL, and
	 * `kinds` NULL: as it comes). The values are tagged with it, but an
	 * enumeration comes as its label. Text is borrowed until the next step and ends in NUL. */
	enum calx_status (*row)(struct stmt *stmt, const enum calx_kind *kinds,
		size_t count, calx_value *values, calx_error *error);
	/* of the run that has just ended with 0, until the rewind */
	struct outcome (*outcome)(const struct stmt *stmt);
	/* Ends the run, forgets its rows and what was bound. */
	void (*rewind)(struct stmt *stmt);

	/* Appends the statement with what is bound to it written into its
	 * text; nothing if it only reads. A double may lose its last digits.
	 * Scripts of migrations are made of it. */
	enum calx_status (*expand)(
		struct stmt *stmt, struct strbuf *sql, calx_error *error);

	/* ---- for tools -------------------------------------------------- */

	/* Opens it for somebody who only looks (`how`: of enum look): whatever
	 * is done then, nothing changes and nothing is made. NULL: open() is
	 * taken, and a transaction that is rolled back. */
	enum calx_status (*look)(const struct url *url, unsigned how,
		const struct listener *listener, struct db **ret_db,
		calx_error *error);
	/* How long to wait for a lock from now on, in milliseconds; less than
	 * 0: as long as the URL says. NULL: that stays as it is. */
	void (*wait)(struct db *db, long long milliseconds);

	/* ---- schemas that others wrote ---------------------------------- */

	/* Whether a statement by itself could run, without what triggers would
	 * add to it: it is compiled and let go of. NULL: prepare() says it. */
	enum calx_status (*probe)(
		struct db *db, const char *sql, calx_error *error);
	/* While it is on, text that the schema holds is taken again even where
	 * the same in a new statement would be refused. NULL: it always is. */
	enum calx_status (*replay)(struct db *db, bool on, calx_error *error);

	/* ---- counting ---------------------------------------------------- */

	/* The rows that the connection's statements have changed since it was
	 * opened, with those that triggers and foreign keys have, and those of
	 * transactions that were rolled back. NULL: they are not counted. */
	long long (*changes)(const struct db *db);

	/* ---- rows in structs --------------------------------------------- */

	/* What bind() and row() do, without a value between: the loops over
	 * objects live here. Both do what is as usual, and nothing else: what
	 * they answer NOT_USUAL to is done again by bind() or row(), which know
	 * what is wrong with it, if anything is. NULL: all is done by those. */

	/* The current row into a struct of zeros: `count` columns, each into
	 * its field. Text and blobs are borrowed until the next step; lengths[]
	 * gets for each field of them, in their order, how many bytes that is,
	 * of text with its NUL, and 0 for NULL. The sum of these, or NOT_USUAL:
	 * then the struct holds anything. */
	int64_t (*fetch)(struct stmt *stmt, const struct field *fields,
		size_t count, char *row, size_t *lengths);
	/* Binds fields[numbers[i]] of a struct from parameter `first` on, each
	 * checked as calx__value_settle() does. Text is borrowed until the
	 * rewind. 0 or NOT_USUAL: then anything is bound. */
	int (*put)(struct stmt *stmt, size_t first, const struct field *fields,
		const unsigned *numbers, size_t count, const char *row);

	/* One column of the current row as row() makes it of that carrier, so
	 * that what nobody reads costs nothing. 0, or NOT_USUAL: row() knows
	 * what is wrong with it. NULL: that makes the whole row at once. */
	int (*column)(struct stmt *stmt, size_t index, enum calx_kind kind,
		calx_value *ret_value);

	/* step() and fetch() in one, for rows that nobody keeps: of enum next,
	 * or < 0: failed. The struct was zeros once, and held nothing but rows of
	 * the same fields since: each field is written, also one that is NULL.
	 * Where it does not answer NEXT_ROW to a row, the struct holds anything.
	 * NULL: those do it. */
	int (*next)(struct stmt *stmt, const struct field *fields, size_t count,
		char *row, calx_error *error);

	/* ---- a connection that has waited --------------------------------- */

	/* Whether the server is still there, by one round trip, outside of a
	 * transaction. NULL: there is no server, and connections do not age. */
	enum calx_status (*ping)(struct db *db, calx_error *error);

	/* ---- columns without a value -------------------------------------- */

	/* What column() does for the types that most columns have, without a
	 * value between. NULL: column() does all. */
	const struct driver_columns *columns;

	/* ---- many rows of values ------------------------------------------ */

	/* Runs a statement for the first rows of many, for as many as go at
	 * once, at least one: `*ret_ran` is how many. Each is bound in its
	 * order, perhaps twice; what that borrows is not needed any more when
	 * this returns. The answer is that of the first step(); what the rows
	 * return comes in their order, and outcome() is of all of them.
	 * < 0: one of them was refused, or could not be bound (then `error` is
	 * as its bind() has left it), and those before it may have happened.
	 * NULL: the statement is run for each. */
	int (*run_many)(struct stmt *stmt, const struct many *many,
		size_t *ret_ran, calx_error *error);

	/* ---- a connection that has waited, once more ---------------------- */

	/* Whether the server has hung up, as far as this end can see, without
	 * asking it. NULL: nobody can. */
	bool (*hung_up)(const struct db *db);

	/* ---- commits in two phases ---------------------------------------- */

	/* begin() is given the transaction's name, of 1 to 64 bytes. NULL: there
	 * are no such commits, and none is asked for. */
	const struct two_phases *two_phases;

	/* ---- what it is, and becoming a new one ---------------------------- */

	const char *client; /* the library: "libpq" */
	/* of the server, or of the library if there is none; as long as the db */
	const char *(*version)(const struct db *db);
	/* the library's own handle */
	void *(*native)(struct db *db);
	/* Makes it as a new one: no statement of it is left, and no transaction
	 * open. NULL: it is closed, and another one opened. */
	enum calx_status (*reset)(struct db *db, calx_error *error);

	/* ---- rows without end ---------------------------------------------- */

	/* Before the first step of a run: its rows are better read one by one
	 * than all of them kept, for there may be many; or, where they are
	 * wanted whole, all of them will be, one after the other. Where nothing else can
	 * be asked meanwhile, that is either the engine's matter (DRIVER_STREAMS
	 * is not said), or the driver itself reads the rest into memory when
	 * something else is. NULL: it reads rows in one way only. */
	void (*stream)(struct stmt *stmt, bool whole);

	/* ---- a thread that may not wait ------------------------------------- */

	/* From now on no function of the db but close() lets the thread wait for
	 * the server: it calls that instead, which outlives the db or is taken
	 * back; NULL: they wait themselves. NULL: they always do. */
	void (*wait_by)(struct db *db, const struct driver_waiter *waiter);

	/* ---- rows that all go into structs ---------------------------------- */

	/* prepare() of a SELECT whose rows are meant for structs. NULL, as the
	 * next one: prepare() is as good. */
	enum calx_status (*prepare_rows)(struct db *db,
		const struct plain_select *select, const enum calx_kind *kinds,
		size_t count, struct stmt **ret_stmt, calx_error *error);
	/* The rows of such a statement, from the next step on: fetch() will be
	 * asked for them with that layout. NULL, and what holds for each run
	 * before this is called: row() will. */
	void (*aim)(struct stmt *stmt, const struct layout *layout);
};

/* What struct driver's next() has come to. */
enum next {
	NEXT_DONE,     /* there is no row */
	NEXT_ROW,      /* it is in the struct */
	NEXT_NOT_USUAL /* there is one, for row() to read */
};

/* What a driver leaves to bind() and row(). */
#define NOT_USUAL (-1)

/* Whether a driver has a member that may be NULL. */
#define DRIVER_HAS(driver_, member)                              \
	((driver_)->size >= offsetof(struct driver, member) +    \
				    sizeof((driver_)->member) && \
		(driver_)->member)

/* the drivers that are built in, up to NULL: one for each of the databases that
 * src/meson.build lists, of which the file is made */
extern const struct driver *const calx__drivers[];

#endif
