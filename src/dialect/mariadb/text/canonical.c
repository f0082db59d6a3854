#include "dialect/mariadb/text/canonical.h"

#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "util/ascii.h"
#include "util/strbuf.h"
#include "util/text.h"

/* A reader of expressions by the precedence of their operators (MariaDB's
 * manual, "Operator Precedence"), which writes each with all its parentheses,
 * names without quotes, words in lower case, and without what the server takes
 * away when it reads one: NOT before a comparison, || for concat(). */

/* A part that has been read; NULL text: it could not be. */
struct part {
	const char *text;
	/* what can be said the other way round: "=", "and", "like" ...; "" */
	const char *operator;
	const char *left, *right; /* of that */
	bool negated;		  /* NOT LIKE, NOT IN */
};

struct reader {
	struct arena *arena;
	struct lexer lexer;
	struct lexeme next;
	unsigned depth;
};

#define DEPTH_MAX 100

static const struct part nothing = { .text = NULL };

static void advance(struct reader *reader)
{
	reader->next = calx__mariadb_token(&reader->lexer);
}

static bool is_at(const struct reader *reader, const char *text)
{
	return calx__mariadb_is(reader->next, text);
}

static bool take(struct reader *reader, const char *text)
{
	if (!is_at(reader, text))
		return false;
	advance(reader);
	return true;
}

static struct part part_of(const char *text)
{
	return (struct part){ .text = text, .operator= "" };
}

static const char *lower(struct arena *arena, struct view word)
{
	char *text = calx__arena_strndup(arena, word.data, word.length);

	for (char *c = text; c && *c; c++)
		*c = calx__ascii_lower(*c);
	return text;
}

static struct part expression(struct reader *reader, unsigned least);

/* ---- negation ----------------------------------------------------------------- */

static const struct {
	const char *operator, * opposite;
} opposites[] = { { "=", "<>" }, { "<>", "=" }, { "<", ">=" }, { ">=", "<" },
	{ ">", "<=" }, { "<=", ">" } };

/* what is written with NOT before it */
static bool takes_not(const char *operator)
{
	return calx__text_equal(operator, "like") ||
	       calx__text_equal(operator, "in") ||
	       calx__text_equal(operator, "between") ||
	       calx__text_equal(operator, "regexp") ||
	       calx__text_equal(operator, "is null");
}

static struct part binary(struct arena *arena, const char *operator,
	const char * left, const char *right, bool negated)
{
	return (struct part){
		.text = calx__arena_printf(arena, "(%s %s%s %s)", left,
			negated ? "not " : "", operator, right),
		.operator= operator,
		.left = left,
		.right = right,
		.negated = negated,
	};
}

static struct part negate(struct arena *arena, struct part part)
{
	if (!part.text)
		return nothing;
	if (takes_not(part.operator))
		return binary(arena, part.operator, part.left, part.right,
			!part.negated);
	for (size_t i = 0; i < sizeof(opposites) / sizeof(*opposites); i++)
		if (calx__text_equal(part.operator, opposites[i].operator))
			return binary(arena, opposites[i].opposite, part.left,
				part.right, false);
	return part_of(calx__arena_printf(arena, "(not %s)", part.text));
}

/* ---- what stands for itself ---------------------------------------------------- */

/* other names of the same function */
static const struct {
	const char *name, *means;
} synonyms[] = { { "length", "octet_length" },
	{ "character_length", "char_length" }, { "lcase", "lower" },
	{ "ucase", "upper" }, { "substring", "substr" }, { "mid", "substr" },
	{ "now", "current_timestamp" }, { "localtime", "current_timestamp" },
	{ "localtimestamp", "current_timestamp" },
	{ "current_date", "curdate" }, { "current_time", "curtime" },
	{ "ceil", "ceiling" }, { "power", "pow" }, { "schema", "database" },
	{ "uuid_v4", "uuid" } };

static const char *function_name(const char *word)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++)
		if (calx__text_equal(word, synonyms[i].name))
			return synonyms[i].means;
	return word;
}

/* The type of a CAST: all up to its end. */
static const char *cast_type(struct reader *reader)
{
	const char *type = "";
	unsigned open = 0;

	if (!is_at(reader, "as"))
		return type;
	while (type && reader->next.kind != LEXEME_END &&
		(open || !is_at(reader, ")"))) {
		open += is_at(reader, "(");
		open -= is_at(reader, ")");
		type = calx__arena_printf(reader->arena, "%s %s", type,
			lower(reader->arena, reader->next.text));
		advance(reader);
	}
	return type;
}

/* Expressions up to a closing parenthesis: "a,b". */
static const char *list(struct reader *reader)
{
	const char *text = "";

	while (text && !is_at(reader, ")")) {
		struct part part = expression(reader, 0);
		const char *type = part.text ? cast_type(reader) : NULL;

		if (!type)
			return NULL;
		text = calx__arena_printf(reader->arena, "%s%s%s%s", text,
			*text ? "," : "", part.text, type);
		if (!take(reader, ",") && !is_at(reader, ")"))
			return NULL;
	}
	advance(reader);
	return text;
}

