#include "check.h"
#include "torture.h"

#include "sql/schema/order.h"
#include "sql/schema/names.h"
#include "sql/schema/operation.h"
#include "sql/schema/table.h"
#include "util/alloc.h"
#include "sql/schema/schema.h"
#include "sql/schema/resolve.h"
#include "sql/schema/constraint.h"
#include "sql/schema/condition.h"
#include "sql/schema/naming.h"

#include <calx/calx.h>

CALX_MODEL(Author, "authors", column(id, big_integer(), .primary_key = true),
	column(name, string(120), .unique = true), column(alive, boolean()),
	column(style, nullable(enumeration("prose", "it's verse"))));

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(author_id, nullable(big_integer()), .references = "authors.id",
		.on_delete = "set null", .index = true),
	column(title, string(200), .server_default = "'untitled'"),
	column(position, integer(), .name = "order"), unique(author_id, title),
	index(title, position), named("ux_books_title", unique_index(title)),
	named("ck_title", check("length(title) > 0")));

CALX_TABLE(loans, "loans", column(book_id, integer(), .primary_key = true),
	column(day, date(), .primary_key = true),
	column(next_book, nullable(integer())),
	column(next_day, nullable(date())),
	foreign_key(book_id, "books", .on_delete = "Cascade"),
	foreign_key((next_book, next_day), "loans(book_id, day)",
		.on_update = "no action"));

CALX_METADATA(library, loans, Book, Author);

static struct sql_table *resolve(struct arena *arena, const calx_table *model)
{
	struct sql_table *table = NULL;
	calx_error error = { 0 };

	if (calx__table_resolve(arena, model, &table, &error) < 0)
		fail_msg("%s", error.message);
	return table;
}

static void check_constraint(const struct sql_constraint *constraint,
	enum calx_constraint_kind kind, const char *name, const char *columns)
{
	char list[200] = "";

	for (size_t i = 0; i < constraint->column_count; i++) {
		strncat(list, i ? "," : "", 2);
		strncat(list, constraint->columns[i], 50);
	}
	assert_int_equal(constraint->kind, kind);
	assert_string_equal(constraint->name, name);
	assert_string_equal(list, columns);
}

static void resolves_options(void **state)
{
	struct arena arena = { 0 };
	const struct sql_table *table = resolve(&arena, &Author_calx_table_);

	(void)state;
	assert_string_equal(table->name, "authors");
	assert_int_equal(table->column_count, 4);
	assert_int_equal(table->columns[1].type.length, 120);
	assert_false(table->columns[1].nullable);
	assert_true(table->columns[3].nullable);
	assert_int_equal(table->columns[3].number, 3);
	assert_null(table->columns[3].type_text);
	assert_int_equal(table->constraint_count, 4);
	assert_int_equal(table->index_count, 0);
	check_constraint(
		&table->constraints[0], CALX_PRIMARY_KEY, "pk_authors", "id");
	check_constraint(
		&table->constraints[1], CALX_UNIQUE, "uq_authors_name", "name");
	assert_int_equal(table->constraints[2].kind, CALX_CHECK);
	assert_true(table->constraints[2].of_type);
	assert_string_equal(table->constraints[2].text, "\"alive\" IN (0, 1)");
	assert_string_equal(table->constraints[3].text,
		"\"style\" IN ('prose', 'it''s verse')");
	calx__arena_release(&arena);
}

static void resolves_items(void **state)
{
	struct arena arena = { 0 };
	const struct sql_table *table = resolve(&arena, &Book_calx_table_);

	(void)state;
	assert_string_equal(table->columns[2].server_default, "'untitled'");
	assert_string_equal(table->columns[3].name, "order");
	assert_int_equal(table->constraint_count, 4);
	check_constraint(
		&table->constraints[0], CALX_PRIMARY_KEY, "pk_books", "id");
	check_constraint(&table->constraints[1], CALX_FOREIGN_KEY,
		"fk_books_author_id_authors", "author_id");
	assert_string_equal(table->constraints[1].referred_table, "authors");
	assert_string_equal(table->constraints[1].referred_columns[0], "id");
	assert_string_equal(table->constraints[1].on_delete, "SET NULL");
	assert_null(table->constraints[1].on_update);
	check_constraint(&table->constraints[2], CALX_UNIQUE,
		"uq_books_author_id_title", "author_id,title");
	check_constraint(&table->constraints[3], CALX_CHECK, "ck_title", "");
	assert_string_equal(table->constraints[3].text, "length(title) > 0");
	assert_false(table->constraints[3].of_type);
	assert_int_equal(table->index_count, 3);
	check_constraint(&table->indexes[0], CALX_INDEX, "ix_books_author_id",
		"author_id");
	/* the name in the database, not that of the field */
	check_constraint(&table->indexes[1], CALX_INDEX, "ix_books_title_order",
		"title,order");
	check_constraint(
		&table->indexes[2], CALX_INDEX, "ux_books_title", "title");
	assert_true(table->indexes[2].unique);
	calx__arena_release(&arena);
}

