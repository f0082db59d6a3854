#ifndef CALX_SQL_SCHEMA_NAMES_H
#define CALX_SQL_SCHEMA_NAMES_H

#include "util/arena.h"
#include "util/text.h"
#include <calx/error.h>

/* Lists of names as the macros of a model hand them over: as text. A name that
 * is no word may be written as a C literal: unique(id, "first name"). */

struct name_list {
	const char **items; /* in the arena */
	size_t count;
};

/* Reads "a, b", "(a, b)" or "a, b," (a macro's last comma). Errors: CALX_INVALID
 * when a name is missing, or a parenthesis. */
enum calx_status calx__names_parse(struct arena *arena, const char *text,
	struct name_list *ret_names, calx_error *error);

/* The name at the front of *rest, which is a C literal; *rest then stands
 * behind it. NULL if it is none, or memory has run out. */
const char *calx__name_quoted(struct arena *arena, struct view *rest);

/* What a foreign key refers to. */
struct name_reference {
	const char *schema; /* NULL if none is said */
	const char *table;
	struct name_list columns; /* empty: its key */
};

/* Reads "t.c", "t(a, b)", or "t"; and "s.t.c", "s.t(a, b)" with a schema.
 * Errors: CALX_INVALID. */
enum calx_status calx__reference_parse(struct arena *arena, const char *text,
	struct name_reference *ret_reference, calx_error *error);

#endif
