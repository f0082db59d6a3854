#include "dialect/sqlite/internal.h"

#include <assert.h>
#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* The grammar of CREATE TABLE and CREATE INDEX (lang_createtable.html, and
 * parse.y where the diagrams simplify). Nothing here recurses: expressions are
 * skipped by their parentheses. The first failure sticks to the reader and
 * makes all that follows harmless. */

enum { MESSAGE_TEXT = 40 };

struct reader {
	struct arena *arena;
	struct tokens tokens;
	size_t at; /* index of the next token */
	calx_error *error;
	enum calx_status status;
	/* what is being collected; moved to the arena when complete */
	struct vec names;	/* of struct ddl_name */
	struct vec parts;	/* of struct ddl_part */
	struct vec columns;	/* of struct ddl_column */
	struct vec constraints; /* of struct ddl_part */
};

static enum calx_status reader_open(struct reader *reader, struct arena *arena,
	const char *text, calx_error *error)
{
	*reader = (struct reader){
		.arena = arena,
		.error = error,
		.names = VEC_INIT(struct ddl_name),
		.parts = VEC_INIT(struct ddl_part),
		.columns = VEC_INIT(struct ddl_column),
		.constraints = VEC_INIT(struct ddl_part),
	};
	reader->status =
		calx__sqlite_tokens(arena, text, &reader->tokens, error);
	return reader->status;
}

static void reader_release(struct reader *reader)
{
	calx__vec_release(&reader->names);
	calx__vec_release(&reader->parts);
	calx__vec_release(&reader->columns);
	calx__vec_release(&reader->constraints);
}

static void reader_fail_memory(struct reader *reader)
{
	if (reader->status == CALX_OK)
		reader->status = calx__fail_memory(reader->error);
}

static void reader_fail(struct reader *reader, const char *expected)
{
	const char *near = reader->tokens.text +
			   reader->tokens.items[reader->at].span.start;

	if (reader->status != CALX_OK)
		return;
	reader->status = calx__fail(reader->error, CALX_INVALID,
		"cannot read the database's SQL: %s expected at \"%.*s\"",
		expected,
		(int)calx__utf8_floor(near, strnlen(near, MESSAGE_TEXT)), near);
}

/* Moves what `list` holds into the arena. */
static void *reader_keep(struct reader *reader, struct vec *list, size_t *count)
{
	void *items = calx__arena_zero(reader->arena, list->count, list->size);

	*count = 0;
	if (list->failed || !items) {
		reader_fail_memory(reader);
	} else if (list->count) {
		memcpy(items, list->items, list->count * list->size);
		*count = list->count;
	}
	calx__vec_clear(list);
	return items;
}

static bool is_at(const struct reader *reader, const char *word)
{
	return calx__token_is(&reader->tokens, reader->at, word);
}

static bool is_before(const struct reader *reader, const char *word)
{
	return calx__token_is(&reader->tokens, reader->at + 1, word);
}

static bool at_end(const struct reader *reader)
{
	return reader->status != CALX_OK || reader->at >= reader->tokens.count;
}

static bool accept(struct reader *reader, const char *word)
{
	if (reader->status != CALX_OK || !is_at(reader, word))
		return false;
	reader->at++;
	return true;
}

static void expect(struct reader *reader, const char *word)
{
	if (!accept(reader, word))
		reader_fail(reader, word);
}

static size_t token_start(const struct reader *reader)
{
	return reader->tokens.items[reader->at].span.start;
}

/* where the token before this one ends */
static size_t last_end(const struct reader *reader)
{
	return reader->at ? reader->tokens.items[reader->at - 1].span.end : 0;
}

static struct ddl_name read_name(struct reader *reader)
{
	struct ddl_name name = { 0 };

	if (at_end(reader) ||
		!calx__token_is_name(&reader->tokens, reader->at)) {
		reader_fail(reader, "a name");
		return name;
	}
	name.span = reader->tokens.items[reader->at].span;
	name.text =
		calx__token_name(reader->arena, &reader->tokens, reader->at);
	if (!name.text)
		reader_fail_memory(reader);
	reader->at++;
	return name;
}

