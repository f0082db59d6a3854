#ifndef CALX_TESTS_DATA_H
#define CALX_TESTS_DATA_H

#include <stdbool.h>
#include <stddef.h>

/* Test data: small samples of the tree's own in tests/data, and larger public
 * collections in the directory that CALX_SHARED names, if it is set. */

/* Calls `line` for each line of tests/data/<name> that is neither empty nor a
 * comment (#). The text ends in NUL, without the line's end. */
void data_lines(const char *name, void (*line)(char *text, void *context),
	void *context);

/* The same of $CALX_SHARED/<name>; false if there is no such collection. */
bool data_shared_lines(const char *name,
	void (*line)(char *text, void *context), void *context);

/* The next field, up to a tab or the end; NULL if there is none. */
char *data_field(char **rest);

/* Writes what hexadecimal digits say, up to the end or a colon; blanks do not
 * count. Returns the number of bytes, behind which a NUL stands. */
size_t data_bytes(const char *digits, char *bytes);

/* Pseudo-random numbers, the same ones in each run. */
unsigned long long data_random(unsigned long long *state);

#endif
