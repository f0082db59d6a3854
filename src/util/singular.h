#ifndef CALX_UTIL_SINGULAR_H
#define CALX_UTIL_SINGULAR_H

#include <stddef.h>

/* English nouns, as far as the names of tables need them. */

/* Turns the word of `length` bytes, whose letters may be of either case, into
 * its singular in place: "categories", "boxes", "people" become "category",
 * "box", "person"; what is none, or looks like none, stays. `word` has room for
 * two more bytes. Returns the new length. */
size_t calx__singular(char *word, size_t length);

#endif
