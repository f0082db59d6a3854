#ifndef CALX_ENGINE_TRANSACTION_H
#define CALX_ENGINE_TRANSACTION_H

#include <calx/connection.h>

/* Whether a transaction is open, be it by calx_connection_begin() or by plain
 * SQL; also one that has failed. */
bool calx__connection_in_transaction(const calx_connection *connection);

#endif
