#include "dialect/sqlite/alter/alter.h"

#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* DROP COLUMN. */

static const char *const kind_titles[PART_KIND_COUNT] = {
	[PART_PRIMARY_KEY] = "primary key",
	[PART_UNIQUE] = "unique constraint",
	[PART_CHECK] = "check",
	[PART_FOREIGN_KEY] = "foreign key",
	[PART_GENERATED] = "generated column",
};

static void fail_in_use(struct alteration *a, const struct column_state *column,
	const struct ddl_part *part)
{
	const char *title = kind_titles[part->kind];

	if (part->name)
		calx__alter_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by the %s %s", column->name,
			title, part->name);
	else
		calx__alter_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by a %s", column->name, title);
	calx__alter_name_column(a, column->name);
	calx__fail_hint(a->error, "Drop what uses the column first.");
}

/* Whether a check mentions another column than this one. */
static bool mentions_others(const struct alteration *a,
	const struct ddl_part *part, const char *stored)
{
	for (size_t i = 0; i < a->ddl.column_count; i++) {
		const char *name = a->ddl.columns[i].name;

		if (!calx__text_equal_nocase(name, stored) &&
			calx__span_mentions(&a->ddl.tokens, part->body, name))
			return true;
	}
	return false;
}

static bool refers_to(const struct alteration *a, const struct ddl_part *part,
	const char *stored)
{
	if (!calx__text_equal_nocase(part->referred.text, a->table))
		return false;
	for (size_t i = 0; i < part->referred_count; i++) {
		if (calx__text_equal_nocase(
			    part->referred_columns[i].text, stored))
			return true;
	}
	return false;
}

enum use { USE_NONE, USE_ONLY, USE_SHARED };

/* How a constraint of the table uses the column. */
static enum use part_use(const struct alteration *a,
	const struct ddl_part *part, const char *stored)
{
	if (part->kind == PART_CHECK || part->kind == PART_GENERATED) {
		if (!calx__span_mentions(&a->ddl.tokens, part->body, stored))
			return USE_NONE;
		return mentions_others(a, part, stored) ? USE_SHARED : USE_ONLY;
	}
	if (calx__part_has(part, stored))
		return part->column_count > 1 || part->kind == PART_PRIMARY_KEY
			       ? USE_SHARED
			       : USE_ONLY;
	return refers_to(a, part, stored) ? USE_SHARED : USE_NONE;
}

/* Nothing else in the table may use the column; constraints that only it has
 * go with it. */
static void drop_constraints_of(
	struct alteration *a, const struct column_state *column)
{
	for (size_t i = a->ddl.constraint_count; i-- && a->status == CALX_OK;) {
		const struct ddl_part *part = &a->ddl.constraints[i];
		enum use use = part_use(a, part, column->stored);

		if (use == USE_SHARED) {
			fail_in_use(a, column, part);
		} else if (use == USE_ONLY) {
			calx__alter_remove_item(a, part->span);
			a->rebuild = true;
		}
	}
}

static void refuse_use_by_columns(
	struct alteration *a, const struct column_state *column)
{
	const struct ddl_column *own = calx__alter_ddl_of(a, column);

	for (size_t i = 0; i < a->ddl.column_count; i++) {
		const struct ddl_column *other = &a->ddl.columns[i];

		for (size_t j = 0; other != own && j < other->part_count; j++) {
			const struct ddl_part *part = &other->parts[j];

			if (part_use(a, part, column->stored) != USE_NONE)
				fail_in_use(a, column, part);
		}
	}
}

/* NEW.x, OLD.x, UPDATE OF x: in a trigger on the table these are its columns,
 * while a bare name may be anything's. */
static bool trigger_uses(const struct tokens *tokens, const char *name)
{
	bool in_list = false; /* UPDATE OF a, b */

	for (size_t i = 1; i < tokens->count; i++) {
		if (calx__token_is(tokens, i, "OF"))
			in_list = true;
		else if (calx__token_is(tokens, i, "ON"))
			in_list = false;
		if (!calx__token_names(tokens, i, name))
			continue;
		if (in_list)
			return true;
		if (i > 1 && calx__token_is(tokens, i - 1, ".") &&
			(calx__token_names(tokens, i - 2, "NEW") ||
				calx__token_names(tokens, i - 2, "OLD")))
			return true;
	}
	return false;
}

