#include "orm/model/mapper.h"

#include <stdalign.h>
#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"
#include "orm/model/plan.h"
#include "orm/session.h"
#include "sql/schema/resolve.h"

/* bytes of structs and snapshots in a chunk, about */
#define CHUNK_BYTES ((size_t)16 << 10)
#define CHUNK_SHIFT_MIN 2
#define CHUNK_SHIFT_MAX 8

/* ---- are two descriptions of a table the same? ------------------------------- */

static bool column_equal(const calx_column *a, const calx_column *b)
{
	return calx__text_equal(calx__column_name(a), calx__column_name(b)) &&
	       calx__type_equal(&a->type, &b->type) &&
	       a->nullable == b->nullable && a->offset == b->offset &&
	       a->size == b->size &&
	       a->options.primary_key == b->options.primary_key &&
	       calx__text_equal(
		       a->options.server_default, b->options.server_default);
}

static bool constraint_equal(const calx_constraint *a, const calx_constraint *b)
{
	return a->kind == b->kind && a->unique == b->unique &&
	       calx__text_equal(a->columns, b->columns) &&
	       calx__text_equal(a->text, b->text);
}

static bool constraints_equal(const calx_table *a, const calx_table *b)
{
	const calx_constraint *x = calx__constraint_first(a);
	const calx_constraint *y = calx__constraint_first(b);

	while (x && y && constraint_equal(x, y)) {
		x = calx__constraint_after(a, x);
		y = calx__constraint_after(b, y);
	}
	return !x && !y;
}

/* The number of the first column that differs; the count if none does. */
static size_t first_difference(const calx_table *a, const calx_table *b)
{
	size_t i = 0;

	while (i < a->column_count && i < b->column_count &&
		column_equal(calx__column_at(a, i), calx__column_at(b, i)))
		i++;
	return i;
}

static const char *name_at(const calx_table *table, size_t i)
{
	return i < table->column_count
		       ? calx__column_name(calx__column_at(table, i))
		       : "no column";
}

static void fail_layout(
	calx_session *session, const calx_table *a, const calx_table *b)
{
	size_t i = first_difference(a, b);
	calx_error *error = calx__session_failing(session);

	if (i == a->column_count && i == b->column_count)
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ in their constraints or their struct",
			a->name);
	else if (calx__text_equal(name_at(a, i), name_at(b, i)))
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ in the type of column \"%s\", or where it lies in the struct",
			a->name, name_at(a, i));
	else
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ: column %zu is %s in one and %s in the other",
			a->name, i + 1, name_at(a, i), name_at(b, i));
	calx__fail_hint(error,
		"A session takes one layout of a table. Include the same model in all files that use the session.");
}

static bool layout_equal(const calx_table *a, const calx_table *b)
{
	return a->column_count == b->column_count &&
	       a->row_size == b->row_size && a->row_align == b->row_align &&
	       first_difference(a, b) == a->column_count &&
	       constraints_equal(a, b);
}

/* ---- making one -------------------------------------------------------------- */

static unsigned shift_for(size_t row_size)
{
	unsigned shift = CHUNK_SHIFT_MIN;

	while (shift < CHUNK_SHIFT_MAX &&
		row_size * 2 << (shift + 1) <= CHUNK_BYTES)
		shift++;
	return shift;
}

static enum calx_status check_table(
	calx_session *session, const calx_table *table)
{
	calx_error *error = calx__session_failing(session);

	if (!table->row_size)
		return calx__fail(error, CALX_MISUSE,
			"table \"%s\" has no struct: use calx_each_row()",
			table->name);
	if (table->row_align > alignof(max_align_t))
		return calx__fail(error, CALX_UNSUPPORTED,
			"the struct of table \"%s\" has an alignment of %zu, more than memory is aligned to",
			table->name, table->row_align);
	return CALX_OK;
}

static struct mapper *mapper_new(calx_session *session, const calx_table *table)
{
	struct mapper *mapper;

	mapper = calx__arena_zero(&session->arena, 1, sizeof(*mapper));
	if (!mapper || !calx__plan_make(mapper, table, &session->arena)) {
		calx__session_fail_memory(session);
		return NULL;
	}
	mapper->session = session;
	mapper->table = table;
	mapper->number = session->mappers.count;
	mapper->shift = shift_for(table->row_size);
	mapper->undo_rows.size = table->row_size;
	if (!calx__vec_append(&session->mappers, &mapper)) {
		calx__session_fail_memory(session);
		return NULL;
	}
	return mapper;
}

void calx__mapper_release(struct mapper *mapper)
{
	struct vec *vecs[] = { &mapper->free, &mapper->added, &mapper->removed,
		&mapper->inserted, &mapper->gone, &mapper->undo,
		&mapper->undo_rows };

	for (size_t i = 0; i < sizeof(vecs) / sizeof(*vecs); i++)
		calx__vec_release(vecs[i]);
	for (size_t i = 0; i < mapper->chunk_count; i++)
		calx__free(mapper->chunks[i]);
	calx__free(mapper->chunks);
	calx__free(mapper->places);
}

