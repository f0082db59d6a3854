/* gcc: Point item */
/* clang: Point item */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true), );
