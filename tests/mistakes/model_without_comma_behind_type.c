/* gcc: Point.id comma missing integer() */
/* clang: Point.id comma missing integer() */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer().primary_key = true),
	column(x, double()));
