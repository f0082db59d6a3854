/* gcc: calx_column_named_has_no_type_to_compare_with */
/* clang: calx_NULL_use_is_null_or_set_null_operand */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_first(session, Book, where(column_named(Book, "title"), ==, 5));
}
