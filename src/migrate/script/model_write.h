#ifndef CALX_MIGRATE_SCRIPT_MODEL_WRITE_H
#define CALX_MIGRATE_SCRIPT_MODEL_WRITE_H

#include "sql/schema/schema.h"
#include "util/strbuf.h"

/* A header of models for a database that is there already. */

struct models_plan {
	const struct sql_schema *schema;
	const char *comment;  /* says where the models are from */
	const char *metadata; /* the name of the CALX_METADATA */
	/* Told of each table that no model can say, and why; or NULL. */
	void (*left_out)(
		void *context, const char *table, const calx_error *why);
	void *context;
};

/* Appends the header: a CALX_MODEL, CALX_VIEW or CALX_SEQUENCE for each table in
 * the order of the schema, and the CALX_METADATA of all. A table that is left out stands there as a comment. */
enum calx_status calx__models_write(
	struct strbuf *text, const struct models_plan *plan, calx_error *error);

#endif
