#include "sql/schema/operation.h"

#include <string.h>

#include "sql/schema/compare.h"
#include "sql/schema/constraint.h"
#include "sql/schema/descriptor.h"
#include "sql/schema/resolve.h"
#include "util/fail.h"
#include "util/text.h"

/* The rows of the operations and of their arguments, and what can be said of
 * an operation by looping over them. */

const struct operation_info calx__operations[] = {
	[CALX_OPERATION_CREATE_TABLE] = {
		.function = "calx_create_table",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_ITEMS },
		.verb = "add table",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_DROP_TABLE,
		.flags = OPERATION_ALONE,
	},
	[CALX_OPERATION_DROP_TABLE] = {
		.function = "calx_drop_table",
		.arguments = { ARGUMENT_TABLE },
		.verb = "remove table",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_CREATE_TABLE,
		.flags = OPERATION_ALONE | OPERATION_BREAKS |
			 OPERATION_CASCADES,
	},
	[CALX_OPERATION_RENAME_TABLE] = {
		.function = "calx_rename_table",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_NEW_NAME },
		.verb = "rename table",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_RENAME_TABLE,
		.flags = OPERATION_ALONE | OPERATION_BREAKS,
	},
	[CALX_OPERATION_ADD_COLUMN] = {
		.function = "calx_add_column",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_COLUMN },
		.verb = "add column",
		.subject = SUBJECT_COLUMN,
		.reverse = CALX_OPERATION_DROP_COLUMN,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_DROP_COLUMN] = {
		.function = "calx_drop_column",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_NAME },
		.verb = "remove column",
		.subject = SUBJECT_COLUMN,
		.reverse = CALX_OPERATION_ADD_COLUMN,
		.flags = OPERATION_BREAKS | OPERATION_CASCADES,
	},
	[CALX_OPERATION_ALTER_COLUMN] = {
		.function = "calx_alter_column",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_COLUMN },
		.verb = "change column",
		.subject = SUBJECT_COLUMN,
		.reverse = CALX_OPERATION_ALTER_COLUMN,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_RENAME_COLUMN] = {
		.function = "calx_rename_column",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_NAME,
			ARGUMENT_NEW_NAME },
		.verb = "rename column",
		.subject = SUBJECT_COLUMN,
		.reverse = CALX_OPERATION_RENAME_COLUMN,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_ADD_CONSTRAINT] = {
		.function = "calx_add_constraint",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_CONSTRAINT },
		.verb = "add constraint",
		.subject = SUBJECT_CONSTRAINT,
		.reverse = CALX_OPERATION_DROP_CONSTRAINT,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_DROP_CONSTRAINT] = {
		.function = "calx_drop_constraint",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_NAME },
		.verb = "remove constraint",
		.subject = SUBJECT_CONSTRAINT,
		.reverse = CALX_OPERATION_ADD_CONSTRAINT,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_CREATE_INDEX] = {
		.function = "calx_create_index",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_CONSTRAINT },
		.verb = "add index",
		.subject = SUBJECT_CONSTRAINT,
		.reverse = CALX_OPERATION_DROP_INDEX,
	},
	[CALX_OPERATION_DROP_INDEX] = {
		.function = "calx_drop_index",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_NAME },
		.verb = "remove index",
		.subject = SUBJECT_CONSTRAINT,
		.reverse = CALX_OPERATION_CREATE_INDEX,
		.flags = OPERATION_BREAKS,
	},
	[CALX_OPERATION_ALTER_TABLE] = {
		.function = "calx_alter_table",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_OPTIONS },
		.verb = "change table",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_ALTER_TABLE,
	},
	[CALX_OPERATION_CREATE_VIEW] = {
		.function = "calx_create_view",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_SQL },
		.verb = "add view",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_DROP_VIEW,
		.flags = OPERATION_ALONE,
	},
	[CALX_OPERATION_DROP_VIEW] = {
		.function = "calx_drop_view",
		.arguments = { ARGUMENT_TABLE },
		.verb = "remove view",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_CREATE_VIEW,
		.flags = OPERATION_ALONE | OPERATION_BREAKS,
	},
	[CALX_OPERATION_CREATE_SEQUENCE] = {
		.function = "calx_create_sequence",
		.arguments = { ARGUMENT_TABLE, ARGUMENT_SQL },
		.verb = "add sequence",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_DROP_SEQUENCE,
		.flags = OPERATION_ALONE,
	},
	[CALX_OPERATION_DROP_SEQUENCE] = {
		.function = "calx_drop_sequence",
		.arguments = { ARGUMENT_TABLE },
		.verb = "remove sequence",
		.subject = SUBJECT_TABLE,
		.reverse = CALX_OPERATION_CREATE_SEQUENCE,
		.flags = OPERATION_ALONE | OPERATION_BREAKS,
	},
	[CALX_OPERATION_EXECUTE] = {
		.function = "calx_execute",
		.arguments = { ARGUMENT_SQL },
		.verb = "execute",
		.subject = SUBJECT_SQL,
		.reverse = CALX_OPERATION_EXECUTE,
		.flags = OPERATION_ALONE | OPERATION_OPAQUE | OPERATION_BREAKS,
	},
};

