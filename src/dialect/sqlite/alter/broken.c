#include "dialect/sqlite/alter/broken.h"

#include "compile/identifier.h"
#include "dialect/sqlite/survey/survey.h"
#include "util/fail.h"
#include "util/text.h"

/* When something gets another name, SQLite looks at every view and trigger of the
 * schema, and gives up at the first that does not work, whatever that has to do
 * with it. So these are away meanwhile, and come back as they were. */

static void load(struct alteration *a)
{
	if (a->status < 0 || a->survey.things.count || !a->catalog->probe)
		return;
	a->status = calx__objects_survey(
		a->dialect, a->catalog, &a->survey, a->error);
}

static const struct schema_thing *thing_at(
	const struct alteration *a, size_t number)
{
	return calx__vec_at(&a->survey.things, number);
}

/* Whether it belongs to a view that goes, and goes with it. */
static bool goes_with_view(
	const struct alteration *a, const struct schema_thing *trigger)
{
	for (size_t i = 0; i < a->survey.things.count; i++) {
		const struct schema_thing *view = thing_at(a, i);

		if (!view->table && view->state == THING_BROKEN &&
			calx__names_equal(
				a->dialect, view->name, trigger->table))
			return true;
	}
	return false;
}

/* ---- what cannot follow ---------------------------------------------------------- */

/* It may well work in a program that has the function. */
static bool works_elsewhere(const struct schema_thing *thing)
{
	return calx__text_starts(thing->problem, "no such function") ||
	       calx__text_starts(thing->problem, "no such module") ||
	       calx__text_starts(thing->problem, "unsafe use of");
}

static bool mentions(struct alteration *a, const char *text, const char *name)
{
	struct lexemes lexemes;

	if (a->status < 0)
		return false;
	a->status = calx__lexemes_read(a->arena, text, &lexemes, a->error);
	for (size_t i = 0; a->status >= 0 && i < lexemes.count; i++)
		if (calx__lexeme_names(&lexemes, i, name))
			return true;
	return false;
}

static bool mentions_renamed(
	struct alteration *a, const char *text, const struct vec *columns)
{
	if (!mentions(a, text, a->table))
		return false;
	for (size_t i = 0; columns && i < columns->count; i++) {
		const struct column_state *column = calx__vec_at(columns, i);

		if (!calx__text_equal(column->name, column->stored) &&
			mentions(a, text, column->stored))
			return true;
	}
	return !columns;
}

static void check_follows(struct alteration *a,
	const struct schema_thing *thing, const struct vec *columns)
{
	if (!works_elsewhere(thing) ||
		!mentions_renamed(a, thing->text, columns))
		return;
	calx__alteration_fail(a, CALX_CONFLICT,
		"the %s %s could not follow the new name: %s", thing->kind,
		thing->name, thing->problem);
	calx__fail_hint(a->error,
		"Drop it first, and create it again behind: %s.", thing->drop);
}

/* ---- away and back ----------------------------------------------------------------- */

void calx__broken_put_aside(struct alteration *a, const struct vec *columns)
{
	load(a);
	for (size_t i = 0; i < a->survey.things.count && a->status >= 0; i++) {
		const struct schema_thing *thing = thing_at(a, i);

		if (thing->state != THING_BROKEN)
			continue;
		check_follows(a, thing, columns);
		if (thing->table && goes_with_view(a, thing))
			continue;
		calx__alteration_put(a, thing->drop);
		calx__alteration_emit(a, a->statements);
	}
}

/* Where the trigger's text names its table. */
static struct span table_span(const struct lexemes *lexemes)
{
	size_t i = 3;

	while (i < lexemes->count && !calx__lexeme_is(lexemes, i, "ON"))
		i++;
	if (calx__lexeme_is(lexemes, i + 2, "."))
		i += 2;
	return i + 1 < lexemes->count ? lexemes->items[i + 1].span
				      : (struct span){ 0, 0 };
}

static void put_text(struct alteration *a, const struct schema_thing *thing,
	const char *table)
{
	struct lexemes lexemes;
	struct span span;

	if (!thing->table || calx__text_equal(table, a->table) ||
		!calx__names_equal(a->dialect, thing->table, a->table)) {
		calx__alteration_put(a, thing->text);
		return;
	}
	a->status =
		calx__lexemes_read(a->arena, thing->text, &lexemes, a->error);
	if (a->status < 0)
		return;
	span = table_span(&lexemes);
	calx__strbuf_add(&a->sql, thing->text, span.start);
	calx__alteration_put_name(a, table);
	calx__alteration_put(a, thing->text + span.end);
}

void calx__broken_put_back(struct alteration *a, const char *table)
{
	for (size_t i = 0; i < a->survey.things.count && a->status >= 0; i++) {
		const struct schema_thing *thing = thing_at(a, i);

		if (thing->state != THING_BROKEN &&
			!(thing->table && goes_with_view(a, thing)))
			continue;
		put_text(a, thing, table);
		calx__alteration_emit(a, a->statements);
	}
}
