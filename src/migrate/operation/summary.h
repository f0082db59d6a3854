#ifndef CALX_MIGRATE_OPERATION_SUMMARY_H
#define CALX_MIGRATE_OPERATION_SUMMARY_H

#include "sql/schema/operation.h"
#include "util/strbuf.h"

/* Appends what the operation does, as `check` prints it, without line end:
 *     add column books.cost nullable(integer())
 * Control characters are escaped. Never fails but for memory. */
void calx__operation_summary(
	struct strbuf *text, const struct operation *operation);

#endif
