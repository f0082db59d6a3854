#include "dialect/postgresql/text/same.h"

#include <string.h>

#include "dialect/postgresql/text/token.h"
#include "sql/schema/expression.h"
#include "util/ascii.h"
#include "util/text.h"

/* pg_get_expr() prints what the server has understood: price > 0 comes back as
 * (price > (0)::numeric), a IN ('x') as ((a)::text = ANY (ARRAY['x'::text])). Both
 * are read here by the precedence of operators (PostgreSQL's manual, 4.1.6) and
 * written in one way. What is not understood is compared as text. */

enum precedence {
	PRECEDENCE_NONE,
	PRECEDENCE_OR,
	PRECEDENCE_AND,
	PRECEDENCE_NOT,
	PRECEDENCE_IS,
	PRECEDENCE_COMPARE,
	PRECEDENCE_IN, /* BETWEEN, LIKE */
	PRECEDENCE_OTHER,
	PRECEDENCE_PLUS,
	PRECEDENCE_TIMES,
	PRECEDENCE_POWER,
	PRECEDENCE_SIGN
};

#define DEPTH_MAX 200
#define OPERATOR_MAX 8

struct reader {
	struct arena *arena;
	const char *at;	    /* behind the token */
	struct token token; /* the next one */
	/* of symbols: all of an operator; of words: in lower case */
	char word[64];
	unsigned depth;
	bool failed;
};

/* ---- tokens ------------------------------------------------------------------ */

static bool is_operator(char c)
{
	return c && strchr("+-*/<>=~!@#%^&|?", c);
}

static void word_set(struct reader *reader, struct view text)
{
	const size_t length =
		text.length < sizeof(reader->word) ? text.length : 0;

	for (size_t i = 0; i < length; i++)
		reader->word[i] = calx__ascii_lower(text.data[i]);
	reader->word[length] = '\0';
}

static void advance(struct reader *reader)
{
	struct token *token = &reader->token;

	*token = calx__postgresql_next(&reader->at);
	if (token->kind == TOKEN_MARK)
		token->kind = TOKEN_SYMBOL;
	if (token->kind == TOKEN_SYMBOL && is_operator(*token->text.data)) {
		while (is_operator(*reader->at))
			reader->at++;
		token->text.length = (size_t)(reader->at - token->text.data);
	}
	if (token->kind == TOKEN_SYMBOL && *token->text.data == ':' &&
		*reader->at == ':') {
		reader->at++;
		token->text.length = 2;
	}
	if (token->kind == TOKEN_WORD || token->kind == TOKEN_SYMBOL)
		word_set(reader, token->text);
	else
		reader->word[0] = '\0';
}

static bool take(struct reader *reader, const char *word)
{
	if (!calx__text_equal(reader->word, word))
		return false;
	advance(reader);
	return true;
}

static const char *fail(struct reader *reader)
{
	reader->failed = true;
	return "";
}

static void expect(struct reader *reader, const char *word)
{
	if (!take(reader, word))
		fail(reader);
}

#define MAKE(reader, ...) \
	made(reader, calx__arena_printf((reader)->arena, __VA_ARGS__))

static const char *made(struct reader *reader, const char *text)
{
	return text ? text : fail(reader);
}

/* ---- types ---------------------------------------------------------------------- */

static const char *name_read(struct reader *reader)
{
	struct view text = reader->token.text;
	bool plain;

	if (reader->token.kind == TOKEN_WORD) {
		const char *name = MAKE(reader, "%s", reader->word);

		if (!*reader->word)
			return fail(reader);
		advance(reader);
		return name;
	}
	if (reader->token.kind != TOKEN_NAME)
		return fail(reader);
	plain = text.length > 2 && !calx__ascii_is_digit(text.data[1]);
	for (size_t i = 1; i + 1 < text.length; i++)
		plain &= calx__ascii_is_word(text.data[i]) &&
			 !calx__ascii_is_upper(text.data[i]);
	advance(reader);
	return plain ? MAKE(reader, "%.*s", (int)text.length - 2, text.data + 1)
		     : MAKE(reader, "%.*s", (int)text.length, text.data);
}

static const char *brackets_skip(struct reader *reader)
{
	if (!take(reader, "("))
		return "";
	while (!reader->failed && !take(reader, ")")) {
		if (reader->token.kind == TOKEN_END)
			fail(reader);
		advance(reader);
	}
	return "";
}

/* A type, without its lengths: of what is printed they follow from the column.
 * Arrays are what their items are. */
static const char *type_read(struct reader *reader)
{
	static const char *const seconds[] = { "varying", "precision",
		"without", "with", "time", "zone" };
	const char *type = name_read(reader);

	if (take(reader, "."))
		type = name_read(reader);
	brackets_skip(reader);
	for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++)
		if (take(reader, seconds[i]))
			type = MAKE(reader, "%s %s", type, seconds[i]);
	brackets_skip(reader);
	while (take(reader, "["))
		expect(reader, "]");
	return type;
}

