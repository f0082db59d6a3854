/* gcc: incompatible pointer type */
/* clang: incompatible calx_integer_provider */
/* flags: -Werror */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)session;
	(void)fake;
	calx_seed(session, fake, Book, 10, .cost = calx_fake_name);
}
