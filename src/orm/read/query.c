#include "orm/read/query.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/fetch/fetch.h"
#include "orm/model/layout.h"
#include "orm/read/list.h"
#include "orm/store/transaction.h"
#include "orm/write/refused.h"
#include "sql/schema/descriptor.h"
#include "util/fail.h"
#include "util/text.h"

/* The queries of a session. Each checks its clauses, flushes what it may depend
 * on, and reads; one that makes objects reads them into the identity map. */

/* In a session that can go on; *ret_mapper is what it has of the table, or NULL. */
static enum calx_status query_flush(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason, struct mapper **ret_mapper)
{
	enum calx_status status;

	*ret_mapper = calx__mapper_known(session, table);
	if ((status = calx__session_status(session)) < 0 ||
		(status = calx__session_autoflush(
			 session, *ret_mapper, clauses, reason)) < 0)
		calx__session_fail_where(session, reason.where);
	return status;
}

enum calx_status calx__query_flush(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	struct mapper *mapper;

	return calx__session_ready(session)
		       ? query_flush(session, table, clauses, reason, &mapper)
		       : calx__session_status(session);
}

bool calx__query_tracks(const calx_table *table, const calx_node *clauses)
{
	return !table->is_row && !calx__clause(clauses, CALX_NODE_UNTRACKED);
}

/* The table that select() reads, where it fills rows of this kind. */
static const calx_table *select_table(calx_session *session,
	const calx_table *row, const calx_node *clauses, const char *verb)
{
	const calx_node *select = calx__clause(clauses, CALX_NODE_SELECT);
	const calx_table *table = calx__clauses_table(clauses);
	calx_error *error = &session->error;

	if (!select || !select->table)
		calx__fail(error, CALX_MISUSE,
			"%s: \"%s\" is a CALX_ROW: which select()?", verb,
			row->name);
	else if (select->table != row &&
		 (!calx__text_equal(select->table->name, row->name) ||
			 !calx__layout_equal(select->table, row)))
		calx__fail(error, CALX_MISUSE,
			"%s: select() makes rows of \"%s\", not of \"%s\"",
			verb, select->table->name, row->name);
	else if (!table)
		calx__fail(error, CALX_MISUSE,
			"%s: no column says the table: which from()?", verb);
	else
		return table;
	return NULL;
}

/* The mapper of a query for rows that are in no table. */
static struct mapper *query_rows(calx_session *session, const calx_table *row,
	const calx_node *clauses, struct flush_reason reason)
{
	const calx_table *table = NULL;
	struct mapper *mapper = NULL;

	if (!calx__session_ready(session))
		return NULL;
	table = select_table(session, row, clauses, reason.verb);
	if (table && calx__query_flush(session, table, clauses, reason) >= 0)
		mapper = calx__mapper_of_row(session, row);
	if (!mapper)
		calx__session_fail_where(session, reason.where);
	return mapper;
}

struct mapper *calx__query_objects(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	struct mapper *mapper = NULL;

	if (table->is_row)
		return query_rows(session, table, clauses, reason);
	if (calx__query_flush(session, table, clauses, reason) < 0)
		return NULL;
	if (calx__clause(clauses, CALX_NODE_COLUMNS)) {
		calx__fail(&session->error, CALX_MISUSE,
			"%s: columns() makes rows, not objects", reason.verb);
		calx__fail_hint(&session->error, "Use calx_each_row().");
	} else if (!calx__query_tracks(table, clauses)) {
		mapper = calx__mapper(session, table);
	} else {
		mapper = calx__mapper_tracking(session, table);
	}
	if (!mapper)
		calx__session_fail_where(session, reason.where);
	return mapper;
}

/* ---- the verbs ----------------------------------------------------------- */

/* As many rows as `first` and `one` look at, unless a clause says how many; 0:
 * all of them. */
static struct prepared *select_limited(struct mapper *mapper,
	const calx_node *clauses, int64_t rows, const char *where)
{
	struct statement select = { .kind = STATEMENT_SELECT,
		.table = calx__query_table(mapper->table),
		.clauses = clauses,
		.limit = rows };

	return calx__fetch_start_objects(mapper, &select, where);
}

typedef void *row_reader(struct mapper *mapper, struct prepared *prepared);

