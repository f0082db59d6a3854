#include "dialect/sqlite/alter/drop.h"

#include <string.h>

#include "compile/identifier.h"
#include "dialect/sqlite/alter/edit.h"
#include "dialect/sqlite/alter/expression.h"
#include "dialect/sqlite/text/create.h"
#include "util/fail.h"
#include "util/text.h"

/* DROP COLUMN. What only the column has goes with it; what others share stands in
 * the way, and is named. */

static const char *const kind_titles[PART_KIND_COUNT] = {
	[PART_PRIMARY_KEY] = "primary key",
	[PART_UNIQUE] = "unique constraint",
	[PART_CHECK] = "check",
	[PART_FOREIGN_KEY] = "foreign key",
	[PART_GENERATED] = "generated column",
};

static void fail_in_use(struct alteration *a, const struct column_state *column,
	const struct parsed_part *part)
{
	const char *title = kind_titles[part->kind];

	if (part->name)
		calx__alteration_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by the %s %s", column->name,
			title, part->name);
	else
		calx__alteration_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by a %s", column->name, title);
	calx__alteration_name_column(a, column->name);
	calx__fail_hint(a->error,
		part->kind == PART_PRIMARY_KEY || part->kind == PART_GENERATED
			? "Drop what uses the column first."
			: "Drop what uses the column first, or say .cascade = true.");
}

/* Whether an expression mentions another column than this one. */
static bool mentions_others(const struct alteration *a,
	const struct lexemes *lexemes, const struct parsed_part *part,
	const char *stored)
{
	for (size_t i = 0; i < a->parsed.column_count; i++) {
		const char *name = a->parsed.columns[i].name;

		if (!calx__names_equal(a->dialect, name, stored) &&
			calx__expression_mentions(lexemes, part->body, name))
			return true;
	}
	return false;
}

static bool refers_to(const struct alteration *a,
	const struct parsed_part *part, const char *stored)
{
	if (!calx__names_equal(a->dialect, part->referred.text, a->table))
		return false;
	for (size_t i = 0; i < part->referred_count; i++) {
		if (calx__names_equal(
			    a->dialect, part->referred_columns[i].text, stored))
			return true;
	}
	return false;
}

enum use { USE_NONE, USE_ONLY, USE_SHARED };

/* How a constraint of the table uses the column. */
static enum use part_use(const struct alteration *a,
	const struct parsed_part *part, const char *stored)
{
	if (part->kind == PART_CHECK || part->kind == PART_GENERATED) {
		if (!calx__expression_mentions(
			    &a->parsed.lexemes, part->body, stored))
			return USE_NONE;
		return mentions_others(a, &a->parsed.lexemes, part, stored)
			       ? USE_SHARED
			       : USE_ONLY;
	}
	if (calx__parsed_part_has(part, stored))
		return part->column_count > 1 || part->kind == PART_PRIMARY_KEY
			       ? USE_SHARED
			       : USE_ONLY;
	return refers_to(a, part, stored) ? USE_SHARED : USE_NONE;
}

/* Nothing else in the table may use the column; constraints that only it has
 * go with it. */
static void drop_constraints_of(
	struct alteration *a, const struct column_state *column, bool cascade)
{
	for (size_t i = a->parsed.constraint_count; i-- && a->status >= 0;) {
		const struct parsed_part *part = &a->parsed.constraints[i];
		enum use use = part_use(a, part, column->stored);

		if (use == USE_SHARED &&
			(!cascade || part->kind == PART_PRIMARY_KEY)) {
			fail_in_use(a, column, part);
		} else if (use != USE_NONE) {
			calx__edit_remove_item(a, part->span);
			a->rebuild = true;
		}
	}
}

/* The first clause of another column that uses this one. */
static const struct parsed_part *use_by_columns(
	const struct alteration *a, const struct column_state *column)
{
	const struct parsed_column *own = calx__alteration_parsed(a, column);

	for (size_t i = 0; i < a->parsed.column_count; i++) {
		const struct parsed_column *other = &a->parsed.columns[i];

		for (size_t j = 0; other != own && j < other->part_count; j++)
			if (part_use(a, &other->parts[j], column->stored) !=
				USE_NONE)
				return &other->parts[j];
	}
	return NULL;
}

static void drop_uses_by_columns(
	struct alteration *a, const struct column_state *column, bool cascade)
{
	const struct parsed_part *part;

