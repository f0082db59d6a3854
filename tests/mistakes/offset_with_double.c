/* gcc: calx_offset_takes_an_integer */
/* clang: calx_real_operand calx_integer_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, limit(1), offset(1.5));
}