static row_reader *reader_of(const calx_table *table, const calx_node *clauses)
{
	return calx__query_tracks(table, clauses) ? calx__fetch_object
						  : calx__fetch_untracked;
}

void *calx_session_first(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_first", where });
	struct prepared *prepared;
	void *object = NULL;

	if (!mapper)
		return NULL;
	prepared = select_limited(mapper, clauses, 1, where);
	if (!prepared)
		return NULL;
	if (calx__fetch_step(session, prepared, where) == 1)
		object = reader_of(table, clauses)(mapper, prepared);
	calx__finish(prepared);
	return object;
}

static void *fail_count(
	struct mapper *mapper, enum calx_status status, const char *where)
{
	calx_error *error = calx__session_failing(mapper->session);

	calx__fail(error, status, "calx_one: %s in table \"%s\" %s",
		status == CALX_NOT_FOUND ? "no row" : "more than one row",
		mapper->table->name,
		status == CALX_NOT_FOUND ? "matches" : "match");
	if (where)
		calx__fail_where(error, "%s", where);
	return NULL;
}

static void *read_one(
	struct mapper *mapper, struct prepared *prepared, row_reader *read)
{
	const char *where = prepared->where;
	int found = calx__fetch_step(mapper->session, prepared, where);
	void *object = NULL;

	if (found == 0)
		return fail_count(mapper, CALX_NOT_FOUND, where);
	if (found == 1)
		object = read(mapper, prepared);
	if (!object)
		return NULL;
	found = calx__fetch_step(mapper->session, prepared, where);
	if (found == 1)
		return fail_count(mapper, CALX_AMBIGUOUS, where);
	return found < 0 ? NULL : object;
}

void *calx_session_one(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_one", where });
	struct prepared *prepared;
	void *object;

	if (!mapper)
		return NULL;
	prepared = select_limited(mapper, clauses, 2, where);
	if (!prepared)
		return NULL;
	object = read_one(mapper, prepared, reader_of(table, clauses));
	calx__finish(prepared);
	return object;
}

/* All rows into session->objects. */
static enum calx_status read_all(
	struct mapper *mapper, struct prepared *prepared, row_reader *read)
{
	calx_session *session = mapper->session;
	int found;

	calx__vec_clear(&session->objects);
	while ((found = calx__fetch_step(session, prepared, prepared->where)) ==
		1) {
		void *object = read(mapper, prepared);

		if (!object)
			return calx__session_status(session);
		if (!calx__vec_append_pointer(&session->objects, object))
			return calx__session_fail_memory(session);
	}
	return found < 0 ? calx__session_status(session) : CALX_OK;
}

calx_object_list calx_session_all(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_all", where });
	calx_object_list list = { 0 };
	struct prepared *prepared;

	if (!mapper)
		return list;
	prepared = select_limited(mapper, clauses, 0, where);
	if (!prepared)
		return list;
	calx__stream_rows(prepared, true);
	if (read_all(mapper, prepared, reader_of(table, clauses)) >= 0)
		list = calx__list_keep(session);
	calx__finish(prepared);
	return list;
}

/* The number that a COUNT or EXISTS gives. */
static int64_t read_number(calx_session *session, enum statement_kind kind,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	const struct statement statement = {
		.kind = kind, .table = table, .clauses = clauses
	};
	const enum calx_kind integer = CALX_INTEGER;
	calx_value value = { .kind = CALX_NULL };
	struct prepared *prepared;

	if (calx__query_flush(session, table, clauses, reason) < 0)
		return calx__session_status(session);
	prepared = calx__fetch_start(session, &statement, reason.where);
	if (prepared &&
		calx__fetch_step(session, prepared, reason.where) == 1 &&
		calx__row(prepared, &integer, 1, &value) < 0)
		calx__session_failed(session, reason.where);
	calx__finish(prepared);
	return session->error.status < 0 ? (int64_t)session->error.status
					 : value.as.integer;
}

long long calx_session_count(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return read_number(session, STATEMENT_COUNT, table, clauses,
		(struct flush_reason){ "calx_count", where });
}

bool calx_session_exists(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return read_number(session, STATEMENT_EXISTS, table, clauses,
		       (struct flush_reason){ "calx_exists", where }) > 0;
}

/* ---- statements that write -------------------------------------------------- */

