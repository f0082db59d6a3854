/* gcc-errors: 2 */
/* gcc: struct Book titel */
/* clang: struct Book titel */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_add(session, Book, .titel = "a");
}
