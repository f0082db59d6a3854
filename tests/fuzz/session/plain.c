#include "plain.h"

#include <string.h>

#include "../fuzz.h"

/* Plain rows, and what SQL does with them. Slow and simple. */

struct row *row_of(struct state *state, unsigned table, int id)
{
	for (unsigned i = 0; i < state->counts[table]; i++)
		if (state->rows[table][i].id == id)
			return &state->rows[table][i];
	return NULL;
}

bool same_at(const struct set *set, const cell *a, const cell *b)
{
	for (unsigned i = 0; i < set->count; i++) {
		cell value = a[set->columns[i]];

		if (value == NIL || value != b[set->columns[i]])
			return false;
	}
	return true;
}

struct row *row_by_key(struct state *state, unsigned table, const cell *values)
{
	for (unsigned i = 0; i < state->counts[table]; i++)
		if (same_at(&tables[table].uniques[0],
			    state->rows[table][i].values, values))
			return &state->rows[table][i];
	return NULL;
}

struct row *row_add(
	struct state *state, unsigned table, int id, const cell *values)
{
	struct row *row;

	if (state->counts[table] == ROWS_MAX)
		return NULL;
	row = &state->rows[table][state->counts[table]++];
	row->id = id;
	memcpy(row->values, values, sizeof(row->values));
	return row;
}

/* ---- foreign keys ----------------------------------------------------------- */

/* Whether a row refers to these values of `reference->to`. */
bool refers(const struct reference *reference, const struct row *row,
	const cell *parent)
{
	for (unsigned i = 0; i < reference->from.count; i++) {
		cell value = row->values[reference->from.columns[i]];

		if (value == NIL || value != parent[reference->to.columns[i]])
			return false;
	}
	return true;
}

static bool has_moved(const struct reference *reference, unsigned table,
	const struct row *row,
	bool (*moved)(unsigned table, int id, unsigned column))
{
	for (unsigned i = 0; moved && i < reference->from.count; i++)
		if (moved(table, row->id, reference->from.columns[i]))
			return true;
	return false;
}

static void reference_clear(
	const struct reference *reference, unsigned table, struct row *row)
{
	for (unsigned i = 0; i < reference->from.count; i++)
		row->values[reference->from.columns[i]] = NIL;
	(void)table;
}

static void reference_default(
	const struct reference *reference, unsigned table, struct row *row)
{
	for (unsigned i = 0; i < reference->from.count; i++) {
		unsigned column = reference->from.columns[i];
		cell value = tables[table].defaults[column];

		row->values[column] = value ? value - 1 : NIL;
	}
}

/* One row that refers to what is gone. */
static enum verdict orphan(struct state *state, unsigned table, int id,
	const struct reference *reference,
	bool (*moved)(unsigned table, int id, unsigned column))
{
	static struct state old;
	struct row *row = row_of(state, table, id);
	cell before[COLUMNS_MAX];

	memcpy(before, row->values, sizeof(before));
	switch (reference->on_delete) {
	case CASCADE:
		return row_delete(state, table, id, moved);
	case SET_NULL:
		reference_clear(reference, table, row);
		break;
	case SET_DEFAULT:
		reference_default(reference, table, row);
		break;
	default:
		return REFUSED;
	}
	old = *state;
	memcpy(row_of(&old, table, id)->values, before, sizeof(before));
	return row_follow(&(struct follow){ state, &old, moved, NULL }, table,
		before, row->values);
}

static enum verdict worse(enum verdict a, enum verdict b)
{
	return a == REFUSED || b == REFUSED ? REFUSED : a > b ? a : b;
}

enum verdict row_delete(struct state *state, unsigned table, int id,
	bool (*moved)(unsigned table, int id, unsigned column))
{
	struct row *row = row_of(state, table, id);
	enum verdict verdict = FINE;
	struct row gone;

	if (!row)
		return FINE;
	gone = *row;
	*row = state->rows[table][--state->counts[table]];
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		const struct reference *reference = tables[t].references;

		for (; reference->from.count; reference++) {
			if (reference->table != table)
				continue;
			for (unsigned i = 0; i < state->counts[t];) {
				struct row *child = &state->rows[t][i];
				int child_id = child->id;

				if (!refers(reference, child, gone.values) ||
					has_moved(reference, t, child, moved)) {
					i++;
					continue;
				}
				if (reference->on_delete == NO_ACTION) {
					/* the check at the end finds it, unless
					 * the key is there again */
					struct row *again = NULL;

					for (unsigned k = 0;
						k < state->counts[table]; k++)
						if (same_at(&reference->to,
							    state->rows[table][k]
								    .values,
							    gone.values))
							again = &state->rows
									 [table]
									 [k];
					verdict = worse(verdict,
						again ? REFUSED : FINE);
					i++;
					continue;
				}
				verdict = worse(
					verdict, orphan(state, t, child_id,
							 reference, moved));
				/* the default may be the very one that is gone */
				if (row_of(state, t, child_id) &&
					refers(reference,
						row_of(state, t, child_id),
						gone.values))
					return REFUSED;
				i = 0;
			}
		}
	}
	return verdict;
}

