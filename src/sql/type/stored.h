#ifndef CALX_SQL_TYPE_STORED_H
#define CALX_SQL_TYPE_STORED_H

#include "sql/type/custom.h"
#include "sql/type/type.h"

/* Columns that keep their values in the form of another program
 * (calx_type.stored): one row for each form. What is bound for such a column is
 * put into the form, and what is read is asked for as it comes, and got out of
 * it: databases and their drivers know nothing of it. */

/* What a value is bound for. One that lies between two values of a form takes the
 * next one up or down where that says the same, and else is one that no row has. */
enum compared {
	COMPARED_NOT, /* but stored */
	COMPARED_EQUAL,
	COMPARED_UP,
	COMPARED_DOWN,
	COMPARED_BETWEEN, /* up and down: while a statement is read */
};

struct stored_form {
	const char *name;  /* as models write it: "CALX_UNIX_SECONDS" */
	const char *title; /* what a value is: "number of seconds since 1970" */
	unsigned kinds;	   /* whose values it can keep: a bit for each */
	calx_type kept;	   /* what the column is to the database */
	/* A value that fits the column into the form, in place. False: it has no
	 * place there. */
	bool (*put)(const struct stored_form *form, const calx_type *type,
		enum compared compared, calx_value *value);
	/* and back; false: it is none of this form */
	bool (*get)(const struct stored_form *form, const calx_type *type,
		calx_value *value);
	int64_t unit;	   /* of numbers, in microseconds */
	const char *words; /* what stands for false and true */
};

/* by enum calx_stored */
extern const struct stored_form calx__stored_forms[CALX_STORED_COUNT];

/* The form in which a column of the type keeps its values; NULL: in calx's own,
 * or in one that the type cannot have. */
const struct stored_form *calx__stored_form(const calx_type *type);
/* What is wrong with the form, NULL if nothing is. */
const char *calx__stored_problem(const calx_type *type);
/* The form of that name, CALX_STORED_USUAL if none. */
enum calx_stored calx__stored_by_name(const char *name, size_t length);

/* What such a column is to a database: an integer for a datetime in seconds. Of
 * any other column it is the type itself. */
calx_type calx__stored_as(const calx_type *type);
/* Whether a column that the database calls the one may keep the values of the
 * other: one of them has a form, and an integer is as good as a long one. */
bool calx__stored_alike(const calx_type *a, const calx_type *b);

/* What drivers are asked for: the carrier of the type, or as it comes. */
static inline enum calx_kind calx__stored_carrier(const calx_type *type)
{
	if (type->stored == CALX_STORED_CUSTOM && type->custom)
		return calx__types[calx__custom_kept(type).kind].carrier;
	return type->stored ? CALX_NULL : calx__types[type->kind].carrier;
}

/* The last step of calx__value_settle(). */
enum calx_status calx__stored_put(const calx_column *column,
	enum compared compared, const calx_value **value, calx_value *room,
	calx_error *error);
/* What came for a column of the type, in place; `name` is for the error. What must
 * be made lies in the room, which may be NULL for who only wants to know whether it
 * can be. */
enum calx_status calx__stored_get(const calx_type *type, const char *name,
	calx_value *value, struct arena *room, calx_error *error);

#endif
