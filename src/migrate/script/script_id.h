#ifndef CALX_MIGRATE_SCRIPT_SCRIPT_ID_H
#define CALX_MIGRATE_SCRIPT_SCRIPT_ID_H

#include "util/arena.h"
#include <calx/error.h>
#include <stdbool.h>

/* What a revision and its file are called: <id>_<slug>.c. */

#define SCRIPT_ID_MAX 64
#define SCRIPT_SLUG_MAX 40	  /* characters, */
#define SCRIPT_SLUG_BYTES_MAX 160 /* four bytes each: a file's name has 255 */

/* Whether text may be a revision's id: [A-Za-z0-9_], at most SCRIPT_ID_MAX. */
enum calx_status calx__script_id_check(const char *id, calx_error *error);

/* Whether a file's name is <id>_<slug>.c, of letters of any script, digits, '_'
 * and '-'. */
bool calx__script_is_name(const char *name);

/* "Create table books!" -> "create_table_books": letters in lower case and of
 * any script, digits and _, at most SCRIPT_SLUG_MAX, cut at a word. "" if
 * there are none. */
const char *calx__script_slug(struct arena *arena, const char *message);

#endif
