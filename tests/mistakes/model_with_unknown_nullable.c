/* gcc: Point.x no known type integr() */
/* clang: Point.x no known type integr() */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	column(x, nullable(integr())));
