#include "migrate/script/parse.h"

#include <string.h>

#include "migrate/script/checksum.h"
#include "migrate/script/operation_read.h"
#include "migrate/script/script_id.h"
#include "util/fail.h"

/* A revision file as a whole: its head comment, CALX_REVISION(...) and the
 * functions that it names. */

/* ---- the head comment ----------------------------------------------------- */

/* A line of a comment without the marks at its sides. */
static struct view undecorate(struct view line)
{
	line = calx__view_trim(line);
	if (line.length >= 2 && !memcmp(line.data + line.length - 2, "*/", 2))
		line.length -= 2;
	if (line.length >= 2 && line.data[0] == '/' &&
		(line.data[1] == '*' || line.data[1] == '/')) {
		line.data += 2;
		line.length -= 2;
	}
	while (line.length > 0 && line.data[0] == '*') {
		line.data++;
		line.length--;
	}
	return calx__view_trim(line);
}

static const char *copy(struct arena *arena, struct view view)
{
	return calx__arena_strndup(
		arena, view.data ? view.data : "", view.length);
}

/* The rest of the line "label: rest". */
static bool labelled(struct view line, const char *label, struct view *ret_rest)
{
	size_t length = strlen(label);

	if (line.length < length || memcmp(line.data, label, length) != 0)
		return false;
	*ret_rest = calx__view_trim(
		(struct view){ line.data + length, line.length - length });
	return true;
}

/* what the lines below the message begin with */
static const char *const labels[] = {
	"Revision ID:", "Revises:", "Create Date:"
};

static bool is_labelled(struct view line)
{
	struct view rest;

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (labelled(line, labels[i], &rest))
			return true;
	return false;
}

/* A file without a message begins with a line that says something else. The
 * line of the opening mark is the message all the same: there one stands that
 * only looks so. */
static struct view message_of(struct view head)
{
	struct view first = undecorate(calx__view_split(&head, '\n'));
	struct view line = first;

	while (head.length > 0 && line.length == 0)
		line = undecorate(calx__view_split(&head, '\n'));
	return line.data != first.data && is_labelled(line)
		       ? (struct view){ "", 0 }
		       : line;
}

/* All lines of a head comment, undecorated, without the empty ones at both
 * ends; and the date among them. */
static const char *description_of(
	struct arena *arena, struct view head, struct view *ret_date)
{
	char *text = calx__arena_bytes(arena, head.length + 1), *end = text;

	if (!text)
		return NULL;
	while (head.length > 0) {
		struct view line = undecorate(calx__view_split(&head, '\n'));

		if (line.length == 0 && end == text)
			continue;
		if (end > text)
			*end++ = '\n';
		if (line.length)
			memcpy(end, line.data, line.length);
		end += line.length;
		(void)labelled(line, labels[2], ret_date);
	}
	while (end > text && end[-1] == '\n')
		end--;
	*end = '\0';
	return text;
}

static void read_head(
	struct arena *arena, struct view head, struct script *script)
{
	struct view date = { 0 };

	script->description = description_of(arena, head, &date);
	script->message = copy(arena, message_of(head));
	script->create_date = copy(arena, date);
}

/* ---- CALX_REVISION(id, .option = value, ...) ------------------------------ */

struct revision_word {
	const char *name;
	const char **text;     /* a string */
	const char **function; /* the name of one */
};

static bool read_function_name(
	struct script_reader *reader, const char **ret_name)
{
	if (calx__reader_accept(reader, "NULL"))
		return true;
	(void)calx__reader_accept(reader, "&");
	if (calx__reader_kind(reader) != TOKEN_WORD)
		return calx__reader_wrong(reader, "expected a function's name");
	*ret_name = copy(reader->arena, calx__reader_text(reader));
	reader->at++;
	return *ret_name || calx__reader_memory(reader);
}

static bool read_revision_value(
	struct script_reader *reader, const struct revision_word *word)
{
	reader->at++;
	if (!calx__reader_accept(reader, "="))
		return calx__reader_wrong(reader, "expected '='");
	if (word->function)
		return read_function_name(reader, word->function);
	return calx__reader_accept(reader, "NULL") ||
	       calx__reader_string(reader, word->text);
}

static bool read_revision_option(
	struct script_reader *reader, struct script *script)
{
	const struct revision_word words[] = {
		{ "down_revision", &script->down_revision, NULL },
		{ "branch_labels", &script->branch_labels, NULL },
		{ "depends_on", &script->depends_on, NULL },
		{ "message", &script->message, NULL },
		{ "upgrade", NULL, &script->upgrade.function },
		{ "downgrade", NULL, &script->downgrade.function },
	};

