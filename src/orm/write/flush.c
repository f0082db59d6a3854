#include "orm/write/flush.h"

#include <stdlib.h>
#include <string.h>

#include "orm/model/given.h"
#include "util/fail.h"

/* The unit of work. Referred tables come first: deletes and updates that make
 * room for others, then inserts in the order of calx_add(), updates in the
 * order of the keys, and deletes, tables in reverse order. */

/* ---- errors ------------------------------------------------------------------- */

/* Says which object, and who asked for the flush. */
static enum calx_status flush_failed(struct flush *flush,
	const struct mapper *mapper, const void *row, const char *what)
{
	calx_session *session = flush->session;
	char name[256];

	calx__session_failed(session, flush->reason.where);
	calx__row_describe(mapper, row, name, sizeof(name));
	if (flush->reason.verb)
		calx__fail_context(&session->error, "%s: flush: %s %s",
			flush->reason.verb, what, name);
	else
		calx__fail_context(&session->error, "flush: %s %s", what, name);
	if (!session->error.table[0])
		calx__fail_copy(session->error.table,
			sizeof(session->error.table), mapper->table->name);
	return session->error.status;
}

/* One object is one row: none means that it is gone. */
static enum calx_status check_one_row(struct flush *flush)
{
	calx_session *session = flush->session;

	session->wrote = true;
	if (calx__changes(session->connection) == 1)
		return CALX_OK;
	calx__fail(calx__session_failing(session), CALX_STALE,
		"the row was changed or deleted by someone else");
	return CALX_STALE;
}

/* ---- inserts -------------------------------------------------------------------- */

static enum calx_status insert_slots(struct flush *flush, struct mapper *mapper,
	const uint32_t *slots, size_t count)
{
	struct insert insert = {
		.mapper = mapper,
		.slots = slots,
		.count = count,
		.where = flush->reason.where,
	};
	const void *row;

	if (calx__insert(&insert) >= 0)
		return CALX_OK;
	row = insert.at < count ? calx__slot_row(mapper, slots[insert.at])
				: NULL;
	return flush_failed(flush, mapper, row, "insert into");
}

/* `added` without what has left the session since. */
static void added_compact(struct mapper *mapper)
{
	uint32_t *slots = mapper->added.items;
	size_t count = 0;

	for (size_t i = 0; i < mapper->added.count; i++) {
		if (calx__slot_is(mapper, slots[i]) == SLOT_ADDED)
			slots[count++] = slots[i];
		else
			*calx__slot_state(mapper, slots[i]) &=
				(unsigned char)~SLOT_LISTED;
	}
	mapper->added.count = count;
}

/* Items in runs of one table. */
static enum calx_status insert_items(
	struct flush *flush, const struct item *items, size_t count)
{
	uint32_t *slots =
		calx__arena_alloc(&flush->arena, count * sizeof(*slots));
	enum calx_status status = CALX_OK;
	size_t end;

	if (!slots)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < count && status >= 0; i = end) {
		for (end = i; end < count && items[end].unit == items[i].unit;
			end++)
			slots[end] = items[end].slot;
		status = insert_slots(
			flush, items[i].unit->mapper, slots + i, end - i);
	}
	return status;
}

static enum calx_status insert_group(
	struct flush *flush, const struct group *group)
{
	struct mapper *mapper = group->units[0]->mapper;
	struct item *items;
	enum calx_status status;
	size_t count;

	added_compact(mapper);
	if (group->count == 1 &&
		(!group->units[0]->refers_to_itself || mapper->added.count < 2))
		return insert_slots(flush, mapper, mapper->added.items,
			mapper->added.count);
	status = calx__group_sort(flush, group, SLOT_ADDED, &items, &count);
	return status < 0 ? status : insert_items(flush, items, count);
}

/* ---- updates -------------------------------------------------------------------- */

static size_t changed_numbers(
	const struct unit *unit, const struct change *change)
{
	struct mapper *mapper = unit->mapper;
	size_t count = 0;

	for (unsigned i = 0; i < mapper->table->column_count; i++) {
		if (calx__change_has(unit, change, i))
			mapper->numbers[count++] = i;
	}
	return count;
}

static bool changes_key(const struct unit *unit, const struct change *change)
{
	const struct column_set *key = &unit->mapper->key;

	for (size_t i = 0; i < key->count; i++) {
		if (calx__change_has(unit, change, key->numbers[i]))
			return true;
	}
	return false;
}

