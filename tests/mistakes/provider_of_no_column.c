/* gcc: Book_calx_providers_ titel */
/* clang: Book_calx_providers_ titel */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_seed(session, fake, Book, 10, .titel = NULL);
}
