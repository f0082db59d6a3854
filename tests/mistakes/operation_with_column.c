/* gcc: operation takes one constraint or index, not column(cost, integer()) */
/* clang: operation takes one constraint or index, not column(cost, integer()) */
#include <calx/revision.h>

void mistake(calx_op *op);

void mistake(calx_op *op)
{
	calx_add_constraint(op, "books", column(cost, integer()));
}
