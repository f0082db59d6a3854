/* gcc: wrong type argument bit-complement */
/* clang: invalid argument type char */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.cost, in, integers("a")));
}
