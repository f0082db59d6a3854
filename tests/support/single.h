#ifndef CALX_TESTS_SINGLE_H
#define CALX_TESTS_SINGLE_H

#include "driver/driver.h"

/* A driver over SQLite's that is as a server's: it can have the rows of one
 * statement open, and a test fails that asks for anything else meanwhile. Text
 * of a row is gone with the next step. It has none of the optional features,
 * and a dialect of its own by the server's version. */
extern const struct driver single_driver;

/* What it has been told, and what it is to do. */
extern struct single {
	enum calx_kind kinds[16]; /* of the last statement's parameters */
	size_t kind_count;
	size_t steps; /* of all statements */
	/* what state() says of an open transaction, unless NONE */
	enum transaction_state state;
	const char *notice;  /* is said in the next step */
	const char *channel; /* on this channel, or as a notice */
} single;

/* An engine with it, and `single` as it was. */
calx_engine *single_open(const char *url, calx_error *error);

#endif