/* ---- finding one ------------------------------------------------------------- */

static struct mapper *mapper_by_content(
	calx_session *session, const calx_table *table)
{
	for (size_t i = 0; i < session->mappers.count; i++) {
		struct mapper *mapper =
			*(struct mapper **)calx__vec_at(&session->mappers, i);

		if (mapper->table == table)
			return mapper;
		if (!calx__text_equal(mapper->table->name, table->name))
			continue;
		/* a table without a struct is only named */
		if (!table->row_size || layout_equal(mapper->table, table))
			return mapper;
		fail_layout(session, mapper->table, table);
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
	struct mapper *mapper = NULL;

	if (check_table(session, table) >= 0)
		mapper = calx__mapper_known(session, table);
	if (mapper || session->error.status)
		return mapper;
	return mapper_new(session, table);
}

struct mapper *calx__mapper_tracking(
	calx_session *session, const calx_table *table)
{
	struct mapper *mapper = calx__mapper(session, table);

	if (!mapper || mapper->key.count)
		return mapper;
	calx__fail(&session->error, CALX_MISUSE,
		"table \"%s\" has no primary key, so its rows cannot be objects of a session",
		table->name);
	calx__fail_hint(&session->error,
		"Read it with calx_each_row() or untracked().");
	return NULL;
}

/* ---- what a flush needs -------------------------------------------------------- */

static bool numbers_of(struct mapper *mapper, const char **names, size_t count,
	struct column_set *ret_set)
{
	const calx_table *table = mapper->table;
	unsigned *numbers = calx__arena_zero(
		&mapper->session->arena, count, sizeof(*numbers));

	if (!numbers)
		return false;
	for (size_t i = 0; i < count; i++) {
		while (numbers[i] + 1 < table->column_count &&
			!calx__text_equal(names[i],
				calx__column_name(
					calx__column_at(table, numbers[i]))))
			numbers[i]++;
	}
	ret_set->numbers = numbers;
	ret_set->count = count;
	return true;
}

static bool unique_add(
	struct mapper *mapper, const struct sql_constraint *constraint)
{
	struct column_set *set = &mapper->uniques[mapper->unique_count];

	if (!numbers_of(
		    mapper, constraint->columns, constraint->column_count, set))
		return false;
	mapper->unique_count++;
	return true;
}

static bool reference_add(
	struct mapper *mapper, const struct sql_constraint *constraint)
{
	struct reference *reference =
		&mapper->references[mapper->reference_count];

	if (!numbers_of(mapper, constraint->columns, constraint->column_count,
		    &reference->columns))
		return false;
	reference->table = constraint->referred_table;
	reference->referred = constraint->referred_columns;
	mapper->reference_count++;
	return true;
}

static bool constraint_add(
	struct mapper *mapper, const struct sql_constraint *constraint)
{
	bool plain = constraint->column_count && !constraint->text;

	if (constraint->kind == CALX_PRIMARY_KEY ||
		constraint->kind == CALX_UNIQUE ||
		(constraint->kind == CALX_INDEX && constraint->unique && plain))
		return unique_add(mapper, constraint);
	if (constraint->kind == CALX_FOREIGN_KEY)
		return reference_add(mapper, constraint);
	return true;
}

static bool constraints_add(
	struct mapper *mapper, const struct sql_table *table)
{
	struct arena *arena = &mapper->session->arena;
	size_t count = table->constraint_count + table->index_count;

	/* an attempt that ran out of memory may have got half of them */
	mapper->unique_count = 0;
	mapper->reference_count = 0;
	mapper->uniques =
		calx__arena_zero(arena, count, sizeof(*mapper->uniques));
	mapper->references =
		calx__arena_zero(arena, count, sizeof(*mapper->references));
	if (!mapper->uniques || !mapper->references)
		return false;
	for (size_t i = 0; i < table->constraint_count; i++) {
		if (!constraint_add(mapper, &table->constraints[i]))
			return false;
	}
	for (size_t i = 0; i < table->index_count; i++) {
		if (!constraint_add(mapper, &table->indexes[i]))
			return false;
	}
	return true;
}

enum calx_status calx__mapper_resolve(struct mapper *mapper)
{
	calx_session *session = mapper->session;
	struct sql_table *table = NULL;
	enum calx_status status;

	if (mapper->resolved)
		return CALX_OK;
	status = calx__table_resolve(&session->arena, mapper->table, &table,
		calx__session_failing(session));
	if (status < 0)
		return status;
	if (!constraints_add(mapper, table))
		return calx__session_fail_memory(session);
	mapper->resolved = true;
	return CALX_OK;
}
