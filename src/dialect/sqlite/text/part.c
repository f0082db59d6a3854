#include "dialect/sqlite/text/part.h"

#include "util/text.h"

/* The clauses of a column and the constraints of a table: one reader each, and
 * a table of the words that they begin with. */

static void read_conflict(
	struct create_reader *reader, struct parsed_part *part)
{
	static const char *const actions[] = { "ROLLBACK", "ABORT", "FAIL",
		"IGNORE", "REPLACE", NULL };

	if (!calx__read_accept(reader, "ON"))
		return;
	calx__read_expect(reader, "CONFLICT");
	part->conflict = calx__read_phrase(reader, actions);
	if (!part->conflict)
		calx__read_fail(reader, "a conflict clause");
}

static bool read_reference_action(
	struct create_reader *reader, struct parsed_part *part)
{
	static const char *const actions[] = { "SET NULL", "SET DEFAULT",
		"CASCADE", "RESTRICT", "NO ACTION", NULL };
	const char *action;

	if (calx__read_accept(reader, "MATCH")) {
		calx__read_name(reader);
		return true;
	}
	if (!calx__read_accept(reader, "ON"))
		return false;
	if (calx__read_accept(reader, "DELETE")) {
		action = part->on_delete = calx__read_phrase(reader, actions);
	} else if (calx__read_accept(reader, "UPDATE")) {
		action = part->on_update = calx__read_phrase(reader, actions);
	} else {
		calx__read_expect(reader, "INSERT");
		action = calx__read_phrase(reader, actions);
	}
	if (!action)
		calx__read_fail(reader, "an action");
	return action;
}

/* [NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE] */
static void read_deferrable(
	struct create_reader *reader, struct parsed_part *part)
{
	bool is_not = calx__read_is_at(reader, "NOT") &&
		      calx__read_is_before(reader, "DEFERRABLE");

	if (is_not)
		reader->at++;
	if (!calx__read_accept(reader, "DEFERRABLE"))
		return;
	part->deferrable = !is_not;
	if (!calx__read_accept(reader, "INITIALLY"))
		return;
	if (calx__read_accept(reader, "DEFERRED"))
		part->deferred = !is_not;
	else
		calx__read_expect(reader, "IMMEDIATE");
}

static void read_references(
	struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_FOREIGN_KEY;
	part->referred = calx__read_name(reader);
	if (calx__read_is_at(reader, "(")) {
		part->referred_columns =
			calx__read_list(reader, &part->referred_count, NULL);
		calx__read_expect(reader, ")");
	}
	while (read_reference_action(reader, part))
		;
	read_deferrable(reader, part);
}

/* NO ACTION is what the absence of an action means. */
static void part_normalise(struct parsed_part *part)
{
	if (calx__text_equal(part->on_delete, "NO ACTION"))
		part->on_delete = NULL;
	if (calx__text_equal(part->on_update, "NO ACTION"))
		part->on_update = NULL;
}

/* ---- clauses of a column --------------------------------------------------- */

static void read_not(struct create_reader *reader, struct parsed_part *part)
{
	if (calx__read_is_at(reader, "DEFERRABLE")) {
		/* SQLite takes the clause anywhere: without a foreign key
		 * before it, it means nothing */
		part->kind = PART_NULL;
		read_deferrable(reader, part);
		return;
	}
	calx__read_expect(reader, "NULL");
	part->kind = PART_NOT_NULL;
	read_conflict(reader, part);
}

static void read_null(struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_NULL;
	read_conflict(reader, part);
}

static void read_stray_deferrable(
	struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_NULL;
	if (calx__read_accept(reader, "INITIALLY") &&
		!calx__read_accept(reader, "DEFERRED"))
		calx__read_expect(reader, "IMMEDIATE");
}

static void read_default(struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_DEFAULT;
	part->body.start = calx__read_start(reader);
	if (calx__read_is_at(reader, "(")) {
		calx__read_parentheses(reader);
	} else {
		if (!calx__read_accept(reader, "-"))
			calx__read_accept(reader, "+");
		if (calx__read_at_end(reader) ||
			calx__read_is_at(reader, ",") ||
			calx__read_is_at(reader, ")"))
			calx__read_fail(reader, "a default");
		else
			reader->at++;
	}
	part->body.end = calx__read_last_end(reader);
}

