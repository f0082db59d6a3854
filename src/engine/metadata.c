#include "engine/private.h"

#include <calx/metadata.h>

#include "compile/ddl.h"
#include "sql/schema/table.h"
#include "util/fail.h"

/* create_all and drop_all: what metadata says, done in one transaction. */

struct schema_work {
	calx_connection *connection;
	const struct dialect *dialect;
	struct arena arena;
	struct sql_schema schema; /* of the metadata, referred tables first */
	struct sql_schema there;  /* what the database has */
	bool cycle;
	struct strbuf sql;
};

typedef enum calx_status schema_action(struct schema_work *work);

/* Runs what has been written to `sql`. */
static enum calx_status sql_run(struct schema_work *work)
{
	calx_error *error = calx__connection_failing(work->connection);

	if (work->sql.failed)
		return calx__fail_memory(error);
	return calx__run(work->connection, work->sql.data);
}

/* ---- creating ----------------------------------------------------------- */

static enum calx_status table_create(
	struct schema_work *work, const struct sql_table *table)
{
	enum calx_status status;

	calx__strbuf_clear(&work->sql);
	calx__ddl_create_table(&work->sql, work->dialect, table);
	status = sql_run(work);
	for (size_t i = 0; status == CALX_OK && i < table->index_count; i++) {
		calx__strbuf_clear(&work->sql);
		calx__ddl_create_index(&work->sql, work->dialect, table->schema,
			table->name, &table->indexes[i]);
		status = sql_run(work);
	}
	return status;
}

static enum calx_status tables_create(struct schema_work *work)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < work->schema.table_count; i++) {
		const struct sql_table *table = work->schema.tables[i];

		if (calx__schema_table(&work->there, table->name))
			continue;
		status = table_create(work, table);
		if (status < 0)
			break;
	}
	return status;
}

/* Names that cannot be written are told before anything is sent. */
static enum calx_status names_check(struct schema_work *work)
{
	calx_error *error = calx__connection_failing(work->connection);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status == CALX_OK && i < work->schema.table_count;
		i++)
		status = calx__ddl_check(
			work->dialect, work->schema.tables[i], error);
	return status;
}

/* ---- dropping ----------------------------------------------------------- */

static enum calx_status tables_drop(struct schema_work *work)
{
	enum calx_status status = CALX_OK;

	for (size_t i = work->schema.table_count; i-- > 0;) {
		const char *name = work->schema.tables[i]->name;

		if (!calx__schema_table(&work->there, name))
			continue;
		calx__strbuf_clear(&work->sql);
		calx__ddl_drop_table(&work->sql, work->dialect, NULL, name);
		status = sql_run(work);
		if (status < 0)
			break;
	}
	return status;
}

/* ---- the frame ---------------------------------------------------------- */

static enum calx_status run_list(
	struct schema_work *work, const char *const *statements)
{
	enum calx_status status = CALX_OK;

	for (; statements && *statements && status == CALX_OK; statements++)
		status = calx__run(work->connection, *statements);
	return status;
}

static enum calx_status transaction_run(
	struct schema_work *work, schema_action *action)
{
	enum calx_status status =
		calx_connection_begin(work->connection, CALX_READ_WRITE);

	if (status == CALX_OK)
		status = calx__inspect(
			work->connection, &work->arena, &work->there);
	if (status == CALX_OK)
		status = action(work);
	if (status == CALX_OK)
		status = calx_connection_commit(work->connection);
	return status;
}

/* Copies what stuck to the connection and clears it there. */
static void error_take(struct schema_work *work, calx_error *error)
{
	const calx_error *stuck = calx_connection_error(work->connection);

	if (stuck && error)
		*error = *stuck;
	calx_connection_rollback(work->connection);
}

/* Tables that refer to each other in a circle can only be dropped while the
 * database does not look. */
static enum calx_status work_run(
	struct schema_work *work, schema_action *action, calx_error *error)
{
	bool blind = work->cycle && action == tables_drop;
	enum calx_status status = names_check(work);

	if (status == CALX_OK && blind)
		status = run_list(work, work->dialect->migration.before);
	if (status == CALX_OK)
		status = transaction_run(work, action);
	if (status < 0)
		error_take(work, error);
	if (blind && run_list(work, work->dialect->migration.after) < 0 &&
		status == CALX_OK)
		status = calx__connection_status(work->connection);
	return status;
}

static enum calx_status metadata_apply(calx_engine *engine,
	const calx_metadata *metadata, schema_action *action, calx_error *error)
{
	struct schema_work work = { .sql = STRBUF_INIT };
	enum calx_status status;

	calx_error_clear(error);
	status = calx__schema_resolve(
		&work.arena, metadata, &work.schema, error);
	if (status == CALX_OK)
		status = calx__schema_sort(&work.schema, &work.cycle);
	if (status == CALX_OUT_OF_MEMORY)
		calx__fail_memory(error);
	if (status == CALX_OK) {
		work.connection = calx_connection_open(engine, error);
		work.dialect = calx__connection_dialect(work.connection);
		status = work.connection ? work_run(&work, action, error)
					 : CALX_CONNECTION;
	}
	calx_connection_close(work.connection);
	calx__strbuf_release(&work.sql);
	calx__arena_release(&work.arena);
	return status;
}

enum calx_status calx_create_all_tables(
	calx_engine *engine, const calx_metadata *metadata, calx_error *error)
{
	return metadata_apply(engine, metadata, tables_create, error);
}

enum calx_status calx_drop_all_tables(
	calx_engine *engine, const calx_metadata *metadata, calx_error *error)
{
	return metadata_apply(engine, metadata, tables_drop, error);
}
