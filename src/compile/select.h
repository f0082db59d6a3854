#ifndef CALX_COMPILE_SELECT_H
#define CALX_COMPILE_SELECT_H

#include "compile/dialect.h"

/* The visitor of select(): what the fields of a row are made of. */
void calx__compile_select(struct compiler *compiler, const calx_node *node);

#endif
