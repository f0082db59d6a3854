#include "compile/identifier.h"

#include <string.h>
#include <strings.h>

#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* Names and literals by the rules of a dialect's row: its quotes, how long a
 * name may be, which names are one. */

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

enum calx_status calx__schema_check(
	const struct dialect *dialect, const char *schema, calx_error *error)
{
	if (!schema)
		return CALX_OK;
	if (!dialect->schemas)
		return calx__fail(error, CALX_UNSUPPORTED,
			"%s has no schemas, and here is one: '%s'",
			dialect->title, schema);
	return calx__identifier_check(dialect, schema, error);
}

bool calx__names_equal(
	const struct dialect *dialect, const char *a, const char *b)
{
	return dialect && dialect->names_ignore_case
		       ? calx__text_equal_nocase(a, b)
		       : calx__text_equal(a, b);
}

struct sql_table *calx__schema_find(const struct dialect *dialect,
	const struct sql_schema *schema, const char *space, const char *name)
{
	return dialect->names_ignore_case
		       ? calx__schema_table_nocase(schema, space, name)
		       : calx__schema_table(schema, space, name);
}

/* `text` between quotes; what is one of `doubled` is doubled inside. */
static void add_quoted(
	struct strbuf *sql, char quote, const char *doubled, const char *text)
{
	calx__strbuf_addc(sql, quote);
	while (*text) {
		const size_t plain = strcspn(text, doubled);

		calx__strbuf_add(sql, text, plain);
		text += plain;
		if (!*text)
			break;
		calx__strbuf_addc(sql, *text);
		calx__strbuf_addc(sql, *text++);
	}
	calx__strbuf_addc(sql, quote);
}

void calx__sql_identifier(
	struct strbuf *sql, const struct dialect *dialect, const char *name)
{
	const char quote[] = { dialect->quote, '\0' };

	if (calx__identifier_check(dialect, name, NULL) < 0)
		sql->failed = true;
	else
		add_quoted(sql, dialect->quote, quote, name);
}

void calx__sql_relation(struct strbuf *sql, const struct dialect *dialect,
	const char *schema, const char *name)
{
	if (schema) {
		calx__sql_identifier(sql, dialect, schema);
		calx__strbuf_addc(sql, '.');
	}
	calx__sql_identifier(sql, dialect, name);
}

void calx__sql_placeholder(
	struct strbuf *sql, const struct dialect *dialect, size_t number)
{
	if (dialect->numbered_placeholders)
		calx__strbuf_addf(sql, "$%zu", number);
	else
		calx__strbuf_addc(sql, '?');
}

void calx__sql_placeholders(
	struct strbuf *sql, const struct dialect *dialect, size_t count)
{
	for (size_t i = 1; i <= count; i++) {
		calx__strbuf_adds(sql, i > 1 ? ", " : "");
		calx__sql_placeholder(sql, dialect, i);
	}
}

void calx__sql_literal(
	struct strbuf *sql, const struct dialect *dialect, const char *text)
{
	const bool escapes =
		text && dialect->literal_escape && strchr(text, '\\');

	if (!text || !calx__utf8_valid(text, strlen(text))) {
		sql->failed = true;
		return;
	}
	calx__strbuf_adds(sql, escapes ? dialect->literal_escape : "");
	add_quoted(sql, '\'', escapes ? "'\\" : dialect->literal_doubles, text);
}
