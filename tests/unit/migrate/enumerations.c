#include "check.h"

#include <stdio.h>

#include "evolve.h"

#include "compile/alter.h"
#include "sql/type/native.h"

/* The life of an enumeration, in migrations, on every database: it is created with
 * its column, gets labels, loses one, changes their order, and goes. The rows stay
 * as they are, or it fails. */

static struct evolve evolve;

static int set_up(void **state)
{
	(void)state;
	evolve_open(&evolve);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	evolve_close(&evolve);
	return 0;
}

static void apply(const char *statements)
{
	const struct script_body body = evolve_read(&evolve.arena, statements);

	evolve_apply(&evolve, body.operations, body.count);
}

static enum calx_status answer_take(
	void *context, const char *const *values, size_t count)
{
	(void)count;
	snprintf(context, 64, "%s", values[0] ? values[0] : "NULL");
	return CALX_OK;
}

/* The first value of a query, as text. */
static const char *answer(const char *sql)
{
	static char text[64];
	const struct catalog catalog =
		calx__connection_catalog(evolve.connection);
	calx_error error = { 0 };

	*text = '\0';
	if (catalog.query(&catalog, sql, answer_take, text, &error) < 0)
		fail_msg("%s", error.message);
	return text;
}

static bool is_on(const char *database)
{
	return !strcmp(
		calx__connection_dialect(evolve.connection)->name, database);
}

/* The labels of t.kind, as inspection has them. */
static void check_labels(const char *expected)
{
	const struct sql_schema schema = evolve_inspect(&evolve);
	const struct sql_table *table = calx__schema_table(&schema, NULL, "t");
	const struct sql_column *column = calx__table_column(table, "kind");
	char text[64] = "";

	assert_non_null(column);
	assert_int_equal(column->type.kind, CALX_ENUMERATION);
	for (size_t i = 0; column->type.labels[i]; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			"%s%s", i ? " " : "", column->type.labels[i]);
	CHECK_TEXT(text, expected);
}

#define ALTER(labels) \
	"calx_alter_column(op, \"t\", column(kind, enumeration(" labels ")));\n"

static void labels_come_and_go(void **state)
{
	(void)state;
	apply("calx_create_table(op, \"t\", column(id, integer(), .primary_key = true),\n"
	      "column(kind, enumeration(\"a\", \"it's\"), .server_default = \"'a'\"));\n");
	evolve_run(&evolve,
		"INSERT INTO t (id) VALUES (1);\nINSERT INTO t VALUES (2, 'it''s');\n");
	check_labels("a it's");
	/* behind the others */
	apply(ALTER("\"a\", \"it's\", \"c\""));
	check_labels("a it's c");
	evolve_run(&evolve, "INSERT INTO t VALUES (3, 'c');\n");
	/* before them, and in another order */
	apply(ALTER("\"c\", \"b\", \"it's\", \"a\""));
	check_labels("c b it's a");
	CHECK_TEXT(answer("SELECT kind FROM t WHERE id = 1"), "a");
	CHECK_TEXT(answer("SELECT kind FROM t WHERE id = 2"), "it's");
	CHECK_TEXT(answer("SELECT kind FROM t WHERE id = 3"), "c");
	/* the default is still there */
	evolve_run(&evolve, "INSERT INTO t (id) VALUES (4);\n");
	CHECK_TEXT(answer("SELECT kind FROM t WHERE id = 4"), "a");
	/* one that no row has */
	apply(ALTER("\"c\", \"it's\", \"a\""));
	check_labels("c it's a");
	CHECK_TEXT(answer("SELECT count(*) FROM t"), "4");
	apply("calx_drop_column(op, \"t\", \"kind\");\n");
	CHECK_TEXT(answer("SELECT count(*) FROM t"), "4");
	if (is_on("postgresql"))
		CHECK_TEXT(
			answer("SELECT count(*) FROM pg_type WHERE typtype = 'e'"),
			"0");
}

/* A label that rows have does not go: nothing becomes another value. */
static void rows_keep_their_labels(void **state)
{
	const struct dialect *dialect =
		calx__connection_dialect(evolve.connection);
	const struct catalog catalog =
		calx__connection_catalog(evolve.connection);
	const struct operation *one;
	struct script_body body;
	struct vec statements = VEC_INIT(const char *);
	calx_error error = { 0 };
	enum calx_status status;

	(void)state;
	apply("calx_create_table(op, \"t\", column(id, integer(), .primary_key = true),\n"
	      "column(kind, enumeration(\"a\", \"b\")));\n");
	evolve_run(&evolve,
		"INSERT INTO t VALUES (1, 'a');\nINSERT INTO t VALUES (2, 'b');\n");
	body = evolve_read(&evolve.arena, ALTER("\"a\", \"c\""));
	one = body.operations;
	status = calx__alter(dialect, &catalog,
		&(struct operation_group){ &one, 1 }, &evolve.arena,
		&statements, &error);
	calx_connection_begin(evolve.connection);
	for (size_t i = 0; i < statements.count && status >= 0; i++)
		status = calx__run(evolve.connection,
			*(const char **)calx__vec_at(&statements, i));
	assert_true(status < 0);
	calx_connection_rollback(evolve.connection);
	calx__vec_release(&statements);
	CHECK_TEXT(answer("SELECT kind FROM t WHERE id = 2"), "b");
	check_labels("a b");
}

/* The words of a database's own types are those of revisions, too. */
static void natives_are_migrated(void **state)
{
	const struct sql_column *column;
	struct sql_schema schema;

	(void)state;
	if (is_on("sqlite"))
		return;
	apply("calx_create_table(op, \"t\", column(id, integer(), .primary_key = true),\n"
	      "column(code, char(3)));\n");
	if (is_on("postgresql"))
		apply("calx_add_column(op, \"t\", column(own, nullable(inet())));\n"
		      "calx_alter_column(op, \"t\", column(code, char(5)));\n");
	else
		apply("calx_add_column(op, \"t\", column(own, nullable(label_set(\"a)\", \"b\"))));\n"
		      "calx_alter_column(op, \"t\", column(code, char(5)));\n");
	schema = evolve_inspect(&evolve);
	column = calx__table_column(
		calx__schema_table(&schema, NULL, "t"), "own");
	assert_int_equal(column->type.native,
		is_on("postgresql") ? CALX_NATIVE_INET : CALX_NATIVE_SET);
	column = calx__table_column(
		calx__schema_table(&schema, NULL, "t"), "code");
	assert_int_equal(column->type.native, CALX_NATIVE_CHAR);
	assert_int_equal(column->type.length, 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("enumerations", TEST(labels_come_and_go),
	TEST(rows_keep_their_labels), TEST(natives_are_migrated))
