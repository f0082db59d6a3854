#ifndef CALX_ORM_SESSION_H
#define CALX_ORM_SESSION_H

#include "orm/model/mapper.h"

/* The session's inside, for the files of this folder. */

struct cursor;
struct text_free;

/* text of 16 bytes, 32 ... is kept apart when it is given back */
#define TEXT_CLASS_BYTES 16
#define TEXT_CLASSES 32
#define TABLE_CACHE 16

struct calx_session {
	calx_engine *engine;
	calx_connection *connection; /* NULL: it could not be opened */
	calx_error error;	     /* the first one sticks */
	bool autoflush;
	bool borrowed; /* the connection and its transaction are someone else's */
	bool write;    /* transactions take the write lock at once */

	struct arena arena; /* plans, text, lists, untracked rows */
	struct text_free *texts[TEXT_CLASSES]; /* given back, by size */
	bool has_texts;

	struct vec mappers; /* struct mapper * */
	struct {
		const calx_table *table;
		struct mapper *mapper;
	} tables[TABLE_CACHE]; /* the mapper of a pointer, by its hash */
	struct vec chunks;     /* struct chunk *, by address */

	struct vec objects; /* void *: the list that is being read */
	struct vec lists;   /* void *: the blocks of long lists */

	size_t waiting; /* objects that were added or deleted */
	bool wrote;	/* the open transaction has written */
	bool tainted;	/* some slot has SLOT_TAINTED */

	struct cursor *cursors; /* open loops */
	struct cursor *spare;	/* one that can be used again */
};

/* ---- errors ------------------------------------------------------------------ */

/* Whether there is a session and nothing has failed in it. */
bool calx__session_ready(calx_session *session);
/* The session's error, to be filled; NULL when one sticks already. */
calx_error *calx__session_failing(calx_session *session);
/* Takes over the connection's failure, and says where the call was. */
enum calx_status calx__session_failed(calx_session *session, const char *where);
enum calx_status calx__session_fail_memory(calx_session *session);
enum calx_status calx__session_status(const calx_session *session);

/* ---- transaction ------------------------------------------------------------- */

/* The mapper of a table if the session has one, else NULL; a table of that
 * name and another layout is an error. */
struct mapper *calx__mapper_known(
	calx_session *session, const calx_table *table);

/* Begins one if none is open; `write`: its next statement changes something. */
enum calx_status calx__session_begin(
	calx_session *session, bool write, const char *where);
/* Notes an insert or a delete that has just been done. */
enum calx_status calx__undo_note(
	struct mapper *mapper, struct vec *list, uint32_t slot);
/* Keeps what the snapshot was when the transaction began. */
enum calx_status calx__undo_keep(struct mapper *mapper, uint32_t slot);
/* After a commit: what the transaction did stays. */
void calx__undo_forget(calx_session *session);
/* After a rollback: everything is as it was when the transaction began. */
void calx__undo_apply(calx_session *session);

/* ---- text ------------------------------------------------------------------- */

/* room for `size` bytes of text in the session; NULL sticks to it */
char *calx__text_new(calx_session *session, size_t size);
/* gives such room back */
void calx__text_free(calx_session *session, char *text, size_t size);

/* ---- unit of work ------------------------------------------------------------ */

/* Who asked for a flush, for its errors; `verb` NULL: the user did. */
struct flush_reason {
	const char *verb, *where;
};

enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason);
/* Flushes if the result of a query on that table may depend on it; `mapper`
 * may be NULL: only what was added and deleted counts. */
enum calx_status calx__session_autoflush(calx_session *session,
	struct mapper *mapper, const calx_node *clauses,
	struct flush_reason reason);

/* Inserts rows of one table, in their order: those that leave out the same
 * columns go together. */
struct insert {
	struct mapper *mapper;
	const char *rows;      /* an array of structs, or NULL: */
	const uint32_t *slots; /* objects, which then are in the session */
	size_t count;
	const char *where;
	size_t at; /* the first row of the statement that runs */
};
enum calx_status calx__insert(struct insert *insert);

/* ---- queries ----------------------------------------------------------------- */

/* The mapper of a query that makes objects, with the session checked, the
 * clauses looked at and what they may depend on flushed; NULL on failure. */
struct mapper *calx__query_objects(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason);
bool calx__query_is_untracked(const calx_node *clauses);
/* A statement by clauses, ready to be stepped; NULL on failure. */
struct prepared *calx__query_start(calx_session *session,
	const struct statement *statement, const char *where);
/* The current row as an object: the one that is tracked already, or a new
 * one. NULL on failure. */
void *calx__query_object(struct mapper *mapper, struct prepared *prepared);
/* The current row as a struct that the session does not track. */
void *calx__query_untracked(struct mapper *mapper, struct prepared *prepared);
/* The current row as the object that is tracked already, or else into the
 * struct of a scratch slot, with borrowed text. */
enum calx_status calx__query_scratch(struct mapper *mapper,
	struct prepared *prepared, uint32_t slot, bool untracked,
	void **ret_object);
/* Checks a table that the session may know, and flushes what a query on it
 * may depend on. */
enum calx_status calx__query_flush(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason);
/* Reads a row by the key that is in mapper->bound. 1: it is the current row
 * of *ret_prepared, 0: there is none, < 0: failed. */
int calx__query_by_key(struct mapper *mapper, struct prepared **ret_prepared,
	const char *where);
/* Reads the row of an object again; `verb` is for the error when it is gone. */
enum calx_status calx__row_reload(struct mapper *mapper, uint32_t slot,
	const char *verb, const char *where);
/* The column by which a part of an object's key is checked and stored: none for
 * an integer, which is as the database gave it. */
static inline const calx_column *calx__key_column(
	const struct mapper *mapper, size_t i)
{
	return mapper->integer_key
		       ? NULL
		       : calx__column_at(mapper->table, mapper->key.numbers[i]);
}
/* Puts the key of a row into mapper->bound, from `first` on. */
void calx__key_bind(struct mapper *mapper, const void *row, size_t first);
/* Notes that an object has just been read: what it holds may never be
 * committed, if the transaction has written. */
void calx__slot_taint(struct mapper *mapper, uint32_t slot);
/* Enters an object, whose snapshot says its key, into the identity map. */
enum calx_status calx__slot_track(struct mapper *mapper, uint32_t slot);

/* ---- cursors ------------------------------------------------------------------ */

/* Takes the changed rows of open loops into the session. */
enum calx_status calx__cursors_keep(calx_session *session);
/* Makes the current row of a loop, if that is what the slot holds, an object
 * of the session, and returns its slot; SLOT_NONE on failure. */
uint32_t calx__cursor_promote(struct mapper *mapper, uint32_t slot);
/* Before the end of a transaction: reads what is left of the open loops, or
 * (`drop`) ends them. */
enum calx_status calx__cursors_detach(calx_session *session, bool drop);
/* The session goes away under its loops. */
void calx__cursors_orphan(calx_session *session);

#endif
