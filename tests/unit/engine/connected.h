#ifndef CALX_TESTS_CONNECTED_H
#define CALX_TESTS_CONNECTED_H

#include "check.h"
#include "engine/prepare.h"

/* An engine and a connection of it, as tests of this folder begin. */

static calx_engine *engine;
static calx_connection *connection;

/* Takes a connection of an engine that was just opened, and runs `sql`. */
static inline int connect_to(calx_engine *opened, const char *sql)
{
	engine = opened;
	connection = calx_connection_open(engine, NULL);
	return calx__run(connection, sql);
}

static inline int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	calx_engine_close(engine);
	return 0;
}

#endif