/* concat(concat(a, b), c) is concat(a, b, c) */
static struct part concat(
	struct arena *arena, const char *left, const char *right)
{
	const size_t length = strlen(left);

	if (calx__text_starts(left, "concat("))
		left = calx__arena_strndup(arena, left + 7, length - 8);
	return part_of(calx__arena_printf(
		arena, "concat(%s,%s)", left ? left : "", right));
}

/* The arguments, with those of a concat() that is the first one in its place. */
static const char *unnest(struct arena *arena, const char *arguments)
{
	struct lexer lexer = { .rest = calx__view(arguments) };
	const struct lexeme first = calx__mariadb_token(&lexer);
	const char *inside = lexer.rest.data + 1;
	int depth = 0;

	if (!calx__mariadb_is(first, "concat"))
		return arguments;
	do {
		const struct lexeme lexeme = calx__mariadb_token(&lexer);

		if (lexeme.kind == LEXEME_END)
			return NULL;
		depth += calx__mariadb_is(lexeme, "(");
		depth -= calx__mariadb_is(lexeme, ")");
	} while (depth);
	return calx__arena_printf(arena, "%.*s%.*s",
		(int)(lexer.rest.data - inside) - 1, inside,
		(int)lexer.rest.length, lexer.rest.data);
}

static struct part call(struct reader *reader, const char *word)
{
	const char *name = function_name(word);
	const char *arguments;

	advance(reader);
	arguments = list(reader);
	if (!arguments)
		return nothing;
	/* how exact it is follows from the column */
	if (calx__text_equal(name, "current_timestamp"))
		return part_of(name);
	if (calx__text_equal(name, "concat"))
		arguments = unnest(reader->arena, arguments);
	if (!arguments)
		return nothing;
	return part_of(
		calx__arena_printf(reader->arena, "%s(%s)", name, arguments));
}

/* CASE: its words stay, what is between them is read */
static struct part case_of(struct reader *reader)
{
	static const char *const words[] = { "when", "then", "else" };
	const char *text = "case";

	while (text && !take(reader, "end")) {
		struct part part;

		for (size_t i = 0; i < 3; i++)
			if (take(reader, words[i]))
				text = calx__arena_printf(
					reader->arena, "%s %s", text, words[i]);
		part = expression(reader, 0);
		if (!part.text)
			return nothing;
		text = calx__arena_printf(
			reader->arena, "%s %s", text, part.text);
	}
	return part_of(calx__arena_printf(
		reader->arena, "(%s end)", text ? text : ""));
}

static struct part word_of(struct reader *reader)
{
	const char *word = lower(reader->arena, reader->next.text);

	advance(reader);
	if (!word)
		return nothing;
	/* _utf8mb4'x': the character set of all that we send */
	if (*word == '_' && reader->next.kind == LEXEME_STRING)
		return expression(reader, UINT32_MAX);
	if (is_at(reader, "("))
		return call(reader, word);
	if (calx__text_equal(word, "case"))
		return case_of(reader);
	if (calx__text_equal(word, "true"))
		return part_of("1");
	if (calx__text_equal(word, "false"))
		return part_of("0");
	word = function_name(word);
	return part_of(calx__text_equal(word, "curdate") ? "curdate()" : word);
}

static struct part literal(struct reader *reader)
{
	const struct lexeme lexeme = reader->next;
	const char *text = calx__mariadb_text_of(reader->arena, lexeme, false);

	advance(reader);
	if (lexeme.kind == LEXEME_STRING)
		text = calx__arena_printf(
			reader->arena, "'%s'", text ? text : "");
	/* a name: of columns the case is no matter */
	else if (text)
		text = lower(reader->arena, calx__view(text));
	return part_of(text);
}

static struct part bracketed(struct reader *reader)
{
	struct part part;

	advance(reader);
	part = expression(reader, 0);
	return take(reader, ")") ? part : nothing;
}

/* what binds tightest, and what stands before it */
static struct part primary(struct reader *reader)
{
	struct part part;

	if (reader->next.kind == LEXEME_WORD && !is_at(reader, "not"))
		return word_of(reader);
	if (reader->next.kind == LEXEME_STRING ||
		reader->next.kind == LEXEME_NAME ||
		reader->next.kind == LEXEME_NUMBER)
		return literal(reader);
	if (is_at(reader, "("))
		return bracketed(reader);
	if (take(reader, "!"))
		return negate(reader->arena, primary(reader));
	if (take(reader, "not"))
		return negate(reader->arena, expression(reader, 4));
	if (take(reader, "+"))
		return primary(reader);
	if (!take(reader, "-"))
		return nothing;
	part = primary(reader);
	return part.text ? part_of(calx__arena_printf(
				   reader->arena, "-%s", part.text))
			 : nothing;
}

/* ---- what stands between -------------------------------------------------------- */