bool differs_at(const struct set *set, const cell *before, const cell *after)
{
	for (unsigned i = 0; i < set->count; i++)
		if (before[set->columns[i]] != after[set->columns[i]])
			return true;
	return false;
}

static enum verdict child_follow(const struct follow *follow, unsigned table,
	struct row *child, const struct reference *reference, const cell *after)
{
	cell before[COLUMNS_MAX];

	memcpy(before, row_of(follow->old, table, child->id)->values,
		sizeof(before));
	switch (reference->on_update) {
	case CASCADE:
		for (unsigned i = 0; i < reference->from.count; i++)
			child->values[reference->from.columns[i]] =
				after[reference->to.columns[i]];
		break;
	case SET_NULL:
		reference_clear(reference, table, child);
		break;
	default:
		/* at once, whoever has the key afterwards */
		return follow->goes && follow->goes(table, child->id) ? FINE
								      : REFUSED;
	}
	return row_follow(follow, table, before, child->values);
}

enum verdict row_follow(const struct follow *follow, unsigned table,
	const cell *before, const cell *after)
{
	enum verdict verdict = FINE;
	cell now[COLUMNS_MAX];

	memcpy(now, after, sizeof(now));
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		const struct reference *reference = tables[t].references;

		for (; reference->from.count; reference++) {
			if (reference->table != table ||
				!differs_at(&reference->to, before, now))
				continue;
			for (unsigned i = 0; i < follow->old->counts[t]; i++) {
				struct row *was = &follow->old->rows[t][i];
				struct row *child =
					row_of(follow->state, t, was->id);

				if (!child || !refers(reference, was, before) ||
					has_moved(reference, t, child,
						follow->moved))
					continue;
				verdict = worse(
					verdict, child_follow(follow, t, child,
							 reference, now));
			}
		}
	}
	return verdict;
}

/* ---- constraints ------------------------------------------------------------ */

bool has_parent(const struct state *state, const struct reference *reference,
	const struct row *row)
{
	for (unsigned i = 0; i < reference->from.count; i++)
		if (row->values[reference->from.columns[i]] == NIL)
			return true;
	for (unsigned i = 0; i < state->counts[reference->table]; i++)
		if (refers(reference, row,
			    state->rows[reference->table][i].values))
			return true;
	return false;
}

static bool row_holds(
	const struct state *state, unsigned table, const struct row *row)
{
	const struct table *described = &tables[table];
	const struct set *unique = described->uniques;
	const struct reference *reference = described->references;

	for (unsigned i = 0; i < column_count(table); i++)
		if (row->values[i] == NIL && !column_nullable(table, i))
			return false;
	for (; unique->count; unique++)
		for (unsigned i = 0; i < state->counts[table]; i++) {
			const struct row *other = &state->rows[table][i];

			if (other != row &&
				same_at(unique, row->values, other->values))
				return false;
		}
	for (; reference->from.count; reference++)
		if (!has_parent(state, reference, row))
			return false;
	return true;
}

enum verdict state_check(const struct state *state)
{
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		for (unsigned i = 0; i < state->counts[t]; i++)
			if (!row_holds(state, t, &state->rows[t][i]))
				return REFUSED;
	return FINE;
}

cell next_key(const struct state *state, unsigned table)
{
	cell largest = 0;

	for (unsigned i = 0; i < state->counts[table]; i++)
		if (state->rows[table][i].values[0] > largest)
			largest = state->rows[table][i].values[0];
	return largest + 1;
}

/* ---- the database ------------------------------------------------------------ */

static void row_compare(
	const struct state *state, unsigned table, sqlite3_stmt *statement)
{
	cell values[COLUMNS_MAX] = { 0 };
	struct row *row;

	for (unsigned i = 0; i < column_count(table); i++)
		values[i] = column_get(table, i, statement, (int)i);
	row = row_by_key((struct state *)(uintptr_t)state, table, values);
	CHECK(row);
	for (unsigned i = 0; i < column_count(table); i++)
		CHECK(row->values[i] == values[i]);
}

void state_compare(
	const struct state *state, sqlite3 *handle, sqlite3_stmt **statements)
{
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		unsigned count = 0;
		char sql[64];

		snprintf(sql, sizeof(sql), "SELECT * FROM %s",
			tables[t].table->name);
		if (!statements[t])
			CHECK(sqlite3_prepare_v2(handle, sql, -1,
				      &statements[t], NULL) == SQLITE_OK);
		while (sqlite3_step(statements[t]) == SQLITE_ROW) {
			row_compare(state, t, statements[t]);
			count++;
		}
		CHECK(sqlite3_reset(statements[t]) == SQLITE_OK);
		CHECK(count == state->counts[t]);
	}
}
