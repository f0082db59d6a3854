/* gcc: calx_str_has_no_such_type */
/* clang: calx_decimal_date_time_uuid_or_optional */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	struct Book *book = calx_first(session, Book);

	(void)fake;
	(void)calx_str(book->title);
}
