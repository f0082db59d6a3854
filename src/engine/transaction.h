#ifndef CALX_ENGINE_TRANSACTION_H
#define CALX_ENGINE_TRANSACTION_H

#include <calx/connection.h>

/* Whether a transaction is open, be it by calx_connection_begin() or by plain
 * SQL; also one that has failed. */
bool calx__connection_in_transaction(const calx_connection *connection);

/* calx_connection_rollback(), but that one that is lost stays so. */
enum calx_status calx__connection_rollback(calx_connection *connection);

/* What is done with a savepoint: a part of a transaction with a number. */
enum savepoint_verb {
	SAVEPOINT_BEGIN,
	SAVEPOINT_RELEASE, /* what it did is the transaction's */
	SAVEPOINT_BACK	   /* what it did is taken back; it stays */
};

/* Does it, for the call at `where`. Only going back can be done in a transaction
 * that has failed, and on some databases not then: the transaction is lost. */
enum calx_status calx__connection_savepoint(calx_connection *connection,
	enum savepoint_verb verb, size_t number, const char *where);

#endif
