#include "migrate/script/script_id.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"

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
	size_t length = strlen(name), size;

	if (!underscore || underscore == name || length < 4 ||
		strcmp(name + length - 2, ".c") != 0)
		return false;
	for (size_t i = 0; i < length - 2; i += size) {
		int32_t point;

		size = 1;
		if (calx__ascii_is_word(name[i]) || name[i] == '-')
			continue;
		point = calx__utf8_next(name + i, length - 2 - i, &size);
		if (!calx__utf8_is_word(point))
			return false;
	}
	return true;
}

/* The slug while it grows. */
struct slug {
	char *text;
	size_t length, count; /* bytes and characters */
	size_t word;	      /* where the last whole word ends */
};

/* U+200C and U+200D stand between letters of one word. */
static bool is_joiner(int32_t point)
{
	return point == 0x200c || point == 0x200d;
}

/* What joins letters without being seen is left out; all else parts words. */
static void slug_add(struct slug *slug, int32_t point)
{
	bool fresh = slug->length == 0 || slug->text[slug->length - 1] == '_';

	if (point > 0x7f &&
		(calx__utf8_is_deceptive(point) || is_joiner(point)))
		return;
	if (calx__utf8_is_word(point) && point != '_' &&
		!(fresh && calx__utf8_is_mark(point))) {
		slug->length +=
			calx__utf8_put_lower(slug->text + slug->length, point);
		slug->count++;
		return;
	}
	if (fresh)
		return;
	slug->word = slug->length;
	slug->text[slug->length++] = '_';
	slug->count++;
}

static bool slug_is_full(const struct slug *slug)
{
	return slug->count > SCRIPT_SLUG_MAX;
}

/* The most characters that fit. */
static size_t slug_cut(const struct slug *slug)
{
	size_t length = 0, count = 0, size;

	while (length < slug->length && count < SCRIPT_SLUG_MAX) {
		(void)calx__utf8_next(
			slug->text + length, slug->length - length, &size);
		length += size;
		count++;
	}
	return length;
}

const char *calx__script_slug(struct arena *arena, const char *message)
{
	struct slug slug = { .text = calx__arena_bytes(
				     arena, SCRIPT_SLUG_BYTES_MAX + 8) };
	size_t left = strlen(message), size;

	if (!slug.text)
		return NULL;
	for (; left > 0 && !slug_is_full(&slug); left -= size) {
		slug_add(&slug, calx__utf8_next(message, left, &size));
		message += size;
	}
	if (slug_is_full(&slug))
		slug.length = slug.word > 0 ? slug.word : slug_cut(&slug);
	while (slug.length > 0 && slug.text[slug.length - 1] == '_')
		slug.length--;
	slug.text[slug.length] = '\0';
	return slug.text;
}
