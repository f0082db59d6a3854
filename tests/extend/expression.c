/* The made-up expression of expression.patch: written, typed, compared, and cached
 * by its structure and its path, but not by the values beside it. */
#include <stdio.h>

#include <calx/calx.h>

CALX_MODEL(Order, "orders", column(id, integer(), .primary_key = true),
	column(details, json()));
CALX_METADATA(shop, Order);

#include <calx/short.h>

static long long count_of(calx_session *session, int pieces)
{
	return calx_count(session, Order,
		where(calx_json_value(Order.details, "$.pieces", integer()), ==,
			pieces));
}

static long long count_to(calx_session *session, const char *city)
{
	return calx_count(session, Order,
		where(calx_json_value(Order.details, "$.to.city", string()), ==,
			city));
}

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	int failed;

	calx_create_all(engine, &shop, &error);
	calx_add(session, Order,
		.details = "{\"pieces\": 2, \"to\": {\"city\": \"Lund\"}}");
	calx_add(session, Order,
		.details = "{\"pieces\": 3, \"to\": {\"city\": \"Lund\"}}");
	failed = count_of(session, 2) != 1 || count_of(session, 4) != 0 ||
		 count_to(session, "Lund") != 2 || count_to(session, "x") != 0;
	if (failed || calx_session_error(session))
		fprintf(stderr, "%s\n",
			calx_session_error(session)
				? calx_session_error(session)->message
				: "wrong count");
	failed |= calx_session_error(session) != NULL;
	calx_session_close(session);
	calx_engine_close(engine);
	return failed;
}
