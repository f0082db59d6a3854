#ifndef CALX_ENGINE_RESULT_H
#define CALX_ENGINE_RESULT_H

#include "engine/row.h"

/* The rows of a plain SQL statement, one after the other. */
struct calx_result {
	struct calx_row row; /* the current one */
	struct arena scratch;
	struct vec values; /* of calx_value, one row */
};

#endif
