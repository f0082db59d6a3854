/* gcc: calx_a_condition_alone_must_be_boolean */
/* clang: calx_boolean_expression */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.title));
}
