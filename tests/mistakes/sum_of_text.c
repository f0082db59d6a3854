/* gcc: calx_sum_takes_numbers */
/* clang: calx_number_expected */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	(void)sum(Book.title);
}
