#include "rows.h"
#include "torture.h"

#include "engine/prepare.h"
#include "migrate/operation/op.h"
#include <calx/revision.h>

/* What operations break that they do not name: each case has a database, what is
 * done to it, and what the error says; "" where it may be done. */

#define TABLES                                                               \
	"CREATE TABLE authors(id INTEGER PRIMARY KEY, name TEXT, born INT);" \
	"CREATE TABLE books(id INTEGER PRIMARY KEY, title TEXT, isbn TEXT, " \
	"author INTEGER REFERENCES authors(id));"                            \
	"CREATE TABLE log(line TEXT);"

struct damage_case {
	const char *schema;
	void (*up)(calx_op *op);
	const char *message;
	const char *kept; /* a query that gives 1 afterwards; NULL: none */
};

static void title_goes(calx_op *op)
{
	calx_drop_column(op, "books", "title");
}

static void books_go(calx_op *op)
{
	calx_drop_table(op, "books");
}

static void authors_go(calx_op *op)
{
	calx_drop_table(op, "authors");
}

static void nothing_much(calx_op *op)
{
	calx_alter_column(op, "books", column(isbn, nullable(string(80))));
}

static void everything(calx_op *op)
{
	calx_alter_column(op, "books", column(isbn, nullable(string(80))));
	calx_drop_table(op, "log");
	calx_rename_column(op, "authors", "born", "year");
	calx_rename_table(op, "authors", "people");
	calx_drop_column(op, "people", "name");
}

static void view_made_again(calx_op *op)
{
	calx_execute(op, "DROP VIEW v");
	calx_drop_column(op, "books", "title");
	calx_execute(op, "CREATE VIEW v AS SELECT isbn FROM books");
}

static void view_dropped_behind(calx_op *op)
{
	calx_drop_column(op, "books", "title");
	calx_execute(op, "DROP VIEW v");
}

static void table_made_again(calx_op *op)
{
	calx_drop_table(op, "books");
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, nullable(text())));
}

static void index_goes(calx_op *op)
{
	calx_drop_index(op, "books", "by_isbn");
}

static void column_comes(calx_op *op)
{
	calx_add_column(op, "books", column(line, nullable(text())));
}

static void by_sql(calx_op *op)
{
	calx_execute(op, "DROP TABLE books");
}

static void isbn_becomes_seconds(calx_op *op)
{
	calx_alter_column(op, "books",
		column(isbn, nullable(datetime(.stored = CALX_UNIX_SECONDS))));
}

static void isbn_becomes_hex(calx_op *op)
{
	calx_alter_column(op, "books",
		column(isbn, nullable(uuid(.stored = CALX_UUID_HEX))));
}

static void isbn_becomes_bytes(calx_op *op)
{
	calx_alter_column(op, "books",
		column(isbn, nullable(uuid(.stored = CALX_UUID_BYTES))));
}

static void title_goes_with_all(calx_op *op)
{
	calx_drop_column(op, "books", "title", .cascade = true);
}

static void orphans_change_places(calx_op *op)
{
	calx_execute(op, "DELETE FROM c WHERE k = 'o'");
	calx_execute(op, "UPDATE c SET x = 9");
}

static void orphan_gets_type(calx_op *op)
{
	calx_alter_column(op, "c", column(x, nullable(string(5))));
}

static void one_loses_title(calx_op *op)
{
	calx_drop_column(op, "one", "title", .cascade = true);
}

static void notes_lose_title(calx_op *op)
{
	calx_drop_column(op, "notes", "title", .cascade = true);
}

static void authors_go_with_all(calx_op *op)
{
	calx_drop_table(op, "authors", .cascade = true);
}

static void key_is_renamed(calx_op *op)
{
	calx_rename_column(op, "r", "x", "z");
}

static void key_of_nothing_comes(calx_op *op)
{
	calx_execute(op, "DELETE FROM log");
	calx_execute(op, "CREATE TABLE s(y INT REFERENCES books(isbn))");
}

static void key_is_renamed_and_another_comes(calx_op *op)
{
	key_is_renamed(op);
	key_of_nothing_comes(op);
}

static void orphans_come(calx_op *op)
{
	calx_execute(
		op, "INSERT INTO books(id, author) VALUES (8, 77), (9, 88)");
}

static void orphan_comes_and_goes(calx_op *op)
{
	orphans_come(op);
	calx_execute(op, "DELETE FROM books WHERE id > 7");
}

