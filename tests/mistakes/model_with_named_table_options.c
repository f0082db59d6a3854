/* gcc: Point item named table_options */
/* clang: Point item named table_options */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	named("x", table_options(.strict = true)));
