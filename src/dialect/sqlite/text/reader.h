#ifndef CALX_DIALECT_SQLITE_TEXT_READER_H
#define CALX_DIALECT_SQLITE_TEXT_READER_H

#include "dialect/sqlite/text/parsed.h"
#include "util/vec.h"

/* A CREATE statement that is being read, token by token. The first failure
 * sticks: afterwards nothing is accepted, and the end is reached. */

struct create_reader {
	struct arena *arena;
	struct lexemes lexemes;
	size_t at; /* index of the next token */
	calx_error *error;
	enum calx_status status;
	/* what is being collected; moved to the arena when complete */
	struct vec names;	/* of struct parsed_name */
	struct vec parts;	/* of struct parsed_part */
	struct vec columns;	/* of struct parsed_column */
	struct vec constraints; /* of struct parsed_part */
};

enum calx_status calx__read_open(struct create_reader *reader,
	struct arena *arena, const char *text, calx_error *error);
void calx__read_release(struct create_reader *reader);
void calx__read_fail_memory(struct create_reader *reader);
/* "... expected at ..." */
void calx__read_fail(struct create_reader *reader, const char *expected);
/* Moves what `list` holds into the arena. */
void *calx__read_keep(
	struct create_reader *reader, struct vec *list, size_t *count);

/* Whether the next token is the word, whether the one behind it is, and whether
 * there is none. */
bool calx__read_is_at(const struct create_reader *reader, const char *word);
bool calx__read_is_before(const struct create_reader *reader, const char *word);
bool calx__read_at_end(const struct create_reader *reader);
/* Takes the word if it is next; the second fails otherwise. */
bool calx__read_accept(struct create_reader *reader, const char *word);
void calx__read_expect(struct create_reader *reader, const char *word);
/* Takes one of the phrases, which are in upper case with one blank between
 * their words; NULL if it is none of them. */
const char *calx__read_phrase(
	struct create_reader *reader, const char *const *phrases);
/* Offsets: of the next token, and behind the one that was taken last. */
size_t calx__read_start(const struct create_reader *reader);
size_t calx__read_last_end(const struct create_reader *reader);

struct parsed_name calx__read_name(struct create_reader *reader);
/* [schema.]name */
struct parsed_name calx__read_qualified_name(struct create_reader *reader);
/* ( ... ): the span without the parentheses */
struct span calx__read_parentheses(struct create_reader *reader);
/* ( a, b COLLATE c DESC, ...: what closes it is left to be expected.
 * `ret_plain` (may be NULL): names only. */
struct parsed_name *calx__read_list(
	struct create_reader *reader, size_t *count, bool *ret_plain);

#endif
