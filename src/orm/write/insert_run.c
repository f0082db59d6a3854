#include "orm/write/insert_run.h"

#include "engine/connection.h"
#include "engine/run.h"
#include "orm/store/given.h"

/* What a run of rows sends and what comes back is decided once, by what the
 * driver can do; then each row is only bound. */

/* Splits the columns into those that are sent and those that come back; the
 * number of the latter. */
static size_t columns_split(
	struct insert_run *run, const struct omitted *omitted, bool by_id)
{
	struct mapper *mapper = run->insert->mapper;
	size_t back = 0;

	if (calx__omitted_is_empty(omitted)) {
		for (unsigned i = 0; i < mapper->table->column_count; i++)
			mapper->buffers.numbers[i] = i;
		run->statement.number_count = mapper->table->column_count;
		return 0;
	}
	for (unsigned i = 0; i < mapper->table->column_count; i++) {
		if (!calx__omitted_has(mapper, omitted, i))
			mapper->buffers.numbers[run->statement.number_count++] =
				i;
		else if (by_id && mapper->plan.generated_key &&
			 i == mapper->plan.key.numbers[0])
			run->key_by_id = true;
		else
			mapper->buffers.returning[back++] = i;
	}
	return back;
}

static bool key_comes_back(const struct insert_run *run, size_t back)
{
	const struct mapper *mapper = run->insert->mapper;

	for (size_t i = 0; i < back; i++)
		for (size_t j = 0; j < mapper->plan.key.count; j++)
			if (mapper->buffers.returning[i] ==
				mapper->plan.key.numbers[j])
				return true;
	return false;
}

/* Where keys can be counted there is no server to wait for, and reading the
 * row again by its key is quicker than RETURNING: SQLite takes 12,000
 * instructions for the one and 25,000 for the other. */
static bool run_reloads(
	const struct insert_run *run, const struct driver *driver, size_t back)
{
	if (!run->reads_back || !back)
		return false;
	return !driver->dialect->returning ||
	       ((driver->features & DRIVER_KEYS_FOLLOW) &&
		       !key_comes_back(run, back));
}

void calx__insert_run_plan(
	struct insert_run *run, const struct omitted *omitted)
{
	struct mapper *mapper = run->insert->mapper;
	const struct driver *driver =
		calx__connection_driver(mapper->session->connection);
	size_t back;

	run->statement = (struct statement){
		.kind = STATEMENT_INSERT,
		.table = mapper->table,
		.numbers = mapper->buffers.numbers,
		.returning = mapper->buffers.returning,
	};
	back = columns_split(run, omitted, driver->features & DRIVER_LAST_ID);
	run->reads_back =
		run->insert->slots && !calx__omitted_is_empty(omitted);
	run->reloads = run_reloads(run, driver, back);
	if (run->reads_back && !run->reloads)
		run->statement.returning_count = back;
	run->follows = run->key_by_id && run->reads_back &&
		       !run->statement.returning_count &&
		       (driver->features & DRIVER_KEYS_FOLLOW) &&
		       !mapper->keys_scatter;
	run->in_order = run->statement.returning_count &&
			(driver->features & DRIVER_RETURNS_IN_ORDER);
	run->fragile = driver->features & DRIVER_FAILURE_ENDS;
}

/* The columns of what is bound are the same for all rows. */
static void bind_columns(struct insert_run *run)
{
	struct mapper *mapper = run->insert->mapper;

	for (size_t i = 0; i < run->statement.number_count; i++)
		mapper->buffers.bound[i] = (struct bound_value){
			.column = calx__plan_field(
				&mapper->plan, mapper->buffers.numbers[i])
					  ->column,
		};
	run->has_columns = true;
}

/* Row `i` of the statement. */
enum calx_status calx__insert_run_bind(
	struct insert_run *run, struct prepared *prepared, size_t i)
{
	const struct insert *insert = run->insert;
	struct mapper *mapper = insert->mapper;
	const void *row = calx__insert_row(insert, insert->at + i);
	const size_t count = run->statement.number_count;
	const void *before;

	if (calx__put(prepared, i * count, &mapper->plan.layout,
		    mapper->buffers.numbers, count, row))
		return CALX_OK;
	if (!run->has_columns)
		bind_columns(run);
	before = calx__insert_row_before(insert, insert->at + i);
	for (size_t j = 0; j < count; j++) {
		const struct field *field = calx__plan_field(
			&mapper->plan, mapper->buffers.numbers[j]);

		if (!calx__given_load(&mapper->plan, field, row, before,
			    &mapper->buffers.bound[j].value))
			return calx__given_refuse(mapper, field, row, before);
	}
	return calx__bind(prepared, i * count, mapper->buffers.bound, count);
}
