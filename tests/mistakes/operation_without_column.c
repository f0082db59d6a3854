/* gcc: operation takes one column not unique(title) */
/* clang: operation takes one column not unique(title) */
#include <calx/revision.h>

void mistake(calx_op *op);

void mistake(calx_op *op)
{
	calx_add_column(op, "books", unique(title));
}
