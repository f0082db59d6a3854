/* gcc: calx_decimal_column_takes_a_decimal_or_integer */
/* clang: calx_real_operand calx_integer_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.price, <, 1.5));
}
