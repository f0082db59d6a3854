#ifndef CALX_ORM_INSERT_H
#define CALX_ORM_INSERT_H

#include "orm/write/insert_run.h"

/* Inserts the rows; on failure `at` says which could not be. */
enum calx_status calx__insert(struct insert *insert);

#endif
