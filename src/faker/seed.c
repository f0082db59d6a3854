#include <calx/seed.h>

#include <string.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "sql/type/field.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "faker/plan.h"

/* calx_seed(): plans, then fills and saves rows in chunks. */

enum { CHUNK = 500 };

/* ---- rows ----------------------------------------------------------------- */

static enum calx_status fill_row(
	struct seeder *seeder, uint64_t row, void *object)
{
	struct draw person = calx__draw_at(seeder->fake->seed,
		calx__stream(seeder->table->name, "#person"), row);

	seeder->person = calx__draw(&person);
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		const struct filler *filler = &seeder->fillers[i];
		calx_value value = { .kind = filler->column->type.kind };
		enum calx_status status;

		if (!filler->fill)
			continue;
		if ((status = filler->fill(seeder, filler, row, &value)) < 0 ||
			(status = calx__field_write(filler->column, object,
				 &value, &seeder->error)) < 0)
			return status;
	}
	return CALX_OK;
}

static enum calx_status save_chunk(
	struct seeder *seeder, char *rows, int64_t start, int64_t count)
{
	size_t size = seeder->table->row_size;
	enum calx_status status = CALX_OK;

	memset(rows, 0, size * (size_t)count);
	for (int64_t i = 0; status >= 0 && i < count; i++)
		status = fill_row(seeder, seeder->first + (uint64_t)(start + i),
			rows + (size_t)i * size);
	if (status >= 0)
		status = calx_session_bulk_save(seeder->session, seeder->table,
			rows, (size_t)count, seeder->where);
	calx__arena_reset(&seeder->texts);
	return status;
}

static enum calx_status save_rows(struct seeder *seeder)
{
	char *rows = calx__alloc_zero(CHUNK, seeder->table->row_size);
	enum calx_status status = CALX_OK;

	if (!rows)
		return calx__fail_memory(&seeder->error);
	for (int64_t start = 0; status >= 0 && start < seeder->count;
		start += CHUNK) {
		int64_t left = seeder->count - start;

		status = save_chunk(
			seeder, rows, start, left < CHUNK ? left : CHUNK);
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

	if ((status = check_call(&seeder)) >= 0 &&
		(status = calx__plan(&seeder, providers)) >= 0)
		status = save_rows(&seeder);
	if (seeder.error.status < 0)
		stick(&seeder);
	calx__arena_release(&seeder.plan);
	calx__arena_release(&seeder.texts);
	calx__strbuf_release(&seeder.text);
	return status < 0 ? (int64_t)status : count;
}
