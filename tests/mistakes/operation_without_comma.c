/* gcc: migration comma missing column(x, double()) column(y, double()) */
/* clang: migration comma missing column(x, double()) column(y, double()) */
#include <calx/calx.h>

#include <calx/op.h>

void upgrade(calx_op *op);

void upgrade(calx_op *op)
{
	calx_create_table(
		op, "points", column(x, double()) column(y, double()));
}