/* What all updates of one shape have in common. */
struct updates {
	struct flush *flush;
	const struct unit *unit;
	struct prepared *prepared;
	size_t count; /* of columns; their numbers are in mapper->numbers */
	bool has_text;
	bool has_key;
};

static void updates_init(struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	const struct column_set *key = &mapper->key;

	updates->count = changed_numbers(updates->unit, change);
	updates->has_key = changes_key(updates->unit, change);
	for (size_t i = 0; i < updates->count; i++) {
		const struct field *field = &mapper->fields[mapper->numbers[i]];

		updates->has_text |=
			calx__types[field->column->type.kind].is_text ||
			field->column->type.kind == CALX_BLOB;
		mapper->bound[i] =
			(struct bound_value){ .column = field->column };
	}
	for (size_t i = 0; i < key->count; i++)
		mapper->bound[updates->count + i] = (struct bound_value){
			.column = calx__key_column(mapper, i),
		};
}

static enum calx_status update_bind(
	const struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	const void *row = calx__slot_row(mapper, change->slot);
	const void *snapshot = calx__slot_snapshot(mapper, change->slot);
	struct bound_value *bound = mapper->bound;

	for (size_t i = 0; i < updates->count; i++, bound++) {
		const struct field *field = &mapper->fields[mapper->numbers[i]];

		if (!calx__field_take(
			    mapper, field, row, snapshot, &bound->value))
			return calx__field_refuse(mapper, field, row);
	}
	for (size_t i = 0; i < mapper->key.count; i++, bound++)
		calx__field_load(&mapper->fields[mapper->key.numbers[i]],
			snapshot, &bound->value);
	return calx__bind(updates->prepared, 0, mapper->bound,
		updates->count + mapper->key.count);
}

/* The database has the object as it is now. */
static enum calx_status object_updated(
	const struct updates *updates, uint32_t slot)
{
	struct mapper *mapper = updates->unit->mapper;

	if (updates->has_key)
		calx__identity_remove(mapper, slot);
	memcpy(calx__slot_snapshot(mapper, slot), calx__slot_row(mapper, slot),
		mapper->table->row_size);
	return updates->has_key ? calx__slot_track(mapper, slot) : CALX_OK;
}

static enum calx_status update_one(
	const struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	void *row = calx__slot_row(mapper, change->slot);
	void *snapshot = calx__slot_snapshot(mapper, change->slot);
	enum calx_status status;

	status = calx__undo_keep(mapper, change->slot);
	if (status >= 0 && updates->has_text)
		status = calx__row_own_changed(mapper, row, snapshot);
	if (status >= 0)
		status = update_bind(updates, change);
	if (status >= 0 && calx__step(updates->prepared) < 0)
		status = CALX_ERROR;
	if (status >= 0)
		status = check_one_row(updates->flush);
	if (status >= 0)
		status = object_updated(updates, change->slot);
	return status < 0 ? flush_failed(updates->flush, mapper, snapshot,
				    "update of")
			  : CALX_OK;
}

static bool change_is_early(
	const struct unit *unit, const struct change *change)
{
	return *calx__slot_state(unit->mapper, change->slot) & SLOT_EARLY;
}

static struct prepared *update_prepare(const struct updates *updates)
{
	struct flush *flush = updates->flush;
	struct mapper *mapper = updates->unit->mapper;
	const struct statement statement = {
		.kind = STATEMENT_UPDATE_BY_KEY,
		.table = mapper->table,
		.numbers = mapper->numbers,
		.number_count = updates->count,
		.keys = mapper->key.numbers,
		.key_count = mapper->key.count,
	};
	struct prepared *prepared = calx__prepare(
		flush->session->connection, &statement, flush->reason.where);

	if (!prepared)
		flush_failed(flush, mapper, NULL, "update of");
	return prepared;
}

/* The changes from `first` on that are of its shape and as early; *ret_end is
 * behind them. */
static enum calx_status update_run(struct flush *flush, const struct unit *unit,
	size_t first, size_t *ret_end)
{
	const struct change *changes = unit->changes.items;
	struct updates updates = { .flush = flush, .unit = unit };
	bool early = change_is_early(unit, &changes[first]);
	enum calx_status status = CALX_OK;
	size_t i = first;

	updates_init(&updates, &changes[first]);
	updates.prepared = update_prepare(&updates);
	if (!updates.prepared)
		return calx__session_status(flush->session);
	for (; status >= 0 && i < unit->changes.count &&
		changes[i].shape == changes[first].shape &&
		change_is_early(unit, &changes[i]) == early;
		i++) {
		status = update_one(&updates, &changes[i]);
		calx__rewind(updates.prepared);
	}
	calx__finish(updates.prepared);
	*ret_end = i;
	return status;
}