static bool is_text_type(const char *type)
{
	return calx__text_equal(type, "text") ||
	       calx__text_equal(type, "character varying") ||
	       calx__text_equal(type, "varchar") ||
	       calx__text_equal(type, "bpchar");
}

static bool is_number_type(const char *type)
{
	return calx__text_lists(
		       "integer bigint smallint numeric real double", type) ||
	       calx__text_equal(type, "double precision");
}

/* ---- operands --------------------------------------------------------------------- */

static const char *expression_read(
	struct reader *reader, enum precedence least);

static const char *list_read(struct reader *reader, const char *close)
{
	const char *list = "";

	if (take(reader, close))
		return list;
	do {
		const char *item = expression_read(reader, PRECEDENCE_NONE);

		list = *list ? MAKE(reader, "%s, %s", list, item) : item;
	} while (!reader->failed && take(reader, ","));
	expect(reader, close);
	return list;
}

static const char *cast_read(struct reader *reader)
{
	const char *operand, *type;

	expect(reader, "(");
	operand = expression_read(reader, PRECEDENCE_NONE);
	expect(reader, "as");
	type = type_read(reader);
	expect(reader, ")");
	return is_text_type(type) ? operand
				  : MAKE(reader, "%s::%s", operand, type);
}

static const char *case_read(struct reader *reader)
{
	const char *text = "case";

	while (!reader->failed && !take(reader, "end")) {
		const char *word = MAKE(reader, "%s", reader->word);

		if (calx__text_lists("when then else", word) && *word)
			advance(reader);
		else
			word = "of";
		text = MAKE(reader, "%s %s %s", text, word,
			expression_read(reader, PRECEDENCE_NONE));
	}
	return text;
}

/* A column, a function, or a word that stands for itself. */
static const char *name_operand(struct reader *reader)
{
	const bool is_word = reader->token.kind == TOKEN_WORD;
	const char *name;

	if (is_word && take(reader, "cast"))
		return cast_read(reader);
	if (is_word && take(reader, "case"))
		return case_read(reader);
	if (is_word && take(reader, "array")) {
		expect(reader, "[");
		return MAKE(reader, "array[%s]", list_read(reader, "]"));
	}
	name = name_read(reader);
	while (!reader->failed && take(reader, "."))
		name = MAKE(reader, "%s.%s", name, name_read(reader));
	if (take(reader, "("))
		return MAKE(reader, "%s(%s)", name, list_read(reader, ")"));
	return name;
}

static const char *sign_read(struct reader *reader)
{
	const char *sign = MAKE(reader, "%s", reader->word);
	const char *operand;

	advance(reader);
	operand = expression_read(reader, PRECEDENCE_SIGN);
	return calx__text_equal(sign, "-") && calx__ascii_is_digit(*operand)
		       ? MAKE(reader, "-%s", operand)
		       : MAKE(reader, "(%s %s)", sign, operand);
}

static const char *operand_read(struct reader *reader)
{
	const struct token token = reader->token;

	if (take(reader, "("))
		return list_read(reader, ")");
	if (take(reader, "not"))
		return MAKE(reader, "(not %s)",
			expression_read(reader, PRECEDENCE_NOT));
	if (token.kind == TOKEN_STRING) {
		advance(reader);
		return MAKE(reader, "%.*s", (int)token.text.length,
			token.text.data);
	}
	if (token.kind == TOKEN_WORD &&
		calx__ascii_is_digit(*token.text.data)) {
		const char *whole = name_read(reader);

		return take(reader, ".")
			       ? MAKE(reader, "%s.%s", whole, name_read(reader))
			       : whole;
	}
	if (token.kind == TOKEN_SYMBOL && is_operator(*token.text.data))
		return sign_read(reader);
	return name_operand(reader);
}

static bool is_literal(const char *text)
{
	return *text == '\'' || calx__ascii_is_digit(*text) ||
	       (*text == '-' && calx__ascii_is_digit(text[1])) ||
	       calx__text_equal(text, "null");
}

/* Casts of what has just been read. A literal is what it is compared with or
 * goes to; a number in quotes is one. */
static const char *casts_read(struct reader *reader, const char *operand)
{
	while (!reader->failed && take(reader, "::")) {
		const char *type = type_read(reader);
		const size_t length = strlen(operand);

		if (*operand == '\'' && length > 2 && is_number_type(type))
			operand = MAKE(
				reader, "%.*s", (int)length - 2, operand + 1);
		else if (!is_literal(operand) && !is_text_type(type))
			operand = MAKE(reader, "%s::%s", operand, type);
	}
	return operand;
}

/* ---- operators -------------------------------------------------------------------- */

