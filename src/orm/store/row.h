#ifndef CALX_ORM_ROW_H
#define CALX_ORM_ROW_H

#include "orm/store/mapper.h"

/* Values from the database into a struct. */

/* The value that came for each column into the struct; text is borrowed. */
enum calx_status calx__row_store(
	struct mapper *mapper, void *row, const calx_value *values);
/* The same of one column, borrowed. */
enum calx_status calx__row_store_field(struct mapper *mapper, unsigned number,
	void *row, const calx_value *value);

#endif
