#ifndef CALX_MIGRATE_SCRIPT_ITEM_WRITE_H
#define CALX_MIGRATE_SCRIPT_ITEM_WRITE_H

#include "sql/schema/table.h"
#include "util/strbuf.h"

/* The items of a model as text: what item_read.c reads. The first thing that
 * they cannot say fails the renderer, and `text` with it. */

struct renderer {
	struct strbuf *text;
	struct arena *arena;	       /* for the length of one operation */
	const struct sql_table *table; /* whose columns lists may name */
	const char *table_name;
	calx_error *error;
	enum calx_status status;
};

/* A type with its arguments: "nullable(string(200))". */
void calx__render_type(struct strbuf *text, const struct sql_column *column);
/* The word that stands for column `number` in C: its name, or the nearest
 * identifier that no other column has. */
const char *calx__render_identifier(struct renderer *renderer, size_t number);
/* column(...), with the constraints that its options can say; the type stands
 * `width` behind the name. */
void calx__render_column(
	struct renderer *renderer, size_t number, size_t width);
/* unique(...), named("x", check("...")) ... */
void calx__render_constraint(
	struct renderer *renderer, const struct sql_constraint *constraint);
/* Whether a table has options, and table_options(...), which says them. */
bool calx__render_has_table_options(const struct sql_table *table);
void calx__render_table_options(
	struct renderer *renderer, const struct sql_table *table);
/* Whether a column's options say it. */
bool calx__render_is_option(
	struct renderer *renderer, const struct sql_constraint *constraint);

void calx__render_fail(struct renderer *renderer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
