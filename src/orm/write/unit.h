#ifndef CALX_ORM_UNIT_H
#define CALX_ORM_UNIT_H

#include "orm/store/mapper.h"
#include "orm/write/change.h"

#include "engine/run.h"

/* One flush, and what it has to write: each table that has something is a unit
 * of it. */

/* Who asked for a flush, for its errors; `verb` NULL: the user did. */
struct flush_reason {
	const char *verb, *where;
};

struct unit {
	struct mapper *mapper;
	struct vec changes; /* struct change */
	struct vec shapes;  /* bool [column_count]: what was changed */
	size_t inserts, updates,
		deletes; /* numbers of the first, see graph.h */
};

/* Most sessions know so few tables, for which nothing is allocated. */
#define UNITS_FEW 4

struct flush {
	calx_session *session;
	struct flush_reason reason;
	bool is_part; /* of the chosen tables alone */
	struct unit *units;
	size_t unit_count;
	struct unit **order; /* referred tables first */
	bool has_circle;     /* as far as that goes */
	size_t written;	     /* rows */
	struct arena arena;  /* all of the above */
	struct unit few[UNITS_FEW];
};

/* Whether a change is one of that column. */
static inline bool calx__change_has(
	const struct unit *unit, const struct change *change, unsigned number)
{
	const size_t count = unit->mapper->table->column_count;

	return ((const bool *)
			unit->shapes.items)[change->shape * count + number];
}

/* Whether a change is one of some column of the set. */
static inline bool calx__change_touches(const struct unit *unit,
	const struct change *change, const struct column_set *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		if (calx__change_has(unit, change, columns->numbers[i]))
			return true;
	return false;
}

/* Whether any change of the unit is. */
bool calx__unit_touches(
	const struct unit *unit, const struct column_set *columns);
/* Whether any change of the unit is one of a key, to which rows of other tables
 * may refer. */
bool calx__unit_changes_key(const struct unit *unit);
/* Whether the foreign key of a table that the session knows refers to that
 * column. */
bool calx__unit_is_referred(
	const struct flush *flush, const struct unit *unit, unsigned number);

/* The columns of a table that a foreign key refers to; false without memory. */
bool calx__referred_columns(struct flush *flush, const struct mapper *parent,
	const struct foreign_key *key, struct column_set *ret_set);

/* Finds what there is to write: fills in `units`. An object whose row is known
 * to be gone is CALX_STALE if it was changed or deleted. */
enum calx_status calx__units_collect(struct flush *flush);
/* Reads the keys of all tables that the session knows: also what this flush does
 * not write may refer to what it does. */
enum calx_status calx__units_resolve(const struct flush *flush);
/* The unit of a table, or NULL. */
struct unit *calx__units_find(const struct flush *flush, const char *table);
/* Frees them, and all else in the flush's arena. */
void calx__units_release(struct flush *flush);
/* Says which object (NULL: none in particular), and who asked for the flush;
 * `what` is "insert into", "update of" or "delete from". */
enum calx_status calx__unit_failed(struct flush *flush,
	const struct mapper *mapper, const void *row, const char *what);
/* A statement of a unit, ready to be bound; NULL on failure. */
struct prepared *calx__unit_prepare(struct flush *flush,
	const struct mapper *mapper, const struct statement *statement,
	const char *what);
/* Says that an object's row is gone. */
enum calx_status calx__unit_stale(struct flush *flush);
/* What happened to an object since the flush began: another row may have come
 * with its key, which this one must not be mistaken for. */
static inline enum calx_status calx__unit_check_slot(struct flush *flush,
	const struct mapper *mapper, uint32_t slot, enum slot_state state)
{
	return calx__slot_is(&mapper->slots, slot) == state
		       ? CALX_OK
		       : calx__unit_stale(flush);
}

/* One object is one row: none that the statement has changed means that it
 * is gone. */
static inline enum calx_status calx__unit_check_row(
	struct flush *flush, const struct prepared *prepared)
{
	calx_session *session = flush->session;

	session->wrote = true;
	return calx__outcome(prepared).changes == 1 ? CALX_OK
						    : calx__unit_stale(flush);
}

#endif
