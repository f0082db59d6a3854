#ifndef CALX_LABEL_H
#define CALX_LABEL_H

#include <calx/node.h>

/* The labels of an enumeration, by the column of a model that has it:
 *
 *     column(color, enumeration("red", "green"))
 *
 *     puts(calx_label(Book.color, book->color));
 *     book->color = calx_label_value(Book.color, "green");
 */

CALX_BEGIN_DECLS

/** The label of a value; NULL if there is none. It belongs to the model. */
CALX_API const char *calx_label(
	calx_enumeration_expression column, long long value);
/** The value of a label, which is spelt exactly so: 0 for the first one. -1 if
 * there is no such label. */
CALX_API int calx_label_value(
	calx_enumeration_expression column, const char *label);
/** How many labels there are. */
CALX_API int calx_label_count(calx_enumeration_expression column);

CALX_END_DECLS

#endif
