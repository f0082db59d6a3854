/* gcc: Point.x double() */
/* clang: Point.x double() */
#include <calx/calx.h>

struct Point {
	int32_t id;
	float x;
};

CALX_MAP(Point, "points", column(id, integer(), .primary_key = true),
	column(x, double()));