static enum calx_status update_unit(
	struct flush *flush, const struct unit *unit, bool early)
{
	const struct change *changes = unit->changes.items;
	enum calx_status status = CALX_OK;
	size_t i = 0;

	while (i < unit->changes.count && status >= 0) {
		if (change_is_early(unit, &changes[i]) == early)
			status = update_run(flush, unit, i, &i);
		else
			i++;
	}
	return status;
}

/* ---- deletes -------------------------------------------------------------------- */

static enum calx_status object_deleted(struct mapper *mapper, uint32_t slot)
{
	calx__identity_remove(mapper, slot);
	calx__slot_set(mapper, slot, SLOT_GONE);
	return calx__undo_note(mapper, &mapper->gone, slot);
}

static enum calx_status delete_one(struct flush *flush, struct mapper *mapper,
	struct prepared *prepared, uint32_t slot)
{
	const void *snapshot = calx__slot_snapshot(mapper, slot);
	enum calx_status status;

	calx__key_bind(mapper, snapshot, 0);
	status = calx__bind(prepared, 0, mapper->bound, mapper->key.count);
	if (status >= 0 && calx__step(prepared) < 0)
		status = CALX_ERROR;
	if (status >= 0)
		status = check_one_row(flush);
	if (status >= 0)
		status = object_deleted(mapper, slot);
	return status < 0 ? flush_failed(flush, mapper, snapshot, "delete from")
			  : CALX_OK;
}

static struct prepared *delete_prepare(
	struct flush *flush, struct mapper *mapper)
{
	const struct statement statement = {
		.kind = STATEMENT_DELETE_BY_KEY,
		.table = mapper->table,
		.keys = mapper->key.numbers,
		.key_count = mapper->key.count,
	};
	struct prepared *prepared = calx__prepare(
		flush->session->connection, &statement, flush->reason.where);

	if (!prepared)
		flush_failed(flush, mapper, NULL, "delete from");
	return prepared;
}

static bool delete_is_due(const struct item *item, bool early)
{
	return !early || item->unit->deletes_early ||
	       *calx__slot_state(item->unit->mapper, item->slot) & SLOT_EARLY;
}

/* The items from the last to the first: what refers to others goes first. */
static enum calx_status delete_items(
	struct flush *flush, const struct item *items, size_t count, bool early)
{
	struct prepared *prepared = NULL;
	const struct unit *unit = NULL;
	enum calx_status status = CALX_OK;

	while (count-- && status >= 0) {
		const struct item *item = &items[count];

		if (!delete_is_due(item, early))
			continue;
		if (!unit || item->unit != unit) {
			calx__finish(prepared);
			unit = item->unit;
			prepared = delete_prepare(flush, unit->mapper);
			if (!prepared)
				return calx__session_status(flush->session);
		}
		status = delete_one(flush, unit->mapper, prepared, item->slot);
		calx__rewind(prepared);
	}
	calx__finish(prepared);
	return status;
}

static enum calx_status delete_groups(struct flush *flush, bool early)
{
	enum calx_status status = CALX_OK;

	for (size_t i = flush->group_count; i-- && status >= 0;) {
		struct item *items;
		size_t count;

		status = calx__group_sort(
			flush, &flush->groups[i], SLOT_REMOVED, &items, &count);
		if (status >= 0 && count)
			status = delete_items(flush, items, count, early);
	}
	return status;
}

/* ---- what was changed ------------------------------------------------------------ */

/* The number of a set of changed columns among those of the unit. */
static bool shape_number(
	struct unit *unit, const bool *shape, uint32_t *ret_number)
{
	const size_t count = unit->mapper->table->column_count;
	const bool *shapes = unit->shapes.items;

	for (uint32_t i = 0; i < unit->shapes.count; i++) {
		if (memcmp(shapes + i * count, shape, count) == 0) {
			*ret_number = i;
			return true;
		}
	}
	*ret_number = (uint32_t)unit->shapes.count;
	return calx__vec_append(&unit->shapes, shape);
}

static struct change *change_push(struct vec *changes)
{
	if (changes->count == changes->capacity)
		return calx__vec_push(changes);
	return (struct change *)changes->items + changes->count++;
}

