/* The made-up type of type.patch: created, written, compared, seeded, read. */
#include <stdio.h>

#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/short.h>

CALX_MODEL(Member, "members", column(id, integer(), .primary_key = true),
	column(email, citext(), .unique = true),
	column(city, nullable(citext())));
CALX_METADATA(club, Member);

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	calx_faker *fake = calx_faker_open("en_US", .seed = 1);
	const calx_error *why;
	long long found;

	calx_create_all(engine, &club, &error);
	calx_seed(session, fake, Member, 20);
	calx_add(session, Member, .email = "Ada@example.org");
	found = calx_count(
		session, Member, where(Member.email, ==, "ADA@EXAMPLE.ORG"));
	calx_each(session, Member, member)
		found += member->email && *member->email;
	why = calx_session_error(session);
	if (why)
		fprintf(stderr, "%s\n", why->message);
	calx_faker_close(fake);
	calx_session_close(session);
	calx_engine_close(engine);
	return why || found != 22;
}
