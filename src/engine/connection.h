#ifndef CALX_ENGINE_CONNECTION_H
#define CALX_ENGINE_CONNECTION_H

#include "driver/driver.h"
#include "engine/shared.h"

/* Where connections come from and go. */

/* Closes all that wait in the engine's pool. */
void calx__connections_close(calx_engine *engine);

/* Before a transaction of whoever keeps it between two: where the server has hung
 * up meanwhile, another one takes its place. What fails sticks to it. Without a
 * round trip; NULL is accepted. */
void calx__connection_revive(calx_connection *connection);

/* How long it waits for a lock from now on; less than 0: as the URL says. */
void calx__connection_wait(calx_connection *connection, long long milliseconds);

/* Who waits for the server from now on; NULL: the thread does. False: the database
 * can only do that. */
bool calx__connection_wait_by(
	calx_connection *connection, const struct driver_waiter *waiter);
/* Waits as its db does. NULL is accepted. */
void calx__connection_sleep(calx_connection *connection, int64_t nanoseconds);

/* As many rows go to the database at once at most: SIZE_MAX where nobody minds. */
size_t calx__connection_rows(const calx_connection *connection);

/* The rows that its statements have changed in all, see driver.changes; less
 * than 0: not known. */
long long calx__connection_changes(const calx_connection *connection);

/* What they are connected to, and by what; NULL of NULL. */
const struct dialect *calx__connection_dialect(
	const calx_connection *connection);
const struct driver *calx__connection_driver(const calx_connection *connection);

/* What all who use its engine know of models; NULL of NULL. */
struct shared *calx__connection_shared(const calx_connection *connection);

#endif
