/* gcc: expected expression */
/* clang: expected expression */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_node node;

	node = where(Book.title, ==, "a");
	(void)node;
}
