/* gcc: _Generic int */
/* clang: int not compatible */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.title, in, strings(1)));
}
