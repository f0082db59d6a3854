/* g++: queries are written in C .c file */
/* clang++: queries are written in C .c file */
#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	column(name, string(20)), column(weight, nullable(double())),
	index(name));

int first(calx_session *session);

int first(calx_session *session)
{
	struct Point *point = calx_first(session, Point,
		where(Point.name, ==, "a"), order_by(desc(Point.weight)));

	return point ? point->id : 0;
}
