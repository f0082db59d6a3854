#include <calx/seed.h>

#include <string.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "faker/demand.h"
#include "faker/judge.h"
#include "faker/plan.h"
#include "faker/rows.h"

/* calx_seed(): plans, then fills and saves rows in chunks. */

enum { CHUNK = 500 };

/* ---- rows ----------------------------------------------------------------- */

static enum calx_status save_chunk(
	struct seeder *seeder, char *rows, int64_t start, int64_t count)
{
	size_t size = seeder->table->row_size;
	enum calx_status status;

	memset(rows, 0, size * (size_t)count);
	status = calx__rows_make(
		seeder, seeder->first + (uint64_t)start, rows, count);
	if (status >= 0)
		status = calx_session_bulk_save(seeder->session, seeder->table,
			rows, (size_t)count, seeder->where);
	calx__arena_reset(&seeder->texts);
	return status;
}

/* Whether a row may turn out to be impossible: then all are made before the
 * first one is written. */
static bool may_fail(const struct seeder *seeder)
{
	bool may = seeder->demands.count > 0;

	for (size_t i = 0; i < seeder->table->column_count; i++)
		may |= seeder->fillers[i].provider != NULL;
	return may;
}

static enum calx_status save_rows(struct seeder *seeder)
{
	int64_t size = may_fail(seeder) && seeder->count > CHUNK ? seeder->count
								 : CHUNK;
	char *rows = calx__alloc_zero((size_t)size, seeder->table->row_size);
	enum calx_status status = CALX_OK;

	if (!rows)
		return calx__fail_memory(&seeder->error);
	for (int64_t start = 0; status >= 0 && start < seeder->count;
		start += size) {
		int64_t left = seeder->count - start;

		status = save_chunk(
			seeder, rows, start, left < size ? left : size);
	}
	calx__free(rows);
	return status;
}

static enum calx_status check_call(struct seeder *seeder)
{
	if (!seeder->fake)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() needs a faker: calx_faker_open() returned NULL");
	if (seeder->count < 0)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() cannot make %lld rows",
			(long long)seeder->count);
	if (!seeder->table->row_size)
		return calx__fail(&seeder->error, CALX_MISUSE,
			"calx_seed() needs a model, '%s' is a table without a struct",
			seeder->table->name);
	return calx_flush(seeder->session);
}

/* An error of ours sticks to the session as the connection's errors do. */
static void stick(struct seeder *seeder)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	calx_error *failing =
		connection ? calx__connection_failing(connection) : NULL;

	if (!failing)
		return;
	*failing = seeder->error;
	calx__fail_where(failing, "%s", seeder->where);
}

int64_t calx_session_seed(calx_session *session, calx_faker *fake,
	const calx_table *table, int64_t count, const void *providers,
	const char *where)
{
	struct seeder seeder = { .session = session,
		.fake = fake,
		.table = table,
		.where = where,
		.count = count,
		.text = STRBUF_INIT };
	enum calx_status status;

	if ((status = check_call(&seeder)) >= 0 && count &&
		(status = calx__plan(&seeder, providers)) >= 0)
		status = save_rows(&seeder);
	if (seeder.error.status < 0)
		stick(&seeder);
	calx__judge_release(&seeder);
	calx__demands_release(&seeder);
	calx__vec_release(&seeder.choices);
	calx__arena_release(&seeder.plan);
	calx__arena_release(&seeder.texts);
	calx__strbuf_release(&seeder.text);
	return status < 0 ? (int64_t)status : count;
}
