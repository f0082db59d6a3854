#ifndef CALX_ORM_STATE_H
#define CALX_ORM_STATE_H

#include "engine/shared.h"
#include "util/arena.h"
#include "util/vec.h"
#include <calx/session.h>

/* What a session holds, for all files of this layer. What belongs to one table
 * is in its mapper (store/mapper.h). */

struct calx_block;
struct calx_task;
struct chunk;
struct cursor;
struct hooks;
struct mapper;
struct text_free;

/* text of 16 bytes, 32 ... is kept apart when it is given back */
#define TEXT_CLASS_BYTES 16
#define TEXT_CLASSES 32
#define TABLE_CACHE 16

/* Whether what is written to one table may be seen in another: found out when it
 * matters, once in a transaction (write/entangled.h). */
enum entangled { ENTANGLED_UNKNOWN, ENTANGLED_NOT, ENTANGLED_MAYBE };

/* A savepoint that is open, and what was so when it began. */
struct savepoint {
	bool wrote;
	enum entangled entangled;
};

struct calx_session {
	struct spare left;	     /* first: one is found from the other */
	calx_connection *connection; /* NULL: it could not be opened */
	bool autoflush;
	bool explicit_edits; /* objects are compared only if calx_edit() says */
	bool borrowed; /* the connection and its transaction are someone else's */
	bool write;    /* transactions take the write lock at once */

	struct text_free *texts[TEXT_CLASSES]; /* given back, by size */
	bool has_texts;

	struct {
		const calx_table *table;
		struct mapper *mapper;
	} tables[TABLE_CACHE]; /* the mapper of a pointer, by its hash */
	struct mapper *chosen; /* a list: write/choose.h */

	size_t waiting;	 /* objects that were added or deleted */
	size_t deleting; /* those of them that were deleted */
	bool wrote;   /* the transaction has written, or the newest savepoint */
	bool tainted; /* some slot has SLOT_TAINTED */
	enum entangled entangled;
	bool lent;	   /* the program has the connection, for plain SQL */
	long long changes; /* of rows, as far as the session knows: doubt.h */

	struct calx_block *block; /* the innermost that is open */
	size_t depth;		  /* how many are */
	bool scoped;		  /* the outermost one is the transaction */
	struct vec savepoints;	  /* struct savepoint: the open ones */
	bool blurred; /* one was taken back: flags do not say what lists hold */

	struct calx_task *tasks; /* all that were not freed */
	struct calx_task *task;	 /* the one of them that has not ended */
	/* it waits, and `error` says so to whoever wants something else */
	bool suspended;

	struct hooks *hooks; /* of the program; NULL: none */

	struct cursor *cursors; /* open loops */
	struct cursor *spare;	/* one that can be used again */

	/* what follows is not zeroed where a session is made of one that was
	 * closed: this is empty then, and has its memory */
	struct arena arena; /* plans, text, lists, untracked rows */
	struct vec mappers; /* struct mapper * */
	struct vec chunks;  /* struct chunk *, by address */
	struct vec objects; /* void *: the list that is being read */
	struct vec lists;   /* void *: the blocks of long lists */

	calx_error error; /* the first one sticks; last: it is not zeroed */
};

#endif
