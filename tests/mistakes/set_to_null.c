/* gcc: calx_integer_column_takes_an_integer */
/* clang: calx_NULL_use_is_null_or_set_null */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_update(session, Book, set(Book.cost, NULL), all_rows());
}
