/* gcc: calx_savepoint_options isolation */
/* clang: isolation calx_savepoint_options */
/* gcc-errors: 2 */
#include "mistakes.h"

void mistake(calx_session *session, calx_faker *fake);

void mistake(calx_session *session, calx_faker *fake)
{
	(void)fake;
	calx_savepoint(session, .isolation = CALX_SERIALIZABLE)
		calx_add(session, Book, .title = "a");
}
