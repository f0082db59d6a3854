/* gcc: calx_text_column_takes_a_string */
/* clang: calx_NULL_use_is_null_or_set_null */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(Book.title, ==, NULL));
}
