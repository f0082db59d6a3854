/* gcc: lower_calx_function_ */
/* clang: calx_string_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	(void)call(lower, 5);
}
