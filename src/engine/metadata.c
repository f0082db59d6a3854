#include <calx/metadata.h>

#include "compile/alter.h"
#include "compile/ddl.h"
#include "compile/identifier.h"
#include "compile/spelling.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/inspect.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "sql/schema/order.h"
#include "sql/schema/relation.h"
#include "util/fail.h"

/* create_all and drop_all: what metadata says, done in one transaction. Temporary
 * tables are those of a connection, and come and go with the same operations, in
 * the schema that such tables are in. */

struct schema_work {
	calx_connection *connection;
	const struct dialect *dialect;
	struct arena arena;
	struct relations relations; /* of the metadata: views, sequences */
	struct sql_schema schema;   /* its tables, referred ones first */
	struct sql_schema there;    /* what the database has, spelt likewise */
	bool circular;
	size_t found; /* so many of them are there already */
	/* the connection is a caller's: its transaction, its temporary tables */
	bool lent;
	bool outside;		/* nothing was open on it */
	struct vec temporaries; /* of const char *: those that are there */
	calx_error failed;	/* what stuck to the connection */
};

typedef enum calx_status schema_action(struct schema_work *work);

static enum calx_status no_memory(const struct schema_work *work)
{
	return calx__fail_memory(calx__connection_failing(work->connection));
}

/* ---- operations ---------------------------------------------------------- */

static enum calx_status statements_run(
	struct schema_work *work, const struct vec *statements)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < statements->count && status >= 0; i++)
		status = calx__run(work->connection,
			*(const char **)calx__vec_at(statements, i));
	return status;
}

/* The visitors are asked, and not the dialect's way of altering a group: there
 * are no tables yet that it could alter, or none any more. */
static enum calx_status operations_run(
	struct schema_work *work, const struct vec *operations)
{
	struct vec statements = VEC_INIT(const char *);
	const struct catalog catalog =
		calx__connection_catalog(work->connection);
	struct alter_writer writer = { .dialect = work->dialect,
		.catalog = &catalog,
		.arena = &work->arena,
		.statements = &statements,
		.sql = STRBUF_INIT,
		.error = calx__connection_failing(work->connection) };

	for (size_t i = 0; i < operations->count; i++)
		calx__alter_visit(&writer, calx__vec_at(operations, i));
	if (writer.status >= 0)
		writer.status = statements_run(work, &statements);
	calx__strbuf_release(&writer.sql);
	calx__vec_release(&statements);
	return writer.status;
}

/* What tables of `from` are, or are not, among those of `other`, in the order of
 * `from`. */
static enum calx_status tables_choose(struct schema_work *work, bool among,
	const struct sql_schema *from, const struct sql_schema *other,
	struct sql_schema *ret_chosen)
{
	struct sql_schema chosen = { 0 };

	chosen.tables = calx__arena_zero(
		&work->arena, from->table_count, sizeof(*chosen.tables));
	if (!chosen.tables)
		return no_memory(work);
	for (size_t i = 0; i < from->table_count; i++)
		if (among == (calx__schema_table(other, from->tables[i]->schema,
				      from->tables[i]->name) != NULL))
			chosen.tables[chosen.table_count++] = from->tables[i];
	*ret_chosen = chosen;
	return CALX_OK;
}

/* ---- creating ------------------------------------------------------------ */

static enum calx_status tables_check(
	struct schema_work *work, const struct sql_schema *tables)
{
	calx_error *error = calx__connection_failing(work->connection);
	const struct dialect *dialect = work->dialect;
	enum calx_status status = CALX_OK;

	for (size_t i = 0;
		dialect->check_table && status >= 0 && i < tables->table_count;
		i++)
		status = dialect->check_table(
			dialect, &work->arena, tables->tables[i], error);
	return status;
}

/* The sequences, or the views, that are not there yet, or the other way. */
static bool sequences_plan(
	struct schema_work *work, bool creates, struct vec *operations)
{
	for (size_t i = 0; i < work->relations.sequence_count; i++) {
		const struct sql_table *one = work->relations.sequences[i];
		const struct operation operation =
			creates ? calx__relation_creation(&work->arena, one)
				: calx__relation_removal(&work->arena, one);

		if (creates == !calx__schema_sequence(&work->there, one))
			calx__vec_append(operations, &operation);
	}
	return !operations->failed;
}

static bool views_plan(
	struct schema_work *work, bool creates, struct vec *operations)
{
	const size_t count = work->relations.view_count;

