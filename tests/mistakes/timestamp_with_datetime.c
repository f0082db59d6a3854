/* gcc: calx_timestamp_column_takes_a_calx_timestamp */
/* clang: calx_datetime_operand calx_timestamp_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book,
		where(Book.seen, <, calx_datetime_of(2020, 1, 1)));
}
