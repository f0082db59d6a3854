#include "orm/write/told.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/store/hook.h"
#include "util/fail.h"

/* Who was told of what: a bit for each kind of change, a byte for each object. */

/* hooks that always find something else to change would never end */
#define ROUNDS_MAX 100

struct told_table {
	const struct mapper *mapper;
	unsigned char *bits; /* by slot */
	size_t size;
	struct told_table *next;
};

struct told_object {
	struct mapper *mapper;
	enum calx_object_event event;
	uint32_t slot;
};

void calx__told_init(struct told *told)
{
	*told = (struct told){ .after = VEC_INIT(struct told_object) };
}

void calx__told_release(struct told *told)
{
	calx__vec_release(&told->after);
	calx__arena_release(&told->arena);
}

/* ---- the bits ------------------------------------------------------------------ */

static struct told_table *table_of(
	struct told *told, const struct mapper *mapper)
{
	struct told_table *table = told->tables;

	while (table && table->mapper != mapper)
		table = table->next;
	if (table)
		return table;
	table = calx__arena_zero(&told->arena, 1, sizeof(*table));
	if (!table)
		return NULL;
	table->mapper = mapper;
	table->next = told->tables;
	told->tables = table;
	return table;
}

static bool table_reach(
	struct told *told, struct told_table *table, uint32_t slot)
{
	const size_t size = 2 * ((size_t)slot + 32);
	unsigned char *bits;

	if (slot < table->size)
		return true;
	bits = calx__arena_zero(&told->arena, size, 1);
	if (!bits)
		return false;
	if (table->size)
		memcpy(bits, table->bits, table->size);
	table->bits = bits;
	table->size = size;
	return true;
}

/* ---- before -------------------------------------------------------------------- */

/* What happens to rows of each list of a unit. */
static const struct told_kind {
	enum calx_object_event before, after;
	const char *what;
} kinds[] = {
	{ CALX_BEFORE_INSERT, CALX_AFTER_INSERT, "insert into" },
	{ CALX_BEFORE_UPDATE, CALX_AFTER_UPDATE, "update of" },
	{ CALX_BEFORE_DELETE, CALX_AFTER_DELETE, "delete from" },
};
enum { INSERTS, UPDATES, DELETES, KINDS };

static size_t row_count(const struct unit *unit, int kind)
{
	if (kind == UPDATES)
		return unit->changes.count;
	return kind == INSERTS ? unit->mapper->pending.added.count
			       : unit->mapper->pending.removed.count;
}

static uint32_t row_at(const struct unit *unit, int kind, size_t index)
{
	if (kind == UPDATES)
		return ((const struct change *)unit->changes.items)[index].slot;
	return calx__slots_at(kind == INSERTS ? &unit->mapper->pending.added
					      : &unit->mapper->pending.removed,
		index);
}

/* Only those that still wait: a hook may have taken one back. */
static bool is_waiting(const struct unit *unit, int kind, uint32_t slot)
{
	static const enum slot_state states[] = { SLOT_ADDED, SLOT_TRACKED,
		SLOT_REMOVED };

	return calx__slot_is(&unit->mapper->slots, slot) == states[kind];
}

/* Tells of one row; 1: it was new. */
static int row_tell(struct told *told, struct flush *flush,
	const struct unit *unit, int kind, uint32_t slot)
{
	struct mapper *mapper = unit->mapper;
	struct told_table *table = table_of(told, mapper);
	const unsigned char bit = (unsigned char)(1 << kind);

	if (!table || !table_reach(told, table, slot))
		return calx__session_fail_memory(flush->session);
	if (table->bits[slot] & bit || !is_waiting(unit, kind, slot))
		return 0;
	table->bits[slot] |= bit;
	if (calx__hooks_call(mapper, kinds[kind].before, slot) >= 0)
		return 1;
	return calx__unit_failed(flush, mapper,
		calx__slot_row(&mapper->slots, slot), kinds[kind].what);
}

static int unit_tell(
	struct told *told, struct flush *flush, const struct unit *unit)
{
	int any = 0;

	for (int kind = 0; kind < KINDS; kind++) {
		const size_t count = row_count(unit, kind);

		if (!calx__hooks_hear(unit->mapper, kinds[kind].before))
			continue;
		for (size_t i = 0; i < count; i++) {
			int told_now = row_tell(
				told, flush, unit, kind, row_at(unit, kind, i));

			if (told_now < 0)
				return told_now;
			any |= told_now;
		}
	}
	return any;
}

int calx__told_before(struct told *told, struct flush *flush)
{
	int any = 0;

	if (!flush->session->hooks)
		return 0;
	if (told->rounds++ > ROUNDS_MAX)
		return calx__fail(calx__session_failing(flush->session),
			CALX_MISUSE,
			"the hooks of a flush change something else each time");
	for (size_t i = 0; i < flush->unit_count; i++) {
		int told_now = unit_tell(told, flush, &flush->units[i]);

		if (told_now < 0)
			return told_now;
		any |= told_now;
	}
	return any;
}

/* ---- after --------------------------------------------------------------------- */

static void unit_note(struct told *told, const struct unit *unit)
{
	for (int kind = 0; kind < KINDS; kind++) {
		const size_t count = row_count(unit, kind);

		if (!calx__hooks_hear(unit->mapper, kinds[kind].after))
			continue;
		for (size_t i = 0; i < count; i++)
			calx__vec_append(&told->after,
				&(const struct told_object){ unit->mapper,
					kinds[kind].after,
					row_at(unit, kind, i) });
	}
}

enum calx_status calx__told_note(struct told *told, const struct flush *flush)
{
	if (!flush->session->hooks)
		return CALX_OK;
	for (size_t i = 0; i < flush->unit_count; i++)
		unit_note(told, &flush->units[i]);
	return told->after.failed ? calx__session_fail_memory(flush->session)
				  : CALX_OK;
}

enum calx_status calx__told_after(const struct told *told)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < told->after.count && status >= 0; i++) {
		const struct told_object *object =
			calx__vec_at(&told->after, i);

		status = calx__hooks_call(
			object->mapper, object->event, object->slot);
	}
	return status;
}