/* How a statement sets parts of the key. */
enum key_set {
	KEY_STAYS,
	KEY_VALUE,     /* to one value: no row takes the key of another */
	KEY_EXPRESSION /* each to another one */
};

static bool is_key(const struct mapper *mapper, const calx_column *column)
{
	for (size_t i = 0; i < mapper->plan.key.count; i++)
		if (calx__text_equal_nocase(calx__column_name(column),
			    calx__column_name(
				    calx__plan_key(&mapper->plan, i)->column)))
			return true;
	return false;
}

static enum key_set key_set_of(
	const struct mapper *mapper, const calx_node *clauses, unsigned depth)
{
	enum key_set worst = KEY_STAYS, own;
	calx_value value;

	for (; depth && clauses && clauses->kind != CALX_NODE_END; clauses++) {
		const calx_node *column = calx__first_operand(clauses);

		own = KEY_STAYS;
		if (clauses->kind == CALX_NODE_CLAUSES)
			own = key_set_of(mapper, clauses->children, depth - 1);
		else if (clauses->kind == CALX_NODE_SET && column &&
			 column->kind == CALX_NODE_COLUMN &&
			 is_key(mapper, column->column))
			own = calx__second_value(clauses, &value)
				      ? KEY_VALUE
				      : KEY_EXPRESSION;
		if (own > worst)
			worst = own;
	}
	return worst;
}

/* A row that is no object is about to come, with any key: no object may be
 * taken for it whose own row is gone. */
static enum calx_status keys_settle(struct mapper *mapper,
	const struct statement *statement, const char *where,
	enum key_set *ret_set)
{
	enum calx_status status;

	*ret_set = KEY_STAYS;
	if (!mapper || !mapper->identity.tracked)
		return CALX_OK;
	if (statement->kind == STATEMENT_UPDATE)
		*ret_set =
			key_set_of(mapper, statement->clauses, NODE_DEPTH_MAX);
	if (statement->kind != STATEMENT_INSERT_SET && *ret_set == KEY_STAYS)
		return CALX_OK;
	status = calx__transaction_begin(mapper->session, true, where);
	return status < 0 ? status : calx__doubt_settle(mapper);
}

/* So many rows were changed by a statement of that kind. */
static enum calx_status rows_changed(struct mapper *mapper,
	const struct statement *statement, int64_t changes, enum key_set set)
{
	if (!mapper || !changes)
		return CALX_OK;
	mapper->in_doubt |=
		statement->kind == STATEMENT_DELETE || set != KEY_STAYS;
	return set == KEY_EXPRESSION ? calx__doubt_lose_all(mapper) : CALX_OK;
}

/* INSERT, UPDATE and DELETE: the number of rows that were changed. */
static int64_t write_rows(calx_session *session, enum statement_kind kind,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	const struct statement statement = {
		.kind = kind, .table = table, .clauses = clauses
	};
	struct mapper *mapper;
	struct prepared *prepared;
	int64_t changes = 0;
	enum key_set set;

	if (!calx__session_ready(session) ||
		calx__session_autoflush_all(session, reason) < 0 ||
		query_flush(session, table, clauses, reason, &mapper) < 0)
		return calx__session_status(session);
	if (keys_settle(mapper, &statement, reason.where, &set) < 0)
		return calx__session_status(session);
	prepared = calx__fetch_start(session, &statement, reason.where);
	if (prepared &&
		calx__fetch_step(session, prepared, reason.where) == 0) {
		session->wrote = true;
		changes = calx__outcome(prepared).changes;
		rows_changed(mapper, &statement, changes, set);
	}
	calx__finish(prepared);
	calx__doubt_count(session, changes);
	calx__doubt_look(session);
	if (session->error.status == CALX_CONSTRAINT)
		calx__refused_explain(
			&(const struct refused){ .session = session,
				.table = table,
				.statement = &statement });
	return session->error.status < 0 ? (int64_t)session->error.status
					 : changes;
}

long long calx_session_insert(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return write_rows(session, STATEMENT_INSERT_SET, table, clauses,
		(struct flush_reason){ "calx_insert", where });
}

long long calx_session_update(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return write_rows(session, STATEMENT_UPDATE, table, clauses,
		(struct flush_reason){ "calx_update", where });
}

long long calx_session_delete(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return write_rows(session, STATEMENT_DELETE, table, clauses,
		(struct flush_reason){ "calx_delete_where", where });
}
