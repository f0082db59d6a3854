/* gcc: calx_some_has_no_such_type */
/* clang: calx_number_date_or_uuid */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_add(session, Book, .cost = calx_some("a"));
}
