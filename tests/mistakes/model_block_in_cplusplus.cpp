/* g++: queries are written in C .c file */
/* clang++: queries are written in C .c file */
#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true));

void clear(calx_session *session);

void clear(calx_session *session)
{
	calx_transaction(session, .attempts = 5)
		calx_session_delete_object(session, nullptr);
}
