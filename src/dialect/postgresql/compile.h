#ifndef CALX_DIALECT_POSTGRESQL_COMPILE_H
#define CALX_DIALECT_POSTGRESQL_COMPILE_H

#include "compile/dialect.h"

extern const struct moment_form calx__postgresql_moments[CALX_STORED_COUNT];

/* The visitors of statements that differ from the default. */

void calx__postgresql_visit_call(
	struct compiler *compiler, const calx_node *node);
void calx__postgresql_visit_case(
	struct compiler *compiler, const calx_node *node);
void calx__postgresql_visit_extract(
	struct compiler *compiler, const calx_node *node);

/* dialect->plain */
void calx__postgresql_plain(struct strbuf *sql, struct view text);

#endif
