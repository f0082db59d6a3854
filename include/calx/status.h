#ifndef CALX_STATUS_H
#define CALX_STATUS_H

#include <calx/export.h>

/* The few outcomes that a caller can act on; everything else is text in a
 * calx_error. One list: the enum, calx_status_name() and calx_status_text()
 * are all made of it. */
#define CALX_STATUS_LIST_(X)                                                   \
	X(CALX_OK, 0, "ok")                                                    \
	X(CALX_ERROR, -1, "failed")                                            \
	X(CALX_OUT_OF_MEMORY, -2, "out of memory")                             \
	X(CALX_MISUSE, -3, "the call makes no sense here")                     \
	X(CALX_INVALID, -4, "the input is not valid")                          \
	X(CALX_NOT_FOUND, -5, "not found")                                     \
	X(CALX_AMBIGUOUS, -6, "more than one match")                           \
	X(CALX_RANGE, -7, "the value is out of range")                         \
	X(CALX_TYPE_MISMATCH, -8, "the types do not fit")                      \
	X(CALX_UNSUPPORTED, -9, "the database cannot do that")                 \
	X(CALX_CONNECTION, -10, "could not connect")                           \
	X(CALX_BUSY, -11, "the database is locked")                            \
	X(CALX_CONSTRAINT, -12, "a constraint refused the change")             \
	X(CALX_READ_ONLY, -13, "the database is read-only")                    \
	X(CALX_CORRUPT, -14, "the database file is damaged")                   \
	X(CALX_IO, -15, "input or output failed")                              \
	X(CALX_STALE, -16, "the row was changed or deleted by someone else")   \
	X(CALX_CONFLICT, -17, "something else is in the way")                  \
	X(CALX_DIFFERENT, -18, "the two sides differ")                         \
	X(CALX_INTERRUPTED, -19, "interrupted")

#define CALX_STATUS_ENUM_(name, number, text) name = number,
enum calx_status { CALX_STATUS_LIST_(CALX_STATUS_ENUM_) CALX_STATUS_END_ = 1 };
#undef CALX_STATUS_ENUM_

CALX_BEGIN_DECLS

/** The name of a status, as it is spelled in C: "CALX_BUSY". Static text. */
CALX_API const char *calx_status_name(enum calx_status status);

/** What a status means, in one line of lower case. Static text. */
CALX_API const char *calx_status_text(enum calx_status status);

CALX_END_DECLS

#endif
