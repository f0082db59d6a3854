#include "driver/postgresql/rewrite/rewrite.h"

#include "dialect/postgresql/text/token.h"

/* The SQL of many rows, out of the SQL of one: what the compiler writes, and all
 * that is of its form. */

#define ROWS "calx_rows"

static bool is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD &&
	       calx__view_is_nocase(token->text, word);
}

/* The number of a placeholder; 0: it is none. */
static size_t number_of(const struct token *token)
{
	long long number = 0;

	if (token->kind != TOKEN_PARAMETER ||
		!calx__text_to_int64(token->text.data + 1,
			token->text.length - 1, &number) ||
		number < 1)
		return 0;
	return (size_t)number;
}

static struct view view_between(const char *from, const char *to)
{
	return calx__view_trim((struct view){ from, (size_t)(to - from) });
}

/* ---- INSERT ---------------------------------------------------------------- */

/* ($1, $2), which begins at *at */
static bool values_read(const char **at, size_t count)
{
	for (size_t i = 1; i <= count; i++) {
		struct token token = calx__postgresql_next(at);

		if (!calx__view_is(token.text, i == 1 ? "(" : ","))
			return false;
		token = calx__postgresql_next(at);
		if (number_of(&token) != i)
			return false;
	}
	return count && calx__view_is(calx__postgresql_next(at).text, ")");
}

/* Moves *at to the token that is this, or to the end; false if there is none. */
static bool seek(const char **at, const char *word)
{
	const char *next = *at;
	struct token token = calx__postgresql_next(&next);

	while (token.kind != TOKEN_END &&
		!(calx__view_is_nocase(token.text, word) &&
			token.kind != TOKEN_NAME)) {
		*at = next;
		token = calx__postgresql_next(&next);
	}
	*at = next - token.text.length;
	return token.kind != TOKEN_END;
}

bool calx__rewrite_insert(
	const char *sql, size_t count, struct insert_text *ret_text)
{
	const char *at = sql, *start;
	const struct token insert = calx__postgresql_next(&at);
	const struct token into = calx__postgresql_next(&at);
	struct token next;

	if (!is_word(&insert, "INSERT") || !is_word(&into, "INTO"))
		return false;
	start = at;
	if (!seek(&at, "("))
		return false;
	ret_text->relation = view_between(start, at);
	start = at;
	if (!seek(&at, "VALUES"))
		return false;
	ret_text->columns = view_between(start, at);
	calx__postgresql_next(&at);
	if (!values_read(&at, count))
		return false;
	ret_text->rest = calx__view_trim(calx__view(at));
	next = calx__postgresql_next(&at);
	return next.kind == TOKEN_END || is_word(&next, "RETURNING");
}

static void add_view(struct strbuf *sql, struct view view)
{
	calx__strbuf_add(sql, view.data, view.length);
	calx__strbuf_addc(sql, ' ');
}

void calx__rewrite_copy(const struct insert_text *text, struct strbuf *sql)
{
	calx__strbuf_adds(sql, "COPY ");
	add_view(sql, text->relation);
	add_view(sql, text->columns);
	calx__strbuf_adds(sql, "FROM STDIN (FORMAT binary)");
}

/* ---- arrays ------------------------------------------------------------------- */

static void add_column(struct strbuf *sql, size_t number)
{
	calx__strbuf_addf(sql, ROWS ".calx_%zu", number);
}

/* unnest((SELECT $1), (SELECT $2)) AS calx_rows (calx_1, calx_2): of how many
 * elements there are in what a query returns the planner has no idea, and takes
 * the index on the key for each of them, which is right: there are few, beside a
 * table that would be worth to be read whole. */
static void add_rows(struct strbuf *sql, size_t count)
{
	for (size_t i = 1; i <= count; i++)
		calx__strbuf_addf(
			sql, "%s(SELECT $%zu)", i == 1 ? "unnest(" : ", ", i);
	calx__strbuf_adds(sql, ") AS " ROWS " ");
	for (size_t i = 1; i <= count; i++)
		calx__strbuf_addf(sql, "%scalx_%zu", i == 1 ? "(" : ", ", i);
	calx__strbuf_adds(sql, ") ");
}

static void insert_arrays(
	const struct insert_text *text, size_t count, struct strbuf *sql)
{
	calx__strbuf_adds(sql, "INSERT INTO ");
	add_view(sql, text->relation);
	add_view(sql, text->columns);
	for (size_t i = 1; i <= count; i++) {
		calx__strbuf_adds(sql, i == 1 ? "SELECT " : ", ");
		add_column(sql, i);
	}
	calx__strbuf_adds(sql, " FROM ");
	add_rows(sql, count);
	add_view(sql, text->rest);
}

/* An UPDATE or a DELETE: each placeholder is a column of the rows, which stand
 * before the condition. */
static bool change_arrays(
	const char *from, size_t count, const char *keyword, struct strbuf *sql)
{
	bool has_condition = false;
	struct token token;
	size_t number;

	while ((token = calx__postgresql_token(&from)).kind != TOKEN_END) {
		number = number_of(&token);
		if (number > count || is_word(&token, "RETURNING") ||
			is_word(&token, "FROM") || is_word(&token, "USING"))
			return false;
		if (is_word(&token, "WHERE")) {
			if (has_condition)
				return false;
			has_condition = true;
			calx__strbuf_adds(sql, keyword);
			add_rows(sql, count);
		}
		if (number)
			add_column(sql, number);
		else
			calx__strbuf_add(
				sql, token.text.data, token.text.length);
	}
	return has_condition;
}

bool calx__rewrite_arrays(const char *from, size_t count, struct strbuf *sql)
{
	struct insert_text text;
	const char *at = from;
	const struct token first = calx__postgresql_next(&at);

	if (!count)
		return false;
	if (is_word(&first, "UPDATE"))
		return change_arrays(from, count, "FROM ", sql);
	if (is_word(&first, "DELETE")) {
		const struct token second = calx__postgresql_next(&at);

		calx__strbuf_adds(sql, "DELETE FROM");
		return is_word(&second, "FROM") &&
		       change_arrays(at, count, "USING ", sql);
	}
	if (!calx__rewrite_insert(from, count, &text))
		return false;
	insert_arrays(&text, count, sql);
	return true;
}