_Static_assert(sizeof(calx__operations) / sizeof(*calx__operations) ==
		       CALX_OPERATION_KIND_COUNT,
	"every operation has its row");

enum calx_operation_kind calx__operation_adding(enum calx_constraint_kind kind)
{
	return kind == CALX_INDEX ? CALX_OPERATION_CREATE_INDEX
				  : CALX_OPERATION_ADD_CONSTRAINT;
}

enum calx_operation_kind calx__operation_dropping(
	enum calx_constraint_kind kind)
{
	return calx__operations[calx__operation_adding(kind)].reverse;
}

/* ---- texts ------------------------------------------------------------------ */

static bool text_equal(const void *a, const void *b)
{
	return !strcmp(a, b);
}

static bool text_mentions(const void *value, const char *name)
{
	return calx__text_equal_nocase(value, name);
}

/* ---- what items say ---------------------------------------------------------- */

static bool constraint_mentions(const void *value, const char *name)
{
	const struct sql_constraint *constraint = value;

	return calx__text_equal_nocase(constraint->referred_table, name) ||
	       calx__text_equal_nocase(constraint->name, name);
}

static bool constraints_mention(const struct sql_constraint *constraints,
	size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (constraint_mentions(&constraints[i], name))
			return true;
	return false;
}

static bool table_mentions(const void *value, const char *name)
{
	const struct sql_table *table = value;

	return constraints_mention(
		       table->constraints, table->constraint_count, name) ||
	       constraints_mention(table->indexes, table->index_count, name);
}

static bool table_equal(const void *a, const void *b)
{
	return calx__table_same(a, b);
}

static bool options_equal(const void *a, const void *b)
{
	return calx__table_options_same(a, b);
}

/* They have no names. */
static bool options_mentions(const void *value, const char *name)
{
	(void)value;
	(void)name;
	return false;
}

static bool constraint_equal(const void *a, const void *b)
{
	return calx__constraint_equal(a, b);
}

/* ---- resolving ---------------------------------------------------------------- */

/* The member of a struct that is a pointer to whatever. */
static const void *pointer_at(const void *structure, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, (const char *)structure + offset, sizeof(pointer));
	return pointer;
}

static enum calx_status text_resolve(struct arena *arena,
	const struct argument_info *argument, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	const char *copy =
		calx__arena_strdup(arena, pointer_at(given, argument->given));

	memcpy((char *)operation + argument->offset, &copy, sizeof(copy));
	return copy ? CALX_OK : calx__fail_memory(error);
}

static enum calx_status missing(const struct argument_info *argument,
	const calx_operation *given, calx_error *error)
{
	return calx__fail(error, CALX_MISUSE, "%s: %s",
		calx__operations[given->kind].function, argument->missing);
}

