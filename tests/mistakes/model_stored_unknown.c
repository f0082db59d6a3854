/* gcc: CALX_UNIX_CENTURIES */
/* clang: CALX_UNIX_CENTURIES */
#include <calx/calx.h>

CALX_MODEL(Event, "events", column(id, integer(), .primary_key = true),
	column(at, nullable(datetime(.stored = CALX_UNIX_CENTURIES))));
