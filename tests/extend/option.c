/* The made-up option of option.patch: a model says it, the database has it. */
#include <stdio.h>

#include <calx/calx.h>

CALX_MODEL(Account, "accounts", column(id, integer(), .primary_key = true),
	column(email, string(80), .compared_by = "NOCASE"));
CALX_METADATA(service, Account);

#include <calx/short.h>

int main(void)
{
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	calx_session *session = calx_session_open(engine);
	struct Account *found;
	int failed;

	calx_create_all(engine, &service, &error);
	calx_add(session, Account, .email = "Ann@Example.com");
	found = calx_first(
		session, Account, where(Account.email, ==, "ann@example.com"));
	failed = error.status < 0 || !found;
	if (failed)
		fprintf(stderr, "not found: %s\n", error.message);
	calx_session_close(session);
	calx_engine_close(engine);
	return failed;
}