static void resolves_composite_keys(void **state)
{
	struct arena arena = { 0 };
	const struct sql_table *table = resolve(&arena, &loans_calx_table_);
	const struct sql_constraint *key = calx__table_primary_key(table);

	(void)state;
	check_constraint(key, CALX_PRIMARY_KEY, "pk_loans", "book_id,day");
	check_constraint(&table->constraints[1], CALX_FOREIGN_KEY,
		"fk_loans_book_id_books", "book_id");
	assert_null(table->constraints[1].referred_columns);
	assert_string_equal(table->constraints[1].on_delete, "CASCADE");
	check_constraint(&table->constraints[2], CALX_FOREIGN_KEY,
		"fk_loans_next_book_next_day_loans", "next_book,next_day");
	assert_string_equal(table->constraints[2].referred_columns[1], "day");
	assert_null(table->constraints[2].on_update);
	calx__arena_release(&arena);
}

/* What the macros made is copied: an operation outlives its arguments. */
static void keeps_nothing_of_the_model(void **state)
{
	char name[] = "color", label[] = "red", table_name[] = "paints";
	const char *labels[] = { label, NULL };
	calx_column column = { .name = name,
		.type = { .kind = CALX_ENUMERATION, .labels = labels } };
	const calx_table model = { CALX_TABLE_SIZES, .name = table_name,
		.columns = &column, .column_count = 1 };
	struct arena arena = { 0 };
	struct sql_table *table;

	(void)state;
	assert_int_equal(
		calx__table_resolve(&arena, &model, &table, NULL), CALX_OK);
	name[0] = label[0] = table_name[0] = 'X';
	labels[0] = NULL;
	assert_string_equal(table->name, "paints");
	assert_string_equal(table->columns[0].name, "color");
	assert_string_equal(table->columns[0].type.labels[0], "red");
	assert_string_equal(table->constraints[0].text, "\"color\" IN ('red')");
	calx__arena_release(&arena);
}

static void resolves_single_constraints(void **state)
{
	const calx_constraint unique = { .kind = CALX_UNIQUE,
		.columns = "author, title," };
	const calx_constraint foreign = { .kind = CALX_FOREIGN_KEY,
		.name = "fk",
		.columns = "(a, b)",
		.text = "t(c, d)",
		.options = { .on_delete = "restrict" } };
	struct sql_constraint constraint;
	struct arena arena = { 0 };

	(void)state;
	assert_int_equal(calx__constraint_resolve(
				 &arena, "books", &unique, &constraint, NULL),
		CALX_OK);
	check_constraint(&constraint, CALX_UNIQUE, "uq_books_author_title",
		"author,title");
	assert_int_equal(calx__constraint_resolve(
				 &arena, "books", &foreign, &constraint, NULL),
		CALX_OK);
	check_constraint(&constraint, CALX_FOREIGN_KEY, "fk", "a,b");
	assert_string_equal(constraint.on_delete, "RESTRICT");
	assert_int_equal(calx__constraint_resolve(
				 &arena, "", &unique, &constraint, NULL),
		CALX_INVALID);
	assert_int_equal(calx__constraint_resolve(
				 &arena, NULL, &unique, &constraint, NULL),
		CALX_INVALID);
	calx__arena_release(&arena);
}

/* ---- refusals ------------------------------------------------------------- */

static void check_refused(
	const char *message, const char *hint, const calx_table *model)
{
	struct arena arena = { 0 };
	struct sql_table *table = NULL;
	calx_error error = { 0 };

	assert_true(calx__table_resolve(&arena, model, &table, &error) < 0);
	assert_string_equal(error.message, message);
	if (hint)
		assert_non_null(strstr(error.hint, hint));
	assert_null(table);
	calx__arena_release(&arena);
}

