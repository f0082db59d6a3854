#include "dialect/sqlite/text/exactness.h"

#include <string.h>

#include "dialect/sqlite/text/storage.h"

/* Text is compared letter by letter, and a number that stands beside it becomes
 * text first: '60.00' >= 500 is true. Numbers with a fraction are added as
 * floating numbers, to which 0.1 + 0.2 is not 0.3; of whole ones, which 3.00 is,
 * too, a division drops the rest. Nothing here knows the grammar: what stands
 * before and behind a column tells enough. */

enum exactness calx__exactness(const calx_type *type)
{
	if (type->kind != CALX_NUMERIC ||
		type->stored == CALX_STORED_SCALED_INTEGER)
		return EXACTNESS_FINE;
	if (calx__storage_is_exact(type))
		return EXACTNESS_TEXT;
	return type->scale ? EXACTNESS_REAL : EXACTNESS_WHOLE;
}

static const struct misuse fine;
static const struct misuse of_text = {
	"SQLite keeps it as text, and would compare and compute with that",
	"Give it at most 15 digits, which are a number there; or say CAST(column AS REAL) where that is near enough."
};
static const struct misuse of_division = {
	"SQLite divides whole numbers, as 3.00 is one, without a rest",
	"Say CAST(column AS REAL)."
};
static const struct misuse of_sum = {
	"SQLite computes with floating numbers, to which 0.1 + 0.2 is not 0.3",
	"Round what is computed: round(a + b, 2)."
};

/* ---- what stands beside a column ------------------------------------------ */

/* A column that is mentioned: `first` is its table or its schema, if it is
 * qualified. */
struct mention {
	const struct lexemes *lexemes;
	size_t first, last;
};

static bool is_any(
	const struct lexemes *lexemes, size_t index, const char *const *words)
{
	for (; *words; words++)
		if (calx__lexeme_is(lexemes, index, *words))
			return true;
	return false;
}

static bool mention_at(const struct lexemes *lexemes, size_t index,
	const char *column, struct mention *ret_mention)
{
	size_t first = index;

	if (!calx__lexeme_is_name(lexemes, index) ||
		lexemes->items[index].kind == LEXEME_STRING ||
		!calx__lexeme_names(lexemes, index, column) ||
		calx__lexeme_is(lexemes, index + 1, "(") ||
		calx__lexeme_is(lexemes, index + 1, ".") ||
		(index && calx__lexeme_is(lexemes, index - 1, "AS")))
		return false;
	while (first >= 2 && calx__lexeme_is(lexemes, first - 1, "."))
		first -= 2;
	*ret_mention = (struct mention){ lexemes, first, index };
	return true;
}

static bool before_is(const struct mention *mention, const char *word)
{
	return mention->first &&
	       calx__lexeme_is(mention->lexemes, mention->first - 1, word);
}

static bool behind_is(const struct mention *mention, const char *word)
{
	return calx__lexeme_is(mention->lexemes, mention->last + 1, word);
}

/* x IS NULL, x NOTNULL, typeof(x), CAST(x AS REAL): no matter what it is. */
static bool is_asked_for(const struct mention *mention)
{
	static const char *const functions[] = { "typeof", "length", "quote",
		"count", NULL };
	const struct lexemes *lexemes = mention->lexemes;
	const size_t behind = mention->last + 1;

	if (calx__lexeme_is(lexemes, behind, "ISNULL") ||
		calx__lexeme_is(lexemes, behind, "NOTNULL"))
		return true;
	if (calx__lexeme_is(lexemes, behind, "IS") ||
		calx__lexeme_is(lexemes, behind, "NOT"))
		return calx__lexeme_is(lexemes, behind + 1, "NULL") ||
		       (calx__lexeme_is(lexemes, behind + 1, "NOT") &&
			       calx__lexeme_is(lexemes, behind + 2, "NULL"));
	if (!before_is(mention, "(") || mention->first < 2)
		return false;
	return (behind_is(mention, "AS") &&
		       calx__lexeme_is(lexemes, mention->first - 2, "CAST")) ||
	       (behind_is(mention, ")") &&
		       is_any(lexemes, mention->first - 2, functions));
}

/* ---- expressions ---------------------------------------------------------- */

static bool is_in_round(const struct mention *mention)
{
	const struct lexemes *lexemes = mention->lexemes;
	int depth = 0;

	for (size_t i = mention->first; i-- > 1;) {
		if (calx__lexeme_is(lexemes, i, ")"))
			depth++;
		else if (calx__lexeme_is(lexemes, i, "(") && depth-- == 0 &&
			 calx__lexeme_is(lexemes, i - 1, "round"))
			return true;
		if (depth < 0)
			depth = 0;
	}
	return false;
}

