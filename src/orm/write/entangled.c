#include "orm/write/entangled.h"

#include <string.h>

#include "compile/dialect.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/run.h"

/* What a view reads and a trigger writes stands in the database alone. Nobody
 * wants to know it as long as nothing waits. */

/* What the query says; 1 where it fails: the flush is then as it always was. */
static int64_t ask(calx_session *session, const char *sql, const char *where)
{
	const enum calx_kind kind = CALX_INTEGER;
	calx_value value = { .kind = CALX_INTEGER, .as.integer = 1 };
	struct prepared *prepared =
		calx__prepare_sql(session->connection, sql, strlen(sql), where);
	calx_error error;

	if (calx__step(prepared) == 1)
		calx__row(prepared, &kind, 1, &value);
	calx__finish(prepared);
	if (calx__connection_status(session->connection) < 0)
		calx__connection_set_aside(session->connection, &error);
	return value.as.integer;
}

bool calx__session_is_entangled(calx_session *session, const char *where)
{
	const char *sql =
		calx__connection_dialect(session->connection)->entangled;

	if (session->entangled == ENTANGLED_UNKNOWN)
		session->entangled = !sql || ask(session, sql, where)
					     ? ENTANGLED_MAYBE
					     : ENTANGLED_NOT;
	return session->entangled == ENTANGLED_MAYBE;
}
