#ifndef CALX_ORM_MAPPER_H
#define CALX_ORM_MAPPER_H

#include <string.h>

#include "engine/connection.h"
#include "sql/schema/table.h"
#include "sql/type/type.h"
#include "util/vec.h"
#include <calx/session.h>

/* What a session knows of one table: how its columns lie in the row struct,
 * the slots in which its objects live, and the identity map over them.
 *
 * Objects live in chunks of a fixed number of slots: first all the structs,
 * then all their snapshots (what the database holds, as far as the session
 * knows), then a state byte each. So what was changed is found without asking
 * anybody, and an object costs no header. A slot is named by its
 * number; numbers and addresses never change. */

#define SLOT_NONE UINT32_MAX

/* What a slot holds. */
enum slot_state {
	SLOT_FREE,
	SLOT_SCRATCH,  /* the current row of a loop: not in the session yet */
	SLOT_ADDED,    /* to be inserted */
	SLOT_TRACKED,  /* in the identity map */
	SLOT_REMOVED,  /* in the identity map, to be deleted */
	SLOT_GONE,     /* deleted in the transaction that is open */
	SLOT_DETACHED, /* memory that the user may still look at */
	SLOT_STATES = 0x0f,
	/* flags */
	SLOT_UNDO = 0x10,    /* a rollback has something to do for it */
	SLOT_TAINTED = 0x20, /* read after the transaction's first write */
	SLOT_EARLY = 0x40,   /* to be written before the inserts */
	SLOT_LISTED = 0x80,  /* in `added` or `removed` */
};

struct chunk {
	struct mapper *mapper;
	uint32_t first; /* number of its first slot */
	char *rows, *snapshots;
	unsigned char *states;
};

struct field;
/* Puts a value, not NULL, into its place in a struct; false if it does not
 * fit. */
typedef bool field_store(
	const struct field *field, char *row, const calx_value *value);

/* The other way, for a value that is there. */
typedef void field_load(
	const struct field *field, const char *row, calx_value *ret_value);

enum field_bytes { FIELD_FIXED, FIELD_TEXT, FIELD_BLOB };

/* How a column lies in the struct. */
struct field {
	field_store *store; /* NULL: text and blobs, see row.c */
	field_load *load;
	enum field_bytes bytes; /* whether it points to bytes */
	uint64_t words;		/* of the struct in which it lies, see slot.c */
	uint32_t offset;	/* of the value */
	uint32_t has;		/* of the flag of an optional */
	uint32_t size;		/* of the value */
	bool optional;
	bool nullable;
	const calx_column *column;
};

/* Columns that say together who a row is: a key or a unique constraint, or the
 * two ends of a foreign key. */
struct column_set {
	const unsigned *numbers;
	size_t count;
};

struct reference {
	const char *table; /* that is referred to */
	struct column_set columns;
	const char **referred; /* column names; NULL: the primary key */
};

struct mapper {
	const calx_table *table;
	struct calx_session *session;
	size_t number; /* among the session's mappers */

	/* the plan */
	struct field *fields;  /* by column */
	unsigned char *mask;   /* which bytes of the struct are values */
	enum calx_kind *kinds; /* likewise: what calx__row() is told */
	unsigned *all;	       /* 0, 1, 2 ... */
	calx_value *values;    /* one row, on its way */
	struct bound_value *bound;
	calx_value *key_values;	 /* of one key */
	bool *changed;		 /* columns of one row */
	size_t *lengths;	 /* of the texts of one row */
	struct column_set texts; /* columns that hold text or blobs */
	struct column_set key;
	struct column_set defaults; /* columns that an INSERT may leave out */
	struct column_set strays;   /* where a bare number may stand: given.h */
	unsigned *numbers;	    /* columns of the statement being made */
	unsigned *returning;	    /* columns that it reads back */
	enum calx_kind *back_kinds; /* and their kinds */
	bool generated_key; /* one integer, which the database chooses */
	bool integer_key;   /* one integer */
	bool keys_scatter;  /* its blocks cannot be numbered */

