#ifndef CALX_TESTS_MODELS_H
#define CALX_TESTS_MODELS_H

/* Every kind of item and every type, for C and for C++. */

#include <calx/calx.h>

#define STAMPED                                                \
	column(seen, timestamp(), .server_default = "'2026'"), \
		column(length_, nullable(interval()))

CALX_MODEL(Everything, "everything", column(id, integer(), .primary_key = true),
	column(small, small_integer()), column(big, big_integer()),
	column(real, float()), column(precise, double()),
	column(price, numeric(10, 2)), column(yes, boolean()),
	column(title, string(200), .unique = true), column(body, text()),
	column(cover, blob()), column(day, date()), column(hour, time()),
	column(moment, datetime()), column(code, uuid()), column(extra, json()),
	column(color, enumeration("red", "green")), STAMPED,
	column(small_, nullable(small_integer())),
	column(big_, nullable(big_integer())), column(real_, nullable(float())),
	column(price_, nullable(numeric(10, 2))),
	column(yes_, nullable(boolean())), column(day_, nullable(date())),
	column(hour_, nullable(time())), column(code_, nullable(uuid())),
	column(color_, nullable(enumeration("red", "green"))),
	column(count, integer()), column(columns, integer()), unique(day, hour),
	index(small), named("x", unique_index(big)), check("price > 0"),
	foreign_key((day, hour), "other(day, hour)"));

struct Mapped {
	int id;
	long long here;
};
CALX_MAP(Mapped, "mapped", column(id, integer(), .primary_key = true),
	column(here, big_integer()));

CALX_TABLE(links, "links", column(a, integer(), .primary_key = true),
	column(b, integer(), .primary_key = true));

CALX_ROW(Shape, column(title, string()), column(sum, nullable(numeric(12, 2))));

CALX_METADATA(some, Everything, Mapped);
CALX_METADATA(more, links);
CALX_METADATA_OF(every, some, more);

static inline long long use(
	const struct Everything_list *list, const struct Shape *shape)
{
	long long sum = shape->sum.has;

	for (size_t i = 0; i < list->count; i++)
		sum += list->items[i]->big + list->items[i]->id;
	return sum;
}

#endif