/* by how tightly they bind */
static const struct operator
{
	const char *text, *means;
	unsigned binds;
}
operators[] = { { "or", "or", 1 }, { "xor", "xor", 2 }, { "and", "and", 3 },
	{ "&&", "and", 3 }, { "=", "=", 5 }, { "<=>", "<=>", 5 },
	{ "<>", "<>", 5 }, { "!=", "<>", 5 }, { "<=", "<=", 5 },
	{ ">=", ">=", 5 }, { "<", "<", 5 }, { ">", ">", 5 },
	{ "like", "like", 5 }, { "regexp", "regexp", 5 },
	{ "rlike", "regexp", 5 }, { "|", "|", 6 }, { "&", "&", 7 },
	{ "<<", "<<", 8 }, { ">>", ">>", 8 }, { "+", "+", 9 }, { "-", "-", 9 },
	{ "*", "*", 10 }, { "/", "/", 10 }, { "div", "div", 10 },
	{ "%", "mod", 10 }, { "mod", "mod", 10 }, { "^", "^", 11 },
	{ "||", "||", 12 }, { "collate", "collate", 13 } };

#define BINDS_COMPARISON 5

static const struct operator* operator_at(const struct reader *reader)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (is_at(reader, operators[i].text))
			return &operators[i];
	return NULL;
}

/* a AND (b AND c) is a AND b AND c */
static struct part chain(struct arena *arena, const char *operator,
	struct part left, struct part right)
{
	const char *a = left.text, *b = right.text;

	if (calx__text_equal(left.operator, operator))
		a = calx__arena_strndup(arena, a + 1, strlen(a) - 2);
	if (calx__text_equal(right.operator, operator))
		b = calx__arena_strndup(arena, b + 1, strlen(b) - 2);
	return (struct part){ .text = calx__arena_printf(arena, "(%s %s %s)",
				      a ? a : "", operator, b ? b : ""),
		.operator= operator, };
}

static struct part combine(struct reader *reader,
	const struct operator* operator, struct part left, struct part right)
{
	if (!left.text || !right.text)
		return nothing;
	if (calx__text_equal(operator->means, "||"))
		return concat(reader->arena, left.text, right.text);
	if (operator->binds <= 3)
		return chain(reader->arena, operator->means, left, right);
	return binary(
		reader->arena, operator->means, left.text, right.text, false);
}

/* IN (...), BETWEEN a AND b, IS NULL, LIKE; `negated`: NOT was before it. */
static struct part predicate(
	struct reader *reader, const char *left, bool negated)
{
	struct arena *arena = reader->arena;
	struct part low, high;
	const char *items;

	if (take(reader, "in")) {
		items = take(reader, "(") ? list(reader) : NULL;
		return items ? binary(arena, "in", left,
				       calx__arena_printf(arena, "(%s)", items),
				       negated)
			     : nothing;
	}
	if (take(reader, "between")) {
		low = expression(reader, BINDS_COMPARISON + 1);
		if (!low.text || !take(reader, "and"))
			return nothing;
		high = expression(reader, BINDS_COMPARISON + 1);
		return high.text
			       ? binary(arena, "between", left,
					 calx__arena_printf(arena, "%s and %s",
						 low.text, high.text),
					 negated)
			       : nothing;
	}
	if (take(reader, "is")) {
		negated = take(reader, "not");
		return take(reader, "null")
			       ? binary(arena, "is null", left, "", negated)
			       : nothing;
	}
	for (size_t i = 0; i < 2; i++) {
		const char *word = i ? "regexp" : "like";

		if (!take(reader, word))
			continue;
		high = expression(reader, BINDS_COMPARISON + 1);
		return high.text ? binary(arena, word, left, high.text, negated)
				 : nothing;
	}
	return nothing;
}

static bool at_predicate(const struct reader *reader)
{
	return is_at(reader, "in") || is_at(reader, "between") ||
	       is_at(reader, "is") || is_at(reader, "like") ||
	       is_at(reader, "regexp") || is_at(reader, "not");
}

static struct part expression(struct reader *reader, unsigned least)
{
	const struct operator* operator;
	struct part left = nothing;

	if (++reader->depth < DEPTH_MAX)
		left = primary(reader);
	while (left.text && least != UINT32_MAX) {
		if (at_predicate(reader) && least <= BINDS_COMPARISON) {
			const bool negated = take(reader, "not");

			left = predicate(reader, left.text, negated);
			continue;
		}
		operator= operator_at(reader);
		if (!operator|| operator->binds<least)
			break;
		advance(reader);
		left = combine(reader, operator, left,
			expression(reader, operator->binds + 1));
	}
	reader->depth--;
	return left;
}

const char *calx__mariadb_canonical(struct arena *arena, const char *sql)
{
	struct reader reader = { .arena = arena,
		.lexer = { .rest = calx__view(sql) } };
	struct part part;

	advance(&reader);
	part = expression(&reader, 0);
	return reader.next.kind == LEXEME_END ? part.text : NULL;
}
