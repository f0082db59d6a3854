/* gcc: migration.id no known type integr() */
/* clang: migration.id no known type integr() */
#include <calx/revision.h>

void mistake(calx_op *op);

void mistake(calx_op *op)
{
	calx_create_table(op, "points", column(id, integr()));
}
