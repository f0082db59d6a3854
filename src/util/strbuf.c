#include "util/strbuf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"
#include "util/arena.h"

/* Text that grows by doubling. A buffer without memory points to a shared
 * empty string, so that `data` can always be read. */

#define CAPACITY_MIN ((size_t)64)

/* what `data` of every buffer without memory points to; never written */
char calx__strbuf_empty[1] = "";

void calx__strbuf_init(struct strbuf *buf, size_t max)
{
	*buf = (struct strbuf){ .data = calx__strbuf_empty, .max = max };
}

void calx__strbuf_release(struct strbuf *buf)
{
	if (buf->capacity)
		calx__free(buf->data);
	calx__strbuf_init(buf, buf->max);
}

void calx__strbuf_clear(struct strbuf *buf)
{
	calx__strbuf_truncate(buf, 0);
	buf->failed = false;
}

void calx__strbuf_truncate(struct strbuf *buf, size_t length)
{
	assert(length <= buf->length);
	buf->length = length;
	if (buf->capacity)
		buf->data[length] = '\0';
}

char *calx__strbuf_detach(struct strbuf *buf)
{
	char *text = NULL;

	/* the shared empty string cannot be given away */
	if (!buf->failed && calx__strbuf_reserve(buf, 0)) {
		text = buf->data;
		buf->capacity = 0;
	}
	calx__strbuf_release(buf);
	return text;
}

const char *calx__strbuf_keep(struct strbuf *buf, struct arena *arena)
{
	const char *copy = NULL;

	if (buf->failed)
		arena->failed = true;
	else
		copy = calx__arena_strndup(arena, buf->data, buf->length);
	calx__strbuf_release(buf);
	return copy;
}

static size_t max_of(const struct strbuf *buf)
{
	return buf->max ? buf->max : STRBUF_MAX;
}

/* Gives `buf` memory for at least `size` bytes, the NUL among them. */
static bool strbuf_grow(struct strbuf *buf, size_t size)
{
	size_t capacity = buf->capacity ? buf->capacity : CAPACITY_MIN;
	char *old = buf->capacity ? buf->data : NULL;
	char *data;

	/* `size` is at most `max` + 1, so doubling does not overflow */
	while (capacity < size)
		capacity *= 2;
	/* what fits into the memory is never too much */
	if (capacity > max_of(buf) + 1)
		capacity = max_of(buf) + 1;
	data = calx__realloc(old, buf->capacity, capacity);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->capacity = capacity;
	data[buf->length] = '\0';
	return true;
}

/* Whether there is room for `extra` bytes and the NUL behind them. */
static bool has_room(const struct strbuf *buf, size_t extra)
{
	return extra < buf->capacity - buf->length && !buf->failed;
}

static bool make_room(struct strbuf *buf, size_t extra)
{
	const size_t max = max_of(buf);

	if (buf->failed)
		return false;
	if (extra > max - buf->length) {
		buf->failed = true;
		return false;
	}
	return strbuf_grow(buf, buf->length + extra + 1);
}

bool calx__strbuf_reserve(struct strbuf *buf, size_t extra)
{
	return has_room(buf, extra) || make_room(buf, extra);
}

/* apart, so that what has room needs no stack */
static void add_growing(struct strbuf *buf, const char *text, size_t length)
{
	if (length && make_room(buf, length))
		calx__strbuf_add(buf, text, length);
}

void calx__strbuf_add(struct strbuf *buf, const char *text, size_t length)
{
	char *end = buf->data + buf->length;

	if (!has_room(buf, length)) {
		add_growing(buf, text, length);
		return;
	}
	/* the copy comes last: nothing need be kept over its call */
	buf->length += length;
	end[length] = '\0';
	if (length)
		memcpy(end, text, length);
}

void calx__strbuf_adds(struct strbuf *buf, const char *text)
{
	calx__strbuf_add(buf, text, strlen(text));
}

void calx__strbuf_addc(struct strbuf *buf, char c)
{
	if (!calx__strbuf_reserve(buf, 1))
		return;
	buf->data[buf->length++] = c;
	buf->data[buf->length] = '\0';
}

void calx__strbuf_addq(
	struct strbuf *buf, char quote, const char *text, size_t length)
{
	calx__strbuf_addc(buf, quote);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == quote)
			calx__strbuf_addc(buf, quote);
		calx__strbuf_addc(buf, text[i]);
	}
	calx__strbuf_addc(buf, quote);
}

void calx__strbuf_addu(struct strbuf *buf, uint64_t number, unsigned digits)
{
	enum { MOST = 20 }; /* that 64 bits have */
	char text[MOST];
	size_t begin = MOST;

	do {
		text[--begin] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (begin > 0 && MOST - begin < digits)
		text[--begin] = '0';
	calx__strbuf_add(buf, text + begin, MOST - begin);
}

void calx__strbuf_addf(struct strbuf *buf, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		buf->failed = true;
	if (!calx__strbuf_reserve(buf, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(
		buf->data + buf->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buf->length += (size_t)length;
}
