#ifndef CALX_SESSION_H
#define CALX_SESSION_H

#include <calx/connection.h>

/* The session: one conversation with the database, an identity map and a unit
 * of work. A session is used by one thread at a time.
 *
 * Rows are plain structs that live in the session's memory, one for each row of
 * the database however often it is read. Change a field and the next flush
 * writes it, and only it; text that is assigned to a field must stay valid
 * until then (or a rollback), when the session takes its own copy. Rows that
 * are inserted with an integer key of 0, or without a column that has a server
 * default, get from the database what it chooses, and the flush fills it in.
 *
 * Flushes. A flush happens at commit, and (autoflush) before a query if its
 * result may depend on it: if objects of a table that it reads were added or
 * changed, or any object was deleted. To find out what was changed, every object
 * of those tables is compared with what was read, a chunk of memory at a time:
 * 100,000 structs of 48 bytes take some 0.3 ms. calx_get(), and queries with
 * where(key, ==, value) on a key of one column, look at that one object only; if
 * the key is an integer, rows that were added with other keys go on waiting. A
 * changed key counts from the flush on.
 *
 * Such a flush writes the tables that the query reads, and what they refer to by
 * foreign keys of models. All else goes on waiting, so that what is added row by
 * row between queries of other tables is inserted many rows at a time. Where
 * the database has views or triggers, whose meaning only it knows, all that was
 * added is written before a query; that is asked once in a transaction, when it
 * matters. If an object was deleted, or a key was changed, everything is flushed;
 * so it is before a statement that writes.
 *
 * Explicit edits. A session that is opened with .explicit_edits = true is for
 * programs that keep many objects. It compares only objects that calx_edit() was
 * told of, before they were changed; so flushes and queries cost the same
 * whatever else there is. An edit lasts until the transaction ends by
 * calx_commit() or calx_rollback(): after that, an object must be edited anew.
 * What calx_add() has returned may be changed until a flush has inserted it (a
 * query may do that), and is edited like others from then on. The current row of
 * a loop, if it is no object yet, needs no edit. A change that the session was
 * not told of is never written, and not taken back by a rollback; to change a
 * key, or a field of an object that is expunged later, without calx_edit() is a
 * mistake of the program's that the session cannot see. Text of an object that is
 * expunged is not used again before the session is closed.
 *
 * A flush writes referred tables first: inserts in the order of calx_add(),
 * then updates in the order of keys, then deletes, tables in reverse order.
 * Where rows need another order, they get it: whoever gives up a unique key that
 * another row takes is written before it, and what refers to a row before that
 * goes. Rows that wait for each other in a circle (two exchange a unique value,
 * or refer to each other) are written in two steps: a column that may be NULL is
 * that in between, and a unique one that may not has a made-up value. What foreign
 * keys delete or change along with a row gives its values up with that row; where
 * a flush takes such values, rows that are no objects are looked for. What only
 * the database knows (CHECKs, triggers, tables that the session has not met) is
 * not foreseen.
 *
 * An UPDATE or DELETE that finds no row is an error (CALX_STALE), and so is one
 * of an object whose row is known to be gone while another row has its key. What
 * the foreign keys of the session's models do when a flush deletes a row or
 * changes its key is done to objects as well: those that are cascaded away are
 * gone (changing one is CALX_STALE), those that are set NULL, or follow to the
 * new key, have it in their fields.
 *
 * Transactions. One begins with the first statement; it takes the write lock
 * with the first write. On SQLite that fails at once (CALX_RETRY) if the
 * transaction has read before and somebody else has written since: run it
 * again, or open the session with .write = true. calx_transaction() in
 * calx/transaction.h runs it again by itself, and calx_savepoint() takes back a
 * part of one.
 *
 * Errors stick: after the first one every call does nothing and fails, until
 * calx_rollback(). A NULL session is a failed one. Functions that return a
 * pointer return NULL, those that count return a negative status.
 *
 * Lifetimes. Objects and lists stay valid until they are expunged or the
 * session is closed; so does the text that an object was read with, also after
 * the field was changed. A commit changes nothing: objects are not read again.
 * After a rollback, objects that were added have left the session, and so have
 * those that were read after the transaction's first write, because what they
 * hold may never have been committed (their memory stays); deleted ones are
 * back, and changed ones have the values that they had when the transaction
 * began. A row that only calx_each() has shown, and that was not changed, is
 * valid in the loop's body only.
 *
 * calx_update(), calx_delete_where() and plain SQL do not look at objects: those
 * in the session keep their fields (see calx_refresh() and calx_expunge()). One
 * whose row such a statement, or a trigger, has deleted or given another key is
 * never taken for the row that comes with its key later: calx_get() does not
 * find it any more, and to change it is CALX_STALE. That does not hold for what
 * other connections do between two transactions. */