/* a table "t" of these items, as calx_create_table() makes them */
#define TABLE(...) &CALX_TABLE_OF_("t", __VA_ARGS__)

static void refuses_columns(void **state)
{
	(void)state;
	check_refused("table 't', column 'A': there are two columns of this "
		      "name",
		NULL, TABLE(column(a, integer()), column(A, integer())));
	check_refused("table 't', column 'a': there are two columns of this "
		      "name",
		NULL,
		TABLE(column(a, integer()), column(b, integer(), .name = "a")));
	check_refused("table 't', column 'a': server_default cannot be "
		      "CALX_NONE here",
		NULL, TABLE(column(a, integer(), .server_default = CALX_NONE)));
	check_refused("table 't', column 'a': references cannot be CALX_NONE "
		      "here",
		NULL, TABLE(column(a, integer(), .references = CALX_NONE)));
	check_refused("table 't', column 'a': a primary key cannot be "
		      "nullable()",
		NULL,
		TABLE(column(a, nullable(integer()), .primary_key = true)));
	check_refused("table 't', column 'a': a primary key cannot be "
		      "nullable()",
		NULL, TABLE(column(a, nullable(integer())), primary_key(a)));
	check_refused("table 't', column 'a': numeric(p, s) has 1 to 38 "
		      "digits",
		NULL, TABLE(column(a, numeric(39, 2))));
	check_refused("table 't', column 'a': numeric(p, s) has 0 to p digits "
		      "after the point",
		NULL, TABLE(column(a, numeric(3, 4))));
	check_refused("table 't', column 'a': the length of a string is "
		      "negative",
		NULL, TABLE(column(a, string(-1))));
	check_refused("table 't', column 'a': two labels are the same", NULL,
		TABLE(column(a, enumeration("x", "y", "x"))));
	check_refused("table 't', column 'a': a label is empty", NULL,
		TABLE(column(a, enumeration("x", ""))));
	check_refused("table 't', column 'a': a label is not valid UTF-8", NULL,
		TABLE(column(a, enumeration("\xff"))));
	check_refused("table 't', column 'a': an enumeration needs labels",
		NULL, TABLE(column(a, enumeration(NULL))));
	check_refused("table 't', column 'a': the server default is empty",
		NULL, TABLE(column(a, integer(), .server_default = "")));
	check_refused("table 't': a column has no name", NULL,
		TABLE(column(a, integer(), .name = "")));
	check_refused("table 't': the name of a column is not valid UTF-8",
		NULL, TABLE(column(a, integer(), .name = "\xc0\x80")));
	check_refused("table 't' has no columns", NULL,
		&(const calx_table){ CALX_TABLE_SIZES, .name = "t" });
	check_refused("table '': a table has no name", NULL,
		&(const calx_table){ .name = NULL });
	check_refused("table 't', column 'a': it has no type", NULL,
		&(const calx_table){ CALX_TABLE_SIZES, .name = "t",
			.columns = &(const calx_column){ .name = "a" },
			.column_count = 1 });
}

