/* The made-up expression of expression.patch: written, typed, and cached by its
 * structure and not by its values. */
#include <stdio.h>

#include <calx/calx.h>

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, string(80)), column(price, numeric(10, 2)));
CALX_METADATA(shop, Book);

#include <calx/short.h>

static long long count_below(calx_session *session, int price)
{
	return calx_scalar(session,
		calx_filtered(count_rows(), where(Book.price, <, price)))
		.value;
}

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	int failed;

	calx_create_all(engine, &shop, &error);
	calx_add(session, Book, .title = "one", .price = decimal("5.00"));
	calx_add(session, Book, .title = "two", .price = decimal("7.50"));
	failed = count_below(session, 6) != 1 || count_below(session, 8) != 2;
	if (failed || calx_session_error(session))
		fprintf(stderr, "%s\n",
			calx_session_error(session)
				? calx_session_error(session)->message
				: "wrong count");
	calx_session_close(session);
	calx_engine_close(engine);
	return failed;
}
