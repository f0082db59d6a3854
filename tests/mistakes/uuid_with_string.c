/* gcc: calx_uuid_column_takes_a_calx_uuid */
/* clang: calx_string_operand calx_uuid_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.code, ==, "x"));
}
