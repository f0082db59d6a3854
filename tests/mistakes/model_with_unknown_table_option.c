/* gcc: calx_table_options strikt strict */
/* clang: calx_table_options strikt strict */
#include <calx/calx.h>

CALX_MODEL(Point, "points", column(id, integer(), .primary_key = true),
	table_options(.strikt = true));
