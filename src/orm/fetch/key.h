#ifndef CALX_ORM_KEY_H
#define CALX_ORM_KEY_H

#include "orm/store/mapper.h"

/* The key of a row as values of a statement. */

/* The column by which a part of an object's key is checked and stored: none for
 * an integer, which is as the database gave it. */
static inline const calx_column *calx__key_column(
	const struct mapper *mapper, size_t i)
{
	return mapper->plan.integer_key
		       ? NULL
		       : calx__plan_key(&mapper->plan, i)->column;
}

/* Puts the key of a row into mapper->buffers.bound. */
void calx__key_bind(struct mapper *mapper, const void *row);
/* The same of mapper->buffers.key_values. */
void calx__key_bind_values(struct mapper *mapper);

#endif
