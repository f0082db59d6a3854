/* gcc: calx_block_options attemts attempts */
/* clang: attemts calx_block_options */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)fake;
	calx_transaction(session, .attemts = 5)
		calx_add(session, Book, .title = "a");
}
