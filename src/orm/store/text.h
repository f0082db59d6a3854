#ifndef CALX_ORM_TEXT_H
#define CALX_ORM_TEXT_H

#include "orm/base/state.h"

/* The session's text. */

/* Room for `size` bytes of text in the session; NULL sticks to it. */
char *calx__session_text_new(calx_session *session, size_t size);
/* Gives such room back. */
void calx__session_text_free(calx_session *session, char *text, size_t size);

#endif
