#include "sql/type/custom.h"

#include <string.h>

#include "sql/type/column.h"
#include "sql/type/value.h"
#include "util/fail.h"
#include "util/text.h"

/* The functions of types that a program defines, and what is checked of what they
 * make: it goes where values of a kind are taken for granted. */

/* ---- for programs --------------------------------------------------------- */

char *calx_room_bytes(calx_room *room, size_t size)
{
	struct arena *arena = (struct arena *)room;
	char *bytes = arena && size < SIZE_MAX
			      ? calx__arena_bytes(arena, size + 1)
			      : NULL;

	if (bytes)
		bytes[size] = '\0';
	return bytes;
}

enum calx_status calx_custom_fail(
	calx_error *error, enum calx_status status, const char *why)
{
	return calx__fail(error, status < 0 ? status : CALX_INVALID, "%s",
		why ? why : "it cannot be");
}

/* ---- the definition ------------------------------------------------------- */

const char *calx__custom_problem(const calx_type *type)
{
	const calx_custom *custom = type->custom;

	if (!custom)
		return "custom() has no definition";
	if (!custom->size || !custom->name)
		return "the definition of a custom() type has no size or no name";
	if (custom->kept.kind == CALX_ENUMERATION || custom->kept.stored ||
		custom->kept.custom || custom->kept.kind >= CALX_KIND_COUNT)
		return "a custom() type keeps no enumeration, and nothing with .stored";
	if (!custom->kept.kind && type->kind == CALX_ENUMERATION)
		return "a custom() enumeration has to say what is kept";
	return NULL;
}

calx_type calx__custom_kept(const calx_type *type)
{
	calx_type kept = type->custom->kept.kind ? type->custom->kept : *type;

	kept.stored = CALX_STORED_USUAL;
	kept.custom = type->custom;
	return kept;
}

const char *calx__custom_sql(const calx_type *type, const char *database)
{
	const calx_custom *custom = type->custom;

	if (!custom)
		return NULL;
	for (size_t i = 0;
		i < CALX_CUSTOM_NAMES_MAX && custom->names[i].database; i++)
		if (!strcmp(custom->names[i].database, database))
			return custom->names[i].type;
	return NULL;
}

/* ---- values --------------------------------------------------------------- */

/* One way through a type. */
struct passage {
	const calx_custom *custom;
	const char *name;
	calx_custom_function *function;
	enum calx_kind
		wanted; /* the kind of a column that takes what is made */
};

/* What a function has said stays, behind the name of its type. */
static enum calx_status fail_said(const struct passage *passage,
	enum calx_status status, calx_error *said)
{
	char why[sizeof(said->message)];

	if (!*said->message)
		return calx__fail(said, status, "%s() of the type '%s' failed",
			passage->name, passage->custom->name);
	calx__fail_copy(why, sizeof(why), said->message);
	return calx__fail(said, status, "%s() of the type '%s': %s",
		passage->name, passage->custom->name, why);
}

static enum calx_status fail_kind(
	const struct passage *passage, enum calx_kind made, calx_error *said)
{
	return calx__fail(said, CALX_TYPE_MISMATCH,
		"%s() of the type '%s' made a value of type %s where %s is expected",
		passage->name, passage->custom->name,
		made < CALX_KIND_COUNT ? calx__types[made].name : "?",
		calx__types[passage->wanted].name);
}

/* Runs the function, and looks at what it made. */
static enum calx_status pass(const struct passage *passage, calx_value *value,
	struct arena *room, calx_error *said)
{
	enum calx_status status;

	if (!passage->function)
		return CALX_OK;
	status = passage->function(
		passage->custom, value, (calx_room *)room, said);
	if (status == CALX_OUT_OF_MEMORY || room->failed)
		return calx__fail_memory(said);
	if (status < 0)
		return fail_said(passage, status, said);
	if (value->kind >= CALX_KIND_COUNT || value->kind == CALX_NULL ||
		!calx__type_takes(passage->wanted, value->kind))
		return fail_kind(passage, value->kind, said);
	if (calx__value_has_bytes(value) && !value->as.text.data)
		value->as.text.data = "";
	return CALX_OK;
}

enum calx_status calx__custom_encode(const calx_column *column,
	calx_value *value, struct arena *room, calx_error *error)
{
	const calx_custom *custom = column->type.custom;
	const struct passage passage = { custom, "encode", custom->encode,
		calx__custom_kept(&column->type).kind };
	calx_error said = { 0 };
	const enum calx_status status = pass(&passage, value, room, &said);

	return status < 0 ? calx__column_fail(
				    error, status, column, "%s", said.message)
			  : CALX_OK;
}

enum calx_status calx__custom_decode(const calx_type *type, const char *name,
	calx_value *value, struct arena *room, calx_error *error)
{
	const struct passage passage = { type->custom, "decode",
		type->custom->decode, type->kind };
	/* of what nobody keeps, as only its error is asked for */
	struct arena none = { 0 };
	calx_error said = { 0 };
	const enum calx_status status =
		pass(&passage, value, room ? room : &none, &said);

	calx__arena_release(&none);
	return status < 0 ? calx__fail(error, status, "column '%s': %s", name,
				    said.message)
			  : CALX_OK;
}
