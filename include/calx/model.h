#ifndef CALX_MODEL_H
#define CALX_MODEL_H

#include <calx/each.h>
#include <calx/node.h>

/* the macros are laid out by hand */
/* clang-format off */

/* Models: one list of columns and constraints becomes a struct, a table
 * object with typed columns, and its descriptor. Everything is private to the
 * file that includes it: tables are told apart by their content, not by
 * their address, so two files, or an application and a revision, may hold
 * different tables of one C name (docs/decisions/002-models.md).
 *
 *     CALX_MODEL(Book, "books",
 *         column(id,    integer(), .primary_key = true),
 *         column(title, nullable(string(200)), .index = true),
 *         check("length(title) > 0"));
 *
 * makes `struct Book`, `struct Book_list` and the table object `Book`, with
 * `Book.id` and `Book.title`. At most 200 items. */

typedef struct calx_faker calx_faker;

/* ---- types: one row each --------------------------------------------------
 * (C type, C type when nullable, column handle, kind, length, scale, labels) */
#define CALX_T_boolean()       (bool, calx_opt_bool, boolean, CALX_BOOLEAN, 0, 0, NULL)
#define CALX_T_small_integer() (int16_t, calx_opt_int16, integer, CALX_SMALL_INTEGER, 0, 0, NULL)
#define CALX_T_integer()       (int32_t, calx_opt_int32, integer, CALX_INTEGER, 0, 0, NULL)
#define CALX_T_big_integer()   (long long, calx_opt_int64, integer, CALX_BIG_INTEGER, 0, 0, NULL)
#define CALX_T_float()         (float, calx_opt_float, real, CALX_FLOAT, 0, 0, NULL)
#define CALX_T_double()        (double, calx_opt_double, real, CALX_DOUBLE, 0, 0, NULL)
#define CALX_T_numeric(...)    CALX_T_numeric_(__VA_ARGS__, , )
#define CALX_T_numeric_(p, s, ...) \
	(calx_decimal, calx_opt_decimal, decimal, CALX_NUMERIC, p + 0, s + 0, NULL)
#define CALX_T_string(...)     (const char *, const char *, string, CALX_STRING, __VA_ARGS__ + 0, 0, NULL)
#define CALX_T_text()          (const char *, const char *, string, CALX_TEXT, 0, 0, NULL)
#define CALX_T_blob()          (calx_blob, calx_blob, blob, CALX_BLOB, 0, 0, NULL)
#define CALX_T_date()          (calx_date, calx_opt_date, date, CALX_DATE, 0, 0, NULL)
#define CALX_T_time()          (calx_time, calx_opt_time, time, CALX_TIME, 0, 0, NULL)
#define CALX_T_datetime()      (calx_datetime, calx_opt_datetime, datetime, CALX_DATETIME, 0, 0, NULL)
#define CALX_T_timestamp()     (calx_timestamp, calx_opt_timestamp, timestamp, CALX_TIMESTAMP, 0, 0, NULL)
#define CALX_T_interval()      (calx_interval, calx_opt_interval, interval, CALX_INTERVAL, 0, 0, NULL)
#define CALX_T_uuid()          (calx_uuid, calx_opt_uuid, uuid, CALX_UUID, 0, 0, NULL)
#define CALX_T_json()          (const char *, const char *, json, CALX_JSON, 0, 0, NULL)
#define CALX_T_enumeration(...) \
	(int32_t, calx_opt_int32, enumeration, CALX_ENUMERATION, 0, 0, \
	 ((const char *const[]){ __VA_ARGS__, NULL }))

/* nullable(T): the second C type takes the first one's place */
#define CALX_T_nullable(type) CALX_T_nullable_(CALX_T_##type)
#define CALX_T_nullable_(row) CALX_T_nullable_I_ row
#define CALX_T_nullable_I_(c, n, handle, kind, length, scale, labels) \
	(n, n, handle, kind, length, scale, labels)
