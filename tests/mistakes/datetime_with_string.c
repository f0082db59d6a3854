/* gcc: calx_datetime_column_takes_a_calx_datetime */
/* clang: calx_string_operand calx_datetime_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.publish_date, ==, "2017-10-17"));
}
