#include "orm/session.h"

#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"

/* ---- statements by clauses --------------------------------------------------- */

struct prepared *calx__query_start(calx_session *session,
	const struct statement *statement, const char *where)
{
	bool write = statement->kind == STATEMENT_UPDATE ||
		     statement->kind == STATEMENT_DELETE;
	struct prepared *prepared;

	if (calx__session_begin(session, write, where) < 0)
		return NULL;
	prepared = calx__prepare(session->connection, statement, where);
	if (prepared && calx__bind_collected(prepared) >= 0)
		return prepared;
	calx__finish(prepared);
	calx__session_failed(session, where);
	return NULL;
}

static void fail_where(calx_session *session, const char *where)
{
	if (where && !session->error.where[0])
		calx__fail_where(&session->error, "%s", where);
}

static const calx_node *clause_of(
	const calx_node *clauses, enum calx_node_kind kind)
{
	for (; clauses && clauses->kind != CALX_NODE_END; clauses++) {
		if (clauses->kind == kind)
			return clauses;
	}
	return NULL;
}

bool calx__query_is_untracked(const calx_node *clauses)
{
	return clause_of(clauses, CALX_NODE_UNTRACKED) != NULL;
}

enum calx_status calx__query_flush(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	struct mapper *mapper;
	enum calx_status status;

	if (!calx__session_ready(session))
		return calx__session_status(session);
	mapper = calx__mapper_known(session, table);
	status = calx__session_status(session);
	if (status >= 0)
		status = calx__session_autoflush(
			session, mapper, clauses, reason);
	if (status < 0)
		fail_where(session, reason.where);
	return status;
}

struct mapper *calx__query_objects(calx_session *session,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	struct mapper *mapper = NULL;

	if (calx__query_flush(session, table, clauses, reason) < 0)
		return NULL;
	if (clause_of(clauses, CALX_NODE_COLUMNS)) {
		calx__fail(&session->error, CALX_MISUSE,
			"%s: columns() makes rows, not objects", reason.verb);
		calx__fail_hint(&session->error, "Use calx_each_row().");
	} else if (calx__query_is_untracked(clauses)) {
		mapper = calx__mapper(session, table);
	} else {
		mapper = calx__mapper_tracking(session, table);
	}
	if (!mapper)
		fail_where(session, reason.where);
	return mapper;
}

/* ---- rows ---------------------------------------------------------------------- */

static enum calx_status read_values(
	struct mapper *mapper, struct prepared *prepared)
{
	if (calx__row(prepared, mapper->kinds, mapper->table->column_count,
		    mapper->values) < 0)
		return calx__session_failed(mapper->session, prepared->where);
	return CALX_OK;
}

static const calx_value *key_of_values(struct mapper *mapper)
{
	if (mapper->key.count == 1)
		return &mapper->values[mapper->key.numbers[0]];
	for (size_t i = 0; i < mapper->key.count; i++)
		mapper->key_values[i] = mapper->values[mapper->key.numbers[i]];
	return mapper->key_values;
}

/* Fills a new slot with mapper->values. */
static enum calx_status slot_fill(struct mapper *mapper, uint32_t slot)
{
	size_t size = calx__values_size(mapper, mapper->values);
	char *place = size ? calx__text_new(mapper->session, size) : NULL;
	void *row = calx__slot_row(mapper, slot);

	if ((size && !place) ||
		calx__row_store(mapper, row, mapper->values, place) < 0)
		return calx__session_status(mapper->session);
	memcpy(calx__slot_snapshot(mapper, slot), row, mapper->table->row_size);
	return CALX_OK;
}

static void slot_enter(struct mapper *mapper, size_t place, uint32_t slot)
{
	calx__identity_set(mapper, place, slot);
	calx__slot_set(mapper, slot, SLOT_TRACKED);
}

void calx__slot_taint(struct mapper *mapper, uint32_t slot)
{
	if (!mapper->session->wrote)
		return;
	*calx__slot_state(mapper, slot) |= SLOT_TAINTED;
	mapper->session->tainted = true;
}

void *calx__query_object(struct mapper *mapper, struct prepared *prepared)
{
	uint32_t slot;
	size_t place;

	if (read_values(mapper, prepared) < 0 ||
		!calx__identity_reserve(mapper))
		return NULL;
	slot = calx__identity_find(mapper, key_of_values(mapper), &place);
	if (slot != SLOT_NONE)
		return calx__slot_row(mapper, slot);
	slot = calx__slot_new(mapper);
	if (slot == SLOT_NONE)
		return NULL;
	if (slot_fill(mapper, slot) < 0) {
		calx__slot_free(mapper, slot);
		return NULL;
	}
	slot_enter(mapper, place, slot);
	calx__slot_taint(mapper, slot);
	return calx__slot_row(mapper, slot);
}

