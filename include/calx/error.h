#ifndef CALX_ERROR_H
#define CALX_ERROR_H

#include <calx/status.h>

/**
 * What went wrong. The caller owns it and starts it with `{ 0 }`; filling it
 * allocates nothing, so that it also works when memory has run out. A NULL
 * `calx_error *` is accepted everywhere. Text that does not fit is cut at a
 * character boundary.
 */
typedef struct calx_error {
	enum calx_status status;
	int native_code;         /* the database's own number, 0 if none */
	char sqlstate[6];        /* ISO 9075 class and subclass, "" if none */
	char message[512];       /* one line: what failed, why */
	char detail[512];        /* whole sentences: what else is known */
	char hint[256];          /* whole sentences: how to go on */
	char constraint[128];    /* the constraint that refused, if known */
	char table[128];         /* and its table */
	char column[128];        /* and its column */
	char statement[512];     /* the SQL that was running */
	char where[256];         /* file:line of the call or of the input */
} calx_error;

CALX_BEGIN_DECLS

/** Makes `error` as good as new. NULL is accepted. */
CALX_API void calx_error_clear(calx_error *error);

CALX_END_DECLS

#endif