/* [schema.]name */
static struct ddl_name read_qualified_name(struct reader *reader)
{
	struct ddl_name name = read_name(reader);

	return accept(reader, ".") ? read_name(reader) : name;
}

/* ( ... ): the span without the parentheses */
static struct span read_parentheses(struct reader *reader)
{
	struct span span = { 0 };

	if (at_end(reader) || !is_at(reader, "(")) {
		reader_fail(reader, "(");
		return span;
	}
	span.start = reader->tokens.items[reader->at].span.end;
	reader->at = calx__tokens_skip(&reader->tokens, reader->at);
	if (!calx__token_is(&reader->tokens, reader->at - 1, ")")) {
		reader_fail(reader, ")");
		return span;
	}
	span.end = reader->tokens.items[reader->at - 1].span.start;
	return span;
}

static void skip_one(struct reader *reader)
{
	if (is_at(reader, "("))
		reader->at = calx__tokens_skip(&reader->tokens, reader->at);
	else
		reader->at++;
}

/* One item of a list of columns: a name, or an expression, with what may stand
 * behind it. Returns whether it is a name and nothing else. */
static bool read_list_item(struct reader *reader)
{
	size_t start = reader->at;
	struct ddl_name item = { .span.start = token_start(reader) };
	size_t length;

	while (!at_end(reader) && !is_at(reader, ",") && !is_at(reader, ")") &&
		!is_at(reader, "AUTOINCREMENT"))
		skip_one(reader);
	length = reader->at - start;
	if (!length) {
		reader_fail(reader, "a column");
		return false;
	}
	item.span.end = last_end(reader);
	reader->at = start;
	if (length == 1 || is_before(reader, "COLLATE") ||
		is_before(reader, "ASC") || is_before(reader, "DESC"))
		item = read_name(reader);
	reader->at = start + length;
	if (!calx__vec_append(&reader->names, &item))
		reader_fail_memory(reader);
	return item.text && length == 1;
}

/* ( a, b COLLATE c DESC, ... ); `ret_plain` may be NULL */
static struct ddl_name *read_list(
	struct reader *reader, size_t *count, bool *ret_plain)
{
	bool plain = true;

	expect(reader, "(");
	do {
		if (!at_end(reader) && !read_list_item(reader))
			plain = false;
	} while (accept(reader, ","));
	if (ret_plain)
		*ret_plain = plain;
	return reader_keep(reader, &reader->names, count);
}

/* Takes one of the phrases, which are in upper case with one blank between
 * their words; NULL if it is none of them. */
static const char *accept_phrase(
	struct reader *reader, const char *const *phrases)
{
	for (; *phrases; phrases++) {
		struct view rest = calx__view(*phrases);
		size_t start = reader->at;

		while (rest.length) {
			struct view word = calx__view_split(&rest, ' ');
			char text[16] = "";

			assert(word.length < sizeof(text));
			memcpy(text, word.data, word.length);
			if (!accept(reader, text))
				break;
			if (!rest.length)
				return *phrases;
		}
		reader->at = start;
	}
	return NULL;
}

static void read_conflict(struct reader *reader, struct ddl_part *part)
{
	static const char *const actions[] = { "ROLLBACK", "ABORT", "FAIL",
		"IGNORE", "REPLACE", NULL };

	if (!accept(reader, "ON"))
		return;
	expect(reader, "CONFLICT");
	part->conflict = accept_phrase(reader, actions);
	if (!part->conflict)
		reader_fail(reader, "a conflict clause");
}

static bool read_reference_action(struct reader *reader, struct ddl_part *part)
{
	static const char *const actions[] = { "SET NULL", "SET DEFAULT",
		"CASCADE", "RESTRICT", "NO ACTION", NULL };
	const char *action;

	if (accept(reader, "MATCH")) {
		read_name(reader);
		return true;
	}
	if (!accept(reader, "ON"))
		return false;
	if (accept(reader, "DELETE")) {
		action = part->on_delete = accept_phrase(reader, actions);
	} else if (accept(reader, "UPDATE")) {
		action = part->on_update = accept_phrase(reader, actions);
	} else {
		expect(reader, "INSERT");
		action = accept_phrase(reader, actions);
	}
	if (!action)
		reader_fail(reader, "an action");
	return action;
}

