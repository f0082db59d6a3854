#ifndef CALX_TESTS_MIGRATE_FAULTS_H
#define CALX_TESTS_MIGRATE_FAULTS_H

#include <stddef.h>

/* Calls of the system that fail when a test says so. A program that uses this is
 * linked with --wrap for each of them. */

/* The call of that name fails once with `error`, after so many that do not. For
 * "write" and "read", 0 as the error is less than what was asked for, one byte, and
 * -1 is nothing. */
void faults_set(const char *name, int error, size_t after);
/* Nothing fails any more. Returns how often it did. */
size_t faults_clear(void);

#endif