static void refuses_constraints(void **state)
{
	(void)state;
	check_refused("table 't' has no column 'titel'", "'title'",
		TABLE(column(title, integer()), unique(titel)));
	check_refused("table 't' has no column 'x'", NULL,
		TABLE(column(a, integer()), index(a, x)));
	check_refused("table 't': column 'a' is twice in one list", NULL,
		TABLE(column(a, integer()), unique(a, a)));
	check_refused("table 't': 'a,, b' is not a list of column names", NULL,
		&(const calx_table){ CALX_TABLE_SIZES, .name = "t",
			.columns = (const calx_column[]){ { .name = "a",
				.type = { .kind = CALX_INTEGER } } },
			.column_count = 1,
			.constraints = (const calx_constraint[]){
				{ .kind = CALX_UNIQUE, .columns = "a,, b" },
				{ .kind = CALX_CONSTRAINT_END } } });
	check_refused("table 't': unique() takes columns", "unique_index()",
		TABLE(column(a, integer()), unique(lower(a))));
	check_refused("table 't': foreign_key() takes columns", NULL,
		TABLE(column(a, integer()), foreign_key((a DESC), "u(a)")));
	check_refused("table 't': there is no option .wher here", ".where",
		TABLE(column(a, integer()), index(a, .wher = "a > 0")));
	check_refused("table 't': there is no option .where here", NULL,
		TABLE(column(a, integer()), unique(a, .where = "a > 0")));
	check_refused("table 't': '.where = 3' is not an option with a literal "
		      "value",
		NULL, TABLE(column(a, integer()), index(a, .where = 3)));
	check_refused("table 't': 'a' stands behind an option", NULL,
		TABLE(column(a, integer()), index(a, .where = "x", a)));
	check_refused("table 't': on_conflict cannot be 'forget'", "replace",
		TABLE(column(a, integer(), .unique = true,
			.on_conflict = "forget")));
	check_refused("table 't', column 'a': on_conflict needs primary_key",
		NULL, TABLE(column(a, integer(), .on_conflict = "fail")));
	check_refused("table 't', column 'a': autoincrement needs primary_key",
		NULL, TABLE(column(a, integer(), .autoincrement = true)));
	check_refused("table 't': only a primary key of one integer can be "
		      ".autoincrement",
		NULL,
		TABLE(column(a, text(), .primary_key = true,
			.autoincrement = true)));
	check_refused("table 't', column 'a': there is no such "
		      "on_conflict_not_null",
		NULL, TABLE(column(a, integer(), .on_conflict_not_null = "x")));
	check_refused("table 't', column 'a': on_conflict_not_null is of a "
		      "column that is not nullable()",
		NULL,
		TABLE(column(a, nullable(integer()),
			.on_conflict_not_null = "fail")));
	check_refused("table 't', column 'a': .persisted needs .computed", NULL,
		TABLE(column(a, integer(), .persisted = true)));
	check_refused("table 't', column 'a': a primary key cannot be "
		      ".computed",
		NULL,
		TABLE(column(
			a, integer(), .primary_key = true, .computed = "1")));
	check_refused("table 't', column 'a': a .computed column has no "
		      "server_default",
		NULL,
		TABLE(column(
			a, integer(), .server_default = "1", .computed = "1")));
	check_refused("table 't' has two primary keys", NULL,
		TABLE(column(a, integer(), .primary_key = true),
			named("other", primary_key(a))));
	check_refused("table 't': two constraints are named 'uq_t_a'", "named(",
		TABLE(column(a, integer(), .unique = true), unique(a)));
	check_refused("table 't': a check has no condition", NULL,
		TABLE(column(a, integer()), check("")));
	check_refused("table 't': a constraint has no name", NULL,
		TABLE(column(a, integer()), named("", unique(a))));
}

static void refuses_references(void **state)
{
	(void)state;
	check_refused("table 't': on_delete cannot be 'drop'", "cascade",
		TABLE(column(a, integer(), .references = "u.a",
			.on_delete = "drop")));
	check_refused("table 't': on_update cannot be ''", "cascade",
		TABLE(column(a, integer()),
			foreign_key(a, "u(a)", .on_update = "")));
	check_refused("table 't', column 'a': on_delete needs references", NULL,
		TABLE(column(a, integer(), .on_delete = "cascade")));
	check_refused("table 't', column 'a': '' is not a reference to a table",
		NULL, TABLE(column(a, integer(), .references = "")));
	check_refused("table 't', column 'a': '.b' is not a reference to a "
		      "table",
		NULL, TABLE(column(a, integer(), .references = ".b")));
	check_refused("table 't', column 'a': '' is not a list of column names",
		NULL, TABLE(column(a, integer(), .references = "u.")));
	check_refused("table 't', column 'a': '(b' is not a list of column "
		      "names",
		NULL, TABLE(column(a, integer(), .references = "u(b")));
	check_refused("table 't', column 'a': one column refers to several; "
		      "use foreign_key()",
		NULL, TABLE(column(a, integer(), .references = "u(b, c)")));
	check_refused("table 't': the foreign key has 2 columns and refers to "
		      "1",
		NULL,
		TABLE(column(a, integer()), column(b, integer()),
			foreign_key((a, b), "u(a)")));
	check_refused("table 't', column 'a': 'set null' needs a nullable() "
		      "column",
		NULL,
		TABLE(column(a, integer(), .references = "u.a",
			.on_delete = "set null")));
}

/* ---- schemas -------------------------------------------------------------- */

