#include "sql/schema/names.h"

#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* "(a, b)" -> "a, b"; false when only one of the parentheses is there */
static bool view_unwrap(struct view *view)
{
	const bool opens = view->length && view->data[0] == '(';
	const bool closes = view->length && view->data[view->length - 1] == ')';

	if (opens != closes)
		return false;
	if (opens) {
		view->data++;
		view->length -= 2;
	}
	return true;
}

/* how many names there can be at most */
static size_t view_items(struct view view)
{
	size_t count = 1;

	for (size_t i = 0; i < view.length; i++)
		count += view.data[i] == ',';
	return count;
}

/* names it without the last comma, which the user did not write */
static enum calx_status list_fail(const char *text, calx_error *error)
{
	size_t length = text ? strlen(text) : 0;

	if (length && text[length - 1] == ',')
		length--;
	return calx__fail(error, CALX_INVALID,
		"'%.*s' is not a list of column names", (int)length,
		text ? text : "");
}

/* ---- one name ------------------------------------------------------------- */

/* The byte that an escape of C stands for, as far as # leaves them in; *at is
 * behind the backslash. 0 if it is none. */
static char unescape(const char **at, const char *end)
{
	static const char letters[] = "abfnrtv\\\"'?";
	static const char values[] = "\a\b\f\n\r\t\v\\\"'?";
	const char *letter =
		memchr(letters, **at, *at < end ? sizeof(letters) - 1 : 0);
	unsigned value = 0;

	if (letter) {
		++*at;
		return values[letter - letters];
	}
	for (int i = 0; i < 3 && *at < end && **at >= '0' && **at <= '7'; i++)
		value = value * 8 + (unsigned)(*(*at)++ - '0');
	return value < 256 ? (char)value : '\0';
}

const char *calx__name_quoted(struct arena *arena, struct view *rest)
{
	const char *at = rest->data + 1, *end = rest->data + rest->length;
	char *name = calx__arena_bytes(arena, rest->length);
	size_t length = 0;

	if (!name)
		return NULL;
	while (at < end && *at != '"') {
		char c = *at++;

		if (c == '\\')
			c = unescape(&at, end);
		if (!c)
			return NULL;
		name[length++] = c;
	}
	if (at == end || !length)
		return NULL;
	name[length] = '\0';
	rest->length = (size_t)(end - at) - 1;
	rest->data = at + 1;
	return name;
}

static const char *plain_name(struct arena *arena, struct view name)
{
	name = calx__view_trim(name);
	if (!name.length || memchr(name.data, '(', name.length))
		return NULL;
	return calx__arena_strndup(arena, name.data, name.length);
}

/* ---- lists ---------------------------------------------------------------- */

/* The name at the front of *rest, and the comma behind it. */
static const char *next_name(struct arena *arena, struct view *rest)
{
	const char *name;

	if (rest->data[0] != '"')
		return plain_name(arena, calx__view_split(rest, ','));
	name = calx__name_quoted(arena, rest);
	if (!name || calx__view_trim(calx__view_split(rest, ',')).length)
		return NULL;
	return name;
}

enum calx_status calx__names_parse(struct arena *arena, const char *text,
	struct name_list *ret_names, calx_error *error)
{
	struct view rest = calx__view_trim(calx__view(text));
	struct name_list names = { 0 };

	if (!view_unwrap(&rest))
		return list_fail(text, error);
	names.items =
		calx__arena_zero(arena, view_items(rest), sizeof(*names.items));
	rest = calx__view_trim(rest);
	while (rest.length && !arena->failed) {
		const char *name = next_name(arena, &rest);

		if (!name && !arena->failed)
			return list_fail(text, error);
		names.items[names.count++] = name;
		rest = calx__view_trim(rest);
	}
	if (arena->failed)
		return calx__fail_memory(error);
	if (!names.count)
		return list_fail(text, error);
	*ret_names = names;
	return CALX_OK;
}

/* ---- references ----------------------------------------------------------- */

/* How many bytes there are before the first dot or parenthesis that is in no
 * literal: all of them if there is none. */
static size_t plain_length(struct view text)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < text.length; i++) {
		const char c = text.data[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			i++;
		else if (!quoted && (c == '.' || c == '('))
			break;
	}
	return i < text.length ? i : text.length;
}

static struct view view_after(struct view view, size_t length)
{
	return (struct view){ view.data + length, view.length - length };
}

/* The name off the front of *rest, which then begins with what separates it from
 * the next one; NULL if there is none. */
static const char *reference_part(struct arena *arena, struct view *rest)
{
	const char *name;
	size_t length;

	*rest = calx__view_trim(*rest);
	if (!rest->length)
		return NULL;
	if (rest->data[0] == '"') {
		name = calx__name_quoted(arena, rest);
		*rest = calx__view_trim(*rest);
		return !rest->length || strchr(".(", rest->data[0]) ? name
								    : NULL;
	}
	length = plain_length(*rest);
	name = plain_name(arena, (struct view){ rest->data, length });
	*rest = view_after(*rest, length);
	return name;
}

/* Whether what stands behind a dot is more than a column: then the name before
 * the dot is a schema. */
static bool is_schema_before(struct view rest)
{
	struct view behind;

	if (!rest.length || rest.data[0] != '.')
		return false;
	behind = view_after(rest, 1);
	return plain_length(behind) < behind.length;
}

static enum calx_status fail_reference(const char *text, calx_error *error)
{
	return calx__fail(error, CALX_INVALID,
		"'%s' is not a reference to a table", text ? text : "");
}

enum calx_status calx__reference_parse(struct arena *arena, const char *text,
	struct name_reference *ret_reference, calx_error *error)
{
	struct view rest = calx__view(text);
	struct name_reference reference = {
		.table = reference_part(arena, &rest),
	};
	enum calx_status status = CALX_OK;

	if (reference.table && is_schema_before(rest)) {
		reference.schema = reference.table;
		rest = view_after(rest, 1);
		reference.table = reference_part(arena, &rest);
	}
	if (arena->failed)
		return calx__fail_memory(error);
	if (!reference.table)
		return fail_reference(text, error);
	if (rest.length)
		status = calx__names_parse(arena,
			rest.data + (rest.data[0] == '.'), &reference.columns,
			error);
	if (status >= 0)
		*ret_reference = reference;
	return status;
}
