#ifndef CALX_ORM_INSERTED_H
#define CALX_ORM_INSERTED_H

#include "orm/write/insert_run.h"

/* What is done when rows have been inserted. */

/* Runs the statement; `slot` gets what its RETURNING clause gives (SLOT_NONE:
 * it has none). */
enum calx_status calx__inserted_step(
	struct insert_run *run, struct prepared *prepared, uint32_t slot);
/* A statement of several rows returns them in their order, the first step has
 * `found` one: each object gets what is returned of it. */
enum calx_status calx__inserted_rows(struct insert_run *run,
	struct prepared *prepared, size_t rows, int found);
/* The same, or else nothing is returned; and the objects are in the session. */
enum calx_status calx__inserted_many(struct insert_run *run,
	struct prepared *prepared, size_t rows, int found);
/* Puts a key that the database has chosen into the row. */
enum calx_status calx__inserted_key(
	struct mapper *mapper, void *row, int64_t number);
/* The same with the last one. */
enum calx_status calx__inserted_last_key(
	struct insert_run *run, const struct prepared *prepared, void *row);
/* The object as the database has it now is in the session. */
enum calx_status calx__inserted_track(struct mapper *mapper, uint32_t slot);
/* Reads the row of an object, for what the database has chosen. */
enum calx_status calx__inserted_reload(struct insert_run *run, uint32_t slot);

#endif
