#include "dialect/sqlite/text/reader.h"

#include <assert.h>
#include <string.h>

#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* What every part of the grammar is read with: words, names, lists, phrases.
 * The first failure sticks to the reader and makes all that follows harmless. */

enum { MESSAGE_TEXT = 40 };

enum calx_status calx__read_open(struct create_reader *reader,
	struct arena *arena, const char *text, calx_error *error)
{
	*reader = (struct create_reader){
		.arena = arena,
		.error = error,
		.names = VEC_INIT(struct parsed_name),
		.parts = VEC_INIT(struct parsed_part),
		.columns = VEC_INIT(struct parsed_column),
		.constraints = VEC_INIT(struct parsed_part),
	};
	reader->status =
		calx__lexemes_read(arena, text, &reader->lexemes, error);
	return reader->status;
}

void calx__read_release(struct create_reader *reader)
{
	calx__vec_release(&reader->names);
	calx__vec_release(&reader->parts);
	calx__vec_release(&reader->columns);
	calx__vec_release(&reader->constraints);
}

void calx__read_fail_memory(struct create_reader *reader)
{
	if (reader->status >= 0)
		reader->status = calx__fail_memory(reader->error);
}

void calx__read_fail(struct create_reader *reader, const char *expected)
{
	const char *near = reader->lexemes.text +
			   reader->lexemes.items[reader->at].span.start;

	if (reader->status < 0)
		return;
	reader->status = calx__fail(reader->error, CALX_INVALID,
		"cannot read the database's SQL: %s expected at \"%.*s\"",
		expected,
		(int)calx__utf8_floor(near, strnlen(near, MESSAGE_TEXT)), near);
}

/* Moves what `list` holds into the arena. */
void *calx__read_keep(
	struct create_reader *reader, struct vec *list, size_t *count)
{
	void *items = calx__vec_keep(list, reader->arena, count);

	if (!items)
		calx__read_fail_memory(reader);
	return items;
}

bool calx__read_is_at(const struct create_reader *reader, const char *word)
{
	return calx__lexeme_is(&reader->lexemes, reader->at, word);
}

bool calx__read_is_before(const struct create_reader *reader, const char *word)
{
	return calx__lexeme_is(&reader->lexemes, reader->at + 1, word);
}

bool calx__read_at_end(const struct create_reader *reader)
{
	return reader->status < 0 || reader->at >= reader->lexemes.count;
}

bool calx__read_accept(struct create_reader *reader, const char *word)
{
	if (reader->status < 0 || !calx__read_is_at(reader, word))
		return false;
	reader->at++;
	return true;
}

void calx__read_expect(struct create_reader *reader, const char *word)
{
	if (!calx__read_accept(reader, word))
		calx__read_fail(reader, word);
}

size_t calx__read_start(const struct create_reader *reader)
{
	return reader->lexemes.items[reader->at].span.start;
}

/* where the token before this one ends */
size_t calx__read_last_end(const struct create_reader *reader)
{
	return reader->at ? reader->lexemes.items[reader->at - 1].span.end : 0;
}

struct parsed_name calx__read_name(struct create_reader *reader)
{
	struct parsed_name name = { 0 };

	if (calx__read_at_end(reader) ||
		!calx__lexeme_is_name(&reader->lexemes, reader->at)) {
		calx__read_fail(reader, "a name");
		return name;
	}
	name.span = reader->lexemes.items[reader->at].span;
	name.text =
		calx__lexeme_name(reader->arena, &reader->lexemes, reader->at);
	if (!name.text)
		calx__read_fail_memory(reader);
	reader->at++;
	return name;
}

/* [schema.]name */
struct parsed_name calx__read_qualified_name(struct create_reader *reader)
{
	struct parsed_name name = calx__read_name(reader);

	return calx__read_accept(reader, ".") ? calx__read_name(reader) : name;
}

/* ( ... ): the span without the parentheses */
struct span calx__read_parentheses(struct create_reader *reader)
{
	struct span span = { 0 };

