#ifndef CALX_MIGRATE_SCRIPT_OPERATION_READ_H
#define CALX_MIGRATE_SCRIPT_OPERATION_READ_H

#include "migrate/script/reader.h"
#include "sql/schema/operation.h"

/* Reads the call of an operation, `op` being the name of its first argument,
 * up to behind its semicolon. */
bool calx__reader_operation(struct script_reader *reader, struct view op,
	struct operation *ret_operation);

#endif
