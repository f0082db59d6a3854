#ifndef CALX_DIALECT_SQLITE_SURVEY_TRIGGER_H
#define CALX_DIALECT_SQLITE_SURVEY_TRIGGER_H

#include "compile/dialect.h"

/* Appends to `statements` (const char *, in the arena) what must compile so that
 * the trigger works, whose text and table are given. A text that is no trigger
 * gives nothing. */
enum calx_status calx__trigger_statements(const struct dialect *dialect,
	struct arena *arena, const struct schema_thing *trigger,
	struct vec *statements, calx_error *error);

#endif