static void what_is_broken_comes(calx_op *op)
{
	calx_execute(op, "DELETE FROM log");
	calx_execute(op, "CREATE VIEW v AS SELECT nosuch FROM books");
	calx_execute(op, "CREATE TABLE s(y INT REFERENCES nobody(id))");
}

static const struct damage_case cases[] = {
	/* what comes as it is, and may be waiting for more */
	{ "", what_is_broken_comes, "",
		"SELECT count(*) = 2 FROM sqlite_schema WHERE name IN ('v', 's')" },
	/* keys of nothing that were there, under another name */
	{ "CREATE TABLE r(x INT REFERENCES books(isbn))", key_is_renamed, "",
		"SELECT count(*) = 1 FROM pragma_foreign_key_list('r') WHERE \"from\" = 'z'" },
	{ "", key_of_nothing_comes,
		"calx_execute: the foreign key (y) of table s works no longer: books has no primary key or unique constraint of (isbn)",
		NULL },
	{ "CREATE TABLE r(x INT REFERENCES books(isbn))",
		key_is_renamed_and_another_comes,
		"calx_execute: the foreign key (y) of table s works no longer: books has no primary key or unique constraint of (isbn)",
		NULL },
	{ "", orphans_come,
		"calx_execute: row 8 of table 'books' refers to a row of 'authors' that does not exist: (author) is (77)",
		NULL },
	{ "", orphan_comes_and_goes, "", NULL },
	/* many that were there, in no order */
	{ "INSERT INTO books(id, author) VALUES (1, 909), (2, 85), (3, 77001), (4, 6), (5, 5555), (6, 44)",
		column_comes, "", NULL },
	{ "INSERT INTO books(id, author) VALUES (1, 909), (2, 85), (3, 77001), (4, 6), (5, 5555), (6, 44)",
		title_goes, "", NULL },
	{ "INSERT INTO books(id, author) VALUES (7, 66)", orphan_comes_and_goes,
		"", NULL },
	/* views */
	{ "CREATE VIEW v AS SELECT b.\"TITLE\" FROM Books AS b", title_goes,
		"calx_drop_column: the view v works no longer: no such column: b.TITLE",
		NULL },
	{ "CREATE VIEW v AS SELECT isbn FROM books;CREATE VIEW w AS SELECT * FROM v",
		title_goes, "",
		"SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'view'" },
	{ "CREATE VIEW w AS SELECT title FROM v;CREATE VIEW v AS SELECT * FROM books",
		title_goes,
		"calx_drop_column: the view w works no longer: no such column: title",
		NULL },
	{ "CREATE VIEW v AS SELECT count(*) FROM BOOKS", books_go,
		"calx_drop_table: the view v works no longer: no such table: main.BOOKS",
		NULL },
	{ "CREATE VIEW v AS SELECT count(*) FROM BOOKS", by_sql,
		"calx_execute: the view v works no longer: no such table: main.BOOKS",
		NULL },
	{ "CREATE VIEW v AS SELECT title FROM books, log WHERE line = isbn",
		column_comes,
		"calx_add_column: the view v works no longer: ambiguous column name: line",
		NULL },
	{ "CREATE VIEW v AS SELECT title FROM books", view_made_again, "",
		"SELECT count(*) = 1 FROM sqlite_schema WHERE name = 'v'" },
	{ "CREATE VIEW v AS SELECT title FROM books", view_dropped_behind, "",
		"SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'v'" },
	{ "CREATE VIEW v AS SELECT title FROM books", table_made_again, "",
		"SELECT count(*) = 1 FROM sqlite_schema WHERE name = 'v'" },
	/* triggers of the table, and of others */
	{ "CREATE TRIGGER t AFTER INSERT ON BOOKS BEGIN UPDATE books SET title = upper(title) WHERE id = NEW.id; END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: no such column: title",
		NULL },
	{ "CREATE TRIGGER t AFTER INSERT ON log BEGIN INSERT INTO books(isbn, title) VALUES (1, NEW.line); END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: table books has no column named title",
		NULL },
	{ "CREATE TRIGGER t AFTER INSERT ON log WHEN NEW.line IN (SELECT title FROM books) BEGIN DELETE FROM log; END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: no such column: title",
		NULL },
	{ "CREATE TRIGGER t BEFORE UPDATE OF isbn, title ON books BEGIN DELETE FROM log; END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: no such column: title",
		NULL },
	{ "CREATE TRIGGER t BEFORE UPDATE ON books WHEN OLD.title IS NOT NULL BEGIN SELECT RAISE(ABORT, 'no'); END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: no such column: OLD.title",
		NULL },
	{ "CREATE TRIGGER t AFTER DELETE ON log BEGIN DELETE FROM books; INSERT INTO log SELECT OLD.line WHERE OLD.line > 1; END",
		books_go,
		"calx_drop_table: the trigger t works no longer: no such table: books",
		NULL },
	{ "CREATE VIEW v AS SELECT isbn, author FROM books;CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN INSERT INTO books(isbn, title) VALUES (NEW.isbn, 1); END",
		title_goes,
		"calx_drop_column: the trigger t works no longer: table books has no column named title",
		NULL },
	{ "CREATE TRIGGER t AFTER INSERT ON log BEGIN INSERT INTO books(isbn) VALUES (CASE WHEN NEW.line > 1 THEN NEW.line END); END",
		title_goes, "",
		"SELECT count(*) = 1 FROM sqlite_schema WHERE name = 't'" },
	/* foreign keys */
	{ "", authors_go,
		"calx_drop_table: the foreign key (author) of table books works no longer: there is no table authors",
		NULL },
	{ "CREATE UNIQUE INDEX by_isbn ON books(isbn);CREATE TABLE loans(book TEXT REFERENCES books(isbn))",
		index_goes,
		"calx_drop_index: the foreign key (book) of table loans works no longer: books has no primary key or unique constraint of (isbn)",
		NULL },
	{ "CREATE INDEX by_isbn ON books(isbn);CREATE TABLE loans(book TEXT REFERENCES books(isbn))",
		index_goes, "", NULL },
	/* what goes along */
	{ "CREATE VIEW v AS SELECT title FROM books;CREATE VIEW w AS SELECT * FROM v;CREATE VIEW x AS SELECT isbn FROM books;"
	  "CREATE TRIGGER t AFTER INSERT ON log BEGIN INSERT INTO books(isbn, title) VALUES (1, NEW.line); END;CREATE VIEW y AS SELECT nosuch FROM books;"
	  "CREATE UNIQUE INDEX i ON books(isbn, title);CREATE INDEX j ON books(isbn) WHERE title > 'a'",
		title_goes_with_all, "",
		"SELECT group_concat(name) = 'x,y' FROM sqlite_schema WHERE type <> 'table'" },
	{ "CREATE TABLE many(a, b, UNIQUE (a, b));CREATE TABLE one(x, y, title CHECK (title > y), z CHECK (z > title), PRIMARY KEY (x), CHECK (x + title > 2), UNIQUE (y, title))",
		one_loses_title, "",
		"SELECT sql = 'CREATE TABLE \"one\"(x, y, z, PRIMARY KEY (x))' FROM sqlite_schema WHERE name = 'one'" },
	{ "INSERT INTO authors(id) VALUES (1);INSERT INTO books(id, author) VALUES (1, 1);CREATE TABLE films(a INT, b INT CONSTRAINT q REFERENCES authors(id), FOREIGN KEY (a) REFERENCES authors DEFERRABLE INITIALLY DEFERRED)",
		authors_go_with_all, "",
		"SELECT count(*) = 0 FROM sqlite_schema WHERE sql LIKE '%REFERENCES%'" },
	{ "CREATE TABLE notes(title TEXT UNIQUE);CREATE TABLE tags(t TEXT REFERENCES notes(title))",
		notes_lose_title,
		"calx_drop_column: cannot alter table notes: \"title\" is its only column",
		NULL },
	/* what was broken before */
	{ "CREATE VIEW v AS SELECT nosuch FROM books;CREATE TRIGGER t AFTER INSERT ON books BEGIN DELETE FROM nowhere; INSERT INTO log VALUES (NEW.title); END;"
	  "CREATE VIEW w AS SELECT title, nofunction(title) FROM books;CREATE TABLE r(x REFERENCES books(isbn), y REFERENCES nobody)",
		title_goes, "",
		"SELECT count(*) = 3 FROM sqlite_schema WHERE name IN ('v', 't', 'w')" },
	{ "CREATE VIEW v AS SELECT nosuch FROM books", nothing_much, "", NULL },
	/* values that a model could not read in the form of another program */
	{ "INSERT INTO books(isbn) VALUES ('1700000000'), (NULL)",
		isbn_becomes_seconds, "",
		"SELECT typeof(isbn) = 'integer' FROM books WHERE id = 1" },
	{ "INSERT INTO books(isbn) VALUES ('12'), ('2024-01-01 10:00:00')",
		isbn_becomes_seconds,
		"calx_alter_column: cannot alter table books: 1 row has a value in column \"isbn\" that does not fit BIGINT: '2024-01-01 10:00:00', such as rowid 2",
		NULL },
	{ "INSERT INTO books(isbn) VALUES (999999999999999)",
		isbn_becomes_seconds,
		"calx_alter_column: cannot alter table books: 1 row has a value in column \"isbn\" that does not fit BIGINT: '999999999999999', such as rowid 1",
		NULL },
	{ "INSERT INTO books(isbn) VALUES ('550e8400e29b41d4a716446655440000')",
		isbn_becomes_hex, "", NULL },
	{ "INSERT INTO books(isbn) VALUES ('550e8400e29b41d4a71644665544000g')",
		isbn_becomes_hex,
		"calx_alter_column: cannot alter table books: 1 row has a value in column \"isbn\" that does not fit VARCHAR(32): '550e8400e29b41d4a71644665544000g', such as rowid 1",
		NULL },
	{ "INSERT INTO books(isbn) VALUES (zeroblob(16))", isbn_becomes_bytes,
		"", NULL },
	{ "INSERT INTO books(isbn) VALUES (zeroblob(15))", isbn_becomes_bytes,
		"calx_alter_column: cannot alter table books: 1 row has a value in column \"isbn\" that does not fit BLOB: X'000000000000000000000000000000', such as rowid 1",
		NULL },
	/* rows */
	{ "CREATE TABLE p(id INTEGER PRIMARY KEY);CREATE TABLE c(k TEXT, l INT, x INT REFERENCES p, PRIMARY KEY (k, l)) WITHOUT ROWID;INSERT INTO c VALUES ('o', 1, 9), ('g', 2, NULL)",
		orphans_change_places,
		"calx_execute: row 'g', 2 of table 'c' refers to a row of 'p' that does not exist: (x) is (9)",
		NULL },
	{ "CREATE TABLE c(id INTEGER PRIMARY KEY, x INT REFERENCES c);INSERT INTO c VALUES (1, 9)",
		orphan_gets_type, "", "SELECT typeof(x) = 'text' FROM c" },
	{ "INSERT INTO books VALUES (1, 'a', 'b', 99), (7, 'c', 'd', NULL)",
		nothing_much, "", NULL },
	{ "INSERT INTO books VALUES (1, 'a', 'b', 99);CREATE TABLE q(a, b);CREATE TABLE r(x REFERENCES q(b));INSERT INTO r VALUES (5)",
		everything, "", NULL },
};

