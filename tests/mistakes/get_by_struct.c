/* gcc: struct Book */
/* clang: struct Book */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	struct Book book = { 0 };

	calx_get(session, Book, book);
}
