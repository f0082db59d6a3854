#ifndef CALX_CUSTOM_H
#define CALX_CUSTOM_H

#include <calx/error.h>
#include <calx/export.h>
#include <calx/schema.h>

/* Types of a program's own: what a field holds, what the database keeps, and two
 * functions between them.
 *
 *     static enum calx_status to_cents(const calx_custom *type,
 *         calx_value *value, calx_room *room, calx_error *error);
 *     static enum calx_status from_cents(...);
 *
 *     static const calx_custom money = { CALX_CUSTOM_SIZE, .name = "money",
 *         .kept = { .kind = CALX_BIG_INTEGER },
 *         .encode = to_cents, .decode = from_cents };
 *
 *     CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
 *         column(price, custom(money, numeric(10, 2))));
 *
 * The field, and the expressions with the column, are those of the word in it:
 * book->price is a calx_decimal. What is stored, compared with the column and
 * read from it passes the functions; NULL does not. As other columns whose values
 * are in another form (.stored), it can be compared, sorted, grouped and selected,
 * and not be computed with.
 *
 * It also is how a type has a name of its own in each database:
 *
 *     static const calx_custom document = { CALX_CUSTOM_SIZE,
 *         .name = "document", .names = { { "postgresql", "jsonb" } } };
 *
 *     column(data, custom(document, json()))     jsonb there, elsewhere json() */

typedef struct calx_room calx_room;

/** What every initialiser of a calx_custom begins with. */
#define CALX_CUSTOM_SIZE .size = sizeof(calx_custom)

/** A function between two values, in place. `value` has the kind by which values of
 * its type travel: CALX_INTEGER for all integers, CALX_STRING for all text,
 * CALX_DOUBLE for floating numbers, and else the type's own; what it becomes must
 * be one of the other type. Text need not end in NUL on its way in, and does not
 * live longer than the call; text and bytes that are made lie in the `room`.
 * Negative: it cannot be, and calx_custom_fail() has said why; the statement fails
 * with that and the column's name. May run in any thread that uses the engine. */
typedef enum calx_status calx_custom_function(const struct calx_custom *type,
	calx_value *value, calx_room *room, calx_error *error);

/** How many databases may have a name of their own for a type. */
#define CALX_CUSTOM_NAMES_MAX 8

/** What a database calls a type. */
typedef struct calx_custom_name {
	const char *database; /* as URLs begin: "postgresql" */
	const char *type;     /* "jsonb" */
} calx_custom_name;

/** A type of a program's own. It must live as long as the models that name it. */
typedef struct calx_custom {
	size_t size;	  /* sizeof(calx_custom): CALX_CUSTOM_SIZE */
	const char *name; /* for errors: "money" */
	/* what the database keeps; all 0: what the word of the column says. No
	 * enumeration, and nothing with .stored. */
	calx_type kept;
	/* from the field into the database; NULL: as it is */
	calx_custom_function *encode;
	/* and back; NULL: as it is */
	calx_custom_function *decode;
	/* what databases call it, up to one without a name; elsewhere it is as
	 * calx writes `kept` */
	calx_custom_name names[CALX_CUSTOM_NAMES_MAX];
	/* whatever the functions need; calx does not look at it */
	const void *context;
} calx_custom;

CALX_BEGIN_DECLS

/** `size` bytes and a NUL behind them, for what an encode or decode makes; they go
 * with the room. NULL without memory: return CALX_OUT_OF_MEMORY then. */
CALX_API char *calx_room_bytes(calx_room *room, size_t size);

/** Says why a value cannot be: what stands in the error behind the column's name.
 * The text is copied. Returns `status`, which is negative. */
CALX_API enum calx_status calx_custom_fail(
	calx_error *error, enum calx_status status, const char *why);

CALX_END_DECLS

#endif