static void schema_make(calx_connection *connection, const char *schema)
{
	char text[2048], *at = text, *end;

	snprintf(text, sizeof(text), TABLES "%s", schema);
	/* a semicolon with a blank behind it is part of a trigger */
	for (; *at; at = end) {
		for (end = at; *end && !(*end == ';' && end[1] != ' '); end++)
			;
		if (*end)
			*end++ = '\0';
		assert_int_equal(calx__run(connection, at), CALX_OK);
	}
}

static void case_open(const struct damage_case *item, struct calx_op *op)
{
	calx_engine *engine = calx_engine_open("sqlite://", NULL);
	calx_connection *connection = calx_connection_open(engine, NULL);

	print_message("# %s\n", item->schema);
	calx__run(connection, "PRAGMA foreign_keys = OFF");
	schema_make(connection, item->schema);
	calx_connection_begin(connection, .write = true);
	calx__op_init(op, connection);
}

static void case_close(struct calx_op *op)
{
	calx_connection *connection = op->connection;
	calx_engine *engine = connection->engine;

	calx__op_release(op);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

static void case_run(const struct damage_case *item)
{
	struct calx_op op;

	case_open(item, &op);
	item->up(&op);
	calx__op_finish(&op);
	CHECK_TEXT(op.error.message, item->message);
	if (item->kept)
		check_rows(op.connection, item->kept, "1\n");
	case_close(&op);
}

static void what_is_not_named_stays_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		case_run(&cases[i]);
}

