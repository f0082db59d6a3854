#ifndef CALX_ORM_BLOCK_H
#define CALX_ORM_BLOCK_H

#include <calx/transaction.h>

/* The session goes away under its blocks, which will still be left. */
void calx__blocks_orphan(calx_session *session);

#endif
