/* gcc: calx_text_column_takes_a_string */
/* clang: calx_integer_operand calx_string_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	(void)case_when(string(), when("a", Book.cost, <, 5), otherwise(5));
}
