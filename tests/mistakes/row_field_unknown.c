/* gcc: struct Book titel */
/* clang: struct Book titel */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_each(session, Book, book)
		(void)book->titel;
}
