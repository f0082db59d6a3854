#include "orm/store/text.h"

#include <string.h>

#include "orm/base/error.h"

/* Text is packed into the arena, one block a row, without any rounding. What an
 * expunged object had is kept in lists by size, a class for each 16 bytes, and
 * used again; the last class has all that is larger. */

#define LAST_CLASS (TEXT_CLASSES - 1)

/* what lies, unaligned, at the start of a block that was given back */
struct text_free {
	struct text_free *next;
	size_t size;
};

_Static_assert(sizeof(struct text_free) <= TEXT_CLASS_BYTES,
	"a block of the smallest class must hold its link");

/* The newest block of a class, if it is large enough. */
static char *take(calx_session *session, size_t class, size_t size)
{
	struct text_free *block = session->texts[class];
	struct text_free link;

	if (!block)
		return NULL;
	memcpy(&link, block, sizeof(link));
	if (link.size < size)
		return NULL;
	session->texts[class] = link.next;
	return (char *)block;
}

/* A block that was given back: of its own class, as text of the same length is,
 * or of one of the next two. */
static char *text_reuse(calx_session *session, size_t size)
{
	size_t at = size / TEXT_CLASS_BYTES;
	char *text = NULL;

	for (size_t end = at + 3; !text && at < end; at++)
		text = take(session, at < LAST_CLASS ? at : LAST_CLASS, size);
	return text;
}

char *calx__session_text_new(calx_session *session, size_t size)
{
	char *text = NULL;

	if (session->has_texts && size)
		text = text_reuse(session, size);
	if (!text)
		text = calx__arena_bytes(&session->arena, size);
	if (!text)
		calx__session_fail_memory(session);
	return text;
}

void calx__session_text_free(calx_session *session, char *text, size_t size)
{
	size_t class = size / TEXT_CLASS_BYTES;
	struct text_free link = { .size = size };

	/* too small to be found again */
	if (!class)
		return;
	if (class > LAST_CLASS)
		class = LAST_CLASS;
	link.next = session->texts[class];
	memcpy(text, &link, sizeof(link));
	session->texts[class] = (struct text_free *)(void *)text;
	session->has_texts = true;
}
