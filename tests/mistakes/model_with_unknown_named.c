/* gcc: Point item named uniq(id) */
/* clang: Point item named uniq(id) */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	named("x", uniq(id)));
