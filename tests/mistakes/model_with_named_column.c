/* gcc: Point item named column(x, double()) */
/* clang: Point item named column(x, double()) */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	named("x", column(x, double())));
