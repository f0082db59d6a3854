#ifndef CALX_FAKER_PIECE_H
#define CALX_FAKER_PIECE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"

/* The text of a CHECK, cut into pieces. */

enum piece_kind {
	PIECE_END,
	PIECE_WORD,   /* a keyword or a plain name */
	PIECE_NAME,   /* a name in quotes, without them */
	PIECE_STRING, /* without its quotes */
	PIECE_NUMBER, /* without a sign */
	PIECE_SYMBOL  /* one of two characters, or of one */
};

struct piece {
	enum piece_kind kind;
	const char *text;
};

/* The pieces of `text`, and behind them one that is PIECE_END; NULL without
 * memory. What is no SQL becomes symbols that nobody asks for. */
const struct piece *calx__pieces(
	struct arena *arena, const char *text, size_t *ret_count);
/* Whether it is that keyword or symbol, whatever its case. */
bool calx__piece_is(const struct piece *piece, const char *word);
/* Whether it is that column, in quotes or not. */
bool calx__piece_names(const struct piece *piece, const char *column);

#endif
