#ifndef CALX_ENGINE_URL_TEXT_H
#define CALX_ENGINE_URL_TEXT_H

#include "driver/driver.h"
#include "util/strbuf.h"

/* Writes the text of a URL with all of its parts, of which calx__url_parse() makes
 * the same again. */
void calx__url_write(struct strbuf *text, const struct url *url);

#endif
