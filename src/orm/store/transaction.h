#ifndef CALX_ORM_TRANSACTION_H
#define CALX_ORM_TRANSACTION_H

#include "orm/store/mapper.h"

/* The transaction that the session's objects take part in. */

/* Begins one if none is open; `write`: its next statement changes something. */
enum calx_status calx__transaction_begin(
	calx_session *session, bool write, const char *where);
/* When it has ended: what it did stays. */
void calx__transaction_forget(calx_session *session);
/* The same after a commit, before which all was flushed: nothing is edited. */
void calx__transaction_done(calx_session *session);
/* After a rollback: everything is as it was when the transaction began. */
void calx__transaction_undo(calx_session *session);

/* Notes what is so when a savepoint begins, before which all was flushed. */
enum calx_status calx__savepoint_mark(calx_session *session);
/* The newest one was released: what it did is the transaction's. */
void calx__savepoint_keep(calx_session *session);
/* It was taken back: everything is as it was when it began. */
void calx__savepoint_undo(calx_session *session);

#endif