static bool is_circular(const struct sql_schema *schema)
{
	bool circular = false;

	assert_int_equal(calx__order_is_circular(schema, &circular), CALX_OK);
	return circular;
}

static void schemas_are_sorted_by_reference(void **state)
{
	struct arena arena = { 0 };
	struct sql_schema schema;

	(void)state;
	assert_int_equal(
		calx__schema_resolve(&arena, &library, &schema, NULL), CALX_OK);
	assert_int_equal(schema.table_count, 3);
	assert_string_equal(schema.tables[0]->name, "loans");
	/* a reference to a key names its columns now */
	assert_string_equal(
		schema.tables[0]->constraints[1].referred_columns[0], "id");
	assert_int_equal(calx__order_tables(&schema), CALX_OK);
	assert_false(is_circular(&schema));
	assert_string_equal(schema.tables[0]->name, "authors");
	assert_string_equal(schema.tables[1]->name, "books");
	assert_string_equal(schema.tables[2]->name, "loans");
	assert_ptr_equal(
		calx__schema_table(&schema, NULL, "books"), schema.tables[1]);
	assert_null(calx__schema_table(&schema, NULL, "Books"));
	calx__arena_release(&arena);
}

CALX_TABLE(hen, "hen",
	column(id, integer(), .primary_key = true, .references = "egg.id"));
CALX_TABLE(egg, "egg",
	column(id, integer(), .primary_key = true, .references = "hen.id"));
CALX_TABLE(yard, "yard",
	column(id, integer(), .primary_key = true, .references = "hen.id"));
CALX_METADATA(farm, yard, hen, egg);

static void schemas_report_cycles(void **state)
{
	struct arena arena = { 0 };
	struct sql_schema schema;

	(void)state;
	assert_int_equal(
		calx__schema_resolve(&arena, &farm, &schema, NULL), CALX_OK);
	assert_int_equal(calx__order_tables(&schema), CALX_OK);
	assert_true(is_circular(&schema));
	assert_int_equal(schema.table_count, 3);
	assert_int_equal(calx__order_tables(&schema), CALX_OK);
	calx__arena_release(&arena);
}

/* The same name in two schemas is two tables, and a reference says which. */
static void tables_may_be_in_schemas(void **state)
{
	static const calx_column columns[] = {
		{ .name = "id",
			.type = { .kind = CALX_INTEGER },
			.options = { .primary_key = true } },
		{ .name = "other",
			.type = { .kind = CALX_INTEGER },
			.options = { .references = "b.t.id" } },
	};
	const calx_table first = { CALX_TABLE_SIZES, .name = "t", .schema = "a",
		.columns = columns, .column_count = 2 };
	const calx_table second = { CALX_TABLE_SIZES, .name = "t",
		.schema = "b", .columns = columns, .column_count = 1 };
	const calx_table *const tables[] = { &first, &second, NULL };
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = tables };
	struct arena arena = { 0 };
	struct sql_schema schema;
	calx_error error = { 0 };

	(void)state;
	if (calx__schema_resolve(&arena, &metadata, &schema, &error) < 0)
		fail_msg("%s", error.message);
	assert_string_equal(schema.tables[0]->schema, "a");
	assert_string_equal(
		schema.tables[0]->constraints[1].referred_schema, "b");
	assert_null(calx__schema_table(&schema, NULL, "t"));
	assert_ptr_equal(
		calx__schema_table(&schema, "b", "t"), schema.tables[1]);
	assert_int_equal(calx__order_tables(&schema), CALX_OK);
	assert_string_equal(schema.tables[0]->schema, "b");
	calx__arena_release(&arena);
}

static void check_operation(const struct vec *operations, size_t index,
	enum calx_operation_kind kind, const char *table, const char *name)
{
	const struct operation *operation = calx__vec_at(operations, index);

	assert_int_equal(operation->kind, kind);
	assert_string_equal(operation->table, table);
	if (name)
		assert_string_equal(operation->name, name);
}

/* Of two tables that refer to each other one stands before the other, and its
 * key is ahead. */