	if (calx__read_at_end(reader) || !calx__read_is_at(reader, "(")) {
		calx__read_fail(reader, "(");
		return span;
	}
	span.start = reader->lexemes.items[reader->at].span.end;
	reader->at = calx__lexemes_skip(&reader->lexemes, reader->at);
	if (!calx__lexeme_is(&reader->lexemes, reader->at - 1, ")")) {
		calx__read_fail(reader, ")");
		return span;
	}
	span.end = reader->lexemes.items[reader->at - 1].span.start;
	return span;
}

static void skip_one(struct create_reader *reader)
{
	if (calx__read_is_at(reader, "("))
		reader->at = calx__lexemes_skip(&reader->lexemes, reader->at);
	else
		reader->at++;
}

/* How many tokens there are up to what ends an item of a list. */
static size_t item_tokens(struct create_reader *reader)
{
	const size_t start = reader->at;
	size_t count;

	while (!calx__read_at_end(reader) && !calx__read_is_at(reader, ",") &&
		!calx__read_is_at(reader, ")") &&
		!calx__read_is_at(reader, "AUTOINCREMENT"))
		skip_one(reader);
	count = reader->at - start;
	reader->at = start;
	return count;
}

/* DESC and ASC behind the item: what is left of its tokens. */
static size_t read_direction(const struct create_reader *reader, size_t count,
	struct parsed_name *item)
{
	const size_t last = reader->at + count - 1;

	if (count == 1)
		return count;
	item->descending = calx__lexeme_is(&reader->lexemes, last, "DESC");
	return item->descending ||
			       calx__lexeme_is(&reader->lexemes, last, "ASC")
		       ? count - 1
		       : count;
}

/* A column, or a column and its collation; anything else is an expression. */
static void read_operand(
	struct create_reader *reader, size_t count, struct parsed_name *item)
{
	const size_t end = reader->at + count;
	const bool collated = count == 3 &&
			      calx__read_is_before(reader, "COLLATE") &&
			      calx__lexeme_is_name(&reader->lexemes, end - 1);

	item->span.start = calx__read_start(reader);
	if ((count == 1 || collated) &&
		calx__lexeme_is_name(&reader->lexemes, reader->at))
		item->text = calx__read_name(reader).text;
	if (item->text && collated) {
		reader->at = end - 1;
		item->collation = calx__read_name(reader).text;
	}
	item->span.end =
		reader->lexemes.items[item->text ? end - count : end - 1]
			.span.end;
	reader->at = end;
}

/* One item of a list of columns: a name, or an expression, with what may stand
 * behind it. Returns whether it is a name and nothing else. */
static bool read_list_item(struct create_reader *reader)
{
	const size_t start = reader->at;
	const size_t count = item_tokens(reader);
	struct parsed_name item = { 0 };

	if (!count) {
		calx__read_fail(reader, "a column");
		return false;
	}
	read_operand(reader, read_direction(reader, count, &item), &item);
	reader->at = start + count;
	if (!calx__vec_append(&reader->names, &item))
		calx__read_fail_memory(reader);
	return item.text && !item.collation && !item.descending;
}

/* ( a, b COLLATE c DESC, ... ); `ret_plain` may be NULL */
struct parsed_name *calx__read_list(
	struct create_reader *reader, size_t *count, bool *ret_plain)
{
	bool plain = true;

	calx__read_expect(reader, "(");
	do {
		if (!calx__read_at_end(reader) && !read_list_item(reader))
			plain = false;
	} while (calx__read_accept(reader, ","));
	if (ret_plain)
		*ret_plain = plain;
	return calx__read_keep(reader, &reader->names, count);
}

/* Takes one of the phrases, which are in upper case with one blank between
 * their words; NULL if it is none of them. */
const char *calx__read_phrase(
	struct create_reader *reader, const char *const *phrases)
{
	for (; *phrases; phrases++) {
		struct view rest = calx__view(*phrases);
		size_t start = reader->at;

		while (rest.length) {
			struct view word = calx__view_split(&rest, ' ');
			char text[16] = "";

			assert(word.length < sizeof(text));
			memcpy(text, word.data, word.length);
			if (!calx__read_accept(reader, text))
				break;
			if (!rest.length)
				return *phrases;
		}
		reader->at = start;
	}
	return NULL;
}
