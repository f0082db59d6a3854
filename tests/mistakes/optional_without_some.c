/* gcc: missing braces */
/* clang: braces initializ */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_add(session, Book, .cost = 5);
}