/* [NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE] */
static void read_deferrable(struct reader *reader, struct ddl_part *part)
{
	bool is_not = is_at(reader, "NOT") && is_before(reader, "DEFERRABLE");

	if (is_not)
		reader->at++;
	if (!accept(reader, "DEFERRABLE") || !accept(reader, "INITIALLY"))
		return;
	if (accept(reader, "DEFERRED"))
		part->deferred = !is_not;
	else
		expect(reader, "IMMEDIATE");
}

static void read_references(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_FOREIGN_KEY;
	part->referred = read_name(reader);
	if (is_at(reader, "(")) {
		part->referred_columns =
			read_list(reader, &part->referred_count, NULL);
		expect(reader, ")");
	}
	while (read_reference_action(reader, part))
		;
	read_deferrable(reader, part);
}

/* NO ACTION is what the absence of an action means. */
static void part_normalise(struct ddl_part *part)
{
	if (calx__text_equal(part->on_delete, "NO ACTION"))
		part->on_delete = NULL;
	if (calx__text_equal(part->on_update, "NO ACTION"))
		part->on_update = NULL;
}

/* ---- clauses of a column --------------------------------------------------- */

static void read_not(struct reader *reader, struct ddl_part *part)
{
	if (is_at(reader, "DEFERRABLE")) {
		/* SQLite takes the clause anywhere: without a foreign key
		 * before it, it means nothing */
		part->kind = PART_NULL;
		read_deferrable(reader, part);
		return;
	}
	expect(reader, "NULL");
	part->kind = PART_NOT_NULL;
	read_conflict(reader, part);
}

static void read_null(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_NULL;
	read_conflict(reader, part);
}

static void read_stray_deferrable(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_NULL;
	if (accept(reader, "INITIALLY") && !accept(reader, "DEFERRED"))
		expect(reader, "IMMEDIATE");
}

static void read_default(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_DEFAULT;
	part->body.start = token_start(reader);
	if (is_at(reader, "(")) {
		read_parentheses(reader);
	} else {
		if (!accept(reader, "-"))
			accept(reader, "+");
		if (at_end(reader) || is_at(reader, ",") || is_at(reader, ")"))
			reader_fail(reader, "a default");
		else
			reader->at++;
	}
	part->body.end = last_end(reader);
}

static void read_collate(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_COLLATE;
	part->body = read_name(reader).span;
}

static void read_as(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_GENERATED;
	part->body = read_parentheses(reader);
	if (accept(reader, "STORED"))
		part->stored = true;
	else
		accept(reader, "VIRTUAL");
}

static void read_generated(struct reader *reader, struct ddl_part *part)
{
	expect(reader, "ALWAYS");
	expect(reader, "AS");
	read_as(reader, part);
}

static void read_column_primary_key(
	struct reader *reader, struct ddl_part *part)
{
	expect(reader, "KEY");
	part->kind = PART_PRIMARY_KEY;
	part->descending = accept(reader, "DESC");
	if (!part->descending)
		accept(reader, "ASC");
	read_conflict(reader, part);
	part->autoincrement = accept(reader, "AUTOINCREMENT");
}

static void read_column_unique(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_UNIQUE;
	read_conflict(reader, part);
}

static void read_check(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_CHECK;
	part->body = read_parentheses(reader);
	read_conflict(reader, part);
}

/* ---- constraints of the table ---------------------------------------------- */

static void read_table_primary_key(struct reader *reader, struct ddl_part *part)
{
	expect(reader, "KEY");
	part->kind = PART_PRIMARY_KEY;
	part->columns = read_list(reader, &part->column_count, NULL);
	part->autoincrement = accept(reader, "AUTOINCREMENT");
	expect(reader, ")");
	read_conflict(reader, part);
}