/* The sign in front of a number stands behind no operand. */
static bool is_sign(const struct lexemes *lexemes, size_t index)
{
	static const char *const words[] = { "AND", "OR", "NOT", "THEN", "ELSE",
		"WHEN", "BETWEEN", "CHECK", NULL };
	const struct lexeme *before;

	if (!index)
		return true;
	before = &lexemes->items[index - 1];
	if (before->kind == LEXEME_OPERATOR)
		return !calx__lexeme_is(lexemes, index - 1, ")");
	return is_any(lexemes, index - 1, words);
}

/* 2.0, 1e3, and not 0x1e3 */
static bool is_real_at(const struct lexemes *lexemes, size_t index)
{
	const struct lexeme *lexeme = &lexemes->items[index];
	const char *text = lexemes->text + lexeme->span.start;
	const size_t digits = strspn(text, "0123456789");

	return lexeme->kind == LEXEME_NUMBER &&
	       digits < lexeme->span.end - lexeme->span.start &&
	       strchr(".eE", text[digits]);
}

static bool is_divided(const struct mention *mention)
{
	const struct lexemes *lexemes = mention->lexemes;

	if (before_is(mention, "%") || behind_is(mention, "%"))
		return true;
	return (before_is(mention, "/") && mention->first >= 2 &&
		       !is_real_at(lexemes, mention->first - 2)) ||
	       (behind_is(mention, "/") &&
		       !is_real_at(lexemes, mention->last + 2));
}

static bool is_summed(const struct mention *mention)
{
	const struct lexemes *lexemes = mention->lexemes;
	const bool signed_before =
		before_is(mention, "-") || before_is(mention, "+");

	return behind_is(mention, "+") || behind_is(mention, "-") ||
	       behind_is(mention, "*") || before_is(mention, "*") ||
	       (signed_before && !is_sign(lexemes, mention->first - 1));
}

static struct misuse mention_misuse(
	const struct mention *mention, enum exactness exactness, bool computed)
{
	if (exactness == EXACTNESS_TEXT)
		return is_asked_for(mention) ? fine : of_text;
	if (is_divided(mention))
		return of_division;
	if (exactness == EXACTNESS_REAL && !computed && is_summed(mention) &&
		!is_in_round(mention))
		return of_sum;
	return fine;
}

struct misuse calx__expression_misuse(const struct lexemes *lexemes,
	struct span span, const char *column, enum exactness exactness,
	bool computed)
{
	struct misuse misuse = fine;
	struct mention mention;

	for (size_t i = calx__lexemes_at(lexemes, span.start);
		exactness && !misuse.problem && i < lexemes->count &&
		lexemes->items[i].span.end <= span.end;
		i++)
		if (mention_at(lexemes, i, column, &mention))
			misuse = mention_misuse(&mention, exactness, computed);
	return misuse;
}

/* A column in the list of an index, alone or with its direction. */
static bool is_listed(const struct mention *mention, size_t open)
{
	static const char *const ends[] = { ",", ")", "ASC", "DESC", NULL };

	return mention->first - 1 >= open &&
	       (before_is(mention, ",") || mention->first - 1 == open) &&
	       is_any(mention->lexemes, mention->last + 1, ends);
}

struct misuse calx__index_misuse(const struct lexemes *lexemes,
	const char *column, enum exactness exactness)
{
	struct misuse misuse = fine;
	struct mention mention;
	size_t open = 0;

	while (open < lexemes->count && !calx__lexeme_is(lexemes, open, "("))
		open++;
	for (size_t i = open + 1;
		exactness && !misuse.problem && i < lexemes->count; i++)
		if (mention_at(lexemes, i, column, &mention) &&
			!is_listed(&mention, open))
			misuse = mention_misuse(&mention, exactness, true);
	return misuse;
}

/* ---- statements ----------------------------------------------------------- */

/* what is done with the columns that stand here */
enum place { PLACE_COMPARED, PLACE_PASSED_ON, PLACE_SET };

enum { DEPTH_MAX = 64 };

struct statement_walk {
	struct arena *arena;
	const struct lexemes *lexemes;
	struct vec *names;
	enum place places[DEPTH_MAX];
	size_t depth;
	bool renames; /* CREATE VIEW name (a, b) */
};

/* what a word says of what stands behind it */
static const struct {
	const char *word;
	enum place place;
} places[] = {
	{ "SELECT", PLACE_PASSED_ON },
	{ "VALUES", PLACE_PASSED_ON },
	{ "INTO", PLACE_PASSED_ON },
	{ "OF", PLACE_PASSED_ON },
	{ "GROUP", PLACE_PASSED_ON },
	{ "PARTITION", PLACE_PASSED_ON },
	{ "RETURNING", PLACE_PASSED_ON },
	{ "SET", PLACE_SET },
	{ "FROM", PLACE_COMPARED },
	{ "WHERE", PLACE_COMPARED },
	{ "ON", PLACE_COMPARED },
	{ "HAVING", PLACE_COMPARED },
	{ "ORDER", PLACE_COMPARED },
	{ "WHEN", PLACE_COMPARED },
	{ "CASE", PLACE_COMPARED },
	{ "LIMIT", PLACE_COMPARED },
	{ "USING", PLACE_COMPARED },
	{ "CONFLICT", PLACE_COMPARED },
};

