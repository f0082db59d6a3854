/* gcc: char * */
/* clang: char * */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_each_row(session, row, columns(Book.title))
		(void)calx_row_get(row, "title");
}
