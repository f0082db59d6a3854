/* gcc: there is no such type: integr() */
/* clang: there is no such type: integr() */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	(void)cast(Book.title, integr());
}
