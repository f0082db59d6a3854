#include "dialect/sqlite/text/default.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dialect/sqlite/text/affinity.h"
#include "dialect/sqlite/text/lexer.h"
#include "sql/type/real.h"
#include "util/ascii.h"
#include "util/strbuf.h"
#include "util/text.h"

/* A default is read as the literal that it is, if it is one, and becomes what
 * SQLite would store in the column (datatype3.html, section 3). An expression
 * is compared token by token. */

/* ---- affinities ----------------------------------------------------------- */

/* ANY keeps what it is given in a STRICT table. */
static enum affinity affinity_of(const char *type)
{
	if (!type || !*type || calx__text_equal_nocase(type, "ANY"))
		return AFFINITY_BLOB;
	return calx__affinity(type);
}

/* ---- values --------------------------------------------------------------- */

enum value_kind {
	VALUE_NULL,
	VALUE_INTEGER,
	VALUE_REAL,
	VALUE_TEXT,
	VALUE_BLOB,
	VALUE_EXPRESSION /* computed with each row */
};

struct value {
	enum value_kind kind;
	int64_t integer;
	double real;
	const char *text; /* of the last three kinds */
};

/* ---- numbers -------------------------------------------------------------- */

enum {
	DOUBLE_DIGITS = 15, /* that a double always holds */
	NUMBER_MAX = 400    /* digits */
};

/* the parts of 12.5e-3 */
struct number_text {
	struct view whole, fraction, exponent; /* the last with its sign */
	bool is_real, negative;
};

static struct view take_digits(const char **at)
{
	const char *from = *at;

	while (calx__ascii_is_digit(**at))
		++*at;
	return (struct view){ from, (size_t)(*at - from) };
}

/* Whether the whole text is a number, of a length that people write. */
static bool number_split(const char *at, struct number_text *number)
{
	*number = (struct number_text){ .negative = *at == '-' };
	at += *at == '-' || *at == '+';
	number->whole = take_digits(&at);
	if (*at == '.') {
		at++;
		number->is_real = true;
		number->fraction = take_digits(&at);
	}
	if (!number->whole.length && !number->fraction.length)
		return false;
	if (calx__ascii_lower(*at) == 'e') {
		number->is_real = true;
		number->exponent.data = ++at;
		at += *at == '-' || *at == '+';
		if (!take_digits(&at).length)
			return false;
		number->exponent.length = (size_t)(at - number->exponent.data);
	}
	return !*at &&
	       number->whole.length + number->fraction.length <= NUMBER_MAX;
}

/* Without a point, which is another one in other locales. */
static double number_real(const struct number_text *number)
{
	char text[NUMBER_MAX + 40];
	long long exponent = 0;

	if (number->exponent.length)
		exponent = strtol(number->exponent.data, NULL, 10);
	(void)snprintf(text, sizeof(text), "%s%.*s%.*se%lld",
		number->negative ? "-" : "", (int)number->whole.length,
		number->whole.length ? number->whole.data : "",
		(int)number->fraction.length,
		number->fraction.length ? number->fraction.data : "",
		exponent - (long long)number->fraction.length);
	return strtod(text, NULL);
}

static struct value number_value(const struct number_text *number)
{
	struct value value = { .kind = VALUE_INTEGER };
	const struct view digits = number->whole;
	long long integer;

	/* with the sign, which stands before the digits: -9223372036854775808
	 * is an integer */
	if (!number->is_real &&
		calx__text_to_int64(digits.data - number->negative,
			digits.length + number->negative, &integer)) {
		value.integer = integer;
		return value;
	}
	value.kind = VALUE_REAL;
	value.real = number_real(number);
	return value;
}

static struct value hex_value(const char *digits)
{
	struct value value = { .kind = VALUE_INTEGER };
	uint64_t bits = 0;

	for (; *digits; digits++)
		bits = bits << 4 | calx__ascii_digit(*digits);
	memcpy(&value.integer, &bits, sizeof(bits));
	return value;
}

/* ---- literals ------------------------------------------------------------- */

/* A default as tokens, of which those from `from` to `to` remain. */
struct reader {
	struct arena *arena;
	struct lexemes lexemes;
	size_t from, to;
	bool wrapped;  /* parentheses were taken off */
	bool negative; /* an odd number of minus signs was */
	bool is_signed;
};

static enum lexeme_kind kind_at(const struct reader *reader, size_t index)
{
	return reader->lexemes.items[index].kind;
}

static const char *text_at(const struct reader *reader, size_t index)
{
	return calx__span_text(reader->arena, reader->lexemes.text,
		reader->lexemes.items[index].span);
}

static bool take_parentheses(struct reader *reader)
{
	if (reader->to - reader->from < 3 ||
		!calx__lexeme_is(&reader->lexemes, reader->from, "(") ||
		calx__lexemes_skip(&reader->lexemes, reader->from) !=
			reader->to)
		return false;
	reader->from++;
	reader->to--;
	reader->wrapped = true;
	return true;
}

