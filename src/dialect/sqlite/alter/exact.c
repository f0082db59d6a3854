#include "dialect/sqlite/alter/exact.h"

#include <strings.h>

#include "compile/ddl.h"
#include "dialect/sqlite/text/create.h"
#include "dialect/sqlite/text/exactness.h"
#include "util/fail.h"
#include "util/text.h"

/* Looks at CHECKs, generated columns and indexes; where a column becomes text,
 * also at the views and triggers that may read it. */

/* ---- columns -------------------------------------------------------------- */

static const char *type_text(struct alteration *a,
	const struct parsed_table *table, const struct parsed_column *column)
{
	const char *text = calx__span_text(
		a->arena, table->lexemes.text, column->type_span);

	if (!text)
		calx__alteration_fail_memory(a);
	return text ? text : "";
}

static enum exactness exactness_of(struct alteration *a,
	const struct parsed_table *table, const struct parsed_column *column)
{
	const char *text = type_text(a, table, column);
	static const char exact[] = "DECIMAL_TEXT";
	calx_type type;

	if (!strncasecmp(text, exact, sizeof(exact) - 1))
		return EXACTNESS_TEXT;
	type = a->dialect->type_of(a->arena, text);
	return calx__exactness(&type);
}

/* ---- the table's own text -------------------------------------------------- */

static struct misuse part_misuse(const struct parsed_table *table,
	const struct parsed_part *part, const char *column,
	enum exactness exactness)
{
	if (part->kind != PART_CHECK && part->kind != PART_GENERATED)
		return (struct misuse){ 0 };
	return calx__expression_misuse(&table->lexemes, part->body, column,
		exactness, part->kind == PART_GENERATED);
}

/* The first misuse of a column, and where it is. */
static struct misuse table_misuse(const struct parsed_table *table,
	const char *column, enum exactness exactness,
	const struct parsed_part **ret_part)
{
	struct misuse misuse = { 0 };

	for (size_t i = 0; i < table->column_count; i++)
		for (size_t j = 0; j < table->columns[i].part_count; j++) {
			*ret_part = &table->columns[i].parts[j];
			misuse = part_misuse(
				table, *ret_part, column, exactness);
			if (misuse.problem)
				return misuse;
		}
	for (size_t i = 0; i < table->constraint_count && !misuse.problem;
		i++) {
		*ret_part = &table->constraints[i];
		misuse = part_misuse(table, *ret_part, column, exactness);
	}
	return misuse;
}

/* ---- failing -------------------------------------------------------------- */

static void fail_misuse(struct alteration *a, const char *what,
	const char *name, const struct parsed_column *column,
	struct misuse misuse)
{
	calx__alteration_fail(a, CALX_UNSUPPORTED,
		"%s%s uses column \"%s\", %s: %s", what, name ? name : "",
		column->name, type_text(a, &a->parsed, column), misuse.problem);
	calx__alteration_name_column(a, column->name);
	calx__fail_hint(a->error, "%s", misuse.hint);
}

static void fail_part(struct alteration *a, const struct parsed_part *part,
	const struct parsed_column *column, struct misuse misuse)
{
	const char *body =
		calx__span_text(a->arena, a->parsed.lexemes.text, part->body);
	const bool generated = part->kind == PART_GENERATED;

	fail_misuse(a, generated ? "the generated column " : "CHECK ",
		body ? body : "", column, misuse);
}

/* ---- what uses a column that was changed ----------------------------------- */

static bool lexemes_of(
	struct alteration *a, const char *sql, struct lexemes *ret_lexemes)
{
	if (a->status >= 0)
		a->status = calx__lexemes_read(
			a->arena, sql, ret_lexemes, a->error);
	return a->status >= 0;
}

