/* gcc: struct Person */
/* clang: struct Person */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	struct Person people[2] = { { 0 } };

	calx_bulk_save(session, Book, people, 2);
}
