#include "migrate/script/reader.h"

#include "util/fail.h"
#include "sql/schema/resolve.h"
#include "sql/schema/constraint.h"

/* The calls of operations. What they are and what they take is the table
 * calx__operations, which the renderer uses too; what they become is what the
 * functions of calx/op.h make of the same arguments at run time. */

static bool find_operation(
	const struct reader *reader, enum operation_kind *ret_kind)
{
	for (size_t kind = 0; kind < OPERATION_KIND_COUNT; kind++) {
		if (calx__reader_at(reader, calx__operations[kind].function)) {
			*ret_kind = (enum operation_kind)kind;
			return true;
		}
	}
	return false;
}

/* What the schema layer says about the items, said where they begin. */
static bool resolved(
	struct reader *reader, size_t place, enum calx_status status)
{
	calx_error *error = reader->error;
	char message[sizeof(error->message)];

	if (status == CALX_OK)
		return true;
	reader->state = READER_FAILED;
	reader->status = status;
	if (status == CALX_OUT_OF_MEMORY || !error)
		return false;
	calx__fail_copy(message, sizeof(message), error->message);
	calx__source_fail(reader->source, reader->source->tokens[place].offset,
		error, "%s", message);
	return false;
}

static bool resolve_table(struct reader *reader, size_t place,
	const struct items *items, struct operation *operation)
{
	const calx_table table = { CALX_TABLE_SIZES, .name = operation->table,
		.columns = items->columns, .column_count = items->column_count,
		.constraints = items->constraints };
	struct sql_table *definition;

	if (!resolved(reader, place,
		    calx__table_resolve(
			    reader->arena, &table, &definition, reader->error)))
		return false;
	operation->definition = definition;
	return true;
}

static bool resolve_column(struct reader *reader, size_t place,
	const struct items *items, struct operation *operation)
{
	struct sql_table *definition;

	if (items->column_count != 1 || items->constraint_count != 0) {
		reader->at = place;
		return calx__reader_wrong(reader, "expected one column(...)");
	}
	if (!resolved(reader, place,
		    calx__column_resolve(reader->arena, operation->table,
			    items->columns, &definition, reader->error)))
		return false;
	operation->definition = definition;
	operation->name = definition->columns[0].name;
	return true;
}

/* An index is created by either function, as in calx/op.h. */
static bool resolve_constraint(struct reader *reader, size_t place,
	const struct items *items, struct operation *operation)
{
	struct sql_constraint *constraint;

	if (items->column_count != 0 || items->constraint_count != 1) {
		reader->at = place;
		return calx__reader_wrong(
			reader, "expected one constraint or index");
	}
	constraint = calx__arena_zero(reader->arena, 1, sizeof(*constraint));
	if (!constraint)
		return calx__reader_memory(reader);
	if (!resolved(reader, place,
		    calx__constraint_resolve(reader->arena, operation->table,
			    items->constraints, constraint, reader->error)))
		return false;
	operation->kind = constraint->kind == CALX_INDEX
				  ? OPERATION_CREATE_INDEX
				  : OPERATION_ADD_CONSTRAINT;
	operation->constraint = constraint;
	operation->name = constraint->name;
	return true;
}

static bool resolve_items(struct reader *reader, size_t place,
	const struct items *items, struct operation *operation)
{
	if (operation->kind == OPERATION_CREATE_TABLE)
		return resolve_table(reader, place, items, operation);
	if (operation->kind == OPERATION_ADD_COLUMN ||
		operation->kind == OPERATION_ALTER_COLUMN)
		return resolve_column(reader, place, items, operation);
	return resolve_constraint(reader, place, items, operation);
}

static const char **text_argument(
	struct operation *operation, enum operation_argument argument)
{
	switch (argument) {
	case ARGUMENT_TABLE:
		return &operation->table;
	case ARGUMENT_NAME:
		return &operation->name;
	case ARGUMENT_NEW_NAME:
		return &operation->new_name;
	case ARGUMENT_SQL:
		return &operation->sql;
	default:
		return NULL;
	}
}

/* `end` is the call's closing bracket */
static bool read_argument(struct reader *reader,
	enum operation_argument argument, size_t end,
	struct operation *operation)
{
	const char **text = text_argument(operation, argument);
	size_t place;
	struct items items;

	if (!calx__reader_accept(reader, ","))
		return calx__reader_wrong(
			reader, "expected ',' and more arguments");
	place = reader->at;
	if (!text)
		return calx__reader_items(reader, end, &items) &&
		       resolve_items(reader, place, &items, operation);
	if (!calx__reader_string(reader, text))
		return false;
	return calx__reader_at(reader, ",") || calx__reader_at(reader, ")") ||
	       calx__reader_code(reader, "an expression");
}

static bool read_arguments(
	struct reader *reader, size_t end, struct operation *operation)
{
	const enum operation_argument *argument =
		calx__operations[operation->kind].arguments;

	for (size_t i = 0; i < 4 && argument[i] != ARGUMENT_END; i++)
		if (!read_argument(reader, argument[i], end, operation))
			return false;
	return true;
}

bool calx__reader_operation(
	struct reader *reader, struct view op, struct operation *ret_operation)
{
	struct operation operation = { .file = reader->source->path,
		.line = reader->source->tokens[reader->at].line };
	size_t end;

	if (!find_operation(reader, &operation.kind) ||
		!calx__source_is(reader->source, reader->at + 1, "("))
		return calx__reader_code(
			reader, "something else than an operation");
	end = reader->source->tokens[reader->at + 1].match;
	reader->at += 2;
	if (!calx__view_equal(calx__reader_text(reader), op))
		return calx__reader_code(
			reader, "an operation on something else");
	reader->at++;
	if (!read_arguments(reader, end, &operation))
		return false;
	if (!calx__reader_accept(reader, ")"))
		return calx__reader_wrong(reader, "expected ')'");
	if (!calx__reader_accept(reader, ";"))
		return calx__reader_code(reader, "an expression");
	*ret_operation = operation;
	return true;
}
