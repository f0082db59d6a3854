#ifndef CALX_ENGINE_VALUE_H
#define CALX_ENGINE_VALUE_H

#include "util/arena.h"
#include <calx/schema.h>

/* Values from a database as what a caller asks for. */

/* The value as one of `kind`; text is read where it must be. False if it is
 * none. NULL becomes a value of zeros with kind CALX_NULL. */
bool calx__value_convert(
	const calx_value *value, enum calx_kind kind, calx_value *ret_value);

/* The value written out, in the arena unless it is text already; *ret_text
 * is NULL for NULL. False when memory has run out. */
bool calx__value_write(
	const calx_value *value, struct arena *arena, const char **ret_text);

#endif
