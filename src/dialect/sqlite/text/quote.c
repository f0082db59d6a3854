#include "dialect/sqlite/text/quote.h"

#include "dialect/sqlite/text/lexer.h"
#include "util/strbuf.h"

/* The text as tokens; only those in double quotes are written anew. */

static bool is_double_quoted(const struct lexemes *lexemes, size_t index)
{
	const struct lexeme *lexeme = &lexemes->items[index];

	return lexeme->kind == LEXEME_QUOTED &&
	       lexemes->text[lexeme->span.start] == '"';
}

/* `name`, with its own quote doubled */
static void add_name(struct strbuf *sql, const char *name)
{
	calx__strbuf_addc(sql, '`');
	for (; name && *name; name++) {
		if (*name == '`')
			calx__strbuf_addc(sql, '`');
		calx__strbuf_addc(sql, *name);
	}
	calx__strbuf_addc(sql, '`');
}

static const char *requote(struct arena *arena, const struct lexemes *lexemes)
{
	struct strbuf sql = STRBUF_INIT;
	size_t from = 0;

	for (size_t i = 0; i < lexemes->count; i++) {
		const struct span span = lexemes->items[i].span;

		if (!is_double_quoted(lexemes, i))
			continue;
		calx__strbuf_add(&sql, lexemes->text + from, span.start - from);
		add_name(&sql, calx__lexeme_name(arena, lexemes, i));
		from = span.end;
	}
	calx__strbuf_adds(&sql, lexemes->text + from);
	return calx__strbuf_keep(&sql, arena);
}

const char *calx__sqlite_names_requoted(struct arena *arena, const char *text)
{
	struct lexemes lexemes;
	enum calx_status status =
		calx__lexemes_read(arena, text, &lexemes, NULL);

	if (status >= 0)
		text = requote(arena, &lexemes);
	return arena->failed ? NULL : text;
}

bool calx__sqlite_text_names(const char *text, const char *name)
{
	struct arena arena = { 0 };
	struct lexemes lexemes = { 0 };
	bool found = false;

	if (calx__lexemes_read(&arena, text, &lexemes, NULL) >= 0)
		for (size_t i = 0; i < lexemes.count && !found; i++)
			found = lexemes.items[i].kind != LEXEME_STRING &&
				calx__lexeme_names(&lexemes, i, name);
	calx__arena_release(&arena);
	return found;
}