static bool take_sign(struct reader *reader)
{
	const bool minus = calx__lexeme_is(&reader->lexemes, reader->from, "-");

	if (reader->to - reader->from < 2 ||
		(!minus &&
			!calx__lexeme_is(&reader->lexemes, reader->from, "+")))
		return false;
	reader->from++;
	reader->negative ^= minus;
	reader->is_signed = true;
	return true;
}

static bool reader_open(
	struct reader *reader, struct arena *arena, const char *text)
{
	*reader = (struct reader){ .arena = arena };
	if (calx__lexemes_read(arena, text, &reader->lexemes, NULL) < 0)
		return false;
	reader->to = reader->lexemes.count;
	return true;
}

/* A literal's text in SQL, 'it''s', as what it says. */
static struct value text_value(const struct reader *reader)
{
	return (struct value){ .kind = VALUE_TEXT,
		.text = calx__lexeme_name(
			reader->arena, &reader->lexemes, reader->from) };
}

static struct value blob_value(const struct reader *reader)
{
	char *text = (char *)(uintptr_t)text_at(reader, reader->from);

	for (char *c = text; c && *c; c++)
		*c = calx__ascii_lower(*c);
	return (struct value){ .kind = VALUE_BLOB, .text = text };
}

/* the signs that were taken are its own */
static bool read_number(const struct reader *reader, struct value *value)
{
	const char *text = text_at(reader, reader->from);
	struct number_text number;

	if (!text)
		return false;
	if (calx__ascii_lower(text[1]) == 'x') {
		*value = hex_value(text + 2);
		/* more digits are no integer, the least has no counterpart */
		if (strlen(text) > 18 ||
			(reader->negative && value->integer == INT64_MIN))
			return false;
		value->integer *= reader->negative ? -1 : 1;
		return true;
	}
	if (reader->negative)
		text = calx__arena_printf(reader->arena, "-%s", text);
	if (!text || !number_split(text, &number))
		return false;
	*value = number_value(&number);
	return true;
}

static bool read_word(const struct reader *reader, struct value *value)
{
	static const struct {
		const char *word;
		struct value value;
	} words[] = { { "NULL", { .kind = VALUE_NULL } },
		{ "TRUE", { .kind = VALUE_INTEGER, .integer = 1 } },
		{ "FALSE", { .kind = VALUE_INTEGER, .integer = 0 } } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__lexeme_is(
			    &reader->lexemes, reader->from, words[i].word)) {
			*value = words[i].value;
			value->integer *= reader->negative ? -1 : 1;
			return true;
		}
	return false;
}

/* A word that means something else in quotes. */
static bool is_constant(const struct reader *reader, size_t index)
{
	static const char *const words[] = { "NULL", "TRUE", "FALSE",
		"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__lexeme_is(&reader->lexemes, index, words[i]))
			return true;
	return false;
}

/* After DEFAULT any other name is a string, but not in parentheses. */
static bool is_bare_name(const struct reader *reader)
{
	const enum lexeme_kind kind = kind_at(reader, reader->from);

	return reader->to - reader->from == 1 && !reader->wrapped &&
	       !reader->is_signed &&
	       (kind == LEXEME_QUOTED || kind == LEXEME_WORD) &&
	       !is_constant(reader, reader->from);
}

static bool read_literal(const struct reader *reader, struct value *value)
{
	const enum lexeme_kind kind = kind_at(reader, reader->from);

	if (reader->to - reader->from != 1)
		return false;
	if (kind == LEXEME_NUMBER)
		return read_number(reader, value);
	if (read_word(reader, value))
		return true;
	if (reader->negative)
		return false;
	if (kind == LEXEME_STRING || is_bare_name(reader)) {
		*value = text_value(reader);
		return true;
	}
	if (kind == LEXEME_BLOB)
		*value = blob_value(reader);
	return kind == LEXEME_BLOB;
}

/* ---- expressions ---------------------------------------------------------- */

static bool operators_same(const char *a, const char *b)
{
	static const char *const same[][2] = { { "==", "=" }, { "<>", "!=" } };

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		a = calx__text_equal(a, same[i][0]) ? same[i][1] : a;
		b = calx__text_equal(b, same[i][0]) ? same[i][1] : b;
	}
	return calx__text_equal_nocase(a, b);
}

/* Two names in quotes are compared to the letter: where no column is called so,
 * SQLite takes them for strings. */
static bool lexemes_same(
	const struct reader *a, size_t i, const struct reader *b, size_t j)
{
	const enum lexeme_kind kind = kind_at(a, i), other = kind_at(b, j);

	if (kind == LEXEME_WORD && other == LEXEME_QUOTED)
		return lexemes_same(b, j, a, i);
	if (kind == LEXEME_QUOTED && other == LEXEME_WORD)
		return !is_constant(b, j) &&
		       calx__lexeme_names(&a->lexemes, i, text_at(b, j));
	if (kind != other)
		return false;
	if (kind == LEXEME_QUOTED || kind == LEXEME_STRING)
		return calx__text_equal(
			calx__lexeme_name(a->arena, &a->lexemes, i),
			calx__lexeme_name(b->arena, &b->lexemes, j));
	return operators_same(text_at(a, i), text_at(b, j));
}