	/* slots */
	struct chunk **chunks;
	size_t chunk_count, chunk_capacity;
	unsigned shift;	     /* slots of a chunk: 1 << shift */
	uint32_t slot_count; /* ever handed out */
	struct vec free;     /* uint32_t: slots to be used again */

	/* identity map: slot number + 1, 0 = empty; see identity.c */
	uint32_t *places;
	size_t place_count;
	size_t tracked; /* places in use */

	/* what is waiting for the next flush (uint32_t slots) */
	struct vec added, removed;
	/* what the open transaction has done (uint32_t slots) */
	struct vec inserted, gone, undo;
	struct vec undo_rows; /* the snapshots that belong to `undo` */

	/* what only a flush needs; see mapper_resolve() */
	bool resolved;
	struct column_set *uniques; /* the primary key is the first */
	size_t unique_count;
	struct reference *references;
	size_t reference_count;
};

/* The session's mapper of a table, made on first use. NULL on failure, which
 * sticks to the session: a table without a struct, or two layouts of one
 * table. */
struct mapper *calx__mapper(calx_session *session, const calx_table *table);
/* The same for objects: the table needs a primary key as well. */
struct mapper *calx__mapper_tracking(
	calx_session *session, const calx_table *table);
/* Reads the unique keys and the foreign keys, once. */
enum calx_status calx__mapper_resolve(struct mapper *mapper);
void calx__mapper_release(struct mapper *mapper);

/* A column of a row as a value, with its text borrowed: calx__field_read() by
 * the plan. */
static inline void calx__field_load(
	const struct field *field, const void *row, calx_value *ret_value)
{
	const char *bytes = row;

	if (field->optional && !bytes[field->has])
		ret_value->kind = CALX_NULL;
	else
		field->load(field, bytes, ret_value);
}

/* ---- the mask --------------------------------------------------------------- */

/* The mask of a row struct, in the arena; NULL without memory. */
unsigned char *calx__mask_make(const struct field *fields,
	const calx_table *table, struct arena *arena);
static inline uint64_t calx__mask_word(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	uint64_t x = 0, y = 0, m = 0;

	memcpy(&x, a, size);
	memcpy(&y, b, size);
	memcpy(&m, mask, size);
	return (x ^ y) & m;
}

/* Whether two structs, or columns, differ in a byte that counts. */
static inline bool calx__mask_differs(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	uint64_t differences = 0;
	size_t at = 0;

	for (; size - at >= 8; at += 8)
		differences |= calx__mask_word(mask + at, a + at, b + at, 8);
	for (; at < size; at++)
		differences |= calx__mask_word(mask + at, a + at, b + at, 1);
	return differences != 0;
}

/* ---- slots ---------------------------------------------------------------- */

static inline struct chunk *calx__slot_chunk(
	const struct mapper *mapper, uint32_t slot)
{
	return mapper->chunks[slot >> mapper->shift];
}

static inline size_t calx__slot_index(
	const struct mapper *mapper, uint32_t slot)
{
	return slot & ((1u << mapper->shift) - 1);
}

static inline void *calx__slot_row(const struct mapper *mapper, uint32_t slot)
{
	return calx__slot_chunk(mapper, slot)->rows +
	       calx__slot_index(mapper, slot) * mapper->table->row_size;
}

static inline void *calx__slot_snapshot(
	const struct mapper *mapper, uint32_t slot)
{
	return calx__slot_chunk(mapper, slot)->snapshots +
	       calx__slot_index(mapper, slot) * mapper->table->row_size;
}

static inline unsigned char *calx__slot_state(
	const struct mapper *mapper, uint32_t slot)
{
	return &calx__slot_chunk(mapper, slot)
			->states[calx__slot_index(mapper, slot)];
}

static inline enum slot_state calx__slot_is(
	const struct mapper *mapper, uint32_t slot)
{
	return *calx__slot_state(mapper, slot) & SLOT_STATES;
}

/* Changes the state and keeps the flags. */
void calx__slot_set(
	struct mapper *mapper, uint32_t slot, enum slot_state state);
