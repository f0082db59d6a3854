#include <stdio.h>
#include <stdlib.h>

#include "models.h"
#include <calx/short.h>

/* What is in the bookstore: every value but the keys, which each database
 * numbers as it does. */

static void print_time(const char *name, calx_opt_datetime at)
{
	printf(" %s=%s", name, at.has ? calx_str(at) : "-");
}

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine =
		calx_engine_open("sqlite:///bookstore.db", &error);
	calx_session *session = calx_session_open(engine);
	bool failed;

	calx_each(session, Book, book, order_by(Book.id)) {
		printf("%s|%s|%s|%d", book->title, book->author,
			book->publisher, book->cost.value);
		print_time("published", book->publish_date);
		puts("");
	}
	calx_each(session, Salesperson, person, order_by(Salesperson.id)) {
		printf("%s", person->name);
		print_time("born", person->birthday);
		print_time("in", person->last_clocked_in);
		print_time("out", person->last_clocked_out);
		puts("");
	}
	failed = !engine || calx_session_error(session);
	if (failed)
		puts(engine ? calx_session_error(session)->message
			    : error.message);
	calx_session_close(session);
	calx_engine_close(engine);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