#define CALX_IS_NULLABLE_(type) CALX_IS_NULLABLE_I_(CALX_NULLABLE_##type, 0, )
#define CALX_IS_NULLABLE_I_(...) CALX_IS_NULLABLE_II_(__VA_ARGS__)
#define CALX_IS_NULLABLE_II_(probe, answer, ...) answer
#define CALX_NULLABLE_nullable(type) , 1

#define CALX_TYPE_ROW_(pick, type) CALX_TYPE_ROW_I_(pick, CALX_T_##type)
#define CALX_TYPE_ROW_I_(pick, row) \
	CALX_CAT_(CALX_TYPE_ROW_, CALX_IS_ROW_(row))(pick, row)
#define CALX_TYPE_ROW_1(pick, row) pick row
/* a type that is none: reported once, by CALX_KNOWN_COLUMN */
#define CALX_TYPE_ROW_0(pick, row) pick (int, int, integer, CALX_NULL, 0, 0, NULL)
#define CALX_IS_ROW_(row) CALX_IS_ROW_I_(CALX_ROW_PROBE_ row, 0, )
#define CALX_IS_ROW_I_(...) CALX_IS_ROW_II_(__VA_ARGS__)
#define CALX_IS_ROW_II_(probe, answer, ...) answer
#define CALX_ROW_PROBE_(...) , 1
#define CALX_PICK_C_(c, n, handle, kind, length, scale, labels) c
#define CALX_PICK_HANDLE_(c, n, handle, kind, length, scale, labels) calx_##handle##_expression
#define CALX_PICK_PROVIDER_(c, n, handle, kind, length, scale, labels) calx_##handle##_provider
#define CALX_PICK_TYPE_(c, n, handle, kind, length, scale, labels) \
	{ kind, length, scale, labels }

/* ---- providers: what calx_seed() may be given for a column ---------------- */
typedef bool (*calx_boolean_provider)(calx_faker *fake);
typedef int (*calx_integer_provider)(calx_faker *fake);
typedef double (*calx_real_provider)(calx_faker *fake);
typedef calx_decimal (*calx_decimal_provider)(calx_faker *fake);
typedef const char *(*calx_string_provider)(calx_faker *fake);
typedef const char *(*calx_json_provider)(calx_faker *fake);
typedef calx_blob (*calx_blob_provider)(calx_faker *fake);
typedef calx_date (*calx_date_provider)(calx_faker *fake);
typedef calx_time (*calx_time_provider)(calx_faker *fake);
typedef calx_datetime (*calx_datetime_provider)(calx_faker *fake);
typedef calx_timestamp (*calx_timestamp_provider)(calx_faker *fake);
typedef calx_interval (*calx_interval_provider)(calx_faker *fake);
typedef calx_uuid (*calx_uuid_provider)(calx_faker *fake);
typedef int (*calx_enumeration_provider)(calx_faker *fake);

/* ---- items: the tag of each, and its arguments ---------------------------- */
#define CALX_AS_column(...) COLUMN, (__VA_ARGS__)
#define CALX_AS_primary_key(...) PRIMARY_KEY, (NULL, __VA_ARGS__)
#define CALX_AS_unique(...) UNIQUE, (NULL, __VA_ARGS__)
#define CALX_AS_index(...) INDEX, (NULL, __VA_ARGS__)
#define CALX_AS_unique_index(...) UNIQUE_INDEX, (NULL, __VA_ARGS__)
#define CALX_AS_check(...) CHECK, (NULL, __VA_ARGS__)
#define CALX_AS_foreign_key(...) FOREIGN_KEY, (NULL, __VA_ARGS__)
/* named("uq_x", unique(a, b)): the same item with a name of its own */
#define CALX_AS_named(name, item) CALX_NAMED_(name, CALX_AS_##item)
#define CALX_NAMED_(name, ...) CALX_NAMED_I_(name, __VA_ARGS__)
#define CALX_NAMED_I_(name, tag, arguments) tag, CALX_NAMED_II_(name, CALX_UNPAREN_ arguments)
#define CALX_NAMED_II_(name, ...) CALX_NAMED_III_(name, __VA_ARGS__)
#define CALX_NAMED_III_(name, unnamed, ...) (name, __VA_ARGS__)

