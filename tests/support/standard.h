#ifndef CALX_TESTS_STANDARD_H
#define CALX_TESTS_STANDARD_H

#include "compile/dialect.h"

/* A dialect that overrides nothing: what the defaults write is what the
 * standard says. It has schemas, names of two cases, and ALTER for everything.
 * There is no such database, so nothing of it runs. */
extern const struct dialect standard_dialect;

#endif
