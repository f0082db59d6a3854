/* gcc: calx_integer_column_takes_an_integer */
/* clang: calx_string_operand calx_integer_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.cost, in, 1, "a"));
}
