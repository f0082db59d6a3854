#ifndef CALX_ENGINE_ERROR_H
#define CALX_ENGINE_ERROR_H

#include <calx/connection.h>

/* The error that sticks to a connection. */

/* Whether the connection can be used: it has not failed, and this process is
 * the one that opened it. What is wrong sticks. NULL is not usable. */
bool calx__connection_usable(calx_connection *connection);
/* The error, to be filled; NULL if one is there already. */
calx_error *calx__connection_failing(calx_connection *connection);
/* CALX_MISUSE of NULL. */
enum calx_status calx__connection_status(const calx_connection *connection);
/* Fills in the statement and the place, if a failure has just stuck. */
void calx__connection_annotate(
	calx_connection *connection, const char *sql, const char *where);
/* Says that the connection must not be used again: CALX_CONNECTION takes the
 * place of what stuck, and closing throws it away. Returns that status. */
enum calx_status calx__connection_condemn(
	calx_connection *connection, const char *why);

#endif
