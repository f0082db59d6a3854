/* gcc: more than 200 tables CALX_METADATA_OF */
/* clang: more than 200 tables CALX_METADATA_OF */
#include <calx/calx.h>

CALX_TABLE(t, "t", column(id, integer(), .primary_key = true));
#define TEN t, t, t, t, t, t, t, t, t, t
#define FIFTY TEN, TEN, TEN, TEN, TEN
CALX_METADATA(many, t, FIFTY, FIFTY, FIFTY, FIFTY);
