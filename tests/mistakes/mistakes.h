#ifndef CALX_TESTS_MISTAKES_H
#define CALX_TESTS_MISTAKES_H

/* What the wrong programs are about. */

#include <calx/calx.h>
#include <calx/faker.h>

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, string(200)), column(cost, nullable(integer())),
	column(price, nullable(numeric(10, 2))), column(active, boolean()),
	column(ratio, double()), column(cover, nullable(blob())),
	column(publish_date, nullable(datetime())),
	column(seen, nullable(timestamp())), column(code, nullable(uuid())),
	column(color, enumeration("red", "green")));

CALX_MODEL(Person, "people", column(id, integer(), .primary_key = true),
	column(name, string(80)));

CALX_MODEL(Account, "accounts", column(id, integer(), .primary_key = true),
	column(balance, numeric(10, 2)));

#include <calx/short.h>

#endif
