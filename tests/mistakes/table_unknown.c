/* gcc: Bok_calx_table_ */
/* clang: Bok_calx_table_ */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Bok, where(Book.title, ==, "a"));
}
