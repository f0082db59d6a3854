#include "migrate/script/operation_read.h"

#include "migrate/script/item_read.h"
#include "util/fail.h"

/* The calls of operations. What they are and what they take stands in the rows
 * of sql/schema/operation.c; what they become is made there, too, of the same
 * data that the macros of calx/op.h hand over at run time. */

/* one call on its way */
struct call {
	calx_operation given;
	calx_table items;
	size_t place; /* the token where its last argument begins */
	size_t end;   /* the closing bracket */
};

static bool find_operation(
	const struct script_reader *reader, enum calx_operation_kind *ret_kind)
{
	for (unsigned kind = 0; kind < CALX_OPERATION_KIND_COUNT; kind++) {
		const char *function = calx__operations[kind].function;

		if (function && calx__reader_at(reader, function)) {
			*ret_kind = (enum calx_operation_kind)kind;
			return true;
		}
	}
	return false;
}

/* ---- arguments -------------------------------------------------------------- */

typedef bool argument_reader(struct script_reader *reader,
	const struct argument_info *argument, struct call *call);

/* ("shop", "books") behind CALX_IN */
static bool read_relation(struct script_reader *reader, struct call *call)
{
	if (!calx__reader_accept(reader, "("))
		return calx__reader_wrong(reader, "expected '('");
	if (!calx__reader_string(reader, &call->given.schema) ||
		!calx__reader_argument_ends(reader))
		return false;
	if (!calx__reader_accept(reader, ","))
		return calx__reader_wrong(reader, "expected ',' and a table");
	return calx__reader_string(reader, &call->given.table) &&
	       (calx__reader_accept(reader, ")") ||
		       calx__reader_wrong(reader, "expected ')'"));
}

static bool read_text(struct script_reader *reader,
	const struct argument_info *argument, struct call *call)
{
	const char **text = (void *)((char *)&call->given + argument->given);

	if (text == &call->given.table &&
		calx__reader_accept(reader, "CALX_IN"))
		return read_relation(reader, call) &&
		       calx__reader_argument_ends(reader);
	return calx__reader_string(reader, text) &&
	       calx__reader_argument_ends(reader);
}

static bool read_items(struct script_reader *reader,
	const struct argument_info *argument, struct call *call)
{
	(void)argument;
	call->given.items = &call->items;
	return calx__reader_items(reader, call->end, &call->items);
}

/* what is wrong, said where the items begin */
static bool expected(
	struct script_reader *reader, const struct call *call, const char *what)
{
	reader->at = call->place;
	return calx__reader_wrong(reader, "expected one %s", what);
}

static size_t constraint_count(const calx_table *items)
{
	size_t count = 0;

	while (items->constraints[count].kind != CALX_CONSTRAINT_END)
		count++;
	return count;
}

static bool read_column(struct script_reader *reader,
	const struct argument_info *argument, struct call *call)
{
	if (!read_items(reader, argument, call))
		return false;
	return (call->items.column_count == 1 &&
		       constraint_count(&call->items) == 0 &&
		       !call->items.options.size) ||
	       expected(reader, call, "column(...)");
}

static bool read_constraint(struct script_reader *reader,
	const struct argument_info *argument, struct call *call)
{
	if (!read_items(reader, argument, call))
		return false;
	return (call->items.column_count == 0 &&
		       constraint_count(&call->items) == 1 &&
		       !call->items.options.size) ||
	       expected(reader, call, "constraint or index");
}

static bool read_options(struct script_reader *reader,
	const struct argument_info *argument, struct call *call)
{
	if (!read_items(reader, argument, call))
		return false;
	return (call->items.column_count == 0 &&
		       constraint_count(&call->items) == 0 &&
		       call->items.options.size) ||
	       expected(reader, call, "table_options(...)");
}

static argument_reader *const argument_readers[] = {
	[FORM_NAME] = read_text,
	[FORM_SQL] = read_text,
	[FORM_COLUMN] = read_column,
	[FORM_CONSTRAINT] = read_constraint,
	[FORM_ITEMS] = read_items,
	[FORM_OPTIONS] = read_options,
};

_Static_assert(
	sizeof(argument_readers) / sizeof(*argument_readers) == FORM_COUNT,
	"every form of argument has its reader");

/* `, .cascade = true` */
static bool read_cascade(struct script_reader *reader, struct call *call)
{
	const unsigned flags = calx__operations[call->given.kind].flags;

	if (!(flags & OPERATION_CASCADES) ||
		!calx__source_is(reader->source, reader->at + 1, "."))
		return true;
	if (!calx__reader_accept(reader, ",") ||
		!calx__reader_accept(reader, ".") ||
		!calx__reader_accept(reader, "cascade") ||
		!calx__reader_accept(reader, "="))
		return calx__reader_wrong(reader, "expected .cascade = true");
	return calx__reader_truth(reader, &call->given.cascade) &&
	       calx__reader_argument_ends(reader);
}

static bool read_arguments(struct script_reader *reader, struct call *call)
{
	const enum operation_argument *arguments =
		calx__operations[call->given.kind].arguments;

	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i]; i++) {
		const struct argument_info *argument =
			&calx__arguments[arguments[i]];

		if (!calx__reader_accept(reader, ","))
			return calx__reader_wrong(
				reader, "expected ',' and more arguments");
		call->place = reader->at;
		if (!argument_readers[argument->form](reader, argument, call))
			return false;
	}
	return read_cascade(reader, call);
}

/* ---- calls ------------------------------------------------------------------- */

/* What the schema layer says about the items, said where they begin. */
static bool resolve(struct script_reader *reader, const struct call *call,
	struct operation *operation)
{
	calx_error *error = reader->error;
	char message[sizeof(error->message)];
	enum calx_status status = calx__operation_resolve(
		reader->arena, &call->given, operation, error);

	if (status >= 0)
		return true;
	reader->state = READER_FAILED;
	reader->status = status;
	if (status == CALX_OUT_OF_MEMORY || !error)
		return false;
	calx__fail_copy(message, sizeof(message), error->message);
	calx__source_fail(reader->source,
		reader->source->tokens[call->place].offset, error, "%s",
		message);
	return false;
}

/* "calx_add_column(op", up to behind op */
static bool read_function(
	struct script_reader *reader, struct view op, struct call *call)
{
	if (!find_operation(reader, &call->given.kind) ||
		!calx__source_is(reader->source, reader->at + 1, "("))
		return calx__reader_code(
			reader, "something else than an operation");
	call->end = reader->source->tokens[reader->at + 1].match;
	reader->at += 2;
	if (!calx__view_equal(calx__reader_text(reader), op))
		return calx__reader_code(
			reader, "an operation on something else");
	reader->at++;
	return true;
}

bool calx__reader_operation(struct script_reader *reader, struct view op,
	struct operation *ret_operation)
{
	const unsigned line = reader->source->tokens[reader->at].line;
	struct call call = { .given.size = sizeof(calx_operation) };

	if (!read_function(reader, op, &call) || !read_arguments(reader, &call))
		return false;
	if (!calx__reader_accept(reader, ")"))
		return calx__reader_wrong(reader, "expected ')'");
	if (!calx__reader_accept(reader, ";"))
		return calx__reader_code(reader, "an expression");
	if (!resolve(reader, &call, ret_operation))
		return false;
	ret_operation->file = reader->source->path;
	ret_operation->line = line;
	return true;
}
