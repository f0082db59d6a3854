#ifndef CALX_ORM_CURSOR_ROW_H
#define CALX_ORM_CURSOR_ROW_H

#include "orm/fetch/cursor_base.h"

/* The cursor of calx_each_row(). */

/* The next row, or NULL. */
void *calx__cursor_row_next(struct cursor *cursor);
/* Copies the text of the current row. */
enum calx_status calx__cursor_row_keep(struct cursor *cursor);

#endif