/* every pass has a macro for every tag; those that a pass skips are empty */
#define CALX_SKIP_(...)

/* pass: the fields of the row */
#define CALX_FIELD_COLUMN(T, name, type, ...) CALX_TYPE_ROW_(CALX_PICK_C_, type) name;
#define CALX_FIELD_PRIMARY_KEY CALX_SKIP_
#define CALX_FIELD_UNIQUE CALX_SKIP_
#define CALX_FIELD_INDEX CALX_SKIP_
#define CALX_FIELD_UNIQUE_INDEX CALX_SKIP_
#define CALX_FIELD_CHECK CALX_SKIP_
#define CALX_FIELD_UNKNOWN CALX_SKIP_
#define CALX_FIELD_FOREIGN_KEY CALX_SKIP_

/* pass: the typed columns of the table object */
#define CALX_MEMBER_COLUMN(T, name, type, ...) CALX_TYPE_ROW_(CALX_PICK_HANDLE_, type) name;
#define CALX_MEMBER_PRIMARY_KEY CALX_SKIP_
#define CALX_MEMBER_UNIQUE CALX_SKIP_
#define CALX_MEMBER_INDEX CALX_SKIP_
#define CALX_MEMBER_UNIQUE_INDEX CALX_SKIP_
#define CALX_MEMBER_CHECK CALX_SKIP_
#define CALX_MEMBER_UNKNOWN CALX_SKIP_
#define CALX_MEMBER_FOREIGN_KEY CALX_SKIP_

/* pass: their nodes */
#define CALX_NODE_OF_COLUMN(T, name, ...) CALX_COLUMN_NODE_(&T##_calx_columns_[T##_calx_##name##_]),
#define CALX_NODE_OF_PRIMARY_KEY CALX_SKIP_
#define CALX_NODE_OF_UNIQUE CALX_SKIP_
#define CALX_NODE_OF_INDEX CALX_SKIP_
#define CALX_NODE_OF_UNIQUE_INDEX CALX_SKIP_
#define CALX_NODE_OF_CHECK CALX_SKIP_
#define CALX_NODE_OF_UNKNOWN CALX_SKIP_
#define CALX_NODE_OF_FOREIGN_KEY CALX_SKIP_

/* pass: their numbers */
#define CALX_NUMBER_COLUMN(T, name, ...) T##_calx_##name##_,
#define CALX_NUMBER_PRIMARY_KEY CALX_SKIP_
#define CALX_NUMBER_UNIQUE CALX_SKIP_
#define CALX_NUMBER_INDEX CALX_SKIP_
#define CALX_NUMBER_UNIQUE_INDEX CALX_SKIP_
#define CALX_NUMBER_CHECK CALX_SKIP_
#define CALX_NUMBER_UNKNOWN CALX_SKIP_
#define CALX_NUMBER_FOREIGN_KEY CALX_SKIP_

/* pass: the values of the table object */
#define CALX_COLUMN_OF_COLUMN(T, name, ...) .name = CALX_COLUMN_HANDLE_(&T##_calx_nodes_[T##_calx_##name##_]),
#define CALX_COLUMN_OF_PRIMARY_KEY CALX_SKIP_
#define CALX_COLUMN_OF_UNIQUE CALX_SKIP_
#define CALX_COLUMN_OF_INDEX CALX_SKIP_
#define CALX_COLUMN_OF_UNIQUE_INDEX CALX_SKIP_
#define CALX_COLUMN_OF_CHECK CALX_SKIP_
#define CALX_COLUMN_OF_UNKNOWN CALX_SKIP_
#define CALX_COLUMN_OF_FOREIGN_KEY CALX_SKIP_

