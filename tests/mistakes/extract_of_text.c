/* gcc: calx_extract_takes_a_date_or_time */
/* clang: calx_date_or_time_expected */
#include "mistakes.h"

CALX_ROW(Line, column(name, string()), column(cost, nullable(integer())));

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	(void)extract(year, Book.title);
}
