/* gcc: calx_opt_int64 */
/* clang: calx_opt_int64 */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	int n = calx_scalar(session, count_rows(), from(Book));

	(void)n;
}
