/* gcc: calx_session_delete_object */
/* clang: struct Book_columns */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_delete(session, Book);
}