typedef struct calx_session calx_session;
typedef struct calx_query calx_query;

/** What calx_session_open() takes after the engine. */
typedef struct calx_session_options {
	/** sizeof(calx_session_options), which the macro fills in */
	size_t size;
	/** queries do not flush */
	bool no_autoflush;
	/** transactions take the write lock at their first statement, and not
	 * at their first write */
	bool write;
	/** only objects that calx_edit() was told of, and rows of loops, are
	 * looked at when there is a flush, and only they have snapshots */
	bool explicit_edits;
	/** file:line of the call, which the macro fills in: static text */
	const char *where;
} calx_session_options;

CALX_BEGIN_DECLS

/** Opens a session on a connection of `engine`. Never NULL unless memory has
 * run out: a failure to connect sticks to the session. Close it. */
CALX_API calx_session *calx_session_open_with(
	calx_engine *engine, const calx_session_options *options);

/** Rolls back what was not committed, frees all objects. NULL is accepted. */
CALX_API void calx_session_close(calx_session *session);

/** The error that sticks, or NULL if all is well. Borrowed. For a NULL session
 * a static error that says so. */
CALX_API const calx_error *calx_session_error(const calx_session *session);

/** The session's connection, for plain SQL in the same transaction, which
 * begins now if none is open. Borrowed; commit and roll back by the session. It
 * does not flush, and objects do not see its changes. */
CALX_API calx_connection *calx_session_connection(calx_session *session);

/** Whether a transaction of the session is open. */
CALX_API bool calx_session_in_transaction(const calx_session *session);

/** Writes what was added, changed and deleted, in the order that foreign keys
 * need, and stays in the transaction. */
CALX_API enum calx_status calx_flush(calx_session *session);
/** Flushes and commits. Objects stay valid and are not loaded again. Inside of
 * a loop over rows, the rest of the rows is read into memory first; inside of a
 * block (calx/transaction.h) it is CALX_MISUSE. */
CALX_API enum calx_status calx_commit(calx_session *session);
/** Rolls back, forgets what was not flushed and clears the sticky error. Inside
 * of a loop over rows it ends the loop: going on is an error. Inside of a block it
 * takes back what that did, see calx/transaction.h. */
CALX_API enum calx_status calx_rollback(calx_session *session);

/** calx_delete(session, object): marks an object of the session for deletion at
 * the next flush. An object that was added and not yet flushed just leaves the
 * session. Any pointer may be given: one that is no object of the session is
 * CALX_MISUSE. */
CALX_API enum calx_status calx_session_delete_object(
	calx_session *session, void *object);
/** calx_edit(session, object): where edits are explicit, says that the object is
 * about to be changed; NULL on failure, as when the pointer is no object of the
 * session. */
CALX_API void *calx_session_edit(calx_session *session, const void *object);
/** Reads the object's row again; changes that were not flushed are lost.
 * CALX_NOT_FOUND when the row is gone. */
CALX_API enum calx_status calx_refresh(calx_session *session, void *object);
/** Lets go of an object: its changes will not be written, its memory and its
 * text are used again. */
CALX_API enum calx_status calx_expunge(calx_session *session, void *object);