static void keys_ahead_are_added_when_all_are_there(void **state)
{
	struct vec operations = VEC_INIT(struct operation);
	struct operation key;
	struct arena arena = { 0 };
	struct sql_schema schema;

	(void)state;
	assert_int_equal(
		calx__schema_resolve(&arena, &farm, &schema, NULL), CALX_OK);
	assert_int_equal(calx__order_tables(&schema), CALX_OK);
	assert_int_equal(
		calx__order_creation(&arena, &schema, false, &operations, NULL),
		CALX_OK);
	assert_true(operations.count >= 4);
	check_operation(&operations, 0, CALX_OPERATION_CREATE_TABLE,
		schema.tables[0]->name, NULL);
	key = *(struct operation *)calx__vec_at(
		&operations, operations.count - 1);
	assert_int_equal(key.kind, CALX_OPERATION_ADD_CONSTRAINT);
	assert_int_equal(key.constraint->kind, CALX_FOREIGN_KEY);
	calx__vec_clear(&operations);
	assert_int_equal(
		calx__order_creation(&arena, &schema, true, &operations, NULL),
		CALX_OK);
	assert_int_equal(operations.count, 3);
	calx__vec_clear(&operations);
	assert_int_equal(
		calx__order_removal(&arena, &schema, false, &operations, NULL),
		CALX_OK);
	check_operation(&operations, 0, CALX_OPERATION_DROP_CONSTRAINT,
		key.table, key.name);
	check_operation(&operations, operations.count - 1,
		CALX_OPERATION_DROP_TABLE, schema.tables[0]->name, NULL);
	calx__vec_release(&operations);
	calx__arena_release(&arena);
}

/* However many constraints a table has, none is looked at behind the last. */
static void all_constraints_and_no_more_are_looked_at(void **state)
{
	(void)state;
	for (size_t count = 0; count < 20; count++) {
		struct vec operations = VEC_INIT(struct operation);
		struct arena arena = { 0 };
		struct sql_table table = { .name = "t",
			.constraint_count = count,
			.constraints = calx__arena_zero(
				&arena, count, sizeof(*table.constraints)) };
		struct sql_table *tables[] = { &table };
		struct sql_schema schema = { .tables = tables,
			.table_count = 1 };

		for (size_t i = 0; i < count; i++)
			table.constraints[i] = (struct sql_constraint){
				.kind = CALX_CHECK, .name = "c", .text = "1"
			};
		assert_int_equal(calx__order_creation(&arena, &schema, false,
					 &operations, NULL),
			CALX_OK);
		assert_int_equal(operations.count, 1);
		calx__vec_release(&operations);
		calx__arena_release(&arena);
	}
}

static void check_schema_refused(
	const char *message, const calx_table *const *tables)
{
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = tables };
	struct arena arena = { 0 };
	struct sql_schema schema;
	calx_error error = { 0 };

	assert_true(
		calx__schema_resolve(&arena, &metadata, &schema, &error) < 0);
	assert_string_equal(error.message, message);
	calx__arena_release(&arena);
}

#define SCHEMA(...)                 \
	(const calx_table *const[]) \
	{                           \
		__VA_ARGS__, NULL   \
	}

static void refuses_schemas(void **state)
{
	const calx_table *author = &Author_calx_table_;

	(void)state;
	check_schema_refused("table 't': the foreign key 'fk_t_a_nowhere' "
			     "refers to a table 'nowhere' that is not in the "
			     "metadata",
		SCHEMA(TABLE(column(a, integer(), .references = "nowhere.a"))));
	check_schema_refused("table 't': the foreign key 'fk_t_a_authors' "
			     "refers to a column 'b' that 'authors' does not "
			     "have",
		SCHEMA(author, TABLE(column(a, integer(),
				       .references = "authors.b"))));
	check_schema_refused("table 't', column 'a': its type string does not "
			     "fit 'authors.id', which is big_integer",
		SCHEMA(author, TABLE(column(a, string(3),
				       .references = "authors.id"))));
	check_schema_refused("table 't': the foreign key 'fk_t_a_authors' "
			     "refers to columns of 'authors' that are neither "
			     "its primary key nor unique",
		SCHEMA(author, TABLE(column(a, boolean(),
				       .references = "authors.alive"))));
	check_schema_refused("table 't': the foreign key 'fk_t_a_b_authors' "
			     "does not fit the primary key of 'authors'",
		SCHEMA(author, TABLE(column(a, integer()), column(b, integer()),
				       foreign_key((a, b), "authors"))));
	check_schema_refused(
		"there are two tables named 'authors'", SCHEMA(author, author));
	check_schema_refused("tables 't' and 'u' both have an index named 'ix'",
		SCHEMA(TABLE(column(a, integer()), named("ix", index(a))),
			&(const calx_table){ CALX_TABLE_SIZES, .name = "u",
				.columns = (const calx_column[]){ { .name = "a",
					.type = { .kind = CALX_INTEGER } } },
				.column_count = 1,
				.constraints = (const calx_constraint[]){
					{ .kind = CALX_INDEX,
						.name = "ix",
						.columns = "a" },
					{ .kind = CALX_CONSTRAINT_END } } }));
}

