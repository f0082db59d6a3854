#ifndef CALX_TESTS_OWN_H
#define CALX_TESTS_OWN_H

/* A server of the test's own, of the kind that CALX_TEST_DATABASE names, which
 * it may kill: made by tests/servers/servers in a directory of its own. */

/* Makes and starts it. The test fails if that cannot be done. */
void own_up(void);
/* "kill" (SIGKILL), "stop" or "start" */
void own_do(const char *what);
/* Stops it and removes what it has. */
void own_down(void);

/* by its socket, to an empty database */
const char *own_url(void);
/* through 127.0.0.1 and that port, without TLS; valid until the next call */
const char *own_url_by(int port);
int own_port(void);

#endif
