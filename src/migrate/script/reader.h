#ifndef CALX_MIGRATE_SCRIPT_READER_H
#define CALX_MIGRATE_SCRIPT_READER_H

#include "migrate/script/token.h"

/* Reads calls with literal arguments out of a C file's tokens. The first thing
 * that is not one ends the reading, and every further call does nothing:
 * either it is C that only a compiler understands, or it is wrong. */

enum reader_state {
	READER_FINE,
	READER_CODE,  /* C, but more than literals: `token` and `reason` tell */
	READER_FAILED /* wrong, or out of memory: `error` tells */
};

struct script_reader {
	struct arena *arena;
	const struct source *source;
	calx_error *error;
	size_t at; /* the next token */
	enum reader_state state;
	size_t token;
	const char *reason;
	enum calx_status status;
};

struct view calx__reader_text(const struct script_reader *reader);
enum token_kind calx__reader_kind(const struct script_reader *reader);
/* Whether the next token is `text`. */
bool calx__reader_at(const struct script_reader *reader, const char *text);
/* The same, and moves behind it. */
bool calx__reader_accept(struct script_reader *reader, const char *text);

/* What is here needs a compiler. All three return false. */
bool calx__reader_code(struct script_reader *reader, const char *reason);
/* What is here cannot be right, unless macros of the file's own, or of headers
 * beside it, change what it says: then it is code. */
bool calx__reader_wrong(struct script_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool calx__reader_memory(struct script_reader *reader);

/* The literals here; code if it is something else. */
bool calx__reader_string(struct script_reader *reader, const char **ret_text);
bool calx__reader_number(struct script_reader *reader, int *ret_number);
/* The token behind a literal must end the argument, or it was an expression,
 * which is code. */
bool calx__reader_argument_ends(struct script_reader *reader);

#endif
