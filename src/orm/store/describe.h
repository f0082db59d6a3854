#ifndef CALX_ORM_DESCRIBE_H
#define CALX_ORM_DESCRIBE_H

#include "orm/store/mapper.h"

/* "books (id = 5)", as errors name an object; `row` may be NULL: "books". */
void calx__describe_row(
	const struct mapper *mapper, const void *row, char *text, size_t size);

/* A value, by itself or of a row, as errors show it, long text cut: `text` has CALX_TEMPORAL_TEXT_MAX
 * bytes. */
void calx__describe_plain(const calx_value *value, char *text);
void calx__describe_value(
	const calx_column *column, const void *row, char *text);

#endif
