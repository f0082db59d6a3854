#ifndef CALX_MIGRATE_SCRIPT_RENDER_H
#define CALX_MIGRATE_SCRIPT_RENDER_H

#include "migrate/script/item_write.h"
#include "sql/schema/operation.h"
#include "util/strbuf.h"

/* Operations as the C text that a revision file holds. Failure of `text` sticks
 * to it; what C cannot say is an error. */

/* Appends the statement, indented by four blanks, with its line end:
 *     calx_add_column(op, "books", column(cost, nullable(integer())));
 * Errors: CALX_UNSUPPORTED for a type that calx has no word for, with a hint
 * that says what to do. */
enum calx_status calx__render_operation(struct strbuf *text,
	const struct operation *operation, calx_error *error);
enum calx_status calx__render_operations(struct strbuf *text,
	const struct operation *operations, size_t count, calx_error *error);
/* The columns, constraints and indexes of renderer->table, each on a line of its
 * own behind `indent`. */
void calx__render_items(struct renderer *renderer, const char *indent);

#endif