/* pass: what calx_seed() may be told about a column */
#define CALX_PROVIDER_COLUMN(T, name, type, ...) CALX_TYPE_ROW_(CALX_PICK_PROVIDER_, type) name;
#define CALX_PROVIDER_PRIMARY_KEY CALX_SKIP_
#define CALX_PROVIDER_UNIQUE CALX_SKIP_
#define CALX_PROVIDER_INDEX CALX_SKIP_
#define CALX_PROVIDER_UNIQUE_INDEX CALX_SKIP_
#define CALX_PROVIDER_CHECK CALX_SKIP_
#define CALX_PROVIDER_UNKNOWN CALX_SKIP_
#define CALX_PROVIDER_FOREIGN_KEY CALX_SKIP_

/* pass: the column descriptors of a model */
#define CALX_COLUMN_COLUMN(T, name_, type_, ...)                               \
	{ .name = #name_,                                                      \
	  .type = CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_),                      \
	  .nullable = CALX_IS_NULLABLE_(type_),                                \
	  .offset = offsetof(struct T, name_),                                 \
	  .size = sizeof(((struct T *)0)->name_),                              \
	  .options = { .size = sizeof(calx_column_options), __VA_ARGS__ },     \
	  .table = &T##_calx_table_ },
#define CALX_COLUMN_PRIMARY_KEY CALX_SKIP_
#define CALX_COLUMN_UNIQUE CALX_SKIP_
#define CALX_COLUMN_INDEX CALX_SKIP_
#define CALX_COLUMN_UNIQUE_INDEX CALX_SKIP_
#define CALX_COLUMN_CHECK CALX_SKIP_
#define CALX_COLUMN_UNKNOWN CALX_SKIP_
#define CALX_COLUMN_FOREIGN_KEY CALX_SKIP_

/* pass: the column descriptors of a table without a struct */
#define CALX_OWNED_COLUMN(T, name_, type_, ...)                                \
	{ .name = #name_,                                                      \
	  .type = CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_),                      \
	  .nullable = CALX_IS_NULLABLE_(type_),                                \
	  .options = { .size = sizeof(calx_column_options), __VA_ARGS__ },     \
	  .table = &T##_calx_table_ },
#define CALX_OWNED_PRIMARY_KEY CALX_SKIP_
#define CALX_OWNED_UNIQUE CALX_SKIP_
#define CALX_OWNED_INDEX CALX_SKIP_
#define CALX_OWNED_UNIQUE_INDEX CALX_SKIP_
#define CALX_OWNED_CHECK CALX_SKIP_
#define CALX_OWNED_UNKNOWN CALX_SKIP_
#define CALX_OWNED_FOREIGN_KEY CALX_SKIP_

/* pass: the column descriptors of a migration's operations */
#define CALX_BARE_COLUMN(T, name_, type_, ...)                                 \
	{ .name = #name_,                                                      \
	  .type = CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_),                      \
	  .nullable = CALX_IS_NULLABLE_(type_),                                \
	  .options = { .size = sizeof(calx_column_options), __VA_ARGS__ } },
#define CALX_BARE_PRIMARY_KEY CALX_SKIP_
#define CALX_BARE_UNIQUE CALX_SKIP_
#define CALX_BARE_INDEX CALX_SKIP_
#define CALX_BARE_UNIQUE_INDEX CALX_SKIP_
#define CALX_BARE_CHECK CALX_SKIP_
#define CALX_BARE_UNKNOWN CALX_SKIP_
#define CALX_BARE_FOREIGN_KEY CALX_SKIP_

