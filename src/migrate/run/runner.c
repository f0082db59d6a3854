#include "migrate/run/runner.h"

#include "engine/connection.h"
#include "util/fail.h"

/* What all parts of a run ask for. */

struct runner calx__runner_new(const struct migration *migration,
	enum migrate_direction direction, calx_error *error)
{
	const struct dialect *dialect =
		calx__connection_dialect(migration->connection);

	return (struct runner){
		.migration = migration,
		.connection = migration->connection,
		.dialect = dialect,
		.direction = direction,
		.plans =
			migration->dry_run && !dialect->migration.transactional,
		.error = error,
	};
}

enum calx_status calx__runner_status(const struct runner *runner)
{
	const calx_error *cause = calx_connection_error(runner->connection);

	if (!cause)
		return CALX_OK;
	if (runner->error)
		*runner->error = *cause;
	return cause->status;
}

enum calx_status calx__runner_text_status(
	const struct runner *runner, const struct strbuf *text)
{
	return text->failed ? calx__fail_memory(runner->error) : CALX_OK;
}