static enum calx_status items_resolve(struct arena *arena,
	const struct argument_info *argument, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	struct sql_table *definition = NULL;
	/* not a copy of the whole: an older program has less of it */
	const calx_table_options *options =
		calx__table_options_of(given->items);
	const calx_table table = {
		.size = sizeof(table),
		.name = given->table,
		.schema = given->schema,
		.columns = given->items->columns,
		.column_count = given->items->column_count,
		.column_size = given->items->column_size,
		.constraints = given->items->constraints,
		.constraint_size = given->items->constraint_size,
		.options = options ? *options : (calx_table_options){ 0 },
	};
	enum calx_status status;

	(void)argument;
	status = (given->kind == CALX_OPERATION_ALTER_COLUMN
			  ? calx__table_resolve_altered
			  : calx__table_resolve)(
		arena, &table, &definition, error);
	operation->definition = definition;
	return status;
}

static enum calx_status column_resolve(struct arena *arena,
	const struct argument_info *argument, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	enum calx_status status;

	if (given->items->column_count != 1)
		return missing(argument, given, error);
	status = items_resolve(arena, argument, given, operation, error);
	if (status >= 0)
		operation->name = operation->definition->columns[0].name;
	return status;
}

static enum calx_status options_resolve(struct arena *arena,
	const struct argument_info *argument, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	struct sql_table *definition =
		calx__arena_zero(arena, 1, sizeof(*definition));

	if (!calx__table_options_of(given->items))
		return missing(argument, given, error);
	if (!definition)
		return calx__fail_memory(error);
	definition->name = calx__arena_strdup(arena, given->table);
	calx__table_options_take(arena, given->items, definition);
	operation->definition = definition;
	return CALX_OK;
}

/* Either function makes an index, and a constraint. */
static enum calx_status constraint_resolve(struct arena *arena,
	const struct argument_info *argument, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	const calx_constraint *item = calx__constraint_first(given->items);
	struct sql_constraint *constraint;
	enum calx_status status;

	if (!item)
		return missing(argument, given, error);
	constraint = calx__arena_zero(arena, 1, sizeof(*constraint));
	if (!constraint)
		return calx__fail_memory(error);
	status = calx__constraint_resolve(
		arena, given->table, item, constraint, error);
	operation->kind = calx__operation_adding(item->kind);
	operation->constraint = constraint;
	operation->name = constraint->name;
	return status;
}

/* ---- arguments --------------------------------------------------------------- */

#define TEXT(member, form_, missing_, mentions_)                          \
	{                                                                 \
		.form = form_, .given = offsetof(calx_operation, member), \
		.offset = offsetof(struct operation, member),             \
		.missing = missing_, .resolve = text_resolve,             \
		.equal = text_equal, .mentions = mentions_,               \
	}
#define ITEMS(member, form_, missing_, resolve_, what)                   \
	{                                                                \
		.form = form_, .given = offsetof(calx_operation, items), \
		.offset = offsetof(struct operation, member),            \
		.missing = missing_, .resolve = resolve_,                \
		.equal = what##_equal, .mentions = what##_mentions,      \
	}

const struct argument_info calx__arguments[] = {
	[ARGUMENT_TABLE] =
		TEXT(table, FORM_NAME, "there is no table", text_mentions),
	[ARGUMENT_NAME] =
		TEXT(name, FORM_NAME, "an argument is NULL", text_mentions),
	[ARGUMENT_NEW_NAME] =
		TEXT(new_name, FORM_NAME, "an argument is NULL", text_mentions),
	[ARGUMENT_COLUMN] = ITEMS(definition, FORM_COLUMN, "there is no column",
		column_resolve, table),
	[ARGUMENT_CONSTRAINT] = ITEMS(constraint, FORM_CONSTRAINT,
		"there is no constraint", constraint_resolve, constraint),
	[ARGUMENT_ITEMS] = ITEMS(definition, FORM_ITEMS, "there is no table",
		items_resolve, table),
	[ARGUMENT_OPTIONS] = ITEMS(definition, FORM_OPTIONS,
		"there are no table_options()", options_resolve, options),
	[ARGUMENT_SQL] = TEXT(sql, FORM_SQL, "an argument is NULL", NULL),
};

_Static_assert(
	sizeof(calx__arguments) / sizeof(*calx__arguments) == ARGUMENT_COUNT,
	"every argument has its row");

