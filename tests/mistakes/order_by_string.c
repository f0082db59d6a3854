/* gcc: calx_term_must_be_a_column */
/* clang: calx_column_expected */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, order_by("title"));
}
