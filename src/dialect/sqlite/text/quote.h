#ifndef CALX_DIALECT_SQLITE_TEXT_QUOTE_H
#define CALX_DIALECT_SQLITE_TEXT_QUOTE_H

#include "util/arena.h"

/* Double quotes, which SQLite takes for those of a name, and for those of a
 * string where there is no such name and strings may be written so. */

/* The text with `a` for "a": what can be a name only. In the arena; `text` itself
 * where nothing is to be changed, and of what is no SQL; NULL without memory. */
const char *calx__sqlite_names_requoted(struct arena *arena, const char *text);

/* Whether the text has that name anywhere, in a name's quotes or
 * without. */
bool calx__sqlite_text_names(const char *text, const char *name);

#endif
