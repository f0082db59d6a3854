#include "dialect/sqlite/survey/trigger.h"

#include "compile/identifier.h"
#include "dialect/sqlite/text/lexer.h"
#include "util/fail.h"

/* A trigger as statements that can be compiled without firing it: its list of
 * columns, its condition and each statement of its body, in which NEW.x and
 * OLD.x have become reading x from the table, and RAISE() NULL. */

struct trigger_reader {
	const struct dialect *dialect;
	struct arena *arena;
	const char *table;
	struct lexemes lexemes;
	struct vec *statements;
	struct strbuf sql;
	bool failed;
};

static bool at(
	const struct trigger_reader *reader, size_t index, const char *word)
{
	return calx__lexeme_is(&reader->lexemes, index, word);
}

static void statement_end(struct trigger_reader *reader)
{
	const char *text = calx__strbuf_keep(&reader->sql, reader->arena);

	if (!text || !calx__vec_append(reader->statements, &text))
		reader->failed = true;
	calx__strbuf_clear(&reader->sql);
}

static void put_token(struct trigger_reader *reader, size_t index)
{
	struct span span = reader->lexemes.items[index].span;

	calx__strbuf_addc(&reader->sql, ' ');
	calx__strbuf_add(&reader->sql, reader->lexemes.text + span.start,
		span.end - span.start);
}

/* NEW.x or OLD.x */
static bool is_row(const struct trigger_reader *reader, size_t index)
{
	return (calx__lexeme_names(&reader->lexemes, index, "new") ||
		       calx__lexeme_names(&reader->lexemes, index, "old")) &&
	       at(reader, index + 1, ".") &&
	       index + 2 < reader->lexemes.count &&
	       !(index && at(reader, index - 1, "."));
}

/* NEW.x becomes (SELECT NEW.x FROM "t" AS NEW) */
static void put_row(struct trigger_reader *reader, size_t index)
{
	calx__strbuf_adds(&reader->sql, " (SELECT");
	for (size_t i = 0; i < 3; i++)
		put_token(reader, index + i);
	calx__strbuf_adds(&reader->sql, " FROM ");
	calx__sql_identifier(&reader->sql, reader->dialect, reader->table);
	calx__strbuf_adds(&reader->sql, " AS");
	put_token(reader, index);
	calx__strbuf_adds(&reader->sql, ")");
}

/* The tokens from `start` up to `end`, which is not taken. */
static void put_tokens(struct trigger_reader *reader, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		if (is_row(reader, i)) {
			put_row(reader, i);
			i += 2;
		} else if (at(reader, i, "RAISE") && at(reader, i + 1, "(")) {
			calx__strbuf_adds(&reader->sql, " NULL");
			i = calx__lexemes_skip(&reader->lexemes, i + 1) - 1;
		} else {
			put_token(reader, i);
		}
	}
}

/* The first such word from `start` on that is no name behind or before a dot;
 * the end if there is none. */
static size_t find(
	const struct trigger_reader *reader, size_t start, const char *word)
{
	size_t i = start;

	while (i < reader->lexemes.count &&
		(!at(reader, i, word) || at(reader, i + 1, ".") ||
			(i && at(reader, i - 1, "."))))
		i++;
	return i;
}

/* UPDATE OF a, b; there may be an INSTEAD OF before it */
static void read_columns(struct trigger_reader *reader, size_t on)
{
	size_t of = find(reader, 3, "OF");

	if (at(reader, of - 1, "INSTEAD"))
		of = find(reader, of + 1, "OF");
	if (of >= on)
		return;
	calx__strbuf_adds(&reader->sql, "SELECT");
	put_tokens(reader, of + 1, on);
	calx__strbuf_adds(&reader->sql, " FROM ");
	calx__sql_identifier(&reader->sql, reader->dialect, reader->table);
	statement_end(reader);
}

static void read_condition(
	struct trigger_reader *reader, size_t on, size_t begin)
{
	size_t when = find(reader, on, "WHEN");

	if (when >= begin)
		return;
	calx__strbuf_adds(&reader->sql, "SELECT (");
	put_tokens(reader, when + 1, begin);
	calx__strbuf_adds(&reader->sql, ")");
	statement_end(reader);
}

static void read_body(struct trigger_reader *reader, size_t begin)
{
	size_t start = begin + 1;

	for (size_t i = start; i < reader->lexemes.count; i++) {
		if (!at(reader, i, ";"))
			continue;
		put_tokens(reader, start, i);
		statement_end(reader);
		start = i + 1;
	}
}

enum calx_status calx__trigger_statements(const struct dialect *dialect,
	struct arena *arena, const struct schema_thing *trigger,
	struct vec *statements, calx_error *error)
{
	struct trigger_reader reader = { .dialect = dialect,
		.arena = arena,
		.table = trigger->table,
		.statements = statements,
		.sql = STRBUF_INIT };
	enum calx_status status = calx__lexemes_read(
		arena, trigger->text, &reader.lexemes, error);
	size_t on, begin;

	if (status < 0)
		return status == CALX_OUT_OF_MEMORY ? status : CALX_OK;
	/* the trigger's name, which may be any word, ends before */
	on = find(&reader, 3, "ON");
	begin = find(&reader, on, "BEGIN");
	read_columns(&reader, on);
	read_condition(&reader, on, begin);
	read_body(&reader, begin);
	calx__strbuf_release(&reader.sql);
	return reader.failed ? calx__fail_memory(error) : CALX_OK;
}
