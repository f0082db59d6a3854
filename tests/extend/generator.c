/* The made-up generator of generator.patch: called, and chosen for a column. */
#include <stdio.h>

#include <calx/calx.h>
#include <calx/faker.h>

CALX_MODEL(House, "houses", column(id, integer(), .primary_key = true),
	column(street_name, string(40)));
CALX_METADATA(town, House);

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	calx_faker *fake = calx_faker_open("en_US", .seed = 1);
	const char *word = calx_fake_street_word(fake);
	struct House *house;
	int failed;

	calx_create_all(engine, &town, &error);
	calx_seed(session, fake, House, 1);
	house = calx_first(session, House);
	failed = !word || !*word || !house || !*house->street_name;
	if (failed)
		fprintf(stderr, "no street: %s\n", error.message);
	calx_faker_close(fake);
	calx_session_close(session);
	calx_engine_close(engine);
	return failed;
}
