#include "layout.h"

/* The same table, as another file of a program may see it: alike, and in three
 * ways not alike. */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_MODEL(Wider, "items", column(id, integer(), .primary_key = true),
	column(name, string(40)));
CALX_MODEL(Longer, "items", column(id, integer(), .primary_key = true),
	column(name, string(20)), column(more, nullable(integer())));
CALX_MODEL(Single, "items", column(id, integer(), .primary_key = true),
	column(name, string(20), .unique = true));

void *other_item(calx_session *session, int id)
{
	return calx_get(session, Item, id);
}

void *wider_item(calx_session *session, int id)
{
	return calx_get(session, Wider, id);
}

void *longer_item(calx_session *session, int id)
{
	return calx_get(session, Longer, id);
}

void *single_item(calx_session *session, int id)
{
	return calx_get(session, Single, id);
}
