/* gcc: Point item uniq(id) */
/* clang: Point item uniq(id) */
#include <calx/calx.h>

CALX_MODEL(
	Point, "points", column(id, integer(), .primary_key = true), uniq(id));
