#ifndef CALX_UTIL_OPTIONS_H
#define CALX_UTIL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Structs of options that programs fill in. Each begins with its own size, as
 * the program that was compiled knows it, and grows at its end; zero is what
 * an option is when nobody says anything. */

/* Copies `options` (NULL: none are given) into `ret_options`, of `size` bytes,
 * with zeros for what the program does not know of. False if it asks for
 * something that is not known here. */
bool calx__options_read(const void *options, void *ret_options, size_t size);

#endif
