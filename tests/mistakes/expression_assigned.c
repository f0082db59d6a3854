/* gcc: read-only */
/* clang: const */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_string_expression name = lower(Book.title);

	name = upper(Book.title);
	(void)name;
}
