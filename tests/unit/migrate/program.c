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
		check("author > 0"));
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

/* What the catalog says, in each database's words. */
static const struct catalog_sql {
	const char *kind, *tables, *columns, *indexes, *references;
} catalogs[] = {
	{ "sqlite",
		"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
		"SELECT name, \"notnull\" FROM pragma_table_info('books')",
		"SELECT x.\"unique\", group_concat(i.name) FROM pragma_index_list('books') x,"
		" pragma_index_info(x.name) i GROUP BY x.name ORDER BY 2",
		"SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('books')" },
	{ "postgresql",
		"SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
		"SELECT attname, attnotnull::int FROM pg_attribute"
		" WHERE attrelid = 'books'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
		"SELECT i.indisunique::int, string_agg(a.attname, ',' ORDER BY k.n) FROM pg_index i"
		" CROSS JOIN unnest(i.indkey) WITH ORDINALITY k(att, n) JOIN pg_attribute a"
		" ON a.attrelid = i.indrelid AND a.attnum = k.att"
		" WHERE i.indrelid = 'books'::regclass AND NOT i.indisprimary"
		" GROUP BY i.indexrelid, i.indisunique ORDER BY 2, 1",
		"SELECT confrelid::regclass::text, a.attname, b.attname FROM pg_constraint c"
		" JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]"
		" JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1] WHERE contype = 'f'" },
	{ "mariadb",
		"SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
		" AND table_name <> 'calx_journal' ORDER BY 1",
		"SELECT column_name, is_nullable = 'NO' FROM information_schema.columns"
		" WHERE table_schema = database() AND table_name = 'books' ORDER BY ordinal_position",
		/* without the one that a foreign key brings along */
		"SELECT 1 - min(non_unique), group_concat(column_name ORDER BY seq_in_index)"
		" FROM information_schema.statistics WHERE table_schema = database()"
		" AND table_name = 'books' AND index_name NOT IN ('PRIMARY', 'fk_books_author_authors')"
		" GROUP BY index_name ORDER BY 2, 1",
		"SELECT referenced_table_name, column_name, referenced_column_name"
		" FROM information_schema.key_column_usage"
		" WHERE table_schema = database() AND referenced_table_name IS NOT NULL" },
};

static const struct catalog_sql *catalog(void)
{
	const struct catalog_sql *sql = catalogs;

	while (!database_is(sql->kind))
		sql++;
	return sql;
}

static void operations_do_what_they_say(void **state)
{
	const struct catalog_sql *sql = catalog();

	(void)state;
	check_code(tables_up, sql->tables, "calx_version\ntags\nwriters\n");
	check_code(
		columns_up, sql->columns, "id|1\nname|0\nauthor|1\npages|0\n");
	check_code(columns_up, "SELECT * FROM books", "1|t|1|-\n");
	check_code(constraints_up, sql->indexes, "0|title\n1|title,author\n");
	check_code(constraints_up, sql->references, "authors|author|id\n");
	check_code(indexes_up, sql->indexes, "0|author,title\n1|title\n");
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

static void an_orphan_may_be_there_for_a_while(void **state)
{
	(void)state;
	NEEDS(CAN_WAIT_FOR_PARENTS);
	check_code(child_up, "SELECT author FROM notes", "1\n");
}

static void orphans_of_a_session_are_found(void **state)
{
	enum calx_status status;
	struct stage stage;

	(void)state;
	run_code(&stage, orphan_up, &status);
	assert_int_equal(status, CALX_CONSTRAINT);
	assert_non_null(strstr(stage.error.message, "notes"));
	check_rows(stage.connection, "SELECT revision FROM calx_version",
		"aaaa1\n");
	check_rows(stage.connection, catalog()->tables,
		database_is("mariadb") ? "authors\nbooks\ncalx_version\nnotes\n"
				       : "authors\nbooks\ncalx_version\n");
	stage_close(&stage);
}

CHECK_MAIN("program", cmocka_unit_test(operations_do_what_they_say),
	cmocka_unit_test(what_is_not_there_is_named),
	cmocka_unit_test(an_orphan_may_be_there_for_a_while),
	cmocka_unit_test(orphans_of_a_session_are_found))
