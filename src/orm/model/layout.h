#ifndef CALX_ORM_LAYOUT_H
#define CALX_ORM_LAYOUT_H

#include <calx/schema.h>

/* How two descriptions of a table differ. */

/* Whether they are the same: what a session does with one, it may do with the
 * other. */
bool calx__layout_equal(const calx_table *a, const calx_table *b);
/* Says in which way two that are not equal differ. */
enum calx_status calx__layout_fail(
	calx_error *error, const calx_table *a, const calx_table *b);

#endif