void *calx__query_untracked(struct mapper *mapper, struct prepared *prepared)
{
	const size_t row_size = mapper->table->row_size;
	size_t size;
	char *row;

	if (read_values(mapper, prepared) < 0)
		return NULL;
	size = calx__values_size(mapper, mapper->values);
	row = calx__arena_alloc(&mapper->session->arena, row_size + size);
	if (!row) {
		calx__session_fail_memory(mapper->session);
		return NULL;
	}
	memset(row, 0, row_size);
	if (calx__row_store(mapper, row, mapper->values, row + row_size) < 0)
		return NULL;
	return row;
}

enum calx_status calx__query_scratch(struct mapper *mapper,
	struct prepared *prepared, uint32_t slot, bool untracked,
	void **ret_object)
{
	char *row = calx__slot_row(mapper, slot);
	uint32_t tracked = SLOT_NONE;
	size_t place;

	if (read_values(mapper, prepared) < 0)
		return calx__session_status(mapper->session);
	if (mapper->tracked && !untracked)
		tracked = calx__identity_find(
			mapper, key_of_values(mapper), &place);
	if (tracked != SLOT_NONE) {
		*ret_object = calx__slot_row(mapper, tracked);
		return CALX_OK;
	}
	if (calx__row_store(mapper, row, mapper->values, NULL) < 0)
		return calx__session_status(mapper->session);
	memcpy(calx__slot_snapshot(mapper, slot), row, mapper->table->row_size);
	*ret_object = row;
	return CALX_OK;
}

enum calx_status calx__slot_track(struct mapper *mapper, uint32_t slot)
{
	size_t place;
	uint32_t other;

	if (!calx__identity_reserve(mapper))
		return CALX_OUT_OF_MEMORY;
	other = calx__identity_find_row(
		mapper, calx__slot_snapshot(mapper, slot), &place);
	/* the database took a new row of that key: the old one is gone, by a
	 * statement that the session's objects did not take part in */
	if (other != SLOT_NONE && other != slot) {
		calx__slot_set(mapper, other, SLOT_GONE);
		if (calx__undo_note(mapper, &mapper->gone, other) < 0)
			return CALX_OUT_OF_MEMORY;
	}
	slot_enter(mapper, place, slot);
	return CALX_OK;
}

/* ---- the verbs ------------------------------------------------------------------- */

/* Clauses with a LIMIT, unless they have one: as many as `first` and `one`
 * look at. */
#define CLAUSES_MAX 32

/* bytes from which on a list is not copied into the arena */
#define LIST_LONG ((size_t)64 << 10)

static const calx_node *clauses_limited(calx_session *session,
	const calx_node *clauses, const calx_node *limit, calx_node *buffer)
{
	size_t count = calx__nodes_count(clauses);

	if (clause_of(clauses, CALX_NODE_LIMIT))
		return clauses;
	if (count + 2 > CLAUSES_MAX)
		buffer = calx__arena_zero(
			&session->arena, count + 2, sizeof(*buffer));
	if (!buffer) {
		calx__session_fail_memory(session);
		return NULL;
	}
	memcpy(buffer, clauses, count * sizeof(*buffer));
	buffer[count] = *limit;
	buffer[count + 1] = (calx_node){ .kind = CALX_NODE_END };
	return buffer;
}

static struct prepared *select_limited(struct mapper *mapper,
	const calx_node *clauses, int64_t rows, const char *where)
{
	calx_node buffer[CLAUSES_MAX];
	const calx_node number[] = {
		{ .kind = CALX_NODE_VALUE,
			.value = { .kind = CALX_BIG_INTEGER,
				.as.integer = rows } },
		{ .kind = CALX_NODE_END },
	};
	const calx_node limit = { .kind = CALX_NODE_LIMIT, .children = number };
	const struct statement select = {
		.kind = STATEMENT_SELECT,
		.table = mapper->table,
		.clauses = clauses_limited(
			mapper->session, clauses, &limit, buffer),
	};

	return select.clauses
		       ? calx__query_start(mapper->session, &select, where)
		       : NULL;
}

typedef void *row_reader(struct mapper *mapper, struct prepared *prepared);

static row_reader *reader_of(const calx_node *clauses)
{
	return calx__query_is_untracked(clauses) ? calx__query_untracked
						 : calx__query_object;
}

