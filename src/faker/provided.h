#ifndef CALX_FAKER_PROVIDED_H
#define CALX_FAKER_PROVIDED_H

#include "faker/seeder.h"

/* Columns that the caller named a function for. */
fill_function calx__provided_fill;

#endif