static void refuse_use_by_triggers(
	struct alteration *a, const struct column_state *column)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);
		struct tokens tokens;

		if (!object->trigger || a->status != CALX_OK)
			continue;
		a->status = calx__sqlite_tokens(
			a->arena, object->sql, &tokens, a->error);
		if (a->status != CALX_OK ||
			!trigger_uses(&tokens, column->stored))
			continue;
		calx__alter_fail(a, CALX_CONFLICT,
			"column \"%s\" is used by the trigger %s", column->name,
			object->name);
		calx__alter_name_column(a, column->name);
		calx__fail_hint(a->error, "Drop the trigger first.");
	}
}

static bool index_uses(
	struct alteration *a, const char *sql, const char *stored)
{
	struct ddl_index index;

	if (a->status != CALX_OK)
		return false;
	a->status = calx__ddl_read_index(a->arena, sql, &index, a->error);
	return a->status == CALX_OK &&
	       calx__span_mentions(&index.tokens,
		       (struct span){ index.table.span.end, strlen(sql) },
		       stored);
}

static void drop_indexes_of(
	struct alteration *a, const struct column_state *column)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		struct object_state *object = calx__vec_at(&a->objects, i);

		if (object->trigger || object->gone ||
			!index_uses(a, object->sql, column->stored))
			continue;
		object->gone = true;
		a->rebuild = true;
	}
}

/* SQLite's own DROP COLUMN looks at every view and trigger of the schema and
 * gives up when one of them is broken; and before 3.35.5 it could damage the
 * file. */
static bool can_drop(struct alteration *a, const struct column_state *column)
{
	const char *values[2] = { NULL, NULL };
	const struct ddl_column *ddl = calx__alter_ddl_of(a, column);

	for (size_t i = 0; i < ddl->part_count; i++) {
		if (ddl->parts[i].kind >= PART_GENERATED)
			return false;
	}
	calx__alter_put(a,
		"SELECT sqlite_version(), count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger')");
	return calx__alter_fetch(a, values, 2) &&
	       !calx__text_equal(values[0], "3.35.0") &&
	       !calx__text_equal(values[0], "3.35.1") &&
	       !calx__text_equal(values[0], "3.35.2") &&
	       !calx__text_equal(values[0], "3.35.3") &&
	       !calx__text_equal(values[0], "3.35.4") &&
	       calx__text_equal(values[1], "0");
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

void calx__alter_drop_column(
	struct alteration *a, const struct operation *operation)
{
	struct column_state *column =
		calx__alter_need_column(a, operation->name);

	if (!column)
		return;
	if (a->ddl.column_count == 1) {
		calx__alter_fail(a, CALX_INVALID, "\"%s\" is its only column",
			column->name);
		return;
	}
	if (calx__ddl_column_part(
		    calx__alter_ddl_of(a, column), PART_PRIMARY_KEY)) {
		fail_in_use(a, column,
			calx__ddl_column_part(calx__alter_ddl_of(a, column),
				PART_PRIMARY_KEY));
		return;
	}
	refuse_use_by_columns(a, column);
	refuse_use_by_triggers(a, column);
	drop_constraints_of(a, column);
	drop_indexes_of(a, column);
	if (a->status != CALX_OK)
		return;
	if (!can_drop(a, column))
		a->rebuild = true;
	calx__alter_put(a, "ALTER TABLE ");
	calx__alter_put_name(a, a->table);
	calx__alter_put(a, " DROP COLUMN ");
	calx__alter_put_name(a, column->name);
	calx__alter_emit(a, &a->natives);
	if (a->status != CALX_OK)
		return;
	calx__alter_remove_item(a, calx__alter_ddl_of(a, column)->span);
	column_remove(a, column);
}