/* ---- names and conditions ------------------------------------------------- */

static void long_names_are_cut(void **state)
{
	static const char *columns[] = { "a_column_with_quite_a_long_name",
		"another_column_of_the_same_kind" };
	const struct sql_constraint unique = {
		.kind = CALX_UNIQUE, .columns = columns, .column_count = 2
	};
	const struct sql_constraint index = {
		.kind = CALX_INDEX, .columns = columns, .column_count = 1
	};
	struct arena arena = { 0 };
	const char *a, *b;

	(void)state;
	a = calx__constraint_default_name(&arena, "t", &unique);
	assert_int_equal(strlen(a), 60);
	assert_memory_equal(a, "uq_t_a_column_with_quite_a_long_name_anot", 41);
	b = calx__constraint_default_name(&arena, "u", &unique);
	assert_string_not_equal(a + 50, b + 50);
	assert_string_equal(calx__constraint_default_name(&arena, "t", &index),
		"ix_t_a_column_with_quite_a_long_name");
	/* no character is cut in two */
	a = calx__constraint_default_name(&arena,
		"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
		"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
		&unique);
	assert_true(strlen(a) <= 60);
	calx__arena_release(&arena);
}

static void checks_are_named_by_their_condition(void **state)
{
	const struct sql_constraint a = { .kind = CALX_CHECK, .text = "a > 0" };
	const struct sql_constraint b = { .kind = CALX_CHECK, .text = "a > 1" };
	struct arena arena = { 0 };
	const char *name = calx__constraint_default_name(&arena, "t", &a);

	(void)state;
	assert_int_equal(strlen(name), strlen("ck_t_01234567"));
	assert_string_not_equal(
		name, calx__constraint_default_name(&arena, "t", &b));
	assert_string_equal(
		name, calx__constraint_default_name(&arena, "t", &a));
	calx__arena_release(&arena);
}

static void conditions_of_types_are_read_back(void **state)
{
	const char *labels[] = { "a", "it's", ", ')", "''", NULL };
	const calx_type type = { .kind = CALX_ENUMERATION, .labels = labels };
	static const char *const others[] = { "", "x", "\"x\"", "\"x\" IN (",
		"\"x\" IN ()", "\"x\" IN ('a'", "\"x\" IN ('a",
		"\"x\" IN ('a'')", "\"x\" IN ('a',)", "\"x\" IN ('a', )",
		"\"x\" IN ('a') ", "\"y\" IN ('a')", "\"x\" IN (0, 1, 2)",
		"\"x" };
	struct arena arena = { 0 };
	const char *text = calx__type_condition(&arena, "x\"y", &type);
	calx_type read = calx__type_of_condition(&arena, "x\"y", text);

	(void)state;
	assert_string_equal(
		text, "\"x\"\"y\" IN ('a', 'it''s', ', '')', '''''')");
	assert_int_equal(read.kind, CALX_ENUMERATION);
	for (size_t i = 0; labels[i]; i++)
		assert_string_equal(read.labels[i], labels[i]);
	assert_null(read.labels[4]);
	assert_int_equal(
		calx__type_of_condition(&arena, "x", "\"x\" IN (0, 1)").kind,
		CALX_BOOLEAN);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_int_equal(
			calx__type_of_condition(&arena, "x", others[i]).kind,
			CALX_NULL);
	assert_null(calx__type_condition(
		&arena, "x", &(const calx_type){ .kind = CALX_INTEGER }));
	calx__arena_release(&arena);
}

CALX_TABLE(shelf, "Shelves", column(Id, integer()),
	column(Letter, string(2), .name = "Mark"), primary_key("ID", mark));
CALX_TABLE(shelved, "shelved", column(ID, integer(), .primary_key = true),
	column(shelf_id, integer()), column(mark, string(2)),
	foreign_key((SHELF_ID, MARK), "shelves(iD, MARK)"));
