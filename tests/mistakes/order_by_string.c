/* gcc: column_or_expression */
/* clang: char[6] */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, order_by("title"));
}