static void read_table_unique(struct reader *reader, struct ddl_part *part)
{
	part->kind = PART_UNIQUE;
	part->columns = read_list(reader, &part->column_count, NULL);
	expect(reader, ")");
	read_conflict(reader, part);
}

static void read_table_foreign_key(struct reader *reader, struct ddl_part *part)
{
	expect(reader, "KEY");
	part->columns = read_list(reader, &part->column_count, NULL);
	expect(reader, ")");
	expect(reader, "REFERENCES");
	read_references(reader, part);
}

struct clause {
	const char *word;
	void (*read)(struct reader *reader, struct ddl_part *part);
};

static const struct clause column_clauses[] = {
	{ "NOT", read_not },
	{ "NULL", read_null },
	{ "DEFAULT", read_default },
	{ "COLLATE", read_collate },
	{ "GENERATED", read_generated },
	{ "AS", read_as },
	{ "PRIMARY", read_column_primary_key },
	{ "UNIQUE", read_column_unique },
	{ "CHECK", read_check },
	{ "REFERENCES", read_references },
	{ "DEFERRABLE", read_stray_deferrable },
	{ NULL, NULL },
};

static const struct clause table_clauses[] = {
	{ "PRIMARY", read_table_primary_key },
	{ "UNIQUE", read_table_unique },
	{ "CHECK", read_check },
	{ "FOREIGN", read_table_foreign_key },
	{ NULL, NULL },
};

static const struct clause *clause_at(
	const struct reader *reader, const struct clause *clauses)
{
	while (clauses->word && !is_at(reader, clauses->word))
		clauses++;
	return clauses->word ? clauses : NULL;
}

/* Reads one clause and appends it to `list`. */
static void read_part(
	struct reader *reader, const struct clause *clauses, struct vec *list)
{
	struct ddl_part part = { .span.start = token_start(reader) };
	const struct clause *clause;

	if (accept(reader, "CONSTRAINT"))
		part.name = read_name(reader).text;
	part.clause.start = token_start(reader);
	clause = clause_at(reader, clauses);
	if (clause) {
		reader->at++;
		clause->read(reader, &part);
	} else if (!part.name) {
		reader_fail(reader, "a constraint");
	} else {
		part.clause.start = last_end(reader);
	}
	part.span.end = part.clause.end = last_end(reader);
	part_normalise(&part);
	if (!calx__vec_append(list, &part))
		reader_fail_memory(reader);
}

/* ---- columns ---------------------------------------------------------------- */

static bool at_type_end(const struct reader *reader)
{
	if (!calx__token_is_name(&reader->tokens, reader->at))
		return true;
	if (is_at(reader, "GENERATED"))
		return is_before(reader, "ALWAYS");
	return is_at(reader, "CONSTRAINT") || clause_at(reader, column_clauses);
}

static struct span read_type(struct reader *reader)
{
	struct span span = { last_end(reader), last_end(reader) };

	if (at_end(reader) || at_type_end(reader))
		return span;
	span.start = token_start(reader);
	while (!at_end(reader) && !at_type_end(reader))
		reader->at++;
	if (is_at(reader, "("))
		read_parentheses(reader);
	span.end = last_end(reader);
	return span;
}

/* A clause of a column is about that column. */
static void parts_own(struct reader *reader, struct ddl_column *column)
{
	for (size_t i = 0; i < column->part_count; i++) {
		struct ddl_part *part = &column->parts[i];
		struct ddl_name *name;

		if (part->kind < PART_PRIMARY_KEY || part->kind == PART_CHECK)
			continue;
		name = calx__arena_zero(reader->arena, 1, sizeof(*name));
		if (!name) {
			reader_fail_memory(reader);
			return;
		}
		*name = (struct ddl_name){ column->name, column->name_span };
		part->columns = name;
		part->column_count = 1;
	}
}