static int64_t change_key(const struct mapper *mapper, uint32_t slot)
{
	calx_value key = { .as.integer = 0 };

	if (!mapper->integer_key)
		return slot;
	calx__field_load(&mapper->fields[mapper->key.numbers[0]],
		calx__slot_snapshot(mapper, slot), &key);
	return key.as.integer;
}

static enum calx_status change_add(
	struct mapper *mapper, uint32_t slot, void *context)
{
	struct unit *unit = context;
	struct change *change = change_push(&unit->changes);

	if (!change || !shape_number(unit, mapper->changed, &change->shape))
		return calx__session_fail_memory(mapper->session);
	change->slot = slot;
	change->key = change_key(mapper, slot);
	return CALX_OK;
}

static int change_compare(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->shape != y->shape)
		return x->shape < y->shape ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* Neighbours in the order of the key are neighbours in the table. */
static void changes_sort(struct vec *changes)
{
	const struct change *items = changes->items;

	for (size_t i = 1; i < changes->count; i++) {
		if (change_compare(&items[i - 1], &items[i]) <= 0)
			continue;
		qsort(changes->items, changes->count, sizeof(struct change),
			change_compare);
		return;
	}
}

static bool mapper_waits(const struct mapper *mapper)
{
	return mapper->added.count || mapper->removed.count;
}

static enum calx_status unit_collect(struct flush *flush, struct mapper *mapper)
{
	struct unit *unit = &flush->units[flush->unit_count];
	enum calx_status status;

	unit->mapper = mapper;
	unit->changes = (struct vec)VEC_INIT(struct change);
	unit->shapes = (struct vec){ .size = mapper->table->column_count };
	/* counted at once, so that what it allocates is freed */
	flush->unit_count++;
	status = calx__slots_changed(mapper, SLOT_TRACKED, change_add, unit);
	if (status < 0)
		return status;
	if (!unit->changes.count && !mapper_waits(mapper)) {
		flush->unit_count--;
		return CALX_OK;
	}
	changes_sort(&unit->changes);
	return calx__mapper_resolve(mapper);
}

static enum calx_status flush_collect(struct flush *flush)
{
	const struct vec *mappers = &flush->session->mappers;
	enum calx_status status = CALX_OK;

	flush->units = calx__arena_zero(
		&flush->arena, mappers->count, sizeof(*flush->units));
	if (!flush->units)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < mappers->count && status >= 0; i++)
		status = unit_collect(
			flush, ((struct mapper **)mappers->items)[i]);
	return status;
}

/* ---- the flush -------------------------------------------------------------------- */

static enum calx_status write_all(struct flush *flush)
{
	enum calx_status status = delete_groups(flush, true);

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = update_unit(flush, &flush->units[i], true);
	for (size_t i = 0; i < flush->group_count && status >= 0; i++)
		status = insert_group(flush, &flush->groups[i]);
	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = update_unit(flush, &flush->units[i], false);
	return status < 0 ? status : delete_groups(flush, false);
}

static void nothing_waits(struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		struct mapper *mapper = flush->units[i].mapper;

		calx__slots_unflag(mapper, &mapper->added, SLOT_LISTED);
		calx__slots_unflag(
			mapper, &mapper->removed, SLOT_LISTED | SLOT_EARLY);
	}
	flush->session->waiting = 0;
}

static void changes_release(struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		struct unit *unit = &flush->units[i];
		const struct change *changes = unit->changes.items;

		for (size_t j = 0; j < unit->changes.count; j++)
			*calx__slot_state(unit->mapper, changes[j].slot) &=
				(unsigned char)~SLOT_EARLY;
		calx__vec_release(&unit->changes);
		calx__vec_release(&unit->shapes);
	}
	calx__arena_release(&flush->arena);
}

static enum calx_status flush_write(struct flush *flush)
{
	enum calx_status status;

	if (!flush->unit_count) {
		flush->session->waiting = 0;
		return CALX_OK;
	}
	status = calx__session_begin(flush->session, true, flush->reason.where);
	if (status >= 0)
		status = calx__flush_group(flush);
	if (status >= 0)
		status = calx__flush_resolve_conflicts(flush);
	if (status >= 0)
		status = write_all(flush);
	if (status >= 0)
		nothing_waits(flush);
	return status;
}

enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason)
{
	struct flush flush = { .session = session, .reason = reason };
	enum calx_status status = calx__cursors_keep(session);

	if (status >= 0)
		status = flush_collect(&flush);
	if (status >= 0)
		status = flush_write(&flush);
	changes_release(&flush);
	return status;
}
