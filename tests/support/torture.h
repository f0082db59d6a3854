#ifndef CALX_TESTS_TORTURE_H
#define CALX_TESTS_TORTURE_H

#include <stdbool.h>

/* Runs `body` again and again, with the 1st, 2nd, 3rd ... allocation of the
 * library failing, once each and then from there on, until a run sees no
 * failure; then with the items of its arenas failing one by one. After every run nothing may be left allocated. The body frees all
 * that it makes, accepts failure of any call, and asserts on results only when
 * torture_is_clean() says that nothing was made to fail. */
void torture(void (*body)(void *context), void *context);

/* Whether no call has been made to fail in this run so far. */
bool torture_is_clean(void);

/* The same with the Nth call into SQLite failing. */
void torture_sqlite(void (*body)(void *context), void *context);

/* for torture_sqlite.c: counts a call; true if it is to fail */
bool torture_sqlite_hit(void);

/* Between the two calls nothing fails, and nothing is counted: to look at what
 * a fault has left. The pairs may be nested. */
void torture_pause(void);
void torture_resume(void);

#endif
