#ifndef CALX_SEED_H
#define CALX_SEED_H

#include <calx/session.h>

/* Seeding: filling tables with fake rows that their constraints accept.
 *
 *     calx_seed(session, fake, Author, 10);
 *     calx_seed(session, fake, Book, 1000, .title = calx_fake_title);
 *     calx_commit(session);
 *
 * A column that the call names gets what that function returns, asked for each
 * row. Every other is filled
 * - by the database, if it numbers the rows itself;
 * - with the key of a row of the other table, if it refers to one: seed that
 *   table first;
 * - by its name: "home_address" ends in "address", "unit_price" in "price" (all
 *   words are in docs/generators.md); what the parts of a row say of a person
 *   or a city agrees;
 * - by its type and length.
 *
 * The rows satisfy what the table demands. Primary keys, unique constraints and
 * unique indexes, of one column or several, differ from row to row and from the
 * rows that are there; foreign keys that have columns in common agree. CHECKs
 * are read: comparisons with constants, BETWEEN, IN, lengths, patterns and what
 * AND puts together say which values are made. For every other CHECK, and for
 * indexes of expressions or of some rows, the database is asked about each row
 * before it is written, and some thousand times for others. A function that the
 * call names is then asked again as well.
 *
 * What cannot be filled is an error before the first row is written: CALX_RANGE
 * says which column or constraint it is and how many values there are,
 * CALX_NOT_FOUND which table has to be seeded first. A foreign key without rows
 * to refer to stays NULL where it may; a table that must refer to itself begins
 * with rows that do.
 *
 * A value depends on the seed, the names of table and column, and the number of
 * the row, which goes on behind the rows that are there: 10 rows and then 20
 * are the same as 30, as long as nobody else changes the table. Rows are written
 * in batches, in the transaction of the session; none of them becomes an object.
 * Those of a table that demands something of them are in memory together
 * before. */

/** What makes fake values: see <calx/faker.h>. */
typedef struct calx_faker calx_faker;

CALX_BEGIN_DECLS

/** What calx_seed() calls: `providers` is the model's struct of functions, or
 * NULL; `where` is "file:line" of the call. Returns the number of rows, or a
 * negative status, which sticks to the session. */
CALX_API int64_t calx_session_seed(calx_session *session, calx_faker *fake,
	const calx_table *table, int64_t count, const void *providers,
	const char *where);

CALX_END_DECLS

#ifndef __cplusplus

/** calx_seed(session, fake, Book, 50, .title = calx_fake_title): inserts 50
 * rows. Returns how many, or a negative status, which sticks to the session. */
#define calx_seed(session, fake, ...) CALX_SEED_(session, fake, __VA_ARGS__, )
/* clang-format off */
#define CALX_SEED_(session, fake, T, count, ...)                               \
	calx_session_seed(session, fake, &T##_calx_table_, count,              \
		&(const struct T##_calx_providers_){ .calx_reserved_ = 0, __VA_ARGS__ }, CALX_HERE_)
/* clang-format on */

#endif
#endif