	/* one may select from those before it */
	for (size_t i = 0; i < count; i++) {
		const struct sql_table *one =
			work->relations.views[creates ? i : count - 1 - i];
		const struct operation operation =
			creates ? calx__relation_creation(&work->arena, one)
				: calx__relation_removal(&work->arena, one);

		if (creates == !calx__schema_view(&work->there, one))
			calx__vec_append(operations, &operation);
	}
	return !operations->failed;
}

/* What is to stay commits what is open, where DDL does. */
static enum calx_status stay_check(
	const struct schema_work *work, const struct vec *operations)
{
	calx_error *error = calx__connection_failing(work->connection);

	if (work->outside || work->dialect->migration.transactional ||
		!operations->count)
		return CALX_OK;
	calx__fail(error, CALX_MISUSE,
		"%s commits at CREATE TABLE and DROP TABLE, and a transaction is open: '%s' is not temporary",
		work->dialect->title,
		((const struct operation *)operations->items)->table);
	calx__fail_hint(error, "Commit before.");
	return CALX_MISUSE;
}

static enum calx_status tables_create(struct schema_work *work)
{
	struct vec operations = VEC_INIT(struct operation);
	struct sql_schema missing;
	enum calx_status status;

	if (!sequences_plan(work, true, &operations)) {
		calx__vec_release(&operations);
		return no_memory(work);
	}
	if ((status = tables_choose(work, false, &work->schema, &work->there,
		     &missing)) >= 0 &&
		(status = tables_check(work, &missing)) >= 0 &&
		(status = calx__order_creation(&work->arena, &missing,
			 work->dialect->forward_references, &operations,
			 calx__connection_failing(work->connection))) >= 0)
		status = views_plan(work, true, &operations)
				 ? stay_check(work, &operations)
				 : no_memory(work);
	if (status >= 0)
		status = operations_run(work, &operations);
	calx__vec_release(&operations);
	return status;
}

/* Names that cannot be written are told before anything is sent. */
static enum calx_status names_check(struct schema_work *work)
{
	calx_error *error = calx__connection_failing(work->connection);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < work->schema.table_count; i++)
		status = calx__ddl_check(
			work->dialect, work->schema.tables[i], error);
	for (size_t i = 0; status >= 0 && i < work->relations.sequence_count;
		i++)
		status = calx__ddl_check(
			work->dialect, work->relations.sequences[i], error);
	for (size_t i = 0; status >= 0 && i < work->relations.view_count; i++)
		status = calx__ddl_check(
			work->dialect, work->relations.views[i], error);
	for (size_t i = 0;
		status >= 0 && i < work->relations.temporaries.table_count; i++)
		status = calx__ddl_check(work->dialect,
			work->relations.temporaries.tables[i], error);
	return status;
}

/* ---- dropping ------------------------------------------------------------ */

/* The tables as the database has them: only it knows which keys there are. */
static enum calx_status tables_drop(struct schema_work *work)
{
	calx_error *error = calx__connection_failing(work->connection);
	struct vec operations = VEC_INIT(struct operation);
	struct sql_schema present;
	enum calx_status status;

	if ((status = tables_choose(
		     work, true, &work->there, &work->schema, &present)) < 0)
		return status;
	if (calx__order_tables(&present) < 0 ||
		!views_plan(work, false, &operations)) {
		calx__vec_release(&operations);
		return no_memory(work);
	}
	if ((status = calx__order_removal(&work->arena, &present,
		     work->dialect->forward_references, &operations, error)) >=
		0)
		status = sequences_plan(work, false, &operations)
				 ? stay_check(work, &operations)
				 : no_memory(work);
	if (status >= 0)
		status = operations_run(work, &operations);
	calx__vec_release(&operations);
	return status;
}

/* ---- temporary tables ----------------------------------------------------- */

/* They and what they refer to are in a schema of their own. */
static void temporary_place(struct sql_table *table, const char *schema)
{
	table->schema = schema;
	for (size_t i = 0; i < table->column_count; i++)
		table->columns[i].type_schema = schema;
	for (size_t i = 0; i < table->constraint_count; i++)
		table->constraints[i].referred_schema = schema;
}

static enum calx_status temporary_row(
	void *context, const char *const *values, size_t count)
{
	struct schema_work *work = context;
	const char *name = calx__arena_strdup(&work->arena, values[1]);

	(void)count;
	return name && calx__vec_append(&work->temporaries, &name)
		       ? CALX_OK
		       : no_memory(work);
}

