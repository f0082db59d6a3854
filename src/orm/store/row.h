#ifndef CALX_ORM_ROW_H
#define CALX_ORM_ROW_H

#include "orm/store/mapper.h"

/* Values from the database into a struct. */

/* The value that came for each column into the struct. Text is borrowed, or
 * moved to `place`, which has calx__row_text_size() bytes. */
enum calx_status calx__row_store(struct mapper *mapper, void *row,
	const calx_value *values, char *place);
/* The same of one column, borrowed. */
enum calx_status calx__row_store_field(struct mapper *mapper, unsigned number,
	void *row, const calx_value *value);
/* The bytes that the text and blobs of these values take. */
size_t calx__row_text_size(
	const struct mapper *mapper, const calx_value *values);

#endif
