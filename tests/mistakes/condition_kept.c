/* clang-errors: 2 */
/* gcc: expected identifier */
/* clang: expected identifier */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_node node = where(Book.title, ==, "a");

	(void)node;
}
