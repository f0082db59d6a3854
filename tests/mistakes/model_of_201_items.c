/* gcc: Wide more than 200 items */
/* clang: Wide more than 200 items */
#include <calx/calx.h>

#define TEN(p)                                                    \
	column(p##0, integer()), column(p##1, integer()),         \
		column(p##2, integer()), column(p##3, integer()), \
		column(p##4, integer()), column(p##5, integer()), \
		column(p##6, integer()), column(p##7, integer()), \
		column(p##8, integer()), column(p##9, integer())
#define FIFTY(p) TEN(p##0), TEN(p##1), TEN(p##2), TEN(p##3), TEN(p##4)
CALX_MODEL(Wide, "wide", column(id, integer(), .primary_key = true), FIFTY(a),
	FIFTY(b), FIFTY(c), FIFTY(d));