	if (!calx__reader_accept(reader, "."))
		return calx__reader_wrong(reader,
			"expected an option, such as .down_revision = \"...\"");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (calx__reader_at(reader, words[i].name))
			return read_revision_value(reader, &words[i]);
	return calx__reader_wrong(reader,
		"expected .upgrade, .downgrade, .down_revision, .branch_labels, .depends_on or .message");
}

/* Behind "CALX_REVISION(". */
static bool read_revision(struct script_reader *reader, struct script *script)
{
	struct view id = calx__reader_text(reader);

	if (calx__reader_kind(reader) != TOKEN_WORD &&
		calx__reader_kind(reader) != TOKEN_NUMBER)
		return calx__reader_wrong(reader, "expected the revision's id");
	script->id = copy(reader->arena, id);
	if (!script->id)
		return calx__reader_memory(reader);
	if (calx__script_id_check(script->id, NULL) < 0)
		return calx__reader_wrong(reader,
			"an id has at most %d letters, digits and '_'",
			SCRIPT_ID_MAX);
	reader->at++;
	while (calx__reader_accept(reader, ","))
		if (!calx__reader_at(reader, ")") &&
			!read_revision_option(reader, script))
			return false;
	return calx__reader_accept(reader, ")") ||
	       calx__reader_wrong(reader, "expected ',' or ')'");
}

/* The token CALX_REVISION; the number of tokens if there is none. */
static size_t find_revision(const struct source *source, size_t from)
{
	while (from < source->count &&
		(source->tokens[from].directive ||
			source->tokens[from].kind != TOKEN_WORD ||
			!calx__source_is(source, from, "CALX_REVISION")))
		from++;
	return from;
}

static enum calx_status read_head_data(
	struct script_reader *reader, struct script *script)
{
	const struct source *source = reader->source;
	size_t found = find_revision(source, 0);
	size_t second = find_revision(source, found + 1);

	if (found == source->count)
		return calx__source_fail(source, source->length, reader->error,
			"the file has no CALX_REVISION(...)");
	if (second < source->count)
		return calx__source_fail(source, source->tokens[second].offset,
			reader->error, "a second CALX_REVISION(...)");
	script->line = source->tokens[found].line;
	reader->at = found + 1;
	if (!calx__reader_accept(reader, "("))
		calx__reader_wrong(reader, "expected '('");
	else
		read_revision(reader, script);
	if (reader->state == READER_CODE)
		return calx__source_fail(source,
			source->tokens[reader->token].offset, reader->error,
			"CALX_REVISION takes literals only: %s",
			reader->reason);
	return reader->state == READER_FAILED ? reader->status : CALX_OK;
}

/* ---- functions ------------------------------------------------------------ */

struct function {
	size_t parameters; /* "(" */
	size_t body;	   /* "{"; 0: not found */
	bool twice;
};

/* A word, "(...)" and "{" outside all brackets make a function. */
static struct function find_function(
	const struct source *source, const char *name)
{
	const struct token *tokens = source->tokens;
	struct function found = { 0 };

	for (size_t i = 0; i < source->count; i++) {
		size_t close = tokens[i + 1].match;

		if (!tokens[i].directive && tokens[i].match > i) {
			i = tokens[i].match;
			continue;
		}
		if (tokens[i].kind != TOKEN_WORD || close < i + 2 ||
			!calx__source_is(source, i + 1, "(") ||
			!calx__source_is(source, i, name) ||
			!calx__source_is(source, close + 1, "{"))
			continue;
		found.twice = found.body > 0;
		found.parameters = i + 1;
		found.body = close + 1;
	}
	return found;
}

/* The last word of "(calx_op *op)". */
static struct view parameter_name(const struct source *source, size_t open)
{
	size_t last = source->tokens[open].match - 1;

	if (last <= open || source->tokens[last].kind != TOKEN_WORD)
		return (struct view){ 0 };
	return calx__source_token(source, last);
}

static size_t count_semicolons(
	const struct source *source, size_t from, size_t end)
{
	size_t count = 0;

	for (; from < end; from++)
		count += calx__source_is(source, from, ";");
	return count;
}

/* `(void)op;` and a lone semicolon */
static bool skip_empty_statement(struct script_reader *reader, struct view op)
{
	const struct source *source = reader->source;

	if (calx__reader_accept(reader, ";"))
		return true;
	if (!calx__source_is(source, reader->at, "(") ||
		!calx__source_is(source, reader->at + 1, "void") ||
		!calx__source_is(source, reader->at + 2, ")") ||
		!calx__view_equal(
			calx__source_token(source, reader->at + 3), op) ||
		!calx__source_is(source, reader->at + 4, ";"))
		return false;
	reader->at += 5;
	return true;
}

static void read_statements(struct script_reader *reader,
	struct function function, struct script_body *body)
{
	const struct source *source = reader->source;
	struct view op = parameter_name(source, function.parameters);
	size_t end = source->tokens[function.body].match;

