#ifndef CALX_DIALECT_SQLITE_SURVEY_SURVEY_H
#define CALX_DIALECT_SQLITE_SURVEY_SURVEY_H

#include "compile/dialect.h"

/* dialect->migration.survey */
enum calx_status calx__sqlite_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey,
	calx_error *error);

/* The views and triggers alone, the views first. */
enum calx_status calx__objects_survey(const struct dialect *dialect,
	const struct catalog *catalog, struct survey *survey,
	calx_error *error);

/* Asks whether all of these statements could run: the state, and why not. */
enum calx_status calx__sqlite_judge(const struct catalog *catalog,
	struct arena *arena, const struct vec *statements,
	struct schema_thing *thing, calx_error *error);

#endif