/** Lets go of all objects, lists and changes, and frees their memory: every
 * pointer that the session has returned is then invalid. For programs that run
 * for long in one session. */
CALX_API enum calx_status calx_expunge_all(calx_session *session);

/* ---- what the macros below call; `clauses` ends in CALX_NODE_END, `where` is
 * file:line of the call and must be static text -------------------------- */
/** calx_add(): a copy of `row` becomes an object; NULL on failure. */
CALX_API void *calx_session_add(calx_session *session, const calx_table *table,
	const void *row, const char *where);
/** calx_bulk_save(): `count` rows, one behind the other. */
CALX_API enum calx_status calx_session_bulk_save(calx_session *session,
	const calx_table *table, const void *rows, size_t count,
	const char *where);
/** calx_get(): `key` are VALUE nodes, in the order of the columns. */
CALX_API void *calx_session_get(calx_session *session, const calx_table *table,
	const calx_node *key, const char *where);
/** calx_first(): the first match, or NULL. */
CALX_API void *calx_session_first(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_one(): the only match; NULL on failure. */
CALX_API void *calx_session_one(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where);
/** calx_all(): all matches. */
CALX_API calx_object_list calx_session_all(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_count(): how many match; negative on failure. */
CALX_API long long calx_session_count(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_exists(): whether one matches. */
CALX_API bool calx_session_exists(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_insert(): how many rows were inserted; negative on failure. */
CALX_API long long calx_session_insert(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_update(): how many rows were changed; negative on failure. */
CALX_API long long calx_session_update(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_delete_where(): how many rows were deleted; negative on failure. */
CALX_API long long calx_session_delete(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_each(): opens a loop over matches; NULL on failure. */
CALX_API void *calx_session_each(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where);
/** calx_each_row(): opens a loop over rows; NULL on failure. */
CALX_API void *calx_session_each_row(
	calx_session *session, const calx_node *clauses, const char *where);
/** The next object or row of such a loop; NULL at its end. */
CALX_API void *calx_cursor_next(void *cursor);
/** Ends a loop; takes the address of the variable that holds it. */
CALX_API void calx_cursor_drop(void *cursor_variable);

/** One value: the first column of the first row; kind CALX_NULL if there is no
 * row or it is NULL. Text is valid as long as the session. */
CALX_API calx_value calx_session_scalar(calx_session *session,
	enum calx_kind kind, const calx_node *clauses, const char *where);
/** The first column of all rows: `*ret_items` becomes an array of the C type of
 * `kind`, in the session's memory. Returns their number. A NULL among them is
 * the zero of that type. */
CALX_API size_t calx_session_values(calx_session *session, enum calx_kind kind,
	const calx_node *clauses, void *ret_items, const char *where);

/* ---- queries that are built across blocks --------------------------------- */

/** A bag of clauses; any call takes it as clauses(query). NULL on failure. Free
 * it. */
CALX_API calx_query *calx_query_new(calx_session *session);
/** Copies clauses, with all they hold, into the query: see calx_query_add(). */
CALX_API enum calx_status calx_query_add_clauses(
	calx_query *query, const calx_node *clauses);
/** The clauses, borrowed until the next ones are added; for NULL, one that is an
 * error. */
CALX_API const calx_node *calx_query_clauses(const calx_query *query);
/** Frees a query; NULL is accepted. */
CALX_API void calx_query_free(calx_query *query);

CALX_END_DECLS

#ifndef __cplusplus

/* clang-format off */
/** calx_session_open(engine) or calx_session_open(engine, .no_autoflush = true) */
#define calx_session_open(...) CALX_SESSION_OPEN_(__VA_ARGS__, )
#define CALX_SESSION_OPEN_(engine, ...) \
	calx_session_open_with(engine, &(const calx_session_options){ .size = sizeof(calx_session_options), .where = CALX_HERE_, __VA_ARGS__ })

/** calx_add(session, Book, .title = "..."): a new object, inserted by the next
 * flush, which also fills in what the database generates (an integer key of 0,
 * columns with a server default that were not set). The session copies all text
 * and blobs now. */
#define calx_add(session, ...) CALX_ADD_(session, __VA_ARGS__, )
#define CALX_ADD_(session, T, ...) \
	((struct T *)calx_session_add(session, &T##_calx_table_, &(const struct T){ __VA_ARGS__ }, CALX_HERE_))

/** calx_bulk_save(session, Book, array, count): inserts the rows at once, many
 * to a statement, without tracking them. What was added before, or changed in
 * objects of that table, is flushed first. What the database chooses is not read
 * back. */
#define calx_bulk_save(session, T, rows, count) \
	calx_session_bulk_save(session, &T##_calx_table_, CALX_ROWS_(T, rows), count, CALX_HERE_)
#define CALX_ROWS_(T, rows) \
	_Generic((rows), struct T *: (rows), const struct T *: (rows))

/** calx_add_all(session, Book, { .title = "a" }, { .title = "b" }): inserts these
 * rows at once, as calx_bulk_save() does. */
#define calx_add_all(session, T, ...)                                          \
	calx_session_bulk_save(session, &T##_calx_table_, (const struct T[]){ __VA_ARGS__ }, \
		sizeof((const struct T[]){ __VA_ARGS__ }) / sizeof(struct T), CALX_HERE_)

/** calx_insert(session, Book, set(...), ...): inserts one row with a statement,
 * with the values and expressions that are set; the database chooses the
 * others. Returns the number of rows inserted. */
#define calx_insert(session, ...) CALX_INSERT_(session, __VA_ARGS__, )
#define CALX_INSERT_(session, T, ...) \
	calx_session_insert(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_get(session, Book, key): the object of that primary key (its parts in
 * the order of the columns), from the session if it is there, else from the
 * database. NULL when there is none. */
#define calx_get(session, T, ...) \
	((struct T *)calx_session_get(session, &T##_calx_table_, CALX_NODES_(CALX_LIST_(CALX_KEY_, , __VA_ARGS__)), CALX_HERE_))
#define CALX_KEY_(context, key) { .kind = CALX_NODE_LIFTED, .right = CALX_LIFT_(key).operand }

/** calx_first(session, Book, clauses...): the first match, or NULL. */
#define calx_first(session, ...) CALX_FIRST_(session, __VA_ARGS__, )
#define CALX_FIRST_(session, T, ...) \
	((struct T *)calx_session_first(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_))

/** calx_one(session, Book, clauses...): the only match; none (CALX_NOT_FOUND)
 * and several (CALX_AMBIGUOUS) are errors. */
#define calx_one(session, ...) CALX_ONE_(session, __VA_ARGS__, )
#define CALX_ONE_(session, T, ...) \
	((struct T *)calx_session_one(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_))

/** calx_all(session, Book, clauses...): all matches, as a struct Book_list in
 * the session's memory, where it stays until the session is closed or
 * calx_expunge_all(). */
#define calx_all(session, ...) CALX_ALL_(session, __VA_ARGS__, )
#define CALX_ALL_(session, T, ...) \
	T##_calx_list_(calx_session_all(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_))

/** calx_count(session, Book, clauses...): the number of matches. */
#define calx_count(session, ...) CALX_COUNT_ROWS_(session, __VA_ARGS__, )
#define CALX_COUNT_ROWS_(session, T, ...) \
	calx_session_count(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_exists(session, Book, clauses...): whether there is a match. */
#define calx_exists(session, ...) CALX_EXISTS_(session, __VA_ARGS__, )
#define CALX_EXISTS_(session, T, ...) \
	calx_session_exists(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_update(session, Book, set(...), where(...)): changes all matches with
 * one statement and returns their number. Needs a condition or all_rows(). */
#define calx_update(session, ...) CALX_UPDATE_(session, __VA_ARGS__, )
#define CALX_UPDATE_(session, T, ...) \
	calx_session_update(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_delete_where(session, Book, where(...)): deletes all matches with one
 * statement and returns their number. Needs a condition or all_rows(). */
#define calx_delete_where(session, ...) CALX_DELETE_WHERE_(session, __VA_ARGS__, )
#define CALX_DELETE_WHERE_(session, T, ...) \
	calx_session_delete(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_delete(session, object): see calx_session_delete_object(). */
#define calx_delete(session, object) calx_session_delete_object(session, object)

/** calx_edit(session, book)->cost = 5: see calx_session_edit(); the object, in its
 * type. A session without explicit edits takes it as well. */
#define calx_edit(session, object) \
	((__typeof__(object))calx_session_edit(session, object))

/** calx_delete_all(session, Book): deletes every row of the table. */
#define calx_delete_all(session, T) calx_delete_where(session, T, calx_all_rows())

/** calx_scalar(session, max(Book.price), clauses...): one value, as an optional of
 * its C type (text: NULL); without a value if there is no row, it is NULL or the
 * query failed. */
#define calx_scalar(session, ...) CALX_SCALAR_(session, __VA_ARGS__, )
#define CALX_SCALAR_(session, expression_, ...)                                \
	_Generic((expression_), CALX_BY_FAMILY_(calx_scalar_), default: calx_scalar_takes_an_expression) \
		(session, CALX_CLAUSES_(CALX_COLUMNS_OF_(expression_), __VA_ARGS__), CALX_HERE_)
#define CALX_COLUMNS_OF_(expression_) { .kind = CALX_NODE_COLUMNS, .children = CALX_NODES_(CALX_TERM_(, expression_)) }
#define CALX_SCALAR_FUNCTION_(name, optional, kind_, member)                   \
	CALX_INLINE_ optional calx_scalar_##name(calx_session *session, const calx_node *clauses, const char *where) \
	{                                                                      \
		const calx_value value = calx_session_scalar(session, kind_, clauses, where); \
		optional scalar;                                               \
		memset(&scalar, 0, sizeof(scalar));                            \
		scalar.has = value.kind != CALX_NULL;                          \
		if (scalar.has)                                                \
			scalar.value = value.as.member;                        \
		return scalar;                                                 \
	}
CALX_SCALAR_FUNCTION_(boolean, calx_opt_bool, CALX_BOOLEAN, integer)
CALX_SCALAR_FUNCTION_(integer, calx_opt_int64, CALX_BIG_INTEGER, integer)
CALX_SCALAR_FUNCTION_(real, calx_opt_double, CALX_DOUBLE, real)
CALX_SCALAR_FUNCTION_(decimal, calx_opt_decimal, CALX_NUMERIC, decimal)
CALX_SCALAR_FUNCTION_(date, calx_opt_date, CALX_DATE, date)
CALX_SCALAR_FUNCTION_(time, calx_opt_time, CALX_TIME, time)
CALX_SCALAR_FUNCTION_(datetime, calx_opt_datetime, CALX_DATETIME, datetime)
CALX_SCALAR_FUNCTION_(timestamp, calx_opt_timestamp, CALX_TIMESTAMP, timestamp)
CALX_SCALAR_FUNCTION_(interval, calx_opt_interval, CALX_INTERVAL, interval)
CALX_SCALAR_FUNCTION_(uuid, calx_opt_uuid, CALX_UUID, uuid)
#undef CALX_SCALAR_FUNCTION_
#define CALX_SCALAR_TEXT_(name)                                                \
	CALX_INLINE_ const char *calx_scalar_##name(calx_session *session, const calx_node *clauses, const char *where) \
	{                                                                      \
		return calx_session_scalar(session, CALX_STRING, clauses, where).as.text.data; \
	}
CALX_SCALAR_TEXT_(string)
CALX_SCALAR_TEXT_(json)
CALX_SCALAR_TEXT_(enumeration)
#undef CALX_SCALAR_TEXT_
CALX_INLINE_ calx_blob calx_scalar_blob(calx_session *session, const calx_node *clauses, const char *where)
{
	const calx_value value = calx_session_scalar(session, CALX_BLOB, clauses, where);

	return (calx_blob){ value.as.text.data, value.as.text.size };
}
CALX_INLINE_ int calx_scalar_takes_an_expression(calx_expression_expected session, const calx_node *clauses, const char *where)
{
	(void)session, (void)clauses, (void)where;
	return 0;
}

/** calx_values(session, Book.title, clauses...): one column of all rows, as an
 * array {items, count}: calx_strings, calx_integers, calx_reals, calx_decimals,
 * calx_uuids. */
#define calx_values(session, ...) CALX_VALUES_OF_(session, __VA_ARGS__, )
#define CALX_VALUES_OF_(session, expression_, ...)                             \
	_Generic((expression_),                                                \
		calx_integer_expression: calx_values_integer_,                 \
		calx_real_expression: calx_values_real_,                       \
		calx_decimal_expression: calx_values_decimal_,                 \
		calx_string_expression: calx_values_string_,                   \
		calx_uuid_expression: calx_values_uuid_)                       \
		(session, CALX_CLAUSES_(CALX_COLUMNS_OF_(expression_), __VA_ARGS__), CALX_HERE_)
#define CALX_VALUES_FUNCTION_(name, c_type, kind_)                             \
	typedef struct calx_##name##s { c_type *items; size_t count; } calx_##name##s; \
	CALX_INLINE_ calx_##name##s calx_values_##name##_(calx_session *session, const calx_node *clauses, const char *where) \
	{                                                                      \
		calx_##name##s values = { NULL, 0 };                           \
		values.count = calx_session_values(session, kind_, clauses, &values.items, where); \
		return values;                                                 \
	}
CALX_VALUES_FUNCTION_(integer, long long, CALX_BIG_INTEGER)
CALX_VALUES_FUNCTION_(real, double, CALX_DOUBLE)
CALX_VALUES_FUNCTION_(decimal, calx_decimal, CALX_NUMERIC)
CALX_VALUES_FUNCTION_(string, const char *, CALX_STRING)
CALX_VALUES_FUNCTION_(uuid, calx_uuid, CALX_UUID)
#undef CALX_VALUES_FUNCTION_

/** calx_each(session, Book, book, clauses...) { ... }: the matches one at a
 * time, in constant memory. `book` is valid in the body only, unless it was
 * changed: then the session keeps it. A row that is an object of the session
 * already is that object. break, return, other queries, calx_commit() and
 * calx_delete(session, book) are fine in the body. */
#define calx_each(session, ...) CALX_FOR_EACH_(session, __VA_ARGS__, )
#define CALX_FOR_EACH_(session, T, variable, ...) \
	CALX_CURSOR_(struct T, variable, calx_session_each(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_))

/** calx_each_row(session, row, columns(...), clauses...) { ... }: rows of some
 * columns, read with calx_row_get(). */
#define calx_each_row(session, ...) CALX_FOR_EACH_ROW_(session, __VA_ARGS__, )
#define CALX_FOR_EACH_ROW_(session, variable, ...) \
	CALX_CURSOR_(const calx_row, variable, calx_session_each_row(session, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_))

/* the cursor hides in a pointer of the loop's type, so that one declaration
 * holds both; it is dropped however the loop is left */
#define CALX_CURSOR_(type, variable, open)                                     \
	for (type **calx_cursor_of_##variable CALX_CLEANUP_(calx_cursor_drop) = (type **)(open), \
		*variable = (type *)calx_cursor_next((void *)calx_cursor_of_##variable); \
	     variable;                                                         \
	     variable = (type *)calx_cursor_next((void *)calx_cursor_of_##variable))

/** calx_query_add(query, where(...), ...): clauses that are collected. */
#define calx_query_add(query, ...) calx_query_add_clauses(query, CALX_NODES_(__VA_ARGS__))
/* clang-format on */

#else
#include <calx/cplusplus.h>
#endif

#endif