bool calx__sqlite_sql_same(struct arena *arena, const char *a, const char *b)
{
	struct reader one, other;

	if (!a || !b)
		return a == b;
	if (!strcmp(a, b))
		return true;
	if (!reader_open(&one, arena, a) || !reader_open(&other, arena, b))
		return calx__text_equal(a, b);
	while (take_parentheses(&one))
		;
	while (take_parentheses(&other))
		;
	if (one.to - one.from != other.to - other.from)
		return false;
	for (size_t i = 0; i < one.to - one.from; i++)
		if (!lexemes_same(&one, one.from + i, &other, other.from + i))
			return false;
	return true;
}

/* ---- what is stored ------------------------------------------------------- */

static struct value value_of(struct arena *arena, const char *text)
{
	struct reader reader;
	struct value value = { .kind = VALUE_NULL };

	if (!text)
		return value;
	value = (struct value){ .kind = VALUE_EXPRESSION, .text = text };
	if (!reader_open(&reader, arena, text) || !reader.to)
		return value;
	while (take_sign(&reader) || take_parentheses(&reader))
		;
	read_literal(&reader, &value);
	return value;
}

/* A number in a column of text. What needs more digits than SQLite writes stays
 * a number here: it is the same as itself only. */
static void make_text(struct arena *arena, struct value *value)
{
	char text[REAL_TEXT_MAX];
	char *e;

	if (value->kind == VALUE_INTEGER) {
		value->text = calx__arena_printf(
			arena, "%lld", (long long)value->integer);
		value->kind = VALUE_TEXT;
		return;
	}
	calx__double_write(value->real, text);
	if (strspn(text, "0123456789") > DOUBLE_DIGITS ||
		strlen(text) > DOUBLE_DIGITS + 1)
		return;
	e = strchr(text, 'e');
	if (e && memchr(text, '.', (size_t)(e - text)))
		e = NULL;
	if (e)
		value->text = calx__arena_printf(
			arena, "%.*s.0%s", (int)(e - text), text, e);
	else
		value->text = calx__arena_printf(
			arena, "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
	value->kind = VALUE_TEXT;
}

/* Text that is a number in a column of numbers, if a double loses nothing. */
static void make_number(struct arena *arena, struct value *value)
{
	const struct view trimmed = calx__view_trim(calx__view(value->text));
	const char *text = NULL;
	struct number_text number;
	struct value read;

	if (value->kind == VALUE_TEXT)
		text = calx__arena_strndup(arena, trimmed.data, trimmed.length);
	if (!text || !number_split(text, &number))
		return;
	read = number_value(&number);
	if (read.kind == VALUE_INTEGER ||
		number.whole.length + number.fraction.length <= DOUBLE_DIGITS)
		*value = read;
}

static void make_integer(struct value *value)
{
	const bool fits = value->kind == VALUE_REAL && value->real > -9e18 &&
			  value->real < 9e18;

	if (fits && value->real == (double)(int64_t)value->real) {
		value->kind = VALUE_INTEGER;
		value->integer = (int64_t)value->real;
	}
}

static void make_real(struct value *value)
{
	if (value->kind == VALUE_INTEGER) {
		value->kind = VALUE_REAL;
		value->real = (double)value->integer;
	}
}

static struct value stored_value(
	struct arena *arena, const struct sql_column *column)
{
	struct value value = value_of(arena, column->server_default);
	const enum affinity affinity = affinity_of(column->type_text);
	const bool is_number =
		affinity == AFFINITY_INTEGER || affinity == AFFINITY_NUMERIC;

	if (affinity == AFFINITY_TEXT &&
		(value.kind == VALUE_INTEGER || value.kind == VALUE_REAL))
		make_text(arena, &value);
	if (is_number || affinity == AFFINITY_REAL)
		make_number(arena, &value);
	if (is_number)
		make_integer(&value);
	if (affinity == AFFINITY_REAL)
		make_real(&value);
	return value;
}

bool calx__sqlite_defaults_same(struct arena *arena, const struct sql_column *a,
	const struct sql_column *b)
{
	struct value one, other;

	if (!a->server_default && !b->server_default)
		return true;
	one = stored_value(arena, a);
	other = stored_value(arena, b);
	if (one.kind != other.kind)
		return false;
	if (one.kind == VALUE_INTEGER)
		return one.integer == other.integer;
	if (one.kind == VALUE_REAL)
		return one.real == other.real;
	if (one.kind == VALUE_EXPRESSION)
		return calx__sqlite_sql_same(arena, one.text, other.text);
	return one.kind == VALUE_NULL || calx__text_equal(one.text, other.text);
}

const char *calx__sqlite_default(struct arena *arena, const char *text)
{
	struct reader reader;
	struct strbuf literal = STRBUF_INIT;
	const char *name;

	if (!reader_open(&reader, arena, text) || !is_bare_name(&reader))
		return text;
	name = text_value(&reader).text;
	calx__strbuf_addq(&literal, '\'', name, name ? strlen(name) : 0);
	return calx__strbuf_keep(&literal, arena);
}
