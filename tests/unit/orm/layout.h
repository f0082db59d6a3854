#ifndef CALX_TESTS_ORM_LAYOUT_H
#define CALX_TESTS_ORM_LAYOUT_H

#include <calx/calx.h>

/* in layout_b.c: the object by the models of that file */
void *other_item(calx_session *session, int id);
void *wider_item(calx_session *session, int id);
void *longer_item(calx_session *session, int id);
void *single_item(calx_session *session, int id);

#endif