/* 1: there is a row, 0: no more, < 0: failed, and the session knows */
static int step(
	calx_session *session, struct prepared *prepared, const char *where)
{
	int step = calx__step(prepared);

	if (step < 0)
		calx__session_failed(session, where);
	return step;
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
	if (step(session, prepared, where) == 1)
		object = reader_of(clauses)(mapper, prepared);
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
	int found = step(mapper->session, prepared, where);
	void *object = NULL;

	if (found == 0)
		return fail_count(mapper, CALX_NOT_FOUND, where);
	if (found == 1)
		object = read(mapper, prepared);
	if (!object)
		return NULL;
	found = step(mapper->session, prepared, where);
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
	object = read_one(mapper, prepared, reader_of(clauses));
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
	while ((found = step(session, prepared, prepared->where)) == 1) {
		void *object = read(mapper, prepared);

		if (!object)
			return calx__session_status(session);
		if (!calx__vec_append_pointer(&session->objects, object))
			return calx__session_fail_memory(session);
	}
	return found < 0 ? calx__session_status(session) : CALX_OK;
}

/* A long list keeps the memory in which it was collected. */
static void **list_take(calx_session *session)
{
	struct vec *objects = &session->objects;
	void **items;

	if (!calx__vec_push(&session->lists))
		return NULL;
	items = calx__realloc(objects->items,
		objects->capacity * sizeof(void *),
		objects->count * sizeof(void *));
	if (!items)
		items = objects->items;
	((void **)session->lists.items)[session->lists.count - 1] = items;
	*objects = (struct vec)VEC_INIT(void *);
	return items;
}

/* The list as the user gets it, in the session's memory. */
static calx_object_list list_keep(calx_session *session)
{
	struct vec *objects = &session->objects;
	calx_object_list list = { NULL, objects->count };
	size_t size = objects->count * sizeof(void *);

	if (!objects->count)
		return list;
	if (size >= LIST_LONG) {
		list.items = list_take(session);
	} else {
		list.items = calx__arena_alloc(&session->arena, size);
		if (list.items)
			memcpy(list.items, objects->items, size);
	}
	if (list.items)
		return list;
	calx__session_fail_memory(session);
	return (calx_object_list){ 0 };
}

calx_object_list calx_session_all(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_all", where });
	const struct statement select = {
		.kind = STATEMENT_SELECT, .table = table, .clauses = clauses
	};
	calx_object_list list = { 0 };
	struct prepared *prepared;

	if (!mapper)
		return list;
	prepared = calx__query_start(session, &select, where);
	if (!prepared)
		return list;
	if (read_all(mapper, prepared, reader_of(clauses)) >= 0)
		list = list_keep(session);
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
	const enum calx_kind integer = CALX_BIG_INTEGER;
	calx_value value = { .kind = CALX_NULL };
	struct prepared *prepared;

	if (calx__query_flush(session, table, clauses, reason) < 0)
		return calx__session_status(session);
	prepared = calx__query_start(session, &statement, reason.where);
	if (prepared && step(session, prepared, reason.where) == 1 &&
		calx__row(prepared, &integer, 1, &value) < 0)
		calx__session_failed(session, reason.where);
	calx__finish(prepared);
	return session->error.status ? (int64_t)session->error.status
				     : value.as.integer;
}

int64_t calx_session_count(calx_session *session, const calx_table *table,
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

/* UPDATE and DELETE: the number of rows that were changed. */
static int64_t write_rows(calx_session *session, enum statement_kind kind,
	const calx_table *table, const calx_node *clauses,
	struct flush_reason reason)
{
	const struct statement statement = {
		.kind = kind, .table = table, .clauses = clauses
	};
	struct prepared *prepared;
	int64_t changes = 0;

	if (calx__query_flush(session, table, clauses, reason) < 0)
		return calx__session_status(session);
	prepared = calx__query_start(session, &statement, reason.where);
	if (prepared && step(session, prepared, reason.where) == 0) {
		session->wrote = true;
		changes = calx__changes(session->connection);
	}
	calx__finish(prepared);
	return session->error.status ? (int64_t)session->error.status : changes;
}

int64_t calx_session_update(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return write_rows(session, STATEMENT_UPDATE, table, clauses,
		(struct flush_reason){ "calx_update", where });
}

int64_t calx_session_delete(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	return write_rows(session, STATEMENT_DELETE, table, clauses,
		(struct flush_reason){ "calx_delete_where", where });
}
