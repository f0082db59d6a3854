/* The made-up type of type.patch: created, stored, found, read back, seeded and
 * seen by the inspector as what it is. */
#include <stdio.h>
#include <string.h>

#include <calx/calx.h>
#include <calx/faker.h>

CALX_MODEL(Feed, "feeds", column(id, integer(), .primary_key = true),
	column(body, markup()), column(draft, nullable(markup())));
CALX_METADATA(reader, Feed);

#include <calx/short.h>

static int use(calx_session *session, calx_connection *connection)
{
	struct Feed *feed = calx_add(session, Feed, .body = "<rss/>");
	calx_faker *fake = calx_faker_open("en_US", .seed = 1);
	calx_inspector *inspector;
	const calx_table *table;
	int failed = !feed || calx_commit(session) < 0;

	feed = calx_first(session, Feed, where(Feed.body, ==, "<rss/>"));
	failed |= !feed || strcmp(feed->body, "<rss/>") || feed->draft;
	failed |= calx_seed(session, fake, Feed, 3) < 0 ||
		  calx_commit(session) < 0;
	inspector = calx_inspect(connection, NULL);
	table = inspector ? calx_inspector_table(inspector, "feeds") : NULL;
	failed |= !table || table->columns[1].type.kind != CALX_MARKUP;
	calx_inspector_close(inspector);
	calx_faker_close(fake);
	return failed;
}

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	int failed = calx_create_all(engine, &reader, &error) < 0 ||
		     use(session, calx_session_connection(session));

	if (failed)
		fprintf(stderr, "%s\n",
			calx_session_error(session)
				? calx_session_error(session)->message
				: error.message);
	calx_session_close(session);
	calx_engine_close(engine);
	return failed;
}
