/* gcc: Point comma missing column(x, double()) column(y, double()) */
/* clang: Point comma missing column(x, double()) column(y, double()) */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	column(x, double()) column(y, double()), check("x > y"));
