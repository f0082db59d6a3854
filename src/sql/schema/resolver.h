#ifndef CALX_SQL_SCHEMA_RESOLVER_H
#define CALX_SQL_SCHEMA_RESOLVER_H

#include "sql/schema/table.h"

/* One table on its way from a model. Everything is copied: the operations of a
 * migration outlive the macros that made them. */
struct resolver {
	struct arena *arena;
	const char *table;
	const calx_table *model; /* NULL: columns are not looked up */
	bool alters;		 /* options may be CALX_NONE */
	/* whose options are being resolved; NULL: the table's own items are */
	const calx_column *column;
	struct sql_table *result;
	calx_error *error;
};

/* CALX_OUT_OF_MEMORY if the arena failed. */
enum calx_status calx__resolver_status(const struct resolver *resolver);
/* Whether a name may be one; `what` it names stands in the error. */
enum calx_status calx__resolver_name(
	const struct resolver *resolver, const char *what, const char *name);
/* An error about one column. */
enum calx_status calx__resolver_fail(const struct resolver *resolver,
	const calx_column *column, const char *problem);
/* A copy in the arena; NULL stays NULL. */
const char *calx__resolver_copy(
	const struct resolver *resolver, const char *text);

#endif
