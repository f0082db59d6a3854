/* gcc: calx_column_options primarykey primary_key */
/* clang: calx_column_options primarykey primary_key */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primarykey = true));