static enum precedence precedence_of(const struct reader *reader)
{
	static const struct {
		const char *words;
		enum precedence precedence;
	} rows[] = {
		{ "or", PRECEDENCE_OR },
		{ "and", PRECEDENCE_AND },
		{ "is isnull notnull", PRECEDENCE_IS },
		{ "< > = <= >= <> !=", PRECEDENCE_COMPARE },
		{ "between in like ilike not", PRECEDENCE_IN },
		{ "+ -", PRECEDENCE_PLUS },
		{ "* / %", PRECEDENCE_TIMES },
		{ "^", PRECEDENCE_POWER },
	};

	if (!*reader->word)
		return PRECEDENCE_NONE;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (calx__text_lists(rows[i].words, reader->word))
			return rows[i].precedence;
	return reader->token.kind == TOKEN_SYMBOL && is_operator(*reader->word)
		       ? PRECEDENCE_OTHER
		       : PRECEDENCE_NONE;
}

static const char *is_read(struct reader *reader, const char *left)
{
	const bool negated = take(reader, "not");
	const char *operand;

	if (take(reader, "distinct")) {
		expect(reader, "from");
		operand = expression_read(reader, PRECEDENCE_COMPARE);
		return MAKE(reader,
			negated ? "(not (%s is distinct from %s))"
				: "(%s is distinct from %s)",
			left, operand);
	}
	operand = name_read(reader);
	return MAKE(reader, negated ? "(%s is not %s)" : "(%s is %s)", left,
		operand);
}

static const char *between_read(
	struct reader *reader, const char *left, bool negated)
{
	const char *low = expression_read(reader, PRECEDENCE_OTHER);
	const char *high;

	expect(reader, "and");
	high = expression_read(reader, PRECEDENCE_OTHER);
	return MAKE(reader,
		negated ? "((%s < %s) or (%s > %s))"
			: "((%s >= %s) and (%s <= %s))",
		left, low, left, high);
}

static const char *in_read(
	struct reader *reader, const char *left, bool negated)
{
	const char *list;

	expect(reader, "(");
	list = list_read(reader, ")");
	return MAKE(reader,
		negated ? "(%s <> all(array[%s]))" : "(%s = any(array[%s]))",
		left, list);
}

static const char *like_read(
	struct reader *reader, const char *left, const char *sign)
{
	const char *pattern = expression_read(reader, PRECEDENCE_OTHER);

	if (take(reader, "escape"))
		pattern = MAKE(reader, "like_escape(%s, %s)", pattern,
			expression_read(reader, PRECEDENCE_OTHER));
	return MAKE(reader, "(%s %s %s)", left, sign, pattern);
}

static const char *words_read(struct reader *reader, const char *left)
{
	const bool negated = take(reader, "not");

	if (take(reader, "between"))
		return between_read(reader, left, negated);
	if (take(reader, "in"))
		return in_read(reader, left, negated);
	if (take(reader, "like"))
		return like_read(reader, left, negated ? "!~~" : "~~");
	if (take(reader, "ilike"))
		return like_read(reader, left, negated ? "!~~*" : "~~*");
	return fail(reader);
}

static const char *operator_read(
	struct reader *reader, const char *left, enum precedence precedence)
{
	const char *sign;

	if (precedence == PRECEDENCE_IN)
		return words_read(reader, left);
	if (precedence == PRECEDENCE_IS) {
		expect(reader, "is");
		return is_read(reader, left);
	}
	sign = calx__text_equal(reader->word, "!=")
		       ? "<>"
		       : MAKE(reader, "%s", reader->word);
	advance(reader);
	return MAKE(reader, "(%s %s %s)", left, sign,
		expression_read(reader, precedence));
}

/* All that binds more than `least`. */
static const char *expression_read(struct reader *reader, enum precedence least)
{
	const char *left;
	enum precedence precedence;

	if (++reader->depth > DEPTH_MAX)
		fail(reader);
	left = reader->failed ? "" : casts_read(reader, operand_read(reader));
	while (!reader->failed && (precedence = precedence_of(reader)) > least)
		left = casts_read(
			reader, operator_read(reader, left, precedence));
	reader->depth--;
	return left;
}

/* ---- the whole ---------------------------------------------------------------------- */

const char *calx__postgresql_canonical(struct arena *arena, const char *sql)
{
	struct reader reader = { .arena = arena, .at = sql };
	const char *text;

	advance(&reader);
	text = expression_read(&reader, PRECEDENCE_NONE);
	return reader.failed || reader.token.kind != TOKEN_END ? NULL : text;
}

bool calx__postgresql_sql_same(
	struct arena *arena, const char *a, const char *b)
{
	const char *first, *second;

	if (calx__sql_same(a, b))
		return true;
	if (!a || !b)
		return false;
	first = calx__postgresql_canonical(arena, a);
	second = calx__postgresql_canonical(arena, b);
	return first && second && !strcmp(first, second);
}
