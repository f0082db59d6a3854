#ifndef CALX_UTIL_HANGUP_H
#define CALX_UTIL_HANGUP_H

#include <stdbool.h>

/* Whether whoever is at the other end of a socket has closed it, without
 * waiting, and without taking what has come before that. */
bool calx__hung_up(int descriptor);

#endif