static bool temporary_is_there(
	const struct schema_work *work, const struct sql_table *table)
{
	const char *const *names = work->temporaries.items;

	for (size_t i = 0; i < work->temporaries.count; i++)
		if (calx__names_equal(work->dialect, names[i], table->name))
			return true;
	return false;
}

/* Those to create, or to drop; all where nobody can tell which are there. */
static enum calx_status temporaries_choose(
	struct schema_work *work, bool creates, struct sql_schema *ret_chosen)
{
	const struct sql_schema *all = &work->relations.temporaries;
	const struct dialect *dialect = work->dialect;
	const struct catalog catalog =
		calx__connection_catalog(work->connection);
	struct sql_schema chosen = { .tables = calx__arena_zero(&work->arena,
					     all->table_count,
					     sizeof(void *)) };
	enum calx_status status = CALX_OK;

	if (!chosen.tables)
		return no_memory(work);
	if (dialect->temporary_tables)
		status = catalog.query(&catalog, dialect->temporary_tables,
			temporary_row, work,
			calx__connection_failing(work->connection));
	for (size_t i = 0; i < all->table_count; i++) {
		struct sql_table *table = all->tables[i];

		temporary_place(table, dialect->temporary_schema);
		if (!dialect->temporary_tables ||
			temporary_is_there(work, table) != creates)
			chosen.tables[chosen.table_count++] = table;
	}
	if (status >= 0 && calx__order_tables(&chosen) < 0)
		status = no_memory(work);
	*ret_chosen = chosen;
	return status;
}

static enum calx_status temporaries_run(struct schema_work *work, bool creates)
{
	calx_error *error = calx__connection_failing(work->connection);
	const bool whole = work->dialect->forward_references;
	struct vec operations = VEC_INIT(struct operation);
	struct sql_schema chosen;
	enum calx_status status;

	if (!work->lent || !work->relations.temporaries.table_count)
		return CALX_OK;
	status = temporaries_choose(work, creates, &chosen);
	if (status >= 0)
		status = creates ? calx__order_creation(&work->arena, &chosen,
					   whole, &operations, error)
				 : calx__order_removal(&work->arena, &chosen,
					   whole, &operations, error);
	if (status >= 0)
		status = operations_run(work, &operations);
	calx__vec_release(&operations);
	calx__vec_release(&work->temporaries);
	return status;
}

/* ---- what is there already ------------------------------------------------ */

/* A table of the database; counts those of the metadata. */
static enum calx_status table_row(
	void *context, const char *const *values, size_t count)
{
	struct schema_work *work = context;

	(void)count;
	if (calx__schema_find(
		    work->dialect, &work->schema, values[0], values[1]))
		work->found++;
	return CALX_OK;
}

/* Whether all tables are there: then there is nothing to create, and no need to
 * read what the database knows of each. */
static enum calx_status tables_look(struct schema_work *work, bool *ret_all)
{
	struct catalog catalog = calx__connection_catalog(work->connection);
	enum calx_status status;

	if (!work->dialect->tables || work->relations.view_count ||
		work->relations.sequence_count)
		return CALX_OK;
	status = catalog.query(&catalog, work->dialect->tables, table_row, work,
		calx__connection_failing(work->connection));
	*ret_all = status >= 0 && work->found == work->schema.table_count;
	return status;
}

/* ---- the frame ---------------------------------------------------------- */

static enum calx_status run_list(
	struct schema_work *work, const char *const *statements)
{
	enum calx_status status = CALX_OK;

	for (; statements && *statements && status >= 0; statements++)
		status = calx__run(work->connection, *statements);
	return status;
}

static enum calx_status schemas_compare(
	struct schema_work *work, schema_action *action)
{
	calx_error *error = calx__connection_failing(work->connection);
	enum calx_status status;

	if ((status = calx__inspect_for(work->connection, &work->arena,
		     &work->schema, &work->there)) < 0 ||
		(status = calx__schema_spell_like(work->dialect, &work->arena,
			 &work->there, &work->schema, &work->there, error)) < 0)
		return status;
	return action(work);
}

/* What stays and what is temporary; of the latter views may select, which are not
 * there without them. */
static enum calx_status all_run(struct schema_work *work, schema_action *action)
{
	const bool creates = action == tables_create;
	enum calx_status status = CALX_OK;
	bool done = false;