/* What is in parentheses behind a name is given to a function, but for the list
 * of columns behind INSERT INTO. */
static enum place place_inside(const struct statement_walk *walk, size_t open)
{
	const struct lexemes *lexemes = walk->lexemes;
	static const char *const words[] = { "VALUES", "SELECT", "AS", "BY",
		NULL };

	if (!open || !calx__lexeme_is_name(lexemes, open - 1) ||
		is_any(lexemes, open - 1, words))
		return walk->places[walk->depth];
	if (open >= 2 && calx__lexeme_is(lexemes, open - 2, "INTO"))
		return PLACE_PASSED_ON;
	return PLACE_COMPARED;
}

static bool walk_step(struct statement_walk *walk, size_t index)
{
	const struct lexemes *lexemes = walk->lexemes;
	enum place inside;

	if (calx__lexeme_is(lexemes, index, "(")) {
		inside = place_inside(walk, index);
		if (++walk->depth == DEPTH_MAX)
			return false;
		walk->places[walk->depth] = inside;
	} else if (calx__lexeme_is(lexemes, index, ")")) {
		walk->depth -= walk->depth > 0;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (lexemes->items[index].kind == LEXEME_WORD &&
			calx__lexeme_is(lexemes, index, places[i].word))
			walk->places[walk->depth] = places[i].place;
	return true;
}

/* Whether an expression ends here, or begins. */
static bool is_whole(const struct mention *mention)
{
	static const char *const operators[] = { "IN", "LIKE", "GLOB", "MATCH",
		"REGEXP", "BETWEEN", "NOT", "IS", "AND", "OR", "COLLATE",
		"ESCAPE", NULL };
	static const char *const opens[] = { ",", "(", "=", NULL };
	static const char *const closes[] = { ",", ")", ";", NULL };
	const struct lexemes *lexemes = mention->lexemes;
	const size_t behind = mention->last + 1;

	if (mention->first &&
		lexemes->items[mention->first - 1].kind == LEXEME_OPERATOR &&
		!is_any(lexemes, mention->first - 1, opens))
		return false;
	if (lexemes->items[behind].kind == LEXEME_OPERATOR)
		return is_any(lexemes, behind, closes);
	return !is_any(lexemes, behind, operators);
}

static bool is_passed_on(
	const struct statement_walk *walk, const struct mention *mention)
{
	const enum place place = walk->places[walk->depth];

	if (place == PLACE_COMPARED)
		return false;
	/* what is set stands before its = */
	if (place == PLACE_SET && behind_is(mention, "=") &&
		(before_is(mention, "SET") || before_is(mention, ",")))
		return true;
	return is_whole(mention) &&
	       (place == PLACE_SET || !before_is(mention, "="));
}

/* amount AS a */
static bool alias_note(
	const struct statement_walk *walk, const struct mention *mention)
{
	const char *name;

	if (walk->renames)
		return false;
	if (!behind_is(mention, "AS"))
		return true;
	name = calx__lexeme_name(walk->arena, walk->lexemes, mention->last + 2);
	return name && calx__vec_append(walk->names, &name);
}

static struct misuse mentions_misuse(struct statement_walk *walk, size_t index)
{
	struct mention mention;

	for (size_t i = 0; i < walk->names->count; i++) {
		const char *name = *(const char **)calx__vec_at(walk->names, i);

		if (!mention_at(walk->lexemes, index, name, &mention) ||
			is_asked_for(&mention))
			continue;
		if (!is_passed_on(walk, &mention) ||
			!alias_note(walk, &mention))
			return of_text;
		break;
	}
	return fine;
}

/* Behind VIEW: [IF NOT EXISTS] [schema.]name ( */
static bool view_has_list(const struct lexemes *lexemes, size_t index)
{
	while (index < lexemes->count && !calx__lexeme_is(lexemes, index, "AS"))
		if (calx__lexeme_is(lexemes, index++, "("))
			return true;
	return false;
}

struct misuse calx__statement_misuse(
	struct arena *arena, const struct lexemes *lexemes, struct vec *names)
{
	struct statement_walk walk = {
		.arena = arena, .lexemes = lexemes, .names = names
	};
	struct misuse misuse = fine;

	for (size_t i = 0; i < lexemes->count && !misuse.problem; i++) {
		walk.renames |= i < 8 && calx__lexeme_is(lexemes, i, "VIEW") &&
				view_has_list(lexemes, i + 1);
		if (!walk_step(&walk, i))
			return of_text;
		misuse = mentions_misuse(&walk, i);
	}
	return misuse;
}