	reader->at = function.body + 1;
	body->operations = calx__arena_zero(reader->arena,
		count_semicolons(source, reader->at, end),
		sizeof(*body->operations));
	if (!body->operations)
		calx__reader_memory(reader);
	while (reader->state == READER_FINE && reader->at < end)
		if (!skip_empty_statement(reader, op) &&
			calx__reader_operation(
				reader, op, &body->operations[body->count]))
			body->count++;
}

static void need_code(
	struct script_body *body, unsigned line, const char *reason)
{
	body->operations = NULL;
	body->count = 0;
	body->code_line = line;
	body->code_reason = reason;
}

static size_t first_directive(
	const struct source *source, struct function function)
{
	size_t end = source->tokens[function.body].match;
	size_t token = function.body;

	while (token < end && !source->tokens[token].directive)
		token++;
	return token;
}

/* Why the function cannot be read, whatever is in it, and in what line. */
static const char *unreadable(
	const struct source *source, struct function function, unsigned *line)
{
	size_t directive;

	if (function.twice)
		return "the function is there twice";
	if (function.body == 0)
		return "the function is not in this file";
	directive = first_directive(source, function);
	if (directive == source->tokens[function.body].match)
		return NULL;
	*line = source->tokens[directive].line;
	return "a preprocessor line";
}

static enum calx_status read_body(
	struct script_reader *reader, unsigned line, struct script_body *body)
{
	const struct source *source = reader->source;
	struct function function = { 0 };
	const char *reason = "the file has #if";

	if (!body->function)
		return CALX_OK;
	if (!source->conditionals) {
		function = find_function(source, body->function);
		reason = unreadable(source, function, &line);
	}
	if (reason) {
		need_code(body, line, reason);
		return CALX_OK;
	}
	reader->state = READER_FINE;
	read_statements(reader, function, body);
	if (reader->state == READER_CODE)
		need_code(body, source->tokens[reader->token].line,
			reader->reason);
	return reader->state == READER_FAILED ? reader->status : CALX_OK;
}

/* ---- the file ------------------------------------------------------------- */

/* An unclosed bracket is told where it opens. */
static enum calx_status fail_bracket(
	const struct source *source, calx_error *error)
{
	const struct token *stray = &source->tokens[source->stray];
	const struct token *intruder = &source->tokens[source->intruder];
	const char c = source->text[stray->offset];
	const bool opens = strchr("([{", c);

	calx__source_fail(source, stray->offset, error,
		opens ? "this '%c' is not closed"
		      : "this '%c' closes nothing that is open",
		c);
	if (opens && source->intruder)
		calx__fail_hint(error,
			"It should be before the '%c' in line %u.",
			source->text[intruder->offset], intruder->line);
	else if (opens)
		calx__fail_hint(error, "The file ends before it is.");
	return CALX_INVALID;
}

static enum calx_status read_bodies(struct script_reader *reader,
	struct arena *scratch, struct script *script)
{
	enum calx_status status;

	if ((status = read_body(reader, script->line, &script->upgrade)) < 0 ||
		(status = read_body(reader, script->line, &script->downgrade)) <
			0)
		return status;
	return calx__source_checksum(
		scratch, reader->source, script->checksum, reader->error);
}

static enum calx_status read_source(struct script_reader *reader,
	struct arena *scratch, enum script_depth depth, struct script *script)
{
	const struct source *source = reader->source;
	enum calx_status status;

	if (!source->paired && !source->conditionals)
		return fail_bracket(source, reader->error);
	read_head(reader->arena, source->head, script);
	status = read_head_data(reader, script);
	return status < 0 || depth == SCRIPT_HEAD
		       ? status
		       : read_bodies(reader, scratch, script);
}

enum calx_status calx__script_fill(struct arena *arena, struct arena *scratch,
	enum script_depth depth, struct script *script, calx_error *error)
{
	struct source source;
	struct script_reader reader = {
		.arena = arena, .source = &source, .error = error
	};
	enum calx_status status;

	script->down_revision = "";
	script->branch_labels = "";
	script->depends_on = "";
	status = calx__source_read(scratch, script->path, script->text,
		script->length, &source, error);
	if (status >= 0)
		status = read_source(&reader, scratch, depth, script);
	if (status >= 0 && (arena->failed || scratch->failed))
		status = calx__fail_memory(error);
	return status;
}

enum calx_status calx__script_parse(struct arena *arena, const char *path,
	const char *text, size_t length, struct script *ret_script,
	calx_error *error)
{
	struct script script = { .path = path, .text = text, .length = length };
	struct arena scratch = { 0 };
	enum calx_status status = calx__script_fill(
		arena, &scratch, SCRIPT_WHOLE, &script, error);

	calx__arena_release(&scratch);
	if (status >= 0)
		*ret_script = script;
	return status;
}
