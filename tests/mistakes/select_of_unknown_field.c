/* gcc: Line_columns nam */
/* clang: Line_columns nam */
#include "mistakes.h"

CALX_ROW(Line, column(name, string()), column(cost, nullable(integer())));

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Line, select(Line, .nam = Book.title));
}
