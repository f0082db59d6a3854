#ifndef CALX_TESTS_ITEMS_H
#define CALX_TESTS_ITEMS_H

#include <calx/calx.h>

/* A table with a column of every type, and one beside it. */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(title, string(80)), column(note, nullable(text())),
	column(amount, nullable(integer())), column(small, small_integer()),
	column(big, nullable(big_integer())), column(active, boolean()),
	column(weight, float()), column(ratio, nullable(double())),
	column(price, numeric(10, 2)), column(exact, numeric(30, 10)),
	column(free, nullable(numeric())), column(data, nullable(blob())),
	column(day, nullable(date())), column(clock, time()),
	column(made, nullable(datetime())), column(seen, nullable(timestamp())),
	column(lasts, nullable(interval())), column(code, nullable(uuid())),
	column(doc, nullable(json())),
	column(color, enumeration("red", "it's green")),
	column(rank, nullable(integer()), .name = "order"));

CALX_MODEL(Other, "others", column(id, integer(), .primary_key = true),
	column(title, string(80)));

CALX_TABLE(pairs, "pairs", column(left_id, integer(), .primary_key = true),
	column(right_id, timestamp(), .primary_key = true));

#endif
