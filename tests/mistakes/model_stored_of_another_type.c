/* gcc: calx_stored_uuids_ of_times_ */
/* clang: calx_stored_uuids_ of_times_ */
#include <calx/calx.h>

CALX_MODEL(Event, "events", column(id, integer(), .primary_key = true),
	column(code, uuid(.stored = CALX_UNIX_SECONDS)));