/* The place is that of the operation by which it broke. */
static void the_operation_to_blame_is_named(void **state)
{
	static const struct operation operations[] = {
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = "authors",
			.name = "born",
			.file = "x.c",
			.line = 5 },
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = "books",
			.name = "isbn",
			.file = "x.c",
			.line = 6 },
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = "books",
			.name = "title",
			.file = "x.c",
			.line = 7 },
		{ .kind = CALX_OPERATION_EXECUTE,
			.sql = "DELETE FROM log",
			.file = "x.c",
			.line = 8 },
		{ .kind = CALX_OPERATION_EXECUTE,
			.sql = "UPDATE authors SET id = 6 WHERE id = 1",
			.file = "x.c",
			.line = 9 },
		{ .kind = CALX_OPERATION_EXECUTE,
			.sql = "DELETE FROM log",
			.file = "x.c",
			.line = 10 },
	};
	static const struct {
		const char *schema, *where;
	} blames[] = {
		{ "CREATE VIEW v AS SELECT title FROM books", "x.c:7" },
		{ "CREATE VIEW v AS SELECT b.isbn FROM books AS b", "x.c:6" },
		{ "CREATE VIEW v AS SELECT count(born) FROM authors, books",
			"x.c:5" },
		{ "INSERT INTO authors(id) VALUES (1);INSERT INTO books(id, author) VALUES (3, 1)",
			"x.c:9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(blames) / sizeof(*blames); i++) {
		struct damage_case item = { .schema = blames[i].schema };
		struct calx_op op;

		case_open(&item, &op);
		for (size_t j = 0; j < sizeof(operations) / sizeof(*operations);
			j++)
			calx__op_add(&op, &operations[j]);
		assert_true(calx__op_finish(&op) < 0);
		CHECK_TEXT(op.error.where, blames[i].where);
		case_close(&op);
	}
}

