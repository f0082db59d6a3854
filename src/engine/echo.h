#ifndef CALX_ENGINE_ECHO_H
#define CALX_ENGINE_ECHO_H

#include <calx/engine.h>

#include "util/strbuf.h"

/* Writes what the log is told as a line of text, without a line feed. */
void calx__echo(struct strbuf *line, const calx_log_event *event);

#endif