const void *calx__operation_value(
	const struct operation *operation, enum operation_argument argument)
{
	return pointer_at(operation, calx__arguments[argument].offset);
}

/* ---- all of it ---------------------------------------------------------------- */

static enum calx_status argument_resolve(struct arena *arena,
	enum operation_argument number, const calx_operation *given,
	struct operation *operation, calx_error *error)
{
	const struct argument_info *argument = &calx__arguments[number];

	if (!pointer_at(given, argument->given))
		return missing(argument, given, error);
	return argument->resolve(arena, argument, given, operation, error);
}

/* What CALX_IN() says: the parts on either side of its mark. */
static enum calx_status space_split(
	struct arena *arena, calx_operation *given, calx_error *error)
{
	static const char mark[] = CALX_IN_MARK_;
	const char *at = given->table ? strstr(given->table, mark) : NULL;

	if (!at || given->schema)
		return CALX_OK;
	given->schema = calx__arena_strndup(
		arena, given->table, (size_t)(at - given->table));
	given->table = at + strlen(mark);
	return given->schema ? CALX_OK : calx__fail_memory(error);
}

static enum calx_status resolve(struct arena *arena,
	const calx_operation *given, struct operation *ret_operation,
	calx_error *error)
{
	struct operation operation = { .kind = given->kind,
		.schema = given->schema
				  ? calx__arena_strdup(arena, given->schema)
				  : NULL };
	const enum operation_argument *arguments;
	enum calx_status status = CALX_OK;

	if ((unsigned)given->kind - 1 >= CALX_OPERATION_KIND_COUNT - 1)
		return calx__fail(
			error, CALX_MISUSE, "there is no such operation");
	arguments = calx__operations[given->kind].arguments;
	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i] && status >= 0;
		i++)
		status = argument_resolve(
			arena, arguments[i], given, &operation, error);
	if (status >= 0 && arena->failed)
		status = calx__fail_memory(error);
	/* of a table that says itself in which namespace it is */
	if (status >= 0 && operation.definition && !operation.schema)
		operation.schema = operation.definition->schema;
	operation.cascade =
		given->cascade &&
		calx__operations[given->kind].flags & OPERATION_CASCADES;
	if (status >= 0)
		*ret_operation = operation;
	return status;
}

enum calx_status calx__operation_resolve(struct arena *arena,
	const calx_operation *given, struct operation *ret_operation,
	calx_error *error)
{
	calx_operation split = { .size = sizeof(split) };
	enum calx_status status;

	/* an older program has less of it */
	memcpy(&split, given,
		given->size && given->size < sizeof(split) ? given->size
							   : sizeof(split));
	status = space_split(arena, &split, error);
	return status < 0 ? status
			  : resolve(arena, &split, ret_operation, error);
}

static bool argument_equal(const struct operation *a, const struct operation *b,
	enum operation_argument argument)
{
	const void *one = calx__operation_value(a, argument);
	const void *other = calx__operation_value(b, argument);

	if (!one || !other)
		return one == other;
	return calx__arguments[argument].equal(one, other);
}

bool calx__operation_equal(const struct operation *a, const struct operation *b)
{
	const enum operation_argument *arguments =
		calx__operations[a->kind].arguments;

	if (a->kind != b->kind || !calx__text_equal(a->schema, b->schema) ||
		a->cascade != b->cascade)
		return false;
	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i]; i++)
		if (!argument_equal(a, b, arguments[i]))
			return false;
	return true;
}

bool calx__operation_mentions(
	const struct operation *operation, const char *name)
{
	const enum operation_argument *arguments =
		calx__operations[operation->kind].arguments;

	if (!name)
		return false;
	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i]; i++) {
		const struct argument_info *argument =
			&calx__arguments[arguments[i]];
		const void *value =
			calx__operation_value(operation, arguments[i]);

		if (value && argument->mentions &&
			argument->mentions(value, name))
			return true;
	}
	/* what an item is called, which is no argument of its own */
	return calx__text_equal_nocase(operation->name, name);
}