/* How many rows it is, and nobody need look at the error. */
static void orphans_are_counted(void **state)
{
	struct damage_case item = { .schema = "" };
	struct calx_op op;

	(void)state;
	case_open(&item, &op);
	orphans_come(&op);
	assert_int_equal(calx__op_finish(&op), CALX_CONSTRAINT);
	CHECK_TEXT(op.error.detail,
		"2 rows refer to something that does not exist.");
	CHECK_TEXT(op.error.table, "books");
	CHECK_TEXT(op.error.column, "author");
	assert_int_equal(
		calx__damage_check(&op.damage, op.connection, &op.done, NULL),
		CALX_CONSTRAINT);
	case_close(&op);
	item.schema = "CREATE VIEW v AS SELECT title FROM books";
	case_open(&item, &op);
	title_goes(&op);
	assert_int_equal(calx__op_finish(&op), CALX_CONFLICT);
	assert_int_equal(
		calx__damage_check(&op.damage, op.connection, &op.done, NULL),
		CALX_CONFLICT);
	case_close(&op);
	item.schema = "";
	case_open(&item, &op);
	calx_execute(&op, "INSERT INTO books(id, author) VALUES (8, 77)");
	assert_int_equal(calx__op_finish(&op), CALX_CONSTRAINT);
	CHECK_TEXT(op.error.detail, "");
	case_close(&op);
}

/* ---- faults -------------------------------------------------------------------- */

/* What is broken is told whatever else fails, or the failure is. */
static void look_once(void *context)
{
	const struct damage_case *item = context;
	struct calx_op op;

	torture_pause();
	case_open(item, &op);
	torture_resume();
	item->up(&op);
	calx__op_finish(&op);
	if (torture_is_clean())
		CHECK_TEXT(op.error.message, item->message);
	else if (*item->message)
		assert_true(op.error.status < 0);
	case_close(&op);
}

static void looks_survive_failures(void **state)
{
	static const struct damage_case tried[] = {
		{ "CREATE VIEW v AS SELECT title FROM books", title_goes,
			"calx_drop_column: the view v works no longer: no such column: title",
			NULL },
		{ "INSERT INTO books(id, author) VALUES (1, 9)", orphans_come,
			"calx_execute: row 8 of table 'books' refers to a row of 'authors' that does not exist: (author) is (77)",
			NULL },
		{ "CREATE VIEW v AS SELECT title FROM books",
			title_goes_with_all, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
		torture(look_once, (void *)(uintptr_t)&tried[i]);
		torture_sqlite(look_once, (void *)(uintptr_t)&tried[i]);
	}
}

CHECK_MAIN("damage", cmocka_unit_test(what_is_not_named_stays_whole),
	cmocka_unit_test(the_operation_to_blame_is_named),
	cmocka_unit_test(orphans_are_counted),
	cmocka_unit_test(looks_survive_failures), )
