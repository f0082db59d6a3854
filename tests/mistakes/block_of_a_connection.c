/* gcc: calx_transaction_enter incompatible */
/* clang: incompatible calx_session */
#include "mistakes.h"

void mistake(calx_connection *connection);

void mistake(calx_connection *connection)
{
	calx_transaction(connection, .attempts = 5)
		calx_connection_execute(
			connection, "DELETE FROM books", NULL, 0);
}
