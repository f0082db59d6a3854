#ifndef CALX_INSPECT_H
#define CALX_INSPECT_H

#include <calx/connection.h>
#include <calx/schema.h>

/* What is in the database: the same structs that a model becomes. */

typedef struct calx_inspector calx_inspector;

CALX_BEGIN_DECLS

/** Reads the whole schema. NULL on failure. The inspector owns all that it
 * returns; close it. */
CALX_API calx_inspector *calx_inspect(calx_connection *connection, calx_error *error);
/** The tables, by name, as metadata. Borrowed. */
CALX_API const calx_metadata *calx_inspector_metadata(const calx_inspector *inspector);
/** The table of that name, or NULL. Borrowed. */
CALX_API const calx_table *calx_inspector_table(const calx_inspector *inspector, const char *name);
/** NULL is accepted. */
CALX_API void calx_inspector_close(calx_inspector *inspector);

CALX_END_DECLS

#endif
