#ifndef CALX_FAKER_TEMPLATE_H
#define CALX_FAKER_TEMPLATE_H

#include "util/strbuf.h"
#include "faker/maker.h"

/* Appends what template `id` of the locale gives: those of the generators have
 * their enum generator_id. */
void calx__template_write(
	struct maker *maker, unsigned id, struct strbuf *text);

#endif
