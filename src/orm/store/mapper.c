#include "orm/store/mapper.h"

#include <stdalign.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "orm/base/error.h"
#include "orm/model/layout.h"
#include "util/fail.h"

/* Mappers are few and live as long as the session. They are found by the
 * address of the table, which says nothing if it is new: then by its name, for
 * another file's copy of the same model. */

/* ---- making one ---------------------------------------------------------- */

static enum calx_status fail_table(
	calx_session *session, const calx_table *table)
{
	calx_error *error = calx__session_failing(session);

	if (table->is_row)
		return calx__fail(error, CALX_MISUSE,
			"\"%s\" is a CALX_ROW, which is in no table",
			table->name);
	if (!table->row_size)
		return calx__fail(error, CALX_MISUSE,
			"table \"%s\" has no struct: use calx_each_row()",
			table->name);
	return calx__fail(error, CALX_UNSUPPORTED,
		"the struct of table \"%s\" has an alignment of %zu, more than memory is aligned to",
		table->name, table->row_align);
}

/* Whether it is a table, and its rows can lie in slots. */
static bool table_has_struct(const calx_table *table)
{
	return !table->is_row && table->row_size &&
	       table->row_align <= alignof(max_align_t);
}

static bool mapper_init(
	struct mapper *mapper, calx_session *session, const calx_table *table)
{
	struct arena *arena = &session->arena;

	mapper->table = table;
	mapper->session = session;
	calx__slots_init(&mapper->slots, mapper, session, table->row_size);
	calx__undo_init(&mapper->undo, table->row_size);
	mapper->pending.added = (struct vec)VEC_INIT(uint32_t);
	mapper->pending.removed = mapper->pending.added;
	if (!calx__plan_share(
		    &mapper->plan, table, session->connection, arena) ||
		!calx__buffers_make(
			&mapper->buffers, table->column_count, arena))
		return false;
	calx__identity_init(&mapper->identity, &mapper->plan, &mapper->slots,
		mapper->buffers.key_values);
	return true;
}

static struct mapper *mapper_new(calx_session *session, const calx_table *table)
{
	struct mapper *mapper;

	mapper = calx__arena_zero(&session->arena, 1, sizeof(*mapper));
	if (!mapper || !mapper_init(mapper, session, table) ||
		!calx__vec_append(&session->mappers, &mapper)) {
		calx__session_fail_memory(session);
		return NULL;
	}
	return mapper;
}

void calx__mapper_release(struct mapper *mapper)
{
	calx__slots_release(&mapper->slots);
	calx__identity_release(&mapper->identity);
	calx__vec_release(&mapper->pending.added);
	calx__vec_release(&mapper->pending.removed);
	calx__undo_release(&mapper->undo);
}

/* ---- finding one --------------------------------------------------------- */

/* Not part of calx__mapper_known(), which every call goes through. */
__attribute__((noinline)) static struct mapper *mapper_by_content(
	calx_session *session, const calx_table *table)
{
	for (size_t i = 0; i < session->mappers.count; i++) {
		struct mapper *mapper = calx__mapper_at(session, i);

		if (mapper->table == table)
			return mapper;
		if (mapper->table->is_row != table->is_row ||
			!calx__names_equal(
				calx__connection_dialect(session->connection),
				mapper->table->name, table->name))
			continue;
		/* a table without a struct is only named */
		if (!table->row_size ||
			calx__layout_equal(mapper->table, table))
			return mapper;
		/* rows of that name may differ from file to file */
		if (table->is_row)
			continue;
		calx__layout_fail(
			calx__session_failing(session), mapper->table, table);
		return NULL;
	}
	return NULL;
}

struct mapper *calx__mapper_known(
	calx_session *session, const calx_table *table)
{
	size_t at = (uintptr_t)table * UINT64_C(0x9E3779B97F4A7C15) >> 60;
	struct mapper *mapper;

	_Static_assert(TABLE_CACHE == 16, "the hash above has four bits");
	if (session->tables[at].table == table)
		return session->tables[at].mapper;
	mapper = mapper_by_content(session, table);
	if (mapper) {
		session->tables[at].table = table;
		session->tables[at].mapper = mapper;
	}
	return mapper;
}

struct mapper *calx__mapper(calx_session *session, const calx_table *table)
{
	struct mapper *mapper;

	if (!table_has_struct(table)) {
		fail_table(session, table);
		return NULL;
	}
	mapper = calx__mapper_known(session, table);
	if (mapper || session->error.status < 0)
		return mapper;
	return mapper_new(session, table);
}

struct mapper *calx__mapper_of_row(calx_session *session, const calx_table *row)
{
	struct mapper *mapper = calx__mapper_known(session, row);

	/* it has a struct, and no type of a column is too much aligned */
	if (mapper || session->error.status < 0)
		return mapper;
	return mapper_new(session, row);
}

struct mapper *calx__mapper_tracking(
	calx_session *session, const calx_table *table)
{
	struct mapper *mapper = calx__mapper(session, table);

	if (!mapper || mapper->plan.key.count)
		return mapper;
	calx__fail(&session->error, CALX_MISUSE,
		"table \"%s\" has no primary key, so its rows cannot be objects of a session",
		table->name);
	calx__fail_hint(&session->error,
		"Read it with calx_each_row() or untracked().");
	return NULL;
}

struct mapper *calx__mapper_named(
	const calx_session *session, const char *table)
{
	const struct dialect *dialect =
		calx__connection_dialect(session->connection);

	for (size_t i = 0; i < session->mappers.count; i++) {
		struct mapper *mapper = calx__mapper_at(session, i);

		if (!mapper->table->is_row &&
			calx__names_equal(dialect, mapper->table->name, table))
			return mapper;
	}
	return NULL;
}

enum calx_status calx__mapper_resolve(struct mapper *mapper)
{
	calx_session *session = mapper->session;

	return calx__constraints_resolve(&mapper->constraints, mapper->table,
		&session->arena, calx__session_failing(session));
}
