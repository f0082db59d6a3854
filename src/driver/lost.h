#ifndef CALX_DRIVER_LOST_H
#define CALX_DRIVER_LOST_H

#include "util/fail.h"

/* A connection that broke after COMMIT was sent, and before it was answered,
 * leaves open whether the server has had it: `error` holds what broke. */
static inline enum calx_status calx__driver_commit_lost(calx_error *error)
{
	if (error)
		error->status = CALX_UNKNOWN;
	calx__fail_context(error, "the connection was lost in a COMMIT");
	calx__fail_hint(error,
		"Connect again, and look whether what the transaction did is there before it is done again.");
	return CALX_UNKNOWN;
}

#endif