static void check_indexes(struct alteration *a,
	const struct parsed_column *column, enum exactness exactness)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		const struct object_state *object =
			calx__vec_at(&a->objects, i);
		struct lexemes lexemes;
		struct misuse misuse;

		if (object->trigger || object->gone || !object->sql ||
			!lexemes_of(a, object->sql, &lexemes))
			continue;
		misuse = calx__index_misuse(&lexemes, column->name, exactness);
		if (misuse.problem)
			fail_misuse(a, "index ", object->name, column, misuse);
	}
}

/* The views and triggers that may see the column's table. */
struct readers {
	struct alteration *a;
	const struct parsed_column *column;
	struct vec tables; /* of const char *: it, and views of it */
	struct vec names;  /* of const char *: what the column is called */
};

static bool lexemes_name_any(const struct lexemes *lexemes, struct vec *names)
{
	for (size_t i = 0; i < lexemes->count; i++)
		for (size_t j = 0; j < names->count; j++)
			if (calx__lexeme_names(lexemes, i,
				    *(const char **)calx__vec_at(names, j)))
				return true;
	return false;
}

static enum calx_status reader_row(
	void *context, const char *const *values, size_t count)
{
	struct readers *readers = context;
	struct alteration *a = readers->a;
	const char *name = calx__arena_strdup(a->arena, values[1]);
	const char *sql = calx__arena_strdup(a->arena, values[2]);
	struct lexemes lexemes;
	struct misuse misuse;

	(void)count;
	if (!name || !sql || !calx__vec_append(&readers->tables, &name))
		return calx__fail_memory(a->error);
	/* what SQLite itself cannot read is nobody's fault here */
	if (calx__lexemes_read(a->arena, sql, &lexemes, NULL) < 0)
		return CALX_OK;
	readers->tables.count--;
	if (!lexemes_name_any(&lexemes, &readers->tables))
		return CALX_OK;
	misuse = calx__statement_misuse(a->arena, &lexemes, &readers->names);
	if (misuse.problem)
		fail_misuse(a,
			calx__text_equal(values[0], "view") ? "view "
							    : "trigger ",
			name, readers->column, misuse);
	if (!calx__vec_append(&readers->tables, &name))
		return calx__fail_memory(a->error);
	return a->status;
}

static void check_readers(
	struct alteration *a, const struct parsed_column *column)
{
	struct readers readers = { .a = a,
		.column = column,
		.tables = VEC_INIT(const char *),
		.names = VEC_INIT(const char *) };
	enum calx_status status = CALX_OK;

	if (!calx__vec_append(&readers.tables, &a->table) ||
		!calx__vec_append(&readers.names, &column->name))
		calx__alteration_fail_memory(a);
	if (a->status >= 0)
		status = a->catalog->query(a->catalog,
			"SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') AND sql IS NOT NULL ORDER BY type DESC, rowid",
			reader_row, &readers, a->error);
	if (a->status >= 0)
		a->status = status;
	calx__vec_release(&readers.tables);
	calx__vec_release(&readers.names);
}

/* ---- values --------------------------------------------------------------- */

/* $ is the column, @ the digits behind the point, 0 so many zeros. */
static void put_pattern(struct alteration *a, const char *pattern,
	const char *stored, int scale)
{
	for (; *pattern; pattern++) {
		if (*pattern == '$')
			calx__alteration_put_name(a, stored);
		else if (*pattern == '@')
			calx__strbuf_addf(&a->sql, "%d", scale);
		else if (*pattern == '0')
			calx__strbuf_addf(&a->sql, "%0*d", scale, 0);
		else
			calx__strbuf_addc(&a->sql, *pattern);
	}
}

void calx__exact_put_source(struct alteration *a, const char *stored)
{
	const struct column_state *column =
		calx__alteration_stored_column(a, stored);
	const calx_type *type = column ? column->type : NULL;

	if (type && type->length && type->scale &&
		calx__exactness(type) == EXACTNESS_TEXT)
		put_pattern(a,
			"CASE WHEN typeof($) = 'real' THEN printf('%.@f', $)"
			" WHEN instr($, '.') THEN $ || substr('0', length($) - instr($, '.') + 1)"
			" ELSE $ || '.0' END",
			stored, type->scale);
	else
		calx__alteration_put_name(a, stored);
}

