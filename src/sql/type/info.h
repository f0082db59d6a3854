#ifndef CALX_SQL_TYPE_INFO_H
#define CALX_SQL_TYPE_INFO_H

#include <calx/schema.h>

/* What a column type is to the rest of the library: a row of calx__types
 * (type.c), which says how a column of it keeps its values and names the family
 * of values that it takes. A new type is a new row there; a new nature of
 * values is a file beside integer.c with the functions that the row names. */

struct type_info;

/* Whether a value may stand in the column (NULL: in none in particular); the
 * error says why not. */
typedef enum calx_status type_checker(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error);

/* What values of one nature do, whatever column they are for. They are tagged
 * with the kind of a column or with that of a C type: 5 may be an INTEGER, a
 * BIG_INTEGER, a BOOLEAN. */
struct value_family {
	/* is it a value at all? NULL: every one is */
	type_checker *check;
	/* bit for bit, but for padding */
	bool (*same)(const calx_value *a, const calx_value *b);
	/* one key: 1.5 is 1.50 */
	bool (*equal)(const calx_value *a, const calx_value *b);
	/* what are equal have the same */
	uint64_t (*hash)(const calx_value *value);
	/* from text; NULL: text never becomes one */
	bool (*read)(const char *text, size_t size, calx_value *ret_value);
	/* from a value of another family, tagged with its carrier (all integers
	 * with INTEGER); NULL: nothing becomes one */
	bool (*convert)(const calx_value *value, calx_value *ret_value);
	/* is it what a row has that was not filled in? NULL: that is a value */
	bool (*is_unset)(const calx_value *value);
};

/* bytes of a C type that belong to none of its members */
struct type_gap {
	unsigned char offset, size;
};

/* Room for the text that any type's `write` makes, with its NUL. */
#define TYPE_TEXT_MAX 64

/* How a value lies in the struct: what a driver moves by itself. */
enum field_form {
	FIELD_OTHER,  /* by the functions of its type */
	FIELD_STORED, /* in the form of another program: stored.h */
	FIELD_BOOLEAN,
	FIELD_INT16,
	FIELD_INT32,
	FIELD_INT64,
	FIELD_DOUBLE,
	FIELD_DATE,
	/* from here on it points to bytes that lie elsewhere */
	FIELD_TEXT,
	FIELD_BLOB,
	/* and is stored in another form */
	FIELD_STORED_TEXT,
	FIELD_STORED_BLOB
};

struct type_info {
	/* as the model spells it: "big_integer" */
	const char *name;
	const struct value_family *family;

	/* in a row struct: the C type's size, the size of its calx_opt_*, 0 if
	 * it has none, and where that says whether it `has` a value (which
	 * comes first) */
	size_t size;
	size_t optional_size;
	size_t has_offset;
	struct type_gap gaps[2];
	enum field_form form;
	/* a field into a value, which borrows its text */
	void (*load)(const char *field, calx_value *ret_value);
	/* A value of the family, not NULL, into a field; false if that cannot
	 * hold it. An optional has been told that it has one. */
	bool (*store)(const calx_column *column, char *field,
		const calx_value *value);
	/* why `store` is false; NULL: it is not */
	type_checker *hold;

	/* in a value: the tag that fields get, INTEGER for all integers and
	 * STRING for all text; where it is; the range of integers */
	enum calx_kind carrier;
	bool is_integer; /* value.as.integer */
	bool is_text;	 /* value.as.text, in rows const char * */
	int64_t minimum, maximum;
	/* as text of at most TYPE_TEXT_MAX bytes; the length, 0 for what is no
	 * valid value; NULL: it is text already, or bytes */
	size_t (*write)(const calx_value *value, char *text);

	/* in a column: what it takes beyond what its family is; NULL: all */
	type_checker *fit;
	bool is_closed; /* what does not fit cannot even be compared with it */
	/* the form in which it is stored, of a value that fits: an enumeration
	 * as its label, a decimal with the column's scale, so that equal
	 * numbers are the same in a unique constraint; NULL: as it is */
	void (*settle)(const calx_column *column, calx_value *value);

	/* in a model: string(n) takes 1, numeric(p, s) 2 */
	unsigned argument_count;
};

/* How a C type and its optional lie in a row struct. */
#define TYPE_LAYOUT(type, optional)                              \
	.size = sizeof(type), .optional_size = sizeof(optional), \
	.has_offset = offsetof(optional, has)

/* `load` and `store` of a C type that lies in a field as it does in a value: the
 * compiler knows its size, which makes a few instructions of them. */
#define TYPE_COPIED(prefix, member, kind_)                                  \
	void calx__##prefix##_load(const char *field, calx_value *value)    \
	{                                                                   \
		value->kind = kind_;                                        \
		memcpy(&value->as.member, field, sizeof(value->as.member)); \
	}                                                                   \
	bool calx__##prefix##_store(const calx_column *column, char *field, \
		const calx_value *value)                                    \
	{                                                                   \
		(void)column;                                               \
		memcpy(field, &value->as.member, sizeof(value->as.member)); \
		return true;                                                \
	}

/* the two, for the header that goes with it */
#define TYPE_LOAD_STORE(prefix)                                             \
	void calx__##prefix##_load(const char *field, calx_value *value);   \
	bool calx__##prefix##_store(const calx_column *column, char *field, \
		const calx_value *value)

#endif