CALX_METADATA(shelves, shelf, shelved);

/* What a model refers to in another case is spelt as it is declared, so that it
 * is the same on databases that tell the two apart. */
static void references_are_spelt_as_declared(void **state)
{
	struct arena arena = { 0 };
	struct sql_schema schema;
	calx_error error = { 0 };
	const struct sql_constraint *key;

	(void)state;
	if (calx__schema_resolve(&arena, &shelves, &schema, &error) < 0)
		fail_msg("%s", error.message);
	key = calx__table_primary_key(schema.tables[0]);
	check_constraint(key, CALX_PRIMARY_KEY, "pk_Shelves", "Id,Mark");
	key = &schema.tables[1]->constraints[1];
	check_constraint(key, CALX_FOREIGN_KEY,
		"fk_shelved_shelf_id_mark_shelves", "shelf_id,mark");
	assert_string_equal(key->referred_table, "Shelves");
	assert_string_equal(key->referred_columns[0], "Id");
	assert_string_equal(key->referred_columns[1], "Mark");
	calx__arena_release(&arena);
}

/* ---- names that differ by case alone are one on some databases ------------- */

CALX_TABLE(twice_listed, "t", column(a, integer()), unique(a, A));
CALX_TABLE(twice_named, "t", column(a, integer()), named("UX", unique_index(a)),
	named("ux", index(a)));
CALX_TABLE(other_named, "s", column(a, integer()), named("Ux", index(a)));
CALX_TABLE(one_named, "t", column(a, integer()), named("uX", index(a)));
CALX_METADATA(two_named, other_named, one_named);

static void names_may_not_differ_by_case_alone(void **state)
{
	struct arena arena = { 0 };
	struct sql_schema schema;
	struct sql_table *table;
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx__table_resolve(&arena, &twice_listed_calx_table_,
				 &table, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message, "table 't': column 'a' is twice in one list");
	error = (calx_error){ 0 };
	assert_int_equal(calx__table_resolve(&arena, &twice_named_calx_table_,
				 &table, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message, "table 't': two constraints are named 'ux'");
	error = (calx_error){ 0 };
	assert_int_equal(
		calx__schema_resolve(&arena, &two_named, &schema, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message,
		"tables 's' and 't' both have an index named 'uX'");
	calx__arena_release(&arena);
}

static void operations_have_names_and_arguments(void **state)
{
	(void)state;
	for (size_t i = 1; i < CALX_OPERATION_KIND_COUNT; i++) {
		assert_memory_equal(calx__operations[i].function, "calx_", 5);
		assert_int_not_equal(
			calx__operations[i].arguments[0], ARGUMENT_END);
	}
}

static void resolve_once(void *context)
{
	struct arena arena = { 0 };
	struct sql_schema schema;
	calx_error error = { 0 };
	enum calx_status status =
		calx__schema_resolve(&arena, &library, &schema, &error);

	(void)context;
	if (status == CALX_OK)
		status = calx__order_tables(&schema);
	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	else
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	calx__arena_release(&arena);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(resolve_once, NULL);
}

CHECK_MAIN("table", cmocka_unit_test(resolves_options),
	cmocka_unit_test(resolves_items),
	cmocka_unit_test(resolves_composite_keys),
	cmocka_unit_test(keeps_nothing_of_the_model),
	cmocka_unit_test(resolves_single_constraints),
	cmocka_unit_test(refuses_columns),
	cmocka_unit_test(refuses_constraints),
	cmocka_unit_test(refuses_references),
	cmocka_unit_test(schemas_are_sorted_by_reference),
	cmocka_unit_test(schemas_report_cycles),
	cmocka_unit_test(keys_ahead_are_added_when_all_are_there),
	cmocka_unit_test(all_constraints_and_no_more_are_looked_at),
	cmocka_unit_test(tables_may_be_in_schemas),
	cmocka_unit_test(refuses_schemas), cmocka_unit_test(long_names_are_cut),
	cmocka_unit_test(checks_are_named_by_their_condition),
	cmocka_unit_test(conditions_of_types_are_read_back),
	cmocka_unit_test(references_are_spelt_as_declared),
	cmocka_unit_test(names_may_not_differ_by_case_alone),
	cmocka_unit_test(operations_have_names_and_arguments),
	cmocka_unit_test(survives_lack_of_memory), )
