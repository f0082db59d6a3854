#include "dialect/sqlite/alter/collation.h"

#include <string.h>

#include "dialect/sqlite/alter/expression.h"
#include "util/fail.h"
#include "util/text.h"

/* Collations that only another program knows. While a schema is replayed
 * something stands in for them, which sorts by bytes: an index that was made so
 * would be wrong for whoever knows the collation. */

static bool is_known(struct alteration *a, const char *name)
{
	calx_error error = { 0 };
	const char *sql;

	if (calx__text_lists("binary nocase rtrim", name) || !a->catalog->probe)
		return true;
	calx__alteration_put(a, "SELECT '' = '' COLLATE ");
	calx__alteration_put_name(a, name);
	sql = calx__alteration_take(a);
	if (!sql || a->catalog->probe(a->catalog, sql, false, &error) >= 0)
		return true;
	if (error.status == CALX_OUT_OF_MEMORY)
		calx__alteration_fail_memory(a);
	return false;
}

/* The first collation between the offsets that is not known; NULL: none. */
static const char *unknown_in(
	struct alteration *a, const struct lexemes *lexemes, struct span span)
{
	for (size_t i = calx__lexemes_at(lexemes, span.start);
		i < lexemes->count && lexemes->items[i].span.end <= span.end;
		i++) {
		const char *name;

		if (!i || !calx__lexeme_is(lexemes, i - 1, "COLLATE") ||
			!calx__lexeme_is_name(lexemes, i))
			continue;
		name = calx__lexeme_name(a->arena, lexemes, i);
		if (name && !is_known(a, name))
			return name;
	}
	return NULL;
}

static void fail_unknown(struct alteration *a, const char *collation,
	const char *what, const char *name)
{
	calx__alteration_fail(a, CALX_UNSUPPORTED,
		"%s%s needs the collation %s, which is not known here", what,
		name ? name : "", collation);
	calx__fail_hint(a->error,
		"Drop it first, and make it again with a program that knows the collation.");
}

/* ---- what uses a column of such a collation ----------------------------------- */

static bool part_uses(const struct alteration *a,
	const struct parsed_part *part, const struct parsed_column *column)
{
	if (part->kind == PART_PRIMARY_KEY || part->kind == PART_UNIQUE)
		return calx__parsed_part_has(part, column->name);
	return (part->kind == PART_CHECK || part->kind == PART_GENERATED) &&
	       calx__expression_mentions(
		       &a->parsed.lexemes, part->body, column->name);
}

static void check_parts(struct alteration *a,
	const struct parsed_column *column, const char *collation)
{
	for (size_t i = 0; i < a->parsed.constraint_count; i++)
		if (part_uses(a, &a->parsed.constraints[i], column))
			fail_unknown(a, collation, "a constraint of column ",
				column->name);
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		const struct parsed_column *other = &a->parsed.columns[i];

		for (size_t j = 0; j < other->part_count; j++)
			if (part_uses(a, &other->parts[j], column))
				fail_unknown(a, collation,
					"a constraint of column ",
					column->name);
	}
}

/* Indexes that are made: all of a table that is rebuilt. */
static bool is_made(
	const struct alteration *a, const struct object_state *object)
{
	return !object->trigger && !object->gone &&
	       (a->rebuild || object->added);
}

static void check_indexes_of(struct alteration *a,
	const struct parsed_column *column, const char *collation)
{
	for (size_t i = 0; i < a->objects.count && a->status >= 0; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);

		if (is_made(a, object) && calx__expression_text_mentions(
						  a, object->sql, column->name))
			fail_unknown(a, collation, "the index ", object->name);
	}
}

/* ---- the whole -------------------------------------------------------------------- */

static void check_column(
	struct alteration *a, const struct parsed_column *column)
{
	const char *collation = unknown_in(a, &a->parsed.lexemes, column->span);

	if (!collation)
		return;
	check_indexes_of(a, column, collation);
	if (a->rebuild)
		check_parts(a, column, collation);
}

static void check_index(struct alteration *a, const struct object_state *object)
{
	struct lexemes lexemes;
	const char *collation;

	a->status =
		calx__lexemes_read(a->arena, object->sql, &lexemes, a->error);
	if (a->status < 0)
		return;
	collation = unknown_in(
		a, &lexemes, (struct span){ 0, strlen(object->sql) });
	if (collation)
		fail_unknown(a, collation, "the index ", object->name);
}

void calx__collations_check(struct alteration *a)
{
	/* SQLite itself says it of a new table */
	if (a->fresh)
		return;
	for (size_t i = 0; i < a->parsed.column_count && a->status >= 0; i++)
		check_column(a, &a->parsed.columns[i]);
	for (size_t i = 0; i < a->objects.count && a->status >= 0; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);

		if (is_made(a, object))
			check_index(a, object);
	}
}