	if ((creates && (status = tables_look(work, &done)) < 0) ||
		(!creates && (status = temporaries_run(work, false)) < 0) ||
		(!done && (status = schemas_compare(work, action)) < 0))
		return status;
	return creates ? temporaries_run(work, true) : CALX_OK;
}

static enum calx_status transaction_run(
	struct schema_work *work, schema_action *action)
{
	enum calx_status status = CALX_OK;

	if ((work->outside && (status = calx_connection_begin(
				       work->connection, .write = true)) < 0) ||
		(status = all_run(work, action)) < 0 || !work->outside)
		return status;
	return calx_connection_commit(work->connection);
}

/* Keeps what stuck to the connection and clears it there; a transaction that was
 * open before is its caller's to roll back. */
static void error_take(struct schema_work *work, calx_error *error)
{
	const calx_error *stuck = calx_connection_error(work->connection);

	if (stuck)
		work->failed = *stuck;
	if (stuck && error)
		*error = *stuck;
	if (work->outside)
		calx_connection_rollback(work->connection);
}

static void error_give_back(struct schema_work *work)
{
	calx_error *error = calx__connection_failing(work->connection);

	if (error && work->failed.status < 0)
		*error = work->failed;
}

/* The database looks again. A connection that cannot be told so is not used any
 * more. */
static enum calx_status work_settle(
	struct schema_work *work, enum calx_status status, calx_error *error)
{
	enum calx_status settled =
		run_list(work, work->dialect->migration.after);

	if (settled >= 0)
		return status;
	if (status >= 0)
		error_take(work, error);
	calx__connection_condemn(
		work->connection, "could not put its settings back");
	return status < 0 ? status : settled;
}

/* Tables that refer to each other in a circle can only be dropped while the
 * database does not look. */
static enum calx_status work_run(
	struct schema_work *work, schema_action *action, calx_error *error)
{
	enum calx_status status = names_check(work);
	bool blind;

	work->outside = !calx__connection_in_transaction(work->connection);
	blind = work->circular && action == tables_drop && work->outside;
	if (status >= 0 && blind)
		status = run_list(work, work->dialect->migration.before);
	if (status >= 0)
		status = transaction_run(work, action);
	if (status < 0)
		error_take(work, error);
	if (blind)
		status = work_settle(work, status, error);
	if (work->lent)
		error_give_back(work);
	return status;
}

/* The metadata as tables; the error is not the connection's yet. */
static enum calx_status work_prepare(struct schema_work *work,
	const calx_metadata *metadata, calx_error *error)
{
	enum calx_status status;

	if ((status = calx__schema_resolve(
		     &work->arena, metadata, &work->schema, error)) < 0 ||
		(status = calx__relations_part(&work->arena, &work->schema,
			 &work->relations, error)) < 0)
		return status;
	work->schema = work->relations.tables;
	if (calx__order_tables(&work->schema) < 0 ||
		calx__order_is_circular(&work->schema, &work->circular) < 0)
		return calx__fail_memory(error);
	return CALX_OK;
}

static enum calx_status metadata_apply(calx_engine *engine,
	const calx_metadata *metadata, schema_action *action, calx_error *error)
{
	struct schema_work work = { 0 };
	enum calx_status status;

	calx_error_clear(error);
	status = work_prepare(&work, metadata, error);
	if (status >= 0) {
		work.connection = calx_connection_open(engine, error);
		work.dialect = calx__connection_dialect(work.connection);
		status = work.connection ? work_run(&work, action, error)
					 : CALX_CONNECTION;
	}
	calx_connection_close(work.connection);
	calx__arena_release(&work.arena);
	return status;
}

static enum calx_status metadata_apply_on(calx_connection *connection,
	const calx_metadata *metadata, schema_action *action)
{
	struct schema_work work = { .connection = connection,
		.dialect = calx__connection_dialect(connection),
		.lent = true,
		.temporaries = VEC_INIT(const char *) };
	enum calx_status status;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	status = work_prepare(
		&work, metadata, calx__connection_failing(connection));
	if (status >= 0)
		status = work_run(&work, action, NULL);
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

enum calx_status calx_create_all_on(
	calx_connection *connection, const calx_metadata *metadata)
{
	return metadata_apply_on(connection, metadata, tables_create);
}

enum calx_status calx_drop_all_on(
	calx_connection *connection, const calx_metadata *metadata)
{
	return metadata_apply_on(connection, metadata, tables_drop);
}
