#include "sql/schema/resolver.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/fail.h"
#include "util/utf8.h"

/* What every step of resolving a table needs: the checks of a name, and errors
 * that say where. */

enum calx_status calx__resolver_status(const struct resolver *resolver)
{
	return resolver->arena->failed ? calx__fail_memory(resolver->error)
				       : CALX_OK;
}

const char *calx__resolver_copy(
	const struct resolver *resolver, const char *text)
{
	return text ? calx__arena_strdup(resolver->arena, text) : NULL;
}

enum calx_status calx__resolver_name(
	const struct resolver *resolver, const char *what, const char *name)
{
	if (!name || !*name)
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': a %s has no name", resolver->table, what);
	if (!calx__utf8_valid(name, strlen(name)))
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': the name of a %s is not valid UTF-8",
			resolver->table, what);
	return CALX_OK;
}

enum calx_status calx__resolver_fail(const struct resolver *resolver,
	const calx_column *column, const char *problem)
{
	return calx__fail(resolver->error, CALX_INVALID,
		"table '%s', column '%s': %s", resolver->table,
		calx__column_name(column), problem);
}
