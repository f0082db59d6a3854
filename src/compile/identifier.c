#include "compile/dialect.h"

#include <string.h>
#include <strings.h>

#include "util/fail.h"
#include "util/text.h"

enum calx_status calx__identifier_check(
	const struct dialect *dialect, const char *name, calx_error *error)
{
	const size_t length = name ? strlen(name) : 0;

	if (!length)
		return calx__fail(error, CALX_INVALID, "a name is empty");
	if (!calx__utf8_valid(name, length))
		return calx__fail(error, CALX_INVALID,
			"the name '%s' is not valid UTF-8", name);
	if (length > dialect->identifier_max)
		return calx__fail(error, CALX_INVALID,
			"a name has %zu bytes, and %s takes %zu: '%s'", length,
			dialect->title, dialect->identifier_max, name);
	return CALX_OK;
}

enum calx_status calx__relation_check(
	const struct dialect *dialect, const char *name, calx_error *error)
{
	const char *prefix = dialect->reserved_prefix;
	enum calx_status status = calx__identifier_check(dialect, name, error);

	if (status < 0 || !prefix ||
		strncasecmp(name, prefix, strlen(prefix)) != 0)
		return status;
	return calx__fail(error, CALX_INVALID,
		"%s keeps names that begin with '%s' for itself: '%s'",
		dialect->title, prefix, name);
}

/* `text` between quotes, which are doubled inside */
static void add_quoted(struct strbuf *sql, char quote, const char *text)
{
	const char *next;

	calx__strbuf_addc(sql, quote);
	while ((next = strchr(text, quote)) != NULL) {
		calx__strbuf_add(sql, text, (size_t)(next - text) + 1);
		calx__strbuf_addc(sql, quote);
		text = next + 1;
	}
	calx__strbuf_adds(sql, text);
	calx__strbuf_addc(sql, quote);
}

void calx__sql_identifier(
	struct strbuf *sql, const struct dialect *dialect, const char *name)
{
	if (calx__identifier_check(dialect, name, NULL) < 0)
		sql->failed = true;
	else
		add_quoted(sql, dialect->quote, name);
}

void calx__sql_literal(
	struct strbuf *sql, const struct dialect *dialect, const char *text)
{
	(void)dialect; /* MariaDB's backslashes will want to be known */
	if (!text || !calx__utf8_valid(text, strlen(text)))
		sql->failed = true;
	else
		add_quoted(sql, '\'', text);
}