/* pass: how many columns there are */
#define CALX_TALLY_COLUMN(...) +1
#define CALX_TALLY_PRIMARY_KEY CALX_SKIP_
#define CALX_TALLY_UNIQUE CALX_SKIP_
#define CALX_TALLY_INDEX CALX_SKIP_
#define CALX_TALLY_UNIQUE_INDEX CALX_SKIP_
#define CALX_TALLY_CHECK CALX_SKIP_
#define CALX_TALLY_UNKNOWN CALX_SKIP_
#define CALX_TALLY_FOREIGN_KEY CALX_SKIP_

/* pass: the constraint descriptors */
#define CALX_CONSTRAINT_COLUMN CALX_SKIP_
#define CALX_CONSTRAINT_UNKNOWN CALX_SKIP_
#define CALX_CONSTRAINT_PRIMARY_KEY(T, name_, ...)                             \
	{ .kind = CALX_PRIMARY_KEY, .name = name_, .columns = #__VA_ARGS__ },
#define CALX_CONSTRAINT_UNIQUE(T, name_, ...)                                  \
	{ .kind = CALX_UNIQUE, .name = name_, .columns = #__VA_ARGS__ },
#define CALX_CONSTRAINT_INDEX(T, name_, ...)                                   \
	{ .kind = CALX_INDEX, .name = name_, .columns = #__VA_ARGS__ },
#define CALX_CONSTRAINT_UNIQUE_INDEX(T, name_, ...)                            \
	{ .kind = CALX_INDEX, .name = name_, .columns = #__VA_ARGS__, .unique = true },
#define CALX_CONSTRAINT_CHECK(T, name_, condition, ...)                        \
	{ .kind = CALX_CHECK, .name = name_, .text = condition },
#define CALX_CONSTRAINT_FOREIGN_KEY(T, name_, columns_, target, ...)           \
	{ .kind = CALX_FOREIGN_KEY, .name = name_, .columns = #columns_,       \
	  .text = target, .options = { .size = sizeof(calx_constraint_options), __VA_ARGS__ } },

/* pass: whether every item is one, and every type */
#define CALX_KNOWN_COLUMN(T, name, type, ...)                                  \
	_Static_assert(CALX_IS_ROW_(CALX_T_##type),                            \
		"the column " #T "." #name " is of no known type: " #type);
#define CALX_KNOWN_UNKNOWN(T, item)                                            \
	_Static_assert(0, #T " has an item that is none, the word behind CALX_AS_: " #item);
#define CALX_KNOWN_PRIMARY_KEY CALX_SKIP_
#define CALX_KNOWN_UNIQUE CALX_SKIP_
#define CALX_KNOWN_INDEX CALX_SKIP_
#define CALX_KNOWN_UNIQUE_INDEX CALX_SKIP_
#define CALX_KNOWN_CHECK CALX_SKIP_
#define CALX_KNOWN_FOREIGN_KEY CALX_SKIP_

/* ---- the three declarations ----------------------------------------------- */

/** A table with a struct of its own: see the head of this file. */
#define CALX_MODEL(T, table_name, ...)                                         \
	struct T { CALX_EACH_(CALX_FIELD_, T, __VA_ARGS__) };                  \
	CALX_MAP(T, table_name, __VA_ARGS__)

/** The same list over a `struct T` that exists already: each column's field
 * must have the C type that CALX_MODEL would have given it. */
#define CALX_MAP(T, table_name, ...)                                           \
	struct T##_list { struct T **items; size_t count; };                   \
	CALX_LIST_FUNCTION_(T)                                                 \
	struct T##_calx_providers_ { char calx_reserved_; CALX_EACH_(CALX_PROVIDER_, T, __VA_ARGS__) }; \
	struct T##_calx_fit_ { CALX_EACH_(CALX_FIELD_, T, __VA_ARGS__) };      \
	CALX_EACH_(CALX_FIT_, T, __VA_ARGS__)                                  \
	CALX_DESCRIBE_(T, table_name, CALX_COLUMN_, sizeof(struct T), _Alignof(struct T), __VA_ARGS__)

/* the typed list of a model, from the untyped one that the session returns */
typedef struct calx_object_list {
	void **items;
	size_t count;
} calx_object_list;
#define CALX_LIST_FUNCTION_(T)                                                 \
	static inline CALX_UNUSED_ struct T##_list T##_calx_list_(calx_object_list list) \
	{                                                                      \
		return (struct T##_list){ (struct T **)(void *)list.items, list.count }; \
	}

/** A table without a struct, such as an association table. */
#define CALX_TABLE(T, table_name, ...) CALX_DESCRIBE_(T, table_name, CALX_OWNED_, 0, 1, __VA_ARGS__)

/** The tables that belong together: CALX_METADATA(bookstore, Book, Salesperson) */
#define CALX_METADATA(name_, ...)                                              \
	static const calx_table *const name_##_calx_tables_[] = {              \
		CALX_LIST_(CALX_TABLE_ADDRESS_, , __VA_ARGS__), NULL           \
	};                                                                     \
	static const calx_metadata name_ CALX_UNUSED_ = { name_##_calx_tables_ }

#define CALX_TABLE_ADDRESS_(context, T) &T##_calx_table_

#define CALX_DESCRIBE_(T, table_name, pass, row_size_, row_align_, ...)        \
	CALX_EACH_(CALX_KNOWN_, T, __VA_ARGS__)                                \
	enum { CALX_EACH_(CALX_NUMBER_, T, __VA_ARGS__) T##_calx_count_ };     \
	static const calx_table T##_calx_table_;                               \
	static const calx_column T##_calx_columns_[] = {                       \
		CALX_EACH_(pass, T, __VA_ARGS__)                               \
	};                                                                     \
	static const calx_constraint T##_calx_constraints_[] = {               \
		CALX_EACH_(CALX_CONSTRAINT_, T, __VA_ARGS__) { .kind = CALX_CONSTRAINT_END } \
	};                                                                     \
	static const calx_table T##_calx_table_ CALX_UNUSED_ = {               \
		CALX_TABLE_SIZES,                                              \
		.name = table_name,                                            \
		.columns = T##_calx_columns_,                                  \
		.column_count = T##_calx_count_,                               \
		.constraints = T##_calx_constraints_,                          \
		.row_size = row_size_,                                         \
		.row_align = row_align_,                                       \
	};                                                                     \
	static const calx_node T##_calx_nodes_[] = {                           \
		CALX_EACH_(CALX_NODE_OF_, T, __VA_ARGS__) { .kind = CALX_NODE_END } \
	};                                                                     \
	static const struct T##_columns {                                      \
		CALX_EACH_(CALX_MEMBER_, T, __VA_ARGS__)                       \
	} T CALX_UNUSED_ = { CALX_EACH_(CALX_COLUMN_OF_, T, __VA_ARGS__) }

/* CALX_MAP: the field's type is the column's, or this does not compile. For a
 * long long, a long of the same size will do: int64_t is one or the other. */
#define CALX_FITS_(field, c)                                                   \
	(_Generic((field), c: 1, default: 0) ||                                \
		(_Generic((field), long: sizeof(long) == sizeof(long long), default: 0) && \
			_Generic(*(c *)0, long long: 1, default: 0)))
#define CALX_FIT_COLUMN(T, name, type, ...)                                    \
	_Static_assert(CALX_FITS_(((struct T *)0)->name, CALX_TYPE_ROW_(CALX_PICK_C_, type)), \
		"the field " #T "." #name " does not have the C type of its column " #type);
#define CALX_FIT_PRIMARY_KEY CALX_SKIP_
#define CALX_FIT_UNIQUE CALX_SKIP_
#define CALX_FIT_INDEX CALX_SKIP_
#define CALX_FIT_UNIQUE_INDEX CALX_SKIP_
#define CALX_FIT_CHECK CALX_SKIP_
#define CALX_FIT_UNKNOWN CALX_SKIP_
#define CALX_FIT_FOREIGN_KEY CALX_SKIP_

/* clang-format on */

#endif
