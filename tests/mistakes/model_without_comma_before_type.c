/* gcc: Point item column(x double()) */
/* clang: Point item column(x double()) */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	column(x double()), column(y, double()));
