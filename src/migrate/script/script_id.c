#include "migrate/script/script_id.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"

/* The names of revisions, as far as files can bear them. */

static size_t id_length(const char *text)
{
	size_t length = 0;

	while (calx__ascii_is_word(text[length]))
		length++;
	return length;
}

enum calx_status calx__script_id_check(const char *id, calx_error *error)
{
	size_t length = id_length(id);

	if (length > 0 && length <= SCRIPT_ID_MAX && id[length] == '\0')
		return CALX_OK;
	calx__fail(
		error, CALX_INVALID, "'%.80s' cannot be a revision's id", id);
	calx__fail_hint(error, "An id has 1 to %d letters, digits and '_'.",
		SCRIPT_ID_MAX);
	return CALX_INVALID;
}

bool calx__script_is_name(const char *name)
{
	const char *underscore = strchr(name, '_');
	size_t length = strlen(name);

	if (!underscore || underscore == name || length < 4 ||
		strcmp(name + length - 2, ".c") != 0)
		return false;
	for (size_t i = 0; i < length - 2; i++)
		if (!calx__ascii_is_word(name[i]) && name[i] != '-')
			return false;
	return true;
}

static char slug_character(char c)
{
	return calx__ascii_is_word(c) ? calx__ascii_lower(c) : '_';
}

const char *calx__script_slug(struct arena *arena, const char *message)
{
	size_t length = 0, word = 0; /* where the last whole word ends */
	char *slug = calx__arena_bytes(arena, SCRIPT_SLUG_MAX + 2);

	if (!slug)
		return NULL;
	for (; *message && length <= SCRIPT_SLUG_MAX; message++) {
		char c = slug_character(*message);

		if (c == '_' && (length == 0 || slug[length - 1] == '_'))
			continue;
		if (c == '_')
			word = length;
		slug[length++] = c;
	}
	if (length > SCRIPT_SLUG_MAX)
		length = word > 0 ? word : SCRIPT_SLUG_MAX;
	while (length > 0 && slug[length - 1] == '_')
		length--;
	slug[length] = '\0';
	return slug;
}
