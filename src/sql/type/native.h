#ifndef CALX_SQL_TYPE_NATIVE_H
#define CALX_SQL_TYPE_NATIVE_H

#include "sql/type/info.h"
#include "util/strbuf.h"
#include "util/text.h"

/* Types of a database's own (calx_type.native), one row each: the word, and what
 * is to be known of values. What each database calls them is in its dialect
 * (dialect->natives). */

struct native_type {
	const char *name; /* as models write it: "jsonb" */
	enum calx_kind kind;
	bool with_length;	  /* bit(8) */
	bool with_labels;	  /* set("a", "b") */
	int64_t minimum, maximum; /* of integers; `maximum` of bytes */
	/* what the column takes beyond what its kind does; NULL: the database
	 * says it */
	type_checker *fit;
	const char *instead; /* what another database has for it, or NULL */
};

/* by enum calx_native */
extern const struct native_type calx__natives[CALX_NATIVE_COUNT];

/* The one that a model calls so; CALX_NATIVE_NONE if none. */
enum calx_native calx__native_by_name(const char *name, size_t length);

/* Whether a value fits a column of such a type. */
static inline enum calx_status calx__native_fit(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const struct native_type *native = &calx__natives[column->type.native];

	return native->fit ? native->fit(NULL, column, value, error) : CALX_OK;
}

/* As DDL says it: the name in the database, and its length in brackets. Labels are
 * the caller's. */
void calx__native_write(
	struct strbuf *sql, const char *name, const calx_type *type);
/* Of a type as a catalog spells it, `names` by enum calx_native: kind, native and
 * length; kind CALX_NULL: it is none of them. Numbers in brackets that the type has
 * not are a width for people. */
calx_type calx__native_read(const char *const *names, const char *text);

#endif