/* ---- the whole ------------------------------------------------------------ */

/* Whether the column was misused already in the table as it is. */
static bool was_misused(struct alteration *a, const struct parsed_table *before,
	const char *column, enum exactness exactness)
{
	const struct parsed_column *old =
		before ? calx__parsed_column(before, column) : NULL;
	const struct parsed_part *part;

	return old && exactness_of(a, before, old) == exactness &&
	       table_misuse(before, column, exactness, &part).problem;
}

static bool was_the_same(struct alteration *a,
	const struct parsed_table *before, const char *column,
	enum exactness exactness)
{
	const struct parsed_column *old = calx__parsed_column(before, column);

	return !old || exactness_of(a, before, old) == exactness;
}

static void check_column(struct alteration *a,
	const struct parsed_table *before, const struct parsed_column *column)
{
	const enum exactness exactness = exactness_of(a, &a->parsed, column);
	const struct parsed_part *part = NULL;
	struct misuse misuse;

	if (!exactness || a->status < 0)
		return;
	misuse = table_misuse(&a->parsed, column->name, exactness, &part);
	if (misuse.problem && !was_misused(a, before, column->name, exactness))
		fail_part(a, part, column, misuse);
	if (!before || was_the_same(a, before, column->name, exactness))
		return;
	check_indexes(a, column, exactness);
	if (exactness == EXACTNESS_TEXT && a->status >= 0)
		check_readers(a, column);
}

void calx__exact_check(struct alteration *a)
{
	struct parsed_table before = { 0 };

	if (a->status >= 0 && !a->fresh)
		a->status = calx__create_table_read(
			a->arena, a->original, &before, a->error);
	for (size_t i = 0; i < a->parsed.column_count && a->status >= 0; i++)
		check_column(
			a, a->fresh ? NULL : &before, &a->parsed.columns[i]);
}

void calx__exact_check_index(struct alteration *a, const char *sql)
{
	struct lexemes lexemes;

	if (!sql || !lexemes_of(a, sql, &lexemes))
		return;
	for (size_t i = 0; i < a->parsed.column_count && a->status >= 0; i++) {
		const struct parsed_column *column = &a->parsed.columns[i];
		const struct misuse misuse = calx__index_misuse(&lexemes,
			column->name, exactness_of(a, &a->parsed, column));

		if (misuse.problem)
			fail_misuse(a, "the index", NULL, column, misuse);
	}
}

static void check_created(struct alteration *a, const struct sql_table *table)
{
	const char *text;

	calx__ddl_create_table(&a->sql, a->dialect, table);
	text = calx__alteration_take(a);
	if (text && a->status >= 0)
		a->status = calx__create_table_read(
			a->arena, text, &a->parsed, a->error);
	if (a->status < 0)
		return;
	calx__exact_check(a);
	for (size_t i = 0; i < table->index_count; i++) {
		calx__ddl_create_index(&a->sql, a->dialect, NULL, table->name,
			&table->indexes[i]);
		calx__exact_check_index(a, calx__alteration_take(a));
	}
}

enum calx_status calx__sqlite_check_table(const struct dialect *dialect,
	struct arena *arena, const struct sql_table *table, calx_error *error)
{
	struct alteration a = {
		.dialect = dialect,
		.verb = "create",
		.table = table->name,
		.fresh = true,
		.arena = arena,
		.error = error,
		.natives = VEC_INIT(const char *),
		.sql = STRBUF_INIT,
		.columns = VEC_INIT(struct column_state),
		.objects = VEC_INIT(struct object_state),
	};

	check_created(&a, table);
	if (arena->failed)
		calx__alteration_fail_memory(&a);
	calx__alteration_release(&a);
	return a.status;
}