	while (a->status >= 0 && (part = use_by_columns(a, column))) {
		if (!cascade || part->kind == PART_GENERATED) {
			fail_in_use(a, column, part);
		} else {
			calx__edit_remove_clause(a, part->span);
			a->rebuild = true;
		}
	}
}

/* How an index uses the column, in its list or its condition. */
static enum use index_use(
	struct alteration *a, const char *sql, const char *stored)
{
	struct parsed_index index;
	struct parsed_part rest = { .body.end = strlen(sql) };

	if (a->status < 0)
		return USE_NONE;
	a->status = calx__create_index_read(a->arena, sql, &index, a->error);
	if (a->status < 0)
		return USE_NONE;
	rest.body.start = index.table.span.end;
	if (!calx__expression_mentions(&index.lexemes, rest.body, stored))
		return USE_NONE;
	return mentions_others(a, &index.lexemes, &rest, stored) ? USE_SHARED
								 : USE_ONLY;
}

/* An index of the column alone goes with it. One that others share must be
 * dropped, too, before the group ends. */
static void drop_indexes_of(
	struct alteration *a, const struct column_state *column, bool cascade)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		struct object_state *object = calx__vec_at(&a->objects, i);
		enum use use = USE_NONE;

		if (!object->trigger && !object->gone && !object->lost)
			use = index_use(a, object->sql, column->stored);
		if (use == USE_NONE)
			continue;
		a->rebuild = true;
		if (use == USE_ONLY || cascade)
			object->gone = true;
		else
			object->lost = column->name;
	}
}

void calx__sqlite_check_indexes(struct alteration *a)
{
	for (size_t i = 0; i < a->objects.count && a->status >= 0; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);

		if (object->gone || !object->lost)
			continue;
		calx__alteration_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by the index %s", object->lost,
			object->name);
		calx__alteration_name_column(a, object->lost);
		calx__fail_hint(a->error,
			"Drop the index, too, or say .cascade = true.");
	}
}

/* SQLite's own DROP COLUMN looks at every view and trigger of the schema and
 * gives up when one of them is broken; and before 3.35.5 it could damage the
 * file. */
static bool can_drop(struct alteration *a, const struct column_state *column)
{
	const char *safe = NULL;
	const struct parsed_column *parsed = calx__alteration_parsed(a, column);

	for (size_t i = 0; i < parsed->part_count; i++) {
		if (parsed->parts[i].kind >= PART_GENERATED)
			return false;
	}
	calx__alteration_put(a,
		"SELECT count(*) = 0 AND sqlite_version() NOT IN ('3.35.0', '3.35.1', '3.35.2', '3.35.3', '3.35.4') FROM sqlite_schema WHERE type IN ('view', 'trigger')");
	return calx__alteration_fetch(a, &safe, 1) &&
	       calx__text_equal(safe, "1");
}

static void column_remove(
	struct alteration *a, const struct column_state *column)
{
	size_t index = (size_t)(column -
				(const struct column_state *)a->columns.items);
	struct column_state *items = a->columns.items;

	memmove(&items[index], &items[index + 1],
		(a->columns.count - index - 1) * sizeof(*items));
	a->columns.count--;
}

/* What is in the way, and what goes with the column. */
static void make_way(
	struct alteration *a, const struct column_state *column, bool cascade)
{
	const struct parsed_part *key = calx__parsed_part(
		calx__alteration_parsed(a, column), PART_PRIMARY_KEY);

	if (a->parsed.column_count == 1)
		calx__alteration_fail(a, CALX_INVALID,
			"\"%s\" is its only column", column->name);
	else if (key)
		fail_in_use(a, column, key);
	if (a->status < 0)
		return;
	drop_uses_by_columns(a, column, cascade);
	drop_constraints_of(a, column, cascade);
	drop_indexes_of(a, column, cascade);
}

void calx__sqlite_drop_column(
	struct alteration *a, const struct operation *operation)
{
	struct column_state *column =
		calx__alteration_need_column(a, operation->name);

	if (!column)
		return;
	make_way(a, column, operation->cascade);
	if (a->status < 0)
		return;
	if (!can_drop(a, column))
		a->rebuild = true;
	calx__alteration_emit_default(a, &a->natives,
		&(struct operation){ .kind = CALX_OPERATION_DROP_COLUMN,
			.name = column->name });
	if (a->status < 0)
		return;
	calx__edit_remove_item(a, calx__alteration_parsed(a, column)->span);
	column_remove(a, column);
}
