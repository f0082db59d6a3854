#ifndef CALX_UTIL_STRBUF_H
#define CALX_UTIL_STRBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Text that grows. Start with STRBUF_INIT or calx__strbuf_init(). `data` is
 * never NULL and always ends in NUL. After a failure (no memory, larger than
 * `max`) `failed` is set, every further call does nothing, and the text so far
 * stays: look once, at the end. */

struct strbuf {
	char *data;
	size_t length;
	size_t capacity; /* at most `max` and the NUL; 0: `data` is the shared
			  * empty string */
	size_t max;	 /* bytes; 0 = STRBUF_MAX */
	bool failed;
};

#define STRBUF_MAX ((size_t)256 << 20)
#define STRBUF_INIT                        \
	{                                  \
		.data = calx__strbuf_empty \
	}

extern char calx__strbuf_empty[];

/* An empty one that may have up to `max` bytes; 0 = STRBUF_MAX. */
void calx__strbuf_init(struct strbuf *buf, size_t max);
/* Frees the text; the buffer is then as new. */
void calx__strbuf_release(struct strbuf *buf);
/* empty again, memory kept, failure forgotten */
void calx__strbuf_clear(struct strbuf *buf);
/* The text, now the caller's (calx__free); NULL if it failed. */
char *calx__strbuf_detach(struct strbuf *buf);
/* The text, now the arena's, and the buffer is released; NULL if it failed, and
 * then the arena has failed, too. */
const char *calx__strbuf_keep(struct strbuf *buf, struct arena *arena);

/* Append `length` bytes, a text, a character, what printf() gives. */
void calx__strbuf_add(struct strbuf *buf, const char *text, size_t length);
void calx__strbuf_adds(struct strbuf *buf, const char *text);
void calx__strbuf_addc(struct strbuf *buf, char c);
void calx__strbuf_addf(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends a number, with zeros before it up to `digits` digits, at most 20. */
void calx__strbuf_addu(struct strbuf *buf, uint64_t number, unsigned digits);
/* Appends `length` bytes between quotes, which are doubled inside, as SQL has it. */
void calx__strbuf_addq(
	struct strbuf *buf, char quote, const char *text, size_t length);
/* makes room for `extra` more bytes; false on failure */
bool calx__strbuf_reserve(struct strbuf *buf, size_t extra);
/* cuts to `length` bytes, which must not be more than there are */
void calx__strbuf_truncate(struct strbuf *buf, size_t length);

#endif
