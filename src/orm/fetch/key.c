#include "orm/fetch/key.h"

/* A statement of one row is bound by the key that the database knows: that of
 * the snapshot. */

void calx__key_bind(struct mapper *mapper, const void *row)
{
	struct bound_value *bound = mapper->buffers.bound;

	for (size_t i = 0; i < mapper->plan.key.count; i++, bound++) {
		bound->column = calx__plan_key(&mapper->plan, i)->column;
		bound->compared = COMPARED_NOT;
		calx__field_load(
			calx__plan_key(&mapper->plan, i), row, &bound->value);
	}
}

void calx__key_bind_values(struct mapper *mapper)
{
	for (size_t i = 0; i < mapper->plan.key.count; i++) {
		mapper->buffers.bound[i].value = mapper->buffers.key_values[i];
		mapper->buffers.bound[i].column =
			calx__plan_key(&mapper->plan, i)->column;
	}
}
