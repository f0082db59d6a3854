#ifndef CALX_SQL_TYPE_JSON_H
#define CALX_SQL_TYPE_JSON_H

#include "sql/type/info.h"

/* JSON, which is kept as the text that it is. */

/* Arrays and objects inside of each other: what SQLite reads, too. */
#define JSON_DEPTH_MAX 1000

/* Where text stops being JSON, and why. */
struct json_problem {
	size_t at; /* bytes before it */
	const char *text;
};

/* Whether the text is one JSON value and nothing else, exactly as RFC 8259 has
 * it. */
bool calx__json_is_valid(
	const char *text, size_t size, struct json_problem *ret_problem);

/* What a column takes: CALX_INVALID for text that is none, with the place. */
enum calx_status calx__json_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error);

#endif
