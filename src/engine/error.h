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
/* Takes the error off the connection, which goes on as if nothing had failed: the
 * statement was a question. What a transaction in which something has failed can
 * still do depends on the database. NULL is accepted. */
void calx__connection_set_aside(
	calx_connection *connection, calx_error *ret_error);
/* Puts one back that was taken off; what has failed meanwhile is forgotten. */
void calx__connection_put_back(
	calx_connection *connection, const calx_error *error);
/* Something that runs on the connection waits: until calx__connection_resume() it
 * has `refusal` instead of its own error, which that puts back. */
void calx__connection_suspend(calx_connection *connection,
	const calx_error *refusal, calx_error *ret_error);
void calx__connection_resume(
	calx_connection *connection, const calx_error *error);
/* Fills in the statement and the place, if a failure has just stuck. */
void calx__connection_annotate(
	calx_connection *connection, const char *sql, const char *where);
/* Says that the connection must not be used again: CALX_CONNECTION takes the
 * place of what stuck, and closing throws it away. Returns that status. */
enum calx_status calx__connection_condemn(
	calx_connection *connection, const char *why);

#endif