/* A slot in state SCRATCH; SLOT_NONE on failure, which sticks to the session. */
uint32_t calx__slot_new(struct mapper *mapper);
/* Gives a slot back. */
void calx__slot_free(struct mapper *mapper, uint32_t slot);
/* Appends a slot to one of the mapper's lists. */
static inline bool calx__slots_push(struct vec *slots, uint32_t slot)
{
	if (slots->count == slots->capacity)
		return calx__vec_append(slots, &slot);
	((uint32_t *)slots->items)[slots->count++] = slot;
	return true;
}
/* Takes a flag from all slots of a list, which is then empty. */
void calx__slots_unflag(
	struct mapper *mapper, struct vec *slots, unsigned flag);
/* The slot whose struct `object` points to, in any session memory; false if
 * there is none. Any pointer may be asked about. */
bool calx__slot_find(const calx_session *session, const void *object,
	struct mapper **ret_mapper, uint32_t *ret_slot);
/* Whether a column of the object differs from its snapshot; mapper->changed
 * then says which do. Where only the
 * representation differs (padding, the address of equal text), the two are
 * made the same. */
bool calx__slot_changed(struct mapper *mapper, uint32_t slot);
/* Calls `visit` for each slot that calx__slot_changed() and has that state,
 * in the order of their numbers. A negative status from it ends the walk. */
typedef enum calx_status slot_visitor(
	struct mapper *mapper, uint32_t slot, void *context);
enum calx_status calx__slots_changed(struct mapper *mapper,
	enum slot_state state, slot_visitor *visit, void *context);

/* ---- the identity map ------------------------------------------------------ */

/* Makes room for one more; false (sticks to the session) without memory. */
bool calx__identity_reserve(struct mapper *mapper);
/* The slot of that key, or SLOT_NONE. `keys` has one value per key column.
 * *ret_place is where a slot of that key belongs. */
uint32_t calx__identity_find(
	const struct mapper *mapper, const calx_value *keys, size_t *ret_place);
/* The same with the key fields of a snapshot. */
uint32_t calx__identity_find_row(
	const struct mapper *mapper, const void *row, size_t *ret_place);
/* Enters a slot at a place that a find just gave. */
void calx__identity_set(struct mapper *mapper, size_t place, uint32_t slot);
/* Takes a slot out, if it is in. */
void calx__identity_remove(struct mapper *mapper, uint32_t slot);

/* ---- values of one row ----------------------------------------------------- */

/* Whether two values are the same, bit for bit but for the padding. */
bool calx__value_same(const calx_value *a, const calx_value *b);
/* Whether values of these kinds can be the same. */
bool calx__value_comparable(enum calx_kind a, enum calx_kind b);
/* A hash under which equal keys are equal. */
uint64_t calx__value_hash(const calx_value *value, uint64_t seed);
/* Whether two values are one key: 1.5 is 1.50, an instant is itself in any
 * zone. */
bool calx__value_equal(const calx_value *a, const calx_value *b);

/* The value that came for each column into the struct. Text is borrowed, or
 * moved to `place`, which has calx__values_size() bytes. */
enum calx_status calx__row_store(struct mapper *mapper, void *row,
	const calx_value *values, char *place);
/* The same of one column, borrowed. */
enum calx_status calx__field_store(struct mapper *mapper, unsigned number,
	void *row, const calx_value *value);
/* The bytes that the text and blobs of these values take. */
size_t calx__values_size(const struct mapper *mapper, const calx_value *values);
/* Copies the row's text and blobs into the session. */
enum calx_status calx__row_own(struct mapper *mapper, void *row);
/* Copies the text of a snapshot, and lets the row point to the copies where it
 * has not been changed. */
enum calx_status calx__row_own_both(
	struct mapper *mapper, void *row, void *snapshot);
/* Copies what differs from the snapshot only. */
enum calx_status calx__row_own_changed(
	struct mapper *mapper, void *row, const void *snapshot);
/* Gives the text of a row back to the session. */
void calx__row_disown(struct mapper *mapper, void *row);
/* "books (id = 5)", as errors name an object; `row` may be NULL: "books". */
void calx__row_describe(
	const struct mapper *mapper, const void *row, char *text, size_t size);

#endif