static void read_column(struct reader *reader)
{
	struct ddl_name name = read_name(reader);
	struct ddl_column column = { .name = name.text,
		.name_span = name.span,
		.type_span = read_type(reader) };

	while (!at_end(reader) && !is_at(reader, ",") && !is_at(reader, ")"))
		read_part(reader, column_clauses, &reader->parts);
	column.span = (struct span){ name.span.start, last_end(reader) };
	column.parts = reader_keep(reader, &reader->parts, &column.part_count);
	if (reader->status != CALX_OK)
		return;
	parts_own(reader, &column);
	if (!calx__vec_append(&reader->columns, &column))
		reader_fail_memory(reader);
}

static bool at_constraint(const struct reader *reader)
{
	return is_at(reader, "CONSTRAINT") || clause_at(reader, table_clauses);
}

/* Between constraints SQLite does not ask for a comma. */
static void read_body(struct reader *reader)
{
	do {
		if (!at_constraint(reader))
			read_column(reader);
		else
			read_part(reader, table_clauses, &reader->constraints);
		while (!at_end(reader) && at_constraint(reader))
			read_part(reader, table_clauses, &reader->constraints);
	} while (accept(reader, ","));
}

static void read_table_options(struct reader *reader, struct ddl_table *table)
{
	if (at_end(reader))
		return;
	do {
		if (accept(reader, "STRICT")) {
			table->strict = true;
		} else {
			expect(reader, "WITHOUT");
			expect(reader, "ROWID");
			table->without_rowid = true;
		}
	} while (accept(reader, ","));
}

static void read_if_not_exists(struct reader *reader)
{
	if (!accept(reader, "IF"))
		return;
	expect(reader, "NOT");
	expect(reader, "EXISTS");
}

static void expect_end(struct reader *reader)
{
	accept(reader, ";");
	if (!at_end(reader))
		reader_fail(reader, "the end");
}

static void read_table(struct reader *reader, struct ddl_table *table)
{
	expect(reader, "CREATE");
	if (!accept(reader, "TEMP"))
		accept(reader, "TEMPORARY");
	expect(reader, "TABLE");
	read_if_not_exists(reader);
	table->name = read_qualified_name(reader);
	table->open = token_start(reader);
	expect(reader, "(");
	read_body(reader);
	if (!reader->columns.count)
		reader_fail(reader, "a column");
	table->close = token_start(reader);
	expect(reader, ")");
	read_table_options(reader, table);
	expect_end(reader);
	table->columns =
		reader_keep(reader, &reader->columns, &table->column_count);
	table->constraints = reader_keep(
		reader, &reader->constraints, &table->constraint_count);
	table->tokens = reader->tokens;
}

enum calx_status calx__ddl_read_table(struct arena *arena, const char *text,
	struct ddl_table *ret_table, calx_error *error)
{
	struct ddl_table table = { 0 };
	struct reader reader;

	if (reader_open(&reader, arena, text, error) == CALX_OK)
		read_table(&reader, &table);
	reader_release(&reader);
	if (reader.status == CALX_OK)
		*ret_table = table;
	return reader.status;
}

static void read_index(struct reader *reader, struct ddl_index *index)
{
	expect(reader, "CREATE");
	index->unique = accept(reader, "UNIQUE");
	expect(reader, "INDEX");
	read_if_not_exists(reader);
	index->name = read_qualified_name(reader);
	expect(reader, "ON");
	index->table = read_name(reader);
	index->columns = read_list(reader, &index->column_count, &index->plain);
	expect(reader, ")");
	if (is_at(reader, "WHERE")) {
		index->plain = false;
		reader->at = reader->tokens.count;
	}
	expect_end(reader);
	index->tokens = reader->tokens;
}

enum calx_status calx__ddl_read_index(struct arena *arena, const char *text,
	struct ddl_index *ret_index, calx_error *error)
{
	struct ddl_index index = { 0 };
	struct reader reader;

	if (reader_open(&reader, arena, text, error) == CALX_OK)
		read_index(&reader, &index);
	reader_release(&reader);
	if (reader.status == CALX_OK)
		*ret_index = index;
	return reader.status;
}
