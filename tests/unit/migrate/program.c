#include "migrate/run/run.h"

#include <calx/op.h>
#include <calx/short.h>

#include "rows.h"
#include "stage.h"

/* Revisions with code of their own: each operation, called from C, does what the
 * same one does that is read from a file; and what their sessions do is looked
 * at as well. */

static void base_up(calx_op *op)
{
	calx_create_table(op, "authors",
		column(id, integer(), .primary_key = true),
		column(name, string(80)), column(born, nullable(integer())));
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, string(80), .index = true, .unique = true),
		column(author, integer()), column(old, nullable(text())),
		check("id > 0"));
	calx_execute(op, "INSERT INTO authors VALUES (1, 'a', 1900)");
	calx_execute(op, "INSERT INTO books VALUES (1, 't', 1, 'o')");
}

static const calx_revision base = { .id = "aaaa1", .upgrade = base_up };

/* Runs `up` after the base; what it returns is in *status. */
static void run_code(
	struct stage *stage, void (*up)(calx_op *op), enum calx_status *status)
{
	/* the stage keeps what it was given */
	static calx_revision code;
	static const calx_revision *const list[] = { &base, &code, NULL };
	static const calx_migrations migrations = { list };

	code = (calx_revision){
		.id = "bbbb1", .down_revision = "aaaa1", .upgrade = up
	};
	assert_true(stage_open(stage, &migrations, NULL));
	*status = stage_upgrade(stage, "head");
}

static void check_code(
	void (*up)(calx_op *op), const char *sql, const char *expected)
{
	enum calx_status status;
	struct stage stage;

	run_code(&stage, up, &status);
	if (status < 0)
		fail_msg("%s", stage.error.message);
	check_rows(stage.connection, sql, expected);
	stage_close(&stage);
}

/* ---- each operation ----------------------------------------------------------- */

static void tables_up(calx_op *op)
{
	calx_create_table(
		op, "tags", column(id, integer(), .primary_key = true));
	calx_rename_table(op, "authors", "writers");
	calx_drop_table(op, "books");
}

static void columns_up(calx_op *op)
{
	calx_add_column(op, "books", column(pages, nullable(integer())));
	calx_rename_column(op, "books", "title", "name");
	calx_alter_column(op, "books", column(name, nullable(string(200))));
	calx_drop_column(op, "books", "old");
}

static void constraints_up(calx_op *op)
{
	calx_drop_constraint(op, "books", "uq_books_title");
	calx_add_constraint(op, "books", unique(title, author));
	calx_add_constraint(op, "books", foreign_key((author), "authors(id)"));
}

static void indexes_up(calx_op *op)
{
	calx_drop_index(op, "books", "ix_books_title");
	calx_create_index(op, "books", named("ix_pair", index(author, title)));
}

static const char columns_sql[] =
	"SELECT name, \"notnull\" FROM pragma_table_info('books')";
static const char indexes_sql[] =
	"SELECT x.\"unique\", group_concat(i.name) FROM pragma_index_list('books') x, "
	"pragma_index_info(x.name) i GROUP BY x.name ORDER BY 2";

static void operations_do_what_they_say(void **state)
{
	(void)state;
	check_code(tables_up,
		"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
		"calx_version\ntags\nwriters\n");
	check_code(
		columns_up, columns_sql, "id|1\nname|0\nauthor|1\npages|0\n");
	check_code(columns_up, "SELECT * FROM books", "1|t|1|-\n");
	check_code(constraints_up, indexes_sql, "0|title\n1|title,author\n");
	check_code(constraints_up,
		"SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('books')",
		"authors|author|id\n");
	check_code(indexes_up, indexes_sql, "0|author,title\n1|title\n");
}

/* ---- what is not there --------------------------------------------------------- */

static void no_table_up(calx_op *op)
{
	calx_drop_table(op, "nothing");
}

static void no_column_up(calx_op *op)
{
	calx_rename_column(op, "books", "nothing", "something");
}

static void no_constraint_up(calx_op *op)
{
	calx_drop_constraint(op, "books", "uq_nothing");
}

static void no_index_up(calx_op *op)
{
	calx_drop_index(op, "books", "ix_nothing");
}

static void what_is_not_there_is_named(void **state)
{
	static const struct {
		void (*up)(calx_op *op);
		const char *name;
	} cases[] = {
		{ no_table_up, "nothing" },
		{ no_column_up, "nothing" },
		{ no_constraint_up, "uq_nothing" },
		{ no_index_up, "ix_nothing" },
	};
	enum calx_status status;
	struct stage stage;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run_code(&stage, cases[i].up, &status);
		assert_true(status < 0);
		if (!strstr(stage.error.message, cases[i].name))
			fail_msg("%s: %s", cases[i].name, stage.error.message);
		check_rows(stage.connection,
			"SELECT revision FROM calx_version", "aaaa1\n");
		stage_close(&stage);
	}
}

/* ---- the session of a revision --------------------------------------------------- */

CALX_MODEL(Note, "notes", column(id, integer(), .primary_key = true),
	column(author, integer()));

/* The keys are not looked at while a revision runs. */
static void orphan_up(calx_op *op)
{
	calx_create_table(op, "notes",
		column(id, integer(), .primary_key = true),
		column(author, integer(), .references = "authors.id"));
	calx_add(calx_op_session(op), Note, .author = 1);
	calx_add(calx_op_session(op), Note, .author = 2);
}

static void child_up(calx_op *op)
{
	orphan_up(op);
	calx_delete_where(calx_op_session(op), Note, where(Note.author, ==, 2));
}

static void orphans_of_a_session_are_found(void **state)
{
	enum calx_status status;
	struct stage stage;

	(void)state;
	check_code(child_up, "SELECT author FROM notes", "1\n");
	run_code(&stage, orphan_up, &status);
	assert_int_equal(status, CALX_CONSTRAINT);
	assert_non_null(strstr(stage.error.message, "notes"));
	check_rows(stage.connection,
		"SELECT name FROM sqlite_schema WHERE name = 'notes'", "");
	stage_close(&stage);
}

CHECK_MAIN("program", cmocka_unit_test(operations_do_what_they_say),
	cmocka_unit_test(what_is_not_there_is_named),
	cmocka_unit_test(orphans_of_a_session_are_found))
