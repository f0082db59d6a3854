#ifndef CALX_DIALECT_MARIADB_COMPILE_H
#define CALX_DIALECT_MARIADB_COMPILE_H

#include "compile/dialect.h"

extern const struct moment_form calx__mariadb_moments[CALX_STORED_COUNT];

/* The visitors of statements that differ from the default. */

void calx__mariadb_visit_call(struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_operator(
	struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_cast(struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_compare(
	struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_filtered(
	struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_over(struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_offset(
	struct compiler *compiler, const calx_node *node);
void calx__mariadb_visit_ordering(
	struct compiler *compiler, const calx_node *node);

#endif
