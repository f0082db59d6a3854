/* gcc: Bok undeclared */
/* clang: Bok undeclared */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_each_row(session, row, columns(Bok.title))
		(void)row;
}
