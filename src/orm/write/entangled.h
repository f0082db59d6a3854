#ifndef CALX_ORM_ENTANGLED_H
#define CALX_ORM_ENTANGLED_H

#include "orm/base/state.h"

/* Whether the database has views or triggers: then a query may depend on rows of
 * tables that it does not mention. Taken to be so where that cannot be asked. */
bool calx__session_is_entangled(calx_session *session, const char *where);

#endif
