/* gcc: Point.id no known type integr() */
/* clang: Point.id no known type integr() */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integr(), .primary_key = true));
