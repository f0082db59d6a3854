#ifndef CALX_DIALECT_SQLITE_SURVEY_REFERENCE_H
#define CALX_DIALECT_SQLITE_SURVEY_REFERENCE_H

#include "compile/dialect.h"

/* Appends the foreign keys of all tables to the things of a survey, and tells it
 * of the rows that refer to nothing. */
enum calx_status calx__references_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey,
	calx_error *error);

#endif
