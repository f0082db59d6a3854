#include "names.h"

#include <string.h>

#include "../util/fail.h"
#include "../util/text.h"

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

enum calx_status calx__names_parse(struct arena *arena, const char *text,
	struct name_list *ret_names, calx_error *error)
{
	struct view rest = calx__view_trim(calx__view(text));
	struct name_list names = { 0 };

	if (!view_unwrap(&rest))
		return list_fail(text, error);
	names.items =
		calx__arena_zero(arena, view_items(rest), sizeof(*names.items));
	if (!names.items)
		return calx__fail_memory(error);
	while (rest.length) {
		const struct view name =
			calx__view_trim(calx__view_split(&rest, ','));

		if (!name.length || memchr(name.data, '(', name.length))
			return list_fail(text, error);
		names.items[names.count++] =
			calx__arena_strndup(arena, name.data, name.length);
		rest = calx__view_trim(rest);
	}
	if (!names.count)
		return list_fail(text, error);
	if (arena->failed)
		return calx__fail_memory(error);
	*ret_names = names;
	return CALX_OK;
}

/* the position of what separates the table from its columns */
static size_t reference_split(struct view text)
{
	const char *parenthesis = memchr(text.data, '(', text.length);
	size_t at = text.length;

	if (parenthesis)
		return (size_t)(parenthesis - text.data);
	while (at && text.data[at - 1] != '.')
		at--;
	return at ? at - 1 : text.length;
}

enum calx_status calx__reference_parse(struct arena *arena, const char *text,
	const char **ret_table, struct name_list *ret_columns,
	calx_error *error)
{
	const struct view all = calx__view_trim(calx__view(text));
	const size_t split = all.length ? reference_split(all) : 0;
	const struct view table =
		calx__view_trim((struct view){ all.data, split });
	struct name_list columns = { 0 };
	const char *name;
	enum calx_status status = CALX_OK;

	if (!table.length)
		return calx__fail(error, CALX_INVALID,
			"'%s' is not a reference to a table", text ? text : "");
	if (split < all.length)
		status = calx__names_parse(arena,
			all.data + split + (all.data[split] == '.'), &columns,
			error);
	if (status < 0)
		return status;
	name = calx__arena_strndup(arena, table.data, table.length);
	if (!name)
		return calx__fail_memory(error);
	*ret_table = name;
	*ret_columns = columns;
	return CALX_OK;
}
