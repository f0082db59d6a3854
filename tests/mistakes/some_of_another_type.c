/* gcc: calx_opt_datetime */
/* clang: calx_opt_datetime */
/* clang-errors: 2 */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_add(
		session, Book, .cost = calx_some(calx_datetime_of(2020, 1, 1)));
}
