#include "dialect/mariadb/alter/column.h"

#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "dialect/mariadb/text/same.h"
#include "util/text.h"

/* A column's line of CREATE TABLE, by its words. */

/* The next thing between the brackets, up to its comma. */
static struct view item_next(struct lexer *lexer)
{
	struct view item = { lexer->rest.data, 0 };
	struct lexeme lexeme;
	int depth = 0;

	while ((lexeme = calx__mariadb_lexeme(lexer)).kind != LEXEME_END) {
		if (depth == 0 && (calx__mariadb_is(lexeme, ",") ||
					  calx__mariadb_is(lexeme, ")")))
			break;
		depth += calx__mariadb_is(lexeme, "(");
		depth -= calx__mariadb_is(lexeme, ")");
		item.length = (size_t)(lexer->rest.data - item.data);
	}
	return calx__view_trim(item);
}

/* The words behind the name of a column; nothing if it is not there. */
static struct view column_find(
	struct arena *arena, const char *table, const char *column)
{
	struct lexer lexer = { .rest = calx__view(table), .printed = true };
	struct lexeme lexeme;

	do
		lexeme = calx__mariadb_token(&lexer);
	while (lexeme.kind != LEXEME_END && !calx__mariadb_is(lexeme, "("));
	while (lexer.rest.length) {
		struct lexer inside = { .rest = item_next(&lexer),
			.printed = true };

		lexeme = calx__mariadb_token(&inside);
		if (lexeme.kind == LEXEME_NAME &&
			calx__text_equal_nocase(
				calx__mariadb_text_of(arena, lexeme, true),
				column))
			return calx__view_trim(inside.rest);
		if (lexeme.kind == LEXEME_WORD || lexeme.kind == LEXEME_END)
			break;
	}
	return (struct view){ NULL, 0 };
}

/* ---- the parts of it -------------------------------------------------------------- */

enum section {
	SECTION_TYPE,
	SECTION_COLLATION,
	SECTION_GENERATED,
	SECTION_NULL, /* is said anew always */
	SECTION_VALUE,
	SECTION_COMMENT,
	SECTION_NUMBERS,
	SECTION_REST,
	SECTION_COUNT
};

/* with which word each begins */
static const struct {
	const char *word;
	enum section section;
} beginnings[] = {
	{ "CHARACTER", SECTION_COLLATION },
	{ "CHARSET", SECTION_COLLATION },
	{ "COLLATE", SECTION_COLLATION },
	{ "GENERATED", SECTION_GENERATED },
	{ "AS", SECTION_GENERATED },
	{ "NOT", SECTION_NULL },
	{ "NULL", SECTION_NULL },
	{ "DEFAULT", SECTION_VALUE },
	{ "ON", SECTION_VALUE },
	{ "AUTO_INCREMENT", SECTION_NUMBERS },
	{ "COMMENT", SECTION_COMMENT },
	{ "CHECK", SECTION_REST },
	{ "INVISIBLE", SECTION_REST },
	{ "WITHOUT", SECTION_REST },
	{ "WITH", SECTION_REST },
	{ "REF_SYSTEM_ID", SECTION_REST },
	{ "COMPRESSED", SECTION_REST },
};

/* A word that begins a section, outside of brackets; otherwise it goes on. DEFAULT
 * is followed by NULL, which is a part of it. */
static enum section section_at(
	struct lexeme lexeme, enum section section, bool first)
{
	if (section == SECTION_VALUE && first)
		return section;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (calx__mariadb_is(lexeme, beginnings[i].word) &&
			!(section == SECTION_GENERATED &&
				beginnings[i].section == SECTION_GENERATED))
			return beginnings[i].section;
	return section;
}

static const char *append(
	struct arena *arena, const char *text, struct view piece)
{
	return calx__arena_printf(arena, "%s%s%.*s", text ? text : "",
		text && *text ? " " : "", (int)piece.length, piece.data);
}

static void sections_read(
	struct arena *arena, struct view words, const char **sections)
{
	struct lexer lexer = { .rest = words, .printed = true };
	enum section section = SECTION_TYPE, next;
	const char *start = words.data;
	struct lexeme lexeme;
	bool first = false;
	int depth = 0;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END) {
		next = depth ? section : section_at(lexeme, section, first);
		first = calx__mariadb_is(lexeme, "DEFAULT");
		depth += calx__mariadb_is(lexeme, "(");
		depth -= calx__mariadb_is(lexeme, ")");
		if (next == section)
			continue;
		sections[section] = append(arena, sections[section],
			calx__view_trim((struct view){
				start, (size_t)(lexeme.text.data - start) }));
		section = next;
		start = lexeme.text.data;
	}
	sections[section] = append(arena, sections[section],
		calx__view_trim((struct view){
			start, (size_t)(words.data + words.length - start) }));
}

/* JSON is LONGTEXT with a CHECK, which JSON says by itself. */
static void json_settle(struct column_text *text)
{
	static const char check[] = "CHECK (json_valid(";
	const char *at = text->rest ? strstr(text->rest, check) : NULL;

	if (!at || !calx__text_equal_nocase(text->type, "longtext"))
		return;
	text->is_json = true;
	/* it stands last */
	if (at == text->rest)
		text->rest = NULL;
}

bool calx__mariadb_column_text(struct arena *arena, const char *table,
	const char *column, struct column_text *ret_text)
{
	const struct view words = column_find(arena, table, column);
	const char *sections[SECTION_COUNT] = { NULL };
	struct column_text text;

	if (!words.data)
		return false;
	sections_read(arena, words, sections);
	for (size_t i = 0; i < SECTION_COUNT; i++)
		if (sections[i])
			sections[i] =
				calx__mariadb_expression(arena, sections[i]);
	text = (struct column_text){
		.type = sections[SECTION_TYPE],
		.collation = sections[SECTION_COLLATION],
		.generated = sections[SECTION_GENERATED],
		.value = sections[SECTION_VALUE],
		.comment = sections[SECTION_COMMENT],
		.numbers = sections[SECTION_NUMBERS],
		.rest = sections[SECTION_REST],
	};
	json_settle(&text);
	*ret_text = text;
	return !arena->failed && text.type;
}
