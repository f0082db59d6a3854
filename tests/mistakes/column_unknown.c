/* gcc: Book_columns nosuch */
/* clang: Book_columns nosuch */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.nosuch, ==, 1));
}
