/* g++: queries are written in C .c file */
/* clang++: queries are written in C .c file */
#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true));

int sum(calx_session *session);

int sum(calx_session *session)
{
	int result = 0;

	calx_each(session, Point, point, where(Point.id, >, 5))
		result += point->id;
	return result;
}