static void read_collate(struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_COLLATE;
	part->body = calx__read_name(reader).span;
}

static void read_as(struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_GENERATED;
	part->body = calx__read_parentheses(reader);
	if (calx__read_accept(reader, "STORED"))
		part->stored = true;
	else
		calx__read_accept(reader, "VIRTUAL");
}

static void read_generated(
	struct create_reader *reader, struct parsed_part *part)
{
	calx__read_expect(reader, "ALWAYS");
	calx__read_expect(reader, "AS");
	read_as(reader, part);
}

static void read_column_primary_key(
	struct create_reader *reader, struct parsed_part *part)
{
	calx__read_expect(reader, "KEY");
	part->kind = PART_PRIMARY_KEY;
	part->descending = calx__read_accept(reader, "DESC");
	if (!part->descending)
		calx__read_accept(reader, "ASC");
	read_conflict(reader, part);
	part->autoincrement = calx__read_accept(reader, "AUTOINCREMENT");
}

static void read_column_unique(
	struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_UNIQUE;
	read_conflict(reader, part);
}

static void read_check(struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_CHECK;
	part->body = calx__read_parentheses(reader);
	read_conflict(reader, part);
}

/* ---- constraints of the table ---------------------------------------------- */

static void read_table_primary_key(
	struct create_reader *reader, struct parsed_part *part)
{
	calx__read_expect(reader, "KEY");
	part->kind = PART_PRIMARY_KEY;
	part->columns = calx__read_list(reader, &part->column_count, NULL);
	part->autoincrement = calx__read_accept(reader, "AUTOINCREMENT");
	calx__read_expect(reader, ")");
	read_conflict(reader, part);
}

static void read_table_unique(
	struct create_reader *reader, struct parsed_part *part)
{
	part->kind = PART_UNIQUE;
	part->columns = calx__read_list(reader, &part->column_count, NULL);
	calx__read_expect(reader, ")");
	read_conflict(reader, part);
}

static void read_table_foreign_key(
	struct create_reader *reader, struct parsed_part *part)
{
	calx__read_expect(reader, "KEY");
	part->columns = calx__read_list(reader, &part->column_count, NULL);
	calx__read_expect(reader, ")");
	calx__read_expect(reader, "REFERENCES");
	read_references(reader, part);
}

struct clause {
	const char *word;
	void (*read)(struct create_reader *reader, struct parsed_part *part);
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

static const struct clause *const clauses[] = {
	[PART_OF_COLUMN] = column_clauses,
	[PART_OF_TABLE] = table_clauses,
};

static const struct clause *clause_at(
	const struct create_reader *reader, enum part_place place)
{
	const struct clause *clause = clauses[place];

	while (clause->word && !calx__read_is_at(reader, clause->word))
		clause++;
	return clause->word ? clause : NULL;
}

bool calx__part_is_next(
	const struct create_reader *reader, enum part_place place)
{
	return calx__read_is_at(reader, "CONSTRAINT") ||
	       clause_at(reader, place);
}

void calx__part_read(
	struct create_reader *reader, enum part_place place, struct vec *list)
{
	struct parsed_part part = { .span.start = calx__read_start(reader) };
	const struct clause *clause;

	if (calx__read_accept(reader, "CONSTRAINT"))
		part.name = calx__read_name(reader).text;
	part.clause.start = calx__read_start(reader);
	clause = clause_at(reader, place);
	if (clause) {
		reader->at++;
		clause->read(reader, &part);
	} else if (!part.name) {
		calx__read_fail(reader, "a constraint");
	} else {
		part.clause.start = calx__read_last_end(reader);
	}
	part.span.end = part.clause.end = calx__read_last_end(reader);
	part_normalise(&part);
	if (!calx__vec_append(list, &part))
		calx__read_fail_memory(reader);
}
