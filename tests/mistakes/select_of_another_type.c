/* clang-errors: 2 */
/* gcc: calx_string_expression calx_integer_expression */
/* clang: calx_string_expression calx_integer_expression */
#include "mistakes.h"

CALX_ROW(Line, column(name, string()), column(cost, nullable(integer())));

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Line, select(Line, .name = Book.id));
}
