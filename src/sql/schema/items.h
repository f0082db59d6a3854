#ifndef CALX_SQL_SCHEMA_ITEMS_H
#define CALX_SQL_SCHEMA_ITEMS_H

#include "sql/schema/table.h"
#include "util/text.h"

/* What stands between the brackets of an index or a key, as the macros of a
 * model hand it over: as the text of what was written. An item is
 *
 *     title                   a column
 *     "first name"            likewise, where it is no word
 *     lower(title)            an SQL expression, of an index only
 *     sql("title || '!'")     the same, whatever is in it
 *
 * and how it is sorted may follow: title DESC, title COLLATE NOCASE DESC, or
 * stand around it: desc(title), collate(title, NOCASE). Between the two stands by
 * which operators it is found: title text_pattern_ops DESC; and behind all, of an
 * exclusion, which one no two rows may fulfil: title WITH =. */

struct item_list {
	struct sql_item *items; /* in the arena */
	size_t count;
	/* ".where = ..., .name = ...": what stands behind the items */
	struct view options;
};

/* Errors: CALX_INVALID for what is no list of items. */
enum calx_status calx__items_parse(struct arena *arena, const char *text,
	struct item_list *ret_list, calx_error *error);

/* Whether there is more to an item than a column. */
bool calx__item_is_special(const struct sql_item *item);

/* Reads the options of a constraint of that kind from such a text; what it does
 * not mention stays. Errors: CALX_INVALID for an option that there is not, or
 * that the kind does not take, or a value that is no literal. */
enum calx_status calx__item_options_parse(struct arena *arena, struct view text,
	enum calx_constraint_kind kind, calx_constraint_options *options,
	calx_error *error);

/* The operator class that has to be said; NULL: none. */
const char *calx__item_class(const struct sql_item *item);

#endif
